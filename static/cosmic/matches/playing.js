/** A seat at a table: what comes over the line is shown, what is pressed is sent. */

import { setText } from "../ui/dom.js";
import { refusalWords } from "./words.js";

/**
 * @typedef {import("./api.js").MatchesApi} MatchesApi
 * @typedef {import("./types.js").Seat} Seat
 * @typedef {import("./types.js").View} View
 *
 * @typedef {import("./table.js").GameTable} GameTable
 *
 * @typedef {object} PlayingOptions
 * @property {MatchesApi} api
 * @property {Seat} seat
 * @property {() => Promise<GameTable>} makeTable called once, when the game has begun
 * @property {HTMLElement} note refusals, in words
 * @property {(view: View, table: GameTable) => void} onSeen what came is on the board
 */

export class Playing {
  /** @param {PlayingOptions} options */
  constructor({ api, seat, makeTable, note, onSeen }) {
    this.api = api;
    this.seat = seat;
    this.makeTable = makeTable;
    this.note = note;
    this.onSeen = onSeen;
    /** @type {GameTable | null} */
    this.table = null;
    /** One view after the other, though the first one has to wait for its table. */
    this.last = Promise.resolve();
    this.busy = false;
  }

  /** @param {View} view */
  take(view) {
    this.last = this.last.then(() => this.show(view)).catch((error) => this.say(refusalWords(error)));
    return this.last;
  }

  /** @param {View} view */
  async show(view) {
    const { state } = view;
    const first = this.table === null;
    const table = (this.table ??= await this.makeTable());
    if (!state.gameover) table.forfeit = null;
    table.show(state, first, view.moves ?? null);
    this.onSeen(view, table);
    if (state.gameover) await this.learnEnd(table);
  }

  /** Whether somebody gave up stands in the record alone. @param {GameTable} table */
  async learnEnd(table) {
    const { match, key } = this.seat;
    const record = await this.api.record({ match, key }).catch(() => null);
    const last = record?.entries.at(-1);
    if (last?.kind !== "forfeit" || !table.state?.gameover) return;
    table.forfeit = last;
    table.tell("");
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
