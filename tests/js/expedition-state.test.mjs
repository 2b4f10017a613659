import assert from "node:assert/strict";
import { test } from "node:test";

import { ExpeditionApi } from "../../static/cosmic/expedition/api.js";
import { csrfToken } from "../../static/cosmic/net/csrf.js";
import { Game } from "../../static/cosmic/expedition/game.js";
import { ExpeditionLine } from "../../static/cosmic/expedition/live.js";
import { newsOf } from "../../static/cosmic/expedition/news.js";
import { linePoints, plotWords, valueMarks } from "../../static/cosmic/expedition/plot.js";
import { Chronicle, ExpeditionStore } from "../../static/cosmic/expedition/store.js";
import {
  costWords,
  creditWords,
  dangerWords,
  effectWords,
  momentWords,
  percentWords,
} from "../../static/cosmic/expedition/words.js";
import { eventState, sampleOptions, sampleState } from "./support/expedition.mjs";
import { FakeSocket, FakeTime, settled } from "./support/socket.mjs";

/** An API whose server is a list of prepared answers. @param {any[]} answers */
function api(answers) {
  /** @type {{url: string, method: string, headers: any, body: any}[]} */
  const sent = [];
  const made = new ExpeditionApi({
    root: "/api",
    cookies: () => "a=1; csrftoken=tok%3D; b=2",
    fetch: async (url, init) => {
      sent.push({ url, method: init.method ?? "", headers: init.headers, body: init.body });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      const { status = 200, ...body } = answer;
      return /** @type {any} */ ({ ok: status < 400, status, json: async () => body });
    },
  });
  return { api: made, sent };
}

test("a state that comes late by another way changes nothing", () => {
  const store = new ExpeditionStore();
  /** @type {number[]} */
  const seen = [];
  store.on("state", ({ revision }) => seen.push(revision));
  assert.ok(store.take({ ...sampleState(), revision: 8 }));
  assert.ok(!store.take({ ...sampleState(), revision: 8 }));
  assert.ok(!store.take({ ...sampleState(), revision: 7 }));
  assert.ok(store.take({ ...sampleState(), revision: 2, session_id: "other" }));
  assert.deepEqual(seen, [8, 2]);
});

test("prices of flights do not outlive the place that they are for", () => {
  const store = new ExpeditionStore();
  store.take(sampleState());
  store.takeOptions(sampleOptions());
  store.take({ ...sampleState(), revision: 8 });
  assert.equal(store.options.length, 4);
  store.take({ ...sampleState(), revision: 9, current_node_id: "r0n0" });
  assert.deepEqual(store.options, []);
});

test("what happens is told once, though the answer and the push both say it", () => {
  /** @type {string[]} */
  const told = [];
  const chronicle = new Chronicle((words) => told.push(words));
  chronicle.hear("answers", "You mine 3.", "mine");
  chronicle.hear("pushes", "You mine 3.", "mine");
  chronicle.hear("pushes", "You mine 3.", "mine");
  chronicle.hear("answers", "You mine 3.", "mine");
  chronicle.hear("pushes", "From another tab.", "navigation");
  chronicle.hear("answers", "", "nothing");
  assert.deepEqual(told, ["You mine 3.", "You mine 3.", "From another tab."]);
});

test("a request that changes something proves where it comes from", async () => {
  const { api: made, sent } = api([{ success: true, saves: [] }, { success: true }]);
  await made.saves();
  await made.save(2, "a/b");
  assert.equal(sent[0].headers["X-CSRFToken"], undefined);
  assert.equal(sent[1].headers["X-CSRFToken"], "tok=");
  assert.equal(sent[1].body, '{"session_id":"a/b"}');
  assert.equal(csrfToken("x=1"), "");
});

test("a session's name is safe in an address", async () => {
  const { api: made, sent } = api([{}]);
  await made.state("a/b ?");
  assert.equal(sent[0].url, "/api/game/state/a%2Fb%20%3F");
});

test("what the server says of an error comes through; what it does not say is put in words", async () => {
  const { api: made } = api([
    { status: 400, code: "DAMAGED_SAVE", error: "This is not the file of a save." },
    { status: 502 },
    new TypeError("network"),
  ]);
  await assert.rejects(made.import(1, "{"), {
    code: "DAMAGED_SAVE",
    message: "This is not the file of a save.",
  });
  await assert.rejects(made.saves(), { message: "The server answered 502." });
  await assert.rejects(made.saves(), { code: "DISCONNECTED" });
});

/** A game whose parts note what they get. @param {any[]} answers */
function game(answers) {
  const { api: made, sent } = api(answers);
  /** @type {[string, string][]} */
  const toasts = [];
  /** @type {string[]} */
  const told = [];
  const store = new ExpeditionStore();
  const played = new Game({
    api: made,
    store,
    line: { watch: () => {} },
    toast: (words, tone) => toasts.push([words, tone]),
    tell: (words) => told.push(words),
    onBusy: () => {},
  });
  return { game: played, sent, toasts, told, store };
}

test("a rule that says no is told, and nothing else happens", async () => {
  const {
    game: played,
    toasts,
    told,
  } = game([
    sampleState(),
    { options: sampleOptions() },
    {
      success: false,
      result: { event: "The tank is empty.", event_type: "error" },
      game_state: sampleState(),
    },
  ]);
  await played.open("default");
  await settled();
  assert.equal(await played.fly("r0n0"), false);
  assert.deepEqual(toasts, [["The tank is empty.", "warning"]]);
  assert.deepEqual(told, []);
});

test("a flight names a node or a region, and not the place where one is", async () => {
  const next = { ...sampleState(), revision: 8 };
  const done = {
    success: true,
    result: { event: "You fly.", event_type: "navigation" },
    game_state: next,
  };
  const { game: played, sent } = game([
    sampleState(),
    { options: sampleOptions() },
    done,
    { options: sampleOptions() },
    done,
  ]);
  await played.open("default");
  await settled();
  assert.equal(await played.fly("r0n1"), false);
  await played.fly("r0n0");
  await settled();
  await played.fly("r1");
  const bodies = sent.filter(({ method }) => method === "POST").map(({ body }) => JSON.parse(body));
  assert.deepEqual(bodies, [
    { action: "navigate", target_node_id: "r0n0" },
    { action: "navigate", target_region_id: "r1" },
  ]);
});

test("one action at a time: an impatient second press is not sent", async () => {
  const answer = {
    success: true,
    result: { event: "", event_type: "scan" },
    game_state: sampleState(),
  };
  const { game: played, sent } = game([answer]);
  const [first, second] = await Promise.all([
    played.act({ action: "scan" }),
    played.act({ action: "scan" }),
  ]);
  assert.deepEqual([first, second], [true, false]);
  assert.equal(sent.filter(({ method }) => method === "POST").length, 1);
});

test("a pushed state waits for the answer, so that what it offers can be pressed", async () => {
  const next = { ...sampleState(), revision: 8, game_over: true };
  const answer = { success: true, result: { event: "", event_type: "scan" }, game_state: next };
  const { game: played, store } = game([answer]);
  const acted = played.act({ action: "scan" });
  played.take(next);
  played.take({ ...next, revision: 9 });
  /** @type {[number, boolean][]} */
  const seen = [];
  store.on("state", ({ revision }) => seen.push([revision, played.busy]));
  await acted;
  assert.deepEqual(seen, [
    [8, true],
    [9, false],
  ]);
  played.take({ ...next, revision: 10 });
  assert.deepEqual(seen.at(-1), [10, false]);
});

test("a lost server is said, and the next action is possible", async () => {
  const { game: played, toasts } = game([new TypeError("network"), new TypeError("network")]);
  assert.equal(await played.act({ action: "scan" }), false);
  assert.equal(await played.act({ action: "scan" }), false);
  assert.equal(toasts.length, 2);
  assert.match(toasts[0][0], /cannot be reached/);
});

test("the line joins the expedition, takes its pushes, and follows to another one", async () => {
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {any[]} */
  const states = [];
  /** @type {string[]} */
  const status = [];
  const line = new ExpeditionLine(
    {
      bootstrap: async () =>
        /** @type {any} */ ({ ws_url: "/ws", access_token: "t", system_id: "sol-1" }),
      openSocket: (url, subprotocol) => {
        const socket = new FakeSocket(url, subprotocol);
        sockets.push(socket);
        return socket;
      },
      timers: new FakeTime().timers,
    },
    {
      onState: (state) => states.push(state.revision),
      onEvent: ({ message }) => states.push(message),
      onGone: () => states.push("gone"),
      onStatus: ({ state }) => status.push(state),
    },
  );
  line.watch("default");
  await settled();
  const [socket] = sockets;
  socket.onopen?.({});
  await settled();
  socket.reply("auth.ok", {});
  await settled();
  assert.deepEqual(socket.last.payload, { session_id: "default" });
  assert.equal(socket.last.type, "join_session", "no ship is taken over in a star system");
  socket.reply("joined_session", { session_id: "default" });
  await settled();
  assert.equal(status.at(-1), "live");
  socket.deliver("game_state", { ...sampleState(), revision: 9 });
  socket.deliver("game_event", {
    session_id: "default",
    type: "mine",
    message: "Ore.",
    choices: [],
  });
  socket.deliver("game_state", { ...sampleState(), session_id: "other", revision: 10 });
  socket.deliver("left_session", { session_id: "default" });
  assert.deepEqual(states, [9, "Ore.", "gone"]);
  line.watch("other");
  await settled();
  assert.equal(socket.last.type, "leave_session");
  socket.reply("left_session", { session_id: "default" });
  await settled();
  assert.deepEqual(socket.last.payload, { session_id: "other" });
});

test("news leave out what stands on the event's and the quest's own cards", () => {
  const state = eventState();
  const { title, text } = /** @type {any} */ (state.current_event);
  state.last_event = `You reach Hask. ${title}. ${text} A job is on offer.`;
  assert.equal(newsOf(state), "You reach Hask. A job is on offer.");
});

test("numbers are words that people read", () => {
  assert.equal(creditWords(12345), "12,345 cr");
  assert.equal(percentWords(0.655), "66 %");
  assert.equal(costWords({ credits: 120, fuel: 5, med_pack: 2 }), "120 cr, 5 fuel, 2 med pack");
  assert.equal(
    effectWords({ max_hp: 20, fuel_efficiency: 0.8, accuracy: 0.2 }),
    "hull +20, fuel efficiency × 0.8, accuracy +0.2",
  );
  assert.deepEqual(
    [0.1, 0.25, 0.8].map((level) => dangerWords(level).tone),
    ["safe", "warn", "danger"],
  );
  const now = new Date(2026, 2, 1, 18);
  assert.equal(momentWords(new Date(2026, 2, 1, 9, 5).toISOString(), now), "today 09:05");
  assert.match(momentWords(new Date(2026, 1, 3, 9, 5).toISOString(), now), /^3 Feb/);
  assert.equal(momentWords("never", now), "");
});

test("a plot has round marks around its values, and says itself in words", () => {
  assert.deepEqual(valueMarks(0, 800), [0, 200, 400, 600, 800]);
  assert.deepEqual(valueMarks(0, 0), [0, 1]);
  const { history } = sampleState();
  assert.equal(
    linePoints(history.slice(0, 2), ({ wealth }) => wealth, 0, 1000),
    "0.0,100.0 1000.0,80.0",
  );
  assert.match(plotWords(history), /wealth from 500 to 640/);
});
