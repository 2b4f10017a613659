/** What players put on boards, drawn: a cross, a ring, a disc. Colour comes from the cell's tone. */

import { s } from "../../ui/h.js";

/** A cross for player 0, a ring for player 1. @param {number} player */
export function crossOrRing(player) {
  const shape =
    player === 0
      ? s("path", { d: "M26 26 74 74M74 26 26 74" })
      : s("circle", { cx: 50, cy: 50, r: 27 });
  return s("svg", { class: "mark mark-line", viewBox: "0 0 100 100", "aria-hidden": "true" }, shape);
}

/** A full disc for player 0, one with a hole for player 1. @param {number} player */
export function disc(player) {
  const hole = player === 0 ? null : s("circle", { class: "disc-hole", cx: 50, cy: 50, r: 17 });
  return s(
    "svg",
    { class: "mark", viewBox: "0 0 100 100", "aria-hidden": "true" },
    s("circle", { class: "disc", cx: 50, cy: 50, r: 40 }),
    hole,
  );
}

/** @param {number} owner @param {number} me @returns {'own' | 'other' | ''} */
export function toneOf(owner, me) {
  return owner < 0 ? "" : owner === me ? "own" : "other";
}
