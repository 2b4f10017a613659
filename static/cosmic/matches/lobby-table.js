/** The lobby's table: one row a session, with a button that says what it does. */

import { h, unseen } from "../ui/h.js";
import { clockWords, deedOf, ordered, seatWords, statusWords, whoWords } from "./lobby-model.js";
import { gameTitle } from "./words.js";

/** @typedef {import("./lobby-model.js").Row} Row */

export class LobbyTable {
  /**
   * @param {HTMLElement} body of the table
   * @param {object} hands
   * @param {(match: string) => boolean} hands.isMine
   * @param {((row: Row) => void) | null} hands.join null: who joins is asked for a name first
   */
  constructor(body, { isMine, join }) {
    this.body = body;
    this.isMine = isMine;
    this.join = join;
    /** @type {Map<string, {row: HTMLTableRowElement, told: string}>} */
    this.drawn = new Map();
  }

  /** Rows that have not changed stay the elements that they are: a hand may be on them. @param {Row[]} rows */
  show(rows) {
    const sorted = ordered(rows, this.isMine);
    const kept = new Map();
    for (const row of sorted) {
      const told = JSON.stringify([row, this.isMine(row.match_id)]);
      const before = this.drawn.get(row.match_id);
      kept.set(row.match_id, before?.told === told ? before : { row: this.draw(row), told });
    }
    this.drawn = kept;
    const active = document.activeElement;
    const key = active && this.body.contains(active) ? active.getAttribute("data-key") : null;
    const elements = [...kept.values()].map(({ row }) => row);
    const same = elements.length === this.body.children.length && elements.every((row, n) => row === this.body.children[n]);
    if (same) return;
    this.body.replaceChildren(...elements);
    if (key === null) return;
    for (const element of this.body.querySelectorAll("[data-key]")) {
      if (element.getAttribute("data-key") === key) /** @type {HTMLElement} */ (element).focus();
    }
  }

  /** @param {Row} row */
  draw(row) {
    const title = gameTitle(row.game);
    return h(
      "tr",
      { "data-match": row.match_id, "data-status": row.status },
      h("th", { scope: "row" }, title, h("span", { class: "narrow-only dim small lobby-session" }, row.session)),
      h("td", { class: "wide-only lobby-session" }, row.session),
      h("td", { class: "lobby-who" }, whoWords(row), h("span", { class: "narrow-only dim small" }, row.free > 0 ? seatWords(row) : statusWords(row))),
      h("td", { class: "wide-only nowrap" }, seatWords(row), row.clock !== null && h("span", { class: "dim small lobby-clock" }, clockWords(row.clock))),
      h("td", { class: "wide-only nowrap", "data-status": row.status }, statusWords(row)),
      h("td", { class: "lobby-deed" }, this.deed(row, title)),
    );
  }

  /** @param {Row} row @param {string} title */
  deed(row, title) {
    const { kind, words, href } = deedOf(row, this.isMine);
    const more = unseen(` ${title}, ${row.session}`);
    const look = { class: `button button-small${kind === "watch" ? "" : " button-primary"}`, "data-key": row.match_id };
    if (kind === "none") return h("span", { class: "dim small" }, row.names.some(Boolean) ? "not public" : "–");
    if (kind !== "join" || !this.join) return h("a", { ...look, href }, words, more);
    return h("button", { ...look, type: "button", onclick: () => this.join?.(row) }, words, more);
  }
}
