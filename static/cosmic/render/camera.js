/** Where one looks from: it follows the ship with a slight lead, and zooms without a jerk. */

export const ZOOM_MIN = 0.4;
export const ZOOM_MAX = 1.6;
const LEAD_S = 0.55; // looks this far ahead along the ship's motion
const FOLLOW_S = 0.28; // time constant of the lead
const ZOOM_S = 0.09;
const SHAKE_MAX_PX = 4;
const SHAKE_S = 0.16; // time constant of a shake's end
const SHAKE_HZ = 17;

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
    this.shaking = 0; // pixels
    this.shakenFor = 0; // seconds
    this.shakeX = 0; // pixels, now
    this.shakeY = 0;
    this.still = false; // reduced motion: no lead, no easing
  }

  /** @param {number} zoom */
  setZoom(zoom) {
    this.zoomTarget = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
  }

  /** @param {number} px how far the picture swings at most; shakes do not add up */
  shake(px) {
    if (this.still) return;
    this.shaking = Math.min(SHAKE_MAX_PX, Math.max(this.shaking, px));
    this.shakenFor = 0;
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
    this.swing(seconds);
  }

  /** @param {number} seconds since the last frame */
  swing(seconds) {
    this.shakenFor += seconds;
    this.shaking *= Math.exp(-seconds / SHAKE_S);
    if (this.shaking < 0.05) this.shaking = 0;
    const phase = this.shakenFor * SHAKE_HZ * 2 * Math.PI;
    this.shakeX = this.shaking * 0.8 * Math.cos(phase);
    this.shakeY = this.shaking * 0.6 * Math.cos(phase);
  }

  /** Where the middle of the view lies on the screen, pixels. */
  get middleX() {
    return this.width / 2 + this.shiftX + this.shakeX;
  }

  get middleY() {
    return this.height * this.centreY + this.shakeY;
  }

  /** @param {number} x world */
  screenX(x) {
    return this.middleX + (x - this.x) * this.zoom;
  }

  /** North is up: y grows upwards in the world, downwards on the screen. @param {number} y world */
  screenY(y) {
    return this.middleY - (y - this.y) * this.zoom;
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
