/**
 * The shapes of the live protocol, version 1, as this client reads and writes them.
 *
 * Lengths are world units, speeds units per second, angles radians.
 */

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = "cosmic.v1.json";

/** Why the server closes a socket. */
export const CLOSE = Object.freeze({
  SUPERSEDED: 4001,
  LOGIN_TIMEOUT: 4002,
  LOGIN_FAILED: 4003,
  BANNED: 4004,
  ABUSE: 4008,
  SLOW_CONSUMER: 4009,
  RESTART: 1012,
  FULL: 1013,
});

/**
 * @typedef {{type: string, seq: number, ts: number, payload: Record<string, any>}} Envelope
 *
 * @typedef {{commodity_id: string, qty: number}} CargoItem
 * @typedef {{min_x: number, min_y: number, max_x: number, max_y: number}} Bounds
 *
 * @typedef {object} Weapon
 * @property {number} cooldown_s
 * @property {number} projectile_speed
 * @property {number} damage
 * @property {number} lifetime_s
 *
 * @typedef {object} ShipModel
 * @property {string} ship_class
 * @property {number} max_speed
 * @property {number} acceleration
 * @property {number} drag
 * @property {number} turn_rate
 * @property {number} emergency_thrust
 * @property {number} emergency_speed
 * @property {number} fuel_per_s
 * @property {number} hull_max
 * @property {number} fuel_max
 * @property {number} cargo_capacity
 * @property {Weapon} [weapon]
 *
 * @typedef {object} SessionJoined
 * @property {string} system_id
 * @property {string} system_name
 * @property {string} ship_id
 * @property {{x: number, y: number, rotation: number}} spawn
 * @property {number} tick
 * @property {number} tick_rate
 * @property {Bounds} bounds
 * @property {string | null} docked_at
 * @property {ShipModel} ship_model
 * @property {{cell_size: number, radius_cells: number}} sight
 * @property {{repair: number, refuel: number}} upkeep_prices credits a point, credits a unit
 *
 * @typedef {object} SessionStatus
 * @property {'starting' | 'live' | 'paused' | 'recovering' | 'stopped'} state
 * @property {number} tick_rate
 * @property {number} time_scale
 *
 * @typedef {object} Station
 * @property {string} station_id
 * @property {string} name
 * @property {number} x
 * @property {number} y
 * @property {number} docking_radius
 * @property {number} docking_speed
 * @property {{market: boolean, repair: boolean, refuel: boolean}} services
 *
 * @typedef {object} Gate
 * @property {string} gate_id
 * @property {string} name
 * @property {number} x
 * @property {number} y
 * @property {number} radius
 * @property {string} to_system
 * @property {number} cost
 *
 * @typedef {'core_safe' | 'approach_high_value' | 'belt_open' | 'edge_wild'} ZoneType
 *
 * @typedef {object} Zone
 * @property {string} zone_id
 * @property {ZoneType} zone_type
 * @property {{x: number, y: number}} center
 * @property {number} radius
 * @property {number} risk_level
 * @property {number} security_level
 * @property {number} profit_multiplier
 * @property {boolean} pvp_allowed
 *
 * @typedef {{commodity_id: string, buy: number, sell: number, stock: number}} Price
 * @typedef {{station_id: string, prices: Price[]}} MarketRows
 *
 * @typedef {object} You
 * @property {string} ship_id
 * @property {number} credits
 * @property {number} hull
 * @property {number} fuel
 * @property {CargoItem[]} cargo
 * @property {number} ack
 * @property {string | null} docked_at
 * @property {boolean} [protected] nobody's fire hurts for some seconds after undocking
 *
 * @typedef {object} EntityUpdate
 * @property {string} id
 * @property {string} [kind]
 * @property {string} [name]
 * @property {number} [x]
 * @property {number} [y]
 * @property {number} [vx]
 * @property {number} [vy]
 * @property {number} [r]
 * @property {number} [hp]
 * @property {number} [hp_max]
 * @property {string} [commodity_id] of loot
 * @property {number} [qty] of loot
 *
 * @typedef {object} ZoneContext
 * @property {string[]} zone_ids
 * @property {number} blended_risk
 * @property {number} blended_security
 * @property {number} blended_profit_multiplier
 *
 * @typedef {{kind: string, [key: string]: any}} WorldEvent
 *
 * @typedef {object} WorldSnapshot
 * @property {number} tick
 * @property {You} you
 * @property {EntityUpdate[]} entities
 * @property {MarketRows[]} markets
 * @property {Zone[]} zones
 * @property {Station[]} stations
 * @property {Gate[]} gates
 *
 * @typedef {object} WorldDelta
 * @property {number} tick
 * @property {EntityUpdate[]} entity_updates
 * @property {string[]} entity_removed
 * @property {WorldEvent[]} events
 * @property {ZoneContext} you_zone_context
 * @property {Partial<You>} [you]
 *
 * @typedef {object} TradeDetails
 * @property {string} station_id
 * @property {string} commodity_id
 * @property {number} quantity
 * @property {number} unit_price
 * @property {number} total
 * @property {number} [profit_multiplier]
 * @property {number} [bonus]
 *
 * @typedef {object} TradeResult
 * @property {boolean} ok
 * @property {number} credits
 * @property {CargoItem[]} cargo
 * @property {TradeDetails} details
 *
 * @typedef {object} ServiceResult
 * @property {boolean} ok
 * @property {number} credits
 * @property {number} [hull]
 * @property {number} [fuel]
 * @property {{station_id: string, quantity: number, unit_price: number, total: number}} details
 *
 * @typedef {object} CombatEvent
 * @property {'hit' | 'destroyed'} kind
 * @property {string} source_id
 * @property {string} target_id
 * @property {number} damage
 * @property {number} target_hp
 *
 * @typedef {object} ShipLost
 * @property {string | null} killer_id
 * @property {string | null} killer_kind
 * @property {string | null} killer_name
 * @property {string} station_id where the pilot finds themselves again
 * @property {number} fee
 * @property {number} credits what is left
 * @property {CargoItem[]} cargo_lost
 *
 * @typedef {{pirate_ids: string[], tier: number}} EncounterBegan
 *
 * @typedef {{at: string, buy: number, sell: number, stock_qty: number}} PricePoint
 *
 * @typedef {object} ChatMessage
 * @property {'system' | 'local'} channel
 * @property {{player_id: string, name: string}} from
 * @property {string} text
 *
 * @typedef {{thrust: number, turn: number, fire_primary: boolean, dock_request: boolean}} InputCommand
 *
 * @typedef {object} Bootstrap
 * @property {number} protocol_version
 * @property {string} system_id
 * @property {string} ws_url
 * @property {string} access_token
 * @property {{id: string, username: string, credits: number, is_guest?: boolean}} player
 * @property {Record<string, any>} ship
 */

/**
 * One text frame, ready to send.
 *
 * @param {string} type
 * @param {number} seq positive, growing within one connection
 * @param {Record<string, unknown>} payload
 * @param {number} ts Unix epoch milliseconds
 * @returns {string}
 */
export function encodeEnvelope(type, seq, payload, ts) {
  return JSON.stringify({ type, seq, ts, payload });
}

/**
 * Read one text frame. A frame that is not an envelope gives null: a client must live on.
 *
 * @param {unknown} text
 * @returns {Envelope | null}
 */
export function decodeEnvelope(text) {
  if (typeof text !== "string") return null;
  /** @type {any} */
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  if (typeof value.type !== "string" || !Number.isInteger(value.seq)) return null;
  if (value.payload === null || typeof value.payload !== "object") return null;
  return value;
}
