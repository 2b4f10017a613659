/**
 * How one ship flies: the server's rule, for predicting the own ship between two deltas.
 *
 * The same arithmetic in the same order as game/engine/flight.py; the vectors in
 * tests/golden/flight.json hold the two together.
 */

/** @typedef {{x: number, y: number, vx: number, vy: number, r: number, fuel: number}} FlightState
 *  World units, units/s, radians in (-pi, pi], fuel units. */

/** @typedef {{thrust: number, turn: number}} Helm
 *  thrust 0..1, turn -1..1 (positive turns from +x to +y). */

/** @typedef {object} FlightModel
 *  What `ship_model` of `session.joined` says about flight.
 * @property {number} max_speed units/s
 * @property {number} acceleration units/s2
 * @property {number} drag 1/s, as far as the ship does not thrust
 * @property {number} turn_rate rad/s
 * @property {number} emergency_thrust share of acceleration that an empty tank leaves
 * @property {number} emergency_speed share of max_speed that an empty tank leaves
 * @property {number} fuel_per_s fuel units/s at full thrust */

/** @typedef {{min_x: number, min_y: number, max_x: number, max_y: number}} Bounds */

/** Seconds of the longest sub-step. */
export const SUBSTEP_S = 0.05;

/**
 * Fly for one tick of the server: `dt` seconds in equal sub-steps, under one input.
 *
 * @param {FlightState} state
 * @param {Helm} input
 * @param {FlightModel} model
 * @param {Bounds} bounds
 * @param {number} dt seconds, above 0
 * @returns {FlightState} a new object
 */
export function flightTick(state, input, model, bounds, dt) {
  const count = Math.max(1, Math.ceil(dt / SUBSTEP_S - 1e-9));
  for (let i = 0; i < count; i += 1) {
    state = flightStep(state, input, model, bounds, dt / count);
  }
  return state;
}

/**
 * Fly for one sub-step of at most SUBSTEP_S seconds.
 *
 * @param {FlightState} state
 * @param {Helm} input
 * @param {FlightModel} model
 * @param {Bounds} bounds
 * @param {number} dt seconds, above 0
 * @returns {FlightState} a new object
 */
export function flightStep(state, input, model, bounds, dt) {
  const { thrust, turn } = input;
  const r = wrapped(state.r + turn * model.turn_rate * dt);
  let push = model.acceleration * thrust * dt;
  let limit = model.max_speed;
  if (state.fuel <= 0) {
    const braked = speedOf(state.vx, state.vy) - model.acceleration * dt;
    limit = Math.min(limit, Math.max(limit * model.emergency_speed, braked));
    push *= model.emergency_thrust;
  }
  const fuel = Math.max(state.fuel - model.fuel_per_s * thrust * dt, 0);

  const kept = 1 / (1 + model.drag * (1 - thrust) * dt);
  let vx = (state.vx + Math.cos(r) * push) * kept;
  let vy = (state.vy + Math.sin(r) * push) * kept;
  const speed = speedOf(vx, vy);
  if (speed > limit) {
    vx *= limit / speed;
    vy *= limit / speed;
  }

  const [x, endVx] = stopped(state.x + vx * dt, vx, bounds.min_x, bounds.max_x);
  const [y, endVy] = stopped(state.y + vy * dt, vy, bounds.min_y, bounds.max_y);
  return { x, y, vx: endVx, vy: endVy, r, fuel };
}

/**
 * The same direction in (-pi, pi], for an angle at most one turn outside of it.
 *
 * @param {number} angle radians
 */
function wrapped(angle) {
  if (angle > Math.PI) return angle - 2 * Math.PI;
  if (angle <= -Math.PI) return angle + 2 * Math.PI;
  return angle;
}

/**
 * A root of squares, not Math.hypot, which may round differently from the server.
 *
 * @param {number} vx
 * @param {number} vy
 */
function speedOf(vx, vy) {
  return Math.sqrt(vx * vx + vy * vy);
}

/**
 * Along one axis: held at the edge, without the speed that leads out of it.
 *
 * @param {number} position
 * @param {number} speed
 * @param {number} low
 * @param {number} high
 * @returns {[number, number]} position, speed
 */
function stopped(position, speed, low, high) {
  if (position < low) return [low, Math.max(speed, 0)];
  if (position > high) return [high, Math.min(speed, 0)];
  return [position, speed];
}
