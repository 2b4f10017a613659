/** Shots: a short bright line with a soft head each, from a pool. */

import { Container, Sprite, Texture } from "pixi";

import { Shots } from "../state/shots.js";

const LENGTH = 15; // world units
const WIDTH = 1.8;
const HEAD = 13;
const MARGIN = 30;

/**
 * @typedef {object} ShotView
 * @property {import("pixi.js").Container} view
 * @property {import("pixi.js").Sprite} line
 * @property {import("pixi.js").Sprite} head
 */

export class ShotViews {
  /**
   * @param {import("./palette.js").Palette} palette
   * @param {import("pixi.js").Texture} glow
   */
  constructor(palette, glow) {
    this.palette = palette;
    this.glow = glow;
    this.shots = new Shots();
    this.view = new Container();
    /** @type {ShotView[]} */
    this.pool = [];
  }

  /** Another system: no shot comes along. */
  clear() {
    this.shots.clear();
  }

  /**
   * @param {import("../state/world.js").World} world
   * @param {import("./camera.js").Camera} camera
   */
  update({ store, renderTick, ownTick, clock }, camera) {
    this.shots.update(store, { renderTick, ownTick, msPerTick: clock.msPerTick });
    let used = 0;
    for (const { shown, pose, own } of this.shots.flying.values()) {
      if (!shown || !camera.sees(pose.x, pose.y, MARGIN)) continue;
      const shot = this.pool[used] ?? this.build();
      used += 1;
      shot.view.visible = true;
      shot.view.position.set(pose.x, pose.y);
      shot.view.rotation = pose.r;
      shot.line.tint = own ? this.palette.text : this.palette.warn;
      shot.head.tint = own ? this.palette.signal : this.palette.danger;
    }
    for (let i = used; i < this.pool.length; i += 1) this.pool[i].view.visible = false;
  }

  /** @returns {ShotView} */
  build() {
    const view = new Container();
    const line = new Sprite(Texture.WHITE);
    line.anchor.set(1, 0.5);
    line.setSize(LENGTH, WIDTH);
    const head = new Sprite(this.glow);
    head.anchor.set(0.5);
    head.setSize(HEAD);
    view.addChild(head, line);
    this.view.addChild(view);
    const shot = { view, line, head };
    this.pool.push(shot);
    return shot;
  }
}
