/** Numbers and ids in words. The rules, and the words for them, are the server's. */

import { amountWords, nameFromId, sentence } from "../state/words.js";

export { amountWords, nameFromId, sentence };

/** @param {number} credits such as 1240 @returns {string} such as `1,240 cr` */
export function creditWords(credits) {
  return `${amountWords(credits)} cr`.replace("-", "−");
}

/** @param {number} chance 0..1 @returns {string} such as `70 %` */
export function percentWords(chance) {
  return `${Math.round(chance * 100)} %`;
}

/** @param {number} units @returns {string} at most one decimal: `4`, `4.8` */
export function unitWords(units) {
  return (Math.round(units * 10) / 10).toLocaleString("en-US", { maximumFractionDigits: 1 });
}

/** @param {number} level 0..1 @returns {{words: string, tone: '' | 'safe' | 'warn' | 'danger'}} */
export function dangerWords(level) {
  const tone = level < 0.2 ? "safe" : level < 0.35 ? "warn" : "danger";
  return { words: `danger ${percentWords(level)}`, tone };
}

/** @param {Record<string, number>} cost @returns {string} such as `120 cr, 5 fuel` */
export function costWords(cost) {
  return Object.entries(cost)
    .map(([name, amount]) => {
      if (name === "credits" || name === "wealth") return creditWords(amount);
      const words = nameFromId(name).toLowerCase();
      return `${unitWords(amount)} ${words}`;
    })
    .join(", ");
}

/** @param {Record<string, number>} effects of a modification @returns {string} */
export function effectWords(effects) {
  return Object.entries(effects)
    .map(
      ([name, amount]) => `${EFFECTS[name] ?? nameFromId(name).toLowerCase()} ${by(name, amount)}`,
    )
    .join(", ");
}

/** @type {Record<string, string>} */
const EFFECTS = { max_hp: "hull", cargo_capacity: "hold", hull_repair: "repairs a turn" };
const FACTORS = new Set(["fuel_efficiency", "mining_yield", "scan_bonus"]);

/** @param {string} name @param {number} amount */
function by(name, amount) {
  if (FACTORS.has(name)) return `× ${amount}`;
  return amount > 0 ? `+${unitWordsFine(amount)}` : `−${unitWordsFine(-amount)}`;
}

/** @param {number} amount */
function unitWordsFine(amount) {
  return amount.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** @param {string} moment ISO 8601 @param {Date} [now] @returns {string} `today 14:05`, `12 Nov` */
export function momentWords(moment, now = new Date()) {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return "";
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === now.toDateString()) return `today ${time}`;
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return `${day} ${time}`;
}
