/** Sums of the trade: what is worth buying here, what fits, what can be paid. */

/**
 * @typedef {import("../net/messages.js").Price} Price
 * @typedef {Map<string, Map<string, Price>>} Markets prices by station, then by commodity
 */

/**
 * @param {Markets} markets
 * @param {string} here the station that does not count
 * @param {string} commodityId
 * @returns {{stationId: string, sell: number} | null} where it sells best, as far as is known
 */
export function bestElsewhere(markets, here, commodityId) {
  let best = null;
  for (const [stationId, prices] of markets) {
    if (stationId === here) continue;
    const price = prices.get(commodityId);
    if (price && (!best || price.sell > best.sell)) best = { stationId, sell: price.sell };
  }
  return best;
}

/**
 * @param {object} deal
 * @param {number} deal.credits
 * @param {number} deal.room free mass units in the hold
 * @param {number} deal.unitMass
 * @param {Price} deal.price
 * @returns {number} how many can be bought right now
 */
export function mostToBuy({ credits, room, unitMass, price }) {
  if (price.buy <= 0) return 0;
  const paid = Math.floor(credits / price.buy);
  const fits = unitMass > 0 ? Math.floor(room / unitMass) : paid;
  return Math.max(0, Math.min(paid, fits, price.stock));
}

/**
 * @param {import("../net/messages.js").CargoItem[]} cargo
 * @param {string} commodityId
 */
export function heldOf(cargo, commodityId) {
  return cargo.find((item) => item.commodity_id === commodityId)?.qty ?? 0;
}

/**
 * What a service costs: whole credits, and partial when the purse is short.
 *
 * @param {number} missing points or units
 * @param {number} unitPrice credits
 * @param {number} credits
 * @returns {{cost: number, partial: boolean}}
 */
export function serviceCost(missing, unitPrice, credits) {
  const full = Math.ceil(missing * unitPrice);
  return { cost: Math.min(full, credits), partial: full > credits };
}
