/** The outline around points: a convex hull, and whether something lies in it. */

/** @typedef {{x: number, y: number}} Point */

/** @param {Point} o @param {Point} a @param {Point} b */
function turn(o, a, b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/**
 * Andrew's monotone chain.
 *
 * @param {Point[]} points
 * @returns {Point[]} corners in order; the points themselves when there are fewer than three
 */
export function convexHull(points) {
  if (points.length < 3) return [...points];
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (/** @type {Point[]} */ row) => {
    /** @type {Point[]} */
    const chain = [];
    for (const point of row) {
      while (
        chain.length > 1 &&
        turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0
      ) {
        chain.pop();
      }
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** @param {Point[]} hull of at least three corners @param {Point} point */
export function inside(hull, point) {
  if (hull.length < 3) return false;
  const sides = hull.map((corner, n) => turn(corner, hull[(n + 1) % hull.length], point));
  return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
}
