/**
 * Whom this pilot hears. The server keeps back what blocked players say; this is for lines that are
 * on the page already, and for what the buttons say.
 */

export class Company {
  /** @param {import("../net/players.js").PlayersApi} api */
  constructor(api) {
    this.api = api;
    /** @type {Set<string>} ids of players */
    this.blocked = new Set();
    this.known = false;
  }

  /** @param {string} id of a player */
  hears(id) {
    return !this.blocked.has(id);
  }

  /** Learn what is stored, once. Rejects with RequestError. */
  async learn() {
    if (this.known) return;
    this.blocked = new Set(await this.api.blocks());
    this.known = true;
  }

  /**
   * Block, or lift a block. What the server refuses changes nothing here.
   *
   * @param {string} id of a player
   * @returns {Promise<boolean>} whether the player is blocked now; rejects with RequestError
   */
  async toggle(id) {
    await this.learn();
    if (this.hears(id)) {
      await this.api.block(id);
      this.blocked.add(id);
      return true;
    }
    await this.api.unblock(id);
    this.blocked.delete(id);
    return false;
  }
}
