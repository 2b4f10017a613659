/** The picture: layers from the far sky to the names, and one call a frame that moves them. */

import { Application, Container } from "pixi";

import { Camera } from "./camera.js";
import { Chart } from "./chart.js";
import { Effects } from "./effects.js";
import { Gates } from "./gates.js";
import { hasGraphicsCard } from "./graphics.js";
import { Labels } from "./labels.js";
import { readPalette } from "./palette.js";
import { Shield } from "./shield.js";
import { Ships } from "./ships.js";
import { ShotViews } from "./shots.js";
import { Sky } from "./sky.js";
import { Stations } from "./stations.js";
import { flameTexture, glowTexture, ringTexture } from "./textures.js";
import { Zones } from "./zones.js";

/**
 * @typedef {object} SceneOptions
 * @property {HTMLElement} host what the canvas fills
 * @property {boolean} still reduced motion
 * @property {"auto" | "webgl" | "canvas"} renderer
 */

export class Scene {
  /**
   * @param {import("pixi.js").Application} app
   * @param {SceneOptions} options
   */
  constructor(app, { host, still }) {
    this.app = app;
    this.host = host;
    this.still = still;
    this.palette = readPalette(host);
    const glow = glowTexture();
    this.camera = new Camera();
    this.camera.still = still;
    /** @type {Sky | null} */
    this.sky = null;
    this.zones = new Zones(this.palette);
    this.chart = new Chart(this.palette);
    this.stations = new Stations(this.palette, glow);
    this.gates = new Gates(this.palette, glow);
    this.ships = new Ships(this.palette, { glow, flame: flameTexture() }, still);
    this.shots = new ShotViews(this.palette, glow);
    this.effects = new Effects(this.palette, { glow, ring: ringTexture() }, still);
    this.shield = new Shield(this.palette, still);
    this.labels = new Labels(this.palette);
    /** @type {(id: string) => boolean} whether it was hit a moment ago; the fight tells */
    this.isFresh = () => false;

    this.world = new Container();
    this.world.addChild(
      this.zones.ground,
      this.chart.ground,
      this.gates.view,
      this.stations.view,
      this.ships.trails.view,
      this.shots.view,
      this.ships.view,
      this.shield.view,
      this.effects.view,
    );
    app.stage.addChild(
      this.world,
      this.zones.labels,
      this.stations.labels,
      this.gates.labels,
      this.labels.view,
      this.chart.mark,
    );
  }

  /**
   * @param {SceneOptions} options
   * @returns {Promise<Scene>}
   */
  static async create(options) {
    const app = new Application();
    await app.init({
      preference: preferenceFor(options.renderer),
      resizeTo: options.host,
      resolution: Math.min(window.devicePixelRatio || 1, 2),
      autoDensity: true,
      antialias: true,
      autoStart: false,
      sharedTicker: false,
      backgroundAlpha: 0,
      eventMode: "none",
    });
    app.ticker.stop();
    app.canvas.setAttribute("aria-hidden", "true");
    options.host.append(app.canvas);
    return new Scene(app, options);
  }

  /** @param {import("../net/messages.js").SessionJoined} session */
  enter(session) {
    if (this.sky) {
      this.app.stage.removeChild(this.sky.view);
      this.sky.destroy();
    }
    this.sky = new Sky(session.system_id, this.host);
    this.sky.resize(this.app.screen.width, this.app.screen.height);
    this.app.stage.addChildAt(this.sky.view, 0);
    this.chart.setBounds(session.bounds);
    this.shots.clear();
  }

  /** @param {import("../state/store.js").Store} store whose places are new */
  setPlaces(store) {
    this.zones.set(store.zones.values());
    this.stations.set(store.stations.values());
    this.gates.set(store.gates.values());
  }

  /**
   * @param {import("../state/world.js").World} world
   * @param {import("./chart.js").Target | null} target
   * @param {number} seconds since the last frame
   */
  update(world, target, seconds) {
    const { camera } = this;
    const { width, height } = this.app.screen;
    if (camera.width !== width || camera.height !== height) {
      camera.width = width;
      camera.height = height;
      this.sky?.resize(width, height);
    }
    camera.follow(world.pose, seconds);
    this.sky?.update(camera);
    this.world.scale.set(camera.zoom, -camera.zoom); // the map's north is up
    this.world.position.set(
      camera.middleX - camera.x * camera.zoom,
      camera.middleY + camera.y * camera.zoom,
    );
    this.chart.update(camera, world.pose, target, seconds);
    this.stations.update(camera, world.pose, seconds, this.still);
    this.gates.update(camera, seconds, this.still);
    this.ships.update(world, camera, seconds);
    this.shots.update(world, camera);
    this.effects.update(seconds);
    this.shield.update(world, seconds);
    this.zones.update(camera, world.pose);
    this.labels.update(world, this.ships, camera, this.isFresh);
    this.app.render();
  }
}

/**
 * @param {"auto" | "webgl" | "canvas"} renderer
 * @returns {("webgl" | "canvas")[]} what to try, in this order
 */
function preferenceFor(renderer) {
  if (renderer !== "auto") return [renderer];
  return hasGraphicsCard() ? ["webgl", "canvas"] : ["canvas"];
}
