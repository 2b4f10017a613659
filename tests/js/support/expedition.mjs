/** An expedition as the server tells it: five regions, a market, and the states it can be in. */

/** @typedef {import("../../../static/cosmic/expedition/types.js").GameState} GameState */

const TYPES = /** @type {const} */ ([
  ["core_worlds", "Core Worlds", 0.1, ["#4169E1", "#87CEEB"], ["planet", "station", "planet"]],
  [
    "frontier",
    "Frontier Space",
    0.6,
    ["#FF6347", "#FF8C00"],
    ["planet", "asteroid_field", "derelict"],
  ],
  ["nebula_fields", "Nebula Fields", 0.4, ["#9370DB", "#FF1493"], ["anomaly", "planet", "anomaly"]],
  ["void_space", "The Void", 0.8, ["#191970", "#000033"], ["derelict", "anomaly"]],
  [
    "ancient_sectors",
    "Ancient Sectors",
    0.5,
    ["#32CD32", "#FFD700"],
    ["anomaly", "derelict", "wormhole"],
  ],
]);
const REGION_NAMES = [
  "Heliopause Court",
  "Tannen Reach",
  "Veil of Ishara",
  "The Long Quiet",
  "Orrery Deep",
];
const NODE_NAMES = [
  "Calder",
  "Pell Station",
  "Marrow",
  "Hask",
  "Ithil Gate",
  "Quill",
  "Dunmore",
  "Sable Rock",
];

/** @returns {import("../../../static/cosmic/expedition/types.js").StarMap} */
function starMap() {
  const regions = TYPES.map(([type, typeName, danger, colors, kinds], r) => {
    const angle = (r / TYPES.length) * 2 * Math.PI - Math.PI / 2;
    const x = Math.round(Math.cos(angle) * (280 + 12 * r));
    const y = Math.round(Math.sin(angle) * (280 + 12 * r));
    const count = 4 + ((r * 2) % 4);
    const nodes = Array.from({ length: count }, (_, n) => {
      const turn = (n / count) * 2 * Math.PI + r;
      const away = 38 + ((n * 23 + r * 11) % 42);
      const kind = kinds[n % kinds.length];
      return {
        id: `r${r}n${n}`,
        name: `${NODE_NAMES[(n + r * 3) % NODE_NAMES.length]} ${["", "II", "Minor", "Deep", "Prime"][r]}`.trim(),
        type: kind,
        type_name: kind.replace("_", " ").replace(/^./, (c) => c.toUpperCase()),
        x: x + Math.round(Math.cos(turn) * away),
        y: y + Math.round(Math.sin(turn) * away),
        danger_level: Math.round((danger + 0.1) * 50) / 100,
        has_repair: kind === "planet" || kind === "station",
        has_trade: kind === "planet" || kind === "station",
        discovered: r < 2 || (r === 4 && n < 2),
        visited: r === 0 && n < 2,
        links: [`r${r}n${(n + 1) % count}`, `r${r}n${(n + count - 1) % count}`],
      };
    });
    return {
      id: `r${r}`,
      name: REGION_NAMES[r],
      type,
      type_name: typeName,
      x,
      y,
      danger_level: danger,
      colors: [...colors],
      discovered: r < 2 || r === 4,
      visited: r === 0,
      links: [`r${(r + 1) % 5}`, `r${(r + 4) % 5}`],
      nodes,
    };
  });
  return { regions };
}

const YES = { available: true, code: null, reason: "" };
/** @param {string} code @param {string} reason */
const no = (code, reason) => ({ available: false, code, reason });

/** @returns {GameState} docked at a station of the core worlds, at turn 4 */
export function sampleState() {
  return {
    session_id: "default",
    created_at: "2026-03-01T10:00:00+00:00",
    last_activity: "2026-03-01T10:20:00+00:00",
    ranked: true,
    daily: null,
    revision: 7,
    seed: "copper-lantern-42",
    difficulty: "medium",
    player_stats: {
      health: 92,
      max_health: 100,
      wealth: 640,
      ship_condition: 61,
      max_ship_condition: 80,
      fuel: 72,
      max_fuel: 100,
      food: 46,
      max_food: 100,
      ship_type: "scout",
      ship_name: "Scout Vessel",
      ship_mods: { high: ["mining_laser"], mid: [], low: [], rig: [] },
      inventory: [
        { item_id: "rare_minerals", quantity: 4 },
        { item_id: "med_pack", quantity: 1 },
      ],
      cargo_capacity: 50,
      used_cargo_space: 22,
      has_flight_pod: false,
      in_pod_mode: false,
      pod_hp: 0,
      pod_max_hp: 30,
      pod_augmentations: [],
      temp_effects: [{ kind: "shield", amount: 50, turns_left: 4 }],
      in_combat: false,
      speed: 1.2,
      fuel_efficiency: 0.8,
      combat_power: 5,
      accuracy: 0.7,
      defense: 1,
      mining_yield: 1.5,
      salvage_chance: 0,
      scan_bonus: 1,
      hull_repair: 0,
      weapons: 0,
    },
    active_quest: {
      id: "q1",
      title: "Medicine for Hask",
      text: "Hask has a fever and no doctor. Bring two medical packs.",
      kind: "deliver",
      target_id: "r1n2",
      target_name: "Hask",
      needed: 2,
      done: 1,
      reward: 220,
      deadline: 14,
      ready: false,
      giver_node_id: "r0n1",
    },
    quest_offer: null,
    completed_quests: [],
    turn_count: 4,
    max_turns: 50,
    at_repair_location: true,
    at_trade_location: true,
    repair_price: 100,
    game_over: false,
    victory: false,
    ending: null,
    current_event: null,
    combat: null,
    available_choices: [],
    star_map: starMap(),
    current_region_id: "r0",
    current_node_id: "r0n1",
    current_location: {
      region: "r0",
      node: "r0n1",
      type: "station",
      region_name: "Heliopause Court",
      node_name: "Pell Station",
    },
    market: {
      fuel_price: 2,
      food_price: 3,
      repair_price: 100,
      items: [
        { item_id: "rare_minerals", name: "Rare Minerals", buy: 56, sell: 48, weight: 5, held: 4 },
        { item_id: "luxury_goods", name: "Luxury Goods", buy: null, sell: 138, weight: 3, held: 0 },
        { item_id: "med_pack", name: "Medical Pack", buy: 126, sell: 60, weight: 2, held: 1 },
        {
          item_id: "fuel_cells",
          name: "Emergency Fuel Cells",
          buy: 84,
          sell: 40,
          weight: 10,
          held: 0,
        },
      ],
    },
    shipyard: {
      ships: [
        {
          ship_type: "scout",
          name: "Scout Vessel",
          cost: 400,
          max_hp: 80,
          cargo_capacity: 50,
          speed: 1.2,
          fuel_efficiency: 0.8,
          slots: { high: 2, mid: 3, low: 1, rig: 1 },
          trade_in: 0,
          owned: true,
          available: false,
          reason: "You fly one.",
        },
        {
          ship_type: "trader",
          name: "Merchant Cruiser",
          cost: 800,
          max_hp: 100,
          cargo_capacity: 200,
          speed: 0.8,
          fuel_efficiency: 1.2,
          slots: { high: 1, mid: 2, low: 4, rig: 2 },
          trade_in: 200,
          owned: false,
          available: true,
          reason: "",
        },
      ],
      pod: { cost: 500, available: true, reason: "" },
      augmentations: [
        {
          id: "armor_plating",
          name: "Reinforced Pod Armor",
          cost: 550,
          slot: "defensive",
          text: "Halves what the pod suffers.",
          owned: false,
          available: false,
          reason: "There is no pod to fit it to.",
        },
      ],
    },
    possible: {
      scan: YES,
      mine: no("NOTHING_TO_MINE", "There is nothing to mine here."),
      salvage: no("NOTHING_TO_SALVAGE", "There is no wreck here."),
      combat: no("NO_TARGET", "Nobody looks for a fight at a place with trade."),
      repair: YES,
      refuel: YES,
      buy_food: YES,
      consume_food: YES,
      distress_signal: YES,
      buy_pod: YES,
    },
    statistics: {
      total_distance_traveled: 214.5,
      systems_visited: 2,
      items_collected: 6,
      credits_earned: 320,
      credits_spent: 180,
      ships_destroyed: 1,
      pod_uses: 0,
      quests_completed: 0,
      damage_taken: 19,
      actions: 11,
    },
    history: [0, 1, 2, 3, 4].map((turn) => ({
      turn,
      wealth: [500, 600, 540, 700, 640][turn],
      hull: [80, 80, 68, 66, 61][turn],
      health: 100 - turn * 2,
      fuel: 100 - turn * 7,
      food: 50 - turn,
      node_id: turn < 2 ? "r0n0" : "r0n1",
    })),
    score: 640,
    last_event: "You dock at Pell Station. The clerk stamps your papers without looking up.",
  };
}

/** @returns {GameState} with a question on the table */
export function eventState() {
  const state = sampleState();
  state.revision += 1;
  state.current_event = {
    id: "derelict_call",
    kind: "event",
    title: "A light in the wreck",
    text: "A single cabin light blinks in the hull of an old survey ship, slowly, three and then a pause. The air inside reads stale but breathable.",
    must_answer: true,
    choices: [
      { id: "board", label: "Cut a way in", odds: 0.65, cost: { fuel: 3 }, available: true },
      { id: "hail", label: "Answer with your own lamps", odds: null, cost: {}, available: true },
      {
        id: "buy",
        label: "Hire the tug that waits nearby",
        odds: 0.9,
        cost: { credits: 900 },
        available: false,
      },
      { id: "leave", label: "Fly on", odds: null, cost: {}, available: true },
    ],
  };
  state.available_choices = state.current_event.choices.map(({ label }) => label);
  return state;
}

/** @returns {GameState} in the second round of a fight */
export function fightState() {
  const state = sampleState();
  state.revision += 2;
  state.player_stats.in_combat = true;
  state.combat = {
    enemy: {
      type: "pirate_raider",
      name: "Pirate Raider",
      hp: 38,
      max_hp: 60,
      combat_power: 12,
      accuracy: 0.75,
      speed: 1,
    },
    round: 2,
    actions: [
      {
        id: "attack",
        name: "Attack",
        hit_chance: 0.7,
        damage: [3, 7],
        available: true,
        reason: "",
      },
      {
        id: "precise_shot",
        name: "Precise Shot",
        hit_chance: 1,
        damage: [2, 6],
        available: false,
        reason: "A precise shot needs a targeting computer.",
      },
      {
        id: "barrage",
        name: "Barrage",
        hit_chance: 0.49,
        damage: [6, 10],
        available: false,
        reason: "A barrage needs two weapons.",
      },
      {
        id: "evasive",
        name: "Evasive Maneuvers",
        hit_chance: 0.35,
        damage: [1, 5],
        available: true,
        reason: "",
      },
    ],
    flee_chance: 0.8,
    negotiate: { price: 127, chance: 0.48, available: true, reason: "" },
  };
  state.available_choices = ["Attack", "Evasive Maneuvers", "Flee", "Negotiate"];
  return state;
}

/** @returns {GameState} a run that has ended well */
export function endedState() {
  const state = sampleState();
  state.revision += 3;
  state.game_over = true;
  state.victory = true;
  state.turn_count = 31;
  state.player_stats.wealth = 2310;
  state.score = 2904;
  state.market = state.shipyard = null;
  state.ending = {
    kind: "retired",
    title: "A house with a garden",
    text: "You sold the ship at Pell Station to somebody younger, and did not turn around when it left the dock.",
  };
  state.history = Array.from({ length: 32 }, (_, turn) => ({
    turn,
    wealth: Math.round(500 + turn * 58 + 130 * Math.sin(turn)),
    hull: Math.max(12, 80 - ((turn * 13) % 60)),
    health: 100 - turn,
    fuel: 100 - ((turn * 9) % 80),
    food: 50,
    node_id: `r${Math.floor(turn / 8)}n${turn % 4}`,
  }));
  return state;
}

/** @returns {import("../../../static/cosmic/expedition/types.js").NavigationOption[]} */
export function sampleOptions() {
  return [
    {
      type: "node",
      id: "r0n0",
      name: "Calder",
      node_type: "planet",
      visited: true,
      has_repair: true,
      has_trade: true,
      danger_level: 0.2,
      fuel_cost: 4,
      reachable: true,
      reason: "",
    },
    {
      type: "node",
      id: "r0n2",
      name: "Marrow",
      node_type: "planet",
      visited: false,
      has_repair: true,
      has_trade: true,
      danger_level: 0.2,
      fuel_cost: 4,
      reachable: true,
      reason: "",
    },
    {
      type: "region",
      id: "r1",
      name: "Tannen Reach",
      region_type: "frontier",
      fuel_cost: 50,
      reachable: true,
      reason: "",
    },
    {
      type: "region",
      id: "r4",
      name: "Orrery Deep",
      region_type: "ancient_sectors",
      fuel_cost: 80,
      reachable: false,
      reason: "That takes 80 fuel, and the tank holds 72.",
    },
  ];
}

/** @returns {import("../../../static/cosmic/expedition/types.js").CargoLine[]} */
export function sampleCargo() {
  return [
    {
      item_id: "rare_minerals",
      name: "Rare Minerals",
      quantity: 4,
      weight: 5,
      total_weight: 20,
      base_value: 50,
      total_value: 200,
      text: "Ore that refineries fight over.",
      usable: false,
    },
    {
      item_id: "med_pack",
      name: "Medical Pack",
      quantity: 1,
      weight: 2,
      total_weight: 2,
      base_value: 120,
      total_value: 120,
      text: "Gives back 30 health.",
      usable: true,
    },
  ];
}

/** @returns {import("../../../static/cosmic/expedition/types.js").ModShelf} */
export function sampleMods() {
  return {
    high: {
      max_slots: 2,
      used_slots: 1,
      available_mods: {
        laser_cannon: {
          name: "Pulse Laser Cannon",
          cost: 200,
          effects: { combat_power: 10 },
          text: "",
          permanent: false,
          affordable: true,
          purchasable: true,
          reason: "",
        },
        missile_launcher: {
          name: "Missile Launcher",
          cost: 300,
          effects: { combat_power: 15 },
          text: "",
          permanent: false,
          affordable: true,
          purchasable: true,
          reason: "",
        },
        mining_laser: {
          name: "Mining Laser",
          cost: 250,
          effects: { mining_yield: 1.5 },
          text: "",
          permanent: false,
          affordable: true,
          purchasable: true,
          reason: "",
        },
      },
    },
    mid: {
      max_slots: 3,
      used_slots: 0,
      available_mods: {
        shield_booster: {
          name: "Shield Booster",
          cost: 300,
          effects: { max_hp: 20 },
          text: "",
          permanent: false,
          affordable: true,
          purchasable: true,
          reason: "",
        },
      },
    },
    low: {
      max_slots: 1,
      used_slots: 0,
      available_mods: {
        fuel_optimizer: {
          name: "Fuel Efficiency Module",
          cost: 300,
          effects: { fuel_efficiency: 0.8 },
          text: "",
          permanent: false,
          affordable: true,
          purchasable: true,
          reason: "",
        },
      },
    },
    rig: {
      max_slots: 1,
      used_slots: 0,
      available_mods: {
        speed_rig: {
          name: "Engine Tuning Rig",
          cost: 700,
          effects: { speed: 0.2, fuel_efficiency: 0.9 },
          text: "",
          permanent: true,
          affordable: false,
          purchasable: false,
          reason: "That costs 700 credits, and you have 640.",
        },
      },
    },
  };
}
