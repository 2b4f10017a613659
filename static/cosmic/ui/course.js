/** Where the pilot wants to go: a chosen place, or else what is nearest. */

/** @typedef {import("../render/chart.js").Target} Target */

export class Course {
  /** @param {import("../state/store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.chosenId = "";
  }

  /** @returns {Target[]} all stations and gates */
  places() {
    const stations = [...this.store.stations.values()].map((station) => ({
      id: station.station_id,
      name: station.name,
      x: station.x,
      y: station.y,
      radius: station.docking_radius,
    }));
    const gates = [...this.store.gates.values()].map((gate) => ({
      id: gate.gate_id,
      name: gate.name,
      x: gate.x,
      y: gate.y,
      radius: gate.radius,
    }));
    return [...stations, ...gates];
  }

  /** @returns {Target | null} what the pilot chose, while it exists */
  chosen() {
    if (!this.chosenId) return null;
    return this.places().find(({ id }) => id === this.chosenId) ?? null;
  }

  /**
   * @param {{x: number, y: number}} from
   * @param {string | null} here the station of a docked ship is no place to go to
   * @returns {Target | null}
   */
  nearest(from, here) {
    let best = null;
    let least = Infinity;
    for (const place of this.places()) {
      if (place.id === here) continue;
      const distance = Math.hypot(place.x - from.x, place.y - from.y);
      if (distance < least) {
        least = distance;
        best = place;
      }
    }
    return best;
  }

  /** @param {string} id empty for no course */
  choose(id) {
    this.chosenId = id;
  }

  /**
   * Walk through all places by distance, and then to no course at all.
   *
   * @param {{x: number, y: number}} from
   * @param {string | null} here where one is docked
   */
  next(from, here) {
    const order = this.places()
      .filter(({ id }) => id !== here)
      .sort(
        (a, b) => Math.hypot(a.x - from.x, a.y - from.y) - Math.hypot(b.x - from.x, b.y - from.y),
      );
    const at = order.findIndex(({ id }) => id === this.chosenId);
    this.chosenId = order[at + 1]?.id ?? "";
  }

  /**
   * @param {string | null} dockedAt one has arrived: the course is done
   */
  arrived(dockedAt) {
    if (dockedAt !== null && dockedAt === this.chosenId) this.chosenId = "";
  }
}
