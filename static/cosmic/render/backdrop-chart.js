/** The places of a system as a chart: zones with their patterns, lanes, stations, gates. */

import { hashText, seededRandom } from "../state/seeded.js";

/** @typedef {import("./backdrop.js").Palette} Palette */
/** @typedef {import("./backdrop.js").Scene} Scene */
/** @typedef {import("./backdrop.js").Zone} Zone */
/** @typedef {import("./backdrop.js").Station} Station */
/** @typedef {(x: number, y: number) => [number, number]} Project world units to px */

const TURN = Math.PI * 2;
const STATION_SIZE = 15; // px, radius of the ring
const NO_DASH = /** @type {number[]} */ ([]);

/** @type {Record<string, (pen: CanvasRenderingContext2D, palette: Palette, zone: PlacedZone) => void>} */
const ZONE_PATTERNS = {
  core_safe: drawSafe,
  approach_high_value: drawApproach,
  belt_open: drawBelt,
  edge_wild: drawEdge,
};

/** @typedef {{x: number, y: number, radius: number, rocks: Float32Array}} PlacedZone px */

/**
 * Draws all zones, the wide ones first.
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {Scene} scene
 * @param {Project} project
 * @param {number} scale px per world unit
 */
export function drawZones(pen, palette, scene, project, scale) {
  for (const zone of scene.zones) {
    const pattern = ZONE_PATTERNS[zone.type];
    if (!pattern) continue;
    const [x, y] = project(zone.x, zone.y);
    pen.save();
    pattern(pen, palette, { x, y, radius: zone.radius * scale, rocks: rocksOf(zone) });
    pen.restore();
  }
}

/** @type {Map<string, Float32Array>} */
const rocks = new Map();

/**
 * Where a belt's rocks lie: x, y in radii from the centre, and a size 0..1, one after the other.
 * @param {Zone} zone
 */
function rocksOf(zone) {
  let list = rocks.get(zone.id);
  if (!list) {
    const random = seededRandom(hashText(zone.id));
    const count = Math.round(zone.radius / 12);
    list = new Float32Array(count * 3);
    for (let i = 0; i < list.length; i += 3) {
      const angle = random() * TURN;
      const distance = 0.3 + 0.66 * Math.sqrt(random());
      list[i] = Math.cos(angle) * distance;
      list[i + 1] = Math.sin(angle) * distance;
      list[i + 2] = random();
    }
    rocks.set(zone.id, list);
  }
  return list;
}

/** @param {CanvasRenderingContext2D} pen @param {Palette} palette @param {PlacedZone} zone */
function drawSafe(pen, palette, zone) {
  const fill = pen.createRadialGradient(zone.x, zone.y, 0, zone.x, zone.y, zone.radius);
  fill.addColorStop(0, palette.alpha("safe", 0.13));
  fill.addColorStop(0.7, palette.alpha("safe", 0.07));
  fill.addColorStop(1, palette.alpha("safe", 0.02));
  pen.fillStyle = fill;
  circle(pen, zone.x, zone.y, zone.radius);
  pen.fill();
  pen.strokeStyle = palette.alpha("safe", 0.28);
  pen.stroke();
}

/** @param {CanvasRenderingContext2D} pen @param {Palette} palette @param {PlacedZone} zone */
function drawApproach(pen, palette, zone) {
  pen.setLineDash([3, 7]);
  pen.strokeStyle = palette.alpha("warn", 0.34);
  circle(pen, zone.x, zone.y, zone.radius);
  pen.stroke();
}

/** @param {CanvasRenderingContext2D} pen @param {Palette} palette @param {PlacedZone} zone */
function drawBelt(pen, palette, zone) {
  pen.fillStyle = palette.dim;
  for (let i = 0; i < zone.rocks.length; i += 3) {
    const size = 0.5 + zone.rocks[i + 2] * 0.8;
    pen.globalAlpha = 0.16 + 0.26 * zone.rocks[i + 2];
    pen.fillRect(
      zone.x + zone.rocks[i] * zone.radius,
      zone.y + zone.rocks[i + 1] * zone.radius,
      size,
      size,
    );
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Palette} palette @param {PlacedZone} zone */
function drawEdge(pen, palette, zone) {
  pen.setLineDash([46, 14, 8, 14]);
  pen.strokeStyle = palette.alpha("danger", 0.3);
  circle(pen, zone.x, zone.y, zone.radius);
  pen.stroke();
}

/**
 * A station: a slowly turning ring with gaps, arms that turn the other way, a core, and docking
 * lights that run towards it.
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {Station} station
 * @param {[number, number]} at px
 * @param {number} time s
 * @param {number} size 1 at the usual width of a page
 */
export function drawStation(pen, palette, station, at, time, size) {
  const seed = hashText(station.id);
  const arms = 3 + (seed % 3);
  const radius = STATION_SIZE * size * (0.9 + ((seed >>> 4) % 5) * 0.07);
  pen.save();
  pen.translate(at[0], at[1]);
  glow(pen, palette, radius * 3.4);
  pen.strokeStyle = palette.text;
  pen.fillStyle = palette.void;
  pen.lineWidth = 1.25;

  pen.save();
  pen.rotate(time * 0.06 + (seed % 7));
  const gap = TURN / (arms * 2);
  pen.setLineDash([radius * gap * 1.5, radius * gap * 0.5]);
  circle(pen, 0, 0, radius);
  pen.stroke();
  pen.setLineDash(NO_DASH);
  pen.restore();

  pen.save();
  pen.rotate(-time * 0.04 + (seed % 5));
  for (let arm = 0; arm < arms; arm += 1) {
    pen.rotate(TURN / arms);
    pen.beginPath();
    pen.moveTo(radius * 0.36, 0);
    pen.lineTo(radius * 1.3, 0);
    pen.stroke();
    pen.strokeRect(radius * 1.3, -radius * 0.16, radius * 0.34, radius * 0.32);
  }
  pen.restore();

  circle(pen, 0, 0, radius * 0.38);
  pen.fill();
  pen.stroke();
  pen.fillStyle = palette.signal;
  circle(pen, 0, 0, radius * 0.14);
  pen.fill();
  dockingLights(pen, palette, radius, time + (seed % 9));
  pen.restore();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {number} radius px
 */
function glow(pen, palette, radius) {
  const light = pen.createRadialGradient(0, 0, 0, 0, 0, radius);
  light.addColorStop(0, palette.alpha("signal", palette.dark ? 0.2 : 0.1));
  light.addColorStop(1, palette.alpha("signal", 0));
  pen.fillStyle = light;
  circle(pen, 0, 0, radius);
  pen.fill();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {number} radius px
 * @param {number} time s
 */
function dockingLights(pen, palette, radius, time) {
  for (let i = 0; i < 4; i += 1) {
    const phase = (((time * 0.7 + i * 0.25) % 1) + 1) % 1;
    pen.fillStyle = palette.alpha("safe", 0.25 + 0.75 * phase ** 3);
    for (const side of [-1, 1]) {
      circle(pen, radius * (1.9 + (3 - i) * 0.42), side * radius * 0.34, 1.1);
      pen.fill();
    }
  }
}

/**
 * A gate: a ring that shimmers.
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {[number, number]} at px
 * @param {number} time s
 */
export function drawGate(pen, palette, at, time) {
  for (let ring = 0; ring < 3; ring += 1) {
    pen.strokeStyle = palette.alpha("rift", 0.75 - ring * 0.22);
    circle(pen, at[0], at[1], 9 + ring * 3 + Math.sin(time * 1.3 + ring * 2) * 1.1);
    pen.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {string} words
 * @param {[number, number]} at px
 * @param {number} below px
 */
export function drawName(pen, palette, words, at, below) {
  pen.font = `400 12px ${palette.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.lineJoin = "round";
  pen.lineWidth = 3;
  pen.strokeStyle = palette.alpha("void", 0.7);
  pen.strokeText(words, at[0], at[1] + below);
  pen.fillStyle = palette.dim;
  pen.fillText(words, at[0], at[1] + below);
  pen.lineWidth = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function circle(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, TURN);
}
