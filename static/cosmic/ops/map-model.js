/** What the map of a system knows: where it looks, who is where, who is at hand. No drawing. */

const CLOSEST = 2; // pixels a unit
const MARGIN_PX = 24;
const GLIDE_MAX_MS = 400; // an agent that was not heard of for longer jumps

/**
 * @typedef {import("./types.js").Agent} Agent
 * @typedef {import("./types.js").AgentUpdate} AgentUpdate
 * @typedef {import("../net/messages.js").Bounds} Bounds
 *
 * @typedef {object} Shown an agent, and the way it glides between two readings of its place
 * @property {Agent} agent
 * @property {number} fromX
 * @property {number} fromY
 * @property {number} since monotonic milliseconds
 * @property {number} takes milliseconds; 0 stands still
 */

/** Where the map looks: north is up, `scale` pixels a unit. */
export class View {
  constructor() {
    this.x = 0; // world units: what is in the middle
    this.y = 0;
    this.scale = 0.1;
    this.width = 1;
    this.height = 1;
    /** @type {Bounds} */
    this.bounds = { min_x: -1, min_y: -1, max_x: 1, max_y: 1 };
    this.whole = true; // shows all of it, whatever the size
  }

  /** The scale at which all of the system is seen. */
  get farthest() {
    const { min_x, min_y, max_x, max_y } = this.bounds;
    const wide = (this.width - 2 * MARGIN_PX) / Math.max(1, max_x - min_x);
    const high = (this.height - 2 * MARGIN_PX) / Math.max(1, max_y - min_y);
    return Math.max(0.001, Math.min(wide, high));
  }

  /** @param {number} width @param {number} height pixels */
  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    if (this.whole) this.fit();
    else this.keepInside();
  }

  fit() {
    const { min_x, min_y, max_x, max_y } = this.bounds;
    this.scale = this.farthest;
    this.x = (min_x + max_x) / 2;
    this.y = (min_y + max_y) / 2;
    this.whole = true;
  }

  /** @param {number} dx pixels by which the picture moves @param {number} dy */
  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
    this.whole = false;
    this.keepInside();
  }

  /**
   * @param {number} factor above 1 comes closer
   * @param {number} [atX] pixels: what stays where it is
   * @param {number} [atY]
   */
  zoom(factor, atX = this.width / 2, atY = this.height / 2) {
    const before = this.toWorld(atX, atY);
    this.scale = Math.max(this.farthest * 0.8, Math.min(CLOSEST, this.scale * factor));
    const after = this.toWorld(atX, atY);
    this.x += before.x - after.x;
    this.y += before.y - after.y;
    this.whole = false;
    this.keepInside();
  }

  /** @param {number} x world units @param {number} y */
  centre(x, y) {
    this.x = x;
    this.y = y;
    this.whole = false;
    this.keepInside();
  }

  keepInside() {
    const { min_x, min_y, max_x, max_y } = this.bounds;
    this.x = Math.max(min_x, Math.min(max_x, this.x));
    this.y = Math.max(min_y, Math.min(max_y, this.y));
  }

  /** @param {number} x world units */
  screenX(x) {
    return this.width / 2 + (x - this.x) * this.scale;
  }

  /** @param {number} y world units */
  screenY(y) {
    return this.height / 2 - (y - this.y) * this.scale;
  }

  /** @param {number} px @param {number} py @returns {{x: number, y: number}} world units */
  toWorld(px, py) {
    return {
      x: this.x + (px - this.width / 2) / this.scale,
      y: this.y - (py - this.height / 2) / this.scale,
    };
  }
}

/** The agents of a system. */
export class Agents {
  /** @param {boolean} still jump from reading to reading */
  constructor(still) {
    this.still = still;
    /** @type {Map<string, Shown>} */
    this.shown = new Map();
    this.revision = 0; // grows when agents come, go, or change their name or kind
  }

  /** @param {Agent[]} agents all there are @param {number} now */
  replace(agents, now) {
    const kept = new Set(agents.map(({ agent_id }) => agent_id));
    for (const id of this.shown.keys()) if (!kept.has(id)) this.remove(id);
    for (const { agent_id, ...data } of agents) this.update({ agent_id, data, tick: 0 }, now);
  }

  /** @param {AgentUpdate} update @param {number} now monotonic milliseconds */
  update({ agent_id, data }, now) {
    const known = this.shown.get(agent_id);
    const agent = { ...data, agent_id };
    if (!known || known.agent.name !== agent.name || known.agent.kind !== agent.kind) {
      this.revision += 1;
    }
    const gap = known ? now - known.since : Infinity;
    const at = known && this.place(known, now);
    this.shown.set(agent_id, {
      agent,
      fromX: at ? at.x : agent.x,
      fromY: at ? at.y : agent.y,
      since: now,
      takes: this.still || gap > GLIDE_MAX_MS ? 0 : gap,
    });
  }

  /** @param {string} id */
  remove(id) {
    if (this.shown.delete(id)) this.revision += 1;
  }

  /** @param {Shown} shown @param {number} now @returns {{x: number, y: number}} */
  place({ agent, fromX, fromY, since, takes }, now) {
    const share = takes > 0 ? Math.min(1, (now - since) / takes) : 1;
    return { x: fromX + (agent.x - fromX) * share, y: fromY + (agent.y - fromY) * share };
  }

  /** @param {number} now @returns {boolean} whether somebody is still on the way */
  moving(now) {
    for (const { since, takes } of this.shown.values()) if (now - since < takes) return true;
    return false;
  }

  /**
   * @param {View} view
   * @param {number} px
   * @param {number} py
   * @param {number} reach pixels
   * @param {number} now
   * @returns {string} the id of the nearest; empty when nobody is within reach
   */
  nearest(view, px, py, reach, now) {
    let best = "";
    let least = reach;
    for (const [id, shown] of this.shown) {
      const { x, y } = this.place(shown, now);
      const distance = Math.hypot(view.screenX(x) - px, view.screenY(y) - py);
      if (distance < least) [best, least] = [id, distance];
    }
    return best;
  }

  /** @returns {Agent[]} by kind, then by name */
  listed() {
    return [...this.shown.values()]
      .map(({ agent }) => agent)
      .sort((a, b) => compare(a.kind, b.kind) || compare(title(a), title(b)));
  }

  /**
   * @param {string} id
   * @param {1 | -1} step
   * @returns {string} the one after or before it in the list; the first for nobody
   */
  neighbour(id, step) {
    const ids = this.listed().map(({ agent_id }) => agent_id);
    if (ids.length === 0) return "";
    const at = ids.indexOf(id);
    if (at < 0) return step > 0 ? ids[0] : ids[ids.length - 1];
    return ids[(at + step + ids.length) % ids.length];
  }
}

/** @param {Agent} agent @returns {string} its name, or its id where it has none */
export function title({ name, agent_id }) {
  return name || agent_id;
}

/**
 * @param {Agent[]} agents
 * @returns {string[]} their names in the same order, with the id where several have the same
 */
export function distinctTitles(agents) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const agent of agents) counts.set(title(agent), (counts.get(title(agent)) ?? 0) + 1);
  return agents.map((agent) =>
    counts.get(title(agent)) === 1 ? title(agent) : `${title(agent)} ${agent.agent_id}`,
  );
}

/** @param {string} a @param {string} b */
function compare(a, b) {
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
