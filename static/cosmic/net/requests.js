/** Replies find their requests by `request_seq`; what stays unanswered is ended by a time-out. */

/** A server that said no, or a reply that never came. */
export class RequestError extends Error {
  /**
   * @param {string} code an error code of the protocol, or TIMEOUT, or DISCONNECTED
   * @param {string} message words for people
   * @param {Record<string, any>} [details]
   */
  constructor(code, message, details = {}) {
    super(message);
    this.name = "RequestError";
    this.code = code;
    this.details = details;
  }
}

/**
 * @typedef {object} Timers
 * @property {(run: () => void, ms: number) => any} set
 * @property {(handle: any) => void} clear
 */

export class PendingRequests {
  /** @param {Timers} timers */
  constructor(timers) {
    this.timers = timers;
    /** @type {Map<number, {resolve: (message: any) => void, reject: (error: RequestError) => void, timer: any}>} */
    this.pending = new Map();
  }

  /**
   * @param {number} seq
   * @param {number} timeoutMs
   * @returns {Promise<import("./messages.js").Envelope>} rejects with RequestError
   */
  expect(seq, timeoutMs) {
    return new Promise((resolve, reject) => {
      const timer = this.timers.set(() => {
        this.pending.delete(seq);
        reject(new RequestError("TIMEOUT", "The server did not answer in time."));
      }, timeoutMs);
      this.pending.set(seq, { resolve, reject, timer });
    });
  }

  /**
   * Hand a message to the request that it answers.
   *
   * @param {import("./messages.js").Envelope} message
   * @returns {boolean} whether some request was waiting for it
   */
  settle(message) {
    const entry = this.pending.get(message.payload.request_seq);
    if (!entry) return false;
    this.pending.delete(message.payload.request_seq);
    this.timers.clear(entry.timer);
    if (message.type === "error" || message.type === "auth.error") {
      const { code, message: words, details } = message.payload;
      entry.reject(new RequestError(String(code), String(words), details));
    } else {
      entry.resolve(message);
    }
    return true;
  }

  /** End all requests: their connection is gone. */
  dropAll() {
    const entries = [...this.pending.values()];
    this.pending.clear();
    for (const entry of entries) {
      this.timers.clear(entry.timer);
      entry.reject(new RequestError("DISCONNECTED", "The connection was lost."));
    }
  }
}
