/** Yahtzee's score sheet: what five dice would bring, and where they may be written down. */

/** @typedef {Record<string, number | null>} Card */

export const UPPER = ["ones", "twos", "threes", "fours", "fives", "sixes"];
export const LOWER = ["three of a kind", "four of a kind", "full house", "small straight", "large straight", "yahtzee", "chance"];
export const CATEGORIES = [...UPPER, ...LOWER];

/** @param {number[]} dice @returns {number[]} how often each face lies there, from one to six */
function counts(dice) {
  return [1, 2, 3, 4, 5, 6].map((face) => dice.filter((die) => die === face).length);
}

/** @param {number[]} dice @param {number} length */
function hasRun(dice, length) {
  const faces = counts(dice).map((count) => (count > 0 ? "x" : " ")).join("");
  return faces.includes("x".repeat(length));
}

/** @param {Card} card @param {number[]} dice */
export function isJoker(card, dice) {
  return new Set(dice).size === 1 && card.yahtzee !== null;
}

/**
 * What five dice bring there, before any bonus.
 *
 * @param {string} category
 * @param {number[]} dice
 * @param {boolean} [joker]
 */
export function points(category, dice, joker = false) {
  const sum = dice.reduce((total, die) => total + die, 0);
  const most = Math.max(...counts(dice));
  switch (category) {
    case "three of a kind":
      return most >= 3 ? sum : 0;
    case "four of a kind":
      return most >= 4 ? sum : 0;
    case "full house":
      return joker || counts(dice).filter(Boolean).sort().join() === "2,3" ? 25 : 0;
    case "small straight":
      return joker || hasRun(dice, 4) ? 30 : 0;
    case "large straight":
      return joker || hasRun(dice, 5) ? 40 : 0;
    case "yahtzee":
      return most === dice.length ? 50 : 0;
    case "chance":
      return sum;
    default: {
      const face = UPPER.indexOf(category) + 1;
      return face * dice.filter((die) => die === face).length;
    }
  }
}

/** @param {Card} card @param {number[]} dice @returns {string[]} */
export function openCategories(card, dice) {
  const free = CATEGORIES.filter((category) => card[category] === null);
  if (!isJoker(card, dice)) return free;
  const own = UPPER[dice[0] - 1];
  if (free.includes(own)) return [own];
  const lower = free.filter((category) => LOWER.includes(category));
  return lower.length ? lower : free;
}

/**
 * By category what writing it down now would bring; empty before the first roll.
 *
 * @param {Card} card
 * @param {number[]} dice
 * @returns {Map<string, number>}
 */
export function offers(card, dice) {
  if (dice.includes(0)) return new Map();
  const joker = isJoker(card, dice);
  return new Map(openCategories(card, dice).map((category) => [category, points(category, dice, joker)]));
}
