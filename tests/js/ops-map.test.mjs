/** The control room's map and plots, as far as they are arithmetic. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Agents, View, distinctTitles, title } from "../../static/cosmic/ops/map-model.js";
import { linePath, nearestSample, scaleMarks } from "../../static/cosmic/ops/plot-model.js";
import { KINDS, SHAPES, pathOf, shapeOf } from "../../static/cosmic/ops/shapes.js";

const BOUNDS = { min_x: -1000, min_y: -500, max_x: 1000, max_y: 500 };

function view() {
  const made = new View();
  made.bounds = BOUNDS;
  made.resize(848, 448);
  return made;
}

/** @param {string} id @param {object} [more] @returns {any} */
const update = (id, more = {}) => ({
  agent_id: id,
  tick: 1,
  data: { kind: "pirate", name: id, x: 0, y: 0, ...more },
});

test("the whole system fits at first, north up, and again after a change of size", () => {
  const made = view();
  assert.equal(made.scale, 0.4);
  assert.deepEqual([made.screenX(-1000), made.screenY(500)], [24, 24]);
  made.resize(448, 448);
  assert.equal(made.scale, 0.2);
});

test("zooming keeps what is under the hand in its place, within limits", () => {
  const made = view();
  const before = made.toWorld(600, 150);
  made.zoom(2, 600, 150);
  const after = made.toWorld(600, 150);
  assert.ok(Math.abs(before.x - after.x) < 1e-9 && Math.abs(before.y - after.y) < 1e-9);
  made.zoom(1e6);
  assert.equal(made.scale, 2);
  made.zoom(1e-6);
  assert.ok(made.scale >= made.farthest * 0.8 - 1e-12);
});

test("panning moves the picture with the hand and never loses the system", () => {
  const made = view();
  made.pan(40, 40);
  assert.deepEqual([made.x, made.y], [-100, 100]);
  made.pan(1e9, -1e9);
  assert.deepEqual([made.x, made.y], [-1000, -500]);
  assert.equal(made.whole, false);
  made.fit();
  assert.deepEqual([made.x, made.y, made.whole], [0, 0, true]);
});

test("agents glide between readings, and jump over long gaps or where motion is unwelcome", () => {
  const agents = new Agents(false);
  agents.update(update("a"), 0);
  agents.update(update("a", { x: 100 }), 200);
  const shown = /** @type {any} */ (agents.shown.get("a"));
  assert.equal(agents.place(shown, 200).x, 0);
  assert.equal(agents.place(shown, 300).x, 50);
  assert.equal(agents.place(shown, 900).x, 100);
  assert.deepEqual([agents.moving(300), agents.moving(900)], [true, false]);
  agents.update(update("a", { x: 300 }), 2000);
  assert.equal(agents.place(/** @type {any} */ (agents.shown.get("a")), 2000).x, 300);
  agents.still = true;
  agents.update(update("a", { x: 400 }), 2100);
  assert.equal(agents.moving(2100), false);
});

test("an update is the whole of an agent: what it does not say is no longer so", () => {
  const agents = new Agents(true);
  agents.update(update("a", { docked_at: "earth" }), 0);
  agents.update(update("a"), 10);
  assert.equal(agents.shown.get("a")?.agent.docked_at, undefined);
});

test("lists are made anew only when somebody comes, goes, or is called otherwise", () => {
  const agents = new Agents(true);
  agents.update(update("a"), 0);
  const before = agents.revision;
  agents.update(update("a", { x: 5 }), 1);
  assert.equal(agents.revision, before);
  agents.update(update("a", { name: "Grim" }), 2);
  assert.equal(agents.revision, before + 1);
  agents.remove("a");
  agents.remove("a");
  assert.equal(agents.revision, before + 2);
});

test("a whole state takes away who is not in it", () => {
  const agents = new Agents(true);
  agents.update(update("a"), 0);
  agents.update(update("b"), 0);
  agents.replace([{ ...update("b").data, agent_id: "b" }], 1);
  assert.deepEqual([...agents.shown.keys()], ["b"]);
});

test("a hand finds the nearest agent within its reach", () => {
  const made = view();
  const agents = new Agents(true);
  agents.update(update("a", { x: 0 }), 0);
  agents.update(update("b", { x: 50 }), 0);
  assert.equal(agents.nearest(made, made.screenX(40), made.screenY(0), 16, 0), "b");
  assert.equal(agents.nearest(made, made.screenX(0), made.screenY(300), 16, 0), "");
});

test("keys go around the agents by kind and name", () => {
  const agents = new Agents(true);
  agents.update(update("n_10", { name: "Ash 10" }), 0);
  agents.update(update("n_9", { name: "Ash 9" }), 0);
  agents.update(update("s_1", { kind: "pilot", name: "" }), 0);
  assert.deepEqual(
    agents.listed().map(({ agent_id }) => agent_id),
    ["s_1", "n_9", "n_10"],
  );
  assert.equal(title(agents.listed()[0]), "s_1");
  assert.equal(agents.neighbour("", 1), "s_1");
  assert.equal(agents.neighbour("n_10", 1), "s_1");
  assert.equal(agents.neighbour("s_1", -1), "n_10");
  assert.equal(new Agents(true).neighbour("x", 1), "");
});

test("who shares a name is told apart by id", () => {
  const agents = [
    { ...update("n_1", { name: "Cutter" }).data, agent_id: "n_1" },
    { ...update("n_2", { name: "Cutter" }).data, agent_id: "n_2" },
    { ...update("n_3", { name: "Ash" }).data, agent_id: "n_3" },
  ];
  assert.deepEqual(distinctTitles(agents), ["Cutter n_1", "Cutter n_2", "Ash"]);
});

test("every kind has an outline and a colour of its own", () => {
  const looks = KINDS.map((kind) => SHAPES[kind].outlines.map(pathOf).join() + SHAPES[kind].ring);
  assert.equal(new Set(looks).size, KINDS.length);
  assert.equal(new Set(KINDS.map((kind) => SHAPES[kind].colour)).size, KINDS.length);
  assert.equal(shapeOf("comet"), SHAPES.loot);
  assert.equal(pathOf([1, 2, 3, 4]), "M1 2L3 4Z");
});

test("scales begin at 0, have round steps, and reach what is shown", () => {
  assert.deepEqual(scaleMarks(50), [0, 20, 40, 60]);
  assert.deepEqual(scaleMarks(4), [0, 2, 4]);
  assert.deepEqual(scaleMarks(0.7), [0, 0.25, 0.5, 0.75]);
  for (const high of [0, 0.013, 1, 7.2, 99, 1234]) {
    const marks = scaleMarks(high);
    assert.ok(marks[marks.length - 1] >= high && marks.length <= 5, String(high));
  }
});

/** @param {number} at @param {number | null} p99 */
const sample = (at, p99) => ({ at, p50: 1, p99, late: 0, pilots: 1 });
const FRAME = { from: 0, to: 10_000, top: 10, width: 100, height: 50 };

test("a line breaks where nothing was heard and where nothing ticked", () => {
  const read = (/** @type {any} */ { p99 }) => p99;
  const heard = [
    sample(0, 0),
    sample(1000, 10),
    sample(6000, 5),
    sample(7000, null),
    sample(8000, 5),
    sample(9000, 20),
  ];
  assert.equal(linePath(heard, read, FRAME), "M0.0 50.0L10.0 0.0M60.0 25.0M80.0 25.0L90.0 0.0");
  assert.equal(linePath([sample(0, 1)], read, FRAME), "");
});

test("the pointer reads the nearest second", () => {
  const heard = [sample(0, 1), sample(1000, 2)];
  assert.equal(nearestSample(heard, 400)?.p99, 1);
  assert.equal(nearestSample(heard, 9000)?.p99, 2);
  assert.equal(nearestSample([], 0), null);
});
