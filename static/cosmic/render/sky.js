/**
 * What lies behind everything: a nebula in the system's hue and three layers of stars.
 *
 * The nebula is a picture of its own below the world's canvas, which the browser only moves:
 * drawing it as a part of the scene would touch every pixel in every frame.
 */

import { Container, Sprite } from "pixi";

import { hashText, seededRandom } from "../state/seeded.js";
import { paintTexture } from "./textures.js";

const NEBULA_COVER = 1.5; // of the longer side of the screen
const NEBULA_DRIFT = 0.01;
const NEBULA_HUES = [205, 225, 250, 275, 300, 330]; // the cold half: warm ones look like mud

/** From far to near: how many stars on a million pixels, how large, how bright, how fast. */
const LAYERS = [
  { count: 260, size: 1.5, light: 0.45, parallax: 0.03 },
  { count: 110, size: 2.2, light: 0.7, parallax: 0.08 },
  { count: 34, size: 3.2, light: 1, parallax: 0.17 },
];
const TINTS = ["#ffffff", "#dfeaff", "#c4dbff", "#fff1dc", "#ffdfc8"];
const MARGIN_PX = 8;

/**
 * @typedef {object} Star
 * @property {import("pixi.js").Sprite} sprite
 * @property {number} x 0..1 of the screen and a margin
 * @property {number} y
 * @property {number} parallax
 */

export class Sky {
  /**
   * @param {string} systemId every system has its own
   * @param {HTMLElement} host below whose canvas the nebula goes
   */
  constructor(systemId, host) {
    this.view = new Container();
    this.seed = hashText(systemId);
    this.textures = TINTS.map(starTexture);
    this.nebula = paintNebula(this.seed);
    host.prepend(this.nebula);
    /** @type {Star[]} */
    this.stars = [];
    this.width = 0;
    this.height = 0;
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    this.width = width;
    this.height = height;
    const side = Math.max(width, height) * NEBULA_COVER;
    this.nebula.style.width = this.nebula.style.height = `${side}px`;
    for (const star of this.view.removeChildren()) star.destroy();
    this.stars = this.scatter((width * height) / 1e6);
  }

  /**
   * @param {number} area million pixels
   * @returns {Star[]}
   */
  scatter(area) {
    const random = seededRandom(this.seed);
    const stars = [];
    for (const layer of LAYERS) {
      for (let n = 0; n < layer.count * area; n += 1) {
        const strength = random() ** 2.2;
        const sprite = new Sprite(this.textures[Math.floor(random() * TINTS.length)]);
        sprite.anchor.set(0.5);
        sprite.setSize(layer.size * (0.7 + 0.8 * strength));
        sprite.alpha = layer.light * (0.25 + 0.75 * strength);
        this.view.addChild(sprite);
        stars.push({ sprite, x: random(), y: random(), parallax: layer.parallax });
      }
    }
    return stars;
  }

  /** @param {import("./camera.js").Camera} camera */
  update(camera) {
    const wide = this.width + 2 * MARGIN_PX;
    const high = this.height + 2 * MARGIN_PX;
    const dx = camera.x * camera.zoom;
    const dy = camera.y * camera.zoom;
    for (const { sprite, x, y, parallax } of this.stars) {
      sprite.x = wrapped(x * wide - dx * parallax, wide) - MARGIN_PX;
      sprite.y = wrapped(y * high + dy * parallax, high) - MARGIN_PX;
    }
    const side = Math.max(this.width, this.height) * NEBULA_COVER;
    const left = Math.round((this.width - side) / 2 - camera.x * NEBULA_DRIFT);
    const top = Math.round((this.height - side) / 2 + camera.y * NEBULA_DRIFT);
    this.nebula.style.transform = `translate3d(${left}px, ${top}px, 0)`;
  }

  destroy() {
    this.nebula.remove();
    this.view.destroy({ children: true });
    for (const texture of this.textures) texture.destroy(true);
  }
}

/**
 * @param {number} value
 * @param {number} size
 * @returns {number} in [0, size)
 */
function wrapped(value, size) {
  return value - Math.floor(value / size) * size;
}

/** @param {string} colour */
function starTexture(colour) {
  return paintTexture(16, 16, (context) => {
    const light = context.createRadialGradient(8, 8, 0, 8, 8, 8);
    light.addColorStop(0, colour);
    light.addColorStop(0.35, colour);
    light.addColorStop(1, "rgba(255, 255, 255, 0)");
    context.fillStyle = light;
    context.fillRect(0, 0, 16, 16);
  });
}

/**
 * A few broad clouds of light, as gradients that the browser paints at the screen's resolution.
 *
 * @param {number} seed
 * @returns {HTMLElement}
 */
function paintNebula(seed) {
  const random = seededRandom(seed ^ 0x9e3779b9);
  const hue = NEBULA_HUES[Math.floor(random() * NEBULA_HUES.length)];
  const clouds = [];
  for (let n = 0; n < 6; n += 1) {
    const x = Math.round(25 + 50 * random());
    const y = Math.round(25 + 50 * random());
    const radius = Math.round(14 + 20 * random());
    const shade = Math.round(hue + (random() - 0.5) * 50);
    const light = (/** @type {number} */ alpha) => `hsla(${shade}, 60%, 55%, ${alpha})`;
    clouds.push(
      `radial-gradient(circle at ${x}% ${y}%, ${light(0.06)}, ${light(0.025)} ${radius * 0.5}%, ${light(0)} ${radius}%)`,
    );
  }
  const nebula = document.createElement("div");
  nebula.className = "nebula";
  nebula.style.backgroundImage = clouds.join(", ");
  return nebula;
}
