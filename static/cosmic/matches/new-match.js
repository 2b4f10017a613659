/** The form that opens a match: which game, against whom, for how many, under which name. */

import { h } from "../ui/h.js";
import { onSubmit, setText } from "../ui/dom.js";
import { picks } from "./boards/picks.js";
import { gameTitle, opponentWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameInfo} GameInfo
 *
 * @typedef {object} Opening
 * @property {string} game
 * @property {number} players
 * @property {string} session `auto` where nobody named it
 * @property {string} opponent a level of a built-in one, empty to play with people
 * @property {number} clock seconds for a move, 0 for as long as it takes
 *
 * @typedef {object} NewMatchElements
 * @property {HTMLFormElement} form
 * @property {HTMLSelectElement} game
 * @property {HTMLElement} about
 * @property {HTMLFieldSetElement} against
 * @property {HTMLSelectElement} players
 * @property {HTMLElement} playersField
 * @property {HTMLInputElement} session
 * @property {HTMLElement} sessionField
 * @property {HTMLSelectElement} clock
 * @property {HTMLElement} clockField
 * @property {HTMLElement} error
 */

const PEOPLE = "";

export class NewMatch {
  /**
   * @param {NewMatchElements} elements
   * @param {(opening: Opening) => Promise<void>} onOpen rejects with what the server said
   * @param {(error: unknown) => string} wordsFor
   */
  constructor(elements, onOpen, wordsFor) {
    this.elements = elements;
    this.onOpen = onOpen;
    this.wordsFor = wordsFor;
    /** @type {GameInfo[]} */
    this.games = [];
    this.opponent = PEOPLE;
    this.busy = false;
    elements.game.addEventListener("change", () => this.chooseGame());
    onSubmit(elements.form, () => this.open());
  }

  /** @param {GameInfo[]} games */
  show(games) {
    this.games = games;
    this.elements.game.replaceChildren(...games.map(({ name }) => h("option", { value: name }, gameTitle(name))));
    const wanted = games.find(({ name }) => name === "TicTacToe");
    if (wanted) this.elements.game.value = wanted.name;
    this.chooseGame();
  }

  get info() {
    return this.games.find(({ name }) => name === this.elements.game.value) ?? null;
  }

  chooseGame() {
    const { info, elements } = this;
    if (!info) return;
    setText(elements.about, info.description);
    const counts = Array.from({ length: info.max_players - info.min_players + 1 }, (_, n) => info.min_players + n);
    elements.players.replaceChildren(...counts.map((count) => h("option", { value: count }, String(count))));
    const usual = counts.includes(2) ? 2 : counts[0];
    elements.players.value = String(usual);
    this.opponent = info.opponents.at(-1) ?? PEOPLE;
    this.drawAgainst(info);
  }

  /** @param {GameInfo} info */
  drawAgainst(info) {
    const { against } = this.elements;
    const levels = [...info.opponents].reverse().map((level) => ({ value: level, words: `Built-in, ${opponentWords(level)}` }));
    const options = [...levels, { value: PEOPLE, words: "People or programs" }];
    const drawn = picks("Against", "against", options, this.opponent, (value) => {
      this.opponent = value;
      this.drawVisible(info);
    });
    against.replaceChildren(...drawn.childNodes);
    against.hidden = levels.length === 0;
    this.drawVisible(info);
  }

  /** @param {GameInfo} info */
  drawVisible(info) {
    const alone = this.opponent !== PEOPLE;
    this.elements.playersField.hidden = info.min_players === info.max_players;
    this.elements.sessionField.hidden = alone;
    this.elements.clockField.hidden = alone;
  }

  async open() {
    const { info, busy, opponent, elements } = this;
    if (!info || busy) return;
    this.busy = true;
    this.refuse("");
    const session = opponent ? "" : elements.session.value.trim();
    try {
      const clock = opponent ? 0 : Number(elements.clock.value);
      const players = Number(elements.players.value);
      await this.onOpen({ game: info.name, players, session: session || "auto", opponent, clock });
    } catch (error) {
      this.refuse(this.wordsFor(error));
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} words */
  refuse(words) {
    setText(this.elements.error, words);
    this.elements.error.hidden = words === "";
  }
}
