/** A board of cells: one stop for the tab key, arrows to walk, and a name for every cell. */

import { h } from "../../ui/h.js";

/**
 * @typedef {object} Cell how one cell looks and sounds
 * @property {string} label
 * @property {boolean} open whether pressing it does something
 * @property {boolean} [last] it belongs to the last move
 * @property {string} [tone] `own`, `other` or empty
 * @property {string} [mark] a word that styles know
 * @property {Node | null} [content]
 *
 * @typedef {object} GridOptions
 * @property {string} label
 * @property {string} className
 * @property {number} rows
 * @property {number} columns
 * @property {(row: number, column: number) => void} onPress also for cells that are not open
 */

export class CellGrid {
  /** @param {GridOptions} options */
  constructor({ label, className, rows, columns, onPress }) {
    this.rows = rows;
    this.columns = columns;
    this.at = { row: 0, column: 0 };
    this.cells = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) =>
        h("button", {
          type: "button",
          class: "cell",
          tabindex: row + column === 0 ? 0 : -1,
          "data-cell": `${row}-${column}`,
          onclick: () => {
            this.stand(row, column);
            onPress(row, column);
          },
          onfocus: () => this.stand(row, column),
        }),
      ),
    );
    this.root = h(
      "div",
      {
        role: "grid",
        class: `grid-board ${className}`,
        "aria-label": label,
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      },
      ...this.cells.map((row) =>
        h(
          "div",
          { role: "row", class: "grid-row" },
          ...row.map((cell) => h("div", { role: "gridcell", class: "grid-cell" }, cell)),
        ),
      ),
    );
  }

  /** @param {number} row @param {number} column @param {Cell} look */
  paint(row, column, { label, open, last = false, tone = "", mark = "", content = null }) {
    const cell = this.cells[row][column];
    cell.setAttribute("aria-label", label);
    cell.setAttribute("aria-disabled", String(!open));
    cell.toggleAttribute("data-last", last);
    cell.dataset.tone = tone;
    cell.dataset.mark = mark;
    const shape = content === null ? "" : `${mark} ${tone} ${content.textContent}`;
    if (cell.dataset.shape === shape) return; // what is there already does not appear again
    cell.dataset.shape = shape;
    cell.replaceChildren(...(content === null ? [] : [content]));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { row, column } = this.at;
    const to = walk(event, row, column, this.rows, this.columns);
    if (!to) return;
    event.preventDefault();
    this.stand(...to);
    this.cells[to[0]][to[1]].focus();
  }

  /** The cell that the tab key finds. @param {number} row @param {number} column */
  stand(row, column) {
    this.cells[this.at.row][this.at.column].tabIndex = -1;
    this.at = { row, column };
    this.cells[row][column].tabIndex = 0;
  }
}

/**
 * Where a key leads from a cell; null for keys that do not walk.
 *
 * @param {{key: string, ctrlKey?: boolean}} event
 * @param {number} row
 * @param {number} column
 * @param {number} rows
 * @param {number} columns
 * @returns {[number, number] | null}
 */
export function walk({ key, ctrlKey = false }, row, column, rows, columns) {
  switch (key) {
    case "ArrowUp":
      return [Math.max(0, row - 1), column];
    case "ArrowDown":
      return [Math.min(rows - 1, row + 1), column];
    case "ArrowLeft":
      return [row, Math.max(0, column - 1)];
    case "ArrowRight":
      return [row, Math.min(columns - 1, column + 1)];
    case "Home":
      return [ctrlKey ? 0 : row, 0];
    case "End":
      return [ctrlKey ? rows - 1 : row, columns - 1];
    default:
      return null;
  }
}
