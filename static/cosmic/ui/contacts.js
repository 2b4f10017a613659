/** What is in sight, in words: how many, and the nearest by kind, name and distance. */

import { distanceWords, kindWord } from "../state/words.js";

const NAMED = 5;

/**
 * @typedef {{kind: string, name: string, distance: number}} Contact
 *
 * @param {Contact[]} contacts in any order; they are sorted
 * @returns {string}
 */
export function contactWords(contacts) {
  contacts.sort((a, b) => a.distance - b.distance);
  const count = contacts.length === 1 ? "One contact" : `${contacts.length || "No"} contacts`;
  const nearest = contacts
    .slice(0, NAMED)
    .map((contact) => `${title(contact)}, ${distanceWords(contact.distance)}`)
    .join("; ");
  return `${count} in sight${nearest ? `, nearest ${nearest}` : ""}.`;
}

/** @param {Contact} contact */
function title({ kind, name }) {
  if (kind === "player_ship") return name;
  return name ? `${kindWord(kind)} ${name}` : kindWord(kind);
}
