/** The ship's slots and the workshop's shelf: by drag, or by the buttons on each. */

import { icon } from "../lib/icon.js";
import { holdDrags } from "./drag.js";
import { choiceButton, h, refill, unseen } from "../ui/h.js";
import { creditWords, effectWords, nameFromId } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").ModShelf} ModShelf
 * @typedef {import("./types.js").ModOffer} ModOffer
 * @typedef {import("./types.js").SlotType} SlotType
 * @typedef {import("./desk.js").Desk} Desk
 */

/** @type {[SlotType, string][]} */
const SLOTS = [
  ["high", "High slots"],
  ["mid", "Mid slots"],
  ["low", "Low slots"],
  ["rig", "Rig slots"],
];

export class FittingPanel {
  /**
   * @param {Desk} desk
   * @param {() => Promise<ModShelf>} fetchShelf
   */
  constructor(desk, fetchShelf) {
    this.desk = desk;
    this.fetchShelf = fetchShelf;
    /** @type {ModShelf | null} */
    this.shelf = null;
    this.asked = -1;
    this.slots = h("div", { class: "slots" });
    this.offers = h("div", { class: "shelf", "data-drop": "fitted" });
    this.root = h(
      "div",
      { class: "fitting" },
      h("h3", {}, "Fitted"),
      this.slots,
      h("h3", {}, "Workshop"),
      this.offers,
    );
    holdDrags(this.root, (what) => this.dropped(what));
  }

  /** @param {GameState} state */
  show(state) {
    this.state = state;
    refill(this.slots, ...SLOTS.map(([slot, words]) => this.row(slot, words, state)));
    refill(this.offers, ...this.stock(state));
    void this.learn(state.revision);
  }

  /** The shelf comes with another call. @param {number} revision */
  async learn(revision) {
    if (this.asked === revision) return;
    this.asked = revision;
    try {
      this.shelf = await this.fetchShelf();
    } catch {
      return; // what is fitted shows by its ids; the next change asks again
    }
    if (this.state?.revision === revision) this.show(this.state);
  }

  /** @param {SlotType} slot @param {string} words @param {GameState} state */
  row(slot, words, state) {
    const fitted = state.player_stats.ship_mods[slot];
    const most = this.shelf?.[slot].max_slots ?? fitted.length;
    const free = Math.max(0, most - fitted.length);
    return h(
      "div",
      { class: "slot-row", "data-drop": slot, "data-slot": slot },
      h(
        "p",
        { class: "dim small" },
        `${words} `,
        h("span", { class: "num" }, `${fitted.length}/${most}`),
      ),
      h(
        "ul",
        { class: "slot-list" },
        ...fitted.map((id) => this.fitted(id, slot)),
        ...Array.from({ length: free }, () => h("li", { class: "slot slot-free" }, "free")),
      ),
    );
  }

  /** @param {string} id @param {SlotType} slot */
  fitted(id, slot) {
    const offer = this.shelf?.[slot].available_mods[id];
    const name = offer?.name ?? nameFromId(id);
    return h(
      "li",
      {
        class: "slot",
        "data-drag": offer?.permanent ? null : `fitted ${id} ${slot}`,
        "data-name": name,
        title: offer ? effectWords(offer.effects) : null,
      },
      h("span", { class: "slot-name" }, name),
      offer?.permanent
        ? h("span", { class: "dim small" }, "permanent")
        : choiceButton(
            {
              key: `remove-${slot}-${id}`,
              available: true,
              className: "slot-out",
              onPress: () => void this.remove(id, slot),
              onRefused: () => {},
            },
            unseen(`Remove ${name}`),
            icon("x"),
          ),
    );
  }

  /** @param {GameState} state */
  stock(state) {
    const { shelf } = this;
    if (!shelf) return [h("p", { class: "dim small" }, "…")];
    const closed = !state.at_trade_location && "Nobody fits ships here: fly to a place with trade.";
    return [
      closed && h("p", { class: "small tone-warn" }, closed),
      ...SLOTS.flatMap(([slot]) =>
        Object.entries(shelf[slot].available_mods).map(([id, offer]) =>
          this.offer(id, slot, offer),
        ),
      ),
    ];
  }

  /** @param {string} id @param {SlotType} slot @param {ModOffer} offer */
  offer(id, slot, offer) {
    const { name, cost, effects, permanent, affordable, purchasable, reason } = offer;
    return h(
      "div",
      { class: "offer", "data-drag": `${slot} ${id}`, "data-name": name, title: offer.text },
      h(
        "div",
        { class: "offer-words" },
        h("span", {}, name, h("span", { class: "tag" }, permanent ? `${slot}, for good` : slot)),
        h("span", { class: "dim small" }, effectWords(effects)),
      ),
      choiceButton(
        {
          key: `fit-${id}`,
          available: purchasable,
          reason,
          className: "button button-small",
          onPress: () => void this.desk.act({ action: "buy_mod", mod_id: id }),
          onRefused: (why) => this.desk.say(why, "warning"),
        },
        "Fit",
        unseen(` ${name} for `),
        h("span", { class: affordable ? "num credit" : "num tone-warn" }, creditWords(cost)),
      ),
    );
  }

  /** @param {string} what as `data-drag` says */
  dropped(what) {
    const [kind, id, slot] = what.split(" ");
    if (kind === "fitted") void this.remove(id, /** @type {SlotType} */ (slot));
    else void this.desk.act({ action: "buy_mod", mod_id: id });
  }

  /** @param {string} id @param {SlotType} slot */
  remove(id, slot) {
    return this.desk.act({ action: "remove_mod", mod_id: id, slot_type: slot });
  }
}
