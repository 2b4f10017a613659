/**
 * A map of one star system: shows a state and what changes in it, and says what was chosen.
 *
 *     const map = new SystemMap(host, { onSelect: (id) => …, onPoint: ({ x, y }) => … });
 *     map.show(state);                      // the whole, as `request_state` answers it
 *     map.update({ agent_id, data, tick }); // a change
 *     map.remove(id);
 *
 * It draws when something has changed, at most once an animation frame.
 */

import { readPalette } from "../render/palette.js";
import { prefersStillness } from "../ui/dom.js";
import { h } from "../ui/h.js";
import { holdMap } from "../ui/map-hands.js";
import { drawAgents, drawGround, drawPlaces, drawPoint, drawZones } from "./map-draw.js";
import { Agents, View } from "./map-model.js";

const REACH_PX = 16;
const FINGER_PX = 26;
const KEY_PAN_PX = 60;
const KEY_ZOOM = 1.4;
const CLOSE_BY = 0.25; // pixels a unit: from where a selected agent can be told from its neighbours

const KEYS =
  "Arrows move it, plus and minus zoom, 0 shows all, N and P go from agent to agent, " +
  "Enter takes the middle as a point.";

/**
 * @typedef {import("./types.js").SystemState} SystemState
 *
 * @typedef {object} MapListener
 * @property {(id: string) => void} [onSelect] empty for nobody
 * @property {(point: {x: number, y: number}) => void} [onPoint] free space was chosen, world units
 * @property {() => void} [onAgents] agents came, went, or have other names
 */

export class SystemMap {
  /**
   * @param {HTMLElement} host an empty element with a size
   * @param {MapListener & {label?: string}} [options] label: what the map is, for ears
   */
  constructor(host, { label = "Map of the system", ...listener } = {}) {
    this.listener = listener;
    this.view = new View();
    this.agents = new Agents(prefersStillness());
    this.selected = "";
    this.pointed = "";
    /** @type {{x: number, y: number} | null} */
    this.point = null;
    /** @type {SystemState | null} */
    this.state = null;
    this.told = 0; // the agents' revision that the listener knows
    this.frame = 0;
    this.canvas = h("canvas", {
      tabindex: "0",
      role: "application",
      "aria-roledescription": "map",
      "aria-label": `${label}. ${KEYS}`,
    });
    host.append(this.canvas);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.palette = readPalette(this.canvas);
    this.listen();
  }

  /** @param {SystemState} state the whole of a system; another one is shown from afar */
  show(state) {
    const now = performance.now();
    const fresh = state.system_id !== this.state?.system_id;
    this.state = state;
    this.view.bounds = state.bounds;
    if (fresh) {
      this.agents.shown.clear();
      this.agents.revision += 1;
      this.selected = this.pointed = "";
      this.point = null;
      this.view.fit();
    }
    this.agents.replace(state.agents, now);
    this.redraw();
  }

  /** Nothing is known any more. */
  clear() {
    this.state = null;
    this.agents.replace([], 0);
    this.selected = this.pointed = "";
    this.point = null;
    this.redraw();
  }

  /** @param {import("./types.js").AgentUpdate} update */
  update(update) {
    this.agents.update(update, performance.now());
    this.redraw();
  }

  /** @param {string} id of an agent that is gone */
  remove(id) {
    this.agents.remove(id);
    if (this.pointed === id) this.pointed = "";
    if (this.selected === id) this.choose("");
    this.redraw();
  }

  /** @param {string} id empty for nobody; the map comes along where the agent is out of sight */
  select(id) {
    const shown = this.agents.shown.get(id);
    this.selected = shown ? id : "";
    if (shown && !this.sees(shown.agent.x, shown.agent.y)) {
      this.view.centre(shown.agent.x, shown.agent.y);
    }
    this.redraw();
  }

  /** Come close to who is selected. */
  approach() {
    const shown = this.agents.shown.get(this.selected);
    if (!shown) return;
    if (this.view.scale < CLOSE_BY) this.view.zoom(CLOSE_BY / this.view.scale);
    this.view.centre(shown.agent.x, shown.agent.y);
    this.redraw();
  }

  /** @param {{x: number, y: number} | null} point to mark, world units */
  mark(point) {
    this.point = point;
    this.redraw();
  }

  fit() {
    this.view.fit();
    this.redraw();
  }

  /** @param {number} factor */
  zoom(factor) {
    this.view.zoom(factor);
    this.redraw();
  }

  // -- drawing ---------------------------------------------------------------------------------

  redraw() {
    this.frame ||= requestAnimationFrame((now) => this.draw(now));
  }

  /** @param {number} now */
  draw(now) {
    this.frame = 0;
    if (this.told !== this.agents.revision) {
      this.told = this.agents.revision;
      this.listener.onAgents?.();
    }
    const { context, view, palette, state } = this;
    const picture = { context, view, palette, words: [] };
    drawGround(picture);
    if (!state) return;
    drawZones(picture, state.zones);
    drawPlaces(picture, state);
    if (this.point) drawPoint(picture, this.point);
    drawAgents(picture, this.agents, this, now);
    if (this.agents.moving(now)) this.redraw();
  }

  /** The canvas has the size of its place, in the pixels of the screen. */
  fill() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.view.resize(width, height);
    this.redraw();
  }

  // -- hands -----------------------------------------------------------------------------------

  listen() {
    const { canvas } = this;
    const hands = holdMap(canvas, {
      onPan: (dx, dy) => {
        this.view.pan(dx, dy);
        this.redraw();
      },
      onZoom: (factor, x, y) => {
        this.view.zoom(factor, x, y);
        this.redraw();
      },
    });
    canvas.addEventListener("click", (event) => {
      if (!hands.moved()) this.pick(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      const id = event.buttons === 0 ? this.at(event, REACH_PX) : "";
      if (id === this.pointed) return;
      this.pointed = id;
      canvas.dataset.at = id;
      this.redraw();
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.fill()).observe(canvas);
    for (const query of ["(prefers-color-scheme: light)", "(prefers-reduced-motion: reduce)"]) {
      matchMedia(query).addEventListener("change", () => {
        this.palette = readPalette(canvas);
        this.agents.still = prefersStillness();
        this.redraw();
      });
    }
  }

  /** @param {MouseEvent} event @param {number} reach @returns {string} who is there */
  at(event, reach) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return this.agents.nearest(this.view, x, y, reach, performance.now());
  }

  /** @param {MouseEvent} event */
  pick(event) {
    if (!this.state) return;
    const touched = event instanceof PointerEvent && event.pointerType === "touch";
    const id = this.at(event, touched ? FINGER_PX : REACH_PX);
    if (id) return this.choose(id);
    const box = this.canvas.getBoundingClientRect();
    this.take(this.view.toWorld(event.clientX - box.left, event.clientY - box.top));
  }

  /** @param {string} id */
  choose(id) {
    this.select(id);
    this.listener.onSelect?.(id);
  }

  /** @param {{x: number, y: number}} point */
  take({ x, y }) {
    const { min_x, min_y, max_x, max_y } = this.view.bounds;
    const inside = {
      x: Math.round(Math.max(min_x, Math.min(max_x, x))),
      y: Math.round(Math.max(min_y, Math.min(max_y, y))),
    };
    this.mark(inside);
    this.listener.onPoint?.(inside);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.state) return;
    const deed = this.deeds()[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
    this.redraw();
  }

  /** @returns {Record<string, () => void>} */
  deeds() {
    const { view, agents } = this;
    const next = () => this.choose(agents.neighbour(this.selected, 1));
    const previous = () => this.choose(agents.neighbour(this.selected, -1));
    return {
      ArrowLeft: () => view.pan(KEY_PAN_PX, 0),
      ArrowRight: () => view.pan(-KEY_PAN_PX, 0),
      ArrowUp: () => view.pan(0, KEY_PAN_PX),
      ArrowDown: () => view.pan(0, -KEY_PAN_PX),
      "+": () => view.zoom(KEY_ZOOM),
      "=": () => view.zoom(KEY_ZOOM),
      "-": () => view.zoom(1 / KEY_ZOOM),
      0: () => view.fit(),
      n: next,
      N: next,
      p: previous,
      P: previous,
      Enter: () => this.take({ x: view.x, y: view.y }),
      Escape: () => this.choose(""),
    };
  }

  /** @param {number} x @param {number} y world units */
  sees(x, y) {
    const [px, py] = [this.view.screenX(x), this.view.screenY(y)];
    return px > 0 && py > 0 && px < this.view.width && py < this.view.height;
  }
}
