/**
 * One live connection that keeps itself alive: log in, join, measure, come back after a loss.
 *
 * It knows no page: what happens goes out as events, in the order in which the server sent it.
 */

import { backoffDelay } from "./backoff.js";
import { afterClose, afterRefusal } from "./closing.js";
import { Emitter } from "./emitter.js";
import { PROTOCOL_VERSION, SUBPROTOCOL, decodeEnvelope, encodeEnvelope } from "./messages.js";
import { PendingRequests, RequestError } from "./requests.js";

const REQUEST_TIMEOUT_MS = 6000;
const OPEN_TIMEOUT_MS = 8000;
const PING_EVERY_MS = 2000;
const SILENCE_MS = 8000; // four pings without any answer: the line is dead, whatever TCP says
const FULL_MIN_ATTEMPT = 4; // a full server is not asked again for some seconds
const AT_ONCE_MS = 250; // enough jitter to spread a crowd that lost one server
const FAREWELLS = new Set(["SUPERSEDED", "BANNED", "INVALID_TOKEN"]); // said before a close
const CLOSING = 2; // of a socket's states: it sends nothing more, and tells of its end soon
const STALE_LOGIN = new Set(["INVALID_TOKEN", "UNKNOWN_SYSTEM"]); // ask anew who and where we are

/**
 * `connecting` (first try or a new one), `live`, `waiting` (for the next try), `superseded` (flown
 * from elsewhere; only the pilot takes it back), `refused` (no try would help), `closed`.
 *
 * @typedef {'connecting' | 'live' | 'waiting' | 'superseded' | 'refused' | 'closed'} LinkState
 *
 * @typedef {object} LinkStatus
 * @property {LinkState} state
 * @property {string} reason an error code, a close code, or ''
 * @property {string} message words for the pilot
 * @property {number} retryInMs how long `waiting` lasts
 *
 * @typedef {object} SocketLike
 * @property {number} readyState
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {((event: any) => void) | null} onerror
 *
 * @typedef {object} ConnectionOptions
 * @property {() => Promise<import("./messages.js").Bootstrap>} bootstrap
 * @property {(url: string, subprotocol: string) => SocketLike} openSocket
 * @property {import("./requests.js").Timers} [timers]
 * @property {() => number} [now] monotonic milliseconds
 * @property {() => number} [epoch] Unix epoch milliseconds
 * @property {() => number} [random]
 *
 * @typedef {object} ConnectionEvents
 * @property {LinkStatus} status
 * @property {import("./messages.js").Bootstrap} bootstrap
 * @property {import("./messages.js").SessionJoined} joined
 * @property {import("./messages.js").Envelope} message every message but steps of the log-in and refusals that a request has got
 * @property {number} latency round trip, milliseconds, smoothed
 */

/** @type {import("./requests.js").Timers} */
const SYSTEM_TIMERS = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (handle) => clearTimeout(handle),
};

/** @extends {Emitter<ConnectionEvents>} */
export class Connection extends Emitter {
  /** @param {ConnectionOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.timers = options.timers ?? SYSTEM_TIMERS;
    this.now = options.now ?? (() => performance.now());
    this.epoch = options.epoch ?? (() => Date.now());
    this.random = options.random ?? Math.random;
    this.requests = new PendingRequests(this.timers);
    /** @type {LinkState} */
    this.state = "closed";
    /** @type {import("./messages.js").Bootstrap | null} */
    this.boot = null;
    this.systemId = "";
    this.seq = 0;
    this.attempt = 0;
    this.latencyMs = 0;
    /** @type {SocketLike | null} */
    this.socket = null;
    this.lastHeard = 0;
    this.lastPing = 0;
    /** @type {{code: string, message: string} | null} what the server said before its close */
    this.farewell = null;
    /** @type {any} */
    this.retryTimer = null;
    /** @type {any} */
    this.pingTimer = null;
  }

  /** Open, or open again after `superseded`, `refused` or `closed`. */
  start() {
    if (this.state === "connecting" || this.state === "live") return;
    this.timers.clear(this.retryTimer);
    this.attempt = 0;
    void this.connect();
  }

  /** Leave for good: the page goes away. */
  stop() {
    this.dropSocket(1000);
    this.timers.clear(this.retryTimer);
    this.announce("closed", "", "");
  }

  /** Skip the rest of a back-off: the network came back, or the pilot is impatient. */
  retryNow() {
    if (this.state !== "waiting") return;
    this.timers.clear(this.retryTimer);
    void this.connect();
  }

  /**
   * Send a message that nobody answers, or whose answer comes as an event.
   *
   * @param {string} type
   * @param {Record<string, unknown>} payload
   * @returns {number} its seq, or 0 when there is no live connection
   */
  send(type, payload) {
    if (this.state !== "live" || !this.socket) return 0;
    return this.transmit(type, payload);
  }

  /**
   * Send a message and wait for its reply.
   *
   * @param {string} type
   * @param {Record<string, unknown>} payload
   * @returns {Promise<import("./messages.js").Envelope>} rejects with RequestError
   */
  request(type, payload) {
    if (this.state !== "live") {
      return Promise.reject(new RequestError("DISCONNECTED", "There is no connection right now."));
    }
    return this.ask(type, payload);
  }

  // -- the way in ------------------------------------------------------------------------------

  /** One try, from the token to the joined system. Never throws: it ends in a state. */
  async connect() {
    this.announce("connecting", "", "");
    try {
      if (!this.boot) await this.renew();
      if (this.state !== "connecting") return;
      const boot = /** @type {import("./messages.js").Bootstrap} */ (this.boot);
      const socket = await this.open(boot.ws_url);
      await this.logIn(boot.access_token);
      if (this.socket !== socket) return;
      await this.join();
    } catch (error) {
      this.fail(
        error instanceof RequestError ? error : new RequestError("INTERNAL", String(error)),
      );
    }
  }

  /** Ask who we are; a token lives for an hour, this makes a fresh one. */
  async renew() {
    this.boot = await this.options.bootstrap();
    this.systemId ||= this.boot.system_id;
    this.emit("bootstrap", this.boot);
  }

  /**
   * @param {string} token
   * @returns {Promise<void>}
   */
  async logIn(token) {
    try {
      await this.ask("auth.login", { token, protocol_version: PROTOCOL_VERSION });
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== "INVALID_TOKEN") throw error;
      await this.renew();
      const boot = /** @type {import("./messages.js").Bootstrap} */ (this.boot);
      await this.ask("auth.login", {
        token: boot.access_token,
        protocol_version: PROTOCOL_VERSION,
      });
    }
  }

  /**
   * The last step of the way in, which the reply completes.
   *
   * @returns {Promise<unknown>} rejects with RequestError
   */
  join() {
    return this.ask("session.join_system", { system_id: this.systemId });
  }

  /**
   * @param {string} url
   * @returns {Promise<SocketLike>} once it is open; rejects when it closes before
   */
  open(url) {
    return new Promise((resolve, reject) => {
      const socket = this.options.openSocket(url, SUBPROTOCOL);
      const timer = this.timers.set(() => socket.close(), OPEN_TIMEOUT_MS);
      this.socket = socket;
      this.seq = 0;
      socket.onopen = () => {
        this.timers.clear(timer);
        this.lastHeard = this.now();
        resolve(socket);
      };
      socket.onmessage = (event) => this.receive(event.data);
      socket.onerror = () => {};
      socket.onclose = (event) => {
        this.timers.clear(timer);
        reject(new RequestError("DISCONNECTED", "The server cannot be reached."));
        if (this.socket === socket) this.lost(event.code);
      };
    });
  }

  // -- frames ----------------------------------------------------------------------------------

  /**
   * @param {string} type
   * @param {Record<string, unknown>} payload
   * @returns {number} seq
   */
  transmit(type, payload) {
    const seq = ++this.seq;
    const { socket } = this;
    if (socket && socket.readyState < CLOSING) {
      socket.send(encodeEnvelope(type, seq, payload, this.epoch()));
    }
    return seq;
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} payload
   */
  ask(type, payload) {
    return this.requests.expect(this.transmit(type, payload), REQUEST_TIMEOUT_MS);
  }

  /** @param {unknown} data */
  receive(data) {
    const message = decodeEnvelope(data);
    if (!message) return;
    this.lastHeard = this.now();
    if (message.type === "net.pong") return this.measure(message.payload);
    if (message.type === "session.joined") this.enter(message);
    const awaited = this.requests.settle(message);
    const step = message.type === "session.joined" || message.type.startsWith("auth.");
    const farewell = message.type === "error" && FAREWELLS.has(message.payload.code);
    if (farewell && !awaited) this.farewell = /** @type {any} */ (message.payload);
    const told = message.type === "error" && (awaited || farewell);
    if (!step && !told) this.emit("message", message);
  }

  /** @param {import("./messages.js").Envelope} message */
  enter(message) {
    const joined = /** @type {import("./messages.js").SessionJoined} */ (message.payload);
    this.systemId = joined.system_id;
    this.emit("joined", joined);
    this.goLive();
  }

  goLive() {
    this.attempt = 0;
    this.announce("live", "", "");
    this.ping();
  }

  // -- latency and silence ---------------------------------------------------------------------

  ping() {
    this.timers.clear(this.pingTimer);
    if (this.state !== "live") return;
    const now = this.now();
    if (this.lastPing > this.lastHeard && now - this.lastHeard > SILENCE_MS) {
      this.dropSocket(4000);
      this.lost(1006);
      return;
    }
    this.lastPing = now;
    this.transmit("net.ping", { t: Math.round(now * 10) / 10 });
    this.pingTimer = this.timers.set(() => this.ping(), PING_EVERY_MS);
  }

  /** @param {Record<string, any>} payload */
  measure(payload) {
    if (typeof payload.t !== "number") return;
    const sample = Math.max(0, this.now() - payload.t);
    this.latencyMs = this.latencyMs === 0 ? sample : this.latencyMs * 0.7 + sample * 0.3;
    this.emit("latency", this.latencyMs);
  }

  // -- the way out -----------------------------------------------------------------------------

  /** @param {number} code a close code */
  dropSocket(code) {
    const socket = this.socket;
    this.socket = null;
    this.timers.clear(this.pingTimer);
    this.requests.dropAll();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  /**
   * The socket is gone.
   *
   * @param {number} code a close code
   */
  lost(code) {
    this.dropSocket(1000);
    const told = this.farewell;
    this.farewell = null;
    this.follow(afterClose(code, told), told?.code === "INVALID_TOKEN" ? told.code : String(code));
  }

  /** @param {RequestError} error why a try ended before the system was joined */
  fail(error) {
    if (this.state !== "connecting") return; // the socket's close has told it already
    this.dropSocket(1000);
    if (error.code === "UNKNOWN_SYSTEM") this.systemId = "";
    const waitMs = Number(error.details?.retry_after_s ?? 0) * 1000;
    this.follow(afterRefusal(error.code, error.message), error.code, waitMs);
  }

  /**
   * @param {import("./closing.js").Verdict} verdict
   * @param {string} reason a code
   * @param {number} [leastMs] how long the server wants to be left alone
   */
  follow({ state, retry, message }, reason, leastMs = 0) {
    this.timers.clear(this.retryTimer);
    if (retry === "never" || STALE_LOGIN.has(reason)) this.boot = null;
    if (retry === "never") return this.announce(state, reason, message);
    if (retry === "later") this.attempt = Math.max(this.attempt, FULL_MIN_ATTEMPT);
    const atOnce = retry === "now" && this.attempt === 0;
    const pause = atOnce ? this.random() * AT_ONCE_MS : backoffDelay(this.attempt, this.random);
    const ms = leastMs > 0 ? Math.max(pause, leastMs * (1 + 0.5 * this.random())) : pause;
    this.attempt += 1;
    this.announce(state, reason, message, ms);
    this.retryTimer = this.timers.set(() => void this.connect(), ms);
  }

  /**
   * @param {LinkState} state
   * @param {string} reason
   * @param {string} message
   * @param {number} [retryInMs]
   */
  announce(state, reason, message, retryInMs = 0) {
    this.state = state;
    this.emit("status", { state, reason, message, retryInMs });
  }
}
