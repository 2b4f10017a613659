/** What was asked of the server, and what came of it. */

import { deedWords, outcomeWords, refusalWords } from "./words.js";

const OVERDUE_MS = 10_000; // an outcome that is later than this is not waited for
const REMEMBERED = 30;
const ACK_IS_ALL = new Set(["watch", "unwatch"]); // nothing else comes of them

/**
 * @typedef {import("../net/messages.js").Envelope} Envelope
 *
 * @typedef {object} Order a command on its way
 * @property {number} seq
 * @property {string} type
 * @property {string} systemId
 * @property {string} deed in words
 * @property {number} at monotonic milliseconds
 * @property {'sent' | 'accepted' | 'done' | 'refused' | 'lost'} state
 * @property {string} words what came of it; empty while nothing has
 * @property {string} code of a refusal
 * @property {number | null} tick
 * @property {number} tookMs until its end
 * @property {boolean} quiet the page's own: nobody pressed anything
 */

export class Orders {
  /**
   * @param {object} options
   * @param {(type: string, payload: Record<string, unknown>) => number} options.send gives the
   *   message's seq, 0 while there is no line
   * @param {() => number} [options.now] monotonic milliseconds
   * @param {(order: Order) => void} options.onChange
   * @param {(id: string) => string} [options.nameOf] agents
   */
  constructor({ send, now = () => performance.now(), onChange, nameOf = (id) => id }) {
    this.transmit = send;
    this.now = now;
    this.onChange = onChange;
    this.nameOf = nameOf;
    /** @type {Map<number, Order>} that something is still to come of */
    this.open = new Map();
    /** @type {Order[]} newest first */
    this.recent = [];
  }

  /**
   * @param {string} type
   * @param {string} systemId
   * @param {Record<string, unknown>} [payload]
   * @param {{quiet?: boolean}} [options] quiet: not among the recent ones
   * @returns {Order}
   */
  give(type, systemId, payload = {}, { quiet = false } = {}) {
    const seq = this.transmit(type, { system_id: systemId, ...payload });
    /** @type {Order} */
    const order = {
      seq,
      type,
      systemId,
      deed: deedWords(type, payload),
      at: this.now(),
      state: "sent",
      words: "",
      code: "",
      tick: null,
      tookMs: 0,
      quiet,
    };
    if (!quiet) this.recent = [order, ...this.recent].slice(0, REMEMBERED);
    if (seq === 0) {
      this.end(order, "lost", "There is no connection right now.");
      return order;
    }
    this.open.set(seq, order);
    this.onChange(order);
    return order;
  }

  /**
   * @param {Envelope} message
   * @returns {Order | null} the command that it answers
   */
  take(message) {
    const { type, payload } = message;
    const order = this.open.get(payload.request_seq);
    if (!order) return null;
    if (type === "command_ack") {
      order.state = "accepted";
      if (ACK_IS_ALL.has(order.type)) this.end(order, "done", "");
      else this.onChange(order);
      return order;
    }
    order.tick = typeof payload.tick === "number" && payload.tick > 0 ? payload.tick : null;
    if (type === "error") {
      order.code = String(payload.code ?? "");
      this.end(order, "refused", refusalWords(payload.error_message ?? "", order.code));
    } else {
      this.end(order, "done", outcomeWords(message, this.nameOf));
    }
    return order;
  }

  /** The line is gone: nobody will say what came of what is open. */
  drop() {
    for (const order of [...this.open.values()]) {
      this.end(order, "lost", "The connection was lost; look what came of it.");
    }
  }

  /** Give up on what was answered by nothing for long. */
  sweep() {
    for (const order of [...this.open.values()]) {
      if (this.now() - order.at < OVERDUE_MS) continue;
      const words = order.state === "accepted" ? "Taken, but no outcome came." : "No answer came.";
      this.end(order, "lost", words);
    }
  }

  /** @param {Order} order @param {Order['state']} state @param {string} words */
  end(order, state, words) {
    order.state = state;
    order.words = words;
    order.tookMs = this.now() - order.at;
    this.open.delete(order.seq);
    this.onChange(order);
  }
}

/** @param {Order} order @returns {string} what stands of it, in a sentence or two */
export function orderWords({ deed, state, words, code, tick, tookMs }) {
  if (state === "sent") return `${deed}: sent.`;
  if (state === "accepted") return `${deed}: accepted.`;
  const when = tick === null ? "" : ` Tick ${tick}.`;
  if (state === "refused") return `${deed}: refused. ${words}${code ? ` (${code})` : ""}${when}`;
  if (state === "lost") return `${deed}: unknown. ${words}`;
  return `${deed}: done in ${Math.round(tookMs)} ms. ${words}${when}`.trim();
}
