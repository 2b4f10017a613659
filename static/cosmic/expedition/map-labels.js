/** Where the names on the map go, so that none lies on another. */

/**
 * @typedef {object} Wanted
 * @property {string} id
 * @property {number} x the place's middle, pixels
 * @property {number} y
 * @property {number} width of the words, pixels
 * @property {number} height of one line, pixels
 * @property {number} gap from the middle to the words
 *
 * @typedef {{id: string, x: number, y: number, anchor: 'start' | 'middle' | 'end'}} Placed
 *
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 */

/**
 * @param {Wanted[]} wanted the most important first; who finds no room goes without
 * @param {Box[]} taken what must stay free
 * @param {{width: number, height: number}} field
 * @returns {Placed[]}
 */
export function placeLabels(wanted, taken, field) {
  const boxes = [...taken];
  const placed = [];
  for (const label of wanted) {
    const fit = sides(label).find(
      ({ box }) =>
        box.left >= 2 &&
        box.right <= field.width - 2 &&
        box.top >= 2 &&
        box.bottom <= field.height - 2 &&
        !boxes.some((other) => touch(other, box)),
    );
    if (!fit) continue;
    boxes.push(fit.box);
    placed.push({ id: label.id, x: fit.x, y: fit.y, anchor: fit.anchor });
  }
  return placed;
}

/**
 * @param {Wanted} label
 * @returns {{x: number, y: number, anchor: Placed["anchor"], box: Box}[]} right, left, below, above
 */
function sides({ x, y, width, height, gap }) {
  const half = height / 2;
  return [
    side(x + gap, y, "start", x + gap, x + gap + width),
    side(x - gap, y, "end", x - gap - width, x - gap),
    side(x, y + gap + half, "middle", x - width / 2, x + width / 2),
    side(x, y - gap - half, "middle", x - width / 2, x + width / 2),
  ];

  /**
   * @param {number} atX
   * @param {number} atY the line's middle
   * @param {Placed["anchor"]} anchor
   * @param {number} left
   * @param {number} right
   */
  function side(atX, atY, anchor, left, right) {
    return { x: atX, y: atY, anchor, box: { left, right, top: atY - half, bottom: atY + half } };
  }
}

/** @param {Box} a @param {Box} b */
function touch(a, b) {
  return a.left < b.right + 3 && b.left < a.right + 3 && a.top < b.bottom && b.top < a.bottom;
}
