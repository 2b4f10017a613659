import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { installDom } from "./support/dom.mjs";

installDom();
const { boardFor } = await import("../../static/cosmic/matches/boards/all.js");
const { GenericBoard, genericTeller } = await import("../../static/cosmic/matches/boards/generic.js");
const { fewMoves, fieldsOf, moveFrom, moveWords } = await import("../../static/cosmic/matches/boards/move-model.js");
const { isMatrix, keyWords, readable } = await import("../../static/cosmic/matches/boards/readable.js");

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
/** @param {any} state @param {object} [more] @returns {any} */
const shown = (state, more = {}) => ({ state, before: null, me: 0, mayMove: true, names: ["Ada", "Bob"], ...more });

const DARE = { title: "Roll or stop", properties: { do: { enum: ["roll", "stop"] } }, required: ["do"] };
const TAKE = { title: "Take stones", properties: { stones: { type: "integer", minimum: 1, maximum: 3 } }, required: ["stones"] };
const SAY = { title: "Say", properties: { msg: { type: "string", maxLength: 20 } }, required: ["msg"], examples: [{ msg: "hello" }] };
const ROLL = { title: "Roll", properties: { dice: { type: "array" }, note: { type: "string" } }, required: ["dice"] };

test("moves that are few have a button each", () => {
  assert.deepEqual(fewMoves(DARE), [{ do: "roll" }, { do: "stop" }]);
  assert.deepEqual(fewMoves(TAKE), [{ stones: 1 }, { stones: 2 }, { stones: 3 }]);
  const both = { properties: { order: { const: "scan" }, ...DARE.properties }, required: ["order", "do"] };
  assert.deepEqual(fewMoves(both), [{ order: "scan", do: "roll" }, { order: "scan", do: "stop" }]);
});

test("moves that are many, or may leave something out, have a form", () => {
  assert.equal(fewMoves(SAY), null);
  assert.equal(fewMoves({ properties: { n: { type: "integer", minimum: 0, maximum: 99 } }, required: ["n"] }), null);
  assert.equal(fewMoves({ ...DARE, required: [] }), null);
});

test("a form's words become a move of the schema's types", () => {
  const fields = fieldsOf({ properties: { ...TAKE.properties, ...DARE.properties, ok: { type: "boolean" } }, required: ["stones"] });
  const words = /** @type {Record<string, string>} */ ({ stones: "2", do: "1", ok: "false" });
  assert.deepEqual(moveFrom(fields, (name) => words[name]), { move: { stones: 2, do: "stop", ok: false } });
  assert.deepEqual(moveFrom(fields, (name) => (name === "stones" ? "3" : "")), { move: { stones: 3 } });
});

test("what is missing or cannot be read is said by its field", () => {
  assert.deepEqual(moveFrom(fieldsOf(SAY), () => " "), { field: "msg", words: "Msg is missing." });
  assert.deepEqual(moveFrom(fieldsOf(ROLL), () => "{oops"), { field: "dice", words: "Dice cannot be read." });
  assert.deepEqual(moveFrom(fieldsOf(ROLL), (name) => (name === "dice" ? "0, 2" : "")), { move: { dice: [0, 2] } });
});

test("moves are said in words", () => {
  assert.equal(moveWords({ do: "roll" }), "roll");
  assert.equal(moveWords({ column: 3 }), "column 3");
  assert.equal(moveWords({ roll_dice: [0, 2] }), "roll dice [0,2]");
});

test("a state is shown in words, rows and tables", () => {
  assert.equal(keyWords("turn_points"), "Turn points");
  assert.equal(keyWords("turnPoints"), "Turn points");
  assert.equal(light(readable({ turn_points: 3, done: false, heap: [1, 2] })).textContent, "Turn points3DonenoHeap1, 2");
  assert.equal(isMatrix([[1, 2], [3, 4]]), true);
  assert.equal(isMatrix([[1, 2], [3]]), false);
  assert.equal(light(readable([[1, 2], [3, 4]])).tagName, "table");
  assert.equal(light(readable({})).textContent, "nothing");
});

test("what a stranger wrote stays text, however deep it lies", () => {
  const deep = { a: { b: { c: { d: { e: { f: { g: "<i>x</i>" } } } } } } };
  assert.match(light(readable(deep)).textContent, /<i>x<\/i>/);
  assert.deepEqual(light(readable(deep)).querySelectorAll("i"), []);
});

test("any game has a board with its moves, which are hidden while others move", () => {
  const { board } = boardFor("Greed", [DARE, SAY], desk);
  assert.equal(board instanceof GenericBoard, true);
  board.show(shown({ points: [3, 4], current: [0], gameover: false }));
  const buttons = light(board.root).querySelectorAll("button");
  assert.deepEqual(buttons.map((button) => button.textContent), ["roll", "stop", "Say"]);
  buttons[1].click();
  assert.deepEqual(moves, [{ do: "stop" }]);
  assert.doesNotMatch(light(board.root).textContent, /gameover|Current/i);
  board.show(shown({ points: [3, 4], current: [1], gameover: false }, { mayMove: false }));
  assert.equal(light(board.root).querySelector(".generic-moves")?.hidden, true);
});

test("where the game can tell what may be done, that has a button each instead of forms", () => {
  const board = new GenericBoard(desk, [SAY]);
  const legal = [{ do: "stop" }, { column: 3 }];
  const state = { current: [0], gameover: false };
  board.show(shown(state, { moves: legal }));
  const [section] = light(board.root).querySelectorAll("section");
  assert.deepEqual(section.querySelectorAll("button").map((button) => button.textContent), ["stop", "column 3"]);
  assert.deepEqual([section.hidden, light(board.moves).hidden], [false, true]);
  section.querySelectorAll("button")[1].click();
  assert.deepEqual(moves, [{ column: 3 }]);
  for (const more of [{ moves: null }, { moves: legal, mayMove: false }, { moves: Array(61).fill({}) }]) {
    board.show(shown(state, more));
    assert.deepEqual([section.hidden, section.querySelectorAll("button").length], [true, 0]);
    assert.equal(light(board.moves).hidden, more.mayMove === false);
  }
});

test("a form sends what was written, or says what is missing", () => {
  const board = new GenericBoard(desk, [SAY]);
  const form = light(board.root).querySelector("form");
  const input = light(board.root).querySelector("input");
  assert.ok(form && input);
  form.fire("submit");
  assert.deepEqual(said, ["Msg is missing."]);
  input.value = "hi";
  form.fire("submit");
  assert.deepEqual(moves, [{ msg: "hi" }]);
});

test("a game that says nothing of its moves takes them as JSON", () => {
  const board = new GenericBoard(desk, []);
  const form = light(board.root).querySelector("form");
  const input = light(board.root).querySelector("textarea");
  assert.ok(form && input);
  input.value = "[1]";
  form.fire("submit");
  assert.match(said[0], /JSON object/);
  input.value = '{"column": 3}';
  form.fire("submit");
  assert.deepEqual(moves, [{ column: 3 }]);
});

test("its end names the winner, where its state does", () => {
  const over = { current: [], gameover: true };
  assert.equal(genericTeller.ending({ ...over, winner: 1 }, 0, ["Ada", "Bob"]), "Bob has won.");
  assert.equal(genericTeller.ending(over, 0, ["Ada", "Bob"]), "The game is over.");
});
