/** Jump gates: two rings that shimmer against each other, and a name. */

import { Container, Graphics, Sprite, Text } from "pixi";

/**
 * @typedef {object} GateView
 * @property {import("../net/messages.js").Gate} gate
 * @property {import("pixi.js").Container} view
 * @property {import("pixi.js").Graphics} inner
 * @property {import("pixi.js").Sprite} light
 * @property {import("pixi.js").Text} label
 */

export class Gates {
  /**
   * @param {import("./palette.js").Palette} palette
   * @param {import("pixi.js").Texture} glow
   */
  constructor(palette, glow) {
    this.palette = palette;
    this.glow = glow;
    this.view = new Container();
    this.labels = new Container();
    /** @type {GateView[]} */
    this.gates = [];
    this.time = 0;
    this.key = "";
  }

  /** @param {Iterable<import("../net/messages.js").Gate>} gates */
  set(gates) {
    const list = [...gates];
    const key = JSON.stringify(list);
    if (key === this.key) return;
    this.key = key;
    for (const child of this.view.removeChildren()) child.destroy({ children: true });
    for (const child of this.labels.removeChildren()) child.destroy();
    this.gates = list.map((gate) => this.draw(gate));
  }

  /**
   * @param {import("../net/messages.js").Gate} gate
   * @returns {GateView}
   */
  draw(gate) {
    const colour = this.palette.rift;
    const view = new Container();
    view.position.set(gate.x, gate.y);
    const light = new Sprite(this.glow);
    light.anchor.set(0.5);
    light.setSize(gate.radius * 2.2);
    light.tint = colour;
    const outer = new Graphics().circle(0, 0, gate.radius * 0.62);
    outer.stroke({ color: colour, width: 2, alpha: 0.9 });
    const inner = new Graphics();
    for (let n = 0; n < 12; n += 1) {
      const angle = (n * Math.PI) / 6;
      const reach = gate.radius * 0.54;
      inner.moveTo(Math.cos(angle) * reach, Math.sin(angle) * reach);
      inner.arc(0, 0, reach, angle, angle + 0.3);
    }
    inner.stroke({ color: colour, width: 3, alpha: 0.6 });
    view.addChild(light, inner, outer);
    this.view.addChild(view);
    const label = new Text({
      text: gate.name,
      style: { fontFamily: "Space Grotesk Variable, sans-serif", fontSize: 14, fill: colour },
    });
    label.anchor.set(0.5, 0);
    this.labels.addChild(label);
    return { gate, view, inner, light, label };
  }

  /**
   * @param {import("./camera.js").Camera} camera
   * @param {number} seconds since the last frame
   * @param {boolean} still reduced motion
   */
  update(camera, seconds, still) {
    if (!still) this.time += seconds;
    for (const { gate, view, inner, light, label } of this.gates) {
      const seen = camera.sees(gate.x, gate.y, gate.radius * 1.2);
      view.visible = label.visible = seen;
      if (!seen) continue;
      inner.rotation = this.time * 0.25;
      light.alpha = 0.22 + 0.08 * Math.sin(this.time * 1.7);
      label.position.set(
        camera.screenX(gate.x),
        camera.screenY(gate.y) + gate.radius * 0.7 * camera.zoom + 6,
      );
    }
  }
}
