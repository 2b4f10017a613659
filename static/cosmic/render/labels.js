/**
 * Names and hull bars for what is near, aimed at, or has just been hit, and what loot holds;
 * everything else stays quiet.
 */

import { Container, Graphics, Text } from "pixi";

import { angleBetween } from "../state/track.js";

const NEAR = 650; // world units
const BESIDE = 320; // so near, a hull bar shows even when it is full
const AIMED = 900; // what one aims at is known from afar
const AIM_ANGLE = 0.12; // radians
const LOOT_NEAR = 420;
const MOST = 14; // in a crowd the reach shrinks until about so many are within it
const BAR = 34; // pixels

export class Labels {
  /** @param {import("./palette.js").Palette} palette */
  constructor(palette) {
    this.palette = palette;
    this.view = new Container();
    this.bars = new Graphics();
    this.view.addChild(this.bars);
    /** @type {import("pixi.js").Text[]} */
    this.texts = [];
    this.reach = NEAR;
    /** @type {(commodityId: string) => string} */
    this.goodName = (id) => id;
  }

  /**
   * @param {import("../state/world.js").World} world
   * @param {import("./ships.js").Ships} ships
   * @param {import("./camera.js").Camera} camera
   * @param {(id: string) => boolean} isFresh whether it was hit a moment ago
   */
  update(world, ships, camera, isFresh) {
    const { store, pose } = world;
    let used = 0;
    let within = 0;
    this.bars.clear();
    for (const ship of ships.views.values()) {
      const entity = store.entities.get(ship.id);
      if (!entity || !ship.seen || ship.id === store.you.ship_id) continue;
      const words = this.wordsFor(entity);
      if (!words) continue;
      const distance = Math.hypot(ship.pose.x - pose.x, ship.pose.y - pose.y);
      const fresh = isFresh(entity.id);
      const marked = fresh || (world.flying && isAimedAt(ship.pose, pose, distance));
      const loot = entity.kind === "loot";
      const reach = loot ? Math.min(LOOT_NEAR, this.reach) : this.reach;
      if (loot ? distance > reach : distance > reach && !marked) continue;
      within += 1;
      if (used === MOST) continue;
      const x = Math.round(camera.screenX(ship.pose.x));
      const y = Math.round(camera.screenY(ship.pose.y) + 22 * camera.zoom + 6);
      const text = this.textAt(used);
      if (text.text !== words) text.text = words;
      text.tint = loot ? this.palette.credit : 0xffffff;
      text.visible = true;
      text.position.set(x, y);
      text.alpha = 0.9 * ship.alpha * (marked ? 1 : Math.min(1, (reach - distance) / 100));
      const whole = entity.hp >= entity.hp_max;
      if (!loot && (marked || !whole || distance < BESIDE)) {
        this.drawBar(entity, x, y + 19, text.alpha);
      }
      used += 1;
    }
    if (within > MOST) this.reach *= 0.96;
    else if (within < MOST - 4) this.reach = Math.min(NEAR, this.reach * 1.02);
    for (let i = used; i < this.texts.length; i += 1) this.texts[i].visible = false;
  }

  /**
   * @param {import("../state/store.js").Entity} entity
   * @returns {string} empty for what has no name
   */
  wordsFor({ kind, name, commodity_id, qty }) {
    if (kind !== "loot") return name;
    return commodity_id ? `${qty} ${this.goodName(commodity_id).toLowerCase()}` : "";
  }

  /**
   * @param {import("../state/store.js").Entity} entity
   * @param {number} x
   * @param {number} y
   * @param {number} alpha
   */
  drawBar(entity, x, y, alpha) {
    if (entity.hp_max <= 0) return;
    const share = Math.max(0, entity.hp / entity.hp_max);
    const colour = share > 0.5 ? this.palette.safe : this.palette.danger;
    this.bars.rect(x - BAR / 2, y, BAR, 2).fill({ color: this.palette.edge, alpha });
    this.bars.rect(x - BAR / 2, y, BAR * share, 2).fill({ color: colour, alpha });
  }

  /** @param {number} index */
  textAt(index) {
    let text = this.texts[index];
    if (!text) {
      text = new Text({
        text: "",
        style: {
          fontFamily: "Space Grotesk Variable, sans-serif",
          fontSize: 12,
          fill: this.palette.dim,
        },
      });
      text.anchor.set(0.5, 0);
      this.texts.push(text);
      this.view.addChild(text);
    }
    return text;
  }
}

/**
 * @param {import("../state/track.js").Pose} thing
 * @param {import("../state/track.js").Pose} own
 * @param {number} distance world units between them
 */
function isAimedAt(thing, own, distance) {
  if (distance > AIMED) return false;
  const bearing = Math.atan2(thing.y - own.y, thing.x - own.x);
  return Math.abs(angleBetween(own.r, bearing)) < AIM_ANGLE;
}
