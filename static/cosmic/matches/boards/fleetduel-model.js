/** FleetDuel's chart as its player knows it: what lies where, what reaches where, what happened. */

import { listWords } from "../words.js";

/**
 * @typedef {'flagship' | 'cruiser' | 'scout'} ShipName
 * @typedef {'move' | 'fire' | 'scan' | 'hold'} OrderName
 * @typedef {{x: number, y: number, hull: number}} Ship
 * @typedef {{order: OrderName, ship?: ShipName, x?: number, y?: number}} Order
 * @typedef {{event: string, ship?: ShipName, by?: ShipName, x?: number, y?: number, hit?: ShipName[], seen?: ShipName[]}} Note
 *
 * @typedef {object} FleetState
 * @property {'place' | 'orders' | 'over'} phase
 * @property {number} round
 * @property {number} rounds
 * @property {number} size
 * @property {number[]} home_rows
 * @property {Partial<Record<ShipName, Ship>>} ships
 * @property {Order | null} order
 * @property {Partial<Record<ShipName, {x: number, y: number, round: number}>>} contacts
 * @property {Note[]} report
 * @property {ShipName[]} enemy_lost
 * @property {number[]} noise orders to fire or scan, by player
 * @property {number | null} winner
 */

/** Steps along rows and columns. @type {Record<ShipName, {hull: number, speed: number, gun: number, damage: number, scan: number}>} */
export const KINDS = {
  flagship: { hull: 4, speed: 1, gun: 3, damage: 1, scan: 3 },
  cruiser: { hull: 3, speed: 1, gun: 3, damage: 2, scan: 3 },
  scout: { hull: 2, speed: 2, gun: 2, damage: 1, scan: 4 },
};
export const SHIPS = /** @type {ShipName[]} */ (Object.keys(KINDS));
/** @type {OrderName[]} */
export const ORDERS = ["move", "fire", "scan", "hold"];

/** @param {number} x @param {number} y @returns {string} such as `C4` */
export function cellName(x, y) {
  return `${String.fromCharCode(65 + x)}${y + 1}`;
}

/** @param {FleetState} state @returns {ShipName[]} */
export function shipsToPlace({ ships }) {
  return SHIPS.filter((name) => !ships[name]);
}

/**
 * Whether a press on that cell is an order that the game takes.
 *
 * @param {FleetState} state
 * @param {ShipName | null} ship
 * @param {OrderName} order
 * @param {number} x
 * @param {number} y
 */
export function reaches(state, ship, order, x, y) {
  const own = Object.values(state.ships).some((each) => each.x === x && each.y === y);
  if (state.phase === "place") return ship !== null && state.home_rows.includes(y) && !own;
  const from = ship && state.ships[ship];
  if (state.phase !== "orders" || !ship || !from) return false;
  const steps = Math.abs(from.x - x) + Math.abs(from.y - y);
  if (order === "move") return steps <= KINDS[ship].speed && !own;
  return order === "fire" && steps <= KINDS[ship].gun;
}

/**
 * What a player has to do to give this order, in words.
 *
 * @param {FleetState} state
 * @param {ShipName | null} ship
 * @param {OrderName} order
 */
export function hint(state, ship, order) {
  if (state.phase === "place") {
    const [first, last] = state.home_rows.map((row) => row + 1);
    return ship ? `Place your ${ship} in row ${first} or ${last}: press a cell.` : "";
  }
  if (!ship || order === "hold") return "All ships stay where they are and keep quiet.";
  const { speed, gun, damage, scan } = KINDS[ship];
  const steps = (/** @type {number} */ n) => (n === 1 ? "1 step" : `${n} steps`);
  switch (order) {
    case "move":
      return `Press a free cell within ${steps(speed)} of your ${ship}.`;
    case "fire":
      return `Press a cell within ${steps(gun)} of your ${ship}. A hit takes ${damage} hull; firing gives its place away.`;
    default:
      return `Your ${ship} looks ${steps(scan)} far, and gives its own place away.`;
  }
}

/** @param {Order} order @returns {string} such as `scout moves to C4` */
export function orderWords({ order, ship, x = 0, y = 0 }) {
  switch (order) {
    case "move":
      return `${ship} moves to ${cellName(x, y)}`;
    case "fire":
      return `${ship} fires at ${cellName(x, y)}`;
    case "scan":
      return `${ship} scans`;
    default:
      return "hold";
  }
}

/** @param {Note} note of a round's report @returns {{words: string, tone: '' | 'good' | 'bad'}} */
export function noteWords({ event, ship, by, x = 0, y = 0, hit = [], seen = [] }) {
  const at = cellName(x, y);
  switch (event) {
    case "fired":
      return hit.length
        ? { words: `Your ${ship} hit the ${listWords(hit)} at ${at}.`, tone: "good" }
        : { words: `Your ${ship} fired at ${at}: nothing there.`, tone: "" };
    case "shot at":
      return hit.length
        ? { words: `The enemy ${by} hit your ${listWords(hit)} at ${at}.`, tone: "bad" }
        : { words: `The enemy ${by} fired at ${at} and hit nothing.`, tone: "" };
    case "scanned":
      return { words: seen.length ? `The scan found the ${listWords(seen)}.` : "The scan found nothing.", tone: "" };
    case "scan heard":
      return { words: `The enemy ${by} scanned and gave its place away.`, tone: "" };
    case "lost":
      return { words: `Your ${ship} is lost.`, tone: "bad" };
    case "destroyed":
      return { words: `The enemy ${ship} is destroyed.`, tone: "good" };
    default:
      return { words: event, tone: "" };
  }
}

/**
 * @typedef {object} Spot
 * @property {ShipName | null} own
 * @property {ShipName[]} contacts
 * @property {'hit' | 'miss' | ''} shot where a shot of the last round went
 * @property {boolean} home
 * @property {boolean} target of the order that was given
 */

/** @param {FleetState} state @param {number} x @param {number} y @returns {Spot} */
export function spotAt(state, x, y) {
  const here = (/** @type {{x: number, y: number} | undefined} */ thing) => thing?.x === x && thing.y === y;
  const shots = state.report.filter((note) => note.hit && note.x === x && note.y === y);
  return {
    own: SHIPS.find((name) => here(state.ships[name])) ?? null,
    contacts: SHIPS.filter((name) => here(state.contacts[name])),
    shot: shots.length === 0 ? "" : shots.some((note) => note.hit?.length) ? "hit" : "miss",
    home: state.home_rows.includes(y),
    target: state.order?.x === x && state.order.y === y,
  };
}

/** @param {FleetState} state @param {number} x @param {number} y @param {boolean} open */
export function spotWords(state, x, y, open) {
  const { own, contacts, shot, home, target } = spotAt(state, x, y);
  const words = [
    own && `your ${own}, hull ${state.ships[own]?.hull} of ${KINDS[own].hull}`,
    ...contacts.map((name) => `enemy ${name}, seen in round ${state.contacts[name]?.round}`),
    shot && `last round’s shot: ${shot}`,
    target && "your order goes here",
    !own && contacts.length === 0 && "empty",
    home && state.phase === "place" && "home row",
    open && "within reach",
  ];
  return `${cellName(x, y)}: ${words.filter(Boolean).join(", ")}`;
}
