/** The cockpit reads and writes the same files that the server's tests read: neither can drift. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { Connection } from "../../static/cosmic/net/connection.js";
import {
  CLOSE,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
  decodeEnvelope,
  encodeEnvelope,
} from "../../static/cosmic/net/messages.js";
import { PendingRequests, RequestError } from "../../static/cosmic/net/requests.js";
import { Combat } from "../../static/cosmic/state/combat.js";
import { Store } from "../../static/cosmic/state/store.js";
import { lossWords } from "../../static/cosmic/ui/loss.js";

const GOLDEN = new URL("../golden/", import.meta.url);
const TIMERS = { set: () => 0, clear: () => {} };

/** @param {string} path */
const text = (path) => readFileSync(new URL(path, GOLDEN), "utf8");

/** @param {'client' | 'server'} side @returns {Map<string, any>} */
function examples(side) {
  const names = readdirSync(new URL(`protocol/${side}/`, GOLDEN)).sort();
  return new Map(
    names.map((name) => [name.replace(/\.json$/, ""), JSON.parse(text(`protocol/${side}/${name}`))]),
  );
}

const CLIENT = examples("client");
const SERVER = examples("server");
const DOCUMENT = JSON.parse(text("asyncapi.json"));

/** @param {string} type */
function example(type) {
  const found = SERVER.get(type) ?? CLIENT.get(type);
  assert.ok(found, `no example of ${type}`);
  return found;
}

test("version, sub-protocol and close codes are those of the document", () => {
  const live = DOCUMENT.channels.live;
  assert.equal(String(PROTOCOL_VERSION), DOCUMENT.info.version);
  const offered = live.bindings.ws.headers.properties["Sec-WebSocket-Protocol"].enum;
  assert.ok(offered.includes(SUBPROTOCOL));
  /** @type {[string, number][]} */
  const codes = live["x-close-codes"].map((/** @type {any} */ row) => [row.name, row.code]);
  assert.deepEqual({ ...CLOSE }, Object.fromEntries(codes));
});

for (const [type, message] of SERVER) {
  test(`${type} is read as it is written`, () => {
    assert.deepEqual(decodeEnvelope(text(`protocol/server/${type}.json`)), message);
    assert.equal(message.type, type);
  });
}

for (const [type, message] of CLIENT) {
  test(`${type} is written as the server reads it`, () => {
    const frame = encodeEnvelope(message.type, message.seq, message.payload, message.ts);
    assert.deepEqual(JSON.parse(frame), message);
    assert.equal(message.type, type);
  });
}

test("a snapshot and a delta fill the store", () => {
  const store = new Store();
  const snapshot = example("world.snapshot").payload;
  store.join(example("session.joined").payload);
  store.applySnapshot(snapshot);
  assert.deepEqual(store.you, snapshot.you);
  assert.equal(store.tick, snapshot.tick);
  assert.deepEqual([...store.stations.values()], snapshot.stations);
  assert.deepEqual([...store.gates.values()], snapshot.gates);
  assert.deepEqual([...store.zones.values()], snapshot.zones);
  for (const entity of snapshot.entities) {
    for (const [key, value] of Object.entries(entity)) {
      assert.equal(/** @type {any} */ (store.entities.get(entity.id))[key], value);
    }
  }
  const delta = example("world.delta").payload;
  /** @type {string[]} */
  const kinds = [];
  store.on("event", (event) => void kinds.push(event.kind));
  store.applyDelta(delta);
  assert.deepEqual(store.you, { ...snapshot.you, ...delta.you });
  assert.deepEqual(store.zoneContext, delta.you_zone_context);
  assert.deepEqual(kinds, delta.events.map((/** @type {any} */ event) => event.kind));
  for (const id of delta.entity_removed) assert.ok(!store.entities.has(id));
  for (const update of delta.entity_updates) {
    for (const [key, value] of Object.entries(update)) {
      assert.equal(/** @type {any} */ (store.entities.get(update.id))[key], value);
    }
  }
  for (const event of delta.events.filter((/** @type {any} */ e) => e.kind === "market_changed")) {
    for (const price of event.prices) {
      assert.deepEqual(store.markets.get(event.station_id)?.get(price.commodity_id), price);
    }
  }
});

test("each reply settles the request that it answers", async () => {
  for (const operation of Object.values(DOCUMENT.operations)) {
    for (const { $ref } of operation.reply?.messages ?? []) {
      const reply = example($ref.split("/").at(-1));
      if (reply.payload.request_seq === undefined) continue; // a pong carries the ping's payload
      const requests = new PendingRequests(TIMERS);
      const answer = requests.expect(reply.payload.request_seq, 1000);
      assert.ok(requests.settle(reply), reply.type);
      if (reply.type.endsWith("error")) {
        await assert.rejects(answer, (error) => {
          assert.ok(error instanceof RequestError);
          assert.equal(error.code, reply.payload.code);
          assert.equal(error.message, reply.payload.message);
          return true;
        });
      } else {
        assert.equal(await answer, reply);
      }
    }
  }
});

test("a connection goes live on the examples, and says what the document describes", async () => {
  /** @type {any[]} */
  const sent = [];
  /** @type {any} */
  const socket = {
    readyState: 1,
    send: (/** @type {string} */ frame) => sent.push(JSON.parse(frame)),
    close() {},
  };
  const boot = {
    protocol_version: 1,
    system_id: example("session.joined").payload.system_id,
    ws_url: "ws://here/ws",
    access_token: example("auth.login").payload.token,
    player: { id: "p_7", username: "Vega", credits: 5000 },
    ship: {},
  };
  const connection = new Connection({
    bootstrap: async () => boot,
    openSocket: () => socket,
    timers: TIMERS,
    now: () => 48211.3,
    epoch: () => example("auth.login").ts,
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  connection.start();
  await settle();
  socket.onopen();
  await settle();
  for (const type of ["auth.ok", "session.joined"]) {
    socket.onmessage({ data: text(`protocol/server/${type}.json`) });
    await settle();
  }
  assert.equal(connection.state, "live");
  const [login, join, ping] = sent;
  assert.deepEqual(login, example("auth.login"));
  assert.deepEqual(join, example("session.join_system"));
  assert.deepEqual(ping.payload, example("net.ping").payload);
  socket.onmessage({ data: text("protocol/server/net.pong.json") });
  assert.equal(connection.state, "live");
});

test("a fight, a loss and an encounter are understood as they are written", () => {
  const store = new Store();
  store.join(example("session.joined").payload);
  store.applySnapshot(example("world.snapshot").payload);
  const world = /** @type {any} */ ({ store, pose: { x: 0, y: 0 }, flying: true });
  const combat = new Combat(world);
  const fight = example("combat.event").payload;
  combat.take(fight, 0);
  assert.equal(combat.isFresh(fight.target_id, 1), fight.kind === "hit");
  combat.hunted(example("encounter.began").payload.pirate_ids);
  assert.equal(combat.hunters.size, example("encounter.began").payload.pirate_ids.length);
  const lost = example("ship.lost").payload;
  const { cause, tow } = lossWords(lost, "Earth", (id) => id);
  assert.ok(cause.includes(lost.killer_name));
  assert.ok(tow.includes(lost.fee.toLocaleString("en-US")));
});

/** Members of each shape that the cockpit's types name: `@property` lines of messages.js. */
function typedefs() {
  const source = readFileSync(new URL("../../static/cosmic/net/messages.js", import.meta.url), "utf8");
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  let members = new Set();
  for (const line of source.split("\n")) {
    const start = /@typedef \{object\} (\w+)/.exec(line);
    if (start) found.set(start[1], (members = new Set()));
    const member = /@property \{.*\} \[?(\w+)\]?/.exec(line);
    if (member) members.add(member[1]);
  }
  return found;
}

const SHAPES = { EntityUpdate: "Entity" };
const OF_THE_ENVELOPE = new Set(["request_seq"]); // read once, where requests are settled

for (const [name, members] of typedefs()) {
  const shape = DOCUMENT.components.schemas[SHAPES[/** @type {'EntityUpdate'} */ (name)] ?? name];
  if (!shape) continue; // not of the live protocol
  test(`the cockpit's ${name} has the members of the document's`, () => {
    const described = Object.keys(shape.properties).filter((key) => !OF_THE_ENVELOPE.has(key));
    assert.deepEqual([...members].sort(), described.sort());
  });
}
