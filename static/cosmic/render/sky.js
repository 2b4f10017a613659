/** What lies behind everything: a nebula in the system's hue and three layers of stars. */

import { Container, Sprite, TilingSprite } from "pixi";

import { hashText, seededRandom } from "../state/seeded.js";
import { paintTexture } from "./textures.js";

const TILE = 1024;
const NEBULA = 640;
const NEBULA_DRIFT = 0.012;

/** From far to near: how many stars on a tile, how large, how bright, how much they move. */
const LAYERS = [
  { count: 420, size: 0.55, light: 0.5, parallax: 0.03 },
  { count: 150, size: 0.85, light: 0.75, parallax: 0.08 },
  { count: 46, size: 1.25, light: 1, parallax: 0.17 },
];
const TINTS = ["#ffffff", "#dfeaff", "#cfe2ff", "#fff1dc", "#ffe3cf"];

export class Sky {
  /** @param {string} systemId every system has its own */
  constructor(systemId) {
    this.view = new Container();
    const random = seededRandom(hashText(systemId));
    const hue = Math.floor(random() * 360);
    this.nebula = new Sprite(nebulaTexture(hue, random));
    this.nebula.anchor.set(0.5);
    this.view.addChild(this.nebula);
    this.layers = LAYERS.map((layer) => {
      const stars = new TilingSprite({ texture: starTexture(layer, random), width: 1, height: 1 });
      this.view.addChild(stars);
      return { stars, parallax: layer.parallax };
    });
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
    for (const { stars } of this.layers) {
      stars.width = width;
      stars.height = height;
    }
    const cover = (Math.max(width, height) * 1.7) / NEBULA;
    this.nebula.scale.set(cover);
  }

  /** @param {import("./camera.js").Camera} camera */
  update(camera) {
    this.nebula.x = this.width / 2 - camera.x * NEBULA_DRIFT;
    this.nebula.y = this.height / 2 - camera.y * NEBULA_DRIFT;
    for (const { stars, parallax } of this.layers) {
      stars.tilePosition.x = this.width / 2 - camera.x * parallax * camera.zoom;
      stars.tilePosition.y = this.height / 2 - camera.y * parallax * camera.zoom;
    }
  }

  destroy() {
    for (const { stars } of this.layers) stars.texture.destroy(true);
    this.nebula.texture.destroy(true);
    this.view.destroy({ children: true });
  }
}

/**
 * @param {typeof LAYERS[number]} layer
 * @param {() => number} random
 */
function starTexture(layer, random) {
  return paintTexture(TILE, TILE, (context) => {
    for (let n = 0; n < layer.count; n += 1) {
      const x = 4 + random() * (TILE - 8);
      const y = 4 + random() * (TILE - 8);
      const strength = random() ** 2.2;
      context.globalAlpha = layer.light * (0.18 + 0.82 * strength);
      context.fillStyle = TINTS[Math.floor(random() * TINTS.length)];
      context.beginPath();
      context.arc(x, y, layer.size * (0.6 + 0.8 * strength), 0, Math.PI * 2);
      context.fill();
    }
  });
}

/**
 * A few broad clouds of light, with a little noise so that no band shows on a dark screen.
 *
 * @param {number} hue degrees
 * @param {() => number} random
 */
function nebulaTexture(hue, random) {
  return paintTexture(NEBULA, NEBULA, (context) => {
    for (let n = 0; n < 7; n += 1) {
      const x = NEBULA * (0.25 + 0.5 * random());
      const y = NEBULA * (0.25 + 0.5 * random());
      const radius = NEBULA * (0.16 + 0.26 * random());
      const shade = (hue + (random() - 0.5) * 70 + 360) % 360;
      const cloud = context.createRadialGradient(x, y, 0, x, y, radius);
      cloud.addColorStop(0, `hsla(${shade}, 62%, 52%, 0.13)`);
      cloud.addColorStop(0.5, `hsla(${shade}, 62%, 46%, 0.05)`);
      cloud.addColorStop(1, `hsla(${shade}, 62%, 40%, 0)`);
      context.fillStyle = cloud;
      context.fillRect(0, 0, NEBULA, NEBULA);
    }
    const image = context.getImageData(0, 0, NEBULA, NEBULA);
    const { data } = image;
    for (let i = 3; i < data.length; i += 4) {
      if (data[i] > 0) data[i] = Math.max(0, data[i] + (random() - 0.5) * 5);
    }
    context.putImageData(image, 0, 0);
  });
}
