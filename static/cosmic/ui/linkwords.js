/** What the state of the line and of the system means to the pilot. */

/**
 * @typedef {import("../net/connection.js").LinkStatus} LinkStatus
 * @typedef {{words: string, button: string}} LinkWords
 *
 * @param {LinkStatus} status of a line that waits for the pilot
 * @returns {LinkWords}
 */
export function blockedWords({ state, reason, message }) {
  if (state === "superseded") {
    return { words: "Your ship is now flown from another window.", button: "Fly here" };
  }
  if (reason === "NOT_AUTHENTICATED") return { words: "Log in to fly.", button: "Log in" };
  if (reason === "UNSUPPORTED_PROTOCOL") return { words: message, button: "Load again" };
  return { words: message || "The server cannot be reached.", button: "Try again" };
}

/**
 * @param {import("../net/messages.js").SessionStatus} status
 * @returns {string} empty while all is well
 */
export function systemWords({ state }) {
  switch (state) {
    case "paused":
      return "This star system is paused. Your ship stays as it is.";
    case "recovering":
      return "The star system is coming back. Your ship is safe.";
    case "starting":
      return "The star system wakes up.";
    case "stopped":
      return "The star system is closed for now. Your ship is safe.";
    default:
      return "";
  }
}
