/** How long the move that is waited for may still take, second by second. */

import { setText } from "../ui/dom.js";

const EVERY_MS = 250;

/** @param {number} seconds @returns {string} such as `1:05 left` */
export function leftWords(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} left`;
}

export class Countdown {
  /**
   * @param {HTMLElement} element hidden while no clock runs
   * @param {() => number} [now] monotonic milliseconds: the two clocks of server and client may
   *   differ, what is left does not
   * @param {{set: (run: () => void, ms: number) => any, clear: (handle: any) => void}} [timers]
   */
  constructor(element, now = () => performance.now(), timers = { set: (run, ms) => setInterval(run, ms), clear: (handle) => clearInterval(handle) }) {
    this.element = element;
    this.now = now;
    this.timers = timers;
    this.endsAt = 0;
    /** @type {any} */
    this.timer = null;
  }

  /** @param {import("./types.js").Clock | null} clock */
  show(clock) {
    this.timers.clear(this.timer);
    this.element.hidden = clock === null;
    if (clock === null) return;
    this.endsAt = this.now() + clock.left_s * 1000;
    this.timer = this.timers.set(() => this.draw(), EVERY_MS);
    this.draw();
  }

  draw() {
    const left = (this.endsAt - this.now()) / 1000;
    setText(this.element, leftWords(left));
    this.element.dataset.short = String(left <= 10);
  }
}
