/** The radar: what is around, by shape and colour, north up. Drawn some ten times a second. */

import { readPalette, rgba } from "../render/palette.js";
import { distanceWords } from "../state/words.js";
import { contactWords } from "./contacts.js";
import { byId, setText } from "./dom.js";

const RANGE = 2200; // world units from the middle to the rim

export class Radar {
  constructor() {
    this.canvas = byId("radar", HTMLCanvasElement);
    this.words = byId("radar-words", HTMLElement);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.palette = readPalette(this.canvas);
    this.size = 0;
    this.spokenAt = 0;
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    this.fit();
  }

  fit() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.size = this.canvas.clientWidth;
    this.canvas.width = this.canvas.height = Math.max(1, Math.round(this.size * ratio));
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /**
   * @param {import("../state/world.js").World} world
   * @param {import("../render/chart.js").Target | null} target
   */
  draw(world, target) {
    if (this.size === 0) return;
    const { context, palette, size } = this;
    const { store, pose } = world;
    const middle = size / 2;
    const scale = (middle - 4) / RANGE;
    const atX = (/** @type {number} */ x) => middle + (x - pose.x) * scale;
    const atY = (/** @type {number} */ y) => middle - (y - pose.y) * scale; // north is up

    context.clearRect(0, 0, size, size);
    context.save();
    context.beginPath();
    context.arc(middle, middle, middle - 2, 0, 2 * Math.PI);
    context.fillStyle = rgba(palette.hull, 0.72);
    context.fill();
    context.clip();
    this.drawZones(store.zones.values(), atX, atY, scale);
    context.strokeStyle = rgba(palette.edge, 1);
    context.lineWidth = 1;
    context.beginPath();
    context.arc(middle, middle, (middle - 2) / 2, 0, 2 * Math.PI);
    context.stroke();
    for (const entity of store.entities.values()) {
      if (entity.id === store.you.ship_id) continue;
      this.drawContact(entity.kind, atX(entity.x), atY(entity.y));
    }
    context.restore();
    for (const station of store.stations.values()) {
      this.drawPlace(
        atX(station.x),
        atY(station.y),
        palette.text,
        target?.id === station.station_id,
      );
    }
    for (const gate of store.gates.values()) {
      this.drawPlace(atX(gate.x), atY(gate.y), palette.rift, target?.id === gate.gate_id);
    }
    context.beginPath();
    context.arc(middle, middle, middle - 2, 0, 2 * Math.PI);
    context.strokeStyle = rgba(palette.edge, 1);
    context.stroke();
    this.drawOwn(middle, pose.r);
    this.speak(world, target);
  }

  /**
   * @param {Iterable<import("../net/messages.js").Zone>} zones
   * @param {(x: number) => number} atX
   * @param {(y: number) => number} atY
   * @param {number} scale
   */
  drawZones(zones, atX, atY, scale) {
    const { context, palette } = this;
    for (const { zone_type, center, radius } of zones) {
      const safe = zone_type === "core_safe";
      const wild = zone_type === "edge_wild";
      const colour = safe ? palette.safe : wild ? palette.danger : palette.warn;
      context.beginPath();
      context.arc(atX(center.x), atY(center.y), radius * scale, 0, 2 * Math.PI);
      context.fillStyle = rgba(colour, safe ? 0.14 : wild ? 0.08 : 0);
      context.fill();
      context.setLineDash(safe ? [] : [3, 3]);
      context.strokeStyle = rgba(colour, 0.22);
      context.stroke();
    }
    context.setLineDash([]);
  }

  /**
   * Pilots are dots, pirates crosses, traders bars, patrols dots in a ring, loot small diamonds.
   *
   * @param {string} kind
   * @param {number} x
   * @param {number} y
   */
  drawContact(kind, x, y) {
    const { context, palette } = this;
    context.lineWidth = 1.5;
    if (kind === "projectile") return;
    if (kind === "pirate") {
      context.strokeStyle = rgba(palette.danger, 1);
      context.beginPath();
      context.moveTo(x - 3, y - 3);
      context.lineTo(x + 3, y + 3);
      context.moveTo(x + 3, y - 3);
      context.lineTo(x - 3, y + 3);
      context.stroke();
      return;
    }
    const colour = kind === "loot" || kind === "trader" ? palette.credit : palette.text;
    context.fillStyle = rgba(kind === "patrol" ? palette.safe : colour, 0.95);
    context.beginPath();
    if (kind === "trader") context.rect(x - 3, y - 1.5, 6, 3);
    else if (kind === "loot") diamond(context, x, y, 2.5);
    else context.arc(x, y, kind === "patrol" ? 1.5 : 2, 0, 2 * Math.PI);
    context.fill();
    if (kind !== "patrol") return;
    context.strokeStyle = rgba(palette.safe, 0.9);
    context.lineWidth = 1;
    context.beginPath();
    context.arc(x, y, 3.5, 0, 2 * Math.PI);
    context.stroke();
  }

  /**
   * Places beyond the range stick to the rim.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} colour
   * @param {boolean} chosen
   */
  drawPlace(x, y, colour, chosen) {
    const { context, palette, size } = this;
    const middle = size / 2;
    const distance = Math.hypot(x - middle, y - middle);
    const rim = middle - 5;
    const outside = distance > rim;
    if (outside) {
      x = middle + ((x - middle) / distance) * rim;
      y = middle + ((y - middle) / distance) * rim;
    }
    context.fillStyle = context.strokeStyle = rgba(
      chosen ? palette.signal : colour,
      outside && !chosen ? 0.5 : 1,
    );
    context.lineWidth = 1.5;
    context.beginPath();
    if (outside) context.arc(x, y, chosen ? 3 : 2, 0, 2 * Math.PI);
    else context.rect(x - 3.5, y - 3.5, 7, 7);
    if (outside) context.fill();
    else context.stroke();
  }

  /**
   * @param {number} middle
   * @param {number} heading radians
   */
  drawOwn(middle, heading) {
    const { context, palette } = this;
    context.save();
    context.translate(middle, middle);
    context.rotate(-heading);
    context.fillStyle = rgba(palette.signal, 1);
    context.beginPath();
    context.moveTo(6, 0);
    context.lineTo(-4, -4);
    context.lineTo(-2, 0);
    context.lineTo(-4, 4);
    context.fill();
    context.restore();
  }

  /**
   * The same in words, now and then.
   *
   * @param {import("../state/world.js").World} world
   * @param {import("../render/chart.js").Target | null} target
   */
  speak({ store, pose }, target) {
    const now = performance.now();
    if (now - this.spokenAt < 1000) return;
    this.spokenAt = now;
    /** @type {import("./contacts.js").Contact[]} */
    const contacts = [];
    for (const { id, kind, name, x, y } of store.entities.values()) {
      if (id === store.you.ship_id || kind === "projectile") continue;
      contacts.push({ kind, name, distance: Math.hypot(x - pose.x, y - pose.y) });
    }
    const course = target
      ? ` ${target.name}: ${distanceWords(Math.hypot(target.x - pose.x, target.y - pose.y))}.`
      : "";
    setText(this.words, contactWords(contacts) + course);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function diamond(context, x, y, size) {
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
}
