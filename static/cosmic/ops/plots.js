/** Plots of the last five minutes of a room. The drawing stays; its lines move. */

import { setText } from "../ui/dom.js";
import { h, s } from "../ui/h.js";
import { linePath, nearestSample, scaleMarks } from "./plot-model.js";
import { WINDOW_MS } from "./rooms.js";
import { msWords, shortNumber } from "./words.js";

const WIDTH = 600;
const HEIGHT = 120;
const MOST_MARKS = 5;

/**
 * @typedef {import("./rooms.js").Sample} Sample
 * @typedef {{key: 'p50' | 'p99' | 'late' | 'pilots', word: string}} Series
 */

export class Plot {
  /**
   * @param {object} options
   * @param {string} options.title
   * @param {Series[]} options.series
   * @param {(value: number) => string} options.words
   * @param {number} [options.least] what the scale reaches at least
   */
  constructor({ title, series, words, least = 1 }) {
    this.title = title;
    this.series = series;
    this.words = words;
    this.least = least;
    /** @type {Sample[]} */
    this.samples = [];
    this.now = 0;
    this.pointedAt = /** @type {number | null} */ (null); // 0..1 of the width
    this.lines = series.map(({ key }) => s("path", { class: `plot-line plot-${key}` }));
    this.limit = s("line", { class: "plot-limit", x1: 0, x2: WIDTH });
    this.hair = s("line", { class: "plot-hair", y1: 0, y2: HEIGHT });
    this.grid = Array.from({ length: MOST_MARKS }, () =>
      s("line", { class: "plot-grid", x1: 0, x2: WIDTH }),
    );
    this.marks = h("ul", { class: "plot-marks", "aria-hidden": "true" });
    this.values = series.map(() => h("span", { class: "num" }, "–"));
    this.when = h("span", { class: "dim plot-when" });
    this.field = s(
      "svg",
      {
        class: "plot-field",
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": title,
      },
      ...this.grid,
      this.limit,
      ...this.lines,
      this.hair,
    );
    this.root = h(
      "figure",
      { class: "plot" },
      h(
        "figcaption",
        { class: "plot-title small" },
        h("span", {}, title),
        this.when,
        ...series.map(({ key, word }, n) =>
          h(
            "span",
            { class: `plot-key plot-key-${key}` },
            h("span", { class: "dim" }, word),
            " ",
            this.values[n],
          ),
        ),
      ),
      this.marks,
      this.field,
      h(
        "div",
        { class: "plot-times", "aria-hidden": "true" },
        h("span", {}, "5 min ago"),
        h("span", {}, "now"),
      ),
    );
    this.field.addEventListener("pointermove", (event) => this.point(event));
    this.field.addEventListener("pointerleave", () => this.point(null));
  }

  /**
   * @param {Sample[]} samples oldest first
   * @param {number} now monotonic milliseconds, the right end
   * @param {number | null} limit a value that should not be passed
   */
  show(samples, now, limit = null) {
    this.samples = samples;
    this.now = now;
    const highest = Math.max(
      this.least,
      ...this.series.flatMap(({ key }) => samples.map((sample) => sample[key] ?? 0)),
    );
    // A limit far above all readings would press them flat: it is drawn once they come near.
    const shownLimit = limit !== null && limit <= highest * 4 ? limit : null;
    const marks = scaleMarks(Math.max(highest, shownLimit ?? 0));
    const top = marks[marks.length - 1];
    const frame = { from: now - WINDOW_MS, to: now, top, width: WIDTH, height: HEIGHT };
    this.series.forEach(({ key }, n) => {
      this.lines[n].setAttribute(
        "d",
        linePath(samples, (sample) => sample[key], frame),
      );
    });
    this.level(this.limit, shownLimit, top);
    this.grid.forEach((line, n) => this.level(line, marks[n] ?? null, top));
    this.scale(marks);
    this.read();
  }

  /** @param {SVGLineElement} line @param {number | null} value @param {number} top */
  level(line, value, top) {
    line.style.display = value === null ? "none" : "";
    const y = String(HEIGHT - ((value ?? 0) / top) * HEIGHT);
    line.setAttribute("y1", y);
    line.setAttribute("y2", y);
  }

  /** @param {number[]} marks */
  scale(marks) {
    const words = [...marks].reverse().map((mark) => shortNumber(mark));
    const now = [...this.marks.children].map((item) => item.textContent);
    if (words.join() === now.join()) return;
    this.marks.replaceChildren(...words.map((word) => h("li", {}, word)));
  }

  /** @param {PointerEvent | null} event */
  point(event) {
    const box = this.field.getBoundingClientRect();
    this.pointedAt = event && box.width > 0 ? (event.clientX - box.left) / box.width : null;
    this.read();
  }

  /** Say what is under the pointer, or else the last reading. */
  read() {
    const at = this.now - WINDOW_MS * (1 - (this.pointedAt ?? 1));
    const sample = nearestSample(this.samples, at);
    this.hair.style.display = this.pointedAt === null || !sample ? "none" : "";
    if (sample) {
      const x = String((1 - (this.now - sample.at) / WINDOW_MS) * WIDTH);
      this.hair.setAttribute("x1", x);
      this.hair.setAttribute("x2", x);
    }
    const told = this.series.map(({ key, word }, n) => {
      const value = sample ? sample[key] : null;
      const words = value === null ? "–" : this.words(value);
      setText(this.values[n], words);
      return `${word} ${words}`;
    });
    const ago = sample && this.pointedAt !== null ? Math.round((this.now - sample.at) / 1000) : 0;
    setText(this.when, ago > 0 ? `${ago} s ago` : "");
    this.field.setAttribute("aria-label", `${this.title}: ${told.join(", ")}`);
  }
}

export class TickPlots {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.duration = new Plot({
      title: "Tick duration",
      series: [
        { key: "p50", word: "p50" },
        { key: "p99", word: "p99" },
      ],
      words: msWords,
    });
    this.late = new Plot({
      title: "Lateness",
      series: [{ key: "late", word: "late" }],
      words: msWords,
    });
    this.pilots = new Plot({
      title: "Pilots",
      series: [{ key: "pilots", word: "here" }],
      words: (value) => String(Math.round(value)),
      least: 4,
    });
    host.append(this.duration.root, this.late.root, this.pilots.root);
  }

  /**
   * @param {Sample[]} samples
   * @param {number} now
   * @param {number} budgetMs what a tick may take; 0 where nothing runs
   */
  show(samples, now, budgetMs) {
    this.duration.show(samples, now, budgetMs > 0 ? budgetMs : null);
    this.late.show(samples, now);
    this.pilots.show(samples, now);
  }
}
