/** What happened and what came of commands, in words. */

import { amountWords, countWord, kindWord, nameFromId, sentence } from "../state/words.js";

/**
 * @typedef {import("./types.js").EventData} EventData
 * @typedef {import("../net/messages.js").Envelope} Envelope
 * @typedef {(id: string) => string} NameOf
 */

/** @type {Record<string, string>} */
const STATES = {
  live: "live",
  paused: "paused",
  stopped: "stopped",
  asleep: "asleep",
  recovering: "recovering",
};

/** @param {string} state of a room */
export function stateWord(state) {
  return STATES[state] ?? state;
}

/** @type {Record<string, (payload: Record<string, any>) => string>} */
const DEEDS = {
  start: ({ tick_rate }) => (tick_rate ? `Start at ${rateWords(tick_rate)}` : "Start"),
  stop: () => "Stop",
  move_system: () => "Move to another worker",
  pause: () => "Pause",
  resume: () => "Resume",
  set_tick_rate: ({ tick_rate }) => `Set the tick rate to ${rateWords(tick_rate)}`,
  add_agent: ({ agent_id, agent_kind }) => `Add ${agent_kind} ${agent_id}`,
  modify_agent: ({ agent_id }) => `Change ${agent_id}`,
  delete_agent: ({ agent_id }) => `Delete ${agent_id}`,
  request_state: () => "Ask for the whole state",
  watch: ({ agent_rate }) => `Watch at ${rateWords(agent_rate)}`,
  unwatch: () => "Stop watching",
};

/**
 * @param {string} type of a command
 * @param {Record<string, any>} payload
 */
export function deedWords(type, payload) {
  return (DEEDS[type] ?? (() => nameFromId(type)))(payload);
}

/** @param {import("./types.js").Room} room @returns {string} what stopping it means */
export function stopWords({ name, pilots }) {
  const there = pilots === 1 ? "1 pilot is" : `${pilots} pilots are`;
  return (
    `Stop ${name}? ${there} there. They are told, their ships are stored, and nobody can join ` +
    "until it is started again."
  );
}

/** @type {Record<string, (payload: Record<string, any>) => string>} */
const OUTCOMES = {
  simulation_started: ({ tick_rate }) => `It runs at ${rateWords(tick_rate)}.`,
  simulation_stopped: () => "It is stopped, and stays so until it is started.",
  system_moved: ({ worker_id }) => `It goes on in worker ${worker_id}.`,
  simulation_paused: () => "Time stands still.",
  simulation_resumed: () => "Time goes on.",
  tick_rate_changed: ({ tick_rate }) => `It ticks at ${rateWords(tick_rate)}.`,
  agent_update: ({ agent_id, data }) =>
    `${data?.name || agent_id} is at ${placeWords(data?.x, data?.y)}.`,
  state: ({ agents }) => `${amountWords(agents?.length ?? 0)} agents.`,
};

/**
 * @param {Pick<Envelope, 'type' | 'payload'>} message that tells how a command ended
 * @param {NameOf} nameOf agents
 */
export function outcomeWords({ type, payload }, nameOf) {
  if (type === "world_event") return eventWords(payload.data ?? {}, nameOf);
  return (OUTCOMES[type] ?? (() => nameFromId(type)))(payload);
}

/** @type {Record<string, (data: EventData, nameOf: NameOf) => string>} */
const EVENTS = {
  docked: ({ entity_id, station_id }, nameOf) =>
    `${nameOf(entity_id)} docked at ${nameFromId(station_id)}.`,
  undocked: ({ entity_id, station_id }, nameOf) =>
    `${nameOf(entity_id)} left ${nameFromId(station_id)}.`,
  hit: ({ source_id, target_id, damage, target_hp }, nameOf) =>
    `${nameOf(source_id)} hit ${nameOf(target_id)} for ${shortNumber(damage)}; ` +
    `${shortNumber(target_hp)} of its hull are left.`,
  aggression: ({ attacker_id, victim_id, victim_kind }, nameOf) =>
    `${nameOf(attacker_id)} attacked ${nameOf(victim_id)}, a ${kindWord(victim_kind)}.`,
  defence: ({ defender_id, attacker_id, victim_id }, nameOf) =>
    `${nameOf(defender_id)} defended ${nameOf(victim_id)} against ${nameOf(attacker_id)}.`,
  destroyed: ({ entity_id, name, kind, killer_id, unlawful }, nameOf) =>
    `${name || nameOf(entity_id)}, a ${kindWord(kind)}, was destroyed by ${nameOf(killer_id)}` +
    `${unlawful ? ", against the law" : ""}.`,
  loot_dropped: ({ commodity_id, quantity, x, y }) =>
    `${quantity} ${commodity_id} adrift at ${placeWords(x, y)}.`,
  loot_touched: ({ entity_id, commodity_id, quantity }, nameOf) =>
    `${nameOf(entity_id)} came upon ${quantity} ${commodity_id}.`,
  encounter_began: ({ target_id, pirate_ids }, nameOf) =>
    `Pirates came for ${nameOf(target_id)}: ${countWord(pirate_ids.length)}.`,
  trader_arrived: ({ entity_id, station_id }, nameOf) =>
    `${nameOf(entity_id)} arrived at ${nameFromId(station_id)}.`,
  trader_left: ({ entity_id, station_id, next_station_id }, nameOf) =>
    `${nameOf(entity_id)} left ${nameFromId(station_id)} for ${nameFromId(next_station_id)}.`,
  agent_removed: ({ agent_id }, nameOf) => `${nameOf(agent_id)} is gone.`,
  events_skipped: ({ count }) =>
    `${amountWords(count ?? 0)} events are left out: too many at once.`,
};

/** Fields that say who or where, which a reader knows by name. */
const IDS = /(^|_)(id|by|at|pilot|ship|agent|source|target|killer)$/;

/**
 * @param {EventData} data
 * @param {NameOf} nameOf agents
 * @returns {string} for a type that is new to this page: its fields, one by one
 */
export function eventWords(data, nameOf) {
  const told = EVENTS[data.event_type];
  if (told) return told(data, nameOf);
  const facts = Object.entries(data)
    .filter(([key, value]) => key !== "event_type" && isPlain(value))
    .map(([key, value]) => {
      const name = key.replace(/_id$/, "").replaceAll("_", " ");
      const who = typeof value === "string" && IDS.test(key);
      return `${name} ${who ? nameOf(value) : valueWords(value)}`;
    });
  const title = nameFromId(String(data.event_type ?? "event"));
  return facts.length > 0 ? `${title}: ${facts.join(", ")}.` : `${title}.`;
}

/** @param {unknown} value */
function isPlain(value) {
  return ["string", "number", "boolean"].includes(typeof value) && value !== "";
}

/** @param {unknown} value */
function valueWords(value) {
  return typeof value === "number" && !Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** @param {number} rate ticks a second */
export function rateWords(rate) {
  return `${shortNumber(rate)} Hz`;
}

/** @param {number | undefined} x @param {number | undefined} y */
export function placeWords(x, y) {
  return `${Math.round(x ?? 0)}, ${Math.round(y ?? 0)}`.replaceAll("-", "−");
}

/** @param {number} value @returns {string} three digits that say something */
export function shortNumber(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

/** @param {number} ms @returns {string} such as `0.84 ms` */
export function msWords(ms) {
  return `${ms >= 100 ? Math.round(ms) : ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}

/** @param {number} seconds @returns {string} such as `3 h 5 min` */
export function spanWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** @param {string} message the server's words @param {string} code */
export function refusalWords(message, code) {
  return sentence(message || nameFromId(code.toLowerCase()));
}
