/** Line drawings of what an expedition meets: places, ships, enemies. One stroke weight, no fills. */

import { s } from "../ui/h.js";

/** @type {Record<string, string>} paths in a box of 24 by 24 */
const PATHS = {
  // places
  planet:
    "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14M5.6 14.6c4 1.6 9.4.8 12.6-2.2M8 6.4c2.6 1.4 6 1.6 8.6.6",
  station: "M12 3v18M3 12h18M12 7l5 5-5 5-5-5zM9.5 3h5M9.5 21h5M3 9.5v5M21 9.5v5",
  anomaly:
    "M12 12c1.5-2 4-1 3.6 1.2C15 16 10 16.5 8.5 13 7 9 11 6 14.5 6.8 19 8 19.8 13.5 17 16.8 13.5 20.5 7 19.5 4.8 15",
  wormhole:
    "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2M12 1.5v2.5M12 20v2.5M1.5 12H4M20 12h2.5",
  asteroid_field:
    "M5 8.5 8.2 6l3 1.8-.4 3.7-3.6 1.2-2.4-1.8zM14.5 5.5l2.6-1.2 2.1 2-1 2.6-2.9.2zM12.6 14.6l3.8-1.4 3 2.2-.8 3.6-4 1-2.6-2zM4.8 16.2l2.3-.6 1.2 1.9-1.4 1.9-2.3-.8z",
  derelict:
    "M3.5 13.5 8 8.5l4 .6M20.5 11l-3.8 5-4.2-.4M12 9.1l-1.5 2.4 2.6 1.2-.6 2.9M8 12.8l-1.5 3.7M15.2 8.2l3.3-2.7M5 19.5h2M16 4l1-1",
  unknown: "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  // ships
  scout: "M12 3l4 9 2.5 6L12 16l-6.5 2L8 12zM12 8v5M9 17.5V20M15 17.5V20",
  trader: "M9 4h6l2 3v10l-2 3H9l-2-3V7zM7 10h10M7 14h10M4 9v6h3M20 9v6h-3",
  combat: "M12 2l2.5 7 6 5.5V19l-5-2-1.5 4h-4L8.5 17l-5 2v-4.5l6-5.5zM12 9v6",
  explorer: "M12 2.5 15 8v8l-3 5.5L9 16V8zM9 10l-5 3v4l5-2M15 10l5 3v4l-5-2M12 7v3",
  pod: "M12 5a5 5 0 0 1 5 5v5a5 5 0 0 1-10 0v-5a5 5 0 0 1 5-5M8 10h8M12 15v2M9 20.5l-1 1.5M15 20.5l1 1.5",
  // enemies
  pirate_scout: "M12 21 8 13 4 4l6 4 2-3 2 3 6-4-4 9zM12 11v4",
  pirate_raider: "M12 21l-3-5-6 1 3-7-2-7 6 4h4l6-4-2 7 3 7-6-1zM10 11l2 2 2-2",
  alien_drone:
    "M12 4l6.9 4v8L12 20l-6.9-4V8zM12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M12 4V1.5M18.9 16l2.3 1.3M5.1 16l-2.3 1.3",
  space_kraken:
    "M6 10a6 6 0 0 1 12 0v2c0 4 3 4 3 7M18 13c0 4 .5 5-1 8M14 14c0 3 0 5-1 8M10 14c0 3 0 5 1 8M6 13c0 4-.5 5 1 8M6 12c0 4-3 4-3 7M9.5 9.5v1M14.5 9.5v1",
  rogue_ai_ship: "M4 6l8-3 8 3-2 11-6 4-6-4zM8 9h8l-1 5H9zM12 14v4M4 6l4 3M20 6l-4 3M10.5 11.5h3",
  // what happens
  event: "M12 2.5v6M12 15.5v6M2.5 12h6M15.5 12h6M6 6l3 3M15 15l3 3M18 6l-3 3M9 15l-3 3",
  victory:
    "M4 20h16M6 20v-6l6-4.5 6 4.5v6M10 20v-3.5h4V20M16 11V7M19 5.5l.01 0M12 5l.01 0M7 6.5l.01 0",
  ending: "M4 17c4-9 12-9 16 0M12 4v3M5 7l2 2M19 7l-2 2M2 20h20",
};

/**
 * A drawing, hidden from screen readers: say it in words too.
 *
 * @param {string} name of a place's, ship's or enemy's type
 * @param {number} [size] pixels
 * @returns {SVGSVGElement}
 */
export function glyph(name, size = 24) {
  return s(
    "svg",
    { class: "glyph", viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" },
    s("path", { d: pathOf(name) }),
  );
}

/** @param {string} name @returns {string} the path of a drawing in a box of 24 by 24 */
export function pathOf(name) {
  return PATHS[name] ?? PATHS.unknown;
}

/** @param {string} name */
export function hasGlyph(name) {
  return name in PATHS;
}
