import assert from "node:assert/strict";
import { test } from "node:test";

import { trafficWords } from "../../static/cosmic/lib/traffic.js";
import { flightsBetween, placeOf } from "../../static/cosmic/render/backdrop-traffic.js";

const STATIONS = [
  { id: "a", name: "A", x: 0, y: 0 },
  { id: "b", name: "B", x: 3000, y: 400 },
  { id: "c", name: "C", x: -900, y: 2100 },
];

test("the number of pilots is told in words that fit it", () => {
  assert.equal(trafficWords(0, "Sol"), "Sol is quiet right now. Be the first one out.");
  assert.equal(trafficWords(1, "Sol"), "One pilot is flying in Sol right now.");
  assert.equal(trafficWords(1200, "Sol"), "1,200 pilots are flying in Sol right now.");
});

test("every pilot of the system is one bright ship, up to a crowd", () => {
  /** @param {number} pilots */
  const bright = (pilots) => flightsBetween(STATIONS, pilots, 7).filter((f) => f.pilot).length;
  assert.equal(bright(0), 0);
  assert.equal(bright(5), 5);
  assert.equal(bright(5000), 40);
});

test("pilots who come or go leave the other ships where they are", () => {
  const before = flightsBetween(STATIONS, 2, 7);
  assert.deepEqual(flightsBetween(STATIONS, 3, 7).slice(0, before.length), before);
});

test("a flight begins at one station and ends at another", () => {
  for (const flight of flightsBetween(STATIONS, 10, 7)) {
    assert.notEqual(flight.from, flight.to);
    near(placeOf(flight, 0, false), flight.from);
    near(placeOf(flight, flight.seconds, false), flight.to);
    near(placeOf(flight, flight.seconds, true), flight.from);
  }
});

test("one station alone has no traffic", () => {
  assert.deepEqual(flightsBetween(STATIONS.slice(0, 1), 10, 7), []);
});

/** @param {[number, number]} place @param {{x: number, y: number}} station */
function near([x, y], station) {
  assert.ok(Math.hypot(x - station.x, y - station.y) < 1e-6);
}
