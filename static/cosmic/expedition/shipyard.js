/** Ships for sale, the escape pod, and what can be built into it. */

import { glyph } from "./glyphs.js";
import { choiceButton, h, refill, unseen } from "../ui/h.js";
import { amountWords, creditWords, nameFromId } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").ShipOffer} ShipOffer
 * @typedef {import("./types.js").Augmentation} Augmentation
 * @typedef {import("./desk.js").Desk} Desk
 */

export class ShipyardPanel {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.root = h("div", { class: "shipyard" });
  }

  /** @param {GameState} state */
  show(state) {
    const { shipyard } = state;
    if (!shipyard) {
      const fitted = state.player_stats.pod_augmentations.map((id) => nameFromId(id).toLowerCase());
      const pod = state.player_stats.has_flight_pod
        ? `Escape pod aboard${fitted.length > 0 ? ` with ${fitted.join(", ")}` : ""}.`
        : "";
      const words = "Ships and pods are sold at places with trade.";
      return refill(
        this.root,
        h("p", { class: "dim small" }, [pod, words].filter(Boolean).join(" ")),
      );
    }
    refill(
      this.root,
      h("h3", {}, "Ships"),
      ...shipyard.ships.map((ship) => this.ship(ship)),
      h("h3", {}, "Escape pod"),
      this.pod(state),
      ...shipyard.augmentations.map((augmentation) => this.augmentation(augmentation)),
    );
  }

  /** @param {ShipOffer} ship */
  ship(ship) {
    const { high, mid, low, rig } = ship.slots;
    const price = ship.cost - ship.trade_in;
    return h(
      "div",
      { class: "offer offer-ship" },
      glyph(ship.ship_type, 32),
      h(
        "div",
        { class: "offer-words" },
        h("span", {}, ship.name),
        h(
          "span",
          { class: "dim small" },
          `hull ${amountWords(ship.max_hp)}, hold ${amountWords(ship.cargo_capacity)}, speed ${ship.speed}, fuel × ${ship.fuel_efficiency}, slots ${high}/${mid}/${low}/${rig}`,
        ),
        !ship.owned &&
          ship.trade_in > 0 &&
          h(
            "span",
            { class: "dim small" },
            `${creditWords(ship.cost)} less ${creditWords(ship.trade_in)} for yours`,
          ),
      ),
      ship.owned
        ? h("span", { class: "tag" }, "yours")
        : this.button(
            `ship-${ship.ship_type}`,
            ship.name,
            { action: "buy_ship", ship_type: ship.ship_type },
            price,
            ship,
          ),
    );
  }

  /** @param {GameState} state */
  pod({ shipyard, player_stats: stats }) {
    const offer = shipyard?.pod;
    const owned = stats.has_flight_pod || stats.in_pod_mode;
    return h(
      "div",
      { class: "offer offer-ship" },
      glyph("pod", 32),
      h(
        "div",
        { class: "offer-words" },
        h("span", {}, "Escape pod"),
        h(
          "span",
          { class: "dim small" },
          "Saves you when the hull is gone; most of the cargo is lost.",
        ),
      ),
      owned || !offer
        ? h("span", { class: "tag" }, "aboard")
        : this.button("pod", "the escape pod", { action: "buy_pod" }, offer.cost, offer),
    );
  }

  /** @param {Augmentation} augmentation */
  augmentation(augmentation) {
    const { id, name, cost, slot, text, owned } = augmentation;
    return h(
      "div",
      { class: "offer" },
      h(
        "div",
        { class: "offer-words" },
        h("span", {}, name, h("span", { class: "tag" }, slot)),
        h("span", { class: "dim small" }, text),
      ),
      owned
        ? h("span", { class: "tag" }, "fitted")
        : this.button(
            `augment-${id}`,
            name,
            { action: "buy_augmentation", augmentation_id: id },
            cost,
            augmentation,
          ),
    );
  }

  /**
   * @param {string} key
   * @param {string} what
   * @param {import("./types.js").GameAction} action
   * @param {number} cost
   * @param {{available: boolean, reason: string}} stand
   */
  button(key, what, action, cost, { available, reason }) {
    return choiceButton(
      {
        key,
        available,
        reason,
        className: "button button-small",
        onPress: () => void this.desk.act(action),
        onRefused: (why) => this.desk.say(why, "warning"),
      },
      "Buy",
      unseen(` ${what} for `),
      h("span", { class: "num credit" }, creditWords(cost)),
    );
  }
}
