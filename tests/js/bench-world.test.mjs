import assert from "node:assert/strict";
import { test } from "node:test";

import { flightStep } from "../../static/cosmic/flight.js";
import {
  around,
  BOUNDS,
  cellOf,
  centreOf,
  MODEL,
  placeOf,
  Ship,
  TICK_S,
} from "../../benchmarks/peers/colyseus/world.mjs";

test("cells are those of the other servers", () => {
  assert.equal(cellOf(-8000, -8000), 19);
  assert.equal(cellOf(7999.9, 7999.9), 304);
  assert.equal(cellOf(8000, 8000), 304);
  assert.equal(cellOf(-0.1, 0), 170);
  assert.equal(cellOf(0, 0), 171);
});

test("sight is the square of nine around one's own cell", () => {
  assert.deepEqual(around(171), [152, 153, 154, 170, 171, 172, 188, 189, 190]);
});

test("a centre holds 50 units behind a border", () => {
  assert.equal(centreOf(-1, 10, -1), 170);
  assert.equal(centreOf(-1, 10, 171), 171);
  assert.equal(centreOf(-50, 10, 171), 171);
  assert.equal(centreOf(-50.1, 10, 171), 170);
  assert.equal(centreOf(500, 1051, 171), 189);
});

test("ships fly by the game's own rule", () => {
  const ship = new Ship({ x: 7990, y: -20 }, 0.6, 0.3);
  let state = ship.state;
  for (let tick = 0; tick < 400; tick += 1) {
    ship.fly();
    state = flightStep(state, { thrust: 0.6, turn: 0.3 }, MODEL, BOUNDS, TICK_S);
  }
  assert.deepEqual(ship.state, state);
  assert.equal(ship.cell, cellOf(state.x, state.y));
});

test("places are within the map", () => {
  for (let index = 0; index < 2000; index += 1) {
    const { x, y } = placeOf(index);
    assert.ok(Math.abs(x) <= 7000 && Math.abs(y) <= 7000);
  }
});
