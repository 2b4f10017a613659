/** Tic-tac-toe: nine cells. */

import { winnerWords } from "../words.js";
import { CellGrid } from "./grid.js";
import { crossOrRing, toneOf } from "./marks.js";

/**
 * @typedef {import("../types.js").Shown} Shown
 * @typedef {import("../types.js").Desk} Desk
 */

const ROWS = ["top", "middle", "bottom"];
const COLUMNS = ["left", "centre", "right"];
const LINES = [
  [0, 1, 2], [3, 4, 5], [6, 7, 8],
  [0, 3, 6], [1, 4, 7], [2, 5, 8],
  [0, 4, 8], [2, 4, 6],
];

/** @param {number} cell 0..8 @returns {string} such as `top left` */
export function cellName(cell) {
  if (cell === 4) return "centre";
  const row = ROWS[Math.floor(cell / 3)];
  const column = COLUMNS[cell % 3];
  return `${row} ${column}`;
}

/** @param {number[]} board @returns {number[]} the cells of the line that wins; else empty */
export function winningLine(board) {
  const owned = (/** @type {number[]} */ [first, ...rest]) =>
    board[first] >= 0 && rest.every((cell) => board[cell] === board[first]);
  return LINES.find(owned) ?? [];
}

/** @param {number[]} board @param {number[] | undefined} before @returns {number} the cell taken last; -1: unknown */
export function lastTaken(board, before) {
  return before ? board.findIndex((owner, cell) => owner !== before[cell]) : -1;
}

export class TicTacToeBoard {
  /** @param {Desk} desk */
  constructor(desk) {
    /** @type {Shown | null} */
    this.shown = null;
    this.last = -1;
    this.desk = desk;
    this.grid = new CellGrid({
      label: "Tic-tac-toe, three rows of three cells",
      className: "board-tictactoe",
      rows: 3,
      columns: 3,
      onPress: (row, column) => this.press(row * 3 + column),
    });
    this.root = this.grid.root;
  }

  /** @param {number} cell */
  press(cell) {
    const { shown } = this;
    if (!shown?.mayMove) return;
    if (shown.state.board[cell] >= 0) return this.desk.say("This cell is taken.");
    void this.desk.move({ position: cell });
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    const { state, before, me, names, mayMove } = shown;
    const taken = lastTaken(state.board, before?.board);
    if (!before) this.last = -1;
    if (taken >= 0) this.last = taken;
    const line = winningLine(state.board);
    state.board.forEach((/** @type {number} */ owner, /** @type {number} */ cell) => {
      const what = owner < 0 ? "empty" : `${owner === 0 ? "cross" : "ring"} of ${names[owner]}`;
      const notes = [cell === this.last && "last move", line.includes(cell) && "winning line"];
      this.grid.paint(Math.floor(cell / 3), cell % 3, {
        label: [`${cellName(cell)}: ${what}`, ...notes.filter(Boolean)].join(", "),
        open: mayMove && owner < 0,
        last: cell === this.last,
        tone: toneOf(owner, me),
        mark: line.includes(cell) ? "line" : "",
        content: owner < 0 ? null : crossOrRing(owner),
      });
    });
  }
}

/** @type {import("../types.js").Teller} */
export const ticTacToeTeller = {
  news({ state, before, me, names }) {
    const cell = lastTaken(state.board, before?.board);
    if (cell < 0 || state.board[cell] < 0) return "";
    const owner = state.board[cell];
    return `${owner === me ? "You take" : `${names[owner]} takes`} ${cellName(cell)}.`;
  },
  ending: (state, me, names) =>
    state.winner === null && !state.board.includes(-1) ? "A draw: all cells are taken." : winnerWords(state, me, names),
};
