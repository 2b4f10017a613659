/**
 * Ships, and loot that drifts. Views are pooled: one comes and goes a hundred times
 * without anything new being made; all ships of a kind share one drawing.
 */

import { Container, Graphics, GraphicsContext, Sprite } from "pixi";

import { restingPose } from "../state/track.js";
import { outline, shapeOf } from "./shapes.js";
import { Trail, Trails } from "./trails.js";

const FADE_S = 0.25;
const ENGINE_S = 0.15; // time constant of the engine's light
const LOOT_SPIN = 0.7; // radians a second
const BRAKING = -4; // units/s2: who slows down faster than this does not thrust

/**
 * @typedef {object} ShipView
 * @property {string} id
 * @property {string} kind
 * @property {import("pixi.js").Container} view
 * @property {import("pixi.js").Graphics} body
 * @property {import("pixi.js").Sprite} flame
 * @property {import("pixi.js").Sprite} light
 * @property {import("pixi.js").Sprite[]} puffs at the bow and the stern, both sides
 * @property {Trail} trail
 * @property {import("../state/track.js").Pose} pose
 * @property {number} engine 0..1, smoothed
 * @property {number} speed of the last frame
 * @property {number} alpha
 * @property {number} frame the last one in which it was there
 * @property {number} tail x of the engine
 * @property {number} tint of its light
 * @property {boolean} seen on the screen
 */

export class Ships {
  /**
   * @param {import("./palette.js").Palette} palette
   * @param {{glow: import("pixi.js").Texture, flame: import("pixi.js").Texture}} textures
   * @param {boolean} still reduced motion
   */
  constructor(palette, textures, still) {
    this.still = still;
    this.palette = palette;
    this.textures = textures;
    this.others = new Container();
    this.front = new Container(); // the own ship flies above all others
    this.view = new Container();
    this.view.addChild(this.others, this.front);
    this.trails = new Trails();
    /** @type {Map<string, ShipView>} */
    this.views = new Map();
    /** @type {ShipView[]} */
    this.spare = [];
    /** @type {Map<string, import("pixi.js").GraphicsContext>} */
    this.contexts = new Map();
    this.frame = 0;
    this.time = 0; // seconds
  }

  /**
   * @param {import("../state/world.js").World} world
   * @param {import("./camera.js").Camera} camera
   * @param {number} seconds since the last frame
   */
  update(world, camera, seconds) {
    const { store, clock, renderTick } = world;
    const own = store.you.ship_id;
    const docked = store.you.docked_at !== null;
    this.frame += 1;
    this.time += seconds;
    this.trails.begin();
    for (const entity of store.entities.values()) {
      if (entity.kind === "projectile") continue; // render/shots.js
      const isOwn = entity.id === own;
      if (isOwn && docked) continue;
      const ship = this.viewOf(entity, isOwn);
      if (isOwn) copyPose(world.pose, ship.pose);
      else entity.track.sample(renderTick, clock.msPerTick, ship.pose);
      ship.frame = this.frame;
      this.place(ship, camera, seconds, isOwn ? world.thrust : -1, isOwn ? world.turn : 0);
    }
    for (const ship of this.views.values()) {
      if (ship.frame !== this.frame) this.fade(ship, seconds);
    }
    this.trails.end();
  }

  /**
   * @param {ShipView} ship
   * @param {import("./camera.js").Camera} camera
   * @param {number} seconds
   * @param {number} thrust 0..1, or -1 where only its motion can tell
   * @param {number} turn -1..1
   */
  place(ship, camera, seconds, thrust, turn) {
    const { pose, view } = ship;
    const speed = Math.hypot(pose.vx, pose.vy);
    const guess = speed > 4 && (speed - ship.speed) / Math.max(seconds, 0.001) > BRAKING ? 0.8 : 0;
    const wanted = thrust < 0 ? guess : thrust;
    ship.engine += (wanted - ship.engine) * (1 - Math.exp(-seconds / ENGINE_S));
    ship.speed = speed;
    ship.alpha = Math.min(1, ship.alpha + seconds / FADE_S);

    const tailX = pose.x + Math.cos(pose.r) * ship.tail;
    const tailY = pose.y + Math.sin(pose.r) * ship.tail;
    if (ship.tail !== 0) ship.trail.extend(tailX, tailY, ship.engine, seconds);
    ship.seen = camera.sees(pose.x, pose.y, 120);
    view.visible = ship.seen;
    if (!ship.seen) return;
    view.position.set(pose.x, pose.y);
    const drift = ship.kind === "loot" && !this.still ? this.time * LOOT_SPIN : 0;
    view.rotation = pose.r + drift;
    view.alpha = ship.alpha;
    const flicker = 0.9 + 0.1 * Math.sin(this.frame * 0.9 + pose.x);
    ship.flame.alpha = ship.engine * 0.9;
    ship.flame.scale.set((0.12 + 0.3 * ship.engine) * flicker, 0.34);
    ship.light.alpha = ship.engine * 0.55 * flicker;
    for (let n = 0; n < 4; n += 1) {
      const side = n < 2 ? turn : -turn; // bow pushes one way, stern the other
      ship.puffs[n].alpha = 0.7 * Math.max(0, n % 2 === 0 ? side : -side);
    }
    if (ship.tail !== 0) {
      this.trails.draw(ship.trail, tailX, tailY, ship.tint, 5, thrust >= 0);
    }
  }

  /**
   * Gone from the server's word: fade where it was last seen, then rest in the pool.
   *
   * @param {ShipView} ship
   * @param {number} seconds
   */
  fade(ship, seconds) {
    ship.alpha -= seconds / FADE_S;
    ship.view.alpha = Math.max(0, ship.alpha);
    if (ship.alpha > 0) return;
    ship.view.visible = ship.seen = false;
    this.views.delete(ship.id);
    this.spare.push(ship);
  }

  /**
   * @param {import("../state/store.js").Entity} entity
   * @param {boolean} isOwn
   * @returns {ShipView}
   */
  viewOf(entity, isOwn) {
    const known = this.views.get(entity.id);
    if (known) return known;
    const ship = this.spare.pop() ?? this.build();
    const shape = shapeOf(entity.kind);
    (isOwn ? this.front : this.others).addChild(ship.view);
    ship.id = entity.id;
    ship.kind = entity.kind;
    ship.body.context = this.contextOf(entity.kind, isOwn);
    ship.tail = shape.tail;
    ship.tint = isOwn ? this.palette.signal : this.palette[shape.colour];
    ship.flame.x = ship.light.x = shape.tail;
    ship.flame.tint = ship.light.tint = ship.tint;
    ship.alpha = ship.engine = ship.speed = 0;
    ship.trail.clear();
    this.views.set(entity.id, ship);
    return ship;
  }

  /**
   * @param {string} id
   * @returns {number} the colour of its lines
   */
  colourOf(id) {
    return this.views.get(id)?.tint ?? this.palette.text;
  }

  /** @returns {ShipView} */
  build() {
    const view = new Container();
    const light = new Sprite(this.textures.glow);
    light.anchor.set(0.5);
    light.setSize(34);
    const flame = new Sprite(this.textures.flame);
    flame.anchor.set(1, 0.5);
    const body = new Graphics();
    const puffs = [
      [11, -7],
      [11, 7],
      [-12, -8],
      [-12, 8],
    ].map(([x, y]) => {
      const puff = new Sprite(this.textures.glow);
      puff.anchor.set(0.5);
      puff.setSize(9);
      puff.position.set(x, y);
      puff.alpha = 0;
      return puff;
    });
    view.addChild(light, flame, ...puffs, body);
    return {
      id: "",
      kind: "",
      view,
      body,
      flame,
      light,
      puffs,
      trail: new Trail(),
      pose: restingPose(),
      engine: 0,
      speed: 0,
      alpha: 0,
      frame: 0,
      tail: 0,
      tint: 0xffffff,
      seen: false,
    };
  }

  /**
   * @param {string} kind
   * @param {boolean} isOwn
   */
  contextOf(kind, isOwn) {
    const key = isOwn ? "own" : kind;
    let context = this.contexts.get(key);
    if (!context) {
      context = drawShip(shapeOf(kind), this.palette, isOwn);
      this.contexts.set(key, context);
    }
    return context;
  }
}

/**
 * @param {import("./shapes.js").ShipShape} shape
 * @param {import("./palette.js").Palette} palette
 * @param {boolean} isOwn
 */
function drawShip(shape, palette, isOwn) {
  const colour = isOwn ? palette.signal : palette[shape.colour];
  const context = new GraphicsContext();
  context.poly(shape.outline).fill({ color: palette.hull });
  context.poly(shape.outline).fill({ color: colour, alpha: isOwn ? 0.22 : 0.12 });
  for (const [x, y, toX, toY] of shape.lines) context.moveTo(x, y).lineTo(toX, toY);
  if (shape.lines.length > 0) context.stroke({ color: colour, width: 1, alpha: 0.45 });
  outline(context, shape.outline).stroke({ color: colour, width: 1.5, join: "round" });
  if (shape.ring > 0) {
    context.circle(0, 0, shape.ring).stroke({ color: colour, width: 1, alpha: 0.5 });
  }
  return context;
}

/**
 * @param {import("../state/track.js").Pose} from
 * @param {import("../state/track.js").Pose} to
 */
function copyPose(from, to) {
  to.x = from.x;
  to.y = from.y;
  to.vx = from.vx;
  to.vy = from.vy;
  to.r = from.r;
}
