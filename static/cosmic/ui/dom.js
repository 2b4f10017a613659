/** Small ways to make and change elements. Data only ever becomes text. */

/**
 * An element of the page that the template promises.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind such as HTMLButtonElement
 * @returns {T}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/**
 * Change a text only when it is another one: layout costs.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} element
 * @param {string} name of a data attribute
 * @param {string} value empty to remove it
 */
export function setData(element, name, value) {
  if (value === "") delete element.dataset[name];
  else if (element.dataset[name] !== value) element.dataset[name] = value;
}

/**
 * Have a form handled here.
 *
 * Its button is disabled in the page until then: pressed earlier, the browser would send the form
 * by itself, and what was typed into it would be lost.
 *
 * @param {HTMLFormElement} form
 * @param {(event: SubmitEvent) => unknown} deed
 */
export function onSubmit(form, deed) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    deed(event);
  });
  for (const button of form.getElementsByTagName("button")) button.disabled = false;
}

/** Whether the pilot asked their system for less motion. */
export function prefersStillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * @param {EventTarget | null} target of a key event
 * @returns {boolean} whether keys belong to a text there
 */
export function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement && target.type !== "checkbox" && target.type !== "range"
  );
}
