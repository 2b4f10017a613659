/** The card at the foot of the map: the place that was looked at, and what can be done there. */

import { glyph } from "./glyphs.js";
import { choiceButton, h, refill, unseen } from "../ui/h.js";
import { newsOf } from "./news.js";
import { creditWords, dangerWords, percentWords, unitWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./map-model.js").Place} Place
 * @typedef {import("./desk.js").Desk} Desk
 *
 * @typedef {object} Deed
 * @property {string} action
 * @property {string} words
 * @property {(state: GameState) => string} [price]
 * @property {(state: GameState) => number} [amount]
 */

const MEAL = 5; // units of food that one press eats

/** @type {Deed[]} in the order in which they stand */
export const DEEDS = [
  { action: "scan", words: "Scan" },
  { action: "mine", words: "Mine" },
  { action: "salvage", words: "Salvage" },
  { action: "combat", words: "Look for a fight" },
  {
    action: "repair",
    words: "Repair",
    price: ({ repair_price }) => (repair_price === null ? "" : creditWords(repair_price)),
  },
  {
    action: "refuel",
    words: "Refuel",
    price: ({ market }) => (market ? `${creditWords(market.fuel_price)} a unit` : ""),
  },
  {
    action: "buy_food",
    words: "Buy food",
    price: ({ market }) => (market ? `${creditWords(market.food_price)} a unit` : ""),
  },
  {
    action: "consume_food",
    words: "Eat",
    price: ({ player_stats: { food } }) => `${Math.min(MEAL, food)} food`,
    amount: ({ player_stats: { food } }) => Math.max(1, Math.min(MEAL, food)),
  },
  { action: "distress_signal", words: "Call for help" },
];

export class PlaceCard {
  /**
   * @param {Desk} desk
   * @param {(id: string) => void} onFly
   */
  constructor(desk, onFly) {
    this.desk = desk;
    this.onFly = onFly;
    this.root = h("section", { class: "place-card", "aria-label": "The place you look at" });
  }

  /**
   * @param {Place | null} place
   * @param {GameState} state
   */
  show(place, state) {
    this.root.hidden = !place || state.game_over;
    if (!place) return;
    this.root.toggleAttribute("data-here", place.here);
    const news = newsOf(state);
    refill(
      this.root,
      news && h("p", { class: "news" }, news),
      head(place),
      place.here ? this.deeds(state) : this.flight(place),
    );
  }

  /** @param {Place} place */
  flight(place) {
    const { option } = place;
    const name = place.node?.name ?? place.region.name;
    if (!option) {
      return h(
        "p",
        { class: "dim small" },
        place.node
          ? "No route leads there from here in one flight."
          : "Too far: fly to a region beside it first.",
      );
    }
    const { reachable, reason } = option;
    const words = place.kind === "region" ? "Jump" : "Fly";
    return h(
      "div",
      { class: "flight" },
      choiceButton(
        {
          key: "fly",
          available: reachable,
          reason,
          className: reachable ? "button button-primary" : "button",
          onPress: () => this.onFly(place.id),
          onRefused: (why) => this.desk.say(why, "warning"),
        },
        words,
        unseen(` to ${name} for `),
        h("span", { class: "num" }, `${unitWords(option.fuel_cost)} fuel`),
      ),
      !reachable && h("p", { class: "small tone-warn" }, reason),
    );
  }

  /** @param {GameState} state */
  deeds(state) {
    const known = DEEDS.filter(({ action }) => state.possible[action]);
    const open = known.filter(({ action }) => state.possible[action].available);
    const closed = known.filter(({ action }) => !state.possible[action].available);
    return h(
      "div",
      { class: "deeds" },
      h("div", { class: "deed-row" }, ...open.map((deed) => this.deed(deed, state))),
      closed.length > 0 &&
        h(
          "details",
          { class: "fine" },
          h("summary", {}, "Not possible here"),
          h(
            "ul",
            { class: "reasons" },
            ...closed.map(({ action, words }) =>
              h("li", {}, h("span", {}, `${words}: `), state.possible[action].reason),
            ),
          ),
        ),
    );
  }

  /** @param {Deed} deed @param {GameState} state */
  deed({ action, words, price, amount }, state) {
    const cost = price?.(state) ?? "";
    return choiceButton(
      {
        key: `deed-${action}`,
        available: true,
        className: "button button-small",
        onPress: () => void this.desk.act(amount ? { action, amount: amount(state) } : { action }),
        onRefused: () => {},
      },
      words,
      cost && h("span", { class: "num credit" }, cost),
    );
  }
}

/** @param {Place} place */
function head({ node, region, here }) {
  const danger = dangerWords(node?.danger_level ?? region.danger_level);
  const facts = [node?.has_trade && "trade", node?.has_repair && "repair"].filter(Boolean);
  return h(
    "div",
    { class: "place-head" },
    glyph(node?.type ?? "wormhole", 28),
    h(
      "div",
      {},
      h(
        "h2",
        {},
        node?.name ?? region.name,
        here && h("span", { class: "tag tag-here" }, "you are here"),
      ),
      h(
        "p",
        { class: "dim small" },
        `${node?.type_name ?? region.type_name}${node ? ` in ${region.name}` : ""}, `,
        h("span", { class: `tone-${danger.tone}` }, danger.words),
        typeof node?.richness === "number" && `, ore ${percentWords(node.richness)}`,
        facts.length > 0 && `, ${facts.join(" and ")}`,
        node && !node.visited && !here && ", not visited yet",
      ),
    ),
  );
}
