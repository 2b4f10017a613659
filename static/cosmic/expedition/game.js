/** One expedition on screen: takes states in, shows them everywhere, and carries actions out. */

import { RequestError } from "../net/requests.js";
import { chartOf } from "./map-model.js";
import { Chronicle } from "./store.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").GameAction} GameAction
 * @typedef {import("./desk.js").SayTone} SayTone
 *
 * @typedef {{show: (state: GameState) => void}} StateView
 *
 * @typedef {object} GameParts
 * @property {import("./api.js").ExpeditionApi} api
 * @property {import("./store.js").ExpeditionStore} store
 * @property {{watch: (sessionId: string) => void}} line
 * @property {(words: string, tone: SayTone) => void} toast
 * @property {(words: string, kind: string) => void} tell one line of what happened
 * @property {(busy: boolean) => void} onBusy
 */

const TONES = new Map([
  ["error", "warning"],
  ["damage", "error"],
  ["ending", "warning"],
]);

export class Game {
  /** @param {GameParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.sessionId = "";
    this.busy = false;
    /** @type {GameState | null} */
    this.pushed = null; // came by the socket while an answer was waited for
    this.replaying = false;
    /** @type {StateView[]} */
    this.views = [];
    /** @type {((chart: import("./map-model.js").Chart, state: GameState) => void)[]} */
    this.chartViews = [];
    this.chronicle = new Chronicle(parts.tell);
    const { store } = parts;
    store.on("state", (state) => {
      for (const view of this.views) view.show(state);
      this.chart();
      if (!state.game_over) void this.askOptions(state.revision);
    });
    store.on("options", () => this.chart());
    /** @type {import("./desk.js").Desk} */
    this.desk = {
      act: (action) => this.act(action),
      say: (words, tone = "") => parts.toast(words, tone),
    };
  }

  get state() {
    return this.parts.store.state;
  }

  // -- which expedition --------------------------------------------------------------------------

  /** @param {string} sessionId of a run that is there */
  async open(sessionId) {
    this.enter(sessionId, await this.parts.api.state(sessionId));
  }

  /** @param {string} sessionId @param {import("./api.js").NewRun} wish */
  async begin(sessionId, wish) {
    const state = await this.parts.api.begin(sessionId, wish);
    this.enter(state.session_id, state);
  }

  /** @param {number} slot into the run that is open, or into the usual one */
  async load(slot) {
    const sessionId = this.sessionId || "default";
    this.enter(sessionId, await this.parts.api.load(slot, sessionId));
  }

  /** @param {string} sessionId @param {GameState} state */
  enter(sessionId, state) {
    if (this.sessionId !== sessionId) {
      this.parts.store.clear();
      this.chronicle.forget();
    }
    this.sessionId = sessionId;
    this.parts.store.take(state);
    this.parts.line.watch(sessionId);
  }

  /** After a lost line: whatever changed meanwhile. */
  async refresh() {
    if (!this.sessionId) return;
    try {
      this.parts.store.take(await this.parts.api.state(this.sessionId));
    } catch (error) {
      this.parts.toast(refusal(error), "error");
    }
  }

  // -- actions -----------------------------------------------------------------------------------

  /**
   * @param {GameAction} action
   * @returns {Promise<boolean>} whether it was done; a refusal has been said by then
   */
  async act(action) {
    if (this.busy) return false;
    if (this.replaying) {
      this.parts.toast("This is a replay: nothing can be changed in it.", "warning");
      return false;
    }
    this.setBusy(true);
    try {
      const { success, result, game_state } = await this.parts.api.act(this.sessionId, action);
      if (success) this.chronicle.hear("answers", result.event, result.event_type);
      else this.parts.toast(result.event, "warning");
      this.parts.store.take(game_state);
      return success;
    } catch (error) {
      this.parts.toast(refusal(error), "error");
      return false;
    } finally {
      this.setBusy(false);
    }
  }

  /** @param {string} id of a node or a region */
  fly(id) {
    const place = this.currentChart?.places.get(id);
    if (!place || place.here) return Promise.resolve(false);
    const target = place.kind === "node" ? "target_node_id" : "target_region_id";
    return this.act({ action: "navigate", [target]: id });
  }

  /**
   * A state that came by the socket. The one of an action under way may come before its answer, and
   * is held back until then: what it shows could be pressed, and would not be heard.
   *
   * @param {GameState} state
   */
  take(state) {
    if (this.busy) this.pushed = state;
    else this.parts.store.take(state);
  }

  /** @param {import("./live.js").GameEvent} event */
  hear({ type, message }) {
    if (type !== "error") this.chronicle.hear("pushes", message, type);
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    this.parts.onBusy(busy);
    if (busy || !this.pushed) return;
    this.parts.store.take(this.pushed);
    this.pushed = null;
  }

  // -- the map -----------------------------------------------------------------------------------

  /** Prices of flights come with another call. @param {number} revision */
  async askOptions(revision) {
    try {
      const options = await this.parts.api.options(this.sessionId);
      if (this.state?.revision === revision) this.parts.store.takeOptions(options);
    } catch {
      // the map stands without them; the next change asks again
    }
  }

  chart() {
    const { state, options } = this.parts.store;
    if (state) this.showChart(state, options);
  }

  /** @param {GameState} state @param {import("./types.js").NavigationOption[]} options */
  showChart(state, options) {
    const chart = chartOf(state, options);
    this.currentChart = chart;
    for (const show of this.chartViews) show(chart, state);
  }
}

/** @param {string} kind of an event @returns {SayTone} */
export function toneOf(kind) {
  return /** @type {SayTone} */ (TONES.get(kind) ?? "");
}

/** @param {unknown} error */
export function refusal(error) {
  if (error instanceof RequestError) return error.message;
  return "Something went wrong on this page. Load it again.";
}
