/** A ship to fly in tests: the shape of the real model, with numbers of a freighter. */

export const MODEL = {
  ship_class: "freighter",
  max_speed: 120,
  acceleration: 30,
  drag: 0.35,
  turn_rate: 2.2,
  emergency_thrust: 0.2,
  emergency_speed: 0.4,
  fuel_per_s: 0.35,
  hull_max: 100,
  fuel_max: 100,
  cargo_capacity: 30,
};

export const BOUNDS = { min_x: -8000, min_y: -8000, max_x: 8000, max_y: 8000 };

/**
 * A small flight model of its own: prediction must work with whatever step it is given.
 *
 * @type {import("../../../static/cosmic/state/prediction.js").FlightStep}
 */
export function simpleStep(state, helm, model, bounds, dt) {
  const r = state.r + helm.turn * model.turn_rate * dt;
  const kept = 1 / (1 + model.drag * (1 - helm.thrust) * dt);
  const vx = (state.vx + Math.cos(r) * model.acceleration * helm.thrust * dt) * kept;
  const vy = (state.vy + Math.sin(r) * model.acceleration * helm.thrust * dt) * kept;
  const x = Math.min(bounds.max_x, Math.max(bounds.min_x, state.x + vx * dt));
  const y = Math.min(bounds.max_y, Math.max(bounds.min_y, state.y + vy * dt));
  return { x, y, vx, vy, r, fuel: state.fuel };
}
