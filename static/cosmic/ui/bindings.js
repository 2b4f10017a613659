/** Which key does what. Keys are physical (`KeyboardEvent.code`), so they stay where they lie. */

/**
 * @typedef {'thrust' | 'left' | 'right' | 'fire' | 'dock' | 'jump' | 'map' | 'chat' | 'course' | 'zoomIn' | 'zoomOut' | 'help' | 'mute'} Action
 * @typedef {Record<Action, string[]>} Bindings
 */

/** @type {Readonly<Record<Action, readonly string[]>>} */
export const DEFAULTS = Object.freeze({
  thrust: ["KeyW", "ArrowUp"],
  left: ["KeyA", "ArrowLeft"],
  right: ["KeyD", "ArrowRight"],
  fire: ["Space"],
  dock: ["KeyE", "KeyF"],
  jump: ["KeyJ"],
  course: ["KeyN"],
  map: ["KeyM"],
  chat: ["Enter", "KeyT"],
  zoomIn: ["Equal", "NumpadAdd"],
  zoomOut: ["Minus", "NumpadSubtract"],
  mute: ["KeyV"],
  help: ["KeyH"],
});

/** @type {Readonly<Record<Action, string>>} */
export const ACTION_WORDS = Object.freeze({
  thrust: "Thrust",
  left: "Turn left",
  right: "Turn right",
  fire: "Fire",
  dock: "Dock and undock",
  jump: "Jump through a gate",
  course: "Next course",
  map: "Map",
  chat: "Chat",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  mute: "Sound on or off",
  help: "Help",
});

export const ACTIONS = /** @type {Action[]} */ (Object.keys(DEFAULTS));

/** @returns {Bindings} */
export function defaultBindings() {
  return /** @type {Bindings} */ (
    Object.fromEntries(ACTIONS.map((action) => [action, [...DEFAULTS[action]]]))
  );
}

/**
 * What was stored, where it makes sense; defaults for the rest.
 *
 * @param {unknown} stored
 * @returns {Bindings}
 */
export function readBindings(stored) {
  const bindings = defaultBindings();
  if (typeof stored !== "object" || stored === null) return bindings;
  for (const action of ACTIONS) {
    const keys = /** @type {Record<string, unknown>} */ (stored)[action];
    if (Array.isArray(keys) && keys.every((key) => typeof key === "string")) {
      bindings[action] = keys.slice(0, 2);
    }
  }
  return bindings;
}

/**
 * Give an action a key of its own; whoever had the key loses it.
 *
 * @param {Bindings} bindings
 * @param {Action} action
 * @param {number} slot 0 or 1
 * @param {string} code
 * @returns {Bindings} new ones
 */
export function rebound(bindings, action, slot, code) {
  const next = /** @type {Bindings} */ (
    Object.fromEntries(ACTIONS.map((name) => [name, bindings[name].filter((key) => key !== code)]))
  );
  const keys = bindings[action].map((key, i) => (i === slot ? code : key));
  if (slot >= keys.length) keys.push(code);
  next[action] = [...new Set(keys)];
  return next;
}

/**
 * @param {Bindings} bindings
 * @param {string} code
 * @returns {Action | null}
 */
export function actionOf(bindings, code) {
  return ACTIONS.find((action) => bindings[action].includes(code)) ?? null;
}

/** @type {Record<string, string>} */
const KEY_WORDS = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Equal: "+",
  Minus: "−",
  NumpadAdd: "num +",
  NumpadSubtract: "num −",
  Space: "space",
  Enter: "enter",
  Backspace: "back",
  ShiftLeft: "shift",
  ShiftRight: "shift →",
  ControlLeft: "ctrl",
  Comma: ",",
  Period: ".",
  Slash: "/",
};

/**
 * @param {string} code
 * @returns {string} what is printed on the key
 */
export function keyWords(code) {
  return KEY_WORDS[code] ?? code.replace(/^(Key|Digit)/, "").replace(/^Numpad/, "num ");
}
