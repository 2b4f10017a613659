import assert from "node:assert/strict";
import { test } from "node:test";

import { Camera } from "../../static/cosmic/render/camera.js";
import { Combat } from "../../static/cosmic/state/combat.js";
import { LOOK, Particles } from "../../static/cosmic/state/particles.js";
import { Shots } from "../../static/cosmic/state/shots.js";
import { World } from "../../static/cosmic/state/world.js";
import { encounterWords, rimPoint, whoWords } from "../../static/cosmic/ui/battle.js";
import { bonusWords } from "../../static/cosmic/ui/business.js";
import { contactWords } from "../../static/cosmic/ui/contacts.js";
import { beyondGate, jumpWords, nearGate } from "../../static/cosmic/ui/jump.js";
import { lossWords } from "../../static/cosmic/ui/loss.js";
import { linePoints, trendWords } from "../../static/cosmic/ui/sparkline.js";
import { SimulatedLine } from "./support/line.mjs";

const SHOT = { id: "b_1", kind: "projectile", x: 0, y: 0, vx: 200, vy: 0, r: 0, hp: 1 };
const SHIP = { kind: "player_ship", x: 0, y: 0, vx: 0, vy: 0, r: 0, hp: 100, hp_max: 100 };
const ZONE = {
  zone_ids: [],
  blended_risk: 0,
  blended_security: 0,
  blended_profit_multiplier: 1,
};

/** @type {any} */
const still = (/** @type {any} */ state) => state;

/** @param {any} changes @returns {any} */
function message(type = "", changes = {}) {
  const delta = {
    entity_updates: [],
    entity_removed: [],
    events: [],
    you_zone_context: ZONE,
    ...changes,
  };
  return { type, seq: 1, ts: 0, payload: delta };
}

/** A world with the own ship s_1 at rest in the middle, at tick 1000. */
function world() {
  const line = new SimulatedLine({ step: still, upMs: 0, downMs: 0 });
  const w = new World({ sendInput: (payload) => line.sendInput(payload), step: still });
  w.join(/** @type {any} */ (line.session()));
  tick(w, 1000, {
    entity_updates: [
      { id: "s_1", name: "ada", ...SHIP },
      { id: "s_2", name: "bob", ...SHIP, x: 300 },
      { id: "n_1", name: "Kestrel", ...SHIP, kind: "pirate", y: 400 },
    ],
  });
  return w;
}

/** @param {World} w @param {number} at @param {any} changes */
function tick(w, at, changes) {
  w.receive(message("world.delta", { tick: at, ...changes }), at * 50);
}

/** @param {World} w */
function listened(w) {
  const combat = new Combat(w);
  /** @type {any[]} */
  const blasts = [];
  combat.on("blast", (blast) => blasts.push(blast));
  return { combat, blasts };
}

/** @param {string} target @param {string} [kind] @returns {any} */
const struck = (target, kind = "hit") => ({
  kind,
  source_id: "n_1",
  target_id: target,
  damage: 8,
  target_hp: kind === "hit" ? 92 : 0,
});

// -- shots ---------------------------------------------------------------------------------------

test("a shot flies on between words about it, and is not seen before it was fired", () => {
  const w = world();
  const shots = new Shots();
  tick(w, 1001, { entity_updates: [SHOT] });
  const at = (/** @type {number} */ renderTick) => {
    shots.update(w.store, { renderTick, ownTick: renderTick, msPerTick: 50 });
    return shots.flying.get("b_1");
  };
  assert.equal(at(1000)?.shown, false);
  assert.equal(at(1003)?.shown, true);
  assert.equal(at(1003)?.pose.x, 20);
  tick(w, 1005, { entity_updates: [{ id: "b_1", x: 41 }] });
  assert.equal(at(1005.5)?.pose.x, 46);
});

test("a shot that has ended is drawn until the moment at which it ended", () => {
  const w = world();
  const shots = new Shots();
  const see = (/** @type {number} */ renderTick) =>
    shots.update(w.store, { renderTick, ownTick: renderTick, msPerTick: 50 });
  tick(w, 1001, { entity_updates: [SHOT] });
  see(1001);
  tick(w, 1006, { entity_removed: ["b_1"] });
  see(1004);
  assert.equal(shots.flying.get("b_1")?.pose.x, 30);
  see(1006.5);
  assert.equal(shots.flying.size, 0);
  assert.equal(shots.spare.length, 1, "and its place is used again");
  tick(w, 1007, { entity_updates: [{ ...SHOT, id: "b_2" }] });
  see(1007);
  assert.equal(shots.spare.length, 0);
});

test("an own shot leaves the bow in the own ship's time and slides into the others'", () => {
  const w = world();
  const shots = new Shots();
  shots.claim("b_1");
  tick(w, 1001, { entity_updates: [SHOT] });
  const lead = (/** @type {number} */ renderTick) => {
    shots.update(w.store, { renderTick, ownTick: renderTick + 4, msPerTick: 50 });
    const x = shots.flying.get("b_1")?.pose.x ?? NaN;
    return x - (renderTick - 1001) * 10;
  };
  assert.equal(lead(1001), 40);
  assert.ok(lead(1006) < 40 && lead(1006) > 0);
  assert.equal(lead(1011), 0);
});

// -- effects -------------------------------------------------------------------------------------

test("effects never grow beyond their pool: the oldest gives way", () => {
  const particles = new Particles(4);
  for (let n = 0; n < 6; n += 1) {
    particles.add({ look: LOOK.SPARK, x: n, y: 0, size: 1, life: 1, tint: 1 });
  }
  assert.equal(particles.count, 4);
  assert.deepEqual([...particles.x].sort(), [2, 3, 4, 5]);
});

test("an effect waits, lives, moves and ends", () => {
  const particles = new Particles(2);
  const spawn = { look: LOOK.RING, x: 0, y: 0, vx: 10, size: 4, growth: 10, life: 1, tint: 7 };
  particles.add({ ...spawn, delay: 0.5 });
  particles.step(0.25);
  assert.equal(particles.strength(0), 0);
  assert.equal(particles.x[0], 0);
  particles.step(0.25);
  assert.equal(particles.strength(0), 1);
  particles.step(0.5);
  assert.equal(particles.strength(0), 0.5);
  assert.ok(particles.x[0] > 0 && particles.size[0] > 4);
  particles.step(0.6);
  assert.equal(particles.count, 0);
});

test("the picture shakes by four pixels at most, and not at all with reduced motion", () => {
  const camera = new Camera();
  const pose = { x: 0, y: 0, vx: 0, vy: 0, r: 0 };
  camera.shake(3);
  camera.shake(50);
  let most = 0;
  for (let n = 0; n < 200; n += 1) {
    camera.follow(pose, 0.004);
    most = Math.max(most, Math.hypot(camera.shakeX, camera.shakeY));
  }
  assert.ok(most > 1 && most <= 4, String(most));
  camera.follow(pose, 2);
  assert.ok(Math.hypot(camera.shakeX, camera.shakeY) < 0.01);
  camera.still = true;
  camera.shake(4);
  camera.follow(pose, 0.01);
  assert.equal(Math.hypot(camera.shakeX, camera.shakeY), 0);
});

// -- the fight -----------------------------------------------------------------------------------

test("the threat lies where the attacker is, and fades", () => {
  const w = world();
  const { combat } = listened(w);
  assert.equal(combat.threat(0), null);
  combat.take(struck("s_1"), 1000);
  const threat = combat.threat(1000) ?? assert.fail("no threat");
  assert.equal(threat.strength, 1);
  assert.ok(Math.abs(threat.angle - Math.PI / 2) < 0.01, "north");
  assert.ok((combat.threat(3000)?.strength ?? 1) < 0.5);
  assert.equal(combat.threat(9000), null);
});

test("an attacker out of sight is still felt where it was", () => {
  const w = world();
  const { combat } = listened(w);
  combat.take(struck("s_1"), 0);
  tick(w, 1001, { entity_removed: ["n_1"] });
  assert.ok(Math.abs((combat.threat(100)?.angle ?? 0) - Math.PI / 2) < 0.01);
});

test("pirates that are after one are a threat while they are near", () => {
  const w = world();
  const { combat } = listened(w);
  combat.hunted(["n_1", "n_9"]);
  assert.ok((combat.threat(0)?.strength ?? 0) > 0);
  tick(w, 1001, { entity_updates: [{ id: "n_1", y: 4000 }] });
  assert.equal(combat.threat(0), null);
  combat.calm();
  tick(w, 1002, { entity_updates: [{ id: "n_1", y: 100 }] });
  assert.equal(combat.threat(0), null);
});

test("a hit keeps a hull bar up for a while and sets the hull at once", () => {
  const w = world();
  const { combat } = listened(w);
  combat.take(struck("s_2"), 0);
  assert.equal(w.store.entities.get("s_2")?.hp, 92);
  assert.equal(combat.isFresh("s_2", 1000), true);
  assert.equal(combat.isFresh("s_2", 5000), false);
  assert.equal(combat.isFresh("n_1", 0), false);
});

test("a destruction that is told twice happens once, in whichever order", () => {
  const place = { x: 300, y: 0 };
  for (const first of ["message", "event"]) {
    const w = world();
    const { combat, blasts } = listened(w);
    if (first === "message") combat.take(struck("s_2", "destroyed"), 0);
    tick(w, 1001, { entity_removed: ["s_2"] });
    combat.destroy("s_2", "n_1", place, 10);
    if (first === "event") combat.take(struck("s_2", "destroyed"), 20);
    assert.equal(blasts.length, 1, first);
    const { name, kind, own, x } = blasts[0];
    assert.deepEqual({ name, kind, own, x }, { name: "bob", kind: "player_ship", own: false, x: 300 });
  }
});

test("while the own ship is gone nothing flies, and prediction starts anew with it", () => {
  const w = world();
  const { combat, blasts } = listened(w);
  assert.equal(w.flying, true);
  combat.take(struck("s_1", "destroyed"), 0);
  assert.equal(blasts[0].own, true);
  w.pose.vx = 90;
  tick(w, 1001, { entity_removed: ["s_1"] });
  assert.deepEqual([w.destroyed, w.flying], [true, false]);
  w.frame(1001 * 50, { thrust: 1, turn: 1, fire: true });
  assert.deepEqual([w.pose.vx, w.thrust], [0, 0]);
  assert.equal(combat.threat(0), null);

  const home = { id: "s_1", name: "ada", ...SHIP, x: -1200, y: 300 };
  tick(w, 1010, { entity_updates: [home], you: { docked_at: "earth" } });
  assert.deepEqual([w.destroyed, w.flying], [false, false]);
  tick(w, 1020, { entity_updates: [{ id: "s_1", vx: 1 }], you: { docked_at: null } });
  assert.equal(w.flying, true);
  w.frame(1021 * 50, { thrust: 0, turn: 0 });
  assert.ok(Math.abs(w.pose.x + 1200) < 1, "at home, not where it was lost");
});

test("between two systems nothing is sent, and the next one starts anew", () => {
  const w = world();
  /** @type {any[]} */
  const sent = [];
  w.helm.send = (payload) => sent.push(payload);
  w.leave();
  w.frame(1001 * 50, { thrust: 1, turn: 0 });
  w.frame(1003 * 50, { thrust: 1, turn: 0 });
  assert.equal(sent.length, 0);
  const line = new SimulatedLine({ step: still, upMs: 0, downMs: 0, firstTick: 40 });
  w.join(/** @type {any} */ ({ ...line.session(), system_id: "gale-weald" }));
  assert.equal(w.store.whois("s_2").name, "", "who was met elsewhere is a stranger here");
  tick(w, 40, { entity_updates: [{ id: "s_1", name: "ada", ...SHIP }] });
  w.frame(42 * 50, { thrust: 1, turn: 0 });
  assert.equal(w.flying, true);
  assert.ok(sent.length > 0);
});

// -- words ---------------------------------------------------------------------------------------

test("the rim glows on the attacker's side", () => {
  assert.deepEqual(rimPoint(0, 1000, 500), { x: 100, y: 50 });
  const north = rimPoint(Math.PI / 2, 1000, 500);
  assert.ok(Math.abs(north.x - 50) < 0.01 && Math.abs(north.y) < 0.01);
  const { x, y } = rimPoint(-Math.PI * 0.75, 1000, 1000);
  assert.ok(Math.abs(x) < 0.01 && Math.abs(y - 100) < 0.01, "south-west");
});

test("pirates are announced by their number", () => {
  assert.equal(encounterWords(1), "Pirates: a raider is after you.");
  assert.equal(encounterWords(2), "Pirates: two raiders are after you.");
  assert.equal(whoWords({ kind: "pirate", name: "Kestrel" }), "the pirate Kestrel");
  assert.equal(whoWords({ kind: "player_ship", name: "bob" }), "bob");
  assert.equal(whoWords({ kind: "", name: "" }), "somebody");
});

test("the card after a loss says who, how much, what and where", () => {
  const lost = {
    killer_id: "n_1",
    killer_kind: "pirate",
    killer_name: "Kestrel",
    station_id: "earth",
    fee: 400,
    credits: 4600,
    cargo_lost: [
      { commodity_id: "food", qty: 12 },
      { commodity_id: "ore", qty: 0 },
    ],
  };
  const words = lossWords(lost, "Earth Orbit Station", (id) => id.toUpperCase());
  assert.equal(words.cause, "It was shot down by the pirate Kestrel.");
  assert.match(words.tow, /took 400 cr; you have 4,600 cr left. You are docked at Earth Orbit/);
  assert.equal(words.cargo, "Lost from the hold: 12 food.");
  const free = lossWords({ ...lost, fee: 0, cargo_lost: [] }, "Earth", (id) => id);
  assert.match(free.tow, /free/);
  assert.equal(free.cargo, "");
  const nobody = { ...lost, killer_id: null, killer_kind: null, killer_name: null };
  assert.match(lossWords(nobody, "Earth", (id) => id).cause, /broke apart/);
});

const GATE = {
  gate_id: "sol-1-gate-gale-weald",
  name: "Gate to Gale Weald",
  x: 100,
  y: 0,
  radius: 120,
  to_system: "gale-weald",
  cost: 1140,
};

test("a gate is heard of when near, and offers the jump within its ring", () => {
  assert.equal(jumpWords(GATE), "Jump to Gale Weald for 1,140 cr");
  assert.equal(beyondGate({ ...GATE, name: "Old ring" }), "Gale Weald");
  assert.equal(nearGate([GATE], { x: 0, y: 0 })?.within, true);
  assert.equal(nearGate([GATE], { x: -200, y: 0 })?.within, false);
  assert.equal(nearGate([GATE], { x: -900, y: 0 }), null);
});

test("contacts in words begin with the nearest, by kind and name", () => {
  const contact = (/** @type {string} */ kind, /** @type {string} */ name, distance = 0) => ({
    kind,
    name,
    distance,
  });
  assert.equal(contactWords([]), "No contacts in sight.");
  assert.equal(
    contactWords([contact("loot", "", 300), contact("pirate", "Kestrel", 120.4)]),
    "2 contacts in sight, nearest pirate Kestrel, 120 u; loot, 300 u.",
  );
  assert.equal(
    contactWords([contact("player_ship", "bob", 50)]),
    "One contact in sight, nearest bob, 50 u.",
  );
});

test("a bonus is named as what the way has earned", () => {
  const details = { station_id: "", commodity_id: "", quantity: 1, unit_price: 1, total: 1 };
  assert.equal(bonusWords({ ...details, bonus: 12 }), " (+12 cr for the risky way)");
  assert.equal(bonusWords(details), "");
});

test("a sparkline runs from the oldest price to the newest, the dearest on top", () => {
  const point = (/** @type {string} */ at, /** @type {number} */ buy) => ({
    at,
    buy,
    sell: buy - 1,
    stock_qty: 1,
  });
  const day = [
    point("2026-01-01T00:00:00Z", 10),
    point("2026-01-01T06:00:00Z", 14),
    point("2026-01-01T12:00:00Z", 10),
  ];
  assert.equal(linePoints(day, 200, 28), "0.0,25.0 100.0,3.0 200.0,25.0");
  assert.equal(linePoints(day.slice(0, 1), 200, 28), "");
  assert.equal(linePoints([], 200, 28), "");
  assert.equal(linePoints([day[0], { ...day[2] }], 200, 28), "0.0,14.0 200.0,14.0", "no change");
  assert.equal(trendWords(day), "10 to 14");
});
