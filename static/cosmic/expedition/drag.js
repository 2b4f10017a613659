/** Drag with a mouse, a pen or a finger, onto whatever says that it takes the thing. */

const START_PX = 6;

/**
 * Elements with `data-drag` (what it is) go onto elements with `data-drop` (what they take, words
 * parted by spaces, matched against the first word of what is dragged).
 *
 * @param {HTMLElement} host
 * @param {(dragged: string, target: string) => void} onDrop both as their attributes say
 */
export function holdDrags(host, onDrop) {
  /** @type {{source: HTMLElement, what: string, x: number, y: number, ghost: HTMLElement | null} | null} */
  let held = null;

  host.addEventListener("pointerdown", (event) => {
    const source = event.target instanceof Element ? event.target.closest("[data-drag]") : null;
    if (!(source instanceof HTMLElement) || event.button !== 0) return;
    if (event.target instanceof Element && event.target.closest("button")) return;
    held = {
      source,
      what: source.dataset.drag ?? "",
      x: event.clientX,
      y: event.clientY,
      ghost: null,
    };
    source.setPointerCapture(event.pointerId);
  });
  host.addEventListener("pointermove", (event) => {
    if (!held) return;
    const way = Math.hypot(event.clientX - held.x, event.clientY - held.y);
    if (!held.ghost && way < START_PX) return;
    held.ghost ??= lift(held.source, held.what, host);
    held.ghost.style.setProperty("translate", `${event.clientX}px ${event.clientY}px`);
    const over = targetAt(event, held.what);
    for (const target of host.querySelectorAll("[data-over]")) target.removeAttribute("data-over");
    over?.setAttribute("data-over", "");
  });
  const drop = (/** @type {PointerEvent} */ event) => {
    if (!held) return;
    const { what, ghost } = held;
    const target = event.type === "pointerup" && ghost ? targetAt(event, what) : null;
    ghost?.remove();
    host.removeAttribute("data-dragging");
    for (const open of host.querySelectorAll("[data-over], [data-open]")) {
      open.removeAttribute("data-over");
      open.removeAttribute("data-open");
    }
    held = null;
    if (target instanceof HTMLElement) onDrop(what, target.dataset.drop ?? "");
  };
  host.addEventListener("pointerup", drop);
  host.addEventListener("pointercancel", drop);
}

/**
 * @param {HTMLElement} source
 * @param {string} what
 * @param {HTMLElement} host
 */
function lift(source, what, host) {
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.textContent = source.dataset.name ?? what;
  document.body.append(ghost);
  host.setAttribute("data-dragging", "");
  for (const target of host.querySelectorAll("[data-drop]")) {
    if (takes(target, what)) target.setAttribute("data-open", "");
  }
  return ghost;
}

/** @param {PointerEvent} event @param {string} what */
function targetAt({ clientX, clientY }, what) {
  const below = document.elementFromPoint(clientX, clientY)?.closest("[data-drop]");
  return below && takes(below, what) ? below : null;
}

/** @param {Element} target @param {string} what */
export function takes(target, what) {
  const wanted = (target.getAttribute("data-drop") ?? "").split(" ");
  return wanted.includes(what.split(" ")[0]);
}
