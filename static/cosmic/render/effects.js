/** What hits and destructions look like: sparks, rings, flashes, fragments. */

import { Container, Sprite, Texture } from "pixi";

import { LOOK, Particles } from "../state/particles.js";

const CAPACITY = 240;
const SPARKS = 7;
const SPARK_SPEED = 130; // units/s
const FRAGMENTS = 8;
const MUZZLE = 19; // world units from the ship's middle to its bow

/** @typedef {{x: number, y: number, vx?: number, vy?: number}} Place */

export class Effects {
  /**
   * @param {import("./palette.js").Palette} palette
   * @param {{glow: import("pixi.js").Texture, ring: import("pixi.js").Texture}} textures
   * @param {boolean} still reduced motion: nothing flies, things only fade
   */
  constructor(palette, { glow, ring }, still) {
    this.palette = palette;
    this.still = still;
    this.view = new Container();
    this.particles = new Particles(CAPACITY);
    this.textures = [Texture.WHITE, ring, glow, Texture.WHITE]; // by look
    /** @type {import("pixi.js").Sprite[]} */
    this.sprites = Array.from({ length: CAPACITY }, () => {
      const sprite = new Sprite(Texture.WHITE);
      sprite.anchor.set(0.5);
      sprite.visible = false;
      this.view.addChild(sprite);
      return sprite;
    });
  }

  /**
   * A shot leaves the bow.
   *
   * @param {import("../state/track.js").Pose} pose of the ship
   */
  muzzle({ x, y, r }) {
    this.particles.add({
      look: LOOK.FLASH,
      x: x + Math.cos(r) * MUZZLE,
      y: y + Math.sin(r) * MUZZLE,
      size: 22,
      life: 0.12,
      tint: this.palette.signal,
    });
  }

  /**
   * @param {Place} place
   * @param {number} tint the target's colour
   * @param {number} delay seconds
   */
  hit({ x, y, vx = 0, vy = 0 }, tint, delay) {
    const { particles } = this;
    particles.add({
      look: LOOK.RING,
      x,
      y,
      vx,
      vy,
      size: this.still ? 34 : 10,
      growth: this.still ? 0 : 130,
      life: 0.28,
      delay,
      tint,
    });
    for (let n = 0; n < SPARKS && !this.still; n += 1) {
      const angle = Math.random() * 2 * Math.PI;
      const speed = SPARK_SPEED * (0.4 + Math.random());
      particles.add({
        look: LOOK.SPARK,
        x,
        y,
        vx: vx + Math.cos(angle) * speed,
        vy: vy + Math.sin(angle) * speed,
        r: angle,
        size: 5 + Math.random() * 5,
        life: 0.25 + Math.random() * 0.25,
        delay,
        tint,
      });
    }
  }

  /**
   * A flash, a ring that widens, and eight fragments that drift apart.
   *
   * @param {Place} place
   * @param {number} tint
   * @param {number} delay seconds
   */
  blast({ x, y, vx = 0, vy = 0 }, tint, delay) {
    const { particles, still, palette } = this;
    const flash = { look: LOOK.FLASH, x, y, delay };
    particles.add({ ...flash, size: 150, life: 0.5, tint: palette.warn });
    particles.add({ ...flash, size: 70, life: 0.3, tint: palette.text });
    particles.add({
      look: LOOK.RING,
      x,
      y,
      size: still ? 150 : 24,
      growth: still ? 0 : 190,
      life: 0.9,
      delay,
      tint,
    });
    for (let n = 0; n < FRAGMENTS; n += 1) {
      const angle = ((n + Math.random() * 0.8) / FRAGMENTS) * 2 * Math.PI;
      const speed = still ? 0 : 45 + Math.random() * 75;
      const out = still ? 18 : 4;
      particles.add({
        look: LOOK.FRAGMENT,
        x: x + Math.cos(angle) * out,
        y: y + Math.sin(angle) * out,
        vx: vx * 0.6 + Math.cos(angle) * speed,
        vy: vy * 0.6 + Math.sin(angle) * speed,
        r: angle,
        spin: still ? 0 : (Math.random() - 0.5) * 9,
        size: 6 + Math.random() * 6,
        life: 1.4 + Math.random() * 0.9,
        delay,
        tint,
      });
    }
  }

  /** @param {number} seconds since the last frame */
  update(seconds) {
    const { particles, sprites, textures } = this;
    particles.step(seconds);
    for (let i = 0; i < CAPACITY; i += 1) {
      const strength = particles.strength(i);
      const sprite = sprites[i];
      sprite.visible = strength > 0;
      if (strength === 0) continue;
      const look = particles.look[i];
      const size = particles.size[i];
      sprite.texture = textures[look];
      if (look === LOOK.SPARK) sprite.setSize(size * strength, 1.4);
      else if (look === LOOK.FRAGMENT) sprite.setSize(size, 2.4);
      else sprite.setSize(size);
      sprite.position.set(particles.x[i], particles.y[i]);
      sprite.rotation = particles.r[i];
      sprite.tint = particles.tint[i];
      sprite.alpha = strength;
    }
  }
}
