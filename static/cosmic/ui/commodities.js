/** Names and masses of goods; until they are known, what an id tells. */

import { nameFromId } from "../state/words.js";

/** @typedef {import("../net/bootstrap.js").Commodity} Commodity */

export class Commodities {
  constructor() {
    /** @type {Map<string, Commodity>} */
    this.known = new Map();
    this.loading = false;
    /** @type {() => void} */
    this.onLoaded = () => {};
  }

  /** @param {() => Promise<Commodity[]>} fetchAll */
  async load(fetchAll) {
    if (this.loading || this.known.size > 0) return;
    this.loading = true;
    try {
      for (const commodity of await fetchAll()) this.known.set(commodity.id, commodity);
      this.onLoaded();
    } catch {
      // ids serve as names; the next bootstrap tries again
    } finally {
      this.loading = false;
    }
  }

  /**
   * @param {string} id
   * @returns {Commodity}
   */
  get(id) {
    return this.known.get(id) ?? { id, name: nameFromId(id), unit_mass: 1, base_price: 0 };
  }
}
