/** A finished game to step through: which step is shown, and playing them one after the other. */

import { moveWords } from "./boards/move-model.js";

/**
 * @typedef {import("./types.js").AnyState} AnyState
 *
 * @typedef {object} Entry
 * @property {'move' | 'forfeit'} kind
 * @property {number} player_id
 * @property {import("./types.js").Move} [args] of a move
 * @property {string} [reason] of a forfeit
 *
 * @typedef {object} ReplayOptions
 * @property {Entry[]} entries
 * @property {AnyState[]} states one more than entries: the first is the start
 * @property {(state: AnyState, step: number) => void} onShow
 * @property {(playing: boolean) => void} onPlaying
 * @property {import("../net/requests.js").Timers} [timers]
 */

export const STEP_MS = 1000;

/** @type {import("../net/requests.js").Timers} */
const SYSTEM_TIMERS = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (handle) => clearTimeout(handle),
};

export class Replay {
  /** @param {ReplayOptions} options */
  constructor({ entries, states, onShow, onPlaying, timers = SYSTEM_TIMERS }) {
    this.entries = entries;
    this.states = states;
    this.onShow = onShow;
    this.onPlaying = onPlaying;
    this.timers = timers;
    this.step = 0;
    /** @type {any} */
    this.timer = null;
  }

  get last() {
    return this.states.length - 1;
  }

  get playing() {
    return this.timer !== null;
  }

  /** @param {number} step */
  show(step) {
    this.step = Math.max(0, Math.min(this.last, step));
    this.onShow(this.states[this.step], this.step);
  }

  /** A step by hand ends the playing. @param {number} step */
  go(step) {
    this.pause();
    this.show(step);
  }

  /** From the beginning, if the end is shown. */
  play() {
    if (this.playing) return;
    if (this.step === this.last) this.show(0);
    this.tick();
    this.onPlaying(true);
  }

  tick() {
    this.timer = this.timers.set(() => {
      this.show(this.step + 1);
      if (this.step === this.last) this.pause();
      else this.tick();
    }, STEP_MS);
  }

  pause() {
    if (!this.playing) return;
    this.timers.clear(this.timer);
    this.timer = null;
    this.onPlaying(false);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }
}

/**
 * What led to a step, in words.
 *
 * @param {Entry[]} entries
 * @param {number} step
 * @param {string[]} names
 * @param {string} [news] what the game says of it, if it has a word for it
 */
export function stepWords(entries, step, names, news = "") {
  if (step === 0) return "The start.";
  const { kind, player_id, args = {} } = entries[step - 1];
  const who = names[player_id];
  if (kind === "forfeit") return `${who} gave the game up.`;
  return news || `${who}: ${moveWords(args)}.`;
}
