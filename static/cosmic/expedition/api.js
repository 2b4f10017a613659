/** The REST calls of an expedition. A rule that says no is an answer; all else that fails throws. */

import { csrfToken } from "../net/csrf.js";
import { RequestError } from "../net/requests.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").GameAction} GameAction
 * @typedef {import("./types.js").ActionResult} ActionResult
 *
 * @typedef {object} NewRun
 * @property {boolean} force_new end the run that goes on under this name
 * @property {string} [difficulty]
 * @property {string} [seed]
 * @property {boolean} [daily]
 *
 * @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch
 */

export class ExpeditionApi {
  /**
   * @param {object} options
   * @param {string} options.root such as `/api`
   * @param {Fetch} [options.fetch]
   * @param {() => string} [options.cookies]
   */
  constructor({ root, fetch = (url, init) => window.fetch(url, init), cookies }) {
    this.root = root;
    this.fetch = fetch;
    this.cookies = cookies ?? (() => document.cookie);
  }

  /** @param {string} session @param {NewRun} wish @returns {Promise<GameState>} */
  async begin(session, wish) {
    const body = await this.call("POST", "/game/new", { session_id: session, ...wish });
    return body.game_state;
  }

  /** @param {string} session @returns {Promise<GameState>} */
  state(session) {
    return this.call("GET", `/game/state/${part(session)}`);
  }

  /**
   * @param {string} session
   * @param {GameAction} action
   * @returns {Promise<{success: boolean, result: ActionResult, game_state: GameState}>}
   */
  act(session, action) {
    return this.call("POST", `/game/action/${part(session)}`, action);
  }

  /** @param {string} session @returns {Promise<import("./types.js").NavigationOption[]>} */
  async options(session) {
    return (await this.call("GET", `/game/navigation_options/${part(session)}`)).options;
  }

  /** @param {string} session @returns {Promise<import("./types.js").CargoLine[]>} */
  async cargo(session) {
    return (await this.call("GET", `/game/inventory/${part(session)}`)).items;
  }

  /** @param {string} session @returns {Promise<import("./types.js").ModShelf>} */
  mods(session) {
    return this.call("GET", `/game/available_mods/${part(session)}`);
  }

  /** @returns {Promise<import("./types.js").FinishedRun[]>} one's own, newest first */
  async runs() {
    return (await this.call("GET", "/game/runs?limit=20")).runs;
  }

  /**
   * @param {number} runId
   * @param {number} index after how many actions
   * @returns {Promise<import("./replay.js").Moment>}
   */
  moment(runId, index) {
    return this.call("GET", `/game/runs/${runId}/replay?index=${index}`);
  }

  /** @returns {Promise<import("./types.js").SaveSlot[]>} */
  async saves() {
    return (await this.call("GET", "/saves")).saves;
  }

  /** @param {number} slot @param {string} session */
  save(slot, session) {
    return this.call("POST", `/saves/${slot}`, { session_id: session });
  }

  /** @param {number} slot */
  forget(slot) {
    return this.call("DELETE", `/saves/${slot}`);
  }

  /** @param {number} slot @param {string} session @returns {Promise<GameState>} */
  async load(slot, session) {
    return (await this.call("POST", `/load/${slot}`, { session_id: session })).game_state;
  }

  /** @param {number} slot @param {string} text the file's JSON, as it is */
  import(slot, text) {
    return this.send("POST", `/saves/${slot}/import`, text);
  }

  /** @param {number} slot @returns {string} where the slot can be had as a file */
  exportAddress(slot) {
    return `${this.root}/saves/${slot}/export`;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  call(method, path, body) {
    return this.send(method, path, body === undefined ? null : JSON.stringify(body));
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string | null} body
   * @returns {Promise<any>} the answer's JSON; rejects with RequestError
   */
  async send(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = csrfToken(this.cookies());
    if (body !== null) headers["Content-Type"] = "application/json";
    /** @type {Response} */
    let response;
    try {
      response = await this.fetch(this.root + path, {
        method,
        headers,
        body,
        credentials: "same-origin",
        cache: "no-store",
      });
    } catch {
      throw new RequestError("DISCONNECTED", "The server cannot be reached. Nothing was done.");
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw new RequestError(
      answer.code ?? "INTERNAL",
      answer.error ?? `The server answered ${response.status}.`,
      { status: response.status },
    );
  }
}

/** @param {string} session */
function part(session) {
  return encodeURIComponent(session);
}
