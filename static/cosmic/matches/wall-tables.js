/** The wall's tables: a card for each, with its board as far as anybody may see it. */

import { h } from "../ui/h.js";
import { setText } from "../ui/dom.js";
import { boardFor } from "./boards/all.js";
import { tableWords } from "./courses-words.js";
import { gameTitle, playerNames } from "./words.js";

/**
 * @typedef {import("./courses-api.js").WallTable} WallTable
 * @typedef {import("./types.js").AnyState} AnyState
 *
 * @typedef {object} Card
 * @property {HTMLLIElement} root
 * @property {HTMLElement[]} names
 * @property {HTMLElement} words
 * @property {HTMLElement} place
 * @property {import("./types.js").Board | null} board
 * @property {AnyState | null} before
 * @property {number} version
 */

/** Games whose boards draw what anybody may see; others are told in words. */
const DRAWN = new Set(["TicTacToe", "ConnectFour"]);
/** @type {import("./types.js").Desk} */
const NOBODY = { move: async () => false, say: () => {} };

export class WallTables {
  /** @param {HTMLElement} host a list */
  constructor(host) {
    this.host = host;
    /** @type {Map<string, Card>} */
    this.cards = new Map();
  }

  /** Cards stay the elements that they are, in the order of the tables. @param {WallTable[]} tables */
  show(tables) {
    const kept = new Map();
    for (const table of tables) {
      const card = this.cards.get(table.match_id) ?? makeCard(table);
      paint(card, table);
      kept.set(table.match_id, card);
    }
    this.cards = kept;
    const roots = [...kept.values()].map(({ root }) => root);
    const same = roots.length === this.host.children.length && roots.every((root, n) => root === this.host.children[n]);
    if (!same) this.host.replaceChildren(...roots);
  }
}

/** @param {WallTable} table @returns {Card} */
function makeCard({ game, table, players, names }) {
  const spans = playerNames(names, players).map(() => h("span", { class: "wall-name" }));
  const words = h("p", { class: "wall-words" });
  const place = h("div", { class: "wall-board" });
  place.inert = true; // the words say what is to be said; nobody plays here
  const root = h(
    "li",
    { class: "wall-card" },
    h("h3", { class: "wall-names" }, ...spans),
    place,
    words,
    h("p", { class: "dim small wall-of" }, `${gameTitle(game)} · ${table}`),
  );
  return { root, names: spans, words, place, board: null, before: null, version: 0 };
}

/** @param {Card} card @param {WallTable} table */
function paint(card, table) {
  const { game, players, state, status, current, gameover, version } = table;
  const names = table.names.map((name) => name || (status === "waiting" ? "–" : ""));
  const shown = playerNames(names, players);
  shown.forEach((name, player) => {
    setText(card.names[player], name);
    card.names[player].dataset.turn = String(current.includes(player) && !gameover);
    card.names[player].dataset.seat = String(player);
  });
  card.root.dataset.status = gameover ? "over" : status;
  card.root.dataset.version = String(version);
  setText(card.words, endWords(table) || tableWords(table));
  if (!state || version === card.version) return;
  if (!card.board) {
    card.board = DRAWN.has(game) ? boardFor(game, [], NOBODY).board : boardFor("", [], NOBODY).board;
    card.place.replaceChildren(card.board.root);
  }
  const before = version > card.version ? card.before : null;
  card.board.show({ state, before, me: 0, mayMove: false, names: shown });
  card.before = state;
  card.version = version;
}

/** How a game ended, as its own board says it. @param {WallTable} table */
function endWords({ game, state, gameover, names, players }) {
  if (!gameover || !state) return "";
  return boardFor(DRAWN.has(game) ? game : "", [], NOBODY).teller.ending(state, -1, playerNames(names, players));
}

