import assert from "node:assert/strict";
import { test } from "node:test";

import { convexHull, inside } from "../../static/cosmic/expedition/hull.js";
import { MapCamera } from "../../static/cosmic/expedition/map-camera.js";
import { placeLabels } from "../../static/cosmic/expedition/map-labels.js";
import {
  boundsOf,
  chartOf,
  neighbour,
  placeWords,
  reachOf,
} from "../../static/cosmic/expedition/map-model.js";
import { sampleOptions, sampleState } from "./support/expedition.mjs";
import { installDom } from "./support/dom.mjs";

installDom();
const { markOf, planeOf, reachPath } = await import("../../static/cosmic/expedition/map-draw.js");

const chart = () => chartOf(sampleState(), sampleOptions());

test("the chart holds what is discovered, and nothing beyond the fog", () => {
  const { regions, places } = chart();
  assert.deepEqual(
    regions.map(({ id }) => id),
    ["r0", "r1", "r4"],
  );
  const names = [...places.values()].map(({ node, region }) => node?.name ?? region.name);
  assert.ok(!names.some((name) => name.includes("Veil of Ishara")));
  assert.ok(!places.has("r4n3"), "a place that is not discovered in a region that is");
});

test("each route is drawn once, and only between places that are known", () => {
  const { routes } = chart();
  const ways = routes.map(({ from, to }) => [from.id, to.id].sort().join(" "));
  assert.equal(new Set(ways).size, ways.length);
  assert.equal(ways.filter((way) => way.startsWith("r0")).length, 4);
  assert.deepEqual(
    ways.filter((way) => way.startsWith("r4")),
    ["r4n0 r4n1"],
  );
});

test("other regions are places to jump to, the own one is not", () => {
  const { places } = chart();
  assert.equal(places.get("r1")?.option?.fuel_cost, 50);
  assert.ok(!places.has("r0"));
});

test("reach is what the tank buys: hops at today's price, and single jumps", () => {
  const state = sampleState();
  const full = reachOf(state, sampleOptions());
  assert.deepEqual([...full.nodes].sort(), ["r0n0", "r0n1", "r0n2", "r0n3"]);
  assert.deepEqual([...full.regions], ["r1"], "50 fuel of 72, but not 80");
  state.player_stats.fuel = 4;
  assert.deepEqual([...reachOf(state, sampleOptions()).nodes].sort(), ["r0n0", "r0n1", "r0n2"]);
  state.player_stats.fuel = 3.9;
  assert.deepEqual([...reachOf(state, sampleOptions()).nodes], ["r0n1"]);
});

test("before the prices are known nothing is within reach but the place itself", () => {
  const { reach } = chartOf(sampleState(), []);
  assert.deepEqual([...reach.nodes], ["r0n1"]);
  assert.equal(reach.regions.size, 0);
});

test("the boundary is one outline, and goes along the routes where that would take in too much", () => {
  assert.match(reachPath(chart()), /^M[^M]*Z$/);
  const narrow = chart();
  narrow.reach.nodes.delete("r0n3");
  const middle = narrow.places.get("r0n3");
  assert.ok(middle);
  Object.assign(middle, { x: narrow.places.get("r0n0")?.x, y: 0 });
  const corners = [...narrow.reach.nodes].map((id) => narrow.places.get(id));
  const mean = (/** @type {'x' | 'y'} */ axis) =>
    corners.reduce((sum, place) => sum + (place?.[axis] ?? 0), 0) / corners.length;
  Object.assign(middle, { x: mean("x"), y: mean("y") });
  assert.match(reachPath(narrow), /^M.*h\.01M/);
});

test("an arrow key leads to a linked place in that direction", () => {
  const known = chart();
  for (const place of known.places.values()) {
    if (!place.node) continue;
    for (const id of place.node.links) {
      const to = known.places.get(id);
      if (!to) continue;
      const way = Math.hypot(to.x - place.x, to.y - place.y);
      const direction = { x: (to.x - place.x) / way, y: (to.y - place.y) / way };
      const found = known.places.get(neighbour(known, place.id, direction));
      assert.ok(place.node.links.includes(found?.id ?? ""), `${place.id} to ${id}`);
    }
  }
});

test("where nothing is linked the arrow key leads to the nearest place there", () => {
  const known = chart();
  assert.equal(known.places.get(neighbour(known, "r0n2", { x: -1, y: 0 }))?.region.id, "r4");
  assert.equal(neighbour(known, "nowhere", { x: 1, y: 0 }), "r0n1");
});

test("a place says in words what its glyph shows", () => {
  const { places } = chart();
  const words = (/** @type {string} */ id) => placeWords(/** @type {any} */ (places.get(id)));
  assert.equal(
    words("r0n1"),
    "Pell Station, station, Heliopause Court, you are here, trade, repair",
  );
  assert.equal(
    words("r0n2"),
    "Marrow, planet, Heliopause Court, 4 fuel, trade, repair, not visited",
  );
  assert.equal(words("r1"), "Tannen Reach, frontier space, region, 50 fuel");
  assert.equal(words("r4"), "Orrery Deep, ancient sectors, region, 80 fuel, out of reach");
});

test("marks can be focused one at a time, and tell danger, trade and repair apart", () => {
  const known = chart();
  const marks = [...known.places.values()].map((place) => markOf(place, known));
  assert.equal(marks.filter((mark) => mark.getAttribute("tabindex") === "0").length, 1);
  const here = marks.find((mark) => mark.getAttribute("data-place") === "r0n1");
  assert.ok(here?.querySelector(".dot-trade") && here.querySelector(".dot-repair"));
  assert.ok(here?.querySelector(".arc-safe"));
  const rough = marks.find((mark) => mark.getAttribute("data-place") === "r1n2");
  assert.ok(rough?.querySelector(".arc-danger"));
  assert.ok(planeOf(known).some((element) => element.getAttribute("class") === "route route-near"));
});

test("the camera shows all of the world, and zooms about the pointer", () => {
  const camera = new MapCamera();
  camera.world = boundsOf(chart());
  camera.resize(1000, 700);
  camera.fit();
  for (const { x, y } of chart().places.values()) assert.ok(camera.sees({ x, y }, 0));
  const point = { x: 0, y: -280 };
  const before = camera.toScreen(point);
  camera.zoom(1.5, before.x, before.y);
  const after = camera.toScreen(point);
  assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 0.01);
});

test("a small screen begins with the region at hand, whole and in the middle", () => {
  const camera = new MapCamera();
  camera.world = boundsOf(chart());
  camera.resize(360, 420);
  camera.fit();
  camera.frame({ x: 0, y: -280 }, 120);
  for (const [x, y] of [
    [-110, -280],
    [110, -280],
    [0, -390],
    [0, -170],
  ]) {
    assert.ok(camera.sees({ x, y }, 0));
  }
});

test("no drag loses the map: some of it stays in the middle", () => {
  const camera = new MapCamera();
  camera.world = boundsOf(chart());
  camera.resize(800, 600);
  camera.fit();
  for (const [dx, dy] of [
    [9e4, 0],
    [0, 9e4],
    [-9e4, -9e4],
  ]) {
    camera.pan(dx, dy);
    const { x, y, width, height } = camera.world;
    const [least, most] = [
      camera.toScreen({ x, y }),
      camera.toScreen({ x: x + width, y: y + height }),
    ];
    assert.ok(least.x <= 400.01 && most.x >= 399.99);
    assert.ok(least.y <= 300.01 && most.y >= 299.99);
  }
});

test("names keep out of each other's way, the important first", () => {
  const at = (/** @type {string} */ id, /** @type {number} */ x) => ({
    id,
    x,
    y: 50,
    width: 60,
    height: 16,
    gap: 20,
  });
  const placed = placeLabels([at("a", 100), at("b", 110)], [], { width: 400, height: 100 });
  assert.deepEqual(
    placed.map(({ id, anchor }) => [id, anchor]),
    [
      ["a", "start"],
      ["b", "end"],
    ],
  );
  const full = placeLabels([at("a", 40)], [{ left: 0, right: 400, top: 0, bottom: 100 }], {
    width: 400,
    height: 100,
  });
  assert.deepEqual(full, []);
});

test("a hull goes around all points and keeps the middle inside", () => {
  const square = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 2, y: 2 },
    { x: 4, y: 4 },
    { x: 0, y: 4 },
  ];
  const hull = convexHull(square);
  assert.equal(hull.length, 4);
  assert.ok(inside(hull, { x: 2, y: 2 }));
  assert.ok(!inside(hull, { x: 5, y: 2 }));
  assert.ok(!inside(convexHull(square.slice(0, 2)), { x: 2, y: 0 }));
});
