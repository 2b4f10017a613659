import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { SUBSTEP_S, flightStep, flightTick } from "../../static/cosmic/flight.js";

/** Sines may differ in their last bit between languages; a few hundred steps add little to it. */
const CLOSE = 1e-9;

const vectors = JSON.parse(
  readFileSync(new URL("../golden/flight.json", import.meta.url), "utf8"),
);
const { bounds, models } = vectors;

/**
 * @param {Record<string, number>} actual
 * @param {Record<string, number>} expected
 * @param {string} where
 */
function assertSameState(actual, expected, where) {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const key of Object.keys(expected)) {
    const error = Math.abs(actual[key] - expected[key]);
    assert.ok(
      error <= CLOSE * Math.max(1, Math.abs(expected[key])),
      `${where}: ${key} is ${actual[key]}, expected ${expected[key]}`,
    );
  }
}

test("the vectors are of the version that this code flies", () => {
  assert.equal(vectors.version, 1);
  assert.ok(vectors.cases.length > 20);
});

for (const { name, model, dt, start, legs, ends } of vectors.cases) {
  test(`golden flight: ${name}`, () => {
    assert.equal(legs.length, ends.length);
    let state = start;
    for (const [index, leg] of legs.entries()) {
      for (let i = 0; i < leg.steps; i += 1) {
        state = flightStep(state, leg, models[model], bounds, dt);
      }
      assertSameState(state, ends[index], `leg ${index}`);
    }
  });
}

test("a tick flies the equal sub-steps that the server would", () => {
  const start = { x: 0, y: 0, vx: 10, vy: 0, r: 0, fuel: 50 };
  const input = { thrust: 0.7, turn: -0.4 };
  for (const [dt, count] of [[0.02, 1], [0.05, 1], [0.0500001, 2], [0.15, 3], [1, 20]]) {
    let stepped = start;
    for (let i = 0; i < count; i += 1) {
      stepped = flightStep(stepped, input, models.hauler, bounds, dt / count);
    }
    assert.deepEqual(flightTick(start, input, models.hauler, bounds, dt), stepped, `dt ${dt}`);
  }
  assert.equal(SUBSTEP_S, 0.05);
});

test("a step leaves the state that it was given alone", () => {
  const start = Object.freeze({ x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 1 });
  const after = flightStep(start, { thrust: 1, turn: 1 }, models.hauler, bounds, 0.05);
  assert.notEqual(after, start);
  assert.ok(after.vx > 0);
});
