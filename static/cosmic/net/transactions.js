/**
 * Trades and services that happen exactly once, whatever the line does.
 *
 * Each carries a `ref` of its own. While its reply is missing it is sent again with the same
 * `ref`, after a time-out or after a reconnect; the server answers a known `ref` with its first
 * result, so nothing is bought twice.
 */

import { RequestError } from "./requests.js";

const MAX_TRIES = 4;

/**
 * @typedef {object} Line
 * @property {(type: string, payload: Record<string, unknown>) => Promise<import("./messages.js").Envelope>} request
 *
 * @typedef {object} OpenTransaction
 * @property {string} type
 * @property {Record<string, unknown>} payload with its ref
 * @property {number} tries
 * @property {boolean} inFlight
 * @property {(message: import("./messages.js").Envelope) => void} resolve
 * @property {(error: Error) => void} reject
 */

export class Transactions {
  /**
   * @param {Line} line
   * @param {() => string} newRef
   */
  constructor(line, newRef) {
    this.line = line;
    this.newRef = newRef;
    /** @type {Map<string, OpenTransaction>} */
    this.open = new Map();
  }

  /**
   * @param {string} type such as `trade.buy`
   * @param {Record<string, unknown>} payload without a ref
   * @returns {Promise<import("./messages.js").Envelope>} rejects with RequestError when refused
   */
  run(type, payload) {
    const ref = this.newRef();
    return new Promise((resolve, reject) => {
      const entry = {
        type,
        payload: { ...payload, ref },
        tries: 0,
        inFlight: false,
        resolve,
        reject,
      };
      this.open.set(ref, entry);
      void this.attempt(ref, entry);
    });
  }

  /** The line is live again: ask about everything that is still open. */
  resume() {
    for (const [ref, entry] of this.open) void this.attempt(ref, entry);
  }

  /** The line will not come back: end what is open, its outcome unknown. */
  abandon() {
    const entries = [...this.open.values()];
    this.open.clear();
    for (const entry of entries) {
      entry.reject(new RequestError("DISCONNECTED", "The connection ended before the answer."));
    }
  }

  /**
   * @param {string} ref
   * @param {OpenTransaction} entry
   */
  async attempt(ref, entry) {
    if (entry.inFlight) return;
    entry.inFlight = true;
    entry.tries += 1;
    try {
      const message = await this.line.request(entry.type, entry.payload);
      this.open.delete(ref);
      entry.resolve(message);
    } catch (error) {
      entry.inFlight = false;
      this.retryOrReject(ref, entry, error);
    }
  }

  /**
   * @param {string} ref
   * @param {OpenTransaction} entry
   * @param {unknown} error
   */
  retryOrReject(ref, entry, error) {
    const code = error instanceof RequestError ? error.code : "INTERNAL";
    if (code === "DISCONNECTED" && this.open.has(ref)) return; // `resume` sends it again
    if (code === "TIMEOUT" && entry.tries < MAX_TRIES) {
      void this.attempt(ref, entry);
      return;
    }
    this.open.delete(ref);
    entry.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
