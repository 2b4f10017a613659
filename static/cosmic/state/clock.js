/**
 * What tick the server is at, as seen from here.
 *
 * A message can be late but never early, so the estimate follows the earliest arrivals and
 * drifts only slowly towards late ones: jitter on the line does not shake the picture.
 */

const EARLIER = 0.25; // how much of an early arrival is believed at once
const LATER = 0.01; // and of a late one
const LOST_MS = 1000; // so far off, the server's time itself has jumped

export class TickClock {
  constructor() {
    this.msPerTick = 50;
    this.offsetMs = 0; // local time of tick 0
    this.newest = -1;
    this.frozen = false;
    this.known = false;
  }

  /**
   * @param {number} tickRate Hz
   * @param {number} [timeScale] below 1 while the server is too busy for real time
   */
  setPace(tickRate, timeScale = 1) {
    const msPerTick = 1000 / Math.max(0.01, tickRate * timeScale);
    if (msPerTick === this.msPerTick) return;
    this.msPerTick = msPerTick;
    this.known = false;
  }

  /** @param {boolean} frozen whether the system is paused */
  freeze(frozen) {
    if (this.frozen && !frozen) this.known = false;
    this.frozen = frozen;
  }

  /** The next arrival starts the estimate anew. */
  forget() {
    this.known = false;
    this.newest = -1;
  }

  /**
   * @param {number} tick of a message that just came
   * @param {number} now local milliseconds
   */
  observe(tick, now) {
    const offset = now - tick * this.msPerTick;
    const error = offset - this.offsetMs;
    this.newest = Math.max(this.newest, tick);
    if (!this.known || Math.abs(error) > LOST_MS + 4 * this.msPerTick) {
      this.offsetMs = offset;
      this.known = true;
      this.newest = tick;
    } else {
      this.offsetMs += error * (error < 0 ? EARLIER : LATER);
    }
  }

  /**
   * @param {number} now local milliseconds
   * @returns {number} a fractional tick: the newest that can have arrived by now
   */
  tickAt(now) {
    if (!this.known || this.frozen) return this.newest;
    return (now - this.offsetMs) / this.msPerTick;
  }
}
