/** The recent path of one entity, and where it was at any moment of it. */

const CAPACITY = 8;
const FIELDS = 6; // tick, x, y, vx, vy, r
const MAX_GAP_TICKS = 8; // a longer silence means that it stood still, not that it drifted over
const MAX_AHEAD_MS = 250; // how long a late entity flies on by its speed

/**
 * A position in the plane: units, units/s, radians.
 *
 * @typedef {{x: number, y: number, vx: number, vy: number, r: number}} Pose
 */

/** @returns {Pose} */
export function restingPose() {
  return { x: 0, y: 0, vx: 0, vy: 0, r: 0 };
}

/**
 * @param {number} from radians
 * @param {number} to radians
 * @returns {number} the short way round, in (-pi, pi]
 */
export function angleBetween(from, to) {
  const turn = (to - from) % (2 * Math.PI);
  if (turn > Math.PI) return turn - 2 * Math.PI;
  if (turn <= -Math.PI) return turn + 2 * Math.PI;
  return turn;
}

export class Track {
  constructor() {
    this.data = new Float64Array(CAPACITY * FIELDS);
    this.count = 0;
    this.head = -1; // index of the newest sample
  }

  /**
   * Remember where the entity was at a tick; an older tick than the newest is ignored.
   *
   * @param {number} tick
   * @param {Pose} pose
   */
  push(tick, pose) {
    if (this.count > 0) {
      const newest = this.data[this.head * FIELDS];
      if (tick < newest) return;
      if (tick === newest) this.head = (this.head + CAPACITY - 1) % CAPACITY;
      else this.count = Math.min(CAPACITY, this.count + 1);
    } else {
      this.count = 1;
    }
    this.head = (this.head + 1) % CAPACITY;
    const at = this.head * FIELDS;
    this.data[at] = tick;
    this.data[at + 1] = pose.x;
    this.data[at + 2] = pose.y;
    this.data[at + 3] = pose.vx;
    this.data[at + 4] = pose.vy;
    this.data[at + 5] = pose.r;
  }

  /**
   * Where it was at `tick`; between two samples along the curve that both speeds ask for, after
   * the newest along its last speed for a moment.
   *
   * @param {number} tick fractional
   * @param {number} msPerTick
   * @param {Pose} out
   * @returns {boolean} false while nothing is known
   */
  sample(tick, msPerTick, out) {
    if (this.count === 0) return false;
    const data = this.data;
    let later = this.head * FIELDS;
    if (tick >= data[later]) {
      this.ahead(later, tick, msPerTick, out);
      return true;
    }
    for (let back = 1; back < this.count; back += 1) {
      const earlier = ((this.head - back + CAPACITY) % CAPACITY) * FIELDS;
      if (tick >= data[earlier]) {
        this.between(earlier, later, tick, msPerTick, out);
        return true;
      }
      later = earlier;
    }
    this.copy(later, out);
    return true;
  }

  /**
   * @param {number} at
   * @param {Pose} out
   */
  copy(at, out) {
    out.x = this.data[at + 1];
    out.y = this.data[at + 2];
    out.vx = this.data[at + 3];
    out.vy = this.data[at + 4];
    out.r = this.data[at + 5];
  }

  /**
   * @param {number} at
   * @param {number} tick
   * @param {number} msPerTick
   * @param {Pose} out
   */
  ahead(at, tick, msPerTick, out) {
    this.copy(at, out);
    const seconds = Math.min((tick - this.data[at]) * msPerTick, MAX_AHEAD_MS) / 1000;
    out.x += out.vx * seconds;
    out.y += out.vy * seconds;
  }

  /**
   * @param {number} a offset of the earlier sample
   * @param {number} b offset of the later sample
   * @param {number} tick
   * @param {number} msPerTick
   * @param {Pose} out
   */
  between(a, b, tick, msPerTick, out) {
    const data = this.data;
    const gap = data[b] - data[a];
    if (gap > MAX_GAP_TICKS) {
      if (tick < data[b] - 1) return this.copy(a, out);
      return this.blend(a, b, tick - (data[b] - 1), 0, out);
    }
    return this.blend(a, b, (tick - data[a]) / gap, (gap * msPerTick) / 1000, out);
  }

  /**
   * A cubic Hermite curve from a to b; with `seconds` 0 a straight line.
   *
   * @param {number} a
   * @param {number} b
   * @param {number} t 0..1
   * @param {number} seconds between the two samples
   * @param {Pose} out
   */
  blend(a, b, t, seconds, out) {
    const data = this.data;
    if (seconds === 0) {
      out.x = data[a + 1] + (data[b + 1] - data[a + 1]) * t;
      out.y = data[a + 2] + (data[b + 2] - data[a + 2]) * t;
    } else {
      const s = 1 - t;
      const h00 = (1 + 2 * t) * s * s;
      const h01 = t * t * (3 - 2 * t);
      const h10 = t * s * s * seconds;
      const h11 = -t * t * s * seconds;
      out.x = h00 * data[a + 1] + h10 * data[a + 3] + h01 * data[b + 1] + h11 * data[b + 3];
      out.y = h00 * data[a + 2] + h10 * data[a + 4] + h01 * data[b + 2] + h11 * data[b + 4];
    }
    out.vx = data[a + 3] + (data[b + 3] - data[a + 3]) * t;
    out.vy = data[a + 4] + (data[b + 4] - data[a + 4]) * t;
    out.r = data[a + 5] + angleBetween(data[a + 5], data[b + 5]) * t;
  }
}
