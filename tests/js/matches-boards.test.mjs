import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { installDom } from "./support/dom.mjs";

installDom();
const { walk } = await import("../../static/cosmic/matches/boards/grid.js");
const { TicTacToeBoard, ticTacToeTeller, winningLine } = await import("../../static/cosmic/matches/boards/tictactoe.js");
const { ConnectFourBoard, connectFourTeller, landingRow, winningDiscs } = await import("../../static/cosmic/matches/boards/connectfour.js");
const { ChatBoard, chatTeller, newMessages } = await import("../../static/cosmic/matches/boards/chat.js");

const NAMES = ["Ada", "Bob"];
const E = -1;

/** @type {any[]} */
let moves = [];
/** @type {string[]} */
let said = [];
const desk = {
  move: async (/** @type {any} */ move) => (moves.push(move), true),
  say: (/** @type {string} */ words) => void said.push(words),
};

beforeEach(() => {
  moves = [];
  said = [];
  installDom();
});

/** The light document's elements stand in for the real ones. @param {any} element @returns {import("./support/dom.mjs").Element} */
const light = (element) => element;
/** @param {any} board @param {string} cell */
const cellOf = (board, cell) => {
  const found = light(board.root).querySelector(`[data-cell="${cell}"]`);
  assert.ok(found, cell);
  return found;
};
/** @param {any} board @param {string} cell */
const label = (board, cell) => cellOf(board, cell).getAttribute("aria-label");

/** @param {any} state @param {object} [more] @returns {any} */
const shown = (state, more = {}) => ({ state, before: null, me: 0, mayMove: true, names: NAMES, ...more });
/** @param {number[]} board @param {object} [more] */
const noughts = (board, more = {}) => ({ board, winner: null, current: [0], gameover: false, ...more });
const EMPTY_ROWS = Array.from({ length: 6 }, () => Array(7).fill(E));
/** @param {[number, number, number][]} discs row, column, owner */
const fourOf = (...discs) => {
  const board = EMPTY_ROWS.map((row) => [...row]);
  for (const [row, column, owner] of discs) board[row][column] = owner;
  return board;
};

test("arrows walk a board and stop at its rims", () => {
  assert.deepEqual(walk({ key: "ArrowRight" }, 0, 0, 3, 3), [0, 1]);
  assert.deepEqual(walk({ key: "ArrowUp" }, 0, 1, 3, 3), [0, 1]);
  assert.deepEqual(walk({ key: "ArrowDown" }, 2, 1, 3, 3), [2, 1]);
  assert.deepEqual(walk({ key: "Home" }, 1, 2, 3, 3), [1, 0]);
  assert.deepEqual(walk({ key: "End", ctrlKey: true }, 0, 0, 6, 7), [5, 6]);
  assert.equal(walk({ key: "a" }, 0, 0, 3, 3), null);
});

test("a board is one stop for the tab key, which follows the arrows", () => {
  const board = new TicTacToeBoard(desk);
  board.show(shown(noughts(Array(9).fill(E))));
  light(board.root).fire("keydown", { key: "ArrowRight" });
  light(board.root).fire("keydown", { key: "ArrowDown" });
  assert.equal(document.activeElement, /** @type {any} */ (cellOf(board, "1-1")));
  const stops = light(board.root).querySelectorAll("button").filter((cell) => /** @type {any} */ (cell).tabIndex === 0);
  assert.deepEqual(stops.map((cell) => cell.dataset.cell), ["1-1"]);
});

test("a free cell is taken by a press, and a taken one says so", () => {
  const board = new TicTacToeBoard(desk);
  board.show(shown(noughts([0, E, E, E, 1, E, E, E, E])));
  cellOf(board, "2-1").click();
  cellOf(board, "1-1").click();
  assert.deepEqual(moves, [{ position: 7 }]);
  assert.deepEqual(said, ["This cell is taken."]);
});

test("nothing is moved out of turn", () => {
  const board = new TicTacToeBoard(desk);
  board.show(shown(noughts(Array(9).fill(E)), { mayMove: false }));
  cellOf(board, "0-0").click();
  assert.deepEqual(moves, []);
  assert.equal(cellOf(board, "0-0").getAttribute("aria-disabled"), "true");
});

test("the last move is marked and said, and stays marked when nothing else has changed", () => {
  const board = new TicTacToeBoard(desk);
  const before = noughts([0, E, E, E, E, E, E, E, E]);
  const state = noughts([0, E, E, E, 1, E, E, E, E]);
  board.show(shown(before));
  board.show(shown(state, { before }));
  board.show(shown(state, { before: state }));
  assert.equal(label(board, "1-1"), "centre: ring of Bob, last move");
  assert.equal(label(board, "0-0"), "top left: cross of Ada");
  assert.equal(ticTacToeTeller.news(shown(state, { before })), "Bob takes centre.");
  assert.equal(ticTacToeTeller.news(shown(state, { before, me: 1 })), "You take centre.");
});

test("a new game forgets the last move of the one before", () => {
  const board = new TicTacToeBoard(desk);
  const one = noughts([0, E, E, E, E, E, E, E, E]);
  board.show(shown(one, { before: noughts(Array(9).fill(E)) }));
  board.show(shown(noughts([E, E, E, E, E, E, E, E, E])));
  assert.equal(label(board, "0-0"), "top left: empty");
});

test("three in a row is a line; its end is said for who won, who lost, and nobody", () => {
  const won = noughts([0, 0, 0, 1, 1, E, E, E, E], { winner: 0, current: [], gameover: true });
  assert.deepEqual(winningLine(won.board), [0, 1, 2]);
  assert.deepEqual(winningLine([0, 1, 0, 1, 0, 1, 1, 0, 1]), []);
  assert.equal(ticTacToeTeller.ending(won, 0, NAMES), "You have won.");
  assert.equal(ticTacToeTeller.ending(won, 1, NAMES), "Ada has won.");
  const draw = noughts([0, 1, 0, 1, 0, 1, 1, 0, 1], { current: [], gameover: true });
  assert.equal(ticTacToeTeller.ending(draw, 0, NAMES), "A draw: all cells are taken.");
});

test("a disc falls to the lowest free row of its column, whichever cell is pressed", () => {
  const board = new ConnectFourBoard(desk);
  const state = { board: fourOf([5, 2, 0], [4, 2, 1]), winner: null, current: [0], gameover: false };
  assert.equal(landingRow(state.board, 2), 3);
  board.show(shown(state));
  cellOf(board, "0-2").click();
  assert.deepEqual(moves, [{ column: 2 }]);
  assert.equal(label(board, "3-2"), "Column 3, row 4: empty, a disc would land here");
});

test("a full column is refused in words", () => {
  const board = new ConnectFourBoard(desk);
  const full = fourOf(...[0, 1, 2, 3, 4, 5].map((row) => /** @type {[number, number, number]} */ ([row, 0, row % 2])));
  board.show(shown({ board: full, winner: null, current: [0], gameover: false }));
  cellOf(board, "3-0").click();
  assert.deepEqual(moves, []);
  assert.deepEqual(said, ["This column is full."]);
});

test("four discs in line are found in all directions, five are all marked", () => {
  assert.deepEqual([...winningDiscs(fourOf([5, 0, 0], [4, 1, 0], [3, 2, 0], [2, 3, 0]))].sort(), ["2-3", "3-2", "4-1", "5-0"]);
  const five = fourOf(...[1, 2, 3, 4, 5].map((column) => /** @type {[number, number, number]} */ ([5, column, 1])));
  assert.equal(winningDiscs(five).size, 5);
  assert.equal(winningDiscs(fourOf([5, 0, 0], [5, 1, 0], [5, 2, 0], [5, 3, 1])).size, 0);
});

test("the disc that fell last is said", () => {
  const before = { board: EMPTY_ROWS, winner: null, current: [0], gameover: false };
  const state = { ...before, board: fourOf([5, 6, 0]), current: [1] };
  assert.equal(connectFourTeller.news(shown(state, { before, me: 1 })), "Ada drops a disc into column 7.");
});

const line = (/** @type {number} */ player_id, /** @type {string} */ message) => ({ player_id, name: `Player ${player_id + 1}`, message });

test("messages are told once, even when the oldest have fallen off the list", () => {
  const before = [line(0, "a"), line(1, "b"), line(0, "c")];
  assert.deepEqual(newMessages([...before, line(1, "d")], before).map((said) => said.message), ["d"]);
  assert.deepEqual(newMessages([line(1, "b"), line(0, "c"), line(1, "d")], before).map((said) => said.message), ["d"]);
  assert.deepEqual(newMessages(before, before), []);
  assert.deepEqual(newMessages([line(0, "a")], []).map((said) => said.message), ["a"]);
});

test("a chat shows who said what, as text alone, and reads out what others say", () => {
  const board = new ChatBoard(desk);
  const before = { messages: [line(0, "<b>hello</b>")], current: [0, 1], gameover: false };
  const state = { ...before, messages: [...before.messages, line(1, "hi")] };
  board.show(shown(state, { before }));
  const lines = light(board.root).querySelectorAll(".said-line").map((each) => each.textContent);
  assert.deepEqual(lines, ["Ada<b>hello</b>", "Bobhi"]);
  assert.equal(chatTeller.news(shown(state, { before })), "Bob: hi");
  assert.equal(chatTeller.news(shown(state, { before, me: 1 })), "");
});

test("a message is sent once it says something", async () => {
  const board = new ChatBoard(desk);
  const input = light(board.root).querySelector("input");
  assert.ok(input);
  input.value = "   ";
  light(board.form).fire("submit");
  input.value = " hello ";
  light(board.form).fire("submit");
  await Promise.resolve();
  assert.deepEqual(moves, [{ message: "hello" }]);
});
