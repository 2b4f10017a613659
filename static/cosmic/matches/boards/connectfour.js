/** Connect Four: seven columns that discs fall down. */

import { winnerWords } from "../words.js";
import { CellGrid } from "./grid.js";
import { disc, toneOf } from "./marks.js";

/**
 * @typedef {import("../types.js").Shown} Shown
 * @typedef {import("../types.js").Desk} Desk
 * @typedef {number[][]} Rows the top row first; -1 or a player
 */

const DIRECTIONS = [[0, 1], [1, 0], [1, 1], [1, -1]];

/** @param {Rows} board @param {number} column @returns {number} the row where a disc would come to rest; -1: full */
export function landingRow(board, column) {
  return board.findLastIndex((row) => row[column] < 0);
}

/** @param {Rows} board @param {Rows | undefined} before @returns {[number, number] | null} row and column */
export function lastDropped(board, before) {
  if (!before) return null;
  for (const [row, cells] of board.entries()) {
    const column = cells.findIndex((owner, at) => owner !== before[row][at]);
    if (column >= 0) return [row, column];
  }
  return null;
}

/** @param {Rows} board @returns {Set<string>} `row-column` of every disc in a line of four or more */
export function winningDiscs(board) {
  const found = new Set();
  board.forEach((cells, row) =>
    cells.forEach((owner, column) => {
      if (owner < 0) return;
      for (const [down, right] of DIRECTIONS) {
        const line = [0, 1, 2, 3].map((n) => [row + n * down, column + n * right]);
        if (line.every(([y, x]) => board[y]?.[x] === owner)) for (const [y, x] of line) found.add(`${y}-${x}`);
      }
    }),
  );
  return found;
}

export class ConnectFourBoard {
  /** @param {Desk} desk */
  constructor(desk) {
    /** @type {Shown | null} */
    this.shown = null;
    /** @type {[number, number] | null} */
    this.last = null;
    this.desk = desk;
    this.grid = new CellGrid({
      label: "Connect Four, six rows of seven columns; press any cell to drop a disc into its column",
      className: "board-connectfour",
      rows: 6,
      columns: 7,
      onPress: (_, column) => this.press(column),
    });
    this.grid.stand(5, 3);
    this.root = this.grid.root;
  }

  /** @param {number} column */
  press(column) {
    const { shown } = this;
    if (!shown?.mayMove) return;
    if (landingRow(shown.state.board, column) < 0) return this.desk.say("This column is full.");
    void this.desk.move({ column });
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    const { state, before, me, names, mayMove } = shown;
    this.last = lastDropped(state.board, before?.board) ?? (before ? this.last : null);
    const winning = winningDiscs(state.board);
    state.board.forEach((/** @type {number[]} */ cells, /** @type {number} */ row) =>
      cells.forEach((owner, column) => {
        const last = this.last?.[0] === row && this.last[1] === column;
        const line = winning.has(`${row}-${column}`);
        const lands = mayMove && landingRow(state.board, column) === row;
        const what = owner < 0 ? "empty" : `disc of ${names[owner]}`;
        const notes = [last && "last move", line && "winning line", lands && "a disc would land here"];
        this.grid.paint(row, column, {
          label: [`Column ${column + 1}, row ${row + 1}: ${what}`, ...notes.filter(Boolean)].join(", "),
          open: mayMove && landingRow(state.board, column) >= 0,
          last,
          tone: toneOf(owner, me),
          mark: line ? "line" : lands ? "lands" : "",
          content: owner < 0 ? null : disc(owner),
        });
      }),
    );
  }
}

/** @type {import("../types.js").Teller} */
export const connectFourTeller = {
  news({ state, before, me, names }) {
    const cell = lastDropped(state.board, before?.board);
    if (!cell || state.board[cell[0]][cell[1]] < 0) return "";
    const owner = state.board[cell[0]][cell[1]];
    const who = owner === me ? "You drop" : `${names[owner]} drops`;
    return `${who} a disc into column ${cell[1] + 1}.`;
  },
  ending: (state, me, names) =>
    state.winner === null && !state.board[0].includes(-1) ? "A draw: the board is full." : winnerWords(state, me, names),
};
