/** What a pilot decides about others, by REST: whom not to hear, whom to report. */

import { csrfToken } from "./csrf.js";
import { RequestError } from "./requests.js";

const ROOT = "/api/v1";

export class PlayersApi {
  /**
   * @param {object} [options]
   * @param {(url: string, init: RequestInit) => Promise<Response>} [options.fetch]
   * @param {() => string} [options.cookies]
   */
  constructor({
    fetch = (url, init) => window.fetch(url, init),
    cookies = () => document.cookie,
  } = {}) {
    this.fetch = fetch;
    this.cookies = cookies;
  }

  /** @returns {Promise<string[]>} ids of players */
  async blocks() {
    const body = await this.call("GET", "/me/blocks");
    return body.items.map((/** @type {{player_id: string}} */ { player_id }) => player_id);
  }

  /** @param {string} id of a player */
  async block(id) {
    await this.call("POST", "/me/blocks", { player_id: id });
  }

  /** @param {string} id of a player */
  async unblock(id) {
    await this.call("DELETE", `/me/blocks/${encodeURIComponent(id)}`);
  }

  /**
   * @param {string} id of a player
   * @param {string} reason
   * @param {string} where
   */
  async report(id, reason, where) {
    await this.call("POST", "/reports", { player_id: id, reason, where });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>} rejects with RequestError
   */
  async call(method, path, body) {
    /** @type {Response} */
    let response;
    try {
      response = await this.fetch(ROOT + path, {
        method,
        credentials: "same-origin",
        headers: {
          Accept: "application/json",
          "X-CSRFToken": csrfToken(this.cookies()),
          ...(body && { "Content-Type": "application/json" }),
        },
        body: body && JSON.stringify(body),
      });
    } catch {
      throw new RequestError("DISCONNECTED", "The server cannot be reached.");
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const words = answer.error ?? `The server answered ${response.status}.`;
    throw new RequestError(answer.code ?? "INTERNAL", words, answer.details);
  }
}
