/** What the browser remembers between visits; a browser that refuses forgets, and all works. */

const PREFIX = "cosmic.";

/**
 * @template T
 * @param {string} name
 * @param {T} fallback also says of which type the value must be
 * @returns {T}
 */
export function recall(name, fallback) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    if (text === null) return fallback;
    const value = JSON.parse(text);
    return typeof value === typeof fallback && value !== null ? value : fallback;
  } catch {
    return fallback;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // private windows and full disks: nothing depends on it
  }
}
