/** Classes in words, and the program that a student begins with. */

import { listWords, refusalWords, sentence } from "./words.js";

/**
 * @typedef {import("./courses-api.js").Fixture} Fixture
 * @typedef {import("./courses-api.js").WallCup} WallCup
 * @typedef {import("./courses-api.js").WallTable} WallTable
 */

/** @type {Record<string, string>} */
const HOW = {
  absent: "did not come",
  timeout: "ran out of time",
  left: "left",
  resigned: "gave up",
  failed: "failed to move",
};

/** How a fixture stands. @param {Fixture} fixture */
export function fixtureWords({ first, second, state, outcome, how }) {
  if (state === "playing") return "being played";
  if (state === "waiting") return "one is there";
  if (state === "open") return "to be played";
  if (outcome === "draw") return "a draw";
  if (outcome === "nobody") return "neither came";
  const [winner, loser] = outcome === "first" ? [first, second] : [second, first];
  return how === "played" ? `${winner} won` : `${winner} won, ${loser} ${HOW[how] ?? "lost early"}`;
}

/** @param {WallCup | null} cup @param {number} teams */
export function progressWords(cup, teams) {
  const there = teams === 1 ? "1 team" : `${teams} teams`;
  if (!cup) return `${there}. No round-robin yet.`;
  const { fixtures_finished: done, fixtures_total: all, round, rounds } = cup;
  if (done === all) return `The round-robin is over: ${all} games played.`;
  return `Round ${round} of ${rounds}, ${done} of ${all} games played.`;
}

/** What a table's card says under its names. @param {WallTable} table */
export function tableWords({ status, names, players, current, gameover, version }) {
  if (status === "waiting") return `Waits for ${players - names.filter(Boolean).length} more.`;
  if (gameover) return "Over.";
  const moves = version - 1 === 1 ? "1 move" : `${Math.max(0, version - 1)} moves`;
  if (current.length === 0) return sentence(moves);
  return `${listWords(current.map((player) => names[player] || `Player ${player + 1}`))} to move, ${moves}.`;
}

/** Fields and words of a refusal. @param {unknown} error */
export function classRefusal(error) {
  const { code = "", message = "", details = {} } = /** @type {any} */ (error ?? {});
  const [first] = Object.values(details ?? {}).flat();
  if (code === "INVALID_INPUT" && typeof first === "string") return sentence(first);
  const own = ["NAME_TAKEN", "NOT_FOUND", "FORBIDDEN"];
  return own.includes(code) && message ? sentence(message) : refusalWords(error);
}

/**
 * @param {object} place
 * @param {string} place.host
 * @param {string} place.port
 * @param {string} place.game
 * @param {string} place.session
 * @param {string} place.name
 */
export function exampleProgram({ host, port, game, session, name }) {
  const text = JSON.stringify;
  return [
    "from cosmic_client import GameServerAPI, GameServerError",
    "",
    "while True:",
    `    api = GameServerAPI(${text(host)}, ${port}, game=${text(game)}, session=${text(session)},`,
    `                        players=2, name=${text(name)})`,
    "    try:",
    "        me = api.join()  # waits for the next opponent",
    "    except GameServerError as over:",
    "        print(over)",
    "        break",
    "    state = api.state()",
    "    while not state[\"gameover\"]:",
    "        if me in state[\"current\"]:",
    "            api.move(position=0)  # your idea goes here",
    "        state = api.state()",
  ].join("\n");
}
