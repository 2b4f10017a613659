/** What the end of a connection means, told by its close code or by the refusal of a step. */

import { CLOSE } from "./messages.js";

/**
 * `retry` says when to come back without being asked: `now` (the server said so), `soon` (by the
 * back-off), `later` (the server is full), `never` (only the pilot can).
 *
 * @typedef {object} Verdict
 * @property {'waiting' | 'superseded' | 'refused'} state
 * @property {'now' | 'soon' | 'later' | 'never'} retry
 * @property {string} message words for the pilot
 */

/** @type {Map<number, Verdict>} */
const VERDICTS = new Map([
  [CLOSE.SUPERSEDED, verdict("superseded", "never", "Your ship is now flown from another window.")],
  [CLOSE.LOGIN_TIMEOUT, verdict("waiting", "soon", "The log-in took too long.")],
  [CLOSE.LOGIN_FAILED, verdict("refused", "never", "The log-in failed too often.")],
  [CLOSE.BANNED, verdict("refused", "never", "This account may not fly for now.")],
  [CLOSE.ABUSE, verdict("waiting", "soon", "The server closed the line after faulty messages.")],
  [CLOSE.SLOW_CONSUMER, verdict("waiting", "soon", "This line could not keep up.")],
  [CLOSE.RESTART, verdict("waiting", "now", "The server restarts.")],
  [CLOSE.FULL, verdict("waiting", "later", "The server is full right now.")],
]);
const LOST = verdict("waiting", "soon", "The connection was lost.");

/**
 * @param {number} code a close code
 * @param {{code: string, message: string} | null} [told] what the server said before
 * @returns {Verdict}
 */
export function afterClose(code, told = null) {
  if (code === CLOSE.BANNED && told?.code === "INVALID_TOKEN") {
    return verdict("waiting", "soon", told.message); // this page's session may still be good
  }
  if (code === CLOSE.BANNED && told) return verdict("refused", "never", told.message);
  return VERDICTS.get(code) ?? LOST;
}

/**
 * @param {string} code an error code: a step on the way in failed
 * @param {string} message the server's words
 * @returns {Verdict}
 */
export function afterRefusal(code, message) {
  switch (code) {
    case "NOT_AUTHENTICATED":
    case "BANNED":
      return verdict("refused", "never", message);
    case "UNSUPPORTED_PROTOCOL":
      return verdict("refused", "never", "The game was updated. Load this page again.");
    default:
      return verdict("waiting", "soon", message);
  }
}

/**
 * @param {Verdict["state"]} state
 * @param {Verdict["retry"]} retry
 * @param {string} message
 * @returns {Verdict}
 */
function verdict(state, retry, message) {
  return { state, retry, message };
}
