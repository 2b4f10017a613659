/** The table of all rooms: cells change in place, and rows hold still under the hand. */

import { setData, setText } from "../ui/dom.js";
import { h } from "../ui/h.js";
import { amountWords } from "../state/words.js";
import { budgetMs } from "./rooms.js";
import { msWords, rateWords, shortNumber, spanWords, stateWord } from "./words.js";

/**
 * @typedef {import("./types.js").Room} Room
 * @typedef {import("./rooms.js").Rooms} Rooms
 * @typedef {import("./rooms.js").SortKey} SortKey
 *
 * @typedef {object} Row
 * @property {HTMLTableRowElement} element
 * @property {HTMLButtonElement} choose
 * @property {HTMLElement} mark
 * @property {Record<string, HTMLElement>} cells
 */

/** @type {[SortKey, string][]} in the order of the table's head */
const COLUMNS = [
  ["name", "System"],
  ["state", "State"],
  ["tick", "Tick"],
  ["tick_rate", "Rate"],
  ["time_scale", "Time"],
  ["p50_ms", "p50"],
  ["p99_ms", "p99"],
  ["pilots", "Pilots"],
  ["entities", "Entities"],
  ["lease_age_s", "Lease"],
  ["worker_id", "Worker"],
];
const WORDS = new Set(["name", "state", "worker_id"]); // all else is numbers: largest first

/** @type {Record<string, (room: Room, runs: boolean) => string>} */
const CELLS = {
  tick: ({ tick }) => (tick > 0 ? amountWords(tick) : "–"),
  tick_rate: ({ tick_rate }, runs) => (runs ? rateWords(tick_rate) : "–"),
  time_scale: ({ time_scale }, runs) => (runs ? `${shortNumber(time_scale)}×` : "–"),
  p50_ms: ({ p50_ms }, runs) => (runs ? msWords(p50_ms) : "–"),
  p99_ms: ({ p99_ms }, runs) => (runs ? msWords(p99_ms) : "–"),
  pilots: ({ pilots }) => amountWords(pilots),
  entities: ({ entities }) => amountWords(entities),
  lease_age_s: ({ lease_age_s }) => (lease_age_s === null ? "–" : leaseWords(lease_age_s)),
  worker_id: ({ worker_id }) => worker_id || "–",
};

export class RoomsTable {
  /**
   * @param {HTMLTableElement} table whose head cells name their columns
   * @param {(systemId: string) => void} onChoose
   */
  constructor(table, onChoose) {
    this.table = table;
    this.body = table.tBodies[0];
    this.onChoose = onChoose;
    /** @type {SortKey} */
    this.key = "pilots";
    /** @type {1 | -1} */
    this.direction = -1;
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    /** @type {Map<SortKey, HTMLElement>} */
    this.heads = new Map();
    /** @type {string[]} */
    this.order = [];
    /** @type {{rooms: Rooms, chosen: string} | null} what is shown */
    this.last = null;
    for (const [key, word] of COLUMNS) this.head(key, word);
    this.showSort();
  }

  /** @param {SortKey} key @param {string} word */
  head(key, word) {
    const cell = this.table.querySelector(`[data-sort="${key}"]`);
    if (!(cell instanceof HTMLElement)) throw new Error(`the table has no column ${key}`);
    cell.append(
      h("button", { type: "button", class: "sort", onclick: () => this.sort(key) }, word),
    );
    this.heads.set(key, cell);
  }

  /** By this column; once more turns it around. @param {SortKey} key */
  sort(key) {
    if (this.key === key) this.direction = this.direction === 1 ? -1 : 1;
    else [this.key, this.direction] = [key, WORDS.has(key) ? 1 : -1];
    this.order = [];
    this.showSort();
    if (this.last) this.show(this.last.rooms, this.last.chosen);
  }

  showSort() {
    for (const [key, cell] of this.heads) {
      if (key === this.key) {
        cell.setAttribute("aria-sort", this.direction === 1 ? "ascending" : "descending");
      } else cell.removeAttribute("aria-sort");
    }
  }

  /** @param {Rooms} rooms @param {string} chosen id of a system */
  show(rooms, chosen) {
    this.last = { rooms, chosen };
    const sorted = rooms.sorted(this.key, this.direction);
    for (const room of sorted) this.patch(room, rooms, chosen);
    for (const [id, row] of this.gone(rooms)) {
      row.element.remove();
      this.rows.delete(id);
    }
    const ids = sorted.map(({ system_id }) => system_id);
    const same = ids.length === this.order.length && ids.every((id) => this.order.includes(id));
    if (same && this.body.matches(":hover, :focus-within")) return;
    this.arrange(ids);
  }

  /** Rows of rooms that are no more. @param {Rooms} rooms */
  gone(rooms) {
    return [...this.rows].filter(([id]) => !rooms.rooms.has(id));
  }

  /** Only what stands in the wrong place moves. @param {string[]} ids */
  arrange(ids) {
    this.order = ids;
    ids.forEach((id, n) => {
      const element = this.rows.get(id)?.element;
      const there = this.body.children[n] ?? null;
      if (element && element !== there) this.body.insertBefore(element, there);
    });
  }

  /** @param {Room} room @param {Rooms} rooms @param {string} chosen */
  patch(room, rooms, chosen) {
    const row = this.rows.get(room.system_id) ?? this.add(room);
    const mark = rooms.mark(room);
    const runs = room.worker_id !== "" && room.state !== "stopped" && room.state !== "asleep";
    setText(row.choose, room.name);
    row.choose.setAttribute("aria-pressed", String(room.system_id === chosen));
    row.element.classList.toggle("row-mine", room.system_id === chosen);
    setData(row.element, "state", room.state);
    setData(row.element, "mark", mark);
    setText(row.cells.state, stateWord(room.state));
    setText(row.mark, mark === "lapsed" ? "lease lapsed" : mark === "late" ? "too slow" : "");
    row.mark.hidden = mark === "";
    for (const [key, words] of Object.entries(CELLS)) setText(row.cells[key], words(room, runs));
    row.cells.worker_id.title = room.worker_id;
    row.cells.p99_ms.title = runs ? `A tick has ${msWords(budgetMs(room))}.` : "";
  }

  /** @param {Room} room @returns {Row} */
  add(room) {
    const id = room.system_id;
    const choose = h("button", { type: "button", class: "room-name", "data-key": id });
    const mark = h("span", { class: "tag tag-warn room-mark", hidden: true });
    const state = h("span", { class: "room-state" });
    /** @type {Record<string, HTMLElement>} */
    const cells = { state };
    for (const key of Object.keys(CELLS)) {
      cells[key] = h("td", { class: key === "worker_id" ? "mono room-worker" : "num" });
    }
    const element = h(
      "tr",
      { "data-system": id, onclick: () => this.onChoose(id) },
      h("th", { scope: "row" }, choose, " ", h("span", { class: "dim small mono room-id" }, id)),
      h("td", { class: "nowrap" }, state, " ", mark),
      ...Object.keys(CELLS).map((key) => cells[key]),
    );
    const row = { element, choose, mark, cells };
    this.rows.set(id, row);
    this.body.append(element);
    return row;
  }
}

/** @param {number} seconds */
function leaseWords(seconds) {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : spanWords(seconds);
}
