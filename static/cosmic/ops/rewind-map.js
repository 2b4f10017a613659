/** The map of the past: agents as on the live map, with shots, and the way of who is selected. */

import { rgba } from "../render/palette.js";
import { SystemMap } from "./map.js";

const SHOT_PX = 1.5;

export class PastMap extends SystemMap {
  /**
   * @param {HTMLElement} host
   * @param {import("./map.js").MapListener & {label?: string}} options
   * @param {{trail: (id: string) => number[][], shots: () => number[][]}} past
   */
  constructor(host, options, past) {
    super(host, options);
    this.past = past;
  }

  /**
   * @override
   * @param {number} now
   */
  draw(now) {
    super.draw(now);
    if (!this.state) return;
    const { context, view, palette } = this;
    context.save();
    context.strokeStyle = rgba(palette.signal, 0.8);
    context.lineWidth = 1.5;
    context.setLineDash([]);
    context.fillStyle = rgba(palette.danger, 1);
    context.beginPath();
    for (const [x, y] of this.past.trail(this.selected)) {
      context.lineTo(view.screenX(x), view.screenY(y));
    }
    context.stroke();
    for (const [x, y] of this.past.shots()) {
      context.beginPath();
      context.arc(view.screenX(x), view.screenY(y), SHOT_PX, 0, 2 * Math.PI);
      context.fill();
    }
    context.restore();
  }
}
