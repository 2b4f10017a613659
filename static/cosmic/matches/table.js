/** One game on a page: its board, who plays, and whose turn it is in words, for eyes and ears. */

import { h } from "../ui/h.js";
import { setText } from "../ui/dom.js";
import { boardFor } from "./boards/all.js";
import { forfeitWords, gameTitle, turnWords } from "./words.js";

/**
 * @typedef {import("./types.js").AnyState} AnyState
 * @typedef {import("./words.js").Forfeit} Forfeit
 *
 * @typedef {object} TableElements
 * @property {HTMLElement} title
 * @property {HTMLElement} turn
 * @property {HTMLElement} players
 * @property {HTMLElement} board
 * @property {HTMLElement} said a live region
 *
 * @typedef {object} TableOptions
 * @property {string} game
 * @property {import("./types.js").Schema[]} moves
 * @property {number} me whose eyes these are
 * @property {boolean} watching nobody here can move
 * @property {string[]} names
 * @property {import("./types.js").Desk} desk
 */

export class GameTable {
  /** @param {TableElements} elements @param {TableOptions} options */
  constructor(elements, options) {
    this.elements = elements;
    this.options = options;
    this.names = options.names;
    /** @type {AnyState | null} */
    this.state = null;
    /** Who lost the game before its end, where that is known. @type {Forfeit | null} */
    this.forfeit = null;
    const { board, teller } = boardFor(options.game, options.moves, options.desk);
    this.board = board;
    this.teller = teller;
    setText(elements.title, gameTitle(options.game));
    elements.board.replaceChildren(board.root);
  }

  /**
   * @param {AnyState} state
   * @param {boolean} [quiet] do not read out what happened: it is the first thing to see, or a
   *   step in a replay, which has a line of its own for it
   * @param {import("./types.js").Move[] | null} [moves] what may be done now, where that is known
   * @returns {string} what happened since the state before, empty for nothing
   */
  show(state, quiet = false, moves = null) {
    const before = this.state && !(this.state.gameover && !state.gameover) ? this.state : null;
    this.state = state;
    const { me, watching } = this.options;
    const mayMove = !watching && !state.gameover && state.current.includes(me);
    const shown = { state, before, me, mayMove, moves, names: this.names };
    this.board.show(shown);
    const news = this.teller.news(this.voice(shown));
    this.tell(quiet ? "" : news);
    return news;
  }

  /** For somebody who only watches nobody is `you`. @param {import("./types.js").Shown} shown */
  voice(shown) {
    return this.options.watching ? { ...shown, me: -1 } : shown;
  }

  /** @param {string} news what has happened, before whose turn it is */
  tell(news) {
    const { state } = this;
    if (!state) return;
    const { turn, said } = this.elements;
    const { words, tone } = this.turn(state);
    setText(turn, words);
    turn.dataset.tone = tone;
    document.title = `${words.replace(/\.$/, "")} · ${gameTitle(this.options.game)} · Cosmic`;
    setText(said, [news, words].filter(Boolean).join(" "));
    this.drawPlayers(state);
  }

  /** @param {AnyState} state */
  turn(state) {
    const { me, watching } = this.options;
    const { names } = this;
    if (this.teller.open && !state.gameover) return { words: this.teller.open, tone: "other" };
    return turnWords(state, { me, watching, names, ending: state.gameover ? this.ending(state) : "" });
  }

  /** @param {AnyState} state */
  ending(state) {
    const me = this.options.watching ? -1 : this.options.me;
    if (this.forfeit === null) return this.teller.ending(state, me, this.names);
    return forfeitWords(this.forfeit, me, this.names);
  }

  /** @param {AnyState} state */
  drawPlayers(state) {
    const { me, watching } = this.options;
    this.elements.players.replaceChildren(
      ...this.names.map((name, player) => {
        const own = player === me;
        const turn = state.current.includes(player) && !this.teller.open;
        return h(
          "li",
          { class: "seat", "data-own": own, "data-turn": turn },
          h("span", { class: "seat-name" }, name),
          own && !watching && h("span", { class: "tag" }, "you"),
          turn && h("span", { class: "seat-turn small" }, "to move"),
        );
      }),
    );
  }
}
