/** The REST calls of matches. All that the server refuses rejects with RequestError. */

import { csrfToken } from "../net/csrf.js";
import { RequestError } from "../net/requests.js";

/**
 * @typedef {import("./types.js").Seat} Seat
 * @typedef {import("./types.js").View} View
 * @typedef {import("./types.js").GameInfo} GameInfo
 * @typedef {import("./lobby-model.js").Row} Row
 * @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch
 *
 * @typedef {object} Played a finished game
 * @property {string} match
 * @property {string} [round] of the session's games; without it the last one
 * @property {string} [key] of a seat there, for games that are not public
 *
 * @typedef {object} Story a finished game as one of its players saw it
 * @property {string} game
 * @property {number} players
 * @property {string[]} names
 * @property {import("./replay.js").Entry[]} entries
 * @property {import("./types.js").AnyState[]} states one more than entries: the first is the start
 *
 * @typedef {object} Wish
 * @property {string} game
 * @property {string} session a name, or `auto`
 * @property {number | null} players how many a new session is for; null opens none
 * @property {string} name
 * @property {number} [move_seconds] a clock for a session that is opened
 */

const MOST_ROWS = 100;

export class MatchesApi {
  /**
   * @param {object} options
   * @param {string} options.root such as `/api/v1/matches`
   * @param {Fetch} [options.fetch]
   * @param {() => string} [options.cookies]
   */
  constructor({ root, fetch = (url, init) => window.fetch(url, init), cookies }) {
    this.root = root;
    this.fetch = fetch;
    this.cookies = cookies ?? (() => document.cookie);
  }

  /** @returns {Promise<GameInfo[]>} */
  async games() {
    return (await this.call("GET", "/games")).games;
  }

  /**
   * @param {string} [game] empty for all
   * @param {string} [session] empty for all
   * @returns {Promise<Row[]>} sessions that have not ended
   */
  async lobby(game = "", session = "") {
    const query = new URLSearchParams({ limit: String(MOST_ROWS), ...(game && { game }), ...(session && { session }) });
    return (await this.call("GET", `?${query}`)).matches.map(rowOf);
  }

  /** The match of a seat, also once it has ended. @param {Seat} seat @returns {Promise<Row>} */
  async facts({ match, key }) {
    return rowOf(await this.send("GET", `/${part(match)}`, null, { "X-Match-Key": key }));
  }

  /** @param {Wish} wish @returns {Promise<Seat>} at once, though players may be missing */
  async join(wish) {
    return seatOf(await this.call("POST", "/join", { ...wish, wait: 0 }), wish.game, false);
  }

  /**
   * Take a seat in a new match, against a built-in opponent if a level is given. One that is on
   * already under that name is left alone: the door itself would end it, once it is full.
   *
   * @param {Wish} wish
   * @param {string} opponent
   * @returns {Promise<Seat>}
   */
  async open(wish, opponent) {
    const rows = wish.session === "auto" ? [] : await this.lobby(wish.game, wish.session);
    if (rows.length > 0) throw new RequestError("SESSION_TAKEN", "");
    const more = opponent ? { opponent } : {};
    return seatOf(await this.call("POST", "/join", { ...wish, ...more, wait: 0 }), wish.game, false);
  }

  /** @param {string} game @param {string} session @param {string} name whose eyes @returns {Promise<Seat>} */
  async observe(game, session, name) {
    return seatOf(await this.call("POST", "/observe", { game, session, name }), game, true);
  }

  /**
   * What comes after a version, or the newest state; null when nothing came within the time.
   *
   * @param {Seat} seat
   * @param {number | null} since
   * @param {number} waitS
   * @param {AbortSignal} [signal]
   * @param {boolean} [moves] whether to list what may be done
   * @returns {Promise<View | null>}
   */
  state(seat, since, waitS, signal, moves = false) {
    const query = new URLSearchParams({ player_id: String(seat.player), ...(moves && { moves: "true" }) });
    if (since !== null) {
      query.set("since", String(since));
      query.set("wait", String(waitS));
    }
    const headers = { "X-Match-Key": seat.key };
    return this.send("GET", `/${part(seat.match)}/state?${query}`, null, headers, signal);
  }

  /** @param {Seat} seat @param {import("./types.js").Move} move */
  move(seat, move) {
    return this.deed(seat, "move", { move });
  }

  /** @param {Seat} seat */
  resign(seat) {
    return this.deed(seat, "resign");
  }

  /** @param {Seat} seat */
  restart(seat) {
    return this.deed(seat, "restart");
  }

  /** @param {Seat} seat while players are missing */
  leave(seat) {
    return this.deed(seat, "leave");
  }

  /** @param {Seat} seat @param {string} what @param {object} [more] */
  deed({ match, player, key }, what, more = {}) {
    return this.call("POST", `/${part(match)}/${what}`, { player_id: player, key, ...more });
  }

  /**
   * A finished game from its start to its end.
   *
   * @param {Played} played
   * @param {number} player whose eyes
   * @returns {Promise<Story>}
   */
  async story(played, player) {
    /** @type {Story | null} */
    let story = null;
    for (;;) {
      const start = story ? story.states.length - 1 : 0;
      const query = new URLSearchParams({ player_id: String(player), start: String(start), ...roundOf(played) });
      const page = await this.send("GET", `/${part(played.match)}/replay?${query}`, null, keyOf(played));
      if (!story) story = /** @type {Story} */ (page);
      else {
        story.entries.push(...page.entries);
        story.states.push(...page.states.slice(1)); // the first is the last one before
      }
      if (story.states.length >= page.total || page.states.length < 2) return story;
    }
  }

  /** How a finished game went, move by move. @param {Played} played @returns {Promise<{entries: import("./replay.js").Entry[]}>} */
  record(played) {
    return this.send("GET", `/${part(played.match)}/record`, null, keyOf(played));
  }

  /** @param {Played} played @returns {string} where the game can be had as a file */
  recordAddress(played) {
    const query = new URLSearchParams(roundOf(played)).toString();
    return `${this.root}/${part(played.match)}/record${query && `?${query}`}`;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  call(method, path, body) {
    return this.send(method, path, body === undefined ? null : JSON.stringify(body), {});
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string | null} body
   * @param {Record<string, string>} more headers
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>} the answer's JSON, null for an empty one
   */
  async send(method, path, body, more, signal) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json", ...more };
    if (method !== "GET") headers["X-CSRFToken"] = csrfToken(this.cookies());
    if (body !== null) headers["Content-Type"] = "application/json";
    /** @type {Response} */
    let response;
    try {
      const init = { method, headers, body, signal, credentials: /** @type {const} */ ("same-origin"), cache: /** @type {const} */ ("no-store") };
      response = await this.fetch(this.root + path, init);
    } catch {
      throw new RequestError("DISCONNECTED", "The server cannot be reached. Nothing was done.");
    }
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw new RequestError(
      answer.code ?? (response.status === 429 ? "THROTTLED" : "INTERNAL"),
      answer.error ?? `The server answered ${response.status}.`,
      answer.details,
    );
  }
}

/**
 * @param {any} taken
 * @param {string} game
 * @param {boolean} watching
 * @returns {Seat}
 */
function seatOf({ match_id, player_id, key, session, status }, game, watching) {
  return { match: match_id, game, session, player: player_id, key, watching, waiting: status === "waiting" };
}

/** @param {any} listed @returns {Row} */
function rowOf({ match_id, game, session, status, players, shared, seats, move_seconds = null }) {
  /** @type {string[]} */
  const names = [];
  for (const { player_id, name } of seats) names[player_id] = name;
  const free = players - seats.length;
  return { match_id, game, session, status, players, names: Array.from(names, (name) => name ?? ""), free, watchable: shared, clock: move_seconds };
}

/** @param {Played} played @returns {Record<string, string>} */
function roundOf({ round }) {
  return round ? { round } : {};
}

/** @param {Played} played @returns {Record<string, string>} */
function keyOf({ key }) {
  return key ? { "X-Match-Key": key } : {};
}

/** @param {string} match */
function part(match) {
  return encodeURIComponent(match);
}
