/**
 * The sky behind a page: a real system's chart with ships on it, seen by a camera that drifts.
 *
 * Colours are the page's tokens, so it is space in the dark theme and a printed chart in the light
 * one. With reduced motion it is one still picture.
 */

import { hashText } from "../state/seeded.js";
import { drawGate, drawName, drawStation, drawZones } from "./backdrop-chart.js";
import { drawNebula, drawStars, nebula, starLayers } from "./backdrop-sky.js";
import { drawFlight, flightsBetween } from "./backdrop-traffic.js";
import { readPalette, rgba } from "./palette.js";

/** @typedef {{id: string, name: string, x: number, y: number}} Station world units */
/** @typedef {{id: string, type: string, x: number, y: number, radius: number}} Zone world units */
/** @typedef {{id: string, name: string, stations: Station[], zones: Zone[], gates: Station[]}} Scene */
/** @typedef {keyof import("./palette.js").Palette} Tone */
/**
 * @typedef {Record<Tone, string> & {
 *   dark: boolean, font: string, alpha: (tone: Tone, alpha: number) => string
 * }} Palette
 */

const WIDE = 900; // px from which words stand beside the chart, not on it
const MAX_RATIO = 2;
const SPAN = { wide: 9200, narrow: 4800 }; // world units across the page
const DRIFT = { x: 260, y: 170, periodX: 190, periodY: 143 }; // world units, s
const SWAY = 14; // px that the pointer moves the view at most
const STILL_AT = 41; // s: the moment that a still picture shows

export class Backdrop {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Scene} scene
   */
  constructor(canvas, scene) {
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("this browser draws no 2D canvas");
    this.canvas = canvas;
    this.pen = pen;
    this.scene = scene;
    this.seed = hashText(scene.id);
    this.flights = flightsBetween(scene.stations, 0, this.seed);
    this.heart = heartOf(scene.stations);
    this.sway = { x: 0, y: 0, toX: 0, toY: 0 };
    this.time = STILL_AT;
    this.last = 0;
    this.frame = 0;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.palette = pagePalette();
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    /** @type {import("./backdrop-sky.js").StarLayer[]} */
    this.stars = [];
    /** @type {HTMLCanvasElement | null} */
    this.cloud = null;
  }

  /** Follows the canvas's size, the theme and visibility from now on, and begins to move. */
  start() {
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    const repaint = () => {
      this.palette = pagePalette();
      this.paintSky();
      this.draw();
    };
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, {
      attributeFilter: ["data-theme"],
    });
    new IntersectionObserver(([entry]) => this.move(entry.isIntersecting)).observe(this.canvas);
    this.calm.addEventListener("change", () => this.move(true));
    addEventListener("pointermove", (event) => this.lean(event), { passive: true });
    this.fit();
  }

  /** @param {number} pilots how many fly in the system now */
  setPilots(pilots) {
    this.flights = flightsBetween(this.scene.stations, pilots, this.seed);
    if (!this.frame) this.draw();
  }

  /** @param {boolean} visible */
  move(visible) {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!visible) return;
    if (this.calm.matches) {
      this.draw();
      return;
    }
    this.last = performance.now();
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  /** @param {number} now ms */
  tick(now) {
    const dt = Math.min(0.1, (now - this.last) / 1000);
    this.last = now;
    this.time += dt;
    const follow = 1 - Math.exp(-dt * 3);
    this.sway.x += (this.sway.toX - this.sway.x) * follow;
    this.sway.y += (this.sway.toY - this.sway.y) * follow;
    this.draw();
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  /** @param {PointerEvent} event */
  lean(event) {
    if (event.pointerType !== "mouse" || this.calm.matches) return;
    this.sway.toX = (event.clientX / innerWidth - 0.5) * 2 * SWAY;
    this.sway.toY = (event.clientY / innerHeight - 0.5) * 2 * SWAY;
  }

  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = Math.min(MAX_RATIO, devicePixelRatio || 1);
    if (!clientWidth || !clientHeight) return;
    if (clientWidth === this.width && clientHeight === this.height && ratio === this.ratio) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.ratio = ratio;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.paintSky();
    this.draw();
  }

  paintSky() {
    this.stars = starLayers(this.seed, this.palette, this.ratio);
    this.cloud = nebula(this.seed, this.palette, this.width, this.height);
  }

  /** Where the camera stands at this moment. */
  camera() {
    const wide = this.width >= WIDE;
    const scale = this.width / (wide ? SPAN.wide : SPAN.narrow);
    const turn = Math.PI * 2 * this.time;
    const x = this.heart.x + DRIFT.x * Math.sin(turn / DRIFT.periodX);
    const y = this.heart.y + DRIFT.y * Math.sin(turn / DRIFT.periodY);
    return {
      scale,
      left: this.width * (wide ? 0.57 : 0.5) - x * scale - this.sway.x,
      top: this.height * (wide ? 0.5 : 0.36) + y * scale - this.sway.y, // north is up
    };
  }

  draw() {
    const { pen, palette, scene, time } = this;
    if (!this.width) return;
    const { scale, left, top } = this.camera();
    const view = { width: this.width, height: this.height, shiftX: -left, shiftY: -top };
    /** @type {import("./backdrop-chart.js").Project} */
    const project = (x, y) => [left + x * scale, top - y * scale];

    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.fillStyle = palette.void;
    pen.fillRect(0, 0, this.width, this.height);
    if (this.cloud) drawNebula(pen, this.cloud, view);
    for (const layer of this.stars) drawStars(pen, layer, view);
    drawZones(pen, palette, scene, project, scale);
    for (const flight of this.flights) drawFlight(pen, palette, flight, project, time);
    const size = this.width >= WIDE ? 1 : 0.72;
    for (const gate of scene.gates) {
      drawGate(pen, palette, project(gate.x, gate.y), time);
      drawName(pen, palette, gate.name, project(gate.x, gate.y), 20);
    }
    for (const station of scene.stations) {
      const at = project(station.x, station.y);
      drawStation(pen, palette, station, at, time, size);
      drawName(pen, palette, station.name, at, 30 * size + 4);
    }
  }
}

/**
 * The middle of what there is to see.
 * @param {Station[]} stations
 */
function heartOf(stations) {
  const count = Math.max(1, stations.length);
  return {
    x: stations.reduce((sum, station) => sum + station.x, 0) / count,
    y: stations.reduce((sum, station) => sum + station.y, 0) / count,
  };
}

/**
 * The page's tokens, as they are now.
 * @returns {Palette}
 */
function pagePalette() {
  const style = getComputedStyle(document.documentElement);
  const colours = readPalette(document.documentElement);
  /** @param {Tone} tone @param {number} alpha */
  const ink = (tone, alpha) => rgba(colours[tone], alpha);
  const tones = /** @type {Tone[]} */ (Object.keys(colours));
  return {
    .../** @type {Record<Tone, string>} */ (
      Object.fromEntries(tones.map((tone) => [tone, ink(tone, 1)]))
    ),
    dark: style.colorScheme !== "light",
    font: style.getPropertyValue("--font-text"),
    alpha: ink,
  };
}
