/** The tokens of tokens.css as the numbers that a canvas wants. */

const NAMES = /** @type {const} */ ([
  "void",
  "hull",
  "edge",
  "text",
  "dim",
  "signal",
  "credit",
  "safe",
  "warn",
  "danger",
  "rift",
]);

/** @typedef {Record<typeof NAMES[number], number>} Palette colours as 0xRRGGBB */

/**
 * @param {Element} element whose custom properties count
 * @returns {Palette}
 */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const palette = /** @type {Palette} */ ({});
  for (const name of NAMES) palette[name] = hexNumber(style.getPropertyValue(`--${name}`));
  return palette;
}

/**
 * @param {string} text such as `#6FD3FF`
 * @returns {number} white when the text is no such colour
 */
export function hexNumber(text) {
  const match = /^\s*#([0-9a-f]{6})\s*$/i.exec(text);
  return match ? Number.parseInt(match[1], 16) : 0xffffff;
}

/**
 * @param {number} colour 0xRRGGBB
 * @param {number} alpha 0..1
 * @returns {string} for a 2D canvas
 */
export function rgba(colour, alpha) {
  return `rgba(${(colour >> 16) & 255}, ${(colour >> 8) & 255}, ${colour & 255}, ${alpha})`;
}
