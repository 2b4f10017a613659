/**
 * The lines of navigation: the edge of the map, a thin grid and the course while a target is
 * chosen, and a mark at the rim of the screen where the target lies.
 */

import { Container, Graphics } from "pixi";

const GRID = 500; // world units
const RIM_PX = 44;
const HIDDEN_NEAR = 90; // world units: a course to what is here already says nothing

/** @typedef {{x: number, y: number, name: string, id: string, radius: number}} Target */

export class Chart {
  /** @param {import("./palette.js").Palette} palette */
  constructor(palette) {
    this.palette = palette;
    this.ground = new Container();
    this.grid = new Graphics();
    this.edge = new Graphics();
    this.course = new Graphics();
    this.ground.addChild(this.grid, this.edge, this.course);
    this.mark = new Graphics()
      .poly([9, 0, -5, -6, -1.5, 0, -5, 6])
      .fill({ color: palette.signal })
      .circle(-14, 0, 1.4)
      .fill({ color: palette.signal, alpha: 0.6 });
    this.mark.visible = false;
    this.grid.alpha = 0;
  }

  /** @param {import("../net/messages.js").Bounds} bounds */
  setBounds(bounds) {
    const { min_x, min_y, max_x, max_y } = bounds;
    const { edge, signal, danger } = this.palette;
    this.grid.clear();
    for (let x = Math.ceil(min_x / GRID) * GRID; x <= max_x; x += GRID) {
      this.grid.moveTo(x, min_y).lineTo(x, max_y);
    }
    for (let y = Math.ceil(min_y / GRID) * GRID; y <= max_y; y += GRID) {
      this.grid.moveTo(min_x, y).lineTo(max_x, y);
    }
    this.grid.stroke({ color: edge, width: 1, alpha: 0.55 });
    this.edge.clear();
    this.edge.rect(min_x, min_y, max_x - min_x, max_y - min_y);
    this.edge.stroke({ color: danger, width: 2, alpha: 0.5 });
    for (let x = min_x; x < max_x; x += 120) {
      this.edge.moveTo(x, min_y).lineTo(x + 40, min_y - 40);
      this.edge.moveTo(x, max_y + 40).lineTo(x + 40, max_y);
    }
    for (let y = min_y; y < max_y; y += 120) {
      this.edge.moveTo(min_x - 40, y + 40).lineTo(min_x, y);
      this.edge.moveTo(max_x, y + 40).lineTo(max_x + 40, y);
    }
    this.edge.stroke({ color: danger, width: 1, alpha: 0.25 });
    this.course.tint = signal;
  }

  /**
   * @param {import("./camera.js").Camera} camera
   * @param {import("../state/track.js").Pose} ship
   * @param {Target | null} target
   * @param {number} seconds since the last frame
   */
  update(camera, ship, target, seconds) {
    const wanted = target ? 1 : 0;
    this.grid.alpha += (wanted - this.grid.alpha) * (1 - Math.exp(-seconds / 0.25));
    this.grid.visible = this.grid.alpha > 0.02;
    this.course.clear();
    this.mark.visible = false;
    if (!target) return;
    const distance = Math.hypot(target.x - ship.x, target.y - ship.y);
    if (distance > HIDDEN_NEAR) this.drawCourse(ship, target, distance, camera.zoom);
    if (!camera.sees(target.x, target.y, -30)) this.placeMark(camera, target);
  }

  /**
   * @param {import("../state/track.js").Pose} ship
   * @param {Target} target
   * @param {number} distance
   * @param {number} zoom
   */
  drawCourse(ship, target, distance, zoom) {
    const dx = (target.x - ship.x) / distance;
    const dy = (target.y - ship.y) / distance;
    const from = 46;
    const to = Math.min(distance - target.radius * 0.6, from + 900 / zoom);
    const step = 22 / zoom;
    for (let at = from; at < to; at += step) {
      const end = Math.min(to, at + step * 0.36);
      this.course.moveTo(ship.x + dx * at, ship.y + dy * at);
      this.course.lineTo(ship.x + dx * end, ship.y + dy * end);
    }
    this.course.stroke({ color: 0xffffff, width: 1.2 / zoom, alpha: 0.35 });
  }

  /**
   * @param {import("./camera.js").Camera} camera
   * @param {Target} target
   */
  placeMark(camera, target) {
    const middleX = camera.width / 2 + camera.shiftX;
    const middleY = camera.height * camera.centreY;
    const dx = camera.screenX(target.x) - middleX;
    const dy = camera.screenY(target.y) - middleY;
    const roomX = Math.max(40, camera.width / 2 - RIM_PX);
    const roomY = Math.max(40, camera.height / 2 - RIM_PX - 60);
    const scale = Math.min(roomX / Math.abs(dx || 1), roomY / Math.abs(dy || 1));
    this.mark.visible = true;
    this.mark.position.set(middleX + dx * scale, middleY + dy * scale);
    this.mark.rotation = Math.atan2(dy, dx);
  }
}
