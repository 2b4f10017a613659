/** Elements in one expression. Data only ever becomes text or an attribute. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {Node | string | null | false | undefined} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Properties
 *   `on…` listens, `class` and all else are attributes; null, undefined and false leave one out
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties = {}, ...children) {
  return dress(document.createElement(tag), properties, children);
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function s(tag, properties = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), properties, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Properties} properties
 * @param {Child[]} children
 * @returns {E}
 */
function dress(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter(given));
  return element;
}

/** @param {Child} child @returns {child is Node | string} */
function given(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

/**
 * Words for ears alone, where eyes have the place of a thing to tell what it belongs to.
 *
 * @param {string} words
 */
export function unseen(words) {
  return h("span", { class: "visually-hidden" }, words);
}

/**
 * Fill an element anew; who had the focus in it has it again, found by
 * `data-key`, or else the first button there.
 *
 * @param {HTMLElement} host
 * @param {...Child} children
 */
export function refill(host, ...children) {
  const active = document.activeElement;
  const key = active && host.contains(active) ? active.getAttribute("data-key") : null;
  const top = host.scrollTop;
  host.replaceChildren(...children.filter(given));
  host.scrollTop = top;
  if (!active || key === null) return;
  for (const element of host.querySelectorAll("[data-key]")) {
    if (element.getAttribute("data-key") !== key) continue;
    /** @type {HTMLElement} */ (element).focus();
    return;
  }
  host.querySelector("button")?.focus(); // what was at hand is gone: stay near
}

/**
 * A button that says why it does nothing, instead of being dead: refusals are for reading.
 *
 * @param {object} options
 * @param {string} options.key unique among its neighbours
 * @param {boolean} options.available
 * @param {string | null} [options.reason] why not
 * @param {string} [options.className]
 * @param {() => void} options.onPress
 * @param {(reason: string) => void} options.onRefused
 * @param {...Child} children
 * @returns {HTMLButtonElement}
 */
export function choiceButton(options, ...children) {
  const { key, available, reason, className = "button", onPress, onRefused } = options;
  const words = reason || "That is not possible now.";
  return h(
    "button",
    {
      type: "button",
      class: className,
      "data-key": key,
      "aria-disabled": available ? null : "true",
      title: available ? null : words,
      onclick: () => (available ? onPress() : onRefused(words)),
    },
    ...children,
  );
}
