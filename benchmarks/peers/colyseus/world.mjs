/**
 * The world that every server of the comparison simulates: ships on the map of sol-1 and what is
 * within sight of a cell. Flight is the browser's own copy of this project's rule.
 */

import { flightStep } from "../../../static/cosmic/flight.js";

export const TICK_S = 0.05;
export const BOUNDS = { min_x: -8000, min_y: -8000, max_x: 8000, max_y: 8000 };
export const CELL_SIZE = 1000;
export const HYSTERESIS = 50;
const COLUMNS = 16;
const STRIDE = COLUMNS + 2;
const HALF_WIDTH = 7000;
const NPC_FIRST_PLACE = 5000;
const NPC_THRUST = 0.6;
const NPC_TURNS = [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3];

/** The freighter that every new pilot flies; its tank is never empty here. */
export const MODEL = {
  max_speed: 120,
  acceleration: 30,
  drag: 0.35,
  turn_rate: 2.2,
  emergency_thrust: 0.2,
  emergency_speed: 0.4,
  fuel_per_s: 0,
};

/**
 * @param {number} x
 * @param {number} y
 * @returns {number} the number of the cell; the grid is padded by one cell on each side
 */
export function cellOf(x, y) {
  return (along(y) + 1) * STRIDE + along(x) + 1;
}

/** @param {number} value of x or y */
function along(value) {
  return Math.min(Math.max(Math.floor((value + 8000) / CELL_SIZE), 0), COLUMNS - 1);
}

/**
 * The cell that a pilot sees from: it changes HYSTERESIS behind a border.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} before the centre until now, or -1
 */
export function centreOf(x, y, before) {
  if (before < 0) return cellOf(x, y);
  const left = ((before % STRIDE) - 1) * CELL_SIZE - 8000 - HYSTERESIS;
  const top = (Math.floor(before / STRIDE) - 1) * CELL_SIZE - 8000 - HYSTERESIS;
  const reach = CELL_SIZE + 2 * HYSTERESIS;
  const stays = x >= left && x <= left + reach && y >= top && y <= top + reach;
  return stays ? before : cellOf(x, y);
}

/** @param {number} centre @returns {number[]} the 3 x 3 cells in sight */
export function around(centre) {
  const cells = [];
  for (const dy of [-STRIDE, 0, STRIDE]) cells.push(centre + dy - 1, centre + dy, centre + dy + 1);
  return cells;
}

/**
 * Where the ship of that index begins: spread evenly, whatever their number.
 *
 * @param {number} index
 */
export function placeOf(index) {
  const [u, v] = [(index * 0.754877666) % 1, (index * 0.569840296) % 1];
  return { x: (2 * u - 1) * HALF_WIDTH, y: (2 * v - 1) * HALF_WIDTH };
}

export class Ship {
  /** @param {{x: number, y: number}} place @param {number} thrust @param {number} turn */
  constructor(place, thrust = 0, turn = 0) {
    this.state = { ...place, vx: 0, vy: 0, r: 0, fuel: 1 };
    this.helm = { thrust, turn };
    this.cell = cellOf(place.x, place.y);
  }

  /** One tick. */
  fly() {
    this.state = flightStep(this.state, this.helm, MODEL, BOUNDS, TICK_S);
    this.cell = cellOf(this.state.x, this.state.y);
  }
}

/** @param {number} index */
export function npc(index) {
  return new Ship(placeOf(index + NPC_FIRST_PLACE), NPC_THRUST, NPC_TURNS[index % NPC_TURNS.length]);
}
