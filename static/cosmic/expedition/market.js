/** The market of a place with trade: fuel, food and repair, and a table of goods. */

import { choiceButton, h, refill, unseen } from "../ui/h.js";
import { amountWords, creditWords, unitWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").MarketItem} MarketItem
 * @typedef {import("./desk.js").Desk} Desk
 */

const MOST = 99;

export class MarketPanel {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.quantity = 1;
    this.body = h("div", { class: "market-body" });
    this.root = h("div", { class: "panel-body" }, this.body);
  }

  /** @param {GameState} state */
  show(state) {
    this.state = state;
    const { market } = state;
    if (!market) {
      return refill(
        this.body,
        h(
          "div",
          { class: "empty empty-panel" },
          h("h3", {}, "No market here"),
          h(
            "p",
            { class: "dim small" },
            "Planets and stations trade more often than not: places with a market carry a round mark on the map.",
          ),
          this.repair(state),
        ),
      );
    }
    refill(
      this.body,
      h(
        "div",
        { class: "services" },
        this.repair(state),
        this.service(state, "refuel", "Refuel", "Fill the tank", market.fuel_price),
        this.service(state, "buy_food", "Buy food", "A crate of food", market.food_price),
      ),
      this.amount(),
      h(
        "div",
        { class: "goods", role: "list", "aria-label": "Goods" },
        ...market.items.map((item) => this.good(item)),
      ),
    );
  }

  /** @param {GameState} state */
  repair(state) {
    const price = state.repair_price ?? undefined;
    if (!state.market && !state.at_repair_location) return null;
    return this.service(state, "repair", "Repair", "The hull, whole again", price, "");
  }

  /**
   * @param {GameState} state
   * @param {'repair' | 'refuel' | 'buy_food'} action
   * @param {string} words
   * @param {string} about
   * @param {number | undefined} price
   * @param {string} [unit]
   */
  service(state, action, words, about, price, unit = " a unit") {
    const possible = state.possible[action] ?? { available: true, reason: "" };
    return h(
      "div",
      { class: "service-row" },
      h(
        "div",
        {},
        h("span", {}, about),
        h(
          "span",
          { class: "dim small service-why" },
          possible.available
            ? price === undefined
              ? ""
              : `${creditWords(price)}${unit}`
            : possible.reason,
        ),
      ),
      choiceButton(
        {
          key: action,
          available: possible.available,
          reason: possible.reason,
          className: "button button-small",
          onPress: () => void this.desk.act({ action }),
          onRefused: (why) => this.desk.say(why, "warning"),
        },
        words,
      ),
    );
  }

  /** How many one press buys or sells. */
  amount() {
    const field = h("input", {
      id: "market-quantity",
      class: "input quantity",
      type: "number",
      min: 1,
      max: MOST,
      inputmode: "numeric",
      value: this.quantity,
      "data-key": "quantity",
      onchange: () => this.choose(Number(field.value)),
    });
    return h(
      "div",
      { class: "quantity-row" },
      h("label", { for: "market-quantity", class: "dim small" }, "Units at a time"),
      h(
        "button",
        {
          type: "button",
          class: "step",
          "aria-label": "One fewer",
          "data-key": "less",
          onclick: () => this.choose(this.quantity - 1),
        },
        "−",
      ),
      field,
      h(
        "button",
        {
          type: "button",
          class: "step",
          "aria-label": "One more",
          "data-key": "more",
          onclick: () => this.choose(this.quantity + 1),
        },
        "+",
      ),
    );
  }

  /** @param {number} quantity */
  choose(quantity) {
    this.quantity = Math.max(1, Math.min(MOST, Math.round(quantity) || 1));
    if (this.state) this.show(this.state);
  }

  /** @param {MarketItem} item */
  good(item) {
    const { item_id, name, buy, sell, weight, held } = item;
    return h(
      "div",
      { class: "good-row", role: "listitem", "data-good": item_id },
      h(
        "div",
        { class: "good-name" },
        h("span", {}, name),
        h(
          "span",
          { class: "dim small" },
          `weighs ${unitWords(weight)}`,
          held > 0 && h("span", { class: "credit" }, `, ${amountWords(held)} held`),
        ),
      ),
      this.deal("buy", item, buy),
      this.deal("sell", item, sell),
    );
  }

  /**
   * @param {'buy' | 'sell'} side
   * @param {MarketItem} item
   * @param {number | null} price
   */
  deal(side, { item_id, name, held }, price) {
    const { quantity } = this;
    const word = side === "buy" ? "Buy" : "Sell";
    const sinking = side === "sell" && quantity > 1; // what is sold makes the next one cheaper
    const nothing = side === "sell" && held === 0;
    if (price === null) {
      return h(
        "span",
        { class: "dim small deal-none" },
        side === "buy" ? "not sold" : "not bought",
      );
    }
    return choiceButton(
      {
        key: `${side}-${item_id}`,
        available: !nothing,
        reason: `You hold no ${name.toLowerCase()}.`,
        className: "button button-small deal",
        onPress: () => void this.desk.act({ action: "trade", side, item_id, quantity }),
        onRefused: (why) => this.desk.say(why, "warning"),
      },
      h("span", { class: "deal-word" }, word, unseen(` ${quantity} ${name} for `)),
      sinking && unseen("at most "),
      h("span", { class: "num credit" }, `${sinking ? "≤" : ""}${amountWords(price * quantity)}`),
    );
  }
}
