/** Yahtzee: five dice to keep or roll, and everybody's score sheet. */

import { h, refill, s, unseen } from "../../ui/h.js";
import { listWords, sentence } from "../words.js";
import { LOWER, UPPER, offers } from "./yahtzee-model.js";

/**
 * @typedef {import("../types.js").Shown} Shown
 * @typedef {import("../types.js").Desk} Desk
 */

const ROLLS = 3;
/** Where the pips of each face lie, in a square of 100. @type {[number, number][][]} */
const PIPS = [
  [],
  [[50, 50]],
  [[28, 28], [72, 72]],
  [[28, 28], [50, 50], [72, 72]],
  [[28, 28], [72, 28], [28, 72], [72, 72]],
  [[28, 28], [72, 28], [50, 50], [28, 72], [72, 72]],
  [[28, 26], [72, 26], [28, 50], [72, 50], [28, 74], [72, 74]],
];

export class YahtzeeBoard {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {Shown | null} */
    this.shown = null;
    /** @type {Set<number>} */
    this.kept = new Set();
    this.dice = h("div", { class: "dice", role: "group", "aria-label": "Dice" });
    this.deeds = h("div", { class: "row dice-deeds" });
    this.sheet = h("div", { class: "table-scroll", role: "region", "aria-label": "Score sheet", tabindex: 0 });
    this.root = h("div", { class: "yahtzee" }, h("div", { class: "yahtzee-top" }, this.dice, this.deeds), this.sheet);
  }

  /** @param {Shown} shown */
  show(shown) {
    const { state, before } = shown;
    const turned = !before || before.current[0] !== state.current[0] || state.rolls_left === ROLLS;
    if (turned || !shown.mayMove) this.kept.clear();
    this.shown = shown;
    this.drawDice();
    this.drawSheet();
  }

  drawDice() {
    const { state, mayMove } = /** @type {Shown} */ (this.shown);
    const able = mayMove && state.rolls_left > 0 && state.rolls_left < ROLLS;
    refill(this.dice, ...state.dice.map((/** @type {number} */ face, /** @type {number} */ n) => this.die(face, n, able)));
    const rolled = state.rolls_left < ROLLS;
    const again = 5 - this.kept.size;
    const words = rolled ? `Roll ${again === 5 ? "all" : again} again` : "Roll the dice";
    refill(
      this.deeds,
      mayMove &&
        state.rolls_left > 0 &&
        h("button", { type: "button", class: "button button-primary", "data-key": "roll", onclick: () => this.roll() }, words),
      mayMove && h("p", { class: "dim small" }, this.advice(state.rolls_left)),
    );
  }

  /** @param {number} rollsLeft */
  advice(rollsLeft) {
    if (rollsLeft === ROLLS) return "Three rolls a turn.";
    if (rollsLeft === 0) return "No rolls left: write down your points below.";
    const rolls = rollsLeft === 1 ? "1 roll" : `${rollsLeft} rolls`;
    return `Press dice to keep them; ${rolls} left. Or write down your points below.`;
  }

  /** @param {number} face @param {number} n @param {boolean} able */
  die(face, n, able) {
    const kept = this.kept.has(n);
    const pips = PIPS[face].map(([cx, cy]) => s("circle", { cx, cy, r: 9 }));
    const picture = s("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, ...pips);
    const label = face === 0 ? `Die ${n + 1}: not rolled yet` : `Die ${n + 1}: ${face}`;
    if (!able) return h("div", { class: "die", role: "img", "aria-label": label }, picture);
    return h(
      "button",
      {
        type: "button",
        class: "die",
        "data-key": `die-${n}`,
        "aria-pressed": String(kept),
        "aria-label": `Keep die ${n + 1}: ${face}`,
        onclick: () => this.toggle(n),
      },
      picture,
      kept && h("span", { class: "die-kept", "aria-hidden": "true" }, "kept"),
    );
  }

  /** @param {number} n */
  toggle(n) {
    if (!this.kept.delete(n)) this.kept.add(n);
    this.drawDice();
  }

  roll() {
    const again = [0, 1, 2, 3, 4].filter((n) => !this.kept.has(n));
    if (again.length === 0) return this.desk.say("All dice are kept: write down your points, or let one go.");
    void this.desk.move({ roll_dice: again });
  }

  drawSheet() {
    const { state, me, names, mayMove } = /** @type {Shown} */ (this.shown);
    const offered = mayMove ? offers(state.scorecards[me], state.dice) : new Map();
    const players = names.map((_, player) => player);
    const row = (/** @type {string} */ category) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, sentence(category).slice(0, -1)),
        ...players.map((player) => this.scoreCell(category, state.scorecards[player][category], player === me, offered)),
      );
    const bonus = (/** @type {string} */ words, /** @type {string} */ key) =>
      h("tr", { class: "sheet-bonus" }, h("th", { scope: "row" }, words), ...players.map((player) => h("td", { class: "num" }, `${state.bonuses[player][key]}`)));
    const totals = new Map(state.ranking.map((/** @type {any} */ line) => [line.player_id, line.score]));
    const head = players.map((player) =>
      h("th", { class: "num", scope: "col", "data-turn": state.current.includes(player) }, state.names[player].startsWith("Player ") ? names[player] : state.names[player], player === me && unseen(" (you)")),
    );
    refill(
      this.sheet,
      h(
        "table",
        { class: "table sheet" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Category"), ...head)),
        h("tbody", {}, ...UPPER.map(row), bonus("Upper bonus", "upper"), ...LOWER.map(row), bonus("Yahtzee bonus", "yahtzee")),
        h("tfoot", {}, h("tr", { class: "sheet-total" }, h("th", { scope: "row" }, "Total"), ...players.map((player) => h("td", { class: "num" }, `${totals.get(player)}`)))),
      ),
    );
  }

  /** @param {string} category @param {number | null} written @param {boolean} mine @param {Map<string, number>} offered */
  scoreCell(category, written, mine, offered) {
    const offer = mine ? offered.get(category) : undefined;
    if (written !== null || offer === undefined) return h("td", { class: "num" }, written === null ? h("span", { class: "dim" }, "–") : `${written}`);
    const cross = offer === 0;
    return h(
      "td",
      { class: "num" },
      h(
        "button",
        {
          type: "button",
          class: `button button-small${cross ? " button-quiet" : ""}`,
          "data-key": `score-${category}`,
          "aria-label": cross ? `Cross out ${category}` : `Write ${offer} points into ${category}`,
          onclick: () => void this.desk.move({ score: cross ? "cross out" : "add points", category }),
        },
        cross ? "cross out" : `+${offer}`,
      ),
    );
  }
}

/** @type {import("../types.js").Teller} */
export const yahtzeeTeller = {
  news({ state, before, me, names }) {
    if (!before) return "";
    const who = (/** @type {number} */ player) => (player === me ? "You" : names[player]);
    for (const [player, card] of state.scorecards.entries()) {
      const category = Object.keys(card).find((each) => card[each] !== null && before.scorecards[player][each] === null);
      if (category) return `${who(player)}: ${card[category]} points in ${category}.`;
    }
    if (state.rolls_left === before.rolls_left) return "";
    return `${who(state.current[0])} rolled ${listWords(state.dice.map(String))}.`;
  },
  ending(state, me, names) {
    const [first, second] = state.ranking;
    if (!second) return `The game is over: ${first.score} points.`;
    if (first.score === second.score) return `The game is over: a draw at ${first.score} points.`;
    const who = first.player_id === me ? "You have" : `${names[first.player_id]} has`;
    return `${who} won with ${first.score} points.`;
  },
};
