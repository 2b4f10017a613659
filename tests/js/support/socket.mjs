/** A WebSocket and a clock that a test moves by hand. */

/** @typedef {{type: string, seq: number, payload: Record<string, any>}} Sent */

export class FakeSocket {
  /** @param {string} url @param {string} subprotocol */
  constructor(url, subprotocol) {
    this.url = url;
    this.subprotocol = subprotocol;
    /** @type {Sent[]} */
    this.sent = [];
    /** @type {number | undefined} */
    this.closedWith = undefined;
    this.serverSeq = 0;
    this.readyState = 1;
    /** @type {((event: any) => void) | null} */
    this.onopen = null;
    /** @type {((event: any) => void) | null} */
    this.onmessage = null;
    /** @type {((event: any) => void) | null} */
    this.onclose = null;
    /** @type {((event: any) => void) | null} */
    this.onerror = null;
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  /** @param {number} [code] */
  close(code) {
    this.closedWith = code;
    this.readyState = 3;
    this.onclose?.({ code: code ?? 1005, reason: "" });
  }

  /** @returns {Sent} */
  get last() {
    return this.sent[this.sent.length - 1];
  }

  /** @param {string} type @param {Record<string, any>} payload */
  deliver(type, payload) {
    this.serverSeq += 1;
    const data = JSON.stringify({ type, seq: this.serverSeq, ts: 0, payload });
    this.onmessage?.({ data });
  }

  /** @param {string} type @param {Record<string, any>} payload */
  reply(type, payload) {
    this.deliver(type, { ...payload, request_seq: this.last.seq });
  }

  /** The server, or the line, ends it. @param {number} code */
  end(code) {
    this.onclose?.({ code, reason: "" });
  }
}

export class FakeTime {
  constructor() {
    this.now = 0;
    this.next = 1;
    /** @type {Map<number, {at: number, run: () => void}>} */
    this.waiting = new Map();
  }

  get timers() {
    return {
      set: (/** @type {() => void} */ run, /** @type {number} */ ms) => {
        const id = this.next++;
        this.waiting.set(id, { at: this.now + ms, run });
        return id;
      },
      clear: (/** @type {number} */ id) => void this.waiting.delete(id),
    };
  }

  /** Let time pass; what is due runs in its order. @param {number} ms */
  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.waiting]
        .filter(([, { at }]) => at <= end)
        .sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.waiting.delete(due[0]);
      this.now = due[1].at;
      due[1].run();
      await settled();
    }
    this.now = end;
    await settled();
  }
}

/** Let all promises that are ready go on. */
export async function settled() {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
}
