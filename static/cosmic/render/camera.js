/** Where one looks from: it follows the ship with a slight lead, and zooms without a jerk. */

export const ZOOM_MIN = 0.4;
export const ZOOM_MAX = 1.6;
const LEAD_S = 0.55; // looks this far ahead along the ship's motion
const FOLLOW_S = 0.28; // time constant of the lead
const ZOOM_S = 0.09;

export class Camera {
  constructor() {
    this.x = 0;
    this.y = 0;
    this.zoom = 1;
    this.zoomTarget = 1;
    this.leadX = 0;
    this.leadY = 0;
    this.width = 1;
    this.height = 1;
    this.centreY = 0.5; // where the ship stands on the screen, 0 top to 1 bottom
    this.shiftX = 0; // pixels by which the centre gives way to a panel
    this.shiftTarget = 0;
    this.still = false; // reduced motion: no lead, no easing
  }

  /** @param {number} zoom */
  setZoom(zoom) {
    this.zoomTarget = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
  }

  /**
   * @param {import("../state/track.js").Pose} pose of the own ship
   * @param {number} seconds since the last frame
   */
  follow(pose, seconds) {
    const ease = this.still ? 1 : 1 - Math.exp(-seconds / FOLLOW_S);
    const lead = this.still ? 0 : LEAD_S;
    this.leadX += (pose.vx * lead - this.leadX) * ease;
    this.leadY += (pose.vy * lead - this.leadY) * ease;
    this.x = pose.x + this.leadX;
    this.y = pose.y + this.leadY;
    this.zoom += (this.zoomTarget - this.zoom) * (this.still ? 1 : 1 - Math.exp(-seconds / ZOOM_S));
    this.shiftX += (this.shiftTarget - this.shiftX) * ease;
  }

  /** @param {number} x world */
  screenX(x) {
    return this.width / 2 + this.shiftX + (x - this.x) * this.zoom;
  }

  /** North is up: y grows upwards in the world, downwards on the screen. @param {number} y world */
  screenY(y) {
    return this.height * this.centreY - (y - this.y) * this.zoom;
  }

  /**
   * @param {number} x world
   * @param {number} y world
   * @param {number} margin world units around the thing
   */
  sees(x, y, margin) {
    const sx = this.screenX(x);
    const sy = this.screenY(y);
    const room = margin * this.zoom;
    return sx > -room && sx < this.width + room && sy > -room && sy < this.height + room;
  }
}
