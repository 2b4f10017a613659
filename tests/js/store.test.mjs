import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../../static/cosmic/state/store.js";

const ENTITY = { kind: "player_ship", name: "ada", x: 1, y: 2, vx: 3, vy: 4, r: 0.5, hp: 100 };
const PRICE = { commodity_id: "food", buy: 9, sell: 7, stock: 320 };

/** @param {any} [changes] @returns {any} */
function snapshot(changes = {}) {
  return {
    tick: 100,
    you: {
      ship_id: "s_1",
      credits: 5000,
      hull: 100,
      fuel: 100,
      cargo: [],
      ack: 0,
      docked_at: null,
    },
    entities: [
      { id: "s_1", ...ENTITY },
      { id: "s_2", ...ENTITY, name: "bob" },
    ],
    markets: [{ station_id: "earth", prices: [PRICE] }],
    zones: [],
    stations: [{ station_id: "earth", name: "Earth", x: 0, y: 0 }],
    gates: [],
    ...changes,
  };
}

/** @param {any} [changes] @returns {any} */
function delta(changes = {}) {
  return {
    tick: 101,
    entity_updates: [],
    entity_removed: [],
    events: [],
    you_zone_context: {
      zone_ids: [],
      blended_risk: 0.15,
      blended_security: 0.35,
      blended_profit_multiplier: 1,
    },
    ...changes,
  };
}

/** @param {Store} store @param {string} id */
function entity(store, id) {
  return store.entities.get(id) ?? assert.fail(`${id} is not there`);
}

function filled() {
  const store = new Store();
  store.applySnapshot(snapshot());
  return store;
}

test("a snapshot replaces everything", () => {
  const store = filled();
  store.applySnapshot(snapshot({ tick: 200, entities: [{ id: "s_3", ...ENTITY }], markets: [] }));
  assert.deepEqual([...store.entities.keys()], ["s_3"]);
  assert.equal(store.markets.size, 0);
  assert.equal(store.tick, 200);
});

test("a snapshot keeps the path of those that it still names", () => {
  const store = filled();
  const track = entity(store, "s_2").track;
  store.applySnapshot(snapshot({ tick: 110 }));
  assert.equal(entity(store, "s_2").track, track);
});

test("an update changes only what it names", () => {
  const store = filled();
  store.applyDelta(delta({ entity_updates: [{ id: "s_2", x: 50, hp: 80 }] }));
  const { x, y, name, hp, hp_max } = entity(store, "s_2");
  assert.deepEqual({ x, y, name, hp, hp_max }, { x: 50, y: 2, name: "bob", hp: 80, hp_max: 100 });
});

test("removal comes before updates: an id in both is there, complete, afterwards", () => {
  const store = filled();
  store.applyDelta(delta({ entity_removed: ["s_2"], entity_updates: [{ id: "s_2", ...ENTITY }] }));
  const back = entity(store, "s_2");
  assert.equal(back.name, "ada");
  assert.equal(back.track.count, 1, "its path begins anew");
});

test("an entity that leaves is gone at once", () => {
  const store = filled();
  store.applyDelta(delta({ entity_removed: ["s_2", "never_seen"] }));
  assert.equal(store.entities.has("s_2"), false);
});

test("a delta's you holds only what changed", () => {
  const store = filled();
  store.applyDelta(delta({ you: { fuel: 99.5, ack: 12 } }));
  assert.equal(store.you.fuel, 99.5);
  assert.equal(store.you.ack, 12);
  assert.equal(store.you.credits, 5000);
});

test("a changed market replaces the rows that it names and keeps the others", () => {
  const store = new Store();
  const water = { ...PRICE, commodity_id: "water" };
  store.applySnapshot(snapshot({ markets: [{ station_id: "earth", prices: [PRICE, water] }] }));
  /** @type {string[]} */
  const heard = [];
  store.on("market", (station) => heard.push(station));
  const prices = [{ ...PRICE, buy: 10, stock: 300 }];
  store.applyDelta(delta({ events: [{ kind: "market_changed", station_id: "earth", prices }] }));
  assert.equal(store.markets.get("earth")?.get("food")?.buy, 10);
  assert.equal(store.markets.get("earth")?.get("water")?.buy, 9);
  assert.deepEqual(heard, ["earth"]);
});

test("a delta that is older than the newest word is ignored", () => {
  const store = filled();
  store.applyDelta(delta({ tick: 99, entity_removed: ["s_2"] }));
  assert.equal(store.entities.has("s_2"), true);
});

test("listeners hear of the pilot after the whole message is applied", () => {
  const store = filled();
  /** @type {number | null} */
  let seen = null;
  store.on("you", () => {
    seen = entity(store, "s_1").x;
  });
  store.applyDelta(delta({ you: { hull: 90 }, entity_updates: [{ id: "s_1", x: 77 }] }));
  assert.equal(seen, 77);
});

test("joining another system forgets the places of the old one, joining the same keeps them", () => {
  const store = filled();
  /** @type {any} */
  const session = { system_id: "sol-1", ship_id: "s_1", docked_at: null };
  store.join(session);
  store.applySnapshot(snapshot());
  store.join(session);
  assert.equal(store.stations.size, 1);
  assert.equal(store.entities.size, 0);
  store.join({ ...session, system_id: "vega-2" });
  assert.equal(store.stations.size, 0);
});

test("the docked station is the one that the server names", () => {
  assert.equal(filled().dockedStation, null);
  const store = filled();
  store.applyDelta(delta({ you: { docked_at: "earth" } }));
  assert.equal(store.dockedStation?.name, "Earth");
});
