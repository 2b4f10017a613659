/** A round-robin's table. */

import { h, unseen } from "../ui/h.js";

/** @typedef {import("./courses-api.js").Standing} Standing */

/**
 * @param {Standing[]} standings
 * @param {((line: Standing) => Node | null) | null} [deed] what can be done about a team
 */
export function standingsTable(standings, deed = null) {
  const head = (/** @type {string} */ words, /** @type {string} */ whole = "") =>
    h("th", { class: "num", scope: "col", title: whole || null }, whole ? h("abbr", { title: whole }, words) : words);
  return h(
    "table",
    { class: "table standings" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { class: "num shrink", scope: "col" }, unseen("Rank"), "#"),
        h("th", { scope: "col" }, "Team"),
        head("Games"),
        head("W", "won"),
        head("D", "drawn"),
        head("L", "lost"),
        head("SB", "Sonneborn-Berger: the points of whom a team has beaten"),
        head("Points"),
        deed && h("th", { scope: "col" }, unseen("What to do")),
      ),
    ),
    h("tbody", {}, ...standings.map((line) => row(line, deed))),
  );
}

/** @param {Standing} line @param {((line: Standing) => Node | null) | null} deed */
function row(line, deed) {
  const number = (/** @type {number} */ value) => h("td", { class: "num" }, String(value));
  return h(
    "tr",
    {},
    h("td", { class: "num shrink" }, String(line.rank)),
    h("th", { scope: "row" }, line.team),
    number(line.games),
    number(line.wins),
    number(line.draws),
    number(line.losses),
    number(line.beaten),
    h("td", { class: "num standings-points" }, String(line.points)),
    deed && h("td", { class: "lobby-deed" }, deed(line)),
  );
}
