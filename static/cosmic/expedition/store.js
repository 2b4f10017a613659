/** What is known of one expedition: its newest state, and what was asked for beside it. */

import { Emitter } from "../net/emitter.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 *
 * @typedef {object} StoreEvents
 * @property {GameState} state a newer state than before
 * @property {import("./types.js").NavigationOption[]} options where one can fly to from here
 */

/** @extends {Emitter<StoreEvents>} */
export class ExpeditionStore extends Emitter {
  constructor() {
    super();
    /** @type {GameState | null} */
    this.state = null;
    /** @type {import("./types.js").NavigationOption[]} */
    this.options = [];
  }

  /**
   * Take a state in. One that is older than what is known, late by another way, changes nothing.
   *
   * @param {GameState} state
   * @returns {boolean} whether it was news
   */
  take(state) {
    const known = this.state;
    const same = known?.session_id === state.session_id && known.created_at === state.created_at;
    if (known && same && state.revision <= known.revision) return false;
    this.state = state;
    if (known?.current_node_id !== state.current_node_id) this.options = [];
    this.emit("state", state);
    return true;
  }

  /** @param {import("./types.js").NavigationOption[]} options */
  takeOptions(options) {
    this.options = options;
    this.emit("options", options);
  }

  /** Another expedition begins: nothing known counts any longer. */
  clear() {
    this.state = null;
    this.options = [];
  }
}

/**
 * The messages of one expedition, each once, though an action's own tab hears them twice: as the
 * answer to its request and over the socket, in whichever order.
 */
export class Chronicle {
  /** @param {(words: string, kind: string) => void} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {Map<string, {answers: number, pushes: number}>} */
    this.heard = new Map();
  }

  /**
   * @param {'answers' | 'pushes'} way
   * @param {string} words
   * @param {string} kind
   */
  hear(way, words, kind) {
    if (!words) return;
    const counts = this.heard.get(words) ?? { answers: 0, pushes: 0 };
    const before = Math.max(counts.answers, counts.pushes);
    counts[way] += 1;
    this.heard.set(words, counts);
    if (counts[way] > before) this.tell(words, kind);
  }

  /** The line was cut: what was missed on it is not waited for. */
  forget() {
    this.heard.clear();
  }
}
