/**
 * Tapering trails behind engines. Each ship has a short ring of past points; the strokes between
 * them are stretched sprites of one white texture, so all trails are drawn in one go.
 */

import { Container, Sprite, Texture } from "pixi";

const POINTS = 14;
const SPACING_S = 0.055;
const MAX_TRAILS = 60;
const LONGEST_STROKE = 60; // world units; more than that is a jump, not a flight

export class Trail {
  constructor() {
    this.x = new Float32Array(POINTS);
    this.y = new Float32Array(POINTS);
    this.heat = new Float32Array(POINTS);
    this.count = 0;
    this.head = 0;
    this.since = 0;
  }

  clear() {
    this.count = 0;
    this.since = 0;
  }

  /**
   * @param {number} x of the engine
   * @param {number} y
   * @param {number} heat 0..1
   * @param {number} seconds
   */
  extend(x, y, heat, seconds) {
    this.since += seconds;
    if (this.since < SPACING_S && this.count > 0) return;
    this.since = 0;
    this.head = (this.head + 1) % POINTS;
    this.x[this.head] = x;
    this.y[this.head] = y;
    this.heat[this.head] = heat;
    this.count = Math.min(POINTS, this.count + 1);
  }
}

export class Trails {
  constructor() {
    this.view = new Container();
    /** @type {import("pixi.js").Sprite[]} */
    this.pool = [];
    this.used = 0;
    this.drawn = 0;
  }

  begin() {
    this.used = 0;
    this.drawn = 0;
  }

  /**
   * @param {Trail} trail
   * @param {number} x of the engine now
   * @param {number} y
   * @param {number} tint
   * @param {number} width world units at the engine
   * @param {boolean} always also when there are too many already
   */
  draw(trail, x, y, tint, width, always) {
    if (trail.count === 0 || (this.drawn >= MAX_TRAILS && !always)) return;
    this.drawn += 1;
    let fromX = x;
    let fromY = y;
    for (let n = 0; n < trail.count; n += 1) {
      const i = (trail.head - n + POINTS) % POINTS;
      const dx = trail.x[i] - fromX;
      const dy = trail.y[i] - fromY;
      const length = Math.hypot(dx, dy);
      const age = (n + trail.since / SPACING_S) / POINTS;
      const alpha = trail.heat[i] * 0.5 * (1 - age) * (1 - age);
      if (length > LONGEST_STROKE) return;
      if (alpha > 0.01 && length > 0.05) {
        const stroke = this.take();
        stroke.position.set(fromX, fromY);
        stroke.rotation = Math.atan2(dy, dx);
        stroke.scale.set(length, width * (1 - age * 0.85));
        stroke.tint = tint;
        stroke.alpha = alpha;
      }
      fromX = trail.x[i];
      fromY = trail.y[i];
    }
  }

  end() {
    for (let i = this.used; i < this.pool.length; i += 1) this.pool[i].visible = false;
  }

  /** @returns {import("pixi.js").Sprite} a unit square, anchored at the middle of its left side */
  take() {
    let sprite = this.pool[this.used];
    if (!sprite) {
      sprite = new Sprite(Texture.WHITE);
      sprite.anchor.set(0, 0.5);
      this.pool.push(sprite);
      this.view.addChild(sprite);
    }
    sprite.visible = true;
    this.used += 1;
    return sprite;
  }
}
