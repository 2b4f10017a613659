/** The arithmetic of plots over time: scales, and lines with gaps where nothing was heard. */

const GAP_MS = 3500; // three seconds without a reading break the line
const STEPS_WANTED = 3;
const STEPS = [1, 2, 2.5, 5, 10];

/**
 * @typedef {import("./rooms.js").Sample} Sample
 *
 * @param {number} high what the scale has to reach
 * @returns {number[]} round values from 0, evenly spaced; the last is at least `high`
 */
export function scaleMarks(high) {
  const rough = Math.max(high, 1e-3) / STEPS_WANTED;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((factor) => factor * unit >= rough * 0.999) ?? 10) * unit;
  const count = Math.max(1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(6)));
}

/**
 * @param {Sample[]} samples oldest first
 * @param {(sample: Sample) => number | null} value
 * @param {{from: number, to: number, top: number, width: number, height: number}} frame
 *   milliseconds on the x axis, values from 0 to top on the y axis
 * @returns {string} an SVG path; empty without two neighbours to join
 */
export function linePath(samples, value, { from, to, top, width, height }) {
  let path = "";
  let last = -Infinity;
  for (const sample of samples) {
    const reading = value(sample);
    if (reading === null || sample.at < from) {
      last = -Infinity;
      continue;
    }
    const x = ((sample.at - from) / (to - from)) * width;
    const y = height - (Math.min(reading, top) / top) * height;
    path += `${sample.at - last > GAP_MS ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    last = sample.at;
  }
  return path.includes("L") ? path : "";
}

/**
 * @param {Sample[]} samples oldest first
 * @param {number} at milliseconds
 * @returns {Sample | null} the nearest in time
 */
export function nearestSample(samples, at) {
  let best = null;
  for (const sample of samples) {
    if (!best || Math.abs(sample.at - at) <= Math.abs(best.at - at)) best = sample;
  }
  return best;
}
