/**
 * Sparks, rings, flashes and fragments: a fixed number of short lives in flat arrays. Nothing is
 * made while one flies; when all are in use, the oldest gives way.
 */

/** What a life looks like. */
export const LOOK = Object.freeze({ SPARK: 0, RING: 1, FLASH: 2, FRAGMENT: 3 });

const SLOWING = 2.2; // 1/s: how fast what flies off comes to rest

/**
 * World units, units/s, radians, seconds.
 *
 * @typedef {object} Spawn
 * @property {number} look
 * @property {number} x
 * @property {number} y
 * @property {number} [vx]
 * @property {number} [vy]
 * @property {number} [r]
 * @property {number} [spin] radians a second
 * @property {number} size at the beginning
 * @property {number} [growth] units a second
 * @property {number} life seconds
 * @property {number} [delay] seconds before it shows
 * @property {number} tint 0xRRGGBB
 */

export class Particles {
  /** @param {number} capacity */
  constructor(capacity) {
    this.capacity = capacity;
    const numbers = () => new Float32Array(capacity);
    this.look = new Uint8Array(capacity);
    this.tint = new Uint32Array(capacity);
    this.x = numbers();
    this.y = numbers();
    this.vx = numbers();
    this.vy = numbers();
    this.r = numbers();
    this.spin = numbers();
    this.size = numbers();
    this.growth = numbers();
    this.life = numbers(); // how long it lasts
    this.age = numbers(); // below 0 it waits, from `life` on it is over
    this.next = 0;
  }

  /** @param {Spawn} spawn */
  add({ look, x, y, vx = 0, vy = 0, r = 0, spin = 0, size, growth = 0, life, delay = 0, tint }) {
    const i = this.next;
    this.next = (i + 1) % this.capacity;
    this.look[i] = look;
    this.tint[i] = tint;
    this.x[i] = x;
    this.y[i] = y;
    this.vx[i] = vx;
    this.vy[i] = vy;
    this.r[i] = r;
    this.spin[i] = spin;
    this.size[i] = size;
    this.growth[i] = growth;
    this.life[i] = life;
    this.age[i] = -delay;
  }

  /**
   * @param {number} i
   * @returns {number} 1 at its birth, 0 when it is over or has not begun
   */
  strength(i) {
    const age = this.age[i];
    return age < 0 || age >= this.life[i] ? 0 : 1 - age / this.life[i];
  }

  /** @param {number} seconds since the last step */
  step(seconds) {
    const kept = Math.exp(-seconds * SLOWING);
    for (let i = 0; i < this.capacity; i += 1) {
      if (this.age[i] >= this.life[i]) continue;
      this.age[i] += seconds;
      if (this.age[i] < 0) continue;
      this.x[i] += this.vx[i] * seconds;
      this.y[i] += this.vy[i] * seconds;
      this.vx[i] *= kept;
      this.vy[i] *= kept;
      this.r[i] += this.spin[i] * seconds;
      this.size[i] += this.growth[i] * seconds;
    }
  }

  /** How many are alive, waiting ones included. */
  get count() {
    let count = 0;
    for (let i = 0; i < this.capacity; i += 1) if (this.age[i] < this.life[i]) count += 1;
    return count;
  }
}
