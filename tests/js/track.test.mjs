import assert from "node:assert/strict";
import { test } from "node:test";

import { TickClock } from "../../static/cosmic/state/clock.js";
import { seededRandom } from "../../static/cosmic/state/seeded.js";
import { Track, angleBetween, restingPose } from "../../static/cosmic/state/track.js";

/** @param {number} x @param {object} [extra] */
function at(x, extra = {}) {
  return { x, y: 0, vx: 20, vy: 0, r: 0, ...extra };
}

/** @param {Track} track @param {number} tick */
function sampled(track, tick) {
  const out = restingPose();
  assert.ok(track.sample(tick, 50, out));
  return out;
}

test("between two samples of even flight the position is on the line", () => {
  const track = new Track();
  track.push(10, at(0));
  track.push(11, at(1));
  assert.ok(Math.abs(sampled(track, 10.5).x - 0.5) < 1e-9);
  assert.ok(Math.abs(sampled(track, 10.25).x - 0.25) < 1e-9);
});

test("a turn is followed as a curve, not cut across", () => {
  const track = new Track();
  const radius = 100;
  const speed = 100;
  for (const tick of [0, 4]) {
    const angle = (tick * 0.05 * speed) / radius;
    track.push(tick, {
      x: radius * Math.cos(angle),
      y: radius * Math.sin(angle),
      vx: -speed * Math.sin(angle),
      vy: speed * Math.cos(angle),
      r: angle + Math.PI / 2,
    });
  }
  const middle = sampled(track, 2);
  assert.ok(Math.abs(Math.hypot(middle.x, middle.y) - radius) < 0.01);
});

test("a heading turns the short way round", () => {
  const track = new Track();
  track.push(0, at(0, { r: 3.1 }));
  track.push(2, at(0, { r: -3.1 }));
  assert.ok(Math.abs(Math.abs(sampled(track, 1).r) - Math.PI) < 0.01);
  assert.ok(Math.abs(angleBetween(3.1, -3.1) - (2 * Math.PI - 6.2)) < 1e-9);
});

test("a late entity flies on for a quarter of a second and then waits", () => {
  const track = new Track();
  track.push(0, at(0));
  assert.ok(Math.abs(sampled(track, 2).x - 2) < 1e-9);
  assert.equal(sampled(track, 5).x, 5);
  assert.equal(sampled(track, 500).x, 5);
});

test("one that stood still for long does not drift before it starts", () => {
  const track = new Track();
  track.push(0, at(0, { vx: 0 }));
  track.push(100, at(10));
  assert.equal(sampled(track, 60).x, 0);
  assert.equal(sampled(track, 99.5).x, 5);
});

test("before the oldest sample it stays there; without samples nothing is known", () => {
  const track = new Track();
  assert.equal(track.sample(5, 50, restingPose()), false);
  for (let tick = 0; tick < 40; tick += 1) track.push(tick, at(tick));
  assert.equal(sampled(track, 0).x, 32);
});

test("a second word for the same tick replaces the first, an older one is ignored", () => {
  const track = new Track();
  track.push(5, at(1));
  track.push(5, at(2));
  track.push(4, at(99));
  assert.equal(track.count, 1);
  assert.equal(sampled(track, 5).x, 2);
});

test("the clock follows the earliest arrivals through jitter", () => {
  const clock = new TickClock();
  const random = seededRandom(3);
  for (let tick = 0; tick < 400; tick += 1) clock.observe(tick, tick * 50 + 30 + random() * 40);
  const error = clock.tickAt(400 * 50 + 30) - 400;
  assert.ok(Math.abs(error) < 0.25, `off by ${error} ticks`);
});

test("the clock's time never runs backwards by more than a hair", () => {
  const clock = new TickClock();
  const random = seededRandom(4);
  let last = -Infinity;
  for (let tick = 0; tick < 200; tick += 1) {
    const now = tick * 50 + random() * 60;
    clock.observe(tick, now);
    if (tick < 40) continue;
    const seen = clock.tickAt(tick * 50 + 60);
    assert.ok(seen > last - 0.05);
    last = seen;
  }
});

test("a jump of the server's time is taken over at once", () => {
  const clock = new TickClock();
  for (let tick = 0; tick < 20; tick += 1) clock.observe(tick, tick * 50);
  clock.observe(5000, 1050);
  assert.equal(clock.tickAt(1050), 5000);
});

test("a paused system stands still and goes on without a leap", () => {
  const clock = new TickClock();
  clock.observe(10, 1000);
  clock.freeze(true);
  assert.equal(clock.tickAt(9000), 10);
  clock.freeze(false);
  clock.observe(11, 9000);
  assert.equal(clock.tickAt(9050), 12);
});

test("a server that slows its time down is followed", () => {
  const clock = new TickClock();
  clock.setPace(20, 0.5);
  clock.observe(10, 1000);
  assert.equal(clock.tickAt(1100), 11);
});
