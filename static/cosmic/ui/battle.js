/** The fight, told: what is seen of it goes to the scene, what is heard to the sounds, the rest into words. */

import { Combat } from "../state/combat.js";
import { amountWords, countWord } from "../state/words.js";
import { byId, setData } from "./dom.js";

const HIT_WORDS_MS = 2500; // one line for all the hits of so long, from one attacker
const SEEN_LATER_S = 0.1; // others are drawn so much behind
const NEAR_BLAST = 900; // world units within which a destruction shakes the picture

/**
 * @typedef {object} BattleParts
 * @property {import("../state/world.js").World} world
 * @property {import("../render/scene.js").Scene} scene
 * @property {import("./feed.js").Feed} feed
 * @property {import("./feed.js").Toasts} toasts
 * @property {import("../audio/sound.js").Sound} sound
 * @property {import("./commodities.js").Commodities} goods
 * @property {import("./loss.js").LossCard} loss
 */

/**
 * @param {{name: string, kind: string}} who
 * @returns {string} such as `the pirate Kestrel`
 */
export function whoWords({ name, kind }) {
  if (kind === "pirate") return name ? `the pirate ${name}` : "a pirate";
  if (kind === "trader") return name ? `the trader ${name}` : "a trader";
  if (kind === "patrol") return name ? `the patrol ${name}` : "a patrol";
  return name || "somebody";
}

/**
 * @param {number} count of pirates
 * @returns {string}
 */
export function encounterWords(count) {
  if (count === 1) return "Pirates: a raider is after you.";
  return `Pirates: ${countWord(count)} raiders are after you.`;
}

/**
 * Where on the rim of the screen the danger glows: in percent from the top left.
 *
 * @param {number} angle radians, north up
 * @param {number} width
 * @param {number} height
 * @returns {{x: number, y: number}}
 */
export function rimPoint(angle, width, height) {
  const dx = Math.cos(angle);
  const dy = -Math.sin(angle);
  const reach = Math.min(width / 2 / Math.abs(dx || 1e-9), height / 2 / Math.abs(dy || 1e-9));
  return { x: 50 + ((dx * reach) / width) * 100, y: 50 + ((dy * reach) / height) * 100 };
}

export class Battle {
  /** @param {BattleParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.combat = new Combat(parts.world);
    this.rim = byId("threat", HTMLElement);
    /** @type {Map<string, number>} when an attacker was last spoken of, milliseconds */
    this.spokenAt = new Map();
    this.combat.on("hit", (hit) => this.showHit(hit));
    this.combat.on("blast", (blast) => this.showBlast(blast));
    parts.scene.isFresh = (id) => this.combat.isFresh(id, performance.now());
    parts.scene.labels.goodName = (id) => parts.goods.get(id).name;
  }

  /** Another system: what was is over. */
  clear() {
    this.combat.clear();
    this.spokenAt.clear();
  }

  /**
   * @param {import("../net/messages.js").Envelope} message
   * @param {number} now milliseconds
   * @returns {boolean} whether it was about the fight
   */
  receive({ type, payload }, now) {
    const { toasts, sound, loss } = this.parts;
    switch (type) {
      case "combat.event":
        this.combat.take(/** @type {any} */ (payload), now);
        return true;
      case "encounter.began":
        this.combat.hunted(payload.pirate_ids);
        toasts.say(encounterWords(payload.pirate_ids.length), "error");
        sound.play("alarm");
        return true;
      case "ship.lost":
        this.combat.calm();
        loss.show(/** @type {any} */ (payload));
        return true;
      default:
        return false;
    }
  }

  /**
   * @param {import("../net/messages.js").WorldEvent} event
   * @param {number} now milliseconds
   */
  onEvent(event, now) {
    const { world, scene, sound } = this.parts;
    const { store } = world;
    const own = store.you.ship_id;
    switch (event.kind) {
      case "projectile_fired":
        if (event.source_id !== own) return;
        scene.shots.shots.claim(event.projectile_id);
        scene.effects.muzzle(world.pose);
        sound.play("fire");
        return;
      case "destroyed":
        this.combat.destroy(event.target_id, event.killer_id, /** @type {any} */ (event), now);
        return;
      case "respawned":
        if (event.ship_id === own) this.tellRespawn(event.station_id);
        return;
      case "loot_taken":
        this.tellLoot(event);
        return;
      case "jumped":
        this.tellJump(event);
        return;
      default:
    }
  }

  /** @param {string} stationId */
  tellRespawn(stationId) {
    const { world, feed } = this.parts;
    const name = world.store.stations.get(stationId)?.name ?? "a station";
    feed.say(`You are docked at ${name}, with a whole hull.`, "safe");
  }

  /** @param {import("../net/messages.js").WorldEvent} event */
  tellLoot({ ship_id, commodity_id, quantity }) {
    const { world, feed, goods, sound } = this.parts;
    const own = ship_id === world.store.you.ship_id;
    const who = own ? "You" : world.store.whois(ship_id).name;
    if (!who) return;
    const load = `${amountWords(quantity)} ${goods.get(commodity_id).name.toLowerCase()}`;
    feed.say(`${who} took ${load} aboard.`, own ? "safe" : "");
    if (own) sound.play("loot");
  }

  /** @param {import("../net/messages.js").WorldEvent} event */
  tellJump({ ship_id, gate_id }) {
    const { world, feed } = this.parts;
    const name = world.store.whois(ship_id).name;
    if (ship_id === world.store.you.ship_id || !name) return;
    const gate = world.store.gates.get(gate_id)?.name.replace(/^Gate/, "the gate") ?? "a gate";
    feed.say(`${name} left through ${gate}.`);
  }

  /** @param {import("../state/combat.js").Hit} hit */
  showHit({ target, source, hp, own }) {
    const { world, scene, feed, sound } = this.parts;
    const place = own ? world.pose : scene.ships.views.get(target)?.pose;
    if (place) scene.effects.hit(place, scene.ships.colourOf(target), own ? 0 : SEEN_LATER_S);
    if (own) scene.camera.shake(2.5);
    if (own || source === world.store.you.ship_id) sound.play("hit");
    if (!own) return;
    const now = performance.now();
    if (now - (this.spokenAt.get(source) ?? -Infinity) < HIT_WORDS_MS) return;
    this.spokenAt.set(source, now);
    const who = whoWords(world.store.whois(source));
    feed.say(`You are hit by ${who}: hull ${Math.ceil(hp)}.`, "danger");
  }

  /** @param {import("../state/combat.js").Blast} blast */
  showBlast({ target, killer, x, y, own, name, kind }) {
    const { world, scene, feed, sound } = this.parts;
    const { store, pose } = world;
    const drawn = own ? pose : (scene.ships.views.get(target)?.pose ?? { x, y });
    scene.effects.blast(drawn, scene.ships.colourOf(target), own ? 0 : SEEN_LATER_S);
    const distance = Math.hypot(x - pose.x, y - pose.y);
    if (distance < NEAR_BLAST) {
      scene.camera.shake(own ? 4 : 3 * (1 - distance / NEAR_BLAST));
      sound.play("explosion");
    }
    if (own) return; // the card tells it
    const who = whoWords({ name, kind });
    if (killer === store.you.ship_id) return feed.say(`You destroyed ${who}.`, "safe");
    const by = killer ? whoWords(store.whois(killer)) : "";
    if (name && by) feed.say(`${by.charAt(0).toUpperCase()}${by.slice(1)} destroyed ${who}.`);
  }

  /**
   * The rim in the attacker's direction.
   *
   * @param {number} now milliseconds
   */
  refresh(now) {
    const threat = this.combat.threat(now);
    setData(this.rim, "on", threat ? "true" : "");
    this.rim.style.opacity = threat ? threat.strength.toFixed(2) : "0";
    if (!threat) return;
    const { width, height } = this.parts.scene.camera;
    const { x, y } = rimPoint(threat.angle, width, height);
    this.rim.style.setProperty("--at-x", `${x.toFixed(1)}%`);
    this.rim.style.setProperty("--at-y", `${y.toFixed(1)}%`);
  }
}
