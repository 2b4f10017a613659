/** The line at the head: where the ship is, the turn, the money; and below it the state of the line. */

import { Counter } from "../ui/counter.js";
import { setData, setText } from "../ui/dom.js";
import { amountWords } from "./words.js";

/** @typedef {import("./types.js").GameState} GameState */

export class Head {
  /** @param {(id: string) => HTMLElement} element of the template */
  constructor(element) {
    this.place = element("head-place");
    this.region = element("head-region");
    this.turn = element("head-turn");
    this.turns = element("head-turns");
    this.kind = element("head-kind");
    this.wealth = new Counter(element("head-wealth"), (value) => amountWords(value));
    this.earned = element("head-wealth-line");
  }

  /** @param {GameState} state */
  show(state) {
    const { current_location: at, turn_count, max_turns, player_stats: stats } = state;
    setText(this.place, at.node_name);
    setText(this.region, at.region_name);
    setText(this.turn, String(turn_count));
    setText(this.turns, `/${max_turns}`);
    setText(this.kind, kindWords(state));
    this.wealth.set(stats.wealth);
    setData(this.earned, "turn", String(turn_count));
    document.title = `Turn ${turn_count}, ${at.node_name} · Cosmic`;
  }
}

/** @param {GameState} state */
export function kindWords({ daily, difficulty, ranked }) {
  const words = daily ? "today's run" : difficulty;
  return ranked ? words : `${words}, unranked`;
}
