/**
 * Ships that fly between the stations of the backdrop. As many as there are pilots in the system
 * shine; the others are decoration. A ship's place is a function of time alone.
 */

import { seededRandom } from "../state/seeded.js";
import { SHIPS } from "./shapes.js";

/** @typedef {import("./backdrop.js").Palette} Palette */
/** @typedef {import("./backdrop.js").Station} Station */
/** @typedef {import("./backdrop-chart.js").Project} Project */

/**
 * @typedef {object} Flight
 * @property {Station} from
 * @property {Station} to
 * @property {number} bend how far the lane swings out, as a part of its length
 * @property {number} seconds one way
 * @property {number} start s, where in its round trip the ship is at time 0
 * @property {import("./shapes.js").ShipShape} shape
 * @property {boolean} pilot
 */

const SPEED = 150; // world units a second: a little more than a freighter's usual pace
const PAUSE = 9; // s at a dock
const DECORATION = 9;
const MOST_PILOTS = 40;
const TRAIL_S = 5.5;
const TRAIL_STEPS = 12;

const SIZE = 0.44; // px per unit of a ship's outline

/**
 * @param {Station[]} stations
 * @param {number} pilots
 * @param {number} seed
 * @returns {Flight[]}
 */
export function flightsBetween(stations, pilots, seed) {
  if (stations.length < 2) return [];
  const random = seededRandom(seed);
  const shown = Math.min(pilots, MOST_PILOTS);
  return Array.from({ length: DECORATION + shown }, (_, i) => {
    const from = Math.floor(random() * stations.length);
    const to = (from + 1 + Math.floor(random() * (stations.length - 1))) % stations.length;
    const a = stations[from];
    const b = stations[to];
    const pilot = i >= DECORATION;
    const kind = random();
    return {
      from: a,
      to: b,
      bend: (random() - 0.5) * 0.36,
      seconds: Math.hypot(b.x - a.x, b.y - a.y) / (SPEED * (0.85 + random() * 0.3)),
      start: random() * 1000,
      shape: SHIPS[pilot || kind < 0.5 ? "freighter" : kind < 0.85 ? "trader" : "patrol"],
      pilot,
    };
  });
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {Flight} flight
 * @param {Project} project
 * @param {number} time s
 */
export function drawFlight(pen, palette, flight, project, time) {
  const round = 2 * (flight.seconds + PAUSE);
  const clock = (time + flight.start) % round;
  const back = clock >= flight.seconds + PAUSE;
  const flown = back ? clock - flight.seconds - PAUSE : clock;
  if (flown >= flight.seconds) return; // docked
  const [x, y] = project(...placeOf(flight, flown, back));
  const [aheadX, aheadY] = project(...placeOf(flight, flown + 0.2, back));
  const fade = Math.min(1, flown / 2, (flight.seconds - flown) / 2);
  const tone = flight.pilot ? "signal" : "dim";
  drawTrail(pen, palette.alpha(tone, 1), flight, project, { flown, back, fade });
  drawHull(pen, palette, flight, { x, y, angle: Math.atan2(aheadY - y, aheadX - x), fade });
}

/**
 * @param {Flight} flight
 * @param {number} flown s
 * @param {boolean} back on the way back
 * @returns {[number, number]} world units
 */
export function placeOf(flight, flown, back) {
  const linear = Math.min(1, Math.max(0, flown / flight.seconds));
  const eased = linear * linear * (3 - 2 * linear) * 0.5 + linear * 0.5;
  const t = back ? 1 - eased : eased;
  const { from, to } = flight;
  const out = Math.sin(t * Math.PI) * (back ? flight.bend - 0.05 : flight.bend);
  return [
    from.x + (to.x - from.x) * t - (to.y - from.y) * out,
    from.y + (to.y - from.y) * t + (to.x - from.x) * out,
  ];
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} colour
 * @param {Flight} flight
 * @param {Project} project
 * @param {{flown: number, back: boolean, fade: number}} moment
 */
function drawTrail(pen, colour, flight, project, moment) {
  pen.strokeStyle = colour;
  let [x, y] = project(...placeOf(flight, moment.flown, moment.back));
  for (let step = 1; step <= TRAIL_STEPS; step += 1) {
    const past = moment.flown - (step / TRAIL_STEPS) * TRAIL_S;
    if (past < 0) break;
    const [nextX, nextY] = project(...placeOf(flight, past, moment.back));
    const left = 1 - step / TRAIL_STEPS;
    pen.globalAlpha = 0.5 * left * left * moment.fade;
    pen.lineWidth = 0.6 + 1.6 * left;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(nextX, nextY);
    pen.stroke();
    [x, y] = [nextX, nextY];
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Palette} palette
 * @param {Flight} flight
 * @param {{x: number, y: number, angle: number, fade: number}} pose
 */
function drawHull(pen, palette, flight, pose) {
  const { outline } = flight.shape;
  pen.save();
  pen.globalAlpha = pose.fade;
  pen.translate(pose.x, pose.y);
  pen.rotate(pose.angle);
  pen.beginPath();
  for (let i = 0; i < outline.length; i += 2) pen.lineTo(outline[i] * SIZE, outline[i + 1] * SIZE);
  pen.closePath();
  pen.fillStyle = palette.void;
  pen.fill();
  pen.fillStyle = palette.alpha(flight.pilot ? "signal" : "text", 0.16);
  pen.fill();
  pen.strokeStyle = flight.pilot ? palette.signal : palette.text;
  pen.lineWidth = 1.1;
  pen.stroke();
  pen.restore();
}
