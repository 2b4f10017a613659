/** A seat at a table: what comes over the line is shown, what is pressed is sent. */

import { setText } from "../ui/dom.js";
import { refusalWords } from "./words.js";

/**
 * @typedef {import("./api.js").MatchesApi} MatchesApi
 * @typedef {import("./types.js").Seat} Seat
 * @typedef {import("./types.js").View} View
 *
 * @typedef {object} PlayingOptions
 * @property {MatchesApi} api
 * @property {Seat} seat
 * @property {import("./table.js").GameTable | null} table made once the game has begun
 * @property {() => Promise<import("./table.js").GameTable>} makeTable
 * @property {HTMLElement} note refusals, in words
 * @property {HTMLElement} actions of a game that goes on
 * @property {HTMLElement} after it has ended
 */

export class Playing {
  /** @param {Omit<PlayingOptions, "table">} options */
  constructor({ api, seat, makeTable, note, actions, after }) {
    this.api = api;
    this.seat = seat;
    this.makeTable = makeTable;
    this.note = note;
    this.actions = actions;
    this.after = after;
    /** @type {import("./table.js").GameTable | null} */
    this.table = null;
    this.busy = false;
    /** @type {() => void} */
    this.onOver = () => {};
    /** @type {(table: import("./table.js").GameTable) => void} */
    this.onSeated = () => {};
  }

  /** @param {View} view */
  async take({ state }) {
    const first = this.table === null;
    this.table ??= await this.makeTable();
    if (this.table.state?.gameover && !state.gameover) this.table.resigned = null;
    this.table.show(state, first);
    if (this.seat.watching) return;
    this.actions.hidden = state.gameover;
    if (first) this.onSeated(this.table);
    this.after.hidden = !state.gameover;
    if (state.gameover) this.onOver();
  }

  /** @param {string} words */
  say(words) {
    setText(this.note, ""); // the same words again are read again
    setText(this.note, words);
  }

  /** @param {import("./types.js").Move} move */
  move(move) {
    return this.attempt(() => this.api.move(this.seat, move));
  }

  resign() {
    return this.attempt(() => this.api.resign(this.seat));
  }

  rematch() {
    return this.attempt(() => this.api.restart(this.seat));
  }

  /** @param {() => Promise<unknown>} deed @returns {Promise<boolean>} */
  async attempt(deed) {
    if (this.busy) return false;
    this.busy = true;
    try {
      await deed();
      setText(this.note, "");
      return true;
    } catch (error) {
      this.say(refusalWords(error));
      return false;
    } finally {
      this.busy = false;
    }
  }
}
