/** The control room's models: rooms, commands, the log, the agent form, its line. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  canChange,
  canDelete,
  changedAgent,
  freeId,
  newAgent,
  tickRate,
} from "../../static/cosmic/ops/agent-model.js";
import { Orders, orderWords } from "../../static/cosmic/ops/commands.js";
import { OpsLine } from "../../static/cosmic/ops/line.js";
import { EventLog, MOST } from "../../static/cosmic/ops/log.js";
import { Rooms, WINDOW_MS, budgetMs } from "../../static/cosmic/ops/rooms.js";
import { eventWords, spanWords } from "../../static/cosmic/ops/words.js";
import { FakeSocket, FakeTime, settled } from "./support/socket.mjs";

const LAPSES_S = 6;

/** @param {Partial<import("../../static/cosmic/ops/types.js").Room>} more */
function room(more = {}) {
  return /** @type {import("../../static/cosmic/ops/types.js").Room} */ ({
    system_id: "sol-1",
    name: "Sol",
    state: "live",
    tick: 100,
    tick_rate: 20,
    time_scale: 1,
    p50_ms: 2,
    p99_ms: 8,
    late_ms: 0.5,
    pilots: 3,
    entities: 40,
    npcs: 5,
    feeds: 1,
    worker_id: "w-1",
    epoch: 2,
    lease_age_s: 0.5,
    ...more,
  });
}

/** @param {Partial<import("../../static/cosmic/ops/types.js").Worker>} more */
function worker(more = {}) {
  return {
    worker_id: "w-1",
    host: "here",
    pid: 1,
    version: "1",
    rooms: 1,
    load: 0.2,
    up_s: 9,
    rss_mib: 90,
    ...more,
  };
}

/** @param {...import("../../static/cosmic/ops/types.js").Room} list */
function heard(...list) {
  const rooms = new Rooms(LAPSES_S);
  rooms.take({ rooms: list, workers: [worker()] }, 1000);
  return rooms;
}

/** @param {import("../../static/cosmic/ops/types.js").Room[]} list */
const ids = (list) => list.map(({ system_id }) => system_id);

test("totals count what runs, and name the room whose slow ticks take most of their budget", () => {
  const rooms = heard(
    room({ system_id: "a", p99_ms: 20, tick_rate: 10, pilots: 2 }), // 20 of 100 ms
    room({ system_id: "b", p99_ms: 12, tick_rate: 50, pilots: 1 }), // 12 of 20 ms
    room({
      system_id: "c",
      state: "stopped",
      p99_ms: 500,
      worker_id: "",
      lease_age_s: null,
      pilots: 0,
    }),
  );
  const totals = rooms.totals();
  assert.deepEqual([totals.rooms, totals.live, totals.pilots, totals.workers], [3, 2, 3, 1]);
  assert.equal(totals.worst?.room.system_id, "b");
  assert.equal(totals.worst?.share, 0.6);
  assert.equal(budgetMs(room({ tick_rate: 0 })), 0);
});

test("a lapsed lease is marked before slow ticks are; sleepers are never marked", () => {
  const rooms = heard();
  assert.equal(rooms.mark(room()), "");
  assert.equal(rooms.mark(room({ p99_ms: 51 })), "late");
  assert.equal(rooms.mark(room({ p99_ms: 51, state: "paused" })), "");
  assert.equal(rooms.mark(room({ p99_ms: 51, lease_age_s: 6.1 })), "lapsed");
  assert.equal(rooms.mark(room({ state: "asleep", lease_age_s: 900 })), "");
});

test("rooms are sorted by any column, numbers as numbers, and what says nothing comes last", () => {
  const rooms = heard(
    room({ system_id: "a", name: "Sol 10", pilots: 2, lease_age_s: 3 }),
    room({ system_id: "b", name: "Sol 9", pilots: 30, lease_age_s: null }),
    room({ system_id: "c", name: "Ash", pilots: 2, lease_age_s: 1, state: "asleep" }),
  );
  assert.deepEqual(ids(rooms.sorted("name", 1)), ["c", "b", "a"]);
  assert.deepEqual(ids(rooms.sorted("pilots", -1)), ["b", "c", "a"]);
  assert.deepEqual(ids(rooms.sorted("lease_age_s", 1)), ["c", "a", "b"]);
  assert.deepEqual(ids(rooms.sorted("lease_age_s", -1)), ["a", "c", "b"]);
  assert.equal(ids(rooms.sorted("state", -1))[0], "c");
});

test("five minutes of readings are kept of rooms that exist, and none of ticks that stand still", () => {
  const rooms = new Rooms(LAPSES_S);
  for (let n = 0; n <= 400; n += 1) {
    const state = n === 400 ? "paused" : "live";
    rooms.take(
      { rooms: [room({ state }), ...(n < 400 ? [room({ system_id: "b" })] : [])], workers: [] },
      n * 1000,
    );
  }
  const samples = rooms.samples.get("sol-1") ?? [];
  assert.equal(samples.length, WINDOW_MS / 1000 + 1);
  assert.equal(samples[0].at, 100_000);
  assert.deepEqual(samples.at(-1), { at: 400_000, p50: null, p99: null, late: null, pilots: 3 });
  assert.equal(rooms.samples.has("b"), false);
});

test("what is looked into first is the busiest system that is live", () => {
  const rooms = heard(
    room({ system_id: "a", state: "stopped", pilots: 9 }),
    room({ system_id: "b", pilots: 1 }),
    room({ system_id: "c", pilots: 2 }),
  );
  assert.equal(rooms.busiest(), "c");
  assert.equal(heard().busiest(), "");
});

test("an answer changes a room before the next beat does", () => {
  const rooms = heard(room());
  rooms.patch("sol-1", { state: "paused" });
  rooms.patch("nowhere", { state: "paused" });
  assert.equal(rooms.rooms.get("sol-1")?.state, "paused");
  assert.equal(rooms.rooms.size, 1);
});

/** @param {string} words @param {object} [more] */
const entry = (words, more = {}) => ({
  at: 0,
  kind: /** @type {const} */ ("events"),
  systemId: "sol-1",
  tick: 5,
  words,
  ...more,
});

test("the log is bounded, newest first, and filtered by kind, system and words", () => {
  const log = new EventLog();
  for (let n = 1; n <= MOST + 20; n += 1) log.add(entry(`event ${n}`));
  assert.equal(log.entries.length, MOST);
  assert.equal(log.shown()[0].words, `event ${MOST + 20}`);
  log.add(entry("Pause: done.", { kind: "commands", systemId: "vega" }));
  log.add(entry("Connected.", { kind: "line", systemId: "" }));
  log.filter.systemId = "vega";
  assert.deepEqual(
    log.shown().map(({ words }) => words),
    ["Connected.", "Pause: done."],
  );
  log.filter.kinds.delete("line");
  log.filter.text = "PAUSE";
  assert.deepEqual(
    log.shown().map(({ words }) => words),
    ["Pause: done."],
  );
});

test("a log that is held still says how much has come since, and forgets nothing of it", () => {
  const log = new EventLog();
  log.add(entry("one"));
  log.pause(true);
  log.add(entry("two"));
  log.add(entry("three"));
  assert.deepEqual(
    log.shown().map(({ words }) => words),
    ["one"],
  );
  assert.equal(log.waiting, 2);
  log.clear();
  assert.deepEqual([log.shown().length, log.waiting], [0, 0]);
  log.add(entry("four"));
  assert.equal(log.waiting, 1);
  log.pause(false);
  assert.deepEqual(
    log.shown().map(({ words }) => words),
    ["four"],
  );
});

test("what is copied is what is shown, a line each, oldest first", () => {
  const log = new EventLog();
  log.add(entry("one"));
  log.add(entry("two", { systemId: "", tick: null, kind: "line" }));
  assert.equal(
    log.text(),
    "1970-01-01T00:00:00.000Z\tevents\tsol-1\t5\tone\n1970-01-01T00:00:00.000Z\tline\t-\t-\ttwo",
  );
});

function desk() {
  /** @type {{type: string, payload: Record<string, any>}[]} */
  const sent = [];
  const time = { now: 0 };
  const line = { up: true };
  /** @type {string[]} */
  const told = [];
  const orders = new Orders({
    send: (type, payload) => (line.up ? sent.push({ type, payload }) : 0),
    now: () => time.now,
    onChange: ({ type, state }) => void told.push(`${type} ${state}`),
    nameOf: (id) => (id === "n_1" ? "Grim" : id),
  });
  /** @param {string} type @param {number} seq @param {object} [payload] */
  const answer = (type, seq, payload = {}) =>
    orders.take({ type, seq: 1, ts: 0, payload: { request_seq: seq, ...payload } });
  return { orders, sent, time, line, told, answer };
}

test("a command is sent, accepted and done, each found by what it answers", () => {
  const { orders, sent, time, told, answer } = desk();
  const rate = orders.give("set_tick_rate", "sol-1", { tick_rate: 5 });
  orders.give("pause", "sol-1");
  assert.deepEqual(sent[0], {
    type: "set_tick_rate",
    payload: { system_id: "sol-1", tick_rate: 5 },
  });
  answer("command_ack", 1, { command_type: "set_tick_rate", status: "accepted" });
  time.now = 42;
  assert.equal(answer("tick_rate_changed", 1, { tick_rate: 5, tick: 77 }), rate);
  assert.deepEqual(told, [
    "set_tick_rate sent",
    "pause sent",
    "set_tick_rate accepted",
    "set_tick_rate done",
  ]);
  assert.equal(
    orderWords(rate),
    "Set the tick rate to 5 Hz: done in 42 ms. It ticks at 5 Hz. Tick 77.",
  );
  assert.equal(answer("tick_rate_changed", 1), null);
  assert.equal(orders.recent[0].type, "pause");
});

test("a refusal is told in the server's words, with its code", () => {
  const { orders, answer } = desk();
  const order = orders.give("delete_agent", "sol-1", { agent_id: "x" });
  answer("error", 1, {
    code: "UNKNOWN_AGENT",
    error_message: "There is no agent of that id.",
    tick: 9,
  });
  assert.equal(
    orderWords(order),
    "Delete x: refused. There is no agent of that id. (UNKNOWN_AGENT) Tick 9.",
  );
});

test("a deleted agent's outcome is the event that it is gone", () => {
  const { orders, answer } = desk();
  const order = orders.give("delete_agent", "sol-1", { agent_id: "n_1" });
  answer("world_event", 1, { data: { event_type: "agent_removed", agent_id: "n_1" }, tick: 3 });
  assert.equal(order.words, "Grim is gone.");
});

test("watching is done when it is accepted; quiet commands are not among the recent ones", () => {
  const { orders, answer } = desk();
  const order = orders.give("watch", "sol-1", { agent_rate: 5 }, { quiet: true });
  answer("command_ack", 1, { command_type: "watch", status: "accepted" });
  assert.equal(order.state, "done");
  assert.equal(orders.recent.length, 0);
});

test("nothing is said to be done when the line goes, was never there, or nobody answers", () => {
  const { orders, time, line, answer } = desk();
  const silent = orders.give("stop", "sol-1");
  const taken = orders.give("start", "sol-1");
  answer("command_ack", 2, { command_type: "start", status: "accepted" });
  time.now = 9_999;
  orders.sweep();
  assert.equal(silent.state, "sent");
  time.now = 10_000;
  orders.sweep();
  assert.equal(silent.words, "No answer came.");
  assert.equal(taken.words, "Taken, but no outcome came.");
  const cut = orders.give("pause", "sol-1");
  orders.drop();
  assert.equal(cut.state, "lost");
  line.up = false;
  assert.equal(orders.give("pause", "sol-1").state, "lost");
  assert.equal(orders.open.size, 0);
});

test("a new agent needs an id and a place; what is left empty is left out", () => {
  const filled = {
    agent_id: " op-1 ",
    agent_kind: "pirate",
    x: "−10.5",
    y: "20",
    vx: "",
    name: " Grim ",
    behaviour: "",
  };
  assert.deepEqual(newAgent(filled), {
    payload: {
      agent_id: "op-1",
      agent_kind: "pirate",
      agent_data: { x: -10.5, y: 20, name: "Grim" },
    },
  });
  assert.deepEqual(newAgent({ ...filled, agent_id: " " }), {
    error: "Give the agent an id.",
    field: "agent_id",
  });
  assert.deepEqual(newAgent({ ...filled, y: "" }), {
    error: "Say where: y is missing.",
    field: "y",
  });
  assert.deepEqual(newAgent({ ...filled, vx: "fast" }), { error: "vx is a number.", field: "vx" });
  assert.deepEqual(newAgent({ ...filled, hp: "0" }), {
    error: "The hull is above 0.",
    field: "hp",
  });
});

/** @param {Partial<import("../../static/cosmic/ops/types.js").Agent>} more */
const agent = (more) =>
  /** @type {import("../../static/cosmic/ops/types.js").Agent} */ ({
    agent_id: "n_1",
    kind: "pirate",
    name: "Grim",
    x: 0,
    y: 0,
    ...more,
  });

test("of an agent only what was filled in changes, and a pilot keeps their name and will", () => {
  const fields = { x: "5", y: "", name: "Ash", behaviour: "idle" };
  assert.deepEqual(changedAgent(fields, agent({})), {
    payload: { agent_id: "n_1", agent_data: { x: 5, name: "Ash", behaviour: "idle" } },
  });
  assert.deepEqual(changedAgent(fields, agent({ agent_id: "s_4", kind: "pilot" })), {
    payload: { agent_id: "s_4", agent_data: { x: 5 } },
  });
  assert.ok("error" in changedAgent({ x: "" }, agent({})));
  assert.deepEqual(
    [canDelete(agent({ kind: "pilot" })), canChange(agent({ kind: "pilot" }))],
    [false, true],
  );
  assert.deepEqual(
    [canDelete(agent({ kind: "loot" })), canChange(agent({ kind: "loot" }))],
    [false, false],
  );
});

test("an id is suggested that nobody has, and a rate is a number above zero", () => {
  assert.equal(
    freeId((id) => ["op-1", "op-2"].includes(id)),
    "op-3",
  );
  assert.deepEqual(tickRate(" 2,5 "), { rate: 2.5 });
  for (const text of ["", "fast", "0", "-3", "Infinity"])
    assert.ok("error" in tickRate(text), text);
});

test("an event that this page does not know is told field by field, with names for ids", () => {
  const nameOf = (/** @type {string} */ id) => (id === "s_1" ? "Vela" : id);
  assert.equal(
    eventWords(
      { event_type: "ship_hit", source_id: "s_1", damage: 4.25, parts: ["x"], by: "n_2" },
      nameOf,
    ),
    "Ship hit: source Vela, damage 4.3, by n_2.",
  );
  assert.equal(
    eventWords(
      { event_type: "hit", source_id: "s_1", target_id: "n_2", damage: 4, target_hp: 20.5 },
      nameOf,
    ),
    "Vela hit n_2 for 4; 20.5 of its hull are left.",
  );
  assert.equal(
    eventWords({ event_type: "encounter_began", target_id: "s_1", pirate_ids: ["n_1"] }, nameOf),
    "Pirates came for Vela: one.",
  );
  assert.equal(eventWords({ event_type: "market_moved" }, nameOf), "Market moved.");
  assert.equal(spanWords(11_100), "3 h 5 min");
});

function staffLine() {
  const time = new FakeTime();
  /** @type {FakeSocket[]} */
  const sockets = [];
  let tokens = 0;
  const line = new OpsLine(
    {
      bootstrap: async () =>
        /** @type {any} */ ({
          ws_url: "wss://cosmic.test/ws",
          access_token: `token-${++tokens}`,
          system_id: "sol-1",
        }),
      openSocket: (url, subprotocol) => {
        const socket = new FakeSocket(url, subprotocol);
        sockets.push(socket);
        return socket;
      },
      timers: time.timers,
      now: () => time.now,
      epoch: () => 0,
      random: () => 0.5,
    },
    "/ws/ops",
  );
  /** @type {import("../../static/cosmic/net/connection.js").LinkStatus[]} */
  const statuses = [];
  line.on("status", (status) => statuses.push(status));
  return { line, sockets, statuses, time };
}

test("the line logs in, asks for the rooms, and does so again after a loss", async () => {
  const { line, sockets, statuses, time } = staffLine();
  line.start();
  await settled();
  for (const n of [0, 1]) {
    assert.equal(sockets[n].url, "/ws/ops");
    sockets[n].onopen?.({});
    await settled();
    sockets[n].reply("auth.ok", { player_id: "p_1", protocol_version: 1 });
    await settled();
    assert.equal(sockets[n].last.type, "watch_rooms");
    sockets[n].reply("command_ack", { command_type: "watch_rooms", status: "accepted" });
    await settled();
    assert.equal(statuses.at(-1)?.state, "live");
    sockets[n].end(1012);
    await time.pass(1000);
  }
});

test("who is no staff, or no longer, is told so and not connected again", async () => {
  const { line, sockets, statuses, time } = staffLine();
  line.start();
  await settled();
  sockets[0].onopen?.({});
  await settled();
  sockets[0].reply("auth.error", { code: "FORBIDDEN", message: "You may not do that." });
  await settled();
  assert.deepEqual(
    [statuses.at(-1)?.state, statuses.at(-1)?.message],
    ["refused", "Only staff may look in here."],
  );
  await time.pass(60_000);
  assert.equal(sockets.length, 1);
  line.start();
  await settled();
  sockets[1].end(4004);
  assert.equal(statuses.at(-1)?.message, "Your access to the control room has ended.");
});

test("a token that has run out is changed for a fresh one, and the line comes back", async () => {
  const { line, sockets, statuses, time } = staffLine();
  line.start();
  await settled();
  sockets[0].onopen?.({});
  await settled();
  sockets[0].reply("auth.ok", { player_id: "p_1", protocol_version: 1 });
  await settled();
  sockets[0].reply("command_ack", { command_type: "watch_rooms", status: "accepted" });
  await settled();
  const words = "This token has expired.";
  sockets[0].deliver("error", { code: "INVALID_TOKEN", message: words, error_message: words });
  sockets[0].end(4004);
  assert.equal(statuses.at(-1)?.state, "waiting");
  await time.pass(1000);
  assert.equal(sockets.length, 2);
  sockets[1].onopen?.({});
  await settled();
  assert.equal(sockets[1].last.payload.token, "token-2");
});
