/** The end of a run on one page: its story, its plot, its numbers, its seed to share. */

import { setText } from "../ui/dom.js";
import { glyph } from "./glyphs.js";
import { h, refill } from "../ui/h.js";
import { plot } from "./plot.js";
import { counters } from "./record.js";
import { amountWords, creditWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").HistoryPoint} HistoryPoint
 */

export class EndingPage {
  /**
   * @param {object} hands
   * @param {(seed: string) => Promise<void>} hands.copy
   * @param {() => void} hands.again begin another run
   * @param {() => void} hands.saves
   * @param {(state: GameState) => void} hands.watch
   */
  constructor({ copy, again, saves, watch }) {
    this.copy = copy;
    this.title = h("h1", { tabindex: -1 });
    this.art = h("div", { class: "ending-art" });
    this.text = h("p", { class: "ending-text" });
    this.sum = h("p", { class: "ending-sum" });
    this.seed = h("div", { class: "ending-seed" });
    this.drawing = h("div", {});
    this.moment = h("p", { class: "small dim", role: "status" });
    this.slider = h("input", {
      type: "range",
      min: 0,
      value: 0,
      "aria-label": "Turn of the run",
      oninput: () => this.scrub(Number(this.slider.value)),
    });
    this.watchButton = h(
      "button",
      { type: "button", class: "button", onclick: () => this.state && watch(this.state) },
      "Watch it again",
    );
    this.route = h("ol", { class: "ending-route" });
    this.counters = h("dl", { class: "readings" });
    this.root = h(
      "section",
      { class: "ending", "aria-label": "The end of the run", hidden: true },
      h(
        "div",
        { class: "ending-column" },
        this.art,
        this.title,
        this.text,
        this.sum,
        this.drawing,
        h("div", { class: "replay" }, this.slider, this.moment),
        h("h2", {}, "The way"),
        this.route,
        h("h2", {}, "In numbers"),
        this.counters,
        this.seed,
        h(
          "div",
          { class: "row" },
          h(
            "button",
            { type: "button", class: "button button-primary", onclick: again },
            "Another run",
          ),
          this.watchButton,
          h("button", { type: "button", class: "button", onclick: saves }, "Load a save"),
          h(
            "a",
            { class: "button button-quiet", href: "/leaderboard/#expeditions" },
            "Leaderboard",
          ),
        ),
      ),
    );
    this.key = "";
  }

  /** @param {GameState} state */
  show(state) {
    const { ending } = state;
    this.root.hidden = !state.game_over;
    if (!state.game_over || !ending) {
      this.key = "";
      return;
    }
    const key = `${state.session_id} ${state.created_at} ${state.revision}`;
    if (key === this.key) return;
    const first = this.key === "";
    this.key = key;
    this.state = state;
    this.art.replaceChildren(glyph(state.victory ? "victory" : "ending", 72));
    this.art.dataset.tone = state.victory ? "safe" : "danger";
    setText(this.title, ending.title);
    setText(this.text, ending.text);
    refill(
      this.sum,
      `${amountWords(state.turn_count)} turns, `,
      h("span", { class: "num credit" }, creditWords(state.player_stats.wealth)),
      ", score ",
      h("span", { class: "num" }, amountWords(state.score)),
      state.ranked ? "" : `. ${unrankedWords(state)}, so it is not ranked`,
      ".",
    );
    this.slider.max = String(Math.max(0, state.history.length - 1));
    this.slider.value = this.slider.max;
    this.scrub(state.history.length - 1);
    refill(this.route, ...stops(state));
    refill(this.counters, ...counters(state.statistics));
    this.watchButton.hidden = !(state.ranked || state.daily); // a loaded run has no record
    this.showSeed(state);
    if (first) this.title.focus();
  }

  /** @param {GameState} state */
  showSeed({ seed, difficulty }) {
    if (seed === null) {
      return refill(
        this.seed,
        h("p", { class: "dim small" }, "The seed of today's run is told when the day is over."),
      );
    }
    const address = new URL(
      `?seed=${encodeURIComponent(seed)}&difficulty=${difficulty}`,
      location.href,
    ).href;
    refill(
      this.seed,
      h(
        "p",
        { class: "small" },
        "The same sky for somebody else: seed ",
        h("code", {}, seed),
        `, ${difficulty}.`,
      ),
      h(
        "button",
        { type: "button", class: "button button-small", onclick: () => void this.copy(address) },
        "Copy a link to this sky",
      ),
    );
  }

  /** @param {number} at index in the history */
  scrub(at) {
    const { state } = this;
    if (!state || state.history.length === 0) return;
    const point = state.history[Math.max(0, Math.min(state.history.length - 1, at))];
    this.drawing.replaceChildren(plot(state.history, at));
    const words = momentOf(state, point);
    setText(this.moment, words);
    this.slider.setAttribute("aria-valuetext", words);
    for (const stop of this.route.children) {
      const [from, to] = (stop.getAttribute("data-turns") ?? "").split("-").map(Number);
      stop.classList.toggle("stop-now", point.turn >= from && point.turn <= to);
    }
  }
}

/** @param {GameState} state @param {HistoryPoint} point */
function momentOf(state, { turn, wealth, hull, health, fuel, food, node_id }) {
  const at = nameOf(state, node_id);
  return `Turn ${turn}${at && ` at ${at}`}: ${creditWords(wealth)}, hull ${hull}, health ${health}, fuel ${Math.round(fuel)}, food ${food}.`;
}

/** The places in their order, each stay once. @param {GameState} state */
function stops(state) {
  /** @type {{id: string, from: number, to: number}[]} */
  const stays = [];
  for (const { node_id, turn } of state.history) {
    const last = stays[stays.length - 1];
    if (last?.id === node_id) last.to = turn;
    else stays.push({ id: node_id, from: turn, to: turn });
  }
  return stays.map(({ id, from, to }) =>
    h(
      "li",
      { "data-turns": `${from}-${to}` },
      nameOf(state, id) || id,
      h("span", { class: "num dim" }, from === to ? ` ${from}` : ` ${from}–${to}`),
    ),
  );
}

/** @param {GameState} state @param {string} nodeId */
function nameOf(state, nodeId) {
  for (const { nodes } of state.star_map.regions) {
    const found = nodes.find(({ id }) => id === nodeId);
    if (found) return found.name;
  }
  return "";
}

/** @param {GameState} state */
function unrankedWords({ daily }) {
  return daily ? "Its day was over before the run was" : "The run was loaded from a save on the way";
}
