/**
 * What the server says is within sight, and what it says of the pilot.
 *
 * A snapshot replaces everything; a delta first removes, then updates. Listeners hear of a topic
 * after the whole message is applied.
 */

import { Emitter } from "../net/emitter.js";
import { Track } from "./track.js";

/**
 * @typedef {import("../net/messages.js").You} You
 * @typedef {import("../net/messages.js").Station} Station
 * @typedef {import("../net/messages.js").Gate} Gate
 * @typedef {import("../net/messages.js").Zone} Zone
 * @typedef {import("../net/messages.js").Price} Price
 * @typedef {import("../net/messages.js").ZoneContext} ZoneContext
 *
 * @typedef {object} Entity
 * @property {string} id
 * @property {string} kind
 * @property {string} name
 * @property {number} x
 * @property {number} y
 * @property {number} vx
 * @property {number} vy
 * @property {number} r
 * @property {number} hp
 * @property {number} hp_max as it was told, or else the most that was ever seen of it
 * @property {string} commodity_id what loot holds
 * @property {number} qty and how much of it
 * @property {number} since the tick of the first word about it
 * @property {number} tick of the newest word about it
 * @property {Track} track
 *
 * @typedef {object} StoreEvents
 * @property {import("../net/messages.js").SessionJoined} joined
 * @property {You} you
 * @property {ZoneContext} zone
 * @property {string} market the station's id
 * @property {import("../net/messages.js").WorldSnapshot} places stations, gates or zones are new
 * @property {import("../net/messages.js").WorldEvent} event
 * @property {number} tick a snapshot or a delta of this tick was applied
 */

const MOST_KNOWN = 600; // of who is out of sight; beyond it the oldest are forgotten

/** @returns {You} */
function nobody() {
  return { ship_id: "", credits: 0, hull: 0, fuel: 0, cargo: [], ack: 0, docked_at: null };
}

/** @extends {Emitter<StoreEvents>} */
export class Store extends Emitter {
  constructor() {
    super();
    /** @type {import("../net/messages.js").SessionJoined | null} */
    this.session = null;
    this.you = nobody();
    this.tick = -1;
    /** @type {Map<string, Entity>} */
    this.entities = new Map();
    /** @type {Map<string, {name: string, kind: string}>} who was ever seen here */
    this.known = new Map();
    /** @type {Map<string, Station>} */
    this.stations = new Map();
    /** @type {Map<string, Gate>} */
    this.gates = new Map();
    /** @type {Map<string, Zone>} */
    this.zones = new Map();
    /** @type {Map<string, Map<string, Price>>} prices by station, then by commodity */
    this.markets = new Map();
    /** @type {ZoneContext} */
    this.zoneContext = {
      zone_ids: [],
      blended_risk: 0,
      blended_security: 0,
      blended_profit_multiplier: 1,
    };
  }

  /** The pilot's own ship, when the server has spoken of it. */
  get ownShip() {
    return this.entities.get(this.you.ship_id) ?? null;
  }

  /**
   * Who that is, or was: news of somebody may come after they are out of sight.
   *
   * @param {string} id
   * @returns {{name: string, kind: string}} empty words for a stranger
   */
  whois(id) {
    return this.known.get(id) ?? { name: "", kind: "" };
  }

  /** The station where the ship is docked. */
  get dockedStation() {
    return this.you.docked_at === null ? null : (this.stations.get(this.you.docked_at) ?? null);
  }

  /** @param {import("../net/messages.js").SessionJoined} session */
  join(session) {
    const sameSystem = this.session?.system_id === session.system_id;
    this.session = session;
    this.tick = -1;
    this.entities.clear();
    if (!sameSystem) {
      this.known.clear();
      this.stations.clear();
      this.gates.clear();
      this.zones.clear();
      this.markets.clear();
    }
    this.you = { ...this.you, ship_id: session.ship_id, docked_at: session.docked_at, ack: 0 };
    this.emit("joined", session);
  }

  /** @param {import("../net/messages.js").WorldSnapshot} snapshot */
  applySnapshot(snapshot) {
    this.tick = snapshot.tick;
    this.you = { ...nobody(), ...snapshot.you };
    const present = new Set();
    for (const update of snapshot.entities) {
      present.add(update.id);
      this.applyEntity(update, snapshot.tick);
    }
    for (const id of this.entities.keys()) if (!present.has(id)) this.entities.delete(id);
    refill(this.stations, snapshot.stations, (station) => station.station_id);
    refill(this.gates, snapshot.gates, (gate) => gate.gate_id);
    refill(this.zones, snapshot.zones, (zone) => zone.zone_id);
    this.markets.clear();
    for (const { station_id, prices } of snapshot.markets) this.applyPrices(station_id, prices);
    this.emit("places", snapshot);
    for (const { station_id } of snapshot.markets) this.emit("market", station_id);
    this.emit("you", this.you);
    this.emit("tick", snapshot.tick);
  }

  /** @param {import("../net/messages.js").WorldDelta} delta */
  applyDelta(delta) {
    if (delta.tick < this.tick) return;
    this.tick = delta.tick;
    for (const id of delta.entity_removed) this.entities.delete(id);
    for (const update of delta.entity_updates) this.applyEntity(update, delta.tick);
    if (delta.you) this.you = { ...this.you, ...delta.you };
    if (delta.you_zone_context) this.zoneContext = delta.you_zone_context;
    for (const event of delta.events) this.applyEvent(event);
    if (delta.you) this.emit("you", this.you);
    this.emit("zone", this.zoneContext);
    this.emit("tick", delta.tick);
  }

  /**
   * A reply may tell of credits, cargo, hull or fuel before the next delta does.
   *
   * @param {Partial<You>} changes
   */
  applyYou(changes) {
    this.you = { ...this.you, ...changes };
    this.emit("you", this.you);
  }

  /** @param {import("../net/messages.js").WorldEvent} event */
  applyEvent(event) {
    if (event.kind === "market_changed") {
      this.applyPrices(event.station_id, event.prices);
      this.emit("market", event.station_id);
    }
    this.emit("event", event);
  }

  /**
   * @param {string} stationId
   * @param {Price[]} prices the rows that changed
   */
  applyPrices(stationId, prices) {
    let market = this.markets.get(stationId);
    if (!market) this.markets.set(stationId, (market = new Map()));
    for (const price of prices) {
      market.set(price.commodity_id, { ...market.get(price.commodity_id), ...price });
    }
  }

  /**
   * @param {import("../net/messages.js").EntityUpdate} update
   * @param {number} tick
   */
  applyEntity(update, tick) {
    let entity = this.entities.get(update.id);
    if (!entity) {
      entity = {
        id: update.id,
        kind: "player_ship",
        name: "",
        x: 0,
        y: 0,
        vx: 0,
        vy: 0,
        r: 0,
        hp: 0,
        hp_max: 0,
        commodity_id: "",
        qty: 0,
        since: tick,
        tick,
        track: new Track(),
      };
      this.entities.set(update.id, entity);
    }
    if (update.kind !== undefined) entity.kind = update.kind;
    if (update.name !== undefined) entity.name = update.name;
    if (update.x !== undefined) entity.x = update.x;
    if (update.y !== undefined) entity.y = update.y;
    if (update.vx !== undefined) entity.vx = update.vx;
    if (update.vy !== undefined) entity.vy = update.vy;
    if (update.r !== undefined) entity.r = update.r;
    if (update.hp !== undefined) entity.hp = update.hp;
    if (update.hp_max !== undefined) entity.hp_max = update.hp_max;
    if (update.commodity_id !== undefined) entity.commodity_id = update.commodity_id;
    if (update.qty !== undefined) entity.qty = update.qty;
    entity.hp_max = Math.max(entity.hp_max, entity.hp);
    if (update.name !== undefined) this.meet(entity);
    entity.tick = tick;
    entity.track.push(tick, entity);
  }

  /** @param {Entity} entity */
  meet({ id, name, kind }) {
    this.known.delete(id);
    this.known.set(id, { name, kind });
    if (this.known.size <= MOST_KNOWN) return;
    const [oldest] = this.known.keys();
    this.known.delete(oldest);
  }
}

/**
 * @template T
 * @param {Map<string, T>} map
 * @param {T[]} rows
 * @param {(row: T) => string} key
 */
function refill(map, rows, key) {
  map.clear();
  for (const row of rows) map.set(key(row), row);
}
