import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";

import { installDom } from "./support/dom.mjs";

installDom();
const fleet = await import("../../static/cosmic/matches/boards/fleetduel-model.js");
const { FleetDuelBoard, fleetDuelTeller } = await import("../../static/cosmic/matches/boards/fleetduel.js");
const { offers, openCategories, points } = await import("../../static/cosmic/matches/boards/yahtzee-model.js");
const { YahtzeeBoard, yahtzeeTeller } = await import("../../static/cosmic/matches/boards/yahtzee.js");
const { CATEGORIES } = await import("../../static/cosmic/matches/boards/yahtzee-model.js");

const NAMES = ["Ada", "Bob"];
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
/** @param {any} host @param {string} selector */
const the = (host, selector) => {
  const found = light(host).querySelector(selector);
  assert.ok(found, selector);
  return found;
};
/** @param {any} state @param {object} [more] @returns {any} */
const shown = (state, more = {}) => ({ state, before: null, me: 0, mayMove: true, names: NAMES, ...more });

/** @param {object} [more] @returns {any} */
const duel = (more = {}) => ({
  phase: "orders",
  round: 3,
  rounds: 20,
  size: 6,
  home_rows: [0, 1],
  ships: { flagship: { x: 2, y: 0, hull: 4 }, cruiser: { x: 3, y: 1, hull: 2 }, scout: { x: 5, y: 3, hull: 2 } },
  order: null,
  contacts: { scout: { x: 3, y: 4, round: 1 } },
  report: [],
  enemy_lost: [],
  player_id: 0,
  noise: [2, 1],
  winner: null,
  current: [0, 1],
  gameover: false,
  ...more,
});

test("the page knows the ships as the rules have them", () => {
  const rules = readFileSync(new URL("../../game/matches/games/fleetduel.py", import.meta.url), "utf8");
  for (const [name, kind] of Object.entries(fleet.KINDS)) {
    const line = new RegExp(`"${name}": Kind\\((.*)\\)`).exec(rules)?.[1] ?? "";
    for (const [key, value] of Object.entries(kind)) assert.match(line, new RegExp(`\\b${key}=${value}\\b`));
  }
});

test("cells have names like those of a chart", () => {
  assert.equal(fleet.cellName(0, 0), "A1");
  assert.equal(fleet.cellName(5, 3), "F4");
});

test("ships are placed in free cells of the home rows, one after the other", () => {
  const state = duel({ phase: "place", round: 0, ships: { flagship: { x: 2, y: 0, hull: 4 } }, contacts: {} });
  assert.deepEqual(fleet.shipsToPlace(state), ["cruiser", "scout"]);
  assert.equal(fleet.reaches(state, "cruiser", "move", 4, 1), true);
  assert.equal(fleet.reaches(state, "cruiser", "move", 2, 0), false);
  assert.equal(fleet.reaches(state, "cruiser", "move", 4, 2), false);
  const board = new FleetDuelBoard(desk);
  board.show(shown(state));
  the(board.root, '[data-cell="1-4"]').click();
  assert.deepEqual(moves, [{ place: "cruiser", x: 4, y: 1 }]);
});

test("a ship moves as far as it is fast, and not onto another of its own side", () => {
  const state = duel();
  assert.equal(fleet.reaches(state, "scout", "move", 5, 5), true);
  assert.equal(fleet.reaches(state, "scout", "move", 5, 6), false);
  assert.equal(fleet.reaches(state, "flagship", "move", 3, 0), true);
  assert.equal(fleet.reaches(state, "cruiser", "move", 2, 0), false);
});

test("an order is a verb, a ship and a cell within its reach", () => {
  const board = new FleetDuelBoard(desk);
  board.show(shown(duel()));
  the(board.root, '[data-key="order-fire"]').fire("change");
  the(board.root, '[data-key="ship-cruiser"]').fire("change");
  the(board.root, '[data-cell="4-3"]').click();
  the(board.root, '[data-cell="5-0"]').click();
  assert.deepEqual(moves, [{ order: "fire", ship: "cruiser", x: 3, y: 4 }]);
  assert.match(said[0], /^Press a cell within 3 steps of your cruiser/);
});

test("a scan and a rest need no cell", () => {
  const board = new FleetDuelBoard(desk);
  board.show(shown(duel()));
  the(board.root, '[data-key="order-scan"]').fire("change");
  the(board.root, '[data-key="ship-scout"]').fire("change");
  the(board.root, '[data-key="give"]').click();
  the(board.root, '[data-key="order-hold"]').fire("change");
  the(board.root, '[data-key="give"]').click();
  assert.deepEqual(moves, [{ order: "scan", ship: "scout" }, { order: "hold" }]);
});

test("a ship that was lost is chosen no longer", () => {
  const board = new FleetDuelBoard(desk);
  board.show(shown(duel()));
  the(board.root, '[data-key="ship-scout"]').fire("change");
  const { flagship, cruiser } = duel().ships;
  board.show(shown(duel({ ships: { flagship, cruiser } })));
  assert.equal(board.ship, "flagship");
  assert.equal(light(board.root).querySelector('[data-key="ship-scout"]'), null);
});

test("a cell says what is known of it", () => {
  const state = duel({ report: [{ event: "fired", ship: "cruiser", x: 3, y: 4, hit: ["scout"] }] });
  assert.equal(fleet.spotWords(state, 3, 4, true), "D5: enemy scout, seen in round 1, last round’s shot: hit, within reach");
  assert.equal(fleet.spotWords(state, 3, 1, false), "D2: your cruiser, hull 2 of 3");
  assert.equal(fleet.spotWords(state, 0, 5, false), "A6: empty");
});

test("an order that was given is repeated in words, and a round's report is read out", () => {
  const before = duel();
  const given = duel({ order: { order: "fire", ship: "cruiser", x: 3, y: 4 }, current: [1] });
  assert.equal(fleetDuelTeller.news(shown(given, { before })), "Your order: cruiser fires at D5.");
  const after = duel({
    round: 4,
    report: [
      { event: "fired", ship: "cruiser", x: 3, y: 4, hit: ["scout"] },
      { event: "destroyed", ship: "scout" },
      { event: "shot at", by: "cruiser", x: 0, y: 0, hit: [] },
    ],
  });
  assert.equal(
    fleetDuelTeller.news(shown(after, { before: given })),
    "Your cruiser hit the scout at D5. The enemy scout is destroyed. The enemy cruiser fired at A1 and hit nothing.",
  );
});

/** @param {Record<string, number>} [written] */
const card = (written = {}) => ({ ...Object.fromEntries(CATEGORIES.map((category) => [category, null])), ...written });
/** @param {object} [more] @returns {any} */
const sheet = (more = {}) => ({
  scorecards: [card(), card()],
  bonuses: [{ upper: 0, yahtzee: 0 }, { upper: 0, yahtzee: 0 }],
  dice: [2, 3, 4, 5, 5],
  rolls_left: 1,
  names: ["Player 1", "Player 2"],
  ranking: [{ player_id: 0, name: "Player 1", score: 0 }, { player_id: 1, name: "Player 2", score: 0 }],
  current: [0],
  gameover: false,
  ...more,
});

test("dice bring what the score sheet says", () => {
  assert.equal(points("fives", [2, 3, 4, 5, 5]), 10);
  assert.equal(points("small straight", [2, 3, 4, 5, 5]), 30);
  assert.equal(points("large straight", [2, 3, 4, 5, 5]), 0);
  assert.equal(points("large straight", [2, 3, 4, 5, 6]), 40);
  assert.equal(points("full house", [2, 2, 5, 5, 5]), 25);
  assert.equal(points("full house", [5, 5, 5, 5, 5]), 0);
  assert.equal(points("four of a kind", [5, 5, 5, 5, 1]), 21);
  assert.equal(points("three of a kind", [5, 5, 1, 2, 3]), 0);
  assert.equal(points("yahtzee", [4, 4, 4, 4, 4]), 50);
  assert.equal(points("chance", [1, 2, 3, 4, 6]), 16);
});

test("a further yahtzee is a joker: first its own number, then the lower half in full", () => {
  const fours = [4, 4, 4, 4, 4];
  assert.deepEqual(openCategories(card({ yahtzee: 50 }), fours), ["fours"]);
  const lower = openCategories(card({ yahtzee: 50, fours: 16 }), fours);
  assert.equal(lower.includes("full house"), true);
  assert.equal(lower.includes("ones"), false);
  assert.equal(offers(card({ yahtzee: 0, fours: 16 }), fours).get("full house"), 25);
});

test("nothing is offered before the first roll", () => {
  assert.equal(offers(card(), [0, 0, 0, 0, 0]).size, 0);
});

test("dice that are kept are not rolled again", () => {
  const board = new YahtzeeBoard(desk);
  board.show(shown(sheet()));
  the(board.root, '[data-key="die-1"]').click();
  the(board.root, '[data-key="die-3"]').click();
  assert.equal(the(board.root, '[data-key="roll"]').textContent, "Roll 3 again");
  the(board.root, '[data-key="roll"]').click();
  assert.deepEqual(moves, [{ roll_dice: [0, 2, 4] }]);
});

test("points are written down by one press, and what brings nothing is crossed out", () => {
  const board = new YahtzeeBoard(desk);
  board.show(shown(sheet()));
  the(board.root, '[data-key="score-small straight"]').click();
  the(board.root, '[data-key="score-yahtzee"]').click();
  assert.deepEqual(moves, [
    { score: "add points", category: "small straight" },
    { score: "cross out", category: "yahtzee" },
  ]);
});

test("who watches sees the sheet and no buttons", () => {
  const board = new YahtzeeBoard(desk);
  board.show(shown(sheet(), { mayMove: false }));
  assert.deepEqual(light(board.root).querySelectorAll("button"), []);
});

test("rolls, points and the end are told", () => {
  const before = sheet({ dice: [0, 0, 0, 0, 0], rolls_left: 3 });
  assert.equal(yahtzeeTeller.news(shown(sheet({ rolls_left: 2 }), { before })), "You rolled 2, 3, 4, 5 and 5.");
  const written = sheet({ scorecards: [card({ chance: 19 }), card()], current: [1] });
  assert.equal(yahtzeeTeller.news(shown(written, { before: sheet(), me: 1 })), "Ada: 19 points in chance.");
  const ranking = [{ player_id: 1, name: "", score: 201 }, { player_id: 0, name: "", score: 180 }];
  assert.equal(yahtzeeTeller.ending(sheet({ ranking }), 0, NAMES), "Bob has won with 201 points.");
  assert.equal(yahtzeeTeller.ending(sheet({ ranking: ranking.slice(0, 1) }), 0, NAMES), "The game is over: 201 points.");
});
