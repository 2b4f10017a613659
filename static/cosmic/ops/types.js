/**
 * What the control socket says, as the control room reads it.
 *
 * Lengths are world units, speeds units a second, angles radians.
 *
 * @typedef {'live' | 'paused' | 'stopped' | 'asleep' | 'recovering'} RoomState
 *
 * @typedef {object} Room one star system, wherever it runs
 * @property {string} system_id
 * @property {string} name
 * @property {RoomState} state
 * @property {number} tick
 * @property {number} tick_rate ticks a second
 * @property {number} time_scale seconds in the game for each real one
 * @property {number} p50_ms how long ticks took in the last seconds
 * @property {number} p99_ms
 * @property {number} late_ms how far they were behind their time
 * @property {number} pilots
 * @property {number} entities
 * @property {number} npcs
 * @property {number} feeds web processes that listen
 * @property {string} worker_id empty where nobody runs it
 * @property {number} epoch
 * @property {number | null} lease_age_s since its holder's last beat
 *
 * @typedef {object} Worker
 * @property {string} worker_id
 * @property {string} host
 * @property {number} pid
 * @property {string} version
 * @property {number} rooms
 * @property {number} load 0..1, the share of the last second spent in ticks
 * @property {number} up_s
 * @property {number} rss_mib
 *
 * @typedef {'pilot' | 'pirate' | 'trader' | 'patrol' | 'loot'} AgentKind
 *
 * @typedef {object} AgentData
 * @property {AgentKind} kind
 * @property {string} name of loot, the goods
 * @property {number} x
 * @property {number} y
 * @property {number} vx
 * @property {number} vy
 * @property {number} angle
 * @property {number} r the same
 * @property {number} hp
 * @property {number} hp_max
 * @property {string} entity_id what it is called on the players' socket
 * @property {string | null} [docked_at] id of a station
 * @property {string} [behaviour] of an operator's NPC
 * @property {string} [pilot] `p_<id>` of whoever flies it
 *
 * @typedef {AgentData & {agent_id: string}} Agent
 *
 * @typedef {object} SystemState the whole of one system
 * @property {string} system_id
 * @property {number} tick
 * @property {number} tick_rate
 * @property {RoomState} state
 * @property {number} time_scale
 * @property {import("../net/messages.js").Bounds} bounds
 * @property {import("../net/messages.js").Zone[]} zones
 * @property {import("../net/messages.js").Station[]} stations
 * @property {import("../net/messages.js").Gate[]} gates
 * @property {Agent[]} agents
 *
 * @typedef {{agent_id: string, data: AgentData, tick: number}} AgentUpdate the whole of an agent
 *
 * @typedef {{event_type: string, [key: string]: any}} EventData
 */

export {};
