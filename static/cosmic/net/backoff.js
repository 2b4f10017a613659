/** How long to wait before the next try to connect. */

const FIRST_MS = 500;
const CEILING_MS = 15_000;

/**
 * Exponential, with full jitter above a small floor, so that a thousand browsers that lost the
 * same server do not come back in the same moment.
 *
 * @param {number} attempt 0 for the first try after a loss
 * @param {() => number} random uniform in [0, 1)
 * @returns {number} milliseconds
 */
export function backoffDelay(attempt, random) {
  const ceiling = Math.min(CEILING_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling * (0.25 + 0.75 * random());
}
