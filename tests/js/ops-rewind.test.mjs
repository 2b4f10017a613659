/** The playback of a recorded past. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Playback, STEP_TICKS } from "../../static/cosmic/ops/rewind-model.js";

const RANGE = {
  system_id: "sol-1",
  system_name: "Sol",
  first_tick: 100,
  last_tick: 2099,
  began_at: "2030-01-05T12:00:00Z",
  ended_at: "2030-01-05T12:01:40Z",
};
const FACTS = {
  s_1: { kind: "pilot", name: "ada", hp_max: 100, entity_id: "s_1", pilot: "p_1" },
  b_9: { kind: "projectile", name: "", hp_max: 0, entity_id: "b_9" },
};

/**
 * What a server would answer.
 *
 * @param {{from: number, to: number}} question
 * @param {object} [more]
 * @returns {any}
 */
function answerTo({ from, to }, more = {}) {
  const frames = [];
  for (let tick = from; tick <= to; tick += STEP_TICKS) {
    const rows = [
      ["s_1", tick, -tick, 1, 0, 0.5, 90, null],
      ["b_9", 5, 6, 0, 0, 0, 0, null],
    ];
    frames.push({ tick, time_s: tick / 20, rows });
  }
  const events = [{ tick: from + 10, data: { event_type: "docked", entity_id: "s_1" } }];
  return {
    tick_rate: 20,
    bounds: { min_x: -1, min_y: -1, max_x: 1, max_y: 1 },
    zones: [],
    stations: [],
    gates: [],
    agents: FACTS,
    frames,
    events,
    hashes_compared: 3,
    next: null,
    problem: "",
    ...more,
  };
}

/** @param {Playback} past @returns {{from: number, to: number}} */
function asked(past) {
  const question = past.question();
  assert.ok(question);
  return question;
}

/** @returns {any} a playback that has its first answer */
function opened(more = {}) {
  const past = new Playback(RANGE);
  const question = asked(past);
  past.take(answerTo(question, more), question);
  return past;
}

test("it asks from its beginning, and no further than it needs", () => {
  const past = new Playback(RANGE);
  assert.deepEqual(past.question(), { from: 100, to: 699, every: STEP_TICKS });
  assert.equal(opened().question(), null);
});

test("it plays at the system's rate times the speed, and asks on in time", () => {
  const past = opened();
  past.speed = 4;
  past.playing = true;
  past.advance(1000);
  assert.equal(past.tick, 180);
  assert.deepEqual(past.question(), { from: 700, to: 1299, every: STEP_TICKS });
});

test("it waits where nothing is loaded yet, and ends at the end", () => {
  const past = opened();
  past.playing = true;
  past.advance(60_000);
  assert.equal(past.tick, 699);
  assert.equal(past.waits, true);
  for (let question = past.question(); question; question = past.question()) {
    past.take(answerTo(question), question);
    past.advance(60_000);
  }
  assert.equal(past.tick, RANGE.last_tick);
  assert.equal(past.playing, false);
});

test("an answer that was cut short is gone on with from where it says", () => {
  const past = opened({ next: 300 });
  assert.equal(past.loaded, 299);
  past.tick = 290;
  assert.equal(past.question().from, 300);
});

test("a problem ends it where it happened", () => {
  const past = opened({ problem: "the world at tick 400 is not the recorded one" });
  past.playing = true;
  past.advance(60_000);
  assert.equal(past.playing, false);
  assert.equal(past.question(), null);
});

test("a place that is loaded is gone to at once, another is asked for", () => {
  const past = opened();
  past.seek(400);
  assert.equal(past.state().tick, 400);
  past.seek(1500);
  assert.equal(past.state(), null);
  assert.equal(past.question().from, 1500);
  past.seek(99_999);
  assert.equal(past.tick, RANGE.last_tick);
});

test("an answer of before a seek is left alone", () => {
  const past = new Playback(RANGE);
  const question = asked(past);
  past.seek(1500);
  past.take(answerTo(question), question);
  assert.equal(past.frames.length, 0);
});

test("the map gets ships, and shots apart from them", () => {
  const past = opened();
  past.seek(203);
  const state = past.state();
  assert.equal(state.tick, 200);
  assert.deepEqual(
    state.agents.map((/** @type {any} */ agent) => [agent.agent_id, agent.kind, agent.x, agent.y, agent.pilot]),
    [["s_1", "pilot", 200, -200, "p_1"]],
  );
  assert.deepEqual(past.shots(), [[5, 6]]);
});

test("a trail leads to where the agent is", () => {
  const past = opened();
  past.seek(112);
  assert.deepEqual(past.trail("s_1"), [
    [100, -100],
    [104, -104],
    [108, -108],
    [112, -112],
  ]);
  assert.deepEqual(past.trail("nobody"), []);
});

test("events are those that have happened by now, the newest first", () => {
  const past = opened();
  assert.deepEqual(past.happened(5), []);
  past.seek(110);
  assert.deepEqual(
    past.happened(5).map((/** @type {any} */ { tick }) => tick),
    [110],
  );
});

test("a tick has its time of day", () => {
  assert.equal(new Playback(RANGE).when(2099).toISOString(), "2030-01-05T12:01:40.000Z");
});
