/** Two lines over the turns of a run: wealth on the left scale, hull on the right one. */

import { h, s } from "../ui/h.js";
import { amountWords } from "./words.js";

/** @typedef {import("./types.js").HistoryPoint} HistoryPoint */

const WIDTH = 1000;
const HEIGHT = 200;
const STEPS_WANTED = 4;

/**
 * Round values around what is to be shown, evenly spaced.
 *
 * @param {number} low
 * @param {number} high
 * @returns {number[]} from at most `low` to at least `high`, 2 to 7 of them
 */
export function valueMarks(low, high) {
  const rough = Math.max(1, (high - low) / STEPS_WANTED);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = (([1, 2, 5, 10].find((m) => m * unit >= rough) ?? 10) * unit) | 0;
  const bottom = Math.floor(low / step) * step;
  const top = Math.max(bottom + step, Math.ceil(high / step) * step);
  const marks = [];
  for (let mark = bottom; mark <= top; mark += step) marks.push(mark);
  return marks;
}

/**
 * @param {HistoryPoint[]} history
 * @param {(point: HistoryPoint) => number} value
 * @param {number} low
 * @param {number} high
 * @returns {string} the points of a polyline
 */
export function linePoints(history, value, low, high) {
  const first = history[0].turn;
  const span = Math.max(1, history[history.length - 1].turn - first);
  return history
    .map((point) => {
      const x = ((point.turn - first) / span) * WIDTH;
      const y = (1 - (value(point) - low) / Math.max(1, high - low)) * HEIGHT;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}

/** @param {HistoryPoint[]} history @returns {string} the plot in words */
export function plotWords(history) {
  const [first, last] = [history[0], history[history.length - 1]];
  return (
    `From turn ${first.turn} to ${last.turn}: wealth from ${amountWords(first.wealth)} to ` +
    `${amountWords(last.wealth)} credits, hull from ${first.hull} to ${last.hull}.`
  );
}

/**
 * @param {HistoryPoint[]} history oldest first
 * @param {number} [at] index of the turn to mark; the last one when absent
 * @returns {HTMLElement} words instead of a drawing while there is nothing to draw
 */
export function plot(history, at = history.length - 1) {
  if (history.length < 2) {
    return h("p", { class: "dim small" }, "A plot of the run appears after the first turn.");
  }
  const wealth = valueMarks(0, Math.max(...history.map((point) => point.wealth)));
  const topHull = Math.max(10, ...history.map((point) => point.hull));
  const top = wealth[wealth.length - 1];
  const marked = history[Math.max(0, Math.min(history.length - 1, at))];
  const x =
    ((marked.turn - history[0].turn) /
      Math.max(1, history[history.length - 1].turn - history[0].turn)) *
    WIDTH;
  const y = (1 - marked.wealth / top) * HEIGHT;
  return h(
    "figure",
    { class: "run-plot" },
    h(
      "div",
      { class: "run-plot-field", role: "img", "aria-label": plotWords(history) },
      h(
        "ul",
        { class: "plot-marks", "aria-hidden": "true" },
        ...[...wealth].reverse().map((mark) => h("li", {}, amountWords(mark))),
      ),
      s(
        "svg",
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        ...wealth.map((mark) => {
          const at = (1 - mark / top) * HEIGHT;
          return s("line", { class: "plot-grid", x1: 0, x2: WIDTH, y1: at, y2: at });
        }),
        s("polyline", {
          class: "plot-hull",
          points: linePoints(history, (point) => point.hull, 0, topHull),
        }),
        s("polyline", {
          class: "plot-wealth",
          points: linePoints(history, (point) => point.wealth, 0, top),
        }),
        s("line", { class: "plot-at", x1: x, x2: x, y1: 0, y2: HEIGHT }),
        s("path", { class: "plot-now", d: `M${x} ${y}h0` }),
      ),
    ),
    h(
      "figcaption",
      { class: "plot-legend small dim" },
      h("span", { class: "key key-wealth" }, "wealth"),
      h("span", { class: "key key-hull" }, `hull, up to ${amountWords(topHull)}`),
      h("span", { class: "num" }, `turn ${history[0].turn}–${history[history.length - 1].turn}`),
    ),
  );
}
