/** The run so far: its plot, its counters, and what happened while this page was open. */

import { h, refill } from "../ui/h.js";
import { plot } from "./plot.js";
import { nameFromId, unitWords } from "./words.js";

/** @typedef {import("./types.js").GameState} GameState */

const LINES = 60;

/** @param {Record<string, number>} statistics @returns {HTMLElement[]} */
export function counters(statistics) {
  return Object.entries(statistics).map(([name, value]) =>
    h(
      "div",
      { class: "reading" },
      h("dt", {}, nameFromId(name)),
      h("dd", { class: "num" }, unitWords(value)),
    ),
  );
}

export class RecordPanel {
  constructor() {
    this.drawing = h("div", {});
    this.counters = h("dl", { class: "readings" });
    this.log = h("ol", { class: "log" });
    this.root = h(
      "div",
      { class: "panel-body record" },
      this.drawing,
      h("h3", {}, "Log"),
      this.log,
      h("h3", {}, "Counters"),
      this.counters,
    );
    this.turn = 0;
    this.clear();
  }

  /** @param {GameState} state */
  show(state) {
    this.turn = state.turn_count;
    this.drawing.replaceChildren(plot(state.history));
    refill(this.counters, ...counters(state.statistics));
  }

  /** @param {string} words */
  note(words) {
    if (this.empty) this.log.replaceChildren();
    this.empty = false;
    const line = h(
      "li",
      {},
      h("span", { class: "num dim" }, String(this.turn)),
      h("span", {}, words),
    );
    this.log.prepend(line);
    while (this.log.children.length > LINES) this.log.lastElementChild?.remove();
  }

  clear() {
    this.empty = true;
    const words = "What happens from now on stands here, newest first.";
    this.log.replaceChildren(h("li", { class: "dim small" }, words));
  }
}
