/** The strip of totals, and the word for the line. */

import { amountWords } from "../state/words.js";
import { byId, setData, setText } from "../ui/dom.js";
import { budgetMs } from "./rooms.js";
import { msWords } from "./words.js";

const STALE_MS = 3500; // three readings missed

/** @typedef {import("./rooms.js").Rooms} Rooms */

export class Overview {
  constructor() {
    this.root = byId("ops", HTMLElement);
    this.mark = byId("line-mark", HTMLElement);
    const cell = (/** @type {string} */ name) => byId(`total-${name}`, HTMLElement);
    this.cells = {
      live: cell("live"),
      pilots: cell("pilots"),
      entities: cell("entities"),
      workers: cell("workers"),
      worst: cell("worst"),
      lapsed: cell("lapsed"),
    };
  }

  /** @param {Rooms} rooms */
  show(rooms) {
    const { cells } = this;
    const totals = rooms.totals();
    setText(cells.live, `${totals.live} of ${totals.rooms}`);
    setText(cells.pilots, amountWords(totals.pilots));
    setText(cells.entities, amountWords(totals.entities));
    setText(cells.workers, amountWords(totals.workers));
    setText(cells.lapsed, amountWords(totals.lapsed));
    setData(cells.lapsed, "tone", totals.lapsed > 0 ? "danger" : "");
    setData(cells.workers, "tone", totals.workers === 0 ? "danger" : "");
    const { worst } = totals;
    setText(
      cells.worst,
      worst
        ? `${msWords(worst.room.p99_ms)} of ${msWords(budgetMs(worst.room))}, ${worst.room.name}`
        : "–",
    );
    setData(
      cells.worst,
      "tone",
      worst && worst.share > 1 ? "danger" : worst && worst.share > 0.5 ? "warn" : "",
    );
  }

  /**
   * @param {boolean} live
   * @param {number} silentMs since anything was heard of the rooms
   * @param {number} latencyMs
   */
  line(live, silentMs, latencyMs) {
    const stale = live && silentMs > STALE_MS;
    const state = !live ? "lost" : stale ? "stale" : "live";
    setData(this.root, "state", state);
    setData(this.mark, "state", state);
    if (!live) setText(this.mark, "Not connected. What you see is old.");
    else if (stale) setText(this.mark, `Silent for ${Math.round(silentMs / 1000)} s`);
    else setText(this.mark, latencyMs > 0 ? "Live" : "Connected");
    this.mark.title = latencyMs > 0 ? `${Math.round(latencyMs)} ms to the server and back` : "";
  }
}
