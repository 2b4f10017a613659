/**
 * The zones of a system, each type with a pattern of its own: a soft ground for the safe ones,
 * a dashed ring for approaches, dots for belts, a broken ring at the edge.
 */

import { Container, Graphics, Text } from "pixi";

import { hashText, seededRandom } from "../state/seeded.js";
import { zoneTitle } from "../state/words.js";

const LINE = 0.34; // opacity of a pattern's strokes
const GROUND = 0.022; // of each of the discs that lie on each other in a safe zone
const TINGE = 0.03; // of the ground of the other zones
const LABEL_SIDE_PX = 190; // labels stand beside the way out, not on it

/** @type {Record<string, keyof import("./palette.js").Palette>} */
const COLOURS = {
  core_safe: "safe",
  approach_high_value: "warn",
  belt_open: "credit",
  edge_wild: "danger",
};

/** @typedef {import("../net/messages.js").Zone} Zone */

export class Zones {
  /** @param {import("./palette.js").Palette} palette */
  constructor(palette) {
    this.palette = palette;
    this.ground = new Container();
    this.labels = new Container();
    /** @type {{zone: Zone, text: import("pixi.js").Text}[]} */
    this.entries = [];
    this.key = "";
  }

  /** @param {Iterable<Zone>} zones */
  set(zones) {
    const list = [...zones].sort((a, b) => b.radius - a.radius);
    const key = JSON.stringify(list);
    if (key === this.key) return;
    this.key = key;
    for (const child of this.ground.removeChildren()) child.destroy();
    for (const child of this.labels.removeChildren()) child.destroy();
    this.entries = list.map((zone) => this.draw(zone));
  }

  /** @param {Zone} zone */
  draw(zone) {
    const colour = this.palette[COLOURS[zone.zone_type] ?? "dim"];
    const { x, y } = zone.center;
    const pattern = new Graphics();
    pattern.position.set(x, y);
    if (zone.zone_type === "approach_high_value") dashes(pattern, zone.radius, colour);
    else if (zone.zone_type === "belt_open") dots(pattern, zone, colour);
    else if (zone.zone_type === "edge_wild") brokenRing(pattern, zone, colour);
    else softDisc(pattern, zone.radius, colour);
    this.ground.addChild(pattern);

    const text = new Text({
      text: zoneTitle(zone),
      style: { fontFamily: "Space Grotesk Variable, sans-serif", fontSize: 13, fill: colour },
    });
    text.anchor.set(0.5);
    this.labels.addChild(text);
    return { zone, text };
  }

  /**
   * A label stands on its zone's rim, where the way from the middle of the zone to the ship goes
   * through it, and a little to the side.
   *
   * @param {import("./camera.js").Camera} camera
   * @param {import("../state/track.js").Pose} ship
   */
  update(camera, ship) {
    for (const { zone, text } of this.entries) {
      const { x, y } = zone.center;
      const side = LABEL_SIDE_PX / camera.zoom / zone.radius;
      const angle = Math.atan2(ship.y - y, ship.x - x) + side;
      const rimX = x + Math.cos(angle) * (zone.radius - 14);
      const rimY = y + Math.sin(angle) * (zone.radius - 14);
      text.visible = camera.sees(rimX, rimY, 0);
      if (!text.visible) continue;
      text.position.set(camera.screenX(rimX), camera.screenY(rimY));
      const away = Math.abs(Math.hypot(ship.x - x, ship.y - y) - zone.radius);
      text.alpha = Math.max(0, 0.8 - away / 900);
    }
  }
}

/**
 * A ground that gets denser towards its middle.
 *
 * @param {import("pixi.js").Graphics} graphics
 * @param {number} radius
 * @param {number} colour
 */
function softDisc(graphics, radius, colour) {
  for (const share of [1, 0.94, 0.86, 0.74]) {
    graphics.circle(0, 0, radius * share).fill({ color: colour, alpha: GROUND });
  }
  graphics.circle(0, 0, radius).stroke({ color: colour, width: 1, alpha: 0.2 });
}

/**
 * @param {import("pixi.js").Graphics} graphics
 * @param {number} radius
 * @param {number} colour
 */
function dashes(graphics, radius, colour) {
  const count = Math.max(24, Math.round((2 * Math.PI * radius) / 70));
  const step = (2 * Math.PI) / count;
  graphics.circle(0, 0, radius).fill({ color: colour, alpha: TINGE });
  for (let n = 0; n < count; n += 1) arc(graphics, radius, n * step, n * step + step * 0.5);
  graphics.stroke({ color: colour, width: 1.5, alpha: LINE });
}

/**
 * Rocks, scattered on a grid with a seeded shake; they thin out towards the rim.
 *
 * @param {import("pixi.js").Graphics} graphics
 * @param {Zone} zone
 * @param {number} colour
 */
function dots(graphics, zone, colour) {
  const random = seededRandom(hashText(zone.zone_id));
  const spacing = 120;
  const radius = zone.radius;
  for (let y = -radius; y < radius; y += spacing) {
    for (let x = -radius; x < radius; x += spacing) {
      const px = x + (random() - 0.5) * spacing * 1.4;
      const py = y + (random() - 0.5) * spacing * 1.4;
      const size = 1.6 + random() ** 3 * 4;
      const share = Math.hypot(px, py) / radius;
      if (share > 1 || random() < share * 0.35) continue;
      graphics.rect(px - size / 2, py - size / 2, size, size);
    }
  }
  graphics.fill({ color: colour, alpha: 0.2 });
  graphics.circle(0, 0, radius).stroke({ color: colour, width: 1, alpha: 0.1 });
}

/**
 * @param {import("pixi.js").Graphics} graphics
 * @param {Zone} zone
 * @param {number} colour
 */
function brokenRing(graphics, zone, colour) {
  const random = seededRandom(hashText(zone.zone_id));
  graphics.circle(0, 0, zone.radius).fill({ color: colour, alpha: TINGE });
  for (let angle = 0; angle < 2 * Math.PI;) {
    const length = 0.05 + random() * 0.16;
    arc(
      graphics,
      zone.radius + (random() - 0.5) * 24,
      angle,
      Math.min(2 * Math.PI, angle + length),
    );
    angle += length + 0.02 + random() * 0.09;
  }
  graphics.stroke({ color: colour, width: 2, alpha: LINE });
}

/**
 * @param {import("pixi.js").Graphics} graphics
 * @param {number} radius
 * @param {number} from radians
 * @param {number} to radians
 */
function arc(graphics, radius, from, to) {
  graphics.moveTo(Math.cos(from) * radius, Math.sin(from) * radius);
  graphics.arc(0, 0, radius, from, to);
}
