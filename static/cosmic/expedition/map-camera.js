/** Which part of the map is on screen: pan and zoom, within bounds. Pure arithmetic. */

const CLOSEST = 5; // pixels a map unit
const MARGIN_PX = 28;

export class MapCamera {
  constructor() {
    this.scale = 1; // pixels a map unit
    this.x = 0; // pixels: where the map's origin stands
    this.y = 0;
    this.width = 1;
    this.height = 1;
    this.world = { x: -100, y: -100, width: 200, height: 200 };
  }

  /** @param {number} width @param {number} height pixels of the field that is free to look at */
  resize(width, height) {
    this.x += (width - this.width) / 2;
    this.y += (height - this.height) / 2;
    this.width = width;
    this.height = height;
    this.bound();
  }

  /** The scale at which all of the world is seen. */
  get farthest() {
    const wide = (this.width - 2 * MARGIN_PX) / this.world.width;
    const high = (this.height - 2 * MARGIN_PX) / this.world.height;
    return Math.max(0.05, Math.min(wide, high));
  }

  /** Show all of the world. */
  fit() {
    this.scale = Math.min(this.farthest, 2.4);
    this.centre(this.world.x + this.world.width / 2, this.world.y + this.world.height / 2);
  }

  /**
   * Come close to a circle.
   *
   * @param {{x: number, y: number}} middle map units
   * @param {number} radius map units
   */
  frame(middle, radius) {
    const across = 0.92 * Math.min(this.width, this.height);
    this.zoom(Math.min(2, across / (2 * radius)) / this.scale);
    this.centre(middle.x, middle.y - radius / 10); // its name stands over it
  }

  /** @param {number} x map units @param {number} y */
  centre(x, y) {
    this.x = this.width / 2 - x * this.scale;
    this.y = this.height / 2 - y * this.scale;
    this.bound();
  }

  /** @param {number} dx pixels @param {number} dy */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.bound();
  }

  /**
   * @param {number} factor above 1 comes closer
   * @param {number} [atX] pixels: what stays where it is
   * @param {number} [atY]
   */
  zoom(factor, atX = this.width / 2, atY = this.height / 2) {
    const scale = Math.max(this.farthest * 0.8, Math.min(CLOSEST, this.scale * factor));
    const change = scale / this.scale;
    this.x = atX - (atX - this.x) * change;
    this.y = atY - (atY - this.y) * change;
    this.scale = scale;
    this.bound();
  }

  /** Some of the world stays in the middle of the screen. */
  bound() {
    const { world, scale } = this;
    const left = this.width / 2 - (world.x + world.width) * scale;
    const top = this.height / 2 - (world.y + world.height) * scale;
    this.x = Math.max(left, Math.min(this.width / 2 - world.x * scale, this.x));
    this.y = Math.max(top, Math.min(this.height / 2 - world.y * scale, this.y));
  }

  /** @param {{x: number, y: number}} point map units @returns {{x: number, y: number}} pixels */
  toScreen({ x, y }) {
    return { x: this.x + x * this.scale, y: this.y + y * this.scale };
  }

  /** @param {{x: number, y: number}} point map units @param {number} margin pixels */
  sees(point, margin) {
    const { x, y } = this.toScreen(point);
    return x > margin && y > margin && x < this.width - margin && y < this.height - margin;
  }
}
