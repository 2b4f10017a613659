/** A number that counts to its new value instead of jumping. */

import { prefersStillness, setText } from "./dom.js";

const COUNT_MS = 300;

export class Counter {
  /**
   * @param {HTMLElement} element
   * @param {(value: number) => string} words
   */
  constructor(element, words) {
    this.element = element;
    this.words = words;
    this.value = NaN;
    this.from = 0;
    this.startedAt = 0;
    this.running = false;
  }

  /** @param {number} value */
  set(value) {
    if (value === this.value) return;
    const first = Number.isNaN(this.value);
    this.from = first ? value : this.shown(performance.now());
    this.value = value;
    this.startedAt = performance.now();
    if (first || prefersStillness()) setText(this.element, this.words(value));
    else if (!this.running) this.tick();
  }

  /** @param {number} now */
  shown(now) {
    const t = Math.min(1, (now - this.startedAt) / COUNT_MS);
    return this.from + (this.value - this.from) * (1 - (1 - t) ** 3);
  }

  tick() {
    const now = performance.now();
    this.running = now - this.startedAt < COUNT_MS;
    setText(this.element, this.words(this.running ? this.shown(now) : this.value));
    if (this.running) requestAnimationFrame(() => this.tick());
  }
}
