/** Names and hull bars of the ships that are near; everything else stays quiet. */

import { Container, Graphics, Text } from "pixi";

const NEAR = 650; // world units
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
  }

  /**
   * @param {import("../state/world.js").World} world
   * @param {import("./ships.js").Ships} ships
   * @param {import("./camera.js").Camera} camera
   */
  update(world, ships, camera) {
    const { store, pose } = world;
    let used = 0;
    let within = 0;
    this.bars.clear();
    for (const ship of ships.views.values()) {
      const entity = store.entities.get(ship.id);
      if (!entity || !entity.name || !ship.seen || ship.id === store.you.ship_id) continue;
      const distance = Math.hypot(ship.pose.x - pose.x, ship.pose.y - pose.y);
      if (distance > this.reach) continue;
      within += 1;
      if (used === MOST) continue;
      const x = Math.round(camera.screenX(ship.pose.x));
      const y = Math.round(camera.screenY(ship.pose.y) + 22 * camera.zoom + 6);
      const text = this.textAt(used);
      if (text.text !== entity.name) text.text = entity.name;
      text.visible = true;
      text.position.set(x, y);
      text.alpha = 0.9 * ship.alpha * Math.min(1, (this.reach - distance) / 100);
      this.drawBar(entity, x, y + 19, text.alpha);
      used += 1;
    }
    if (within > MOST) this.reach *= 0.96;
    else if (within < MOST - 4) this.reach = Math.min(NEAR, this.reach * 1.02);
    for (let i = used; i < this.texts.length; i += 1) this.texts[i].visible = false;
  }

  /**
   * A hull bar only for who has lost some of it.
   *
   * @param {import("../state/store.js").Entity} entity
   * @param {number} x
   * @param {number} y
   * @param {number} alpha
   */
  drawBar(entity, x, y, alpha) {
    if (entity.hpMax <= 0 || entity.hp >= entity.hpMax) return;
    const share = Math.max(0, entity.hp / entity.hpMax);
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
