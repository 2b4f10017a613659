/** The hold: what is in it, what can be used, and what sells here. */

import { choiceButton, h, refill, unseen } from "../ui/h.js";
import { amountWords, creditWords, nameFromId, unitWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").CargoLine} CargoLine
 * @typedef {import("./desk.js").Desk} Desk
 */

export class CargoPanel {
  /**
   * @param {Desk} desk
   * @param {() => Promise<CargoLine[]>} fetchLines names, weights and values of what is held
   */
  constructor(desk, fetchLines) {
    this.desk = desk;
    this.fetchLines = fetchLines;
    /** @type {Map<string, CargoLine>} */
    this.known = new Map();
    this.asked = -1;
    this.load = h("p", { class: "panel-sum" });
    this.list = h("ul", { class: "lines" });
    this.root = h("div", { class: "panel-body" }, this.load, this.list);
  }

  /** @param {GameState} state */
  show(state) {
    this.state = state;
    const { used_cargo_space, cargo_capacity, inventory } = state.player_stats;
    refill(
      this.load,
      "Hold ",
      h("span", { class: "num" }, `${unitWords(used_cargo_space)}/${unitWords(cargo_capacity)}`),
    );
    if (inventory.length === 0) {
      const words = "The hold is empty. Trade, mine, salvage or scan to fill it.";
      return refill(this.list, h("li", { class: "dim small" }, words));
    }
    refill(this.list, ...inventory.map((stack) => this.line(stack, state)));
    void this.learn(state.revision);
  }

  /** Names and weights come with another call; until then ids serve. @param {number} revision */
  async learn(revision) {
    if (this.asked === revision) return;
    this.asked = revision;
    try {
      for (const line of await this.fetchLines()) this.known.set(line.item_id, line);
    } catch {
      return; // the ids are names enough
    }
    if (this.state?.revision === revision) this.show(this.state);
  }

  /** @param {import("./types.js").Stack} stack @param {GameState} state */
  line({ item_id, quantity }, state) {
    const known = this.known.get(item_id);
    const offer = state.market?.items.find((item) => item.item_id === item_id);
    const name = known?.name ?? offer?.name ?? nameFromId(item_id);
    const price = offer?.sell ?? null;
    const weight = known?.weight ?? offer?.weight;
    const facts = [
      weight !== undefined && `weighs ${unitWords(weight * quantity)}`,
      known && known.base_value > 0 && `worth about ${creditWords(known.base_value)} each`,
    ].filter(Boolean);
    return h(
      "li",
      { class: "line" },
      h(
        "div",
        { class: "line-head" },
        h("span", { class: "line-name" }, name),
        h("span", { class: "num" }, `× ${amountWords(quantity)}`),
      ),
      known?.text && h("p", { class: "small" }, known.text),
      facts.length > 0 && h("p", { class: "dim small" }, facts.join(", ")),
      h(
        "div",
        { class: "row" },
        known?.usable &&
          this.button(`use-${item_id}`, ` ${name}`, { action: "use_item", item_id }, "Use"),
        price !== null &&
          this.button(
            `sell-${item_id}`,
            ` one ${name} for `,
            { action: "sell_item", item_id, quantity: 1 },
            "Sell",
            price,
          ),
        price !== null &&
          quantity > 1 &&
          this.button(
            `sell-all-${item_id}`,
            ` ${name} for at most `,
            { action: "sell_item", item_id, quantity },
            "Sell all",
            price * quantity,
          ),
      ),
    );
  }

  /**
   * @param {string} key
   * @param {string} rest of the words, for ears
   * @param {import("./types.js").GameAction} action
   * @param {string} words
   * @param {number} [credits]
   */
  button(key, rest, action, words, credits) {
    const sinking = Number(action.quantity) > 1; // each that is sold makes the next one cheaper
    return choiceButton(
      {
        key,
        available: true,
        className: "button button-small",
        onPress: () => void this.desk.act(action),
        onRefused: () => {},
      },
      words,
      unseen(rest),
      credits !== undefined &&
        h("span", { class: "num credit" }, `${sinking ? "≤" : ""}${creditWords(credits)}`),
    );
  }
}
