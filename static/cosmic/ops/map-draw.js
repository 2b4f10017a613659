/** The map of a system on a 2D canvas: ground, zones, places, agents. */

import { rgba } from "../render/palette.js";
import { zoneTitle } from "../state/words.js";
import { title } from "./map-model.js";
import { shapeOf } from "./shapes.js";

const GRID = 1000; // units; twice as many where lines would be closer than this
const GRID_LEAST_PX = 36;
const LINE_PX = 15; // words closer than this would touch
const NAMED_AT_MOST = 40; // more agents than this in sight show no names of their own accord
const NAMED_FROM = 0.12; // pixels a unit
const FACE = "12px 'Space Grotesk Variable', sans-serif";

const ZONES = /** @type {const} */ ({
  core_safe: { colour: "safe", dash: [] },
  approach_high_value: { colour: "warn", dash: [6, 5] },
  belt_open: { colour: "credit", dash: [1, 5] },
  edge_wild: { colour: "danger", dash: [12, 5] },
});

/**
 * @typedef {import("./map-model.js").View} View
 * @typedef {import("../render/palette.js").Palette} Palette
 * @typedef {import("./types.js").SystemState} SystemState
 *
 * @typedef {object} Picture what is to be drawn, and how
 * @property {CanvasRenderingContext2D} context scaled to CSS pixels
 * @property {View} view
 * @property {Palette} palette
 * @property {{x: number, y: number, half: number}[]} words what stands written already
 */

/** @param {Picture} picture */
export function drawGround({ context, view, palette }) {
  const { min_x, min_y, max_x, max_y } = view.bounds;
  const step = GRID * 2 ** Math.max(0, Math.ceil(Math.log2(GRID_LEAST_PX / (GRID * view.scale))));
  context.clearRect(0, 0, view.width, view.height);
  context.strokeStyle = rgba(palette.edge, 0.6);
  context.lineWidth = 1;
  context.beginPath();
  for (let x = Math.ceil(min_x / step) * step; x <= max_x; x += step) {
    context.moveTo(view.screenX(x), view.screenY(min_y));
    context.lineTo(view.screenX(x), view.screenY(max_y));
  }
  for (let y = Math.ceil(min_y / step) * step; y <= max_y; y += step) {
    context.moveTo(view.screenX(min_x), view.screenY(y));
    context.lineTo(view.screenX(max_x), view.screenY(y));
  }
  context.stroke();
  context.strokeStyle = rgba(palette.dim, 0.7);
  context.strokeRect(
    view.screenX(min_x),
    view.screenY(max_y),
    (max_x - min_x) * view.scale,
    (max_y - min_y) * view.scale,
  );
}

/** @param {Picture} picture @param {SystemState["zones"]} zones */
export function drawZones({ context, view, palette, words }, zones) {
  context.font = FACE;
  context.textAlign = "center";
  context.lineWidth = 1.5;
  for (const zone of zones) {
    const { colour, dash } = ZONES[zone.zone_type] ?? { colour: "dim", dash: [] };
    const x = view.screenX(zone.center.x);
    const y = view.screenY(zone.center.y);
    const radius = zone.radius * view.scale;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = rgba(palette[colour], zone.zone_type === "core_safe" ? 0.1 : 0.05);
    context.fill();
    context.setLineDash([...dash]);
    context.strokeStyle = rgba(palette[colour], 0.6);
    context.stroke();
    context.setLineDash([]);
    if (radius < 44) continue;
    const text = zoneTitle(zone);
    const half = context.measureText(text).width / 2;
    const lines = [y - radius + 16, y + radius - 8];
    const line = lines.find((at) => isFree(words, x, at, half));
    if (line === undefined) continue;
    words.push({ x, y: line, half });
    context.fillStyle = rgba(palette[colour], 1);
    context.fillText(text, x, line);
  }
}

/** @param {Picture} picture @param {SystemState} state */
export function drawPlaces(picture, { stations, gates }) {
  const { context, view, palette } = picture;
  context.lineWidth = 1.5;
  for (const { x, y, name } of stations) {
    const [px, py] = [view.screenX(x), view.screenY(y)];
    context.strokeStyle = rgba(palette.text, 1);
    context.strokeRect(px - 4, py - 4, 8, 8);
    write(picture, name, px, py, palette.text);
  }
  for (const { x, y, name } of gates) {
    const [px, py] = [view.screenX(x), view.screenY(y)];
    context.strokeStyle = rgba(palette.rift, 1);
    for (const radius of [3, 6.5]) {
      context.beginPath();
      context.arc(px, py, radius, 0, 2 * Math.PI);
      context.stroke();
    }
    write(picture, name, px, py, palette.rift);
  }
}

/**
 * @param {Picture} picture
 * @param {import("./map-model.js").Agents} agents
 * @param {{selected: string, pointed: string}} marks ids, empty for nobody
 * @param {number} now
 */
export function drawAgents(picture, agents, { selected, pointed }, now) {
  const { view, palette } = picture;
  const seen = [];
  for (const shown of agents.shown.values()) {
    const { x, y } = agents.place(shown, now);
    const [px, py] = [view.screenX(x), view.screenY(y)];
    if (px < -20 || py < -20 || px > view.width + 20 || py > view.height + 20) continue;
    seen.push({ agent: shown.agent, px, py });
    drawAgent(picture, shown.agent, px, py);
  }
  const marked = seen.filter(({ agent }) => [selected, pointed].includes(agent.agent_id));
  for (const { agent, px, py } of marked) {
    if (agent.agent_id === selected) drawCorners(picture, px, py);
    write(picture, title(agent), px, py, palette.text, true);
  }
  if (seen.length > NAMED_AT_MOST || view.scale < NAMED_FROM) return;
  for (const { agent, px, py } of seen) {
    if (!marked.some((other) => other.agent === agent)) {
      write(picture, title(agent), px, py, palette[shapeOf(agent.kind).colour]);
    }
  }
}

/**
 * @param {Picture} picture
 * @param {import("./types.js").Agent} agent
 * @param {number} px
 * @param {number} py
 */
function drawAgent({ context, palette }, agent, px, py) {
  const shape = shapeOf(agent.kind);
  const colour = rgba(palette[shape.colour], 1);
  context.save();
  context.translate(px, py);
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = 1.5;
  if (shape.ring) {
    context.beginPath();
    context.arc(0, 0, shape.ring, 0, 2 * Math.PI);
    context.stroke();
  }
  if (shape.turns) context.rotate(-(agent.angle ?? agent.r ?? 0));
  for (const outline of shape.outlines) {
    context.beginPath();
    for (let n = 0; n < outline.length; n += 2) context.lineTo(outline[n], outline[n + 1]);
    context.closePath();
    if (shape.filled) context.fill();
    else context.stroke();
  }
  context.restore();
}

/**
 * The corners of a square around who is selected.
 *
 * @param {Picture} picture
 * @param {number} px
 * @param {number} py
 */
function drawCorners({ context, palette }, px, py) {
  context.strokeStyle = rgba(palette.text, 1);
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [sx, sy] of [
    [1, 1],
    [1, -1],
    [-1, -1],
    [-1, 1],
  ]) {
    context.moveTo(px + sx * 14, py + sy * 8);
    context.lineTo(px + sx * 14, py + sy * 14);
    context.lineTo(px + sx * 8, py + sy * 14);
  }
  context.stroke();
}

/** A point that a form speaks of. @param {Picture} picture @param {{x: number, y: number}} point */
export function drawPoint({ context, view, palette }, { x, y }) {
  const [px, py] = [view.screenX(x), view.screenY(y)];
  context.strokeStyle = rgba(palette.signal, 1);
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(px - 9, py);
  context.lineTo(px - 3, py);
  context.moveTo(px + 3, py);
  context.lineTo(px + 9, py);
  context.moveTo(px, py - 9);
  context.lineTo(px, py - 3);
  context.moveTo(px, py + 3);
  context.lineTo(px, py + 9);
  context.stroke();
}

/**
 * A name beside its thing, on the side where there is room; left out where it would touch another.
 *
 * @param {Picture} picture
 * @param {string} text
 * @param {number} px of the thing
 * @param {number} py
 * @param {number} colour 0xRRGGBB
 * @param {boolean} [always] on a ground of its own, whatever stands there
 */
function write({ context, view, palette, words }, text, px, py, colour, always = false) {
  context.font = FACE;
  context.textAlign = "left";
  const wide = context.measureText(text).width;
  const gap = always ? 20 : 13;
  const x = px + gap + wide < view.width - 4 ? px + gap : px - gap - wide;
  const box = { x: x + wide / 2, y: py + 4, half: wide / 2 };
  if (!always && !isFree(words, box.x, box.y, box.half)) return;
  words.push(box);
  if (always) {
    context.fillStyle = rgba(palette.hull, 0.85);
    context.fillRect(x - 4, py - 9, wide + 8, 18);
  }
  context.fillStyle = rgba(colour, 1);
  context.fillText(text, x, py + 4);
}

/** @param {Picture["words"]} words @param {number} x @param {number} y @param {number} half */
function isFree(words, x, y, half) {
  return words.every(
    (other) => Math.abs(other.y - y) >= LINE_PX || Math.abs(other.x - x) >= other.half + half + 6,
  );
}
