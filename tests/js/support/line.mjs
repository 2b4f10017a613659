/** A server and the line to it, in simulated time: ticks, latency, jitter, the wire's rounding. */

import { seededRandom } from "../../../static/cosmic/state/seeded.js";
import { BOUNDS, MODEL } from "./flight.mjs";

const round = (/** @type {number} */ value, /** @type {number} */ digits) =>
  Math.round(value * 10 ** digits) / 10 ** digits;

export class SimulatedLine {
  /**
   * @param {object} options
   * @param {import("../../../static/cosmic/state/prediction.js").FlightStep} options.step
   * @param {number} options.upMs
   * @param {number} options.downMs
   * @param {number} [options.jitterMs]
   * @param {number} [options.tickMs]
   * @param {number} [options.firstTick]
   */
  constructor({ step, upMs, downMs, jitterMs = 0, tickMs = 50, firstTick = 1000 }) {
    this.step = step;
    this.upMs = upMs;
    this.downMs = downMs;
    this.jitterMs = jitterMs;
    this.tickMs = tickMs;
    this.random = seededRandom(7);
    this.now = 0;
    this.tick = firstTick;
    this.nextTickAt = 13; // not in phase with anything here
    this.state = { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 100 };
    this.helm = { thrust: 0, turn: 0 };
    this.ack = 0;
    this.seq = 10;
    /** @type {Map<number, import("../../../static/cosmic/state/prediction.js").FlightState>} */
    this.truth = new Map();
    /** @type {{at: number, seq: number, payload: any}[]} in order */
    this.up = [];
    /** @type {{at: number, message: any}[]} in order */
    this.down = [];
  }

  session() {
    return {
      system_id: "sol-1",
      ship_id: "s_1",
      spawn: { x: 0, y: 0, rotation: 0 },
      tick: this.tick,
      tick_rate: 1000 / this.tickMs,
      bounds: BOUNDS,
      docked_at: null,
      ship_model: MODEL,
      sight: { cell_size: 1000, radius_cells: 1 },
      system_name: "Sol",
      upkeep_prices: { repair: 2, refuel: 1 },
    };
  }

  /** @param {any} payload */
  sendInput(payload) {
    this.seq += 1;
    const at = this.now + this.upMs + this.random() * this.jitterMs;
    const before = this.up.at(-1)?.at ?? 0; // a TCP line keeps the order
    this.up.push({ at: Math.max(at, before), seq: this.seq, payload });
    return this.seq;
  }

  /**
   * Run the server up to `now` and hand out what has arrived by then.
   *
   * @param {number} now
   * @param {(message: any, at: number) => void} deliver
   */
  advanceTo(now, deliver) {
    while (this.nextTickAt <= now) {
      this.serve(this.nextTickAt);
      this.nextTickAt += this.tickMs;
    }
    this.now = now;
    while (this.down.length > 0 && this.down[0].at <= now) {
      const { at, message } = /** @type {{at: number, message: any}} */ (this.down.shift());
      deliver(message, Math.max(at, now - 17));
    }
  }

  /** @param {number} at */
  serve(at) {
    while (this.up.length > 0 && this.up[0].at <= at) {
      const { seq, payload } = /** @type {{seq: number, payload: any}} */ (this.up.shift());
      this.helm = payload;
      this.ack = seq;
    }
    this.tick += 1;
    this.state = this.step(this.state, this.helm, MODEL, BOUNDS, this.tickMs / 1000);
    this.truth.set(this.tick, { ...this.state });
    const { x, y, vx, vy, r } = this.state;
    const entity = {
      id: "s_1",
      kind: "player_ship",
      x: round(x, 1),
      y: round(y, 1),
      vx: round(vx, 1),
      vy: round(vy, 1),
      r: round(r, 3),
    };
    const delta = {
      tick: this.tick,
      entity_updates: [entity],
      entity_removed: [],
      events: [],
      you: { ship_id: "s_1", fuel: 100, ack: this.ack },
    };
    const arrives = at + this.downMs + this.random() * this.jitterMs;
    const before = this.down.at(-1)?.at ?? 0;
    this.down.push({
      at: Math.max(arrives, before),
      message: { type: "world.delta", seq: this.tick, ts: 0, payload: delta },
    });
  }
}
