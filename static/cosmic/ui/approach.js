/** The way into the nearest station, as the advice needs it. */

import { keyWords } from "./bindings.js";

export class Approaches {
  /**
   * @param {import("../state/world.js").World} world
   * @param {import("./settings.js").Settings} settings
   */
  constructor(world, settings) {
    this.world = world;
    this.settings = settings;
    this.justLeft = ""; // the station whose surroundings the ship has not left yet
  }

  /**
   * @param {string} courseId the chosen place, or ''
   * @param {boolean} touch whether thumbs fly
   * @returns {import("./advice.js").Approach | null} to the nearest station
   */
  nearest(courseId, touch) {
    const { pose, store } = this.world;
    const model = store.session?.ship_model;
    let best = null;
    let least = Infinity;
    for (const station of store.stations.values()) {
      const distance = Math.hypot(station.x - pose.x, station.y - pose.y);
      if (distance < least) {
        least = distance;
        best = station;
      }
    }
    if (!best || !model) return null;
    if (best.station_id !== this.justLeft || least > best.docking_radius) this.justLeft = "";
    if (this.justLeft) return null;
    const speed = Math.hypot(pose.vx, pose.vy);
    const passing = courseId !== "" && courseId !== best.station_id;
    if (passing && speed > best.docking_speed) return null; // bound for elsewhere
    const towards = (best.x - pose.x) * pose.vx + (best.y - pose.y) * pose.vy;
    const [key] = this.settings.bindings.dock;
    return {
      name: best.name,
      distance: least,
      closing: towards / Math.max(1, least),
      speed,
      radius: best.docking_radius,
      limit: best.docking_speed,
      drag: model.drag,
      key: touch || !key ? "" : keyWords(key),
    };
  }
}
