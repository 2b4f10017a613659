/** Any JSON value in a form that people can read: words, rows, tables, and what is within them. */

import { h } from "../../ui/h.js";
import { sentence } from "../words.js";

const DEEPEST = 6; // levels shown; what lies deeper is shown as JSON

/** @param {string} key such as `turn_points` or `turnPoints` @returns {string} such as `Turn points` */
export function keyWords(key) {
  const apart = key.replaceAll("_", " ").replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return sentence(apart).replace(/\.$/, "") || "–";
}

/** @param {unknown} value @returns {string | null} null: it is more than a word */
export function scalarWords(value) {
  if (value === null || value === undefined) return "–";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (typeof value === "number" || typeof value === "string") return String(value) || "–";
  return null;
}

/** @param {unknown} value @returns {boolean} whether it is two rows or more of equally many words */
export function isMatrix(value) {
  if (!Array.isArray(value) || value.length < 2) return false;
  const width = Array.isArray(value[0]) ? value[0].length : 0;
  const plain = (/** @type {unknown} */ row) => Array.isArray(row) && row.length === width && row.every((cell) => scalarWords(cell) !== null);
  return width > 0 && value.every(plain);
}

/**
 * @param {unknown} value
 * @param {number} [depth]
 * @returns {HTMLElement}
 */
export function readable(value, depth = 0) {
  const words = scalarWords(value);
  if (words !== null) return h("span", { class: typeof value === "number" ? "num" : "read-words" }, words);
  if (depth >= DEEPEST) return h("code", { class: "read-raw" }, JSON.stringify(value));
  if (isMatrix(value)) return matrix(/** @type {unknown[][]} */ (value));
  if (Array.isArray(value)) return list(value, depth);
  const entries = Object.entries(/** @type {object} */ (value));
  if (entries.length === 0) return h("span", { class: "dim" }, "nothing");
  return h(
    "dl",
    { class: "read" },
    ...entries.map(([key, each]) => h("div", { class: "read-row" }, h("dt", {}, keyWords(key)), h("dd", {}, readable(each, depth + 1)))),
  );
}

/** @param {unknown[][]} rows */
function matrix(rows) {
  const cells = (/** @type {unknown[]} */ row) => row.map((cell) => h("td", { class: "num" }, scalarWords(cell) ?? ""));
  return h("table", { class: "read-matrix" }, h("tbody", {}, ...rows.map((row) => h("tr", {}, ...cells(row)))));
}

/** @param {unknown[]} items @param {number} depth */
function list(items, depth) {
  if (items.length === 0) return h("span", { class: "dim" }, "none");
  const words = items.map(scalarWords);
  if (!words.includes(null)) return h("span", { class: "read-words" }, words.join(", "));
  return h("ol", { class: "read-list" }, ...items.map((item) => h("li", {}, readable(item, depth + 1))));
}
