/** The price of the chosen good over the last day, as one small line. */

import { byId, make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 200;
const HEIGHT = 28;
const MARGIN = 3;
const FRESH_MS = 60_000; // prices move once a minute

/**
 * @typedef {import("../net/messages.js").PricePoint} PricePoint
 * @typedef {(stationId: string, commodityId: string) => Promise<PricePoint[]>} FetchHistory
 */

/**
 * @param {PricePoint[]} points oldest first
 * @param {number} width
 * @param {number} height
 * @returns {string} the points of a polyline; empty for fewer than two moments
 */
export function linePoints(points, width, height) {
  const times = points.map(({ at }) => Date.parse(at));
  const span = times.length > 1 ? times[times.length - 1] - times[0] : 0;
  if (!(span > 0)) return "";
  const prices = points.map(({ buy }) => buy);
  const low = Math.min(...prices);
  const range = Math.max(...prices) - low;
  return points
    .map(({ buy }, i) => {
      const x = ((times[i] - times[0]) / span) * width;
      const share = range > 0 ? (buy - low) / range : 0.5;
      const y = height - MARGIN - share * (height - 2 * MARGIN);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}

/**
 * @param {PricePoint[]} points
 * @returns {string}
 */
export function trendWords(points) {
  const prices = points.map(({ buy }) => buy);
  return `${Math.min(...prices)} to ${Math.max(...prices)}`;
}

export class Sparkline {
  /** @param {FetchHistory} fetchHistory */
  constructor(fetchHistory) {
    this.fetchHistory = fetchHistory;
    this.root = byId("trade-trend", HTMLElement);
    /** @type {Map<string, {at: number, points: PricePoint[]}>} */
    this.known = new Map();
    this.wanted = "";
  }

  /**
   * @param {string} stationId
   * @param {string} commodityId
   */
  async show(stationId, commodityId) {
    const key = `${stationId} ${commodityId}`;
    if (key !== this.wanted) this.root.hidden = true;
    this.wanted = key;
    const known = this.known.get(key);
    if (known && performance.now() - known.at < FRESH_MS) return this.draw(known.points);
    try {
      const points = await this.fetchHistory(stationId, commodityId);
      this.known.set(key, { at: performance.now(), points });
      if (this.wanted === key) this.draw(points);
    } catch {
      // a market without a past is still a market
    }
  }

  /** @param {PricePoint[]} points */
  draw(points) {
    const line = linePoints(points, WIDTH, HEIGHT);
    this.root.hidden = line === "";
    if (!line) return;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const drawn = document.createElementNS(SVG, "polyline");
    drawn.setAttribute("points", line);
    svg.append(drawn);
    const words = make("span", "dim small", "Buy price, last day: ");
    words.append(make("span", "num", trendWords(points)));
    this.root.replaceChildren(svg, words);
  }
}
