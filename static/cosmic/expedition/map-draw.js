/** The drawing of the star map: what lies in the plane and scales, and the marks that do not. */

import { pathOf } from "./glyphs.js";
import { s } from "../ui/h.js";
import { convexHull, inside } from "./hull.js";
import { crownOf, fieldRadius, placeWords } from "./map-model.js";
import { dangerWords } from "./words.js";

/**
 * @typedef {import("./map-model.js").Chart} Chart
 * @typedef {import("./map-model.js").Place} Place
 * @typedef {import("./types.js").MapRegion} MapRegion
 */

const REACH_UNITS = 24; // map units around a place that still count as there
const RING = 17; // pixels
const FAR = 4000; // map units: more than any map is wide

/** What does not change: gradients come and go with the regions, the fog's grain stays. */
export function fogDefs() {
  return [
    s(
      "pattern",
      { id: "fog-grain", width: 14, height: 14, patternUnits: "userSpaceOnUse" },
      s("circle", { cx: 3, cy: 4, r: 0.9 }),
      s("circle", { cx: 10, cy: 11, r: 0.7 }),
    ),
    s(
      "radialGradient",
      { id: "fog-lift" },
      s("stop", { offset: "0.62", "stop-color": "black" }),
      s("stop", { offset: "1", "stop-color": "black", "stop-opacity": "0" }),
    ),
  ];
}

/** @param {MapRegion} region @returns {SVGElement} its colour, from the middle to the rim */
export function fieldGradient(region) {
  const [core, rim = core] = region.colors;
  const gradient = s(
    "radialGradient",
    { id: `field-${region.id}` },
    s("stop", { offset: "0", class: "field-core" }),
    s("stop", { offset: "0.6", class: "field-mid" }),
    s("stop", { offset: "1", class: "field-rim" }),
  );
  gradient.style.setProperty("--core", core);
  gradient.style.setProperty("--rim", rim);
  return gradient;
}

/** @param {Chart} chart @returns {SVGElement[]} fields, lanes between regions, routes within */
export function planeOf(chart) {
  const fields = chart.regions.map((region) =>
    s("circle", {
      class: "region-field",
      cx: region.x,
      cy: region.y,
      r: fieldRadius(region),
      fill: `url(#field-${region.id})`,
    }),
  );
  const lanes = chart.lanes.map(({ from, to }) =>
    s("line", {
      class: "lane",
      ...between(from, to, fieldRadius(from) * 0.86, fieldRadius(to) * 0.86),
    }),
  );
  const routes = chart.routes.map(({ from, to }) => {
    const near = from.id === chart.hereId || to.id === chart.hereId;
    return s("line", { class: near ? "route route-near" : "route", ...between(from, to, 0, 0) });
  });
  return [...fields, ...lanes, ...routes];
}

/** @param {Chart} chart @returns {SVGElement[]} where the fog is lifted */
export function clearings(chart) {
  return chart.regions.map((region) =>
    s("circle", {
      cx: region.x,
      cy: region.y,
      r: fieldRadius(region) * 1.5,
      fill: "url(#fog-lift)",
    }),
  );
}

/**
 * The boundary of what the fuel allows, as a mask: a wide round stroke along all routes within
 * reach, less the same stroke a hairline narrower.
 *
 * @param {Chart} chart
 * @param {number} scale pixels a map unit
 * @returns {SVGElement[]} empty when one can go nowhere
 */
export function reachMask(chart, scale) {
  const path = reachPath(chart);
  if (!path) return [];
  const wide = 2 * REACH_UNITS;
  return [
    s("path", { d: path, class: "reach-outer", "stroke-width": wide + 2.6 / scale }),
    s("path", { d: path, class: "reach-inner", "stroke-width": wide }),
  ];
}

/**
 * All that lies within reach as one shape; along the routes alone where the shape would take in
 * what is out of reach.
 *
 * @param {Chart} chart
 * @returns {string} a path; empty when one can go nowhere
 */
export function reachPath(chart) {
  const { nodes } = chart.reach;
  const reached = [...nodes].flatMap((id) => chart.places.get(id) ?? []);
  if (reached.length < 2) return "";
  const hull = convexHull(reached);
  const strange = [...chart.places.values()].filter(({ id, node }) => node && !nodes.has(id));
  if (!strange.some((place) => inside(hull, place))) {
    return `M${hull.map(({ x, y }) => `${x} ${y}`).join("L")}Z`;
  }
  const dots = reached.map(({ x, y }) => `M${x} ${y}h.01`);
  const ways = chart.routes
    .filter(({ from, to }) => nodes.has(from.id) && nodes.has(to.id))
    .map(({ from, to }) => `M${from.x} ${from.y}L${to.x} ${to.y}`);
  return [...dots, ...ways].join("");
}

/** @returns {Record<string, number>} a rectangle that covers every map */
export function everywhere() {
  return { x: -FAR, y: -FAR, width: 2 * FAR, height: 2 * FAR };
}

/**
 * A place that can be chosen: a node with its glyph, its danger as an arc and its services as
 * dots, or the name of another region.
 *
 * @param {Place} place
 * @param {Chart} chart
 */
export function markOf(place, chart) {
  const classes = ["mark", `mark-${place.kind}`];
  if (place.here) classes.push("mark-here");
  if (place.option?.reachable) classes.push("mark-open");
  if (place.kind === "region" && chart.reach.regions.has(place.id)) classes.push("mark-reach");
  if (place.node?.visited) classes.push("mark-visited");
  const mark = s("g", {
    class: classes.join(" "),
    role: "button",
    tabindex: place.here ? "0" : "-1",
    "aria-label": placeWords(place),
    "data-place": place.id,
  });
  if (place.node) mark.append(...nodeParts(place.node));
  else mark.append(...regionParts(place));
  return mark;
}

/** @param {import("./types.js").MapNode} node */
function nodeParts(node) {
  const parts = [
    s("circle", { class: "mark-hit", r: 24 }),
    s("circle", { class: "mark-ground", r: RING }),
    s("path", {
      class: `arc arc-${dangerWords(node.danger_level).tone}`,
      d: arc(node.danger_level),
    }),
    s("path", {
      class: "mark-glyph",
      d: pathOf(node.type),
      transform: "translate(-11 -11) scale(.92)",
    }),
  ];
  if (node.has_trade)
    parts.push(s("circle", { class: "dot dot-trade", cx: 14.5, cy: -14.5, r: 3 }));
  if (node.has_repair) {
    parts.push(s("rect", { class: "dot dot-repair", x: -17.2, y: -17.2, width: 5.4, height: 5.4 }));
  }
  return parts;
}

/** @param {Place} place */
function regionParts({ region, option }) {
  const half = Math.max(region.name.length * 4, aboutOf(region, option).length * 3.3) + 10;
  return [s("rect", { class: "mark-hit", x: -half, y: -20, width: 2 * half, height: 44, rx: 6 })];
}

/**
 * The name over a region. It stands beside its mark, whose label says the same to ears.
 *
 * @param {MapRegion} region
 * @param {import("./types.js").NavigationOption | null} option
 */
export function regionTitle(region, option) {
  return s(
    "g",
    {
      class: option?.reachable ? "region-title region-open" : "region-title",
      "aria-hidden": "true",
    },
    s("text", { class: "region-name", y: -1 }, region.name),
    s("text", { class: "region-about", y: 15 }, aboutOf(region, option)),
  );
}

/** @param {MapRegion} region @param {import("./types.js").NavigationOption | null} option */
function aboutOf(region, option) {
  return option ? `${region.type_name}, ${option.fuel_cost} fuel` : region.type_name;
}

/** @param {MapRegion} region */
export function titlePoint(region) {
  return crownOf(region);
}

/** The own ship, beside the place where it lies. */
export function shipMark() {
  return s(
    "g",
    { class: "own-ship", "aria-hidden": "true" },
    s("circle", { class: "own-ring", r: RING + 6 }),
    s("path", { d: "M0 -34l5.5 10.5-5.5-2.5-5.5 2.5z" }),
  );
}

/** @param {number} level 0..1 @returns {string} that share of a circle, from the top */
function arc(level) {
  const share = Math.max(0.02, Math.min(0.985, level));
  const angle = share * 2 * Math.PI - Math.PI / 2;
  const [x, y] = [Math.cos(angle) * RING, Math.sin(angle) * RING].map((n) => n.toFixed(2));
  return `M0 ${-RING}A${RING} ${RING} 0 ${share > 0.5 ? 1 : 0} 1 ${x} ${y}`;
}

/**
 * A line from rim to rim.
 *
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} gapFrom
 * @param {number} gapTo
 */
function between(from, to, gapFrom, gapTo) {
  const distance = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [ux, uy] = [(to.x - from.x) / distance, (to.y - from.y) / distance];
  return {
    x1: from.x + ux * gapFrom,
    y1: from.y + uy * gapFrom,
    x2: to.x - ux * gapTo,
    y2: to.y - uy * gapTo,
  };
}
