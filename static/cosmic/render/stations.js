/** Stations: a hub, a slowly turning ring, arms with lights that run towards the dock. */

import { Container, Graphics, Sprite, Text } from "pixi";

import { outline, stationShape } from "./shapes.js";

const LIGHTS = 6;
const LIGHT_PERIOD_S = 1.6;
const RING_SEEN_FROM = 700; // world units: from here on the docking radius shows
const NAME_BELOW_PX = 8;

/**
 * @typedef {object} StationView
 * @property {import("../net/messages.js").Station} station
 * @property {import("pixi.js").Container} view
 * @property {import("pixi.js").Graphics} rotor
 * @property {import("pixi.js").Graphics} dockRing
 * @property {import("pixi.js").Sprite[]} lights
 * @property {import("pixi.js").Text} label
 * @property {number} spin
 */

export class Stations {
  /**
   * @param {import("./palette.js").Palette} palette
   * @param {import("pixi.js").Texture} glow
   */
  constructor(palette, glow) {
    this.palette = palette;
    this.glow = glow;
    this.view = new Container();
    this.labels = new Container();
    /** @type {StationView[]} */
    this.stations = [];
    this.time = 0;
    this.key = "";
  }

  /** @param {Iterable<import("../net/messages.js").Station>} stations */
  set(stations) {
    const list = [...stations];
    const key = JSON.stringify(list);
    if (key === this.key) return;
    this.key = key;
    for (const child of this.view.removeChildren()) child.destroy({ children: true });
    for (const child of this.labels.removeChildren()) child.destroy();
    this.stations = list.map((station) => this.draw(station));
  }

  /**
   * @param {import("../net/messages.js").Station} station
   * @returns {StationView}
   */
  draw(station) {
    const shape = stationShape(station.station_id);
    const view = new Container();
    view.position.set(station.x, station.y);
    const light = new Sprite(this.glow);
    light.anchor.set(0.5);
    light.setSize(260);
    light.tint = this.palette.signal;
    light.alpha = 0.1;
    const rotor = drawRotor(shape, this.palette);
    const hub = drawHub(shape, this.palette);
    const dockRing = drawDockRing(station.docking_radius, this.palette);
    const lights = this.drawLights(shape, station.docking_radius);
    view.addChild(light, dockRing, ...lights, rotor, hub);
    this.view.addChild(view);

    const label = new Text({
      text: station.name,
      style: {
        fontFamily: "Space Grotesk Variable, sans-serif",
        fontSize: 14,
        fill: this.palette.text,
      },
    });
    label.anchor.set(0.5, 0);
    label.alpha = 0.85;
    this.labels.addChild(label);
    return { station, view, rotor, dockRing, lights, label, spin: shape.spin };
  }

  /**
   * @param {import("./shapes.js").StationShape} shape
   * @param {number} radius of the docking circle
   */
  drawLights(shape, radius) {
    const lights = [];
    for (let arm = 0; arm < shape.arms; arm += 1) {
      const angle = shape.tilt + (arm * 2 * Math.PI) / shape.arms;
      for (let n = 0; n < LIGHTS; n += 1) {
        const light = new Sprite(this.glow);
        const reach = radius - 6 - ((radius - 6 - shape.ring - 10) * n) / (LIGHTS - 1);
        light.anchor.set(0.5);
        light.position.set(Math.cos(angle) * reach, Math.sin(angle) * reach);
        light.setSize(11);
        light.tint = this.palette.signal;
        lights.push(light);
      }
    }
    return lights;
  }

  /**
   * @param {import("./camera.js").Camera} camera
   * @param {import("../state/track.js").Pose} ship
   * @param {number} seconds since the last frame
   * @param {boolean} still reduced motion
   */
  update(camera, ship, seconds, still) {
    if (!still) this.time += seconds;
    for (const entry of this.stations) {
      const { station, view, label } = entry;
      const seen = camera.sees(station.x, station.y, 150);
      view.visible = label.visible = seen;
      if (!seen) continue;
      entry.rotor.rotation = this.time * entry.spin;
      const distance = Math.hypot(ship.x - station.x, ship.y - station.y);
      const near = Math.max(0, Math.min(1, (RING_SEEN_FROM - distance) / 300));
      entry.dockRing.alpha = near * (distance < station.docking_radius ? 0.9 : 0.5);
      this.blink(entry, near);
      label.position.set(
        camera.screenX(station.x),
        camera.screenY(station.y) + station.docking_radius * camera.zoom + NAME_BELOW_PX,
      );
    }
  }

  /**
   * A light runs inwards along every arm.
   *
   * @param {StationView} entry
   * @param {number} near 0 far away to 1
   */
  blink(entry, near) {
    const phase = (this.time / LIGHT_PERIOD_S) % 1;
    for (let i = 0; i < entry.lights.length; i += 1) {
      const behind = (phase - (i % LIGHTS) / LIGHTS + 1) % 1;
      entry.lights[i].alpha = 0.18 + (0.25 + 0.55 * near) * Math.max(0, 1 - behind * 3);
    }
  }
}

/**
 * @param {import("./shapes.js").StationShape} shape
 * @param {import("./palette.js").Palette} palette
 */
function drawRotor(shape, palette) {
  const rotor = new Graphics();
  const step = (2 * Math.PI) / shape.segments;
  const inner = shape.ring - 9;
  for (let n = 0; n < shape.segments; n += 1) {
    const from = n * step;
    const to = from + step * 0.82;
    rotor.moveTo(Math.cos(from) * shape.ring, Math.sin(from) * shape.ring);
    rotor.arc(0, 0, shape.ring, from, to);
    rotor.lineTo(Math.cos(to) * inner, Math.sin(to) * inner);
    rotor.arc(0, 0, inner, to, from, true);
    rotor.closePath();
  }
  rotor.fill({ color: palette.hull, alpha: 0.9 });
  rotor.stroke({ color: palette.text, width: 1.5, alpha: 0.75 });
  for (let n = 0; n < shape.spokes; n += 1) {
    const angle = ((n + 0.41) * 2 * Math.PI) / shape.spokes;
    rotor.moveTo(Math.cos(angle) * shape.hub, Math.sin(angle) * shape.hub);
    rotor.lineTo(Math.cos(angle) * inner, Math.sin(angle) * inner);
  }
  rotor.stroke({ color: palette.dim, width: 1.5, alpha: 0.8 });
  return rotor;
}

/**
 * @param {import("./shapes.js").StationShape} shape
 * @param {import("./palette.js").Palette} palette
 */
function drawHub(shape, palette) {
  const hub = new Graphics();
  const corners = [];
  for (let n = 0; n < shape.sides; n += 1) {
    const angle = shape.tilt + (n * 2 * Math.PI) / shape.sides;
    corners.push(Math.cos(angle) * shape.hub, Math.sin(angle) * shape.hub);
  }
  hub.poly(corners).fill({ color: palette.hull });
  outline(hub, corners).stroke({ color: palette.text, width: 1.5 });
  hub.circle(0, 0, shape.hub * 0.42).stroke({ color: palette.signal, width: 1.5, alpha: 0.9 });
  hub.circle(0, 0, 2).fill({ color: palette.signal });
  for (let arm = 0; arm < shape.arms; arm += 1) {
    const angle = shape.tilt + (arm * 2 * Math.PI) / shape.arms;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const end = shape.ring + 12;
    hub.moveTo(cos * (shape.ring + 3), sin * (shape.ring + 3)).lineTo(cos * end, sin * end);
    hub.moveTo(cos * end - sin * 6, sin * end + cos * 6);
    hub.lineTo(cos * end + sin * 6, sin * end - cos * 6);
  }
  return hub.stroke({ color: palette.text, width: 1.5, alpha: 0.75 });
}

/**
 * @param {number} radius
 * @param {import("./palette.js").Palette} palette
 */
function drawDockRing(radius, palette) {
  const ring = new Graphics();
  const count = 40;
  const step = (2 * Math.PI) / count;
  for (let n = 0; n < count; n += 1) {
    ring.moveTo(Math.cos(n * step) * radius, Math.sin(n * step) * radius);
    ring.arc(0, 0, radius, n * step, n * step + step * 0.45);
  }
  return ring.stroke({ color: palette.signal, width: 1.2 });
}
