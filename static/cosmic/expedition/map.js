/** The star map: drawn, moved, and chosen from. It says what was chosen; it flies nowhere. */

import { prefersStillness } from "../ui/dom.js";
import { s } from "../ui/h.js";
import { holdMap } from "../ui/map-hands.js";
import { MapCamera } from "./map-camera.js";
import {
  clearings,
  fieldGradient,
  markOf,
  planeOf,
  reachMask,
  regionTitle,
  titlePoint,
} from "./map-draw.js";
import { placeLabels } from "./map-labels.js";
import { mapLayers } from "./map-layers.js";
import { boundsOf, fieldRadius, neighbour } from "./map-model.js";

/** @typedef {import("./map-model.js").Chart} Chart */

const GLIDE_MS = 240;
const NAMES_FROM = 0.85; // pixels a map unit: closer than that, every place shows its name
const ROOMY = 0.5; // below that, marks of the whole map would touch
const FULL_SIZE_FROM = 0.7;
const SMALLEST = 0.6; // of a mark
const DIRECTIONS = new Map([
  ["ArrowUp", { x: 0, y: -1 }],
  ["ArrowDown", { x: 0, y: 1 }],
  ["ArrowLeft", { x: -1, y: 0 }],
  ["ArrowRight", { x: 1, y: 0 }],
]);

export class StarMap {
  /**
   * @param {object} options
   * @param {HTMLElement} options.host
   * @param {(id: string) => void} options.onChoose a place was looked at
   * @param {(id: string) => void} options.onFly Enter was pressed on a place
   */
  constructor({ host, onChoose, onFly }) {
    this.host = host;
    this.onChoose = onChoose;
    this.onFly = onFly;
    this.camera = new MapCamera();
    this.layers = mapLayers();
    this.svg = this.layers.svg;
    host.append(this.svg);
    /** @type {Chart | null} */
    this.chart = null;
    this.chosen = "";
    this.runKey = "";
    this.fresh = true; // nobody has moved the view yet
    this.cover = 0; // pixels at the foot that a card covers
    /** @type {import("./types.js").MapRegion | null} */
    this.own = null;
    /** @type {Map<string, SVGGElement>} */
    this.marks = new Map();
    const { moved } = holdMap(this.svg, {
      onPan: (dx, dy) => this.move(() => this.camera.pan(dx, dy)),
      onZoom: (factor, x, y) => this.move(() => this.camera.zoom(factor, x, y)),
    });
    this.svg.addEventListener("click", (event) => {
      if (!moved()) this.pick(event.target);
    });
    this.svg.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.resize()).observe(host);
  }

  /**
   * @param {Chart} chart
   * @param {string} runKey another one begins with a view of the whole map
   */
  show(chart, runKey) {
    const before = this.chart?.hereId;
    this.chart = chart;
    this.camera.world = boundsOf(chart);
    const focused = document.activeElement?.getAttribute("data-place") ?? "";
    const inside = this.svg.contains(document.activeElement);
    this.draw(chart);
    if (runKey !== this.runKey) {
      this.runKey = runKey;
      this.fresh = true;
      this.chosen = chart.hereId;
      this.begin();
    } else if (before !== chart.hereId) {
      this.fresh = false;
      this.chosen = chart.hereId;
      this.bringIntoView(chart.hereId);
    }
    if (!chart.places.has(this.chosen)) this.chosen = chart.hereId;
    this.markChosen();
    this.follow();
    if (inside) this.marks.get(before !== chart.hereId ? chart.hereId : focused)?.focus();
  }

  /** @param {Chart} chart */
  draw(chart) {
    const { layers } = this;
    layers.gradients.replaceChildren(...chart.regions.map(fieldGradient));
    layers.clearings.replaceChildren(...clearings(chart));
    layers.plane.replaceChildren(...planeOf(chart));
    this.marks.clear();
    for (const place of chart.places.values()) this.marks.set(place.id, markOf(place, chart));
    layers.marks.replaceChildren(...this.marks.values());
    const own = chart.places.get(chart.hereId)?.region;
    this.own = own ?? null;
    layers.titles.replaceChildren(
      ...chart.regions.map((region) =>
        regionTitle(region, chart.places.get(region.id)?.option ?? null),
      ),
    );
  }

  // -- the view ----------------------------------------------------------------------------------

  resize() {
    const { clientWidth, clientHeight } = this.host;
    if (clientWidth === 0) return;
    this.camera.resize(clientWidth, Math.max(120, clientHeight - this.cover));
    if (this.fresh) this.begin();
    this.follow();
  }

  /** What is in view stays where it is. @param {number} pixels of the foot that lie under a card */
  leaveFree(pixels) {
    this.cover = pixels;
    this.camera.height = Math.max(120, this.host.clientHeight - pixels);
    if (this.fresh) this.move(() => this.begin(), true);
  }

  /**
   * @param {() => void} change
   * @param {boolean} [fresh] whether the view is still the one that a run begins with
   */
  move(change, fresh = false) {
    this.fresh = fresh;
    change();
    this.follow();
  }

  /** The whole map, or on a small screen the region where the ship is. */
  begin() {
    this.camera.fit();
    if (this.camera.scale < ROOMY && this.own) this.camera.frame(this.own, fieldRadius(this.own));
  }

  fit() {
    this.move(() => this.camera.fit());
  }

  /** @param {number} factor */
  zoom(factor) {
    this.move(() => this.camera.zoom(factor));
  }

  /** @param {string} id */
  bringIntoView(id) {
    const place = this.chart?.places.get(id);
    if (!place || this.camera.sees(place, 70)) return;
    const { camera } = this;
    const from = { x: camera.x, y: camera.y };
    camera.centre(place.x, place.y);
    const to = { x: camera.x, y: camera.y };
    if (prefersStillness()) return;
    const began = performance.now();
    const glide = () => {
      const t = Math.min(1, (performance.now() - began) / GLIDE_MS);
      const eased = 1 - (1 - t) ** 3;
      camera.x = from.x + (to.x - from.x) * eased;
      camera.y = from.y + (to.y - from.y) * eased;
      this.follow();
      if (t < 1) requestAnimationFrame(glide);
    };
    glide();
  }

  /** Bring the drawing in line with the camera. */
  follow() {
    const { camera, chart, layers } = this;
    if (!chart) return;
    const transform = `translate(${camera.x.toFixed(2)} ${camera.y.toFixed(2)}) scale(${camera.scale.toFixed(4)})`;
    for (const layer of [layers.plane, layers.reach, layers.clearings]) {
      layer.setAttribute("transform", transform);
    }
    layers.reachMask.replaceChildren(...reachMask(chart, camera.scale));
    const size = Math.min(1, Math.max(SMALLEST, camera.scale / FULL_SIZE_FROM));
    for (const place of chart.places.values()) {
      this.put(this.marks.get(place.id), place, place.node ? size : 1);
    }
    const here = chart.places.get(chart.hereId);
    if (here) this.put(layers.ship, here, size);
    [...layers.titles.children].forEach((title, n) =>
      this.put(title, titlePoint(chart.regions[n])),
    );
    this.name();
  }

  /**
   * @param {Element | null | undefined} element
   * @param {{x: number, y: number}} point
   * @param {number} [size] 1 is as drawn
   */
  put(element, point, size = 1) {
    const { x, y } = this.camera.toScreen(point);
    const scale = size === 1 ? "" : ` scale(${size.toFixed(2)})`;
    element?.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})${scale}`);
  }

  /** Names: of the place at hand first, of all when there is room. */
  name() {
    const { chart, camera } = this;
    if (!chart) return;
    const places = [...chart.places.values()];
    const taken = places.map((place) => {
      const { x, y } = camera.toScreen(place);
      const [wide, high] = place.node ? [18, 18] : [80, 24];
      return { left: x - wide, right: x + wide, top: y - high, bottom: y + high };
    });
    /** @param {import("./map-model.js").Place} place */
    const weight = (place) =>
      place.id === this.chosen
        ? 3
        : place.here
          ? 2
          : place.option
            ? 1
            : camera.scale > NAMES_FROM
              ? 0
              : -1;
    const wanted = places
      .filter((place) => place.node && weight(place) >= 0)
      .sort((a, b) => weight(b) - weight(a))
      .map((place) => {
        const { x, y } = camera.toScreen(place);
        const width = (place.node?.name.length ?? 0) * 6.6 + 4;
        return { id: place.id, x, y, width, height: 16, gap: 24 };
      });
    const field = { width: camera.width, height: camera.height + this.cover };
    const placed = placeLabels(wanted, taken, field).map(({ id, x, y, anchor }) => {
      const place = chart.places.get(id);
      const tone = place?.here || id === this.chosen ? "label label-on" : "label";
      return s("text", { class: tone, x, y: y + 4, "text-anchor": anchor }, place?.node?.name);
    });
    this.layers.labels.replaceChildren(...placed);
  }

  // -- choosing ----------------------------------------------------------------------------------

  /** @param {EventTarget | null} target */
  pick(target) {
    const id =
      target instanceof Element ? target.closest("[data-place]")?.getAttribute("data-place") : "";
    if (id) this.choose(id);
  }

  /** @param {string} id */
  choose(id) {
    if (!this.chart?.places.has(id)) return;
    this.chosen = id;
    this.markChosen();
    this.name();
    this.onChoose(id);
  }

  markChosen() {
    for (const [id, mark] of this.marks) {
      mark.classList.toggle("mark-chosen", id === this.chosen);
      mark.setAttribute("tabindex", id === this.chosen ? "0" : "-1");
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const id = event.target instanceof Element ? event.target.getAttribute("data-place") : null;
    const direction = DIRECTIONS.get(event.key);
    if (direction && event.shiftKey)
      this.move(() => this.camera.pan(-60 * direction.x, -60 * direction.y));
    else if (direction && id && this.chart) this.step(neighbour(this.chart, id, direction));
    else if (id && event.key === "Enter") this.onFly(id);
    else if (id && event.key === " ") this.choose(id);
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  focusHere() {
    this.marks.get(this.chart?.hereId ?? "")?.focus({ preventScroll: true });
  }

  /** @param {string} id */
  step(id) {
    this.choose(id);
    this.bringIntoView(id);
    this.follow();
    this.marks.get(id)?.focus();
  }
}
