/** The lobby's rows, and what can be done with each. */

import { listWords } from "./words.js";

/**
 * @typedef {object} Row a session that has not ended
 * @property {string} match_id
 * @property {string} game
 * @property {string} session
 * @property {'waiting' | 'running' | 'finished'} status
 * @property {number} players how many it is for
 * @property {string[]} names of who sits there; empty for who gave none
 * @property {number} free seats
 * @property {boolean} watchable
 * @property {number | null} clock seconds for a move; null: as long as it takes
 *
 * @typedef {object} Deed
 * @property {'join' | 'watch' | 'resume' | 'none'} kind
 * @property {string} words
 * @property {string} href for those that lead to another page at once
 */

const STATUS_WORDS = { waiting: "waits for players", running: "is played", finished: "is over" };

/** @param {Row} row @returns {string} */
export function statusWords({ status }) {
  return STATUS_WORDS[status] ?? status;
}

/** @param {Row} row @returns {string} such as `Ada and Bob` */
export function whoWords({ names }) {
  const known = names.filter(Boolean);
  const nameless = names.length - known.length;
  const rest = nameless === 1 ? ["somebody"] : nameless > 1 ? [`${nameless} others`] : [];
  return listWords([...known, ...rest]) || "nobody yet";
}

/** @param {Row} row @returns {string} */
export function seatWords({ free, players }) {
  if (free === 0) return `all ${players} taken`;
  return `${free} of ${players} free`;
}

/** @param {number | null} seconds @returns {string} such as `30 s a move`, or empty */
export function clockWords(seconds) {
  if (!seconds) return "";
  return seconds % 60 === 0 ? `${seconds / 60} min a move` : `${seconds} s a move`;
}

/** @param {string} game @param {string} session */
export function joinAddress(game, session) {
  return `/matches/join/${encodeURIComponent(game)}/${encodeURIComponent(session)}`;
}

/** @param {string} game @param {string} session @param {string} [name] whose eyes */
export function watchAddress(game, session, name = "") {
  const whose = name ? `?player=${encodeURIComponent(name)}` : "";
  return `/matches/watch/${encodeURIComponent(game)}/${encodeURIComponent(session)}${whose}`;
}

/** @param {string} match @returns {string} of the last game there that was finished */
export function replayAddress(match) {
  return `/matches/replay/${encodeURIComponent(match)}`;
}

/** @param {string} match */
export function playAddress(match) {
  return `/matches/play/${encodeURIComponent(match)}`;
}

/**
 * What the row's button does.
 *
 * @param {Row} row
 * @param {(match: string) => boolean} isMine whether this tab has a seat there
 * @returns {Deed}
 */
export function deedOf(row, isMine) {
  if (isMine(row.match_id)) return { kind: "resume", words: "Go on", href: playAddress(row.match_id) };
  if (row.status === "waiting" && row.free > 0) return { kind: "join", words: "Join", href: joinAddress(row.game, row.session) };
  const watched = row.names.find(Boolean);
  if (row.watchable && watched) return { kind: "watch", words: "Watch", href: watchAddress(row.game, row.session) };
  return { kind: "none", words: "", href: "" };
}

/**
 * Who can be joined first, then what can be watched; the rest keeps the server's order.
 *
 * @param {Row[]} rows
 * @param {(match: string) => boolean} isMine
 * @returns {Row[]}
 */
export function ordered(rows, isMine) {
  const rank = { resume: 0, join: 1, watch: 2, none: 3 };
  return [...rows].sort((a, b) => rank[deedOf(a, isMine).kind] - rank[deedOf(b, isMine).kind]);
}
