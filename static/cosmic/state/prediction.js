/**
 * The own ship, flown ahead of the server's word.
 *
 * The ship is stepped at the server's own steps, a little before the server gets there: by the
 * time that an input needs to arrive. Every word of the server is compared with what was
 * predicted for the same tick; where they differ, the ship is set to the server's state and all
 * later steps are flown again. The eye sees the difference shrink, not jump.
 */

import { angleBetween } from "./track.js";

const HISTORY = 256; // ticks; ten seconds at 20 Hz and more lag than anyone flies with
const FIELDS = 6; // x, y, vx, vy, r, fuel
const POSITION_TOLERANCE = 0.15; // the wire rounds to one decimal
const ANGLE_TOLERANCE = 0.0015; // and angles to three
const FUEL_TOLERANCE = 0.6; // a tank that is empty here but not there would change the thrust
const SNAP_DISTANCE = 400; // beyond this a jump is honest: a respawn, a gate
const SETTLE_S = 0.12; // time constant of the visible correction
const LEAD_MIN = 1;
const LEAD_MAX = 40;
const LEAD_SLEW = 0.06; // the ship's time runs at most this much faster or slower
const MAX_CATCH_UP = 40; // steps a frame; a tab that slept starts anew

/**
 * World units, units/s, radians, fuel units.
 *
 * @typedef {{x: number, y: number, vx: number, vy: number, r: number, fuel: number}} FlightState
 * @typedef {{thrust: number, turn: number}} Helm
 *
 * One step of the flight model.
 *
 * @typedef {(state: FlightState, helm: Helm, model: any, bounds: any, dt: number) => FlightState} FlightStep
 *
 * @typedef {object} SentInput
 * @property {number} seq
 * @property {number} tick from which on it holds
 * @property {boolean} applied whether the server has said so
 * @property {number} thrust
 * @property {number} turn
 *
 * @typedef {object} PredictionOptions
 * @property {FlightStep} step
 * @property {import("../net/messages.js").ShipModel} model
 * @property {import("../net/messages.js").Bounds} bounds
 * @property {number} tickRate Hz
 */

/** @type {Helm} */
const HANDS_OFF = Object.freeze({ thrust: 0, turn: 0 });

export class Prediction {
  /** @param {PredictionOptions} options */
  constructor({ step, model, bounds, tickRate }) {
    this.step = step;
    this.model = model;
    this.bounds = bounds;
    this.dt = 1 / tickRate;
    this.history = new Float64Array(HISTORY * FIELDS);
    this.tick = -1; // the newest predicted tick
    this.oldest = 0; // the oldest tick whose state is in the history
    this.confirmed = -1; // the tick of the server's newest word
    /** @type {SentInput[]} oldest first; the first one is in effect at the confirmed tick */
    this.inputs = [];
    this.lead = 2; // ticks ahead of the newest that can have arrived
    this.leadTarget = 2;
    /** @type {FlightState} */
    this.scratch = { x: 0, y: 0, vx: 0, vy: 0, r: 0, fuel: 0 };
    this.errorX = 0; // what the eye still has to make up
    this.errorY = 0;
    this.errorR = 0;
    this.corrections = 0; // how often the server said otherwise
  }

  /** Whether the server's word has come at all. */
  get ready() {
    return this.tick >= 0;
  }

  /** @param {number} ticks round trip and a margin; a first guess until acks tell */
  assumeLead(ticks) {
    this.lead = this.leadTarget = Math.min(LEAD_MAX, Math.max(LEAD_MIN, ticks));
  }

  /**
   * Forget everything: the ship is here at this tick.
   *
   * @param {number} tick
   * @param {FlightState} state
   */
  reset(tick, state) {
    this.tick = this.oldest = this.confirmed = tick;
    this.inputs.length = 0;
    this.write(tick, state);
    this.errorX = this.errorY = this.errorR = 0;
  }

  /**
   * The newest tick that should be predicted by now, fractional.
   *
   * @param {number} serverTick the clock's estimate
   */
  horizon(serverTick) {
    return Math.min(serverTick + this.lead, this.confirmed + this.lead + MAX_CATCH_UP);
  }

  /**
   * Fly on by one tick. An input that was just sent holds from this tick on.
   *
   * @param {{seq: number, thrust: number, turn: number} | null} sent
   */
  advance(sent) {
    const tick = this.tick + 1;
    if (sent) {
      this.inputs.push({
        seq: sent.seq,
        tick,
        applied: false,
        thrust: sent.thrust,
        turn: sent.turn,
      });
    }
    this.fly(tick);
    this.tick = tick;
  }

  /**
   * The server's word for a tick: where the ship is and which input it has applied by then.
   *
   * @param {number} tick
   * @param {FlightState} state
   * @param {number} ack
   */
  reconcile(tick, state, ack) {
    if (tick <= this.confirmed) return;
    if (tick > this.tick || tick < this.oldest) {
      const kept = this.inputs;
      const seen = this.pose(this.tick, { ...this.scratch });
      this.reset(tick, state);
      this.inputs = kept;
      this.settleInputs(tick, ack, tick);
      this.blame(seen, this.pose(tick, { ...this.scratch }));
      return;
    }
    const since = this.confirmed;
    this.confirmed = tick;
    const replanned = this.settleInputs(tick, ack, since + 1);
    if (!replanned && this.agrees(tick, state)) return;
    this.corrections += 1;
    const before = this.pose(this.tick, { ...this.scratch });
    this.write(tick, state);
    this.oldest = tick;
    for (let t = tick + 1; t <= this.tick; t += 1) this.fly(t);
    this.blame(before, this.pose(this.tick, { ...this.scratch }));
  }

  /**
   * Bring the inputs' times in line with what the ack says, and learn the lead from it.
   *
   * @param {number} tick
   * @param {number} ack
   * @param {number} earliest the first tick that the server had not spoken of before
   * @returns {boolean} whether a predicted step after `tick` rests on a wrong time
   */
  settleInputs(tick, ack, earliest) {
    const inputs = this.inputs;
    let changed = false;
    while (inputs.length > 1 && inputs[1].seq <= ack) inputs.shift();
    for (const input of inputs) {
      if (input.seq <= ack) {
        if (!input.applied) {
          const actual = Math.min(Math.max(input.tick, earliest), tick);
          this.learn(actual - input.tick);
          input.applied = true;
          input.tick = actual;
        }
      } else if (input.tick <= tick) {
        input.tick = tick + 1;
        this.learn(1);
        changed = true;
      }
    }
    return changed;
  }

  /** @param {number} late ticks by which an input came too late (or, below 0, too early) */
  learn(late) {
    if (late > 0) this.leadTarget += Math.min(late, 4) * 0.5;
    else if (late < 0) this.leadTarget += Math.max(late, -4) * 0.25;
    this.leadTarget = Math.min(LEAD_MAX, Math.max(LEAD_MIN, this.leadTarget));
  }

  /**
   * Let time pass for what is only seen: the correction fades, the lead moves to its target.
   *
   * @param {number} seconds
   */
  settle(seconds) {
    const kept = Math.exp(-seconds / SETTLE_S);
    this.errorX *= kept;
    this.errorY *= kept;
    this.errorR *= kept;
    const most = (seconds / this.dt) * LEAD_SLEW;
    this.lead += Math.min(most, Math.max(-most, this.leadTarget - this.lead));
  }

  /**
   * What to draw: between the last two predicted ticks, with the rest of the last correction.
   *
   * @param {number} horizon fractional tick
   * @param {import("./track.js").Pose} out
   */
  sample(horizon, out) {
    const b = (this.tick % HISTORY) * FIELDS;
    const a = this.tick > this.oldest ? ((this.tick - 1) % HISTORY) * FIELDS : b;
    const t = Math.min(1, Math.max(0, horizon - this.tick));
    const h = this.history;
    out.x = h[a] + (h[b] - h[a]) * t + this.errorX;
    out.y = h[a + 1] + (h[b + 1] - h[a + 1]) * t + this.errorY;
    out.vx = h[a + 2] + (h[b + 2] - h[a + 2]) * t;
    out.vy = h[a + 3] + (h[b + 3] - h[a + 3]) * t;
    out.r = h[a + 4] + angleBetween(h[a + 4], h[b + 4]) * t + this.errorR;
  }

  /**
   * @param {number} tick within the history
   * @param {FlightState} out
   * @returns {FlightState} out
   */
  pose(tick, out) {
    const at = (tick % HISTORY) * FIELDS;
    const h = this.history;
    out.x = h[at];
    out.y = h[at + 1];
    out.vx = h[at + 2];
    out.vy = h[at + 3];
    out.r = h[at + 4];
    out.fuel = h[at + 5];
    return out;
  }

  /**
   * @param {number} tick
   * @param {FlightState} state
   */
  write(tick, state) {
    const at = (tick % HISTORY) * FIELDS;
    const h = this.history;
    h[at] = state.x;
    h[at + 1] = state.y;
    h[at + 2] = state.vx;
    h[at + 3] = state.vy;
    h[at + 4] = state.r;
    h[at + 5] = state.fuel;
  }

  /** @param {number} tick computed from the one before it */
  fly(tick) {
    const state = this.pose(tick - 1, this.scratch);
    this.write(tick, this.step(state, this.helmAt(tick), this.model, this.bounds, this.dt));
    if (tick - this.oldest >= HISTORY) this.oldest = tick - HISTORY + 1;
  }

  /**
   * @param {number} tick
   * @returns {Helm} the newest input that holds at this tick
   */
  helmAt(tick) {
    for (let i = this.inputs.length - 1; i >= 0; i -= 1) {
      if (this.inputs[i].tick <= tick) return this.inputs[i];
    }
    return HANDS_OFF;
  }

  /**
   * @param {number} tick
   * @param {FlightState} state
   * @returns {boolean} whether the prediction for this tick is the server's word, but for rounding
   */
  agrees(tick, state) {
    const own = this.pose(tick, this.scratch);
    return (
      Math.abs(own.x - state.x) <= POSITION_TOLERANCE &&
      Math.abs(own.y - state.y) <= POSITION_TOLERANCE &&
      Math.abs(own.vx - state.vx) <= POSITION_TOLERANCE &&
      Math.abs(own.vy - state.vy) <= POSITION_TOLERANCE &&
      Math.abs(angleBetween(own.r, state.r)) <= ANGLE_TOLERANCE &&
      Math.abs(own.fuel - state.fuel) <= FUEL_TOLERANCE
    );
  }

  /**
   * The newest state has moved: keep the picture where it was and let the difference fade.
   *
   * @param {FlightState} before
   * @param {FlightState} after
   */
  blame(before, after) {
    this.errorX += before.x - after.x;
    this.errorY += before.y - after.y;
    this.errorR = angleBetween(0, this.errorR + angleBetween(after.r, before.r));
    if (Math.hypot(this.errorX, this.errorY) > SNAP_DISTANCE) {
      this.errorX = this.errorY = this.errorR = 0;
    }
  }
}
