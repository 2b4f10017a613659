/** The seats that this tab has taken: what it needs to go on after a reload. */

/** @typedef {import("./types.js").Seat} Seat */

const PREFIX = "cosmic.match.";

export class Seats {
  /** @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage */
  constructor(storage) {
    this.storage = storage;
  }

  /** @param {Seat} seat */
  keep(seat) {
    try {
      this.storage.setItem(PREFIX + seat.match, JSON.stringify(seat));
    } catch {
      // a browser that stores nothing still plays until the page is left
    }
  }

  /** @param {string} match @returns {Seat | null} */
  find(match) {
    try {
      const seat = JSON.parse(this.storage.getItem(PREFIX + match) ?? "null");
      return seat && typeof seat.key === "string" ? seat : null;
    } catch {
      return null;
    }
  }

  /** @param {string} match */
  forget(match) {
    this.storage.removeItem(PREFIX + match);
  }
}
