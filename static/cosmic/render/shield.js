/** The thin ring around the own ship while nobody's fire can hurt it. */

import { Graphics } from "pixi";

const RADIUS = 27; // world units
const FADE_S = 0.2;

export class Shield {
  /**
   * @param {import("./palette.js").Palette} palette
   * @param {boolean} still reduced motion
   */
  constructor(palette, still) {
    this.still = still;
    this.time = 0;
    this.view = new Graphics();
    this.view.circle(0, 0, RADIUS).fill({ color: palette.signal, alpha: 0.05 });
    this.view.circle(0, 0, RADIUS).stroke({ color: palette.signal, width: 1.2, alpha: 0.9 });
    this.view.alpha = 0;
  }

  /**
   * @param {import("../state/world.js").World} world
   * @param {number} seconds since the last frame
   */
  update(world, seconds) {
    const wanted = world.flying && world.store.you.protected === true ? 1 : 0;
    const { view } = this;
    this.time += seconds;
    const breath = this.still ? 1 : 0.8 + 0.2 * Math.sin(this.time * 4);
    view.alpha += (wanted * breath - view.alpha) * (1 - Math.exp(-seconds / FADE_S));
    view.visible = view.alpha > 0.02;
    view.position.set(world.pose.x, world.pose.y);
  }
}
