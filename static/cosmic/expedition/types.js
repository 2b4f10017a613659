/**
 * The shapes that the expedition's server sends, as this page reads them.
 *
 * Map coordinates are map units, y grows downwards. Fuel and food are units, wealth is credits,
 * chances are 0..1, health is 0..100.
 *
 * @typedef {'easy' | 'medium' | 'hard'} Difficulty
 * @typedef {'high' | 'mid' | 'low' | 'rig'} SlotType
 * @typedef {{item_id: string, quantity: number}} Stack
 *
 * @typedef {object} PlayerStats
 * @property {number} health
 * @property {number} max_health
 * @property {number} wealth
 * @property {number} ship_condition hull points
 * @property {number} max_ship_condition
 * @property {number} fuel
 * @property {number} max_fuel
 * @property {number} food
 * @property {number} max_food
 * @property {string} ship_type
 * @property {string} ship_name
 * @property {Record<SlotType, string[]>} ship_mods
 * @property {Stack[]} inventory
 * @property {number} cargo_capacity
 * @property {number} used_cargo_space
 * @property {boolean} has_flight_pod
 * @property {boolean} in_pod_mode
 * @property {number} pod_hp
 * @property {number} pod_max_hp
 * @property {string[]} pod_augmentations
 * @property {{kind: string, amount: number, turns_left: number}[]} temp_effects
 * @property {boolean} in_combat
 * @property {number} speed
 * @property {number} fuel_efficiency
 * @property {number} combat_power
 * @property {number} accuracy
 * @property {number} defense
 * @property {number} mining_yield
 * @property {number} salvage_chance
 * @property {number} scan_bonus
 * @property {number} hull_repair
 * @property {number} weapons
 *
 * @typedef {object} Quest
 * @property {string} id
 * @property {string} title
 * @property {string} text
 * @property {string} kind
 * @property {string} target_id
 * @property {string} target_name
 * @property {number} needed
 * @property {number} done
 * @property {number} reward
 * @property {number} deadline the last turn to report
 * @property {boolean} ready
 * @property {string} giver_node_id
 *
 * @typedef {object} Choice
 * @property {string} id
 * @property {string} label
 * @property {number | null} odds
 * @property {Record<string, number>} cost
 * @property {boolean} available
 *
 * @typedef {object} OpenEvent
 * @property {string} id
 * @property {'event' | 'victory' | 'combat'} kind
 * @property {string} title
 * @property {string} text
 * @property {boolean} must_answer
 * @property {Choice[]} choices
 *
 * @typedef {object} FightAction
 * @property {string} id
 * @property {string} name
 * @property {number} hit_chance
 * @property {[number, number]} damage
 * @property {boolean} available
 * @property {string} reason
 *
 * @typedef {object} Fight
 * @property {{type: string, name: string, hp: number, max_hp: number, combat_power: number, accuracy: number, speed: number}} enemy
 * @property {number} round
 * @property {FightAction[]} actions
 * @property {number} flee_chance
 * @property {{price: number, chance: number, available: boolean, reason: string}} negotiate
 *
 * @typedef {object} MapNode
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {string} type_name
 * @property {number} x
 * @property {number} y
 * @property {number} danger_level
 * @property {number | null} [richness] of a field, 0..1
 * @property {boolean} has_repair
 * @property {boolean} has_trade
 * @property {boolean} discovered
 * @property {boolean} visited
 * @property {string[]} links
 *
 * @typedef {object} MapRegion
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {string} type_name
 * @property {number} x
 * @property {number} y
 * @property {number} danger_level
 * @property {string[]} colors
 * @property {boolean} discovered
 * @property {boolean} visited
 * @property {string[]} links
 * @property {MapNode[]} nodes
 *
 * @typedef {{regions: MapRegion[]}} StarMap
 *
 * @typedef {object} MarketItem
 * @property {string} item_id
 * @property {string} name
 * @property {number | null} buy null: not sold here
 * @property {number | null} sell null: not bought here
 * @property {number} weight
 * @property {number} held
 *
 * @typedef {{fuel_price: number, food_price: number, repair_price: number, items: MarketItem[]}} Market
 *
 * @typedef {object} ShipOffer
 * @property {string} ship_type
 * @property {string} name
 * @property {number} cost
 * @property {number} max_hp
 * @property {number} cargo_capacity
 * @property {number} speed
 * @property {number} fuel_efficiency
 * @property {Record<SlotType, number>} slots
 * @property {number} trade_in
 * @property {boolean} owned
 * @property {boolean} available
 * @property {string} reason
 *
 * @typedef {object} Augmentation
 * @property {string} id
 * @property {string} name
 * @property {number} cost
 * @property {string} slot
 * @property {string} text
 * @property {boolean} owned
 * @property {boolean} available
 * @property {string} reason
 *
 * @typedef {object} Shipyard
 * @property {ShipOffer[]} ships
 * @property {{cost: number, available: boolean, reason: string}} pod
 * @property {Augmentation[]} augmentations
 *
 * @typedef {{available: boolean, code: string | null, reason: string}} Possibility
 *
 * @typedef {{turn: number, wealth: number, hull: number, health: number, fuel: number, food: number, node_id: string}} HistoryPoint
 *
 * @typedef {object} GameState
 * @property {string} session_id
 * @property {string} created_at
 * @property {string} last_activity
 * @property {boolean} ranked
 * @property {string | null} daily a date
 * @property {number} revision grows with every change
 * @property {string | null} seed null while a daily run goes on
 * @property {Difficulty} difficulty
 * @property {PlayerStats} player_stats
 * @property {Quest | null} active_quest
 * @property {Quest | null} quest_offer
 * @property {string[]} completed_quests
 * @property {number} turn_count
 * @property {number} max_turns
 * @property {boolean} at_repair_location
 * @property {boolean} at_trade_location
 * @property {number | null} repair_price null: no repair here
 * @property {boolean} game_over
 * @property {boolean} victory
 * @property {{kind: string, title: string, text: string} | null} ending
 * @property {OpenEvent | null} current_event
 * @property {Fight | null} combat
 * @property {string[]} available_choices
 * @property {StarMap} star_map
 * @property {string} current_region_id
 * @property {string} current_node_id
 * @property {{region: string, node: string, type: string, region_name: string, node_name: string}} current_location
 * @property {Market | null} market
 * @property {Shipyard | null} shipyard
 * @property {Record<string, Possibility>} possible
 * @property {Record<string, number>} statistics
 * @property {HistoryPoint[]} history
 * @property {number} score
 * @property {string} last_event what the last action told
 *
 * @typedef {object} NavigationOption
 * @property {'node' | 'region'} type
 * @property {string} id
 * @property {string} name
 * @property {number} fuel_cost
 * @property {boolean} reachable
 * @property {string} reason why not
 * @property {string} [node_type]
 * @property {string} [region_type]
 * @property {boolean} [visited]
 * @property {boolean} [has_repair]
 * @property {boolean} [has_trade]
 * @property {number} [danger_level]
 *
 * @typedef {object} CargoLine
 * @property {string} item_id
 * @property {string} name
 * @property {number} quantity
 * @property {number} weight
 * @property {number} total_weight
 * @property {number} base_value
 * @property {number} total_value
 * @property {string} text
 * @property {boolean} usable
 *
 * @typedef {object} ModOffer
 * @property {string} name
 * @property {number} cost
 * @property {Record<string, number>} effects
 * @property {string} text
 * @property {boolean} permanent
 * @property {boolean} affordable
 * @property {boolean} purchasable
 * @property {string} reason why not
 *
 * @typedef {Record<SlotType, {max_slots: number, used_slots: number, available_mods: Record<string, ModOffer>}>} ModShelf
 *
 * @typedef {{id: number, seed: string | null, turns: number, wealth: number, score: number}} FinishedRun
 *
 * @typedef {object} SaveMetadata
 * @property {string} timestamp ISO 8601
 * @property {number} turn_count
 * @property {number} wealth
 * @property {number} health
 * @property {string} location
 * @property {string} game_version
 *
 * @typedef {{slot: number, metadata: SaveMetadata | null, is_autosave: boolean}} SaveSlot
 *
 * @typedef {object} ActionResult
 * @property {string} event
 * @property {string} event_type `error` when a rule said no
 * @property {string[]} choices
 * @property {string | null} [code]
 *
 * @typedef {{action: string, [name: string]: unknown}} GameAction
 */

export {};
