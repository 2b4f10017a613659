/** The live line of one match: asks for what comes next and gets it the moment it is there. */

import { backoffDelay } from "../net/backoff.js";
import { Emitter } from "../net/emitter.js";
import { RequestError } from "../net/requests.js";

/**
 * `waiting` is for players, `lost` for the server; `closed` says why nothing more will come.
 *
 * @typedef {'connecting' | 'live' | 'waiting' | 'lost' | 'closed'} LineState
 *
 * @typedef {object} LineEvents
 * @property {import("./types.js").View} view
 * @property {{state: LineState, error: RequestError | null, retryInMs: number}} status
 *
 * @typedef {object} LineOptions
 * @property {(since: number | null, waitS: number, signal: AbortSignal) => Promise<import("./types.js").View | null>} ask
 *   what comes after a version, null when nothing came within the time
 * @property {import("../net/requests.js").Timers} [timers]
 * @property {() => number} [now] monotonic milliseconds
 * @property {() => number} [random]
 */

const WAIT_S = 25;
const MISSING_S = 4; // while players are missing: somebody may want to see who has come
const LOOK_AGAIN_MS = 1500; // after an empty answer that came at once
const QUICK_MS = 1000;
const FOR_GOOD = new Set(["INVALID_KEY", "UNKNOWN_MATCH", "MATCH_OVER", "NOT_FOUND", "FORBIDDEN"]);

/** @type {import("../net/requests.js").Timers} */
const SYSTEM_TIMERS = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (handle) => clearTimeout(handle),
};

/** @extends {Emitter<LineEvents>} */
export class StateLine extends Emitter {
  /**
   * @param {LineOptions} options
   * @param {boolean} [waiting] players are missing, as far as is known
   */
  constructor({ ask, timers = SYSTEM_TIMERS, now = () => performance.now(), random = Math.random }, waiting = false) {
    super();
    this.ask = ask;
    this.timers = timers;
    this.now = now;
    this.random = random;
    /** @type {number | null} */
    this.since = waiting ? 0 : null;
    this.attempt = 0;
    /** @type {LineState} */
    this.state = "closed";
    /** @type {AbortController | null} */
    this.request = null;
    /** @type {any} */
    this.timer = null;
  }

  start() {
    this.stop();
    if (this.since === 0) this.wait();
    else this.announce("connecting");
    void this.next();
  }

  stop() {
    this.timers.clear(this.timer);
    this.request?.abort();
    this.request = null;
    this.state = "closed";
  }

  /** Skip the rest of a pause: the network came back, or somebody is impatient. */
  retryNow() {
    if (this.state !== "lost" && this.state !== "waiting") return;
    this.timers.clear(this.timer);
    if (!this.request) void this.next();
  }

  /** One question, and the next one after its answer. Never throws. */
  async next() {
    const request = new AbortController();
    this.request = request;
    const asked = this.now();
    let pause = 0;
    try {
      const view = await this.ask(this.since, this.since === 0 ? MISSING_S : WAIT_S, request.signal);
      if (this.request !== request) return;
      this.attempt = 0;
      if (view || this.since !== 0) this.announce("live");
      else this.wait();
      if (view) this.take(view);
      else if (this.now() - asked < QUICK_MS) pause = LOOK_AGAIN_MS;
    } catch (error) {
      if (this.request !== request) return;
      pause = this.follow(error instanceof RequestError ? error : new RequestError("INTERNAL", String(error)));
    }
    if (this.request !== request) return; // a listener stopped the line
    this.request = null;
    if (this.state !== "closed") this.timer = this.timers.set(() => void this.next(), pause);
  }

  /** @param {import("./types.js").View} view */
  take(view) {
    this.since = view.version;
    this.emit("view", view);
  }

  /** @param {RequestError} error @returns {number} milliseconds until the next question */
  follow(error) {
    if (FOR_GOOD.has(error.code)) {
      this.announce("closed", error);
      return 0;
    }
    if (error.code === "NOT_STARTED") {
      const asked = this.since === 0;
      this.wait();
      return asked ? LOOK_AGAIN_MS : 0;
    }
    const ms = backoffDelay(this.attempt++, this.random);
    this.announce("lost", error, ms);
    return ms;
  }

  /** Players are missing: version 0 is what there was before the start. */
  wait() {
    this.since = 0;
    this.state = "waiting";
    this.emit("status", { state: "waiting", error: null, retryInMs: 0 });
  }

  /** @param {LineState} state @param {RequestError | null} [error] @param {number} [retryInMs] */
  announce(state, error = null, retryInMs = 0) {
    const news = state !== this.state || error !== null;
    this.state = state;
    if (news) this.emit("status", { state, error, retryInMs });
  }
}
