/**
 * What is known of the fight: who was just hit, from where the danger comes, what was destroyed.
 * A destruction is told twice, as a message and as an event of the world; it happens once.
 */

import { Emitter } from "../net/emitter.js";

const FRESH_MS = 4000; // how long a hit keeps a hull bar up
const THREAT_MS = 3500; // how long a hit on the own ship keeps the rim alight
const SAME_BLAST_MS = 3000;
const HUNT_REACH = 1100; // world units within which a hunter alone is a threat
const HUNT_GLOW = 0.4;

/**
 * @typedef {{target: string, source: string, damage: number, hp: number, own: boolean}} Hit
 * @typedef {{target: string, killer: string, x: number, y: number, own: boolean, kind: string, name: string}} Blast
 * @typedef {{angle: number, strength: number}} Threat towards the attacker, radians; 0..1
 *
 * @typedef {object} CombatEvents
 * @property {Hit} hit
 * @property {Blast} blast
 */

/** @extends {Emitter<CombatEvents>} */
export class Combat extends Emitter {
  /** @param {import("./world.js").World} world */
  constructor(world) {
    super();
    this.world = world;
    /** @type {Map<string, number>} when who was hit, milliseconds */
    this.hitAt = new Map();
    /** @type {Map<string, number>} */
    this.blastAt = new Map();
    /** @type {Map<string, {at: number, angle: number}>} attackers of the own ship */
    this.attackers = new Map();
    /** @type {Set<string>} pirates that are after the own ship */
    this.hunters = new Set();
  }

  /** Another system, or another life: what was is over. */
  clear() {
    this.hitAt.clear();
    this.blastAt.clear();
    this.calm();
  }

  /** Nobody is after the own ship any more. */
  calm() {
    this.attackers.clear();
    this.hunters.clear();
  }

  /** @param {string[]} pirateIds */
  hunted(pirateIds) {
    for (const id of pirateIds) this.hunters.add(id);
  }

  /**
   * @param {import("../net/messages.js").CombatEvent} event
   * @param {number} now milliseconds
   */
  take(event, now) {
    const { kind, source_id, target_id, damage, target_hp } = event;
    const { store } = this.world;
    const own = target_id === store.you.ship_id;
    const target = store.entities.get(target_id);
    if (target) target.hp = target_hp;
    if (kind === "destroyed") {
      const place = own ? this.world.pose : target;
      if (place) this.destroy(target_id, source_id, place, now);
      return;
    }
    this.hitAt.set(target_id, now);
    if (own) this.attackers.set(source_id, { at: now, angle: this.angleTo(source_id) });
    this.emit("hit", { target: target_id, source: source_id, damage, hp: target_hp, own });
  }

  /**
   * @param {string} target
   * @param {string} killer
   * @param {{x: number, y: number}} place
   * @param {number} now milliseconds
   */
  destroy(target, killer, { x, y }, now) {
    if (now - (this.blastAt.get(target) ?? -Infinity) < SAME_BLAST_MS) return;
    this.blastAt.set(target, now);
    this.hunters.delete(target);
    this.attackers.delete(target);
    const { store } = this.world;
    const own = target === store.you.ship_id;
    this.emit("blast", { target, killer, x, y, own, ...store.whois(target) });
    if (own) this.calm();
  }

  /**
   * @param {string} id
   * @param {number} now milliseconds
   * @returns {boolean} whether it was hit a moment ago
   */
  isFresh(id, now) {
    const at = this.hitAt.get(id);
    if (at === undefined) return false;
    if (now - at < FRESH_MS) return true;
    this.hitAt.delete(id);
    return false;
  }

  /**
   * The worst danger: an attacker that hit a moment ago, else a hunter that is near.
   *
   * @param {number} now milliseconds
   * @returns {Threat | null}
   */
  threat(now) {
    if (!this.world.flying) return null;
    /** @type {Threat | null} */
    let worst = null;
    for (const [id, { at, angle }] of this.attackers) {
      const strength = 1 - (now - at) / THREAT_MS;
      if (strength <= 0) this.attackers.delete(id);
      else if (!worst || strength > worst.strength) {
        worst = { angle: this.angleTo(id, angle), strength };
      }
    }
    return worst ?? this.nearestHunter();
  }

  /** @returns {Threat | null} */
  nearestHunter() {
    const { store, pose } = this.world;
    let least = HUNT_REACH;
    let worst = null;
    for (const id of this.hunters) {
      const entity = store.entities.get(id);
      if (!entity) continue;
      const distance = Math.hypot(entity.x - pose.x, entity.y - pose.y);
      if (distance >= least) continue;
      least = distance;
      worst = { angle: this.angleTo(id), strength: HUNT_GLOW };
    }
    return worst;
  }

  /**
   * @param {string} id
   * @param {number} [fallback] while it is out of sight
   * @returns {number} radians from the own ship
   */
  angleTo(id, fallback = 0) {
    const { store, pose } = this.world;
    const entity = store.entities.get(id);
    return entity ? Math.atan2(entity.y - pose.y, entity.x - pose.x) : fallback;
  }
}
