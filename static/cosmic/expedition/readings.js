/** The ship card: four bars with numbers, and what else there is to know of ship and crew. */

import { Counter } from "../ui/counter.js";
import { setData, setText } from "../ui/dom.js";
import { glyph } from "./glyphs.js";
import { h, refill } from "../ui/h.js";
import { amountWords, nameFromId, percentWords, sentence, unitWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").PlayerStats} PlayerStats
 *
 * @typedef {object} Reading
 * @property {string} id
 * @property {(stats: PlayerStats) => string} name
 * @property {(stats: PlayerStats) => number} value
 * @property {(stats: PlayerStats) => number} most
 */

/** @type {Reading[]} */
const BARS = [
  {
    id: "hull",
    name: (stats) => (stats.in_pod_mode ? "Pod" : "Condition"),
    value: (stats) => (stats.in_pod_mode ? stats.pod_hp : stats.ship_condition),
    most: (stats) => (stats.in_pod_mode ? stats.pod_max_hp : stats.max_ship_condition),
  },
  { id: "fuel", name: () => "Fuel", value: ({ fuel }) => fuel, most: ({ max_fuel }) => max_fuel },
  { id: "food", name: () => "Food", value: ({ food }) => food, most: ({ max_food }) => max_food },
  {
    id: "health",
    name: () => "Health",
    value: ({ health }) => health,
    most: ({ max_health }) => max_health,
  },
];
const LOW = 0.35;
const VERY_LOW = 0.15;

/** @param {number} value @param {number} most @returns {'' | 'warn' | 'danger'} */
export function levelTone(value, most) {
  const share = most > 0 ? value / most : 0;
  if (share <= VERY_LOW) return "danger";
  return share <= LOW ? "warn" : "";
}

export class ShipCard {
  constructor() {
    this.name = h("h2", { class: "ship-name" });
    this.about = h("p", { class: "dim small" });
    this.art = h("div", { class: "ship-art" });
    this.bars = BARS.map((reading) => new Bar(reading));
    this.effects = h("ul", { class: "effects", "aria-label": "Effects for a while" });
    this.stats = h("dl", { class: "readings readings-two" });
    this.root = h(
      "section",
      { class: "ship-card", "aria-label": "Ship" },
      h("div", { class: "ship-head" }, this.art, h("div", {}, this.name, this.about)),
      h("div", { class: "bars" }, ...this.bars.map(({ root }) => root)),
      this.effects,
      h("details", { class: "fine" }, h("summary", {}, "What this ship can do"), this.stats),
    );
  }

  /** @param {GameState} state */
  show({ player_stats: stats }) {
    setText(this.name, stats.in_pod_mode ? "Escape pod" : stats.ship_name);
    setText(
      this.about,
      stats.in_pod_mode
        ? "The ship is lost. A new one ends the drift."
        : stats.has_flight_pod
          ? "Escape pod aboard"
          : "No escape pod aboard",
    );
    this.art.replaceChildren(glyph(stats.in_pod_mode ? "pod" : stats.ship_type, 36));
    for (const bar of this.bars) bar.show(stats);
    const lasting = stats.temp_effects.map(({ kind, amount, turns_left }) =>
      h("li", { class: "tag" }, `${nameFromId(kind)} ${amount}, ${turns_left} turns left`),
    );
    this.effects.hidden = lasting.length === 0;
    refill(this.effects, ...lasting);
    refill(this.stats, ...abilities(stats));
  }
}

class Bar {
  /** @param {Reading} reading */
  constructor(reading) {
    this.reading = reading;
    this.label = h("span", { class: "bar-name" });
    this.fill = h("span", { class: "bar-fill" });
    this.value = h("span", { class: "num" });
    this.most = h("span", { class: "num dim" });
    this.counter = new Counter(this.value, (value) => unitWords(Math.max(0, value)));
    this.track = h("span", { class: "bar-track", role: "meter", "aria-valuemin": 0 }, this.fill);
    this.root = h(
      "div",
      { class: "gauge-row", "data-bar": reading.id },
      this.label,
      this.track,
      h("span", { class: "bar-numbers" }, this.value, this.most),
    );
  }

  /** @param {PlayerStats} stats */
  show(stats) {
    const value = this.reading.value(stats);
    const most = this.reading.most(stats);
    const name = this.reading.name(stats);
    setText(this.label, name);
    setText(this.most, `/${unitWords(most)}`);
    this.counter.set(value);
    this.fill.style.setProperty("transform", `scaleX(${most > 0 ? Math.min(1, value / most) : 0})`);
    setData(this.root, "tone", levelTone(value, most));
    this.track.setAttribute("aria-label", name);
    this.track.setAttribute("aria-valuemax", String(most));
    this.track.setAttribute("aria-valuenow", String(Math.min(value, most)));
    this.track.setAttribute("aria-valuetext", `${unitWords(value)} of ${unitWords(most)}`);
  }
}

/** @param {PlayerStats} stats */
function abilities(stats) {
  /** @type {[string, string][]} */
  const rows = [
    ["Weapon power", amountWords(stats.combat_power)],
    ["Accuracy", percentWords(stats.accuracy)],
    ["Defence", `× ${unitWords(stats.defense)}`],
    ["Speed", stats.speed.toFixed(2)],
    ["Fuel use", `× ${stats.fuel_efficiency.toFixed(2)}`],
    ["Hold", `${amountWords(stats.cargo_capacity)}`],
    ["Mining yield", `× ${unitWords(stats.mining_yield)}`],
    ["Salvage", percentWords(stats.salvage_chance)],
    ["Scanner", `× ${unitWords(stats.scan_bonus)}`],
    ["Repairs a turn", amountWords(stats.hull_repair)],
  ];
  return rows.map(([name, value]) =>
    h("div", { class: "reading" }, h("dt", {}, sentence(name)), h("dd", { class: "num" }, value)),
  );
}
