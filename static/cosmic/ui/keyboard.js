/** Keys become held actions and single commands; never while something is being typed. */

import { actionOf } from "./bindings.js";
import { isTyping } from "./dom.js";

const HOLDS = new Set(["thrust", "left", "right", "fire"]);

/** Keys that a focused button needs for itself. */
const BUTTON_KEYS = new Set(["Enter", "Space"]);

/**
 * @typedef {object} KeyboardOptions
 * @property {() => import("./bindings.js").Bindings} bindings
 * @property {Set<string>} held where held actions are noted
 * @property {(action: import("./bindings.js").Action) => void} onAction
 * @property {() => void} onEscape
 * @property {() => void} onBlur
 */

/** @param {KeyboardOptions} options */
export function listenToKeys({ bindings, held, onAction, onEscape, onBlur }) {
  window.addEventListener("keydown", (event) => {
    if (event.code === "Escape") return onEscape();
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (BUTTON_KEYS.has(event.code) && ownsEnter(event.target)) return;
    const action = actionOf(bindings(), event.code);
    if (!action || belongsToWidget(event)) return;
    event.preventDefault();
    if (HOLDS.has(action)) held.add(action);
    else if (!event.repeat || action.startsWith("zoom")) onAction(action);
  });
  window.addEventListener("keyup", (event) => {
    const action = actionOf(bindings(), event.code);
    if (action) held.delete(action);
  });
  window.addEventListener("blur", onBlur);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) onBlur();
  });
  document.addEventListener("focusin", (event) => {
    if (isTyping(event.target)) onBlur();
  });
}

/** @param {EventTarget | null} target */
function ownsEnter(target) {
  return target instanceof HTMLElement && target.closest("button, a, summary, select") !== null;
}

/**
 * Arrow keys move between tabs and scroll lists where those have the focus.
 *
 * @param {KeyboardEvent} event
 */
function belongsToWidget(event) {
  if (!event.code.startsWith("Arrow") || !(event.target instanceof HTMLElement)) return false;
  return event.target.closest("[role=tablist], .market-scroll, .map-list, .chat-lines") !== null;
}
