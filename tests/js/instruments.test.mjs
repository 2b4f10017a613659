import assert from "node:assert/strict";
import { test } from "node:test";

import { Helm } from "../../static/cosmic/state/helm.js";
import {
  amountWords,
  distanceWords,
  nameFromId,
  zoneTitle,
} from "../../static/cosmic/state/words.js";
import { approachAdvice, coastingDistance } from "../../static/cosmic/ui/advice.js";
import { bestElsewhere, heldOf, mostToBuy, serviceCost } from "../../static/cosmic/ui/bargains.js";
import {
  ACTIONS,
  actionOf,
  defaultBindings,
  keyWords,
  readBindings,
  rebound,
} from "../../static/cosmic/ui/bindings.js";
import {
  Controls,
  padHands,
  steerTowards,
  withoutDeadZone,
} from "../../static/cosmic/ui/controls.js";
import { Course } from "../../static/cosmic/ui/course.js";
import { innermostZone, levelTone, riskTone } from "../../static/cosmic/ui/hud.js";
import { blockedWords, systemWords } from "../../static/cosmic/ui/linkwords.js";
import { refusalWords } from "../../static/cosmic/ui/refusals.js";

const REST = { thrust: 0, turn: 0, fire: false };

/** A helm with a wire that notes what goes over it. */
function helm() {
  /** @type {any[]} */
  const sent = [];
  return { sent, helm: new Helm((payload) => sent.push(payload)) };
}

test("an input goes out when it changes, and else once a second", () => {
  const { sent, helm: h } = helm();
  h.step({ thrust: 1, turn: 0 }, 0, 0);
  for (let now = 50; now < 1000; now += 50) h.step({ thrust: 1, turn: 0 }, 0, now);
  assert.equal(sent.length, 1);
  h.step({ thrust: 1, turn: 0 }, 0, 1000);
  assert.equal(sent.length, 2);
  h.step({ thrust: 1, turn: -0.5 }, 0, 1050);
  assert.deepEqual(sent[2], { thrust: 1, turn: -0.5, fire_primary: false, dock_request: false });
});

test("what is predicted is exactly what is sent: two decimals, within the limits", () => {
  const { sent, helm: h } = helm();
  const step = h.step({ thrust: 7, turn: -0.33333 }, 0, 0);
  assert.deepEqual(step, { seq: 1, thrust: 1, turn: -0.33 });
  assert.equal(sent[0].turn, -0.33);
  assert.equal(h.step({ thrust: NaN, turn: Infinity }, 0, 50)?.thrust, 0);
});

test("a wish to dock stays up until the server has seen it, then falls", () => {
  const { sent, helm: h } = helm();
  h.step(REST, 0, 0);
  h.requestDock();
  h.requestDock();
  h.step(REST, 0, 50);
  h.step(REST, 1, 100);
  assert.equal(sent.length, 2, "held, not repeated");
  assert.equal(sent[1].dock_request, true);
  h.step(REST, 2, 150);
  assert.equal(sent[2].dock_request, false);
  h.step(REST, 3, 200);
  assert.equal(sent.length, 3);
});

test("a wish to dock that is never acknowledged is let go", () => {
  const { sent, helm: h } = helm();
  h.requestDock();
  for (let now = 0; now < 3000; now += 50) h.step(REST, 0, now);
  assert.deepEqual(sent.map(({ dock_request }) => dock_request).slice(0, 3), [true, true, false]);
});

test("what could not be sent while offline is sent once the line is back", () => {
  let online = false;
  /** @type {any[]} */
  const sent = [];
  const h = new Helm((payload) => (online ? sent.push(payload) : 0));
  assert.equal(h.step({ thrust: 1, turn: 0 }, 0, 0), null);
  online = true;
  assert.equal(h.step({ thrust: 1, turn: 0 }, 0, 50)?.thrust, 1);
});

test("the left key turns to the left: from east towards north", () => {
  const controls = new Controls();
  controls.held.add("left");
  assert.equal(controls.read(0).turn, 1);
  controls.held.add("right");
  assert.equal(controls.read(0).turn, 0);
});

test("a pointer steers towards itself and pushes more from afar", () => {
  const controls = new Controls();
  controls.pointer = { dx: 0, dy: -300 }; // above the ship: north
  assert.equal(controls.read(0).turn, 1);
  assert.equal(controls.read(Math.PI / 2).turn, 0);
  assert.equal(controls.read(Math.PI / 2).thrust, 1);
  controls.pointer = { dx: 10, dy: 0 };
  assert.deepEqual({ ...controls.read(2) }, REST);
});

test("a stick at rest holds no key back, and hands off is hands off", () => {
  const controls = new Controls();
  controls.held.add("thrust");
  controls.pad = { thrust: 0, turn: -0.4 };
  assert.deepEqual({ ...controls.read(0) }, { thrust: 1, turn: -0.4, fire: false });
  controls.release();
  assert.deepEqual({ ...controls.read(0) }, REST);
});

test("steering is full until the heading is near, and quiet on it", () => {
  assert.equal(steerTowards(0, 2), 1);
  assert.equal(steerTowards(0, -2), -1);
  assert.ok(Math.abs(steerTowards(0, 0.1)) < 0.3);
  assert.equal(steerTowards(1, 1.005), 0);
  assert.equal(steerTowards(3.1, -3.1) > 0, true, "the short way round");
});

test("a gamepad's stick to the right turns right, its trigger thrusts", () => {
  const button = (value = 0) => ({ pressed: value > 0, value });
  const buttons = Array.from({ length: 16 }, () => button());
  buttons[7] = button(0.5);
  const hands = padHands({ axes: [1, 0], buttons });
  assert.deepEqual(hands, { turn: -1, thrust: 0.5, fire: false, dock: false, jump: false });
  assert.equal(withoutDeadZone(0.1), 0);
  assert.equal(withoutDeadZone(-1), -1);
});

const APPROACH = {
  name: "Earth Orbit Station",
  distance: 100,
  closing: 20,
  speed: 20,
  radius: 120,
  limit: 25,
  drag: 0.35,
  key: "E",
};

test("near and slow enough, the advice is to dock", () => {
  const { words, ready } = approachAdvice(APPROACH);
  assert.equal(ready, true);
  assert.match(words, /Press E to dock/);
  assert.match(approachAdvice({ ...APPROACH, key: "" }).words, /^Tap Dock/);
});

test("near but fast, the advice is to slow down", () => {
  const { words, ready, tone } = approachAdvice({ ...APPROACH, speed: 90 });
  assert.deepEqual({ ready, tone }, { ready: false, tone: "warn" });
  assert.match(words, /25 u\/s/);
});

test("on the way in one is told when to let go, and when it is too late for that", () => {
  const far = { ...APPROACH, closing: 120, speed: 120 };
  assert.equal(coastingDistance(120, 25, 0.35).toFixed(0), "271");
  assert.equal(approachAdvice({ ...far, distance: 800 }).words, "");
  assert.match(approachAdvice({ ...far, distance: 360 }).words, /Let go/);
  assert.match(approachAdvice({ ...far, distance: 240 }).words, /turn about/);
  assert.equal(approachAdvice({ ...far, closing: -120, distance: 240 }).words, "", "leaving");
  assert.equal(approachAdvice(null).words, "");
});

const PRICE = { commodity_id: "food", buy: 10, sell: 8, stock: 100 };

test("how many can be bought is bounded by purse, hold and stock", () => {
  const deal = { credits: 1000, room: 30, unitMass: 1, price: PRICE };
  assert.equal(mostToBuy(deal), 30);
  assert.equal(mostToBuy({ ...deal, credits: 55 }), 5);
  assert.equal(mostToBuy({ ...deal, unitMass: 4 }), 7);
  assert.equal(mostToBuy({ ...deal, price: { ...PRICE, stock: 3 } }), 3);
  assert.equal(mostToBuy({ ...deal, room: -2 }), 0);
});

test("the best price elsewhere is not the one here", () => {
  const at = (/** @type {number} */ sell) => new Map([["food", { ...PRICE, sell }]]);
  const markets = new Map([
    ["earth", at(99)],
    ["mars", at(12)],
    ["ceres", at(15)],
    ["empty", new Map()],
  ]);
  assert.deepEqual(bestElsewhere(markets, "earth", "food"), { stationId: "ceres", sell: 15 });
  assert.equal(bestElsewhere(markets, "earth", "gold"), null);
  assert.equal(heldOf([{ commodity_id: "food", qty: 4 }], "food"), 4);
  assert.equal(heldOf([], "food"), 0);
});

test("a service costs whole credits and goes as far as they reach", () => {
  assert.deepEqual(serviceCost(10.2, 2, 1000), { cost: 21, partial: false });
  assert.deepEqual(serviceCost(50, 2, 30), { cost: 30, partial: true });
});

test("a key that gets a new meaning loses its old one", () => {
  const bindings = rebound(defaultBindings(), "thrust", 0, "KeyM");
  assert.deepEqual(bindings.thrust, ["KeyM", "ArrowUp"]);
  assert.deepEqual(bindings.map, []);
  assert.equal(actionOf(bindings, "KeyM"), "thrust");
  assert.equal(actionOf(bindings, "KeyW"), null);
});

test("stored keys that make no sense give way to the defaults", () => {
  assert.deepEqual(readBindings("rubbish"), defaultBindings());
  assert.deepEqual(readBindings({ thrust: [1, 2], left: ["KeyQ"] }).thrust, ["KeyW", "ArrowUp"]);
  assert.deepEqual(readBindings({ left: ["KeyQ"] }).left, ["KeyQ"]);
});

test("no two actions share a key, and every key has a name", () => {
  const all = ACTIONS.flatMap((action) => defaultBindings()[action]);
  assert.equal(new Set(all).size, all.length);
  for (const code of all) assert.ok(keyWords(code).length <= 6, code);
});

function course() {
  const station = (/** @type {string} */ id, /** @type {number} */ x) => [
    id,
    { station_id: id, name: id, x, y: 0, docking_radius: 120 },
  ];
  const store = {
    stations: new Map(
      /** @type {any} */ ([station("far", 900), station("near", 100), station("mid", 500)]),
    ),
    gates: new Map(),
  };
  return new Course(/** @type {any} */ (store));
}

test("courses go round by distance and end in none", () => {
  const c = course();
  const seen = [];
  for (let n = 0; n < 4; n += 1) {
    c.next({ x: 0, y: 0 }, null);
    seen.push(c.chosenId);
  }
  assert.deepEqual(seen, ["near", "mid", "far", ""]);
});

test("a docked ship is not sent to where it is, and has arrived there", () => {
  const c = course();
  assert.equal(c.nearest({ x: 0, y: 0 }, "near")?.id, "mid");
  c.choose("near");
  c.arrived("mid");
  assert.equal(c.chosen()?.id, "near");
  c.arrived("near");
  assert.equal(c.chosen(), null);
});

test("the zone that is named is the innermost one", () => {
  const zone = (/** @type {string} */ zone_id, /** @type {number} */ radius) => [
    zone_id,
    { zone_id, radius },
  ];
  const zones = new Map(/** @type {any} */ ([zone("wide", 900), zone("core", 100)]));
  const context = /** @type {any} */ ({ zone_ids: ["wide", "core", "unknown"] });
  assert.equal(innermostZone(context, zones)?.zone_id, "core");
  assert.equal(innermostZone(/** @type {any} */ ({ zone_ids: [] }), zones), null);
});

test("tones follow what they warn of", () => {
  assert.deepEqual([1, 0.3, 0.1].map(levelTone), ["", "warn", "danger"]);
  assert.deepEqual([0.1, 0.3, 0.6, 0.9].map(riskTone), ["safe", "", "warn", "danger"]);
});

test("zones, places and amounts have plain names", () => {
  const title = (/** @type {string} */ zone_id, /** @type {string} */ zone_type) =>
    zoneTitle({ zone_id, zone_type });
  assert.equal(title("z_earth_core_safe", "core_safe"), "Earth safe core");
  assert.equal(title("z_mars_approach_high_value", "approach_high_value"), "Mars approach");
  assert.equal(title("z_inner_belt_open", "belt_open"), "Inner belt");
  assert.equal(title("z_outer_edge_wild_east", "edge_wild"), "Outer east wild edge");
  assert.equal(nameFromId("earth-orbit-station"), "Earth orbit station");
  assert.equal(distanceWords(430.4), "430 u");
  assert.equal(distanceWords(1849), "1.8k u");
  assert.equal(amountWords(5230), "5,230");
});

test("every refusal has words, known or the server's", () => {
  assert.match(refusalWords({ code: "CARGO_FULL" }), /hold/);
  assert.equal(refusalWords({ code: "CANNOT_DOCK", message: "Fly slower." }), "Fly slower.");
  assert.match(refusalWords(new Error("")), /went wrong/);
  assert.match(refusalWords(null), /went wrong/);
});

test("a line that needs the pilot says what its button does", () => {
  const words = (/** @type {any} */ status) =>
    blockedWords({ reason: "", message: "", retryInMs: 0, ...status });
  assert.equal(words({ state: "superseded" }).button, "Fly here");
  assert.equal(words({ state: "refused", reason: "NOT_AUTHENTICATED" }).button, "Log in");
  assert.equal(words({ state: "refused", reason: "4004", message: "Banned." }).words, "Banned.");
  assert.equal(systemWords({ state: "live", tick_rate: 20, time_scale: 1 }), "");
  assert.match(systemWords({ state: "paused", tick_rate: 20, time_scale: 1 }), /paused/);
});
