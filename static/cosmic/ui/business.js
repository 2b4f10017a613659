/** Deals with a station: sent once, booked when answered, told in words. */

import { amountWords } from "../state/words.js";

/**
 * @typedef {object} BusinessParts
 * @property {import("../net/transactions.js").Transactions} deals
 * @property {import("../state/store.js").Store} store
 * @property {import("./commodities.js").Commodities} goods
 * @property {import("./feed.js").Toasts} toasts
 * @property {import("../audio/sound.js").Sound} sound
 */

/**
 * @param {import("../net/messages.js").TradeDetails} details
 * @returns {string} what the way here has added, in brackets; empty when nothing
 */
export function bonusWords({ bonus = 0 }) {
  return bonus > 0 ? ` (+${amountWords(bonus)} cr for the risky way)` : "";
}

export class Business {
  /** @param {BusinessParts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * @param {'buy' | 'sell'} side
   * @param {string} commodityId
   * @param {number} quantity
   * @returns {Promise<void>} rejects with a RequestError when the station refuses
   */
  async trade(side, commodityId, quantity) {
    const { deals, store, goods, toasts, sound } = this.parts;
    const { payload } = await deals
      .run(`trade.${side}`, {
        station_id: store.you.docked_at,
        commodity_id: commodityId,
        quantity,
      })
      .catch((error) => this.refused(error));
    const { credits, cargo, details } = /** @type {import("../net/messages.js").TradeResult} */ (
      /** @type {unknown} */ (payload)
    );
    store.applyYou({ credits, cargo });
    const name = goods.get(details.commodity_id).name.toLowerCase();
    const deal = `${amountWords(details.quantity)} ${name} for ${amountWords(details.total)} cr`;
    const bonus = bonusWords(details);
    toasts.say(`${side === "buy" ? "Bought" : "Sold"} ${deal}${bonus}.`, "success");
    sound.play("trade");
  }

  /**
   * @param {'repair' | 'refuel'} service
   * @returns {Promise<void>} rejects with a RequestError
   */
  async serve(service) {
    const { deals, store, toasts, sound } = this.parts;
    const { payload } = await deals
      .run(`ship.${service}_request`, { station_id: store.you.docked_at })
      .catch((error) => this.refused(error));
    const { credits, hull, fuel, details } =
      /** @type {import("../net/messages.js").ServiceResult} */ (/** @type {unknown} */ (payload));
    store.applyYou({
      credits,
      ...(hull === undefined ? {} : { hull }),
      ...(fuel === undefined ? {} : { fuel }),
    });
    const done = service === "repair" ? "Repaired" : "Refuelled";
    toasts.say(`${done} for ${amountWords(details.total)} cr.`, "success");
    sound.play("trade");
  }

  /**
   * @param {unknown} error
   * @returns {never}
   */
  refused(error) {
    this.parts.sound.play("refused");
    throw error;
  }
}
