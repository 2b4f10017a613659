import assert from "node:assert/strict";
import { test } from "node:test";

import { Prediction } from "../../static/cosmic/state/prediction.js";
import { World } from "../../static/cosmic/state/world.js";
import { BOUNDS, MODEL, simpleStep } from "./support/flight.mjs";
import { SimulatedLine } from "./support/line.mjs";

const DT_MS = 50;

/** @param {World} world */
function predictionOf(world) {
  return world.prediction ?? assert.fail("nothing is predicted");
}

/** A pilot who changes their mind every few steps, the same way every time. @param {number} ms */
function weave(ms) {
  const phase = Math.floor(ms / 370);
  return { thrust: phase % 3 === 0 ? 0.4 : 1, turn: [0, 0.7, -1, 0.25][phase % 4] };
}

/**
 * Fly a world against a simulated server for some seconds, at 60 frames a second.
 *
 * @param {object} options
 * @param {number} options.upMs
 * @param {number} options.downMs
 * @param {number} options.seconds
 * @param {number} [options.jitterMs]
 * @param {(world: World, line: SimulatedLine, now: number) => void} [options.onFrame]
 */
function fly({ upMs, downMs, seconds, jitterMs = 0, onFrame = () => {} }) {
  const line = new SimulatedLine({ step: simpleStep, upMs, downMs, jitterMs });
  const world = new World({ sendInput: (payload) => line.sendInput(payload), step: simpleStep });
  world.join(line.session());
  world.measured(upMs + downMs);
  for (let now = 0; now < seconds * 1000; now += 1000 / 60) {
    line.advanceTo(now, (message, at) => world.receive(message, at));
    world.frame(now, weave(now));
    onFrame(world, line, now);
  }
  return { world, line };
}

for (const [upMs, downMs] of [
  [0, 0],
  [20, 20],
  [50, 50],
  [130, 90],
]) {
  test(`the predicted path is the server's path at ${upMs} ms up and ${downMs} ms down`, () => {
    let compared = 0;
    let worst = 0;
    fly({
      upMs,
      downMs,
      seconds: 12,
      onFrame: (world, line, now) => {
        const p = predictionOf(world);
        if (now < 5000 || !p.ready) return;
        const truth = line.truth.get(p.confirmed) ?? assert.fail("a tick that never was");
        const own = p.pose(p.confirmed, { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 0 });
        worst = Math.max(worst, Math.hypot(own.x - truth.x, own.y - truth.y));
        compared += 1;
      },
    });
    assert.ok(compared > 300);
    assert.ok(worst < 0.2, `off by ${worst}`); // what rounding on the wire leaves
  });
}

test("once the lead is learnt, corrections are no more than what the wire rounds away", () => {
  let worst = 0;
  fly({
    upMs: 60,
    downMs: 40,
    seconds: 20,
    onFrame: (world, _line, now) => {
      if (now < 8000) return;
      worst = Math.max(worst, Math.hypot(predictionOf(world).errorX, predictionOf(world).errorY));
    },
  });
  assert.ok(worst < 0.5, `corrected by ${worst} units`);
});

test("no frame shows a jump on a line with jitter", () => {
  /** @type {{x: number, y: number} | null} */
  let last = null;
  let worst = 0;
  fly({
    upMs: 50,
    downMs: 50,
    jitterMs: 30,
    seconds: 15,
    onFrame: (world, _line, now) => {
      if (now < 1500) return;
      const { x, y } = world.pose;
      if (last) worst = Math.max(worst, Math.hypot(x - last.x, y - last.y));
      last = { x, y };
    },
  });
  // Top speed alone is 2 units a frame.
  assert.ok(worst < 4.5, `a frame moved the ship by ${worst}`);
});

test("an input is seen at the next step, long before the server has heard of it", () => {
  const line = new SimulatedLine({ step: simpleStep, upMs: 200, downMs: 200 });
  const world = new World({ sendInput: (payload) => line.sendInput(payload), step: simpleStep });
  world.join(line.session());
  world.measured(400);
  let pressed = false;
  /** @type {number | null} */
  let turnedAfter = null;
  let start = 0;
  for (let now = 0; now < 3000; now += 1000 / 60) {
    line.advanceTo(now, (message, at) => world.receive(message, at));
    if (now > 2000 && !pressed) {
      pressed = true;
      start = world.pose.r;
    }
    world.frame(now, { thrust: 0, turn: pressed ? 1 : 0 });
    if (pressed && turnedAfter === null && Math.abs(world.pose.r - start) > 0.01) {
      turnedAfter = now - 2000;
    }
  }
  assert.ok(turnedAfter !== null && turnedAfter < 2 * DT_MS + 20, `${turnedAfter} ms`);
});

test("a server that says otherwise wins, and the picture glides there", () => {
  const prediction = new Prediction({
    step: simpleStep,
    model: MODEL,
    bounds: BOUNDS,
    tickRate: 20,
  });
  prediction.reset(100, { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 100 });
  for (let n = 0; n < 5; n += 1) prediction.advance(null);
  prediction.reconcile(103, { x: 30, y: 0, vx: 0, vy: 0, r: 0, fuel: 100 }, 0);
  const pose = { x: 0, y: 0, vx: 0, vy: 0, r: 0 };
  prediction.sample(105, pose);
  assert.ok(Math.abs(pose.x) < 1e-9, "nothing moves at once");
  assert.equal(prediction.pose(105, { ...pose, fuel: 0 }).x, 30, "the state itself is corrected");
  let last = pose.x;
  for (let n = 0; n < 60; n += 1) {
    prediction.settle(1 / 60);
    prediction.sample(105, pose);
    assert.ok(pose.x >= last);
    last = pose.x;
  }
  assert.ok(Math.abs(pose.x - 30) < 0.05);
});

test("an input that the server has not applied is flown again after every correction", () => {
  const prediction = new Prediction({
    step: simpleStep,
    model: MODEL,
    bounds: BOUNDS,
    tickRate: 20,
  });
  prediction.reset(0, { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 100 });
  prediction.advance(null);
  prediction.advance({ seq: 7, thrust: 1, turn: 0 });
  prediction.advance(null);
  prediction.reconcile(1, { x: 5, y: 0, vx: 0, vy: 0, r: 0, fuel: 100 }, 0);
  let expected = { x: 5, y: 0, vx: 0, vy: 0, r: 0, fuel: 100 };
  for (let n = 0; n < 2; n += 1) {
    expected = simpleStep({ ...expected }, { thrust: 1, turn: 0 }, MODEL, BOUNDS, 0.05);
  }
  const own = prediction.pose(3, { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 0 });
  assert.deepEqual(own, expected);
});

test("after a long silence the ship starts anew where the server says", () => {
  const prediction = new Prediction({
    step: simpleStep,
    model: MODEL,
    bounds: BOUNDS,
    tickRate: 20,
  });
  prediction.reset(10, { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 100 });
  prediction.reconcile(4000, { x: 900, y: 900, vx: 0, vy: 0, r: 1, fuel: 50 }, 3);
  const pose = { x: 0, y: 0, vx: 0, vy: 0, r: 0 };
  prediction.sample(4000, pose);
  assert.equal(pose.x, 900);
  assert.equal(prediction.tick, 4000);
});

test("an old word of the server changes nothing", () => {
  const prediction = new Prediction({
    step: simpleStep,
    model: MODEL,
    bounds: BOUNDS,
    tickRate: 20,
  });
  prediction.reset(10, { x: 1, y: 2, vx: 0, vy: 0, r: 0, fuel: 100 });
  prediction.reconcile(9, { x: 500, y: 500, vx: 0, vy: 0, r: 0, fuel: 100 }, 0);
  assert.equal(prediction.pose(10, { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 0 }).x, 1);
});
