import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { installDom } from "./support/dom.mjs";
import { settled } from "./support/socket.mjs";

installDom();
const { MatchesApi } = await import("../../static/cosmic/matches/api.js");
const { Countdown } = await import("../../static/cosmic/matches/countdown.js");
const { StateLine } = await import("../../static/cosmic/matches/line.js");
const { deedOf, joinAddress, ordered, seatWords, watchAddress, whoWords } = await import("../../static/cosmic/matches/lobby-model.js");
const { LobbyTable } = await import("../../static/cosmic/matches/lobby-table.js");
const { Playing } = await import("../../static/cosmic/matches/playing.js");
const { Replay, stepWords } = await import("../../static/cosmic/matches/replay.js");
const { Seats } = await import("../../static/cosmic/matches/seats.js");
const { GameTable } = await import("../../static/cosmic/matches/table.js");
const { gameTitle, listWords, refusalWords, turnWords } = await import("../../static/cosmic/matches/words.js");
const { RequestError } = await import("../../static/cosmic/net/requests.js");

const NAMES = ["Ada", "Bob", "Cleo"];

beforeEach(() => void installDom());

/** The light document's elements stand in for the real ones. @param {any} element @returns {import("./support/dom.mjs").Element} */
const light = (element) => element;

/** @param {object} [more] @returns {import("../../static/cosmic/matches/lobby-model.js").Row} */
const row = (more = {}) => ({
  match_id: "m_1",
  game: "TicTacToe",
  session: "after lunch",
  status: "waiting",
  players: 2,
  names: ["Ada"],
  free: 1,
  watchable: true,
  clock: null,
  ...more,
});
const nobody = () => false;

// -- words -----------------------------------------------------------------------------------------

test("games have titles that people read", () => {
  assert.equal(gameTitle("TicTacToe"), "Tic-tac-toe");
  assert.equal(gameTitle("ConnectFour"), "Connect Four");
  assert.equal(gameTitle("RedDwarf"), "Red Dwarf");
});

test("whose turn it is stands in words", () => {
  const seen = { me: 0, watching: false, names: NAMES, ending: "Bob has won." };
  const words = (/** @type {number[]} */ current, more = {}) => turnWords({ current, gameover: false }, { ...seen, ...more }).words;
  assert.equal(words([0]), "Your turn.");
  assert.equal(words([1]), "It is Bob’s turn.");
  assert.equal(words([0, 1]), "Your turn.");
  assert.equal(words([1, 2]), "Waiting for Bob and Cleo.");
  assert.equal(words([0], { watching: true }), "It is Ada’s turn.");
  assert.deepEqual(turnWords({ current: [], gameover: true }, seen), { words: "Bob has won.", tone: "over" });
});

test("refusals are plain words, the game's own among them", () => {
  assert.equal(refusalWords(new RequestError("ILLEGAL_MOVE", "no", /** @type {any} */ ("this cell is taken"))), "This cell is taken.");
  const odd = new RequestError("ILLEGAL_MOVE", "no", { why: 3 });
  assert.equal(refusalWords(odd), 'The game refuses this move: {"why":3}.');
  assert.equal(refusalWords(new RequestError("NOT_YOUR_TURN", "x")), "It is not your turn.");
  assert.equal(refusalWords(new RequestError("SOMETHING_NEW", "the moon is full")), "The moon is full.");
  assert.equal(refusalWords(undefined), "Something went wrong. Try again.");
});

test("lists end with and", () => {
  assert.equal(listWords([]), "");
  assert.equal(listWords(["Ada"]), "Ada");
  assert.equal(listWords(NAMES), "Ada, Bob and Cleo");
});

// -- the lobby -------------------------------------------------------------------------------------

test("a row's button says what it does", () => {
  assert.deepEqual(deedOf(row(), nobody), { kind: "join", words: "Join", href: "/matches/join/TicTacToe/after%20lunch" });
  const full = row({ status: "running", names: ["Ada", "Bob"], free: 0 });
  assert.deepEqual(deedOf(full, nobody), { kind: "watch", words: "Watch", href: "/matches/watch/TicTacToe/after%20lunch" });
  assert.deepEqual(deedOf(full, (match) => match === "m_1"), { kind: "resume", words: "Go on", href: "/matches/play/m_1" });
  assert.equal(deedOf({ ...full, watchable: false }, nobody).kind, "none");
  assert.equal(deedOf({ ...full, names: ["", ""] }, nobody).kind, "none");
});

test("any session name makes a link", () => {
  assert.equal(joinAddress("Chat", "a/b?c"), "/matches/join/Chat/a%2Fb%3Fc");
  assert.equal(watchAddress("Chat", "a", "Ada & Bob"), "/matches/watch/Chat/a?player=Ada%20%26%20Bob");
});

test("who plays and which seats are free is said for the nameless, too", () => {
  assert.equal(whoWords(row({ names: [] })), "nobody yet");
  assert.equal(whoWords(row({ names: ["Ada", ""] })), "Ada and somebody");
  assert.equal(whoWords(row({ names: ["", "Ada", ""] })), "Ada and 2 others");
  assert.equal(seatWords(row()), "1 of 2 free");
  assert.equal(seatWords(row({ free: 0 })), "all 2 taken");
});

test("what can be joined stands above what can be watched", () => {
  const running = row({ match_id: "m_2", status: "running", names: ["Ada", "Bob"], free: 0 });
  const mine = row({ match_id: "m_3" });
  const order = ordered([running, row(), mine], (match) => match === "m_3").map(({ match_id }) => match_id);
  assert.deepEqual(order, ["m_3", "m_1", "m_2"]);
});

test("rows that stay the same stay the same elements, and the focus stays on its button", () => {
  const body = /** @type {any} */ (document.createElement("tbody"));
  /** @type {string[]} */
  const joined = [];
  const table = new LobbyTable(body, { isMine: nobody, join: ({ match_id }) => void joined.push(match_id) });
  table.show([row(), row({ match_id: "m_2" })]);
  const [first, second] = light(body).children;
  light(body).querySelectorAll("button")[1].focus();
  table.show([row({ match_id: "m_9" }), row(), row({ match_id: "m_2" })]);
  assert.equal(light(body).children[1], first);
  assert.equal(light(body).children[2], second);
  assert.equal(document.activeElement?.getAttribute("data-key"), "m_2");
  light(body).querySelectorAll("button")[1].click();
  assert.deepEqual(joined, ["m_1"]);
});

// -- the doors -------------------------------------------------------------------------------------

/** @param {number} status @param {unknown} body */
const answer = (status, body) => /** @type {any} */ ({ status, ok: status < 300, json: async () => body });

/** @param {...any} answers */
function recorded(...answers) {
  /** @type {{url: string, init: any}[]} */
  const asked = [];
  const fetch = async (/** @type {string} */ url, /** @type {any} */ init) => {
    asked.push({ url, init });
    return answers[Math.min(asked.length, answers.length) - 1];
  };
  return { asked, api: new MatchesApi({ root: "/api/v1/matches", fetch, cookies: () => "csrftoken=t0" }) };
}

const SEAT = { match: "m_4", game: "TicTacToe", session: "s", player: 1, key: "secret", watching: false, waiting: false };

test("a key goes in a header or the body, never into an address", async () => {
  const { asked, api } = recorded(answer(200, { version: 3, state: {} }));
  await api.state(SEAT, 2, 25);
  await api.move(SEAT, { position: 4 });
  assert.equal(asked[0].url, "/api/v1/matches/m_4/state?player_id=1&since=2&wait=25");
  assert.equal(asked[0].init.headers["X-Match-Key"], "secret");
  assert.equal(asked[1].url, "/api/v1/matches/m_4/move");
  assert.deepEqual(JSON.parse(asked[1].init.body), { player_id: 1, key: "secret", move: { position: 4 } });
  assert.equal(asked[1].init.headers["X-CSRFToken"], "t0");
});

test("legal moves are asked for where they are wanted", async () => {
  const { asked, api } = recorded(answer(200, { version: 3, state: {}, moves: [] }));
  await api.state(SEAT, null, 25, undefined, true);
  assert.equal(asked[0].url, "/api/v1/matches/m_4/state?player_id=1&moves=true");
});

test("nothing new is null, and a refusal keeps what the game said", async () => {
  const { api } = recorded(answer(204, null), answer(422, { code: "ILLEGAL_MOVE", error: "no", details: "this cell is taken" }));
  assert.equal(await api.state(SEAT, 2, 25), null);
  await assert.rejects(api.move(SEAT, {}), { code: "ILLEGAL_MOVE", details: "this cell is taken" });
});

test("a lobby's seats become names and free seats", async () => {
  const listed = { match_id: "m_7", game: "Chat", session: "s", status: "waiting", players: 3, shared: false, seats: [{ player_id: 1, name: "Bob", opponent: "" }] };
  const { api } = recorded(answer(200, { matches: [listed], total: 1 }));
  const [first] = await api.lobby();
  assert.deepEqual(first.names, ["", "Bob"]);
  assert.equal(first.free, 2);
  assert.equal(first.watchable, false);
});

test("the match of a seat is asked for by its id, with the key", async () => {
  const facts = { match_id: "m_7", game: "Chat", session: null, status: "ended", players: 2, shared: false, seats: [{ player_id: 0, name: "Ada", opponent: "" }], move_seconds: 30 };
  const { api, asked } = recorded(answer(200, facts));
  const found = await api.facts(SEAT);
  assert.equal(asked[0].url, "/api/v1/matches/m_4");
  assert.equal(asked[0].init.headers["X-Match-Key"], "secret");
  assert.deepEqual([found.names, found.free, found.clock], [["Ada"], 1, 30]);
});

test("a clock counts down to nothing and no further", () => {
  const element = light(document.createElement("p"));
  let now = 1000;
  /** @type {(() => void)[]} */
  const beats = [];
  const countdown = new Countdown(/** @type {any} */ (element), () => now, { set: (run) => beats.push(run), clear: () => beats.pop() });
  countdown.show({ left_s: 61 });
  assert.equal(element.textContent, "1:01 left");
  now += 52_500;
  beats[0]();
  assert.deepEqual([element.textContent, element.dataset.short], ["0:09 left", "true"]);
  now += 60_000;
  beats[0]();
  assert.equal(element.textContent, "0:00 left");
  countdown.show(null);
  assert.deepEqual([element.hidden, beats.length], [true, 0]);
});

test("a seat is kept for its tab, and what is no seat is none", () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
  const seats = new Seats(storage);
  seats.keep(SEAT);
  assert.deepEqual(new Seats(storage).find("m_4"), SEAT);
  kept.set("cosmic.match.m_5", "{not json");
  assert.equal(seats.find("m_5"), null);
  seats.forget("m_4");
  assert.equal(seats.find("m_4"), null);
});

// -- the line --------------------------------------------------------------------------------------

/** @param {(() => Promise<any>)[]} answers */
function lineOf(...answers) {
  /** @type {{since: number | null, waitS: number}[]} */
  const asked = [];
  /** @type {{run: () => void, ms: number}[]} */
  const timers = [];
  const line = new StateLine({
    ask: (since, waitS) => {
      asked.push({ since, waitS });
      return answers[asked.length - 1]?.() ?? new Promise(() => {});
    },
    timers: { set: (run, ms) => timers.push({ run, ms }), clear: () => {} },
    now: () => asked.length * 60_000,
    random: () => 1,
  });
  /** @type {string[]} */
  const told = [];
  line.on("view", ({ version }) => told.push(`view ${version}`));
  line.on("status", ({ state }) => told.push(state));
  const tick = async () => {
    timers.pop()?.run();
    await settled();
  };
  return { line, asked, told, timers, tick };
}

const view = (/** @type {number} */ version) => async () => ({ version, state: {} });
const refused = (/** @type {string} */ code) => async () => {
  throw new RequestError(code, code);
};

test("a line asks for what comes after the newest version that it has", async () => {
  const { line, asked, told, tick } = lineOf(view(4), async () => null, view(5));
  line.start();
  await settled();
  await tick();
  await tick();
  await tick();
  assert.deepEqual(asked.map(({ since }) => since), [null, 4, 4, 5]);
  assert.deepEqual(told, ["connecting", "live", "view 4", "view 5"]);
});

test("who waits for players asks for what comes after nothing", async () => {
  const { line, asked, told, tick } = lineOf(refused("NOT_STARTED"), async () => null, view(1));
  line.start();
  await settled();
  await tick();
  await tick();
  assert.deepEqual(asked.map(({ since }) => since), [null, 0, 0]);
  assert.deepEqual(told, ["connecting", "waiting", "waiting", "live", "view 1"]);
});

test("a lost server is asked again, later each time, and at once when the network is back", async () => {
  const { line, timers, told, tick } = lineOf(refused("DISCONNECTED"), refused("SERVER_BUSY"), view(2));
  line.start();
  await settled();
  assert.deepEqual(timers.map(({ ms }) => ms), [500]);
  await tick();
  assert.deepEqual(timers.map(({ ms }) => ms), [1000]);
  line.retryNow();
  await settled();
  assert.deepEqual(told, ["connecting", "lost", "lost", "live", "view 2"]);
});

test("a match that is over for good is not asked for again", async () => {
  const { line, timers, told } = lineOf(refused("MATCH_OVER"));
  line.start();
  await settled();
  assert.deepEqual(told, ["connecting", "closed"]);
  assert.deepEqual(timers, []);
});

test("empty answers that come at once are not asked for in a hurry", async () => {
  const { line, timers } = lineOf(async () => null);
  line.now = () => 0;
  line.start();
  await settled();
  assert.equal(timers[0].ms >= 1000, true);
});

// -- the table -------------------------------------------------------------------------------------

const BOARD = { board: [0, -1, -1, -1, -1, -1, -1, -1, -1], winner: null, current: [1], gameover: false };

/** @param {object} [more] */
function tableOf(more = {}) {
  const part = () => /** @type {any} */ (document.createElement("div"));
  const elements = { title: part(), turn: part(), players: part(), board: part(), said: part() };
  const desk = { move: async () => true, say: () => {} };
  const table = new GameTable(elements, { game: "TicTacToe", moves: [], me: 0, watching: false, names: ["Ada", "Bob"], desk, ...more });
  return { table, elements };
}

test("turn and news are said together, and the title has the turn", () => {
  const { table, elements } = tableOf();
  table.show(BOARD, true);
  assert.equal(elements.turn.textContent, "It is Bob’s turn.");
  assert.equal(elements.said.textContent, "It is Bob’s turn.");
  table.show({ ...BOARD, board: [0, 1, -1, -1, -1, -1, -1, -1, -1], current: [0] });
  assert.equal(elements.said.textContent, "Bob takes top centre. Your turn.");
  assert.equal(document.title, "Your turn · Tic-tac-toe · Cosmic");
});

test("to who watches nobody is you", () => {
  const { table, elements } = tableOf({ watching: true });
  table.show({ ...BOARD, board: Array(9).fill(-1), current: [0] }, true);
  table.show(BOARD);
  assert.equal(elements.said.textContent, "Ada takes top left. It is Bob’s turn.");
  table.show({ ...BOARD, current: [], gameover: true, winner: 0 });
  assert.equal(elements.turn.textContent, "Ada has won.");
});

test("a game that was given up says by whom", () => {
  const { table, elements } = tableOf();
  table.forfeit = { player_id: 1, reason: "resigned" };
  table.show({ ...BOARD, current: [], gameover: true });
  assert.equal(elements.turn.textContent, "Bob has given the game up. You have won.");
  table.forfeit = { player_id: 0, reason: "timeout" };
  table.tell("");
  assert.equal(elements.turn.textContent, "You have run out of time. Bob has won.");
});

test("what the server refuses stands below the board, until a move is made", async () => {
  const part = () => /** @type {any} */ (document.createElement("div"));
  const answers = [refused("NOT_YOUR_TURN"), async () => ({})];
  const api = /** @type {any} */ ({ move: () => answers.shift()?.() });
  const note = part();
  const playing = new Playing({ api, seat: SEAT, makeTable: async () => tableOf().table, note, onSeen: () => {} });
  assert.equal(await playing.move({ position: 1 }), false);
  assert.equal(note.textContent, "It is not your turn.");
  assert.equal(await playing.move({ position: 1 }), true);
  assert.equal(note.textContent, "");
});

// -- replays ---------------------------------------------------------------------------------------

/** @type {import("../../static/cosmic/matches/replay.js").Entry[]} */
const ENTRIES = [
  { kind: "move", player_id: 0, args: { position: 4 } },
  { kind: "forfeit", player_id: 1, reason: "resigned" },
];
const STATES = [0, 1, 2].map((n) => ({ current: [], gameover: n === 2, n }));

function replayOf() {
  /** @type {number[]} */
  const shown = [];
  /** @type {boolean[]} */
  const playing = [];
  /** @type {(() => void)[]} */
  const timers = [];
  const replay = new Replay({
    entries: ENTRIES,
    states: STATES,
    onShow: (_, step) => void shown.push(step),
    onPlaying: (on) => void playing.push(on),
    timers: { set: (run) => timers.push(run), clear: () => {} },
  });
  return { replay, shown, playing, tick: () => timers.pop()?.() };
}

test("a replay plays to its end and begins anew from there", () => {
  const { replay, shown, playing, tick } = replayOf();
  replay.play();
  tick();
  tick();
  assert.deepEqual(shown, [1, 2]);
  assert.deepEqual(playing, [true, false]);
  replay.play();
  assert.equal(replay.step, 0);
});

test("a step by hand stays within the game and ends the playing", () => {
  const { replay, shown, playing } = replayOf();
  replay.play();
  replay.go(9);
  replay.go(-1);
  assert.deepEqual(shown, [2, 0]);
  assert.deepEqual(playing, [true, false]);
});

test("a step says who did what", () => {
  assert.equal(stepWords(ENTRIES, 0, NAMES), "The start.");
  assert.equal(stepWords(ENTRIES, 1, NAMES), "Ada: position 4.");
  assert.equal(stepWords(ENTRIES, 1, NAMES, "Ada takes centre."), "Ada takes centre.");
  assert.equal(stepWords(ENTRIES, 2, NAMES), "Bob gave the game up.");
});
