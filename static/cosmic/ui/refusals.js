/** Refusals in the words of the cockpit: what happened, and what to do about it. */

/** @type {Record<string, string>} */
const WORDS = {
  TIMEOUT: "The station did not answer. Nothing was charged twice; try again.",
  DISCONNECTED: "The connection was lost before the answer came.",
  TRADE_COOLDOWN: "The station still books your last deal. Wait a second.",
  INSUFFICIENT_CREDITS: "You cannot pay for that many.",
  INSUFFICIENT_CARGO: "You do not hold that many.",
  CARGO_FULL: "That does not fit into your hold.",
  OUT_OF_STOCK: "The station does not have that many left.",
  NOT_DOCKED: "Dock at a station to trade.",
  HULL_FULL: "The hull is whole; there is nothing to repair.",
  FUEL_FULL: "The tank is full.",
  RATE_LIMITED: "Too much at once; wait a moment.",
  SERVER_BUSY: "The server is busy; try again in a moment.",
  UNKNOWN_GATE: "There is no such gate here.",
  GATE_OUT_OF_RANGE: "No gate is within reach: fly into its ring to jump.",
  GATE_COOLDOWN: "The gate gathers itself after your last jump. Wait some seconds.",
  SHIP_DESTROYED: "Your ship is lost; the tow brings you back in a moment.",
};

/**
 * @param {unknown} error a RequestError, or anything that was thrown
 * @returns {string}
 */
export function refusalWords(error) {
  const { code = "", message = "" } = /** @type {{code?: string, message?: string}} */ (
    error ?? {}
  );
  return WORDS[code] ?? (message || "Something went wrong. Try again.");
}
