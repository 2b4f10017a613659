/** The live line of one expedition: what changes it from another tab or tool comes here too. */

import { Connection } from "../net/connection.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {{session_id: string, type: string, message: string, choices: string[]}} GameEvent
 *
 * @typedef {object} LineListener
 * @property {(state: GameState) => void} onState
 * @property {(event: GameEvent) => void} onEvent
 * @property {() => void} onGone the server no longer has the session
 * @property {(status: import("../net/connection.js").LinkStatus) => void} onStatus
 */

/** A connection that joins a session of an expedition where others join a star system. */
export class ExpeditionLine extends Connection {
  /**
   * @param {import("../net/connection.js").ConnectionOptions} options
   * @param {LineListener} listener
   */
  constructor(options, { onState, onEvent, onGone, onStatus }) {
    super(options);
    this.sessionId = "";
    this.on("message", ({ type, payload }) => {
      if (payload.session_id !== this.sessionId) return;
      if (type === "game_state")
        onState(/** @type {GameState} */ (/** @type {unknown} */ (payload)));
      else if (type === "game_event") onEvent(/** @type {any} */ (payload));
      else if (type === "left_session" && !payload.request_seq) onGone();
    });
    this.on("status", onStatus);
  }

  /** @param {string} sessionId */
  watch(sessionId) {
    const before = this.sessionId;
    this.sessionId = sessionId;
    if (this.state === "live" && before !== sessionId) void this.change(before);
    else this.start();
  }

  /** @param {string} before */
  async change(before) {
    try {
      await this.ask("leave_session", { session_id: before });
      await this.join();
    } catch {
      this.dropSocket(1000); // the way in from the beginning sorts it out
      this.lost(1006);
    }
  }

  /**
   * @override
   * @returns {Promise<void>}
   */
  async join() {
    await this.ask("join_session", { session_id: this.sessionId });
    this.goLive();
  }
}
