/**
 * What ships and stations look like: a few vertices each. Ships point along +x; lengths are world
 * units, a pixel each at zoom 1.
 */

import { seededRandom, hashText } from "../state/seeded.js";

/**
 * @typedef {object} ShipShape
 * @property {number[]} outline closed, x and y in turn
 * @property {number[][]} lines open strokes inside
 * @property {number} ring radius of a ring around the ship, 0 for none
 * @property {number} tail x of the engine
 * @property {number} length
 * @property {keyof import("./palette.js").Palette} colour
 */

/** @type {Record<string, ShipShape>} */
export const SHIPS = {
  freighter: {
    outline: [17, 0, 13, -4, 7, -6, -11, -7, -15, -4, -15, 4, -11, 7, 7, 6, 13, 4],
    lines: [
      [7, -6, 7, 6],
      [-1, -6.4, -1, 6.4],
      [-9, -6.9, -9, 6.9],
    ],
    ring: 0,
    tail: -15,
    length: 32,
    colour: "text",
  },
  pirate: {
    outline: [15, 0, 2, -4, -6, -11, -14, -12, -7, -4, -11, 0, -7, 4, -14, 12, -6, 11, 2, 4],
    lines: [[8, 0, -4, 0]],
    ring: 0,
    tail: -9,
    length: 29,
    colour: "danger",
  },
  trader: {
    outline: [14, -4, 14, 4, 9, 8, -10, 8, -15, 4, -15, -4, -10, -8, 9, -8],
    lines: [
      [9, -8, 9, 8],
      [3, -8, 3, 8],
      [-4, -8, -4, 8],
      [-10, -8, -10, 8],
    ],
    ring: 0,
    tail: -15,
    length: 30,
    colour: "credit",
  },
  patrol: {
    outline: [16, 0, -10, -9, -5, 0, -10, 9],
    lines: [[16, 0, -5, 0]],
    ring: 17,
    tail: -6,
    length: 28,
    colour: "safe",
  },
  loot: {
    outline: [7, 0, 0, -7, -7, 0, 0, 7],
    lines: [[-3.5, 0, 3.5, 0]],
    ring: 0,
    tail: 0,
    length: 14,
    colour: "credit",
  },
  projectile: {
    outline: [6, 0, 0, -1.2, -10, 0, 0, 1.2],
    lines: [],
    ring: 0,
    tail: -10,
    length: 16,
    colour: "text",
  },
};

/**
 * @param {string} kind of an entity
 * @returns {ShipShape}
 */
export function shapeOf(kind) {
  return kind === "player_ship" ? SHIPS.freighter : (SHIPS[kind] ?? SHIPS.freighter);
}

/**
 * Two stations never look quite alike, and each always the same.
 *
 * @typedef {object} StationShape
 * @property {number} sides of the hub
 * @property {number} hub radius
 * @property {number} ring radius of the turning ring
 * @property {number} segments of the ring
 * @property {number} spokes
 * @property {number} arms docking arms
 * @property {number} tilt radians
 * @property {number} spin radians a second
 *
 * @param {string} stationId
 * @returns {StationShape}
 */
export function stationShape(stationId) {
  const random = seededRandom(hashText(stationId));
  const pick = (/** @type {number[]} */ list) => list[Math.floor(random() * list.length)];
  return {
    sides: pick([6, 8, 8, 10]),
    hub: 15 + random() * 5,
    ring: 46 + random() * 12,
    segments: pick([3, 4, 6]),
    spokes: pick([3, 4, 6]),
    arms: pick([2, 3, 4]),
    tilt: random() * Math.PI,
    spin: (random() < 0.5 ? -1 : 1) * (0.05 + random() * 0.05),
  };
}

/**
 * A closed stroke around corners. It begins in the middle of a side, so that every corner gets
 * its join with any renderer.
 *
 * @template {{moveTo(x: number, y: number): any, lineTo(x: number, y: number): any}} Pen
 * @param {Pen} pen
 * @param {number[]} corners x and y in turn
 * @returns {Pen}
 */
export function outline(pen, corners) {
  const startX = (corners[0] + corners[2]) / 2;
  const startY = (corners[1] + corners[3]) / 2;
  pen.moveTo(startX, startY);
  for (let i = 2; i < corners.length; i += 2) pen.lineTo(corners[i], corners[i + 1]);
  pen.lineTo(corners[0], corners[1]);
  pen.lineTo(startX, startY);
  return pen;
}
