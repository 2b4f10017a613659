/** The map of the whole system: a drawing to click in, and the same places as a list. */

import { readPalette, rgba } from "../render/palette.js";
import { distanceWords, zoneTitle } from "../state/words.js";
import { byId, make, setText } from "./dom.js";

const MARGIN = 18;
const CLICK_PX = 28;
const LINE_PX = 15; // labels closer than this would touch

/** @typedef {{x: number, y: number, half: number}} Words middle, base line and half of the width */

export class MapOverlay {
  /**
   * @param {object} options
   * @param {import("../state/world.js").World} options.world
   * @param {import("./course.js").Course} options.course
   * @param {() => void} options.onCourse a course was chosen
   */
  constructor({ world, course, onCourse }) {
    this.world = world;
    this.course = course;
    this.onCourse = onCourse;
    this.root = byId("map", HTMLElement);
    this.canvas = byId("map-canvas", HTMLCanvasElement);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.palette = readPalette(this.canvas);
    this.list = byId("map-places", HTMLElement);
    this.clear = byId("map-clear", HTMLButtonElement);
    /** @type {Map<string, {button: HTMLButtonElement, distance: HTMLElement}>} */
    this.places = new Map();
    /** @type {Element | null} what had the focus before */
    this.before = null;
    this.width = 0;
    this.height = 0;
    byId("map-close", HTMLButtonElement).addEventListener("click", () => this.close());
    this.clear.addEventListener("click", () => this.choose(""));
    this.canvas.addEventListener("click", (event) => this.pick(event));
    new ResizeObserver(() => this.fit()).observe(this.canvas);
  }

  get isOpen() {
    return !this.root.hidden;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  open() {
    this.before = document.activeElement;
    this.root.hidden = false;
    this.fillList();
    this.fit();
    const chosen = this.places.get(this.course.chosenId) ?? [...this.places.values()][0];
    chosen?.button.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.root.hidden = true;
    if (this.before instanceof HTMLElement && this.before !== document.body) this.before.focus();
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  /** @param {string} id */
  choose(id) {
    this.course.choose(id);
    this.onCourse();
    this.close();
  }

  fillList() {
    this.places.clear();
    const { pose } = this.world;
    const sorted = this.course
      .places()
      .map((place) => ({ place, distance: Math.hypot(place.x - pose.x, place.y - pose.y) }))
      .sort((a, b) => a.distance - b.distance);
    const items = sorted.map(({ place }) => {
      const item = make("li");
      const button = make("button", "place", place.name);
      button.type = "button";
      button.dataset.place = place.id;
      button.setAttribute("aria-pressed", String(place.id === this.course.chosenId));
      const distance = make("span", "num dim");
      button.append(distance);
      button.addEventListener("click", () => this.choose(place.id));
      item.append(button);
      this.places.set(place.id, { button, distance });
      return item;
    });
    this.list.replaceChildren(...items);
    this.clear.hidden = this.course.chosenId === "";
  }

  fit() {
    if (!this.isOpen) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.max(1, Math.round(this.width * ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * ratio));
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.update();
  }

  /** World to canvas: the whole system, not stretched, north up; `top` is where y is 0. */
  scale() {
    const bounds = this.world.store.session?.bounds;
    if (!bounds) return { k: 1, left: 0, top: 0 };
    const wide = bounds.max_x - bounds.min_x;
    const high = bounds.max_y - bounds.min_y;
    const k = Math.min((this.width - 2 * MARGIN) / wide, (this.height - 2 * MARGIN) / high);
    return {
      k,
      left: this.width / 2 - ((bounds.min_x + bounds.max_x) / 2) * k,
      top: this.height / 2 + ((bounds.min_y + bounds.max_y) / 2) * k,
    };
  }

  /** @param {MouseEvent} event */
  pick(event) {
    const box = this.canvas.getBoundingClientRect();
    const { k, left, top } = this.scale();
    let best = "";
    let least = CLICK_PX;
    for (const place of this.course.places()) {
      const dx = left + place.x * k - (event.clientX - box.left);
      const dy = top - place.y * k - (event.clientY - box.top);
      const distance = Math.hypot(dx, dy);
      if (distance < least) {
        least = distance;
        best = place.id;
      }
    }
    if (best) this.choose(best);
  }

  /** Draw it anew; called some ten times a second while it is open. */
  update() {
    if (!this.isOpen || this.width === 0) return;
    const { pose } = this.world;
    for (const place of this.course.places()) {
      const entry = this.places.get(place.id);
      if (entry)
        setText(entry.distance, distanceWords(Math.hypot(place.x - pose.x, place.y - pose.y)));
    }
    this.context.clearRect(0, 0, this.width, this.height);
    const frame = this.scale();
    this.drawBounds(frame);
    this.drawZones(frame);
    this.drawPlaces(frame);
    this.drawShips(frame);
  }

  /** @param {{k: number, left: number, top: number}} frame */
  drawBounds({ k, left, top }) {
    const bounds = this.world.store.session?.bounds;
    if (!bounds) return;
    const { context, palette } = this;
    context.strokeStyle = rgba(palette.edge, 0.45);
    context.lineWidth = 1;
    context.beginPath();
    for (let x = Math.ceil(bounds.min_x / 2000) * 2000; x <= bounds.max_x; x += 2000) {
      context.moveTo(left + x * k, top - bounds.min_y * k);
      context.lineTo(left + x * k, top - bounds.max_y * k);
    }
    for (let y = Math.ceil(bounds.min_y / 2000) * 2000; y <= bounds.max_y; y += 2000) {
      context.moveTo(left + bounds.min_x * k, top - y * k);
      context.lineTo(left + bounds.max_x * k, top - y * k);
    }
    context.stroke();
    context.strokeStyle = rgba(palette.danger, 0.4);
    const wide = (bounds.max_x - bounds.min_x) * k;
    const high = (bounds.max_y - bounds.min_y) * k;
    context.strokeRect(left + bounds.min_x * k, top - bounds.max_y * k, wide, high);
  }

  /** @param {{k: number, left: number, top: number}} frame */
  drawZones({ k, left, top }) {
    const { context, palette } = this;
    const colours = {
      core_safe: palette.safe,
      approach_high_value: palette.warn,
      belt_open: palette.credit,
      edge_wild: palette.danger,
    };
    const dashes = {
      core_safe: [],
      approach_high_value: [6, 5],
      belt_open: [1, 5],
      edge_wild: [12, 5],
    };
    context.font = "12px 'Space Grotesk Variable', sans-serif";
    context.textAlign = "center";
    /** @type {Words[]} */
    const written = [];
    for (const zone of this.world.store.zones.values()) {
      const x = left + zone.center.x * k;
      const y = top - zone.center.y * k;
      const radius = zone.radius * k;
      const colour = colours[zone.zone_type] ?? palette.dim;
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = rgba(colour, 0.06);
      context.fill();
      context.setLineDash(dashes[zone.zone_type] ?? []);
      context.strokeStyle = rgba(colour, 0.5);
      context.stroke();
      context.setLineDash([]);
      if (radius < 44 || zone.zone_type === "core_safe") continue;
      const words = `${zoneTitle(zone)}, ${zone.risk_level} %`;
      const half = context.measureText(words).width / 2;
      for (const line of [y - radius + 16, y + radius - 8]) {
        if (written.some((other) => overlaps(other, { x, y: line, half }))) continue;
        written.push({ x, y: line, half });
        context.fillStyle = rgba(colour, 0.85);
        context.fillText(words, x, line);
        break;
      }
    }
  }

  /** @param {{k: number, left: number, top: number}} frame */
  drawPlaces({ k, left, top }) {
    const { context, palette } = this;
    const { gates } = this.world.store;
    context.textAlign = "left";
    context.lineWidth = 1.5;
    for (const place of this.course.places()) {
      const chosen = place.id === this.course.chosenId;
      const colour = gates.has(place.id) ? palette.rift : palette.text;
      const x = left + place.x * k;
      const y = top - place.y * k;
      context.strokeStyle = context.fillStyle = rgba(chosen ? palette.signal : colour, 1);
      context.beginPath();
      if (gates.has(place.id)) context.arc(x, y, 5, 0, 2 * Math.PI);
      else context.rect(x - 4, y - 4, 8, 8);
      context.stroke();
      if (chosen) {
        context.beginPath();
        context.arc(x, y, 11, 0, 2 * Math.PI);
        context.stroke();
      }
      const wide = context.measureText(place.name).width;
      const right = x + 12 + wide < this.width - 4;
      context.fillText(place.name, right ? x + 12 : x - 12 - wide, y + 4);
    }
  }

  /** @param {{k: number, left: number, top: number}} frame */
  drawShips({ k, left, top }) {
    const { context, palette } = this;
    const { store, pose } = this.world;
    context.fillStyle = rgba(palette.dim, 1);
    for (const { id, kind, x, y } of store.entities.values()) {
      if (id === store.you.ship_id || kind === "projectile") continue;
      context.fillRect(left + x * k - 1, top - y * k - 1, 2, 2);
    }
    context.save();
    context.translate(left + pose.x * k, top - pose.y * k);
    context.rotate(-pose.r);
    context.fillStyle = rgba(palette.signal, 1);
    context.beginPath();
    context.moveTo(9, 0);
    context.lineTo(-6, -5.5);
    context.lineTo(-3, 0);
    context.lineTo(-6, 5.5);
    context.fill();
    context.restore();
  }
}

/**
 * @param {Words} a
 * @param {Words} b
 */
function overlaps(a, b) {
  return Math.abs(a.y - b.y) < LINE_PX && Math.abs(a.x - b.x) < a.half + b.half + 6;
}
