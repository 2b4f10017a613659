/** The playback of a recorded past: where it is, what is loaded, what comes next. No page. */

export const STEP_TICKS = 4; // between frames: the map glides from one to the next
const ASK_TICKS = 600; // of one question
const AHEAD_S = 8; // of playing, below which more is asked for
const TRAIL_FRAMES = 100;
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/**
 * @typedef {import("./types.js").Agent} Agent
 * @typedef {import("./types.js").SystemState} SystemState
 *
 * @typedef {object} Range what is recorded without a gap
 * @property {string} system_id
 * @property {string} system_name
 * @property {number} first_tick
 * @property {number} last_tick
 * @property {string} began_at
 * @property {string} ended_at
 *
 * @typedef {[string, number, number, number, number, number, number, string | null]} Row
 *   agent_id, x, y, vx, vy, angle, hp, docked_at
 *
 * @typedef {object} Facts
 * @property {string} kind
 * @property {string} name
 * @property {number} hp_max
 * @property {string} entity_id
 * @property {string} [pilot]
 *
 * @typedef {{tick: number, time_s: number, rows: Row[]}} Frame
 * @typedef {{tick: number, data: import("./types.js").EventData}} Happened
 *
 * @typedef {object} Answer
 * @property {number} tick_rate
 * @property {SystemState["bounds"]} bounds
 * @property {SystemState["zones"]} zones
 * @property {SystemState["stations"]} stations
 * @property {SystemState["gates"]} gates
 * @property {Record<string, Facts>} agents
 * @property {Frame[]} frames
 * @property {Happened[]} events
 * @property {number} hashes_compared
 * @property {number | null} next
 * @property {string} problem
 */

export class Playback {
  /** @param {Range} range */
  constructor(range) {
    this.range = range;
    this.playing = false;
    this.speed = 1;
    this.tick = range.first_tick;
    this.from = this.asked = range.first_tick; // what is loaded: from there to before here
    /** @type {Frame[]} */
    this.frames = [];
    /** @type {Happened[]} */
    this.events = [];
    /** @type {Record<string, Facts>} */
    this.agents = {};
    /** @type {Answer | null} */
    this.answer = null;
    this.problem = "";
    this.compared = 0;
  }

  /** @param {number} tick to go on from; what was loaded elsewhere is forgotten */
  seek(tick) {
    const { first_tick, last_tick } = this.range;
    this.tick = Math.max(first_tick, Math.min(last_tick, tick));
    if (this.holds(this.tick)) return;
    this.from = this.asked = Math.floor(this.tick);
    this.frames = [];
    this.events = [];
    this.agents = {};
    this.problem = "";
    this.compared = 0;
  }

  /** @param {number} tick */
  holds(tick) {
    return this.frames.length > 0 && tick >= this.from && tick <= this.loaded;
  }

  /** The last tick that can be shown. */
  get loaded() {
    return this.frames.length > 0 ? this.asked - 1 : this.from;
  }

  get tickRate() {
    return this.answer?.tick_rate || 20;
  }

  /** Whether it stands still although it plays: what comes next is on its way. */
  get waits() {
    return this.playing && this.tick >= this.loaded && this.question() !== null;
  }

  /** @returns {{from: number, to: number, every: number} | null} what to ask the server now */
  question() {
    const { last_tick } = this.range;
    if (this.problem || this.asked > last_tick) return null;
    const ahead = this.asked - this.tick;
    if (this.frames.length > 0 && ahead > AHEAD_S * this.tickRate * this.speed) return null;
    const to = Math.min(last_tick, this.asked + ASK_TICKS - 1);
    return { from: this.asked, to, every: STEP_TICKS };
  }

  /** @param {Answer} answer @param {{from: number, to: number}} question that it answers */
  take(answer, { from, to }) {
    if (from !== this.asked) return; // of before a seek
    this.answer = answer;
    this.frames.push(...answer.frames);
    this.events.push(...answer.events);
    Object.assign(this.agents, answer.agents);
    this.compared += answer.hashes_compared;
    this.problem = answer.problem;
    const last = answer.frames.at(-1)?.tick ?? from;
    this.asked = answer.problem ? last + 1 : (answer.next ?? to + 1);
  }

  /** @param {number} ms real time that has passed */
  advance(ms) {
    if (!this.playing) return;
    const end = Math.max(this.tick, Math.min(this.loaded, this.range.last_tick));
    this.tick = Math.min(end, this.tick + (ms / 1000) * this.tickRate * this.speed);
    const over = this.question() === null && this.tick >= this.loaded;
    if (over || this.tick >= this.range.last_tick) this.playing = false;
  }

  /** @param {number} frames to go by, back where negative */
  nudge(frames) {
    this.playing = false;
    this.seek(Math.round(this.tick) + frames * STEP_TICKS);
  }

  /** @returns {number} index of the frame that is seen now; -1 for none */
  get index() {
    let [low, high] = [0, this.frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frames[middle].tick <= this.tick) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** @returns {SystemState | null} what the map shows */
  state() {
    const frame = this.frames[this.index];
    const { answer, range } = this;
    if (!frame || !answer) return null;
    const { bounds, zones, stations, gates, tick_rate } = answer;
    const agents = frame.rows.flatMap((row) => this.agent(row) ?? []);
    return {
      system_id: range.system_id,
      tick: frame.tick,
      tick_rate,
      state: "paused",
      time_scale: 1,
      bounds,
      zones,
      stations,
      gates,
      agents,
    };
  }

  /** @param {Row} row @returns {Agent | null} none for a shot */
  agent([agent_id, x, y, vx, vy, angle, hp, docked_at]) {
    const facts = this.agents[agent_id];
    if (!facts || facts.kind === "projectile") return null;
    const kind = /** @type {import("./types.js").AgentKind} */ (facts.kind);
    return { ...facts, kind, agent_id, x, y, vx, vy, angle, r: angle, hp, docked_at };
  }

  /** @returns {number[][]} x, y of each shot in flight */
  shots() {
    const rows = this.frames[this.index]?.rows ?? [];
    return rows
      .filter(([id]) => this.agents[id]?.kind === "projectile")
      .map(([, x, y]) => [x, y]);
  }

  /** @param {string} id @returns {number[][]} x, y of the last places of an agent, oldest first */
  trail(id) {
    const { index } = this;
    const last = this.frames.slice(Math.max(0, index - TRAIL_FRAMES), index + 1);
    return last.flatMap(({ rows }) => {
      const row = rows.find(([agent]) => agent === id);
      return row ? [[row[1], row[2]]] : [];
    });
  }

  /** @param {number} count @returns {Happened[]} what happened last, newest first */
  happened(count) {
    const past = this.events.filter(({ tick }) => tick <= this.tick);
    return past.slice(-count).reverse();
  }

  /** @param {number} tick @returns {Date} when that was, as far as time ran evenly */
  when(tick) {
    const { first_tick, last_tick, began_at, ended_at } = this.range;
    const [began, ended] = [Date.parse(began_at), Date.parse(ended_at)];
    const share = (tick - first_tick) / Math.max(1, last_tick - first_tick);
    return new Date(began + share * (ended - began));
  }
}
