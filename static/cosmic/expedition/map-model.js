/** What the star map shows, worked out from a state: no drawing, no rules. */

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").MapNode} MapNode
 * @typedef {import("./types.js").MapRegion} MapRegion
 * @typedef {import("./types.js").NavigationOption} NavigationOption
 * @typedef {{x: number, y: number}} Point
 *
 * @typedef {object} Place a node, or a region that one can jump to
 * @property {string} id
 * @property {'node' | 'region'} kind
 * @property {number} x
 * @property {number} y
 * @property {MapRegion} region
 * @property {MapNode | null} node
 * @property {NavigationOption | null} option how to fly there now
 * @property {boolean} here
 *
 * @typedef {object} Reach what the fuel aboard allows
 * @property {Set<string>} nodes ids, in hops within this region
 * @property {Set<string>} regions ids, in one jump
 *
 * @typedef {object} Chart
 * @property {MapRegion[]} regions on the charts
 * @property {Map<string, Place>} places by id
 * @property {{from: MapNode, to: MapNode}[]} routes
 * @property {{from: MapRegion, to: MapRegion}[]} lanes
 * @property {Reach} reach
 * @property {string} hereId
 */

const FIELD_MARGIN = 46; // map units around a region's outermost place

/**
 * @param {GameState} state
 * @param {NavigationOption[]} options
 * @returns {Chart}
 */
export function chartOf(state, options) {
  const regions = state.star_map.regions.filter(({ discovered }) => discovered);
  const byTarget = new Map(options.map((option) => [option.id, option]));
  /** @type {Map<string, Place>} */
  const places = new Map();
  for (const region of regions) {
    const jump = byTarget.get(region.id) ?? null;
    if (region.id !== state.current_region_id) {
      const { x, y } = crownOf(region);
      places.set(region.id, {
        id: region.id,
        kind: "region",
        x,
        y,
        region,
        node: null,
        option: jump,
        here: false,
      });
    }
    for (const node of region.nodes) {
      if (!node.discovered) continue;
      const here = node.id === state.current_node_id;
      const option = byTarget.get(node.id) ?? null;
      places.set(node.id, {
        id: node.id,
        kind: "node",
        x: node.x,
        y: node.y,
        region,
        node,
        option,
        here,
      });
    }
  }
  return {
    regions,
    places,
    routes: routesOf(regions),
    lanes: lanesOf(regions),
    reach: reachOf(state, options),
    hereId: state.current_node_id,
  };
}

/** @param {MapRegion} region @returns {number} map units from its centre to its field's rim */
export function fieldRadius(region) {
  const away = region.nodes.map(({ x, y }) => Math.hypot(x - region.x, y - region.y));
  return Math.max(60, ...away) + FIELD_MARGIN;
}

/** @param {MapRegion} region @returns {Point} where its name stands: at the top of its field */
export function crownOf(region) {
  return { x: region.x, y: region.y - fieldRadius(region) - 8 };
}

/** @param {MapRegion[]} regions */
function routesOf(regions) {
  const routes = [];
  for (const { nodes } of regions) {
    const known = new Map(nodes.filter((n) => n.discovered).map((n) => [n.id, n]));
    for (const from of known.values()) {
      for (const id of from.links) {
        const to = known.get(id);
        if (to && (from.id < id || !to.links.includes(from.id))) routes.push({ from, to });
      }
    }
  }
  return routes;
}

/** @param {MapRegion[]} regions */
function lanesOf(regions) {
  const known = new Map(regions.map((region) => [region.id, region]));
  const lanes = [];
  for (const from of regions) {
    for (const id of from.links) {
      const to = known.get(id);
      if (to && (from.id < id || !to.links.includes(from.id))) lanes.push({ from, to });
    }
  }
  return lanes;
}

/**
 * As far as the tank goes: flights within the region at today's price each, and single jumps.
 *
 * @param {GameState} state
 * @param {NavigationOption[]} options
 * @returns {Reach}
 */
export function reachOf(state, options) {
  const { fuel } = state.player_stats;
  const affordable = options.filter(({ fuel_cost }) => fuel_cost <= fuel);
  const nodes = new Set([state.current_node_id]);
  const region = state.star_map.regions.find(({ id }) => id === state.current_region_id);
  const hop = Math.min(...options.filter(({ type }) => type === "node").map((o) => o.fuel_cost));
  const known = new Map(region?.nodes.filter((n) => n.discovered).map((n) => [n.id, n]));
  let rim = affordable.filter(({ type }) => type === "node").map(({ id }) => id);
  for (let left = fuel - hop; rim.length > 0; left -= hop) {
    for (const id of rim) nodes.add(id);
    if (left < hop) break;
    rim = rim
      .flatMap((id) => known.get(id)?.links ?? [])
      .filter((id) => !nodes.has(id) && known.has(id));
  }
  const jumps = affordable.filter(({ type }) => type === "region").map(({ id }) => id);
  return { nodes, regions: new Set(jumps) };
}

/**
 * The place that an arrow key leads to: a linked one in that direction if there is any, else the
 * nearest of all there.
 *
 * @param {Chart} chart
 * @param {string} fromId
 * @param {Point} direction a unit vector on the map
 * @returns {string} the same id when nothing lies there
 */
export function neighbour(chart, fromId, direction) {
  const from = chart.places.get(fromId);
  if (!from) return chart.hereId;
  const linked = new Set(from.node?.links ?? []);
  let best = fromId;
  let least = Infinity;
  for (const place of chart.places.values()) {
    const [dx, dy] = [place.x - from.x, place.y - from.y];
    const distance = Math.hypot(dx, dy);
    if (distance === 0) continue;
    const along = (dx * direction.x + dy * direction.y) / distance;
    if (along < 0.5) continue; // outside of a cone of 60 degrees to each side
    const strange = linked.has(place.id) ? 0 : 1e6;
    const score = strange + distance * (1.6 - along);
    if (score < least) [least, best] = [score, place.id];
  }
  return best;
}

/**
 * @param {Chart} chart
 * @returns {{x: number, y: number, width: number, height: number}} all that is known, map units
 */
export function boundsOf({ regions, places }) {
  const xs = [];
  const ys = [];
  for (const region of regions) {
    const radius = fieldRadius(region);
    xs.push(region.x - radius, region.x + radius);
    ys.push(region.y - radius - 30, region.y + radius);
  }
  for (const { x, y } of places.values()) {
    xs.push(x);
    ys.push(y);
  }
  if (xs.length === 0) return { x: -100, y: -100, width: 200, height: 200 };
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** @param {Place} place @returns {string} for screen readers and titles */
export function placeWords(place) {
  const { node, region, option, here } = place;
  const words = node
    ? [node.name, node.type_name.toLowerCase(), region.name]
    : [region.name, region.type_name.toLowerCase(), "region"];
  if (here) words.push("you are here");
  else if (option)
    words.push(`${option.fuel_cost} fuel${option.reachable ? "" : ", out of reach"}`);
  if (node?.has_trade) words.push("trade");
  if (node?.has_repair) words.push("repair");
  if (node && !node.visited) words.push("not visited");
  return words.join(", ");
}
