/** What the last action told, less what stands on a card of its own. */

/**
 * @param {Pick<import("./types.js").GameState, "last_event" | "current_event" | "active_quest" | "quest_offer">} state
 * @returns {string}
 */
export function newsOf({ last_event, current_event, active_quest, quest_offer }) {
  const told = [
    current_event && `${current_event.title}. ${current_event.text}`,
    current_event?.text,
    quest_offer?.text,
    active_quest?.text,
  ];
  let words = last_event;
  for (const text of told) if (text) words = words.replace(text, "");
  return words.replaceAll(/\s+/g, " ").trim();
}
