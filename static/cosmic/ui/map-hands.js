/** Hands on the map: drag, wheel, pinch. Keys belong to the map's places. */

const CLICK_PX = 6; // a finger is never quite still
const WHEEL_STEP = 0.0016;

/**
 * @param {GlobalEventHandlers & Element} surface
 * @param {object} listener
 * @param {(dx: number, dy: number) => void} listener.onPan pixels
 * @param {(factor: number, x: number, y: number) => void} listener.onZoom pixels within the surface
 * @returns {{moved: () => boolean}} whether the last touch was a drag, not a click
 */
export function holdMap(surface, { onPan, onZoom }) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let way = 0;

  const spread = () => {
    const [a, b] = [...fingers.values()];
    return {
      distance: Math.hypot(a.x - b.x, a.y - b.y),
      x: (a.x + b.x) / 2,
      y: (a.y + b.y) / 2,
    };
  };

  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (fingers.size === 0) way = 0;
    if (fingers.size < 2) fingers.set(event.pointerId, within(surface, event));
  });
  surface.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = within(surface, event);
    const was = fingers.size === 2 ? spread() : null;
    fingers.set(event.pointerId, now);
    way += Math.hypot(now.x - before.x, now.y - before.y);
    if (way > CLICK_PX && !surface.hasPointerCapture(event.pointerId)) {
      surface.setPointerCapture(event.pointerId);
    }
    if (was === null) return void (way > CLICK_PX && onPan(now.x - before.x, now.y - before.y));
    const is = spread();
    onPan(is.x - was.x, is.y - was.y);
    if (was.distance > 0) onZoom(is.distance / was.distance, is.x, is.y);
  });
  const lift = (/** @type {PointerEvent} */ event) => void fingers.delete(event.pointerId);
  for (const name of /** @type {const} */ (["pointerup", "pointercancel", "pointerleave"])) {
    surface.addEventListener(name, lift);
  }
  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const at = within(surface, event);
      const lines = event.deltaMode === 1 ? 16 : 1;
      onZoom(Math.exp(-event.deltaY * lines * WHEEL_STEP), at.x, at.y);
    },
    { passive: false },
  );
  return { moved: () => way > CLICK_PX };
}

/** @param {GlobalEventHandlers & Element} surface @param {MouseEvent} event */
function within(surface, event) {
  const box = surface.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
