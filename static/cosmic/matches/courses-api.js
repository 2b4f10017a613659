/** The REST calls of classes. All that the server refuses rejects with RequestError. */

import { MatchesApi } from "./api.js";

/**
 * @typedef {object} ClassLine a class in a list
 * @property {string} course_id
 * @property {string} title
 * @property {string} game empty for any
 * @property {string} code
 * @property {boolean} is_open
 * @property {number} teams
 * @property {string | null} team one's own
 *
 * @typedef {object} Team
 * @property {string} team_id
 * @property {string} name
 * @property {boolean} mine
 *
 * @typedef {object} Cup
 * @property {number} number
 * @property {string} game
 * @property {number} fixtures
 * @property {number} finished
 * @property {string | null} finished_at
 *
 * @typedef {object} ClassView
 * @property {string} course_id
 * @property {string} title
 * @property {string} game
 * @property {string} code
 * @property {boolean} is_open
 * @property {boolean} teaching
 * @property {Team[]} teams
 * @property {Cup[]} tournaments the newest first
 *
 * @typedef {object} Standing
 * @property {number} rank
 * @property {string} team_id
 * @property {string} team
 * @property {number} games
 * @property {number} wins
 * @property {number} draws
 * @property {number} losses
 * @property {number} points
 * @property {number} beaten
 * @property {number} forfeits
 * @property {number} illegal
 *
 * @typedef {object} Fixture
 * @property {number} number
 * @property {number} round
 * @property {string} first
 * @property {string} second
 * @property {'open' | 'waiting' | 'playing' | 'finished'} state
 * @property {'' | 'first' | 'second' | 'draw' | 'nobody'} outcome
 * @property {string} how
 * @property {number} moves
 *
 * @typedef {{tournament: Cup, standings: Standing[], fixtures: Fixture[]}} CupView
 *
 * @typedef {object} Secret
 * @property {string} course_id
 * @property {string} team
 * @property {string} secret told once
 * @property {string} name what a program gives as its name
 * @property {string} session what a program gives as its session
 *
 * @typedef {object} WallTable
 * @property {string} match_id
 * @property {string} game
 * @property {string} table
 * @property {'waiting' | 'running' | 'finished' | 'ended'} status
 * @property {number} players
 * @property {string[]} names
 * @property {number} version
 * @property {import("./types.js").AnyState | null} state null where the game shows nothing
 * @property {number[]} current
 * @property {boolean} gameover
 *
 * @typedef {object} WallCup
 * @property {number} number
 * @property {string} game
 * @property {number} round
 * @property {number} rounds
 * @property {number} fixtures_total
 * @property {number} fixtures_finished
 * @property {Standing[]} standings
 * @property {Fixture[]} fixtures
 *
 * @typedef {object} Wall
 * @property {string} title
 * @property {string} code
 * @property {boolean} is_open
 * @property {number} teams
 * @property {WallTable[]} tables
 * @property {WallCup | null} tournament
 */

export class CoursesApi {
  /** @param {ConstructorParameters<typeof MatchesApi>[0]} options root: such as `/api/v1/courses` */
  constructor(options) {
    this.rest = new MatchesApi(options);
  }

  /** @returns {Promise<{can_teach: boolean, teaching: ClassLine[], playing: ClassLine[]}>} */
  all() {
    return this.rest.call("GET", "");
  }

  /** @param {string} title @param {string} game @returns {Promise<ClassView>} */
  make(title, game) {
    return this.rest.call("POST", "", { title, game });
  }

  /** @param {string} code @param {string} team @returns {Promise<Secret>} */
  join(code, team) {
    return this.rest.call("POST", "/join", { code, team });
  }

  /** @param {string} course @returns {Promise<ClassView>} */
  look(course) {
    return this.rest.call("GET", `/${course}`);
  }

  /** @param {string} course @param {boolean} isOpen @returns {Promise<ClassView>} */
  open(course, isOpen) {
    return this.rest.call("PATCH", `/${course}`, { is_open: isOpen });
  }

  /** @param {string} course @param {string} team @returns {Promise<Secret>} */
  renew(course, team) {
    return this.rest.call("POST", `/${course}/teams/${team}/secret`);
  }

  /** @param {string} course @param {string} team */
  remove(course, team) {
    return this.rest.call("DELETE", `/${course}/teams/${team}`);
  }

  /** @param {string} course @param {object} wish game, teams, legs and move_seconds @returns {Promise<CupView>} */
  start(course, wish) {
    return this.rest.call("POST", `/${course}/tournaments`, wish);
  }

  /** @param {string} course @param {number} cup @returns {Promise<CupView>} */
  cup(course, cup) {
    return this.rest.call("GET", `/${course}/tournaments/${cup}`);
  }

  /** @param {string} course @param {number} cup */
  end(course, cup) {
    return this.rest.call("POST", `/${course}/tournaments/${cup}/end`);
  }

  /** @param {string} course @param {number} cup @param {string} team */
  withdraw(course, cup, team) {
    return this.rest.call("POST", `/${course}/tournaments/${cup}/withdraw`, { team });
  }

  /** @param {string} course @param {number} cup @param {number} fixture @param {string | null} loser null: both */
  forfeit(course, cup, fixture, loser) {
    return this.rest.call("POST", `/${course}/tournaments/${cup}/fixtures/${fixture}/forfeit`, { team: loser });
  }

  /** @param {string} course @param {number} cup @param {'games' | 'standings'} sheet */
  sheetAddress(course, cup, sheet) {
    return `${this.rest.root}/${course}/tournaments/${cup}/${sheet}.csv`;
  }

  /**
   * The wall, null when it is still as it was at `since`.
   *
   * @param {string} course
   * @param {string} since empty for whatever there is
   * @param {number} waitS
   * @param {AbortSignal} [signal]
   * @returns {Promise<{version: string, wall: Wall} | null>}
   */
  wall(course, since, waitS, signal) {
    const query = new URLSearchParams({ since, wait: String(waitS) });
    return this.rest.send("GET", `/${course}/wall?${query}`, null, {}, signal);
  }
}
