/**
 * Where shots are. They fly straight, so the newest word about one tells its whole way; between
 * and after the words it flies on by its speed.
 */

import { restingPose } from "./track.js";

const MELT_S = 0.5; // an own shot leaves the bow in the own ship's time and slides into the others'
const LONGEST_S = 4; // a shot of which no end was told is over by then

/**
 * @typedef {object} Shot
 * @property {string} id
 * @property {boolean} own
 * @property {number} since the tick of the first word
 * @property {number} tick of the newest word
 * @property {number} x at that tick, world units
 * @property {number} y
 * @property {number} vx units/s
 * @property {number} vy
 * @property {number} r radians
 * @property {number} until the tick at which it ended, Infinity while it flies
 * @property {boolean} shown
 * @property {import("./track.js").Pose} pose where it is to be drawn
 */

export class Shots {
  constructor() {
    /** @type {Map<string, Shot>} */
    this.flying = new Map();
    /** @type {Set<string>} ids of shots that the own ship has fired */
    this.ownIds = new Set();
    /** @type {Shot[]} */
    this.spare = [];
  }

  /**
   * @param {string} projectileId which the own ship has fired
   */
  claim(projectileId) {
    this.ownIds.add(projectileId);
    const shot = this.flying.get(projectileId);
    if (shot) shot.own = true;
  }

  clear() {
    this.spare.push(...this.flying.values());
    this.flying.clear();
    this.ownIds.clear();
  }

  /**
   * Follow the store, and set every shot's `pose` and `shown` for this frame.
   *
   * @param {import("./store.js").Store} store
   * @param {object} time ticks, fractional
   * @param {number} time.renderTick at which others are drawn
   * @param {number} time.ownTick at which the own ship is drawn
   * @param {number} time.msPerTick
   */
  update(store, { renderTick, ownTick, msPerTick }) {
    for (const entity of store.entities.values()) {
      if (entity.kind === "projectile") this.follow(entity);
    }
    for (const shot of this.flying.values()) {
      if (shot.until === Infinity && !store.entities.has(shot.id)) shot.until = store.tick;
      const age = ((renderTick - shot.since) * msPerTick) / 1000;
      const lead = shot.own ? Math.max(0, ownTick - renderTick) : 0;
      const tick = renderTick + lead * Math.max(0, 1 - Math.max(0, age) / MELT_S);
      if (tick > shot.until || age > LONGEST_S) {
        this.drop(shot);
        continue;
      }
      shot.shown = tick >= shot.since;
      const seconds = ((tick - shot.tick) * msPerTick) / 1000;
      shot.pose.x = shot.x + shot.vx * seconds;
      shot.pose.y = shot.y + shot.vy * seconds;
      shot.pose.vx = shot.vx;
      shot.pose.vy = shot.vy;
      shot.pose.r = shot.r;
    }
  }

  /** @param {import("./store.js").Entity} entity a projectile */
  follow(entity) {
    let shot = this.flying.get(entity.id);
    if (!shot) {
      shot = this.spare.pop() ?? blank();
      shot.id = entity.id;
      shot.own = this.ownIds.has(entity.id);
      shot.since = entity.since;
      shot.until = Infinity;
      this.flying.set(entity.id, shot);
    }
    shot.tick = entity.tick;
    shot.x = entity.x;
    shot.y = entity.y;
    shot.vx = entity.vx;
    shot.vy = entity.vy;
    const still = entity.vx === 0 && entity.vy === 0;
    shot.r = still ? entity.r : Math.atan2(entity.vy, entity.vx);
  }

  /** @param {Shot} shot */
  drop(shot) {
    this.flying.delete(shot.id);
    this.ownIds.delete(shot.id);
    this.spare.push(shot);
  }
}

/** @returns {Shot} */
function blank() {
  return {
    id: "",
    own: false,
    since: 0,
    tick: 0,
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    r: 0,
    until: Infinity,
    shown: false,
    pose: restingPose(),
  };
}
