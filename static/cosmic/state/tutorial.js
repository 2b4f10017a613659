/** The first flight in seven steps; each is over once it was done, not read. */

/**
 * What the instruments say.
 *
 * @typedef {object} Reading
 * @property {number} thrust 0..1
 * @property {number} speed units/s
 * @property {number} heading radians
 * @property {string | null} dockedAt
 * @property {number} load of the hold
 * @property {number} credits
 * @property {string} course the chosen place, or ''
 *
 * @typedef {'thrust' | 'turn' | 'dock' | 'buy' | 'undock' | 'course' | 'sell'} Step
 */

/** @type {readonly Step[]} */
export const STEPS = Object.freeze(["thrust", "turn", "dock", "buy", "undock", "course", "sell"]);

const MOVING = 15; // units/s
const TURNED = 0.7; // radians

export class Tutorial {
  /** @param {number} step how many steps were done before */
  constructor(step) {
    this.index = Number.isInteger(step) ? Math.min(STEPS.length, Math.max(0, step)) : 0;
    /** @type {Reading | null} */
    this.before = null;
    this.turned = 0;
    this.boughtAt = "";
  }

  /** @returns {Step | null} what is to be done now, null when all is done */
  get step() {
    return STEPS[this.index] ?? null;
  }

  skip() {
    this.index = STEPS.length;
  }

  /**
   * @param {Reading} now
   * @returns {boolean} whether a step was done
   */
  observe(now) {
    const before = this.before ?? now;
    this.before = now;
    this.turned += Math.abs(Math.sin((now.heading - before.heading) / 2)) * 2;
    if (now.load > before.load && now.dockedAt) this.boughtAt = now.dockedAt;
    if (!this.done(before, now)) return false;
    this.index += 1;
    this.turned = 0;
    return true;
  }

  /**
   * @param {Reading} before
   * @param {Reading} now
   */
  done(before, now) {
    switch (this.step) {
      case "thrust":
        return now.dockedAt !== null || (now.thrust > 0 && now.speed > MOVING);
      case "turn":
        return now.dockedAt !== null || this.turned > TURNED;
      case "dock":
        return now.dockedAt !== null;
      case "buy":
        return now.load > 0;
      case "undock":
        return now.dockedAt === null;
      case "course":
        return now.course !== "" && now.course !== this.boughtAt;
      case "sell":
        return (
          now.dockedAt !== null &&
          now.dockedAt !== this.boughtAt &&
          now.load < before.load &&
          now.credits > before.credits
        );
      default:
        return false;
    }
  }
}
