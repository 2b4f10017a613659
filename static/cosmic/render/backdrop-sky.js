/** What lies behind the chart: a nebula in the system's own hue, and three layers of stars. */

import { seededRandom } from "../state/seeded.js";

/** @typedef {import("./backdrop.js").Palette} Palette */
/** @typedef {{canvas: HTMLCanvasElement, depth: number}} StarLayer */

const TILE = 1024; // px; a layer repeats after this
const LAYERS = [
  { depth: 0.06, count: 340, radius: [0.35, 0.7], alpha: [0.18, 0.5] },
  { depth: 0.16, count: 130, radius: [0.5, 1.0], alpha: [0.3, 0.75] },
  { depth: 0.34, count: 34, radius: [0.8, 1.5], alpha: [0.5, 0.95] },
];
const NEBULA_SCALE = 3; // px of the page per px of the nebula
const NEBULA_DEPTH = 0.03;
const NEBULA_MARGIN = 60; // px, what parallax may uncover

/**
 * @param {number} seed
 * @param {Palette} palette
 * @param {number} ratio device pixels per px
 * @returns {StarLayer[]}
 */
export function starLayers(seed, palette, ratio) {
  const random = seededRandom(seed);
  return LAYERS.map((layer) => {
    const canvas = sheet(TILE * ratio, TILE * ratio);
    const pen = context(canvas);
    pen.scale(ratio, ratio);
    for (let i = 0; i < layer.count; i += 1) {
      const tint = random();
      pen.fillStyle = tint < 0.72 ? palette.text : tint < 0.88 ? palette.signal : palette.credit;
      pen.globalAlpha = between(layer.alpha, random()) * (palette.dark ? 1 : 0.55);
      pen.beginPath();
      const radius = between(layer.radius, random() ** 2);
      pen.arc(random() * TILE, random() * TILE, radius, 0, Math.PI * 2);
      pen.fill();
    }
    return { canvas, depth: layer.depth };
  });
}

/**
 * Lays the tiles of one layer so that they move with the camera, the deeper the slower.
 * @param {CanvasRenderingContext2D} pen
 * @param {StarLayer} layer
 * @param {{width: number, height: number, shiftX: number, shiftY: number}} view px
 */
export function drawStars(pen, layer, view) {
  const left = -modulo(view.shiftX * layer.depth, TILE);
  const top = -modulo(view.shiftY * layer.depth, TILE);
  for (let x = left; x < view.width; x += TILE) {
    for (let y = top; y < view.height; y += TILE) {
      pen.drawImage(layer.canvas, x, y, TILE, TILE);
    }
  }
}

/**
 * A broad soft cloud along a slanting band, with grain against banding.
 * @param {number} seed
 * @param {Palette} palette
 * @param {number} width px
 * @param {number} height px
 * @returns {HTMLCanvasElement}
 */
export function nebula(seed, palette, width, height) {
  const columns = Math.ceil((width + 2 * NEBULA_MARGIN) / NEBULA_SCALE);
  const rows = Math.ceil((height + 2 * NEBULA_MARGIN) / NEBULA_SCALE);
  const canvas = sheet(columns, rows);
  const pen = context(canvas);
  const image = pen.createImageData(columns, rows);
  const noise = smoothNoise(seed);
  const grain = seededRandom(seed ^ 0x5f356495);
  const hues = nebulaHues(seed, palette);
  const strength = palette.dark ? 0.46 : 0.2;
  const unit = 1 / Math.max(columns, rows);
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, at += 4) {
      const x = column * unit;
      const y = row * unit;
      const band = Math.exp(-(((y - 0.62 * x - 0.02) / 0.3) ** 2));
      const cloud = Math.max(0, fractal(noise, x * 3.2, y * 3.2) - 0.32) * 1.6;
      const mix = clamp(fractal(noise, x * 1.7 + 9, y * 1.7 + 4) * 1.8 - 0.4);
      const alpha = strength * cloud * (0.25 + 0.75 * band) + (grain() - 0.5) * 0.012;
      image.data[at] = hues[0][0] + (hues[1][0] - hues[0][0]) * mix;
      image.data[at + 1] = hues[0][1] + (hues[1][1] - hues[0][1]) * mix;
      image.data[at + 2] = hues[0][2] + (hues[1][2] - hues[0][2]) * mix;
      image.data[at + 3] = 255 * clamp(alpha);
    }
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {HTMLCanvasElement} cloud
 * @param {{width: number, height: number, shiftX: number, shiftY: number}} view px
 */
export function drawNebula(pen, cloud, view) {
  const x = clampTo(view.shiftX * NEBULA_DEPTH, NEBULA_MARGIN);
  const y = clampTo(view.shiftY * NEBULA_DEPTH, NEBULA_MARGIN);
  const width = cloud.width * NEBULA_SCALE;
  pen.drawImage(cloud, -NEBULA_MARGIN - x, -NEBULA_MARGIN - y, width, cloud.height * NEBULA_SCALE);
}

/**
 * Two neighbouring hues between blue and violet, of the seed's choice.
 * @param {number} seed
 * @param {Palette} palette
 * @returns {[number[], number[]]} rgb 0..255 each
 */
function nebulaHues(seed, palette) {
  const hue = 200 + (seed % 60);
  const light = palette.dark ? 0.5 : 0.45;
  return [hslToRgb(hue, 0.62, light), hslToRgb((hue + 55) % 360, 0.5, light)];
}

/**
 * Value noise on a lattice of 64 x 64 that repeats.
 * @param {number} seed
 * @returns {(x: number, y: number) => number} 0..1
 */
function smoothNoise(seed) {
  const random = seededRandom(seed);
  const lattice = Float32Array.from({ length: 64 * 64 }, random);
  /** @param {number} x @param {number} y */
  const corner = (x, y) => lattice[((y & 63) << 6) | (x & 63)];
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = ease(x - left);
    const v = ease(y - top);
    const above = corner(left, top) * (1 - u) + corner(left + 1, top) * u;
    const below = corner(left, top + 1) * (1 - u) + corner(left + 1, top + 1) * u;
    return above * (1 - v) + below * v;
  };
}

/**
 * @param {(x: number, y: number) => number} noise
 * @param {number} x
 * @param {number} y
 * @returns {number} 0..1
 */
function fractal(noise, x, y) {
  let sum = 0;
  let weight = 0.5;
  for (let octave = 0; octave < 5; octave += 1) {
    sum += weight * noise(x, y);
    x = x * 2.03 + 17.1;
    y = y * 2.03 + 5.7;
    weight *= 0.5;
  }
  return sum;
}

/** @param {number} t */
const ease = (t) => t * t * (3 - 2 * t);
/** @param {number} value */
const clamp = (value) => Math.min(1, Math.max(0, value));
/** @param {number} value @param {number} limit */
const clampTo = (value, limit) => Math.min(limit, Math.max(-limit, value));
/** @param {number} value @param {number} by */
const modulo = (value, by) => ((value % by) + by) % by;
/** @param {number[]} range @param {number} t */
const between = (range, t) => range[0] + (range[1] - range[0]) * t;

/**
 * @param {number} hue degrees
 * @param {number} saturation 0..1
 * @param {number} lightness 0..1
 */
function hslToRgb(hue, saturation, lightness) {
  const a = saturation * Math.min(lightness, 1 - lightness);
  /** @param {number} n */
  const channel = (n) => {
    const k = (n + hue / 30) % 12;
    return 255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** @param {number} width @param {number} height */
function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
function context(canvas) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws no 2D canvas");
  return pen;
}
