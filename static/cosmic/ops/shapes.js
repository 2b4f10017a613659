/** What each kind of agent looks like: outlines that differ even without their colours. */

/**
 * @typedef {import("./types.js").AgentKind} AgentKind
 *
 * @typedef {object} Shape
 * @property {keyof import("../render/palette.js").Palette} colour
 * @property {string} word
 * @property {boolean} turns whether it points where the agent points
 * @property {readonly number[][]} outlines each x, y, x, y, …; the bow is at +x, pixels
 * @property {boolean} filled
 * @property {number} ring radius of a ring around it; 0 for none
 */

/** @type {Record<AgentKind, Shape>} */
export const SHAPES = {
  pilot: {
    colour: "signal",
    word: "Pilot",
    turns: true,
    outlines: [[8, 0, -6, -5.5, -3, 0, -6, 5.5]],
    filled: true,
    ring: 0,
  },
  pirate: {
    colour: "danger",
    word: "Pirate",
    turns: true,
    outlines: [[7, -5, 1, 0, 7, 5, -6, 3, -3, 0, -6, -3]],
    filled: true,
    ring: 0,
  },
  trader: {
    colour: "credit",
    word: "Trader",
    turns: true,
    outlines: [[6, -3, 6, 3, -6, 3, -6, -3]],
    filled: true,
    ring: 0,
  },
  patrol: {
    colour: "safe",
    word: "Patrol",
    turns: true,
    outlines: [[5, 0, -4, -3.5, -4, 3.5]],
    filled: true,
    ring: 8,
  },
  loot: {
    colour: "dim",
    word: "Loot",
    turns: false,
    outlines: [[4, 0, 0, 4, -4, 0, 0, -4]],
    filled: false,
    ring: 0,
  },
};

export const KINDS = /** @type {AgentKind[]} */ (Object.keys(SHAPES));

/** @param {string} kind @returns {Shape} a kind that is new to this page looks like loot */
export function shapeOf(kind) {
  return SHAPES[/** @type {AgentKind} */ (kind)] ?? SHAPES.loot;
}

/** @param {readonly number[]} outline @returns {string} as an SVG path */
export function pathOf(outline) {
  const points = [];
  for (let n = 0; n < outline.length; n += 2) points.push(`${outline[n]} ${outline[n + 1]}`);
  return `M${points.join("L")}Z`;
}
