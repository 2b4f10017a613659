/**
 * Everything that is known of the flight, brought together: the store, the server's time, the
 * predicted own ship. Messages go in, poses for any frame come out.
 */

import { TickClock } from "./clock.js";
import { Helm } from "./helm.js";
import { Prediction } from "./prediction.js";
import { Store } from "./store.js";
import { restingPose } from "./track.js";

const OTHERS_BEHIND_MS = 100;
const MAX_STEPS_A_FRAME = 60;

/**
 * @typedef {object} WorldOptions
 * @property {(payload: import("../net/messages.js").InputCommand) => number} sendInput
 * @property {import("./prediction.js").FlightStep} step
 */

export class World {
  /** @param {WorldOptions} options */
  constructor({ sendInput, step }) {
    this.step = step;
    this.store = new Store();
    this.clock = new TickClock();
    this.helm = new Helm(sendInput);
    /** @type {Prediction | null} */
    this.prediction = null;
    /** @type {import("../net/messages.js").SessionStatus} */
    this.status = { state: "starting", tick_rate: 20, time_scale: 1 };
    this.away = false; // between two systems: there is nobody to steer for
    this.roundTripMs = 0;
    this.pose = restingPose(); // the own ship, as it is to be drawn
    this.thrust = 0; // what its engine shows
    this.turn = 0;
    this.frameAt = 0;
    this.renderTick = 0; // the moment at which others are drawn
    this.ownTick = 0; // the moment at which the own ship is drawn
  }

  /** Whether the own ship is gone: it was destroyed and has not come back yet. */
  get destroyed() {
    const { store } = this;
    return store.tick >= 0 && store.ownShip === null && store.you.docked_at === null;
  }

  get flying() {
    return this.prediction !== null && this.prediction.ready && this.store.you.docked_at === null;
  }

  /** @param {import("../net/messages.js").SessionJoined} session */
  join(session) {
    this.away = false;
    this.store.join(session);
    this.helm.reset();
    this.clock.forget();
    this.clock.freeze(false);
    this.status = { state: "live", tick_rate: session.tick_rate, time_scale: 1 };
    this.clock.setPace(session.tick_rate);
    this.prediction = new Prediction({
      step: this.step,
      model: session.ship_model,
      bounds: session.bounds,
      tickRate: session.tick_rate,
    });
    this.guessLead();
    this.pose.x = session.spawn.x;
    this.pose.y = session.spawn.y;
    this.pose.r = session.spawn.rotation;
    this.pose.vx = this.pose.vy = 0;
  }

  /** The ship has left the system; until the next one is joined, nothing is sent. */
  leave() {
    this.away = true;
    this.thrust = this.turn = 0;
  }

  /** @param {number} roundTripMs */
  measured(roundTripMs) {
    const first = this.roundTripMs === 0;
    this.roundTripMs = roundTripMs;
    if (first) this.guessLead();
  }

  /**
   * Take in one message.
   *
   * @param {import("../net/messages.js").Envelope} message
   * @param {number} now milliseconds
   * @returns {boolean} whether it was about the world
   */
  receive(message, now) {
    switch (message.type) {
      case "world.delta":
        return this.apply(message.payload.tick, now, () =>
          this.store.applyDelta(/** @type {any} */ (message.payload)),
        );
      case "world.snapshot":
        return this.apply(message.payload.tick, now, () =>
          this.store.applySnapshot(/** @type {any} */ (message.payload)),
        );
      case "session.status":
        this.status = /** @type {any} */ (message.payload);
        this.clock.setPace(this.status.tick_rate, this.status.time_scale);
        this.clock.freeze(this.status.state !== "live");
        return true;
      default:
        return false;
    }
  }

  /**
   * @param {number} tick
   * @param {number} now
   * @param {() => void} change
   * @returns {true}
   */
  apply(tick, now, change) {
    this.clock.observe(tick, now);
    change();
    this.reconcile(tick);
    return true;
  }

  /** @param {number} tick */
  reconcile(tick) {
    const ship = this.store.ownShip;
    const prediction = this.prediction;
    if (!ship || !prediction || this.store.you.docked_at !== null) {
      if (prediction) prediction.tick = -1;
      return;
    }
    const { x, y, vx, vy, r } = ship;
    const state = { x, y, vx, vy, r, fuel: this.store.you.fuel };
    if (prediction.ready) prediction.reconcile(tick, state, this.store.you.ack);
    else prediction.reset(tick, state);
  }

  /**
   * Let time pass up to `now`: steer, send, predict, and set `pose`.
   *
   * @param {number} now milliseconds
   * @param {import("./helm.js").Hands} hands
   */
  frame(now, hands) {
    const seconds = Math.min(0.25, Math.max(0, (now - this.frameAt) / 1000));
    this.frameAt = now;
    if (this.away) return;
    const serverTick = this.clock.tickAt(now);
    this.ownTick = serverTick;
    this.renderTick = serverTick - OTHERS_BEHIND_MS / this.clock.msPerTick;
    if (this.flying) this.fly(serverTick, now, seconds, hands);
    else this.rest(now);
  }

  /**
   * @param {number} serverTick
   * @param {number} now
   * @param {number} seconds since the last frame
   * @param {import("./helm.js").Hands} hands
   */
  fly(serverTick, now, seconds, hands) {
    const prediction = /** @type {Prediction} */ (this.prediction);
    const ack = this.store.you.ack;
    prediction.settle(seconds);
    const horizon = prediction.horizon(serverTick);
    this.ownTick = horizon;
    for (let n = 0; prediction.tick + 1 <= horizon && n < MAX_STEPS_A_FRAME; n += 1) {
      prediction.advance(this.helm.step(hands, ack, now));
    }
    prediction.sample(horizon, this.pose);
    this.thrust = this.helm.thrust;
    this.turn = this.helm.turn;
  }

  /**
   * Docked, destroyed, or nothing is known yet: the ship is where the server last said.
   *
   * @param {number} now
   */
  rest(now) {
    this.thrust = this.turn = 0;
    const ship = this.store.ownShip;
    if (!ship) {
      this.pose.vx = this.pose.vy = 0;
      return;
    }
    this.helm.step({ thrust: 0, turn: 0 }, this.store.you.ack, now);
    ship.track.sample(this.renderTick, this.clock.msPerTick, this.pose);
  }

  guessLead() {
    this.prediction?.assumeLead(this.roundTripMs / this.clock.msPerTick + 1);
  }
}
