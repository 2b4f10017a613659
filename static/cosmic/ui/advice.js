/** One line of advice on the way into a dock; it never flies the ship. */

import { distanceWords } from "../state/words.js";

const HEARD_FROM = 900; // world units

/**
 * How far a ship coasts until it is slow enough, with its engine off.
 *
 * Drag takes a share of the speed each second, so the way is the lost speed over the drag.
 *
 * @param {number} speed units/s
 * @param {number} wanted units/s
 * @param {number} drag 1/s
 * @returns {number} world units
 */
export function coastingDistance(speed, wanted, drag) {
  if (speed <= wanted) return 0;
  return drag > 0 ? (speed - wanted) / drag : Infinity;
}

/**
 * @typedef {object} Approach
 * @property {string} name of the station
 * @property {number} distance world units
 * @property {number} closing units/s towards it, negative when leaving
 * @property {number} speed units/s
 * @property {number} radius within which one docks
 * @property {number} limit speed below which one docks
 * @property {number} drag 1/s
 * @property {string} key that docks, as printed on it; empty on a touch screen
 *
 * @typedef {{words: string, tone: '' | 'safe' | 'warn', ready: boolean}} Advice
 *
 * @param {Approach | null} approach to the nearest station
 * @returns {Advice}
 */
export function approachAdvice(approach) {
  if (!approach || approach.distance > HEARD_FROM) return { words: "", tone: "", ready: false };
  const { name, distance, closing, speed, radius, limit, drag, key } = approach;
  const within = distance <= radius;
  if (within && speed <= limit) {
    const words = key ? `Press ${key} to dock at ${name}` : `Tap Dock to dock at ${name}`;
    return { words, tone: "safe", ready: true };
  }
  if (within) {
    const words = `Slow down to ${limit} u/s to dock, now ${Math.round(speed)}`;
    return { words, tone: "warn", ready: false };
  }
  if (closing < 5) return { words: "", tone: "", ready: false };
  const way = distance - radius * 0.6;
  const coast = coastingDistance(speed, limit, drag);
  if (coast < way - speed) return { words: "", tone: "", ready: false };
  if (coast < way + speed * 0.5) {
    return { words: `Let go of the thrust now to arrive slowly`, tone: "", ready: false };
  }
  return {
    words: `Too fast for ${name}, ${distanceWords(distance)}: turn about and thrust`,
    tone: "warn",
    ready: false,
  };
}
