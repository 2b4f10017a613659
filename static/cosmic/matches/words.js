/** Matches in words: whose turn it is, how a game ended, why the server said no. */

/**
 * @typedef {import("./types.js").AnyState} AnyState
 * @typedef {{player_id: number, reason?: string}} Forfeit
 */

/** @param {string} name such as `ConnectFour` @returns {string} such as `Connect Four` */
export function gameTitle(name) {
  return GAME_TITLES[name] ?? name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2");
}

/** @type {Record<string, string>} */
const GAME_TITLES = { TicTacToe: "Tic-tac-toe" };

/** @param {string} level of a built-in player @returns {string} */
export function opponentWords(level) {
  return { random: "plays at random", decent: "plays well" }[level] ?? level;
}

/**
 * @param {string[]} names as the server has them; empty where somebody gave none
 * @param {number} players
 * @returns {string[]} one for each player
 */
export function playerNames(names, players) {
  return Array.from({ length: players }, (_, player) => names[player] || `Player ${player + 1}`);
}

/** @param {string[]} words @returns {string} such as `Ada, Bob and Cleo` */
export function listWords(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/**
 * @param {AnyState} state
 * @param {object} seen
 * @param {number} seen.me
 * @param {boolean} seen.watching
 * @param {string[]} seen.names
 * @param {string} seen.ending what to say once it is over
 * @returns {{words: string, tone: 'own' | 'other' | 'over'}}
 */
export function turnWords({ current, gameover }, { me, watching, names, ending }) {
  if (gameover) return { words: ending, tone: "over" };
  const others = current.filter((player) => watching || player !== me);
  const waitsForOthers = `Waiting for ${listWords(others.map((player) => names[player]))}.`;
  if (watching || !current.includes(me)) {
    const words = others.length === 1 ? `It is ${names[others[0]]}’s turn.` : waitsForOthers;
    return { words, tone: "other" };
  }
  return { words: "Your turn.", tone: "own" };
}

/**
 * For games whose state names a winner.
 *
 * @param {AnyState} state
 * @param {number} me
 * @param {string[]} names
 * @param {boolean} [watching]
 */
export function winnerWords({ winner }, me, names, watching = false) {
  if (winner === null || winner === undefined) return "The game is over. Nobody has won.";
  if (winner === me && !watching) return "You have won.";
  return `${names[winner]} has won.`;
}

/** @type {Record<string, string>} */
const REASONS = { timeout: "run out of time", left: "left", failed: "failed to move" };

/** @param {Forfeit} forfeit @param {number} me @param {string[]} names */
export function forfeitWords({ player_id, reason = "" }, me, names) {
  const how = REASONS[reason] ?? "given the game up";
  const lost = `${player_id === me ? "You have" : `${names[player_id]} has`} ${how}.`;
  if (names.length !== 2) return lost;
  const winner = 1 - player_id;
  return `${lost} ${winner === me ? "You have" : `${names[winner]} has`} won.`;
}

/** @type {Record<string, string>} */
const REFUSALS = {
  NOT_YOUR_TURN: "It is not your turn.",
  NOT_STARTED: "The match has not begun: players are still missing.",
  MATCH_OVER: "This match is over.",
  SESSION_TAKEN: "A match of that name is on already. Join or watch it, or choose another name.",
  MATCH_FULL: "All seats of that match are taken.",
  UNKNOWN_MATCH: "There is no such match any more.",
  UNKNOWN_GAME: "There is no such game here.",
  INVALID_KEY: "This tab has no seat in that match.",
  DISCONNECTED: "The server cannot be reached. Nothing was done.",
  NAME_TAKEN: "Somebody in that match has your name already. Take another one.",
  NOT_AUTHENTICATED: "Choose a name first; one click makes you a guest.",
  THROTTLED: "Too much at once. Wait a little.",
  SERVER_BUSY: "The server is busy. Try again in a moment.",
};

/**
 * @param {unknown} error a RequestError, or anything that was thrown
 * @returns {string}
 */
export function refusalWords(error) {
  const { code = "", message = "", details = null } = /** @type {any} */ (error ?? {});
  if (code === "ILLEGAL_MOVE") return sentence(illegalWords(details));
  return REFUSALS[code] ?? sentence(message || "Something went wrong. Try again.");
}

/** @param {any} details of the answer @returns {string} the game's own error, readable */
function illegalWords(details) {
  const value = details?.value ?? details?.error ?? details;
  if (typeof value === "string" && value) return value;
  const told = value && typeof value === "object" && Object.keys(value).length > 0;
  return told ? `the game refuses this move: ${JSON.stringify(value)}` : "the game refuses this move";
}

/** @param {string} words @returns {string} with a capital at its head and a full stop at its end */
export function sentence(words) {
  const trimmed = words.trim();
  if (!trimmed) return "";
  const head = trimmed[0].toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(head) ? head : `${head}.`;
}
