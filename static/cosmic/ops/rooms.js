/** All rooms and workers as they were heard of last, and what five minutes of them looked like. */

/**
 * @typedef {import("./types.js").Room} Room
 * @typedef {import("./types.js").Worker} Worker
 *
 * @typedef {object} Sample one second of a room
 * @property {number} at monotonic milliseconds
 * @property {number | null} p50
 * @property {number | null} p99
 * @property {number | null} late
 * @property {number} pilots
 *
 * @typedef {object} Totals
 * @property {number} rooms
 * @property {number} live
 * @property {number} pilots
 * @property {number} entities
 * @property {number} workers
 * @property {number} lapsed rooms whose worker has stopped to beat
 * @property {{room: Room, share: number} | null} worst the room whose p99 takes most of its budget
 *
 * @typedef {'name' | 'state' | 'tick' | 'tick_rate' | 'time_scale' | 'p50_ms' | 'p99_ms'} TickKey
 * @typedef {TickKey | 'pilots' | 'entities' | 'worker_id' | 'lease_age_s'} SortKey
 * @typedef {'' | 'lapsed' | 'late'} Mark
 */

export const WINDOW_MS = 300_000;
const STATES = ["recovering", "live", "paused", "stopped", "asleep"];
const HOSTED = new Set(["live", "paused", "recovering"]);

/** @param {Room} room @returns {number} milliseconds from one tick to the next */
export function budgetMs({ tick_rate }) {
  return tick_rate > 0 ? 1000 / tick_rate : 0;
}

/** @param {Room} room @returns {number} how much of its budget a slow tick takes; 1 is all */
export function budgetShare(room) {
  const budget = budgetMs(room);
  return budget > 0 ? room.p99_ms / budget : 0;
}

export class Rooms {
  /** @param {number} lapsesS a lease older than this has lapsed */
  constructor(lapsesS) {
    this.lapsesS = lapsesS;
    /** @type {Map<string, Room>} */
    this.rooms = new Map();
    /** @type {Map<string, Worker>} */
    this.workers = new Map();
    /** @type {Map<string, Sample[]>} */
    this.samples = new Map();
    this.heardAt = 0;
  }

  /**
   * @param {{rooms: Room[], workers: Worker[]}} news all there is
   * @param {number} now monotonic milliseconds
   */
  take({ rooms, workers }, now) {
    this.heardAt = now;
    this.rooms = new Map(rooms.map((room) => [room.system_id, room]));
    this.workers = new Map(workers.map((worker) => [worker.worker_id, worker]));
    for (const id of this.samples.keys()) if (!this.rooms.has(id)) this.samples.delete(id);
    for (const room of rooms) this.sample(room, now);
  }

  /**
   * What an answer has told before the next beat does.
   *
   * @param {string} systemId
   * @param {Partial<Room>} changes
   */
  patch(systemId, changes) {
    const room = this.rooms.get(systemId);
    if (room) this.rooms.set(systemId, { ...room, ...changes });
  }

  /** @param {Room} room @param {number} now */
  sample(room, now) {
    const { system_id, p50_ms, p99_ms, late_ms, pilots } = room;
    const list = this.samples.get(system_id) ?? [];
    this.samples.set(system_id, list);
    const running = room.state === "live";
    list.push({
      at: now,
      p50: running ? p50_ms : null,
      p99: running ? p99_ms : null,
      late: running ? late_ms : null,
      pilots,
    });
    const old = list.findIndex(({ at }) => at >= now - WINDOW_MS);
    if (old > 0) list.splice(0, old);
  }

  /** @param {Room} room @returns {Mark} what an operator should see first */
  mark(room) {
    if (!HOSTED.has(room.state)) return "";
    if (room.lease_age_s !== null && room.lease_age_s > this.lapsesS) return "lapsed";
    return room.state === "live" && budgetShare(room) > 1 ? "late" : "";
  }

  /**
   * @param {SortKey} key
   * @param {1 | -1} direction 1 ascending
   * @returns {Room[]} rooms that say nothing of the key come last, whatever the direction
   */
  sorted(key, direction) {
    const value = (/** @type {Room} */ room) =>
      key === "state" ? STATES.indexOf(room.state) : key === "name" ? room.name : room[key];
    return [...this.rooms.values()].sort((a, b) => {
      const [one, other] = [value(a), value(b)];
      const missing = Number(one === null || one === "") - Number(other === null || other === "");
      return missing || direction * compare(one, other) || compare(a.name, b.name);
    });
  }

  /** @returns {string} the system with the most pilots, one that is live if any; empty for none */
  busiest() {
    const live = (/** @type {Room} */ { state }) => Number(state === "live");
    const most = (/** @type {Room} */ a, /** @type {Room} */ b) =>
      live(b) - live(a) || b.pilots - a.pilots;
    return [...this.rooms.values()].sort(most)[0]?.system_id ?? "";
  }

  /** @returns {Totals} */
  totals() {
    const rooms = [...this.rooms.values()];
    const running = rooms.filter(({ state }) => state === "live");
    const worst = running.reduce(
      (/** @type {Room | null} */ most, room) =>
        !most || budgetShare(room) > budgetShare(most) ? room : most,
      null,
    );
    return {
      rooms: rooms.length,
      live: running.length,
      pilots: sum(rooms, ({ pilots }) => pilots),
      entities: sum(rooms, ({ entities }) => entities),
      workers: this.workers.size,
      lapsed: rooms.filter((room) => this.mark(room) === "lapsed").length,
      worst: worst && { room: worst, share: budgetShare(worst) },
    };
  }
}

/** @param {string | number | null} a @param {string | number | null} b */
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a ?? "").localeCompare(String(b ?? ""), "en", { numeric: true });
}

/** @param {Room[]} rooms @param {(room: Room) => number} value */
function sum(rooms, value) {
  return rooms.reduce((total, room) => total + value(room), 0);
}
