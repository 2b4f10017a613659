/** The quest that was taken, or the one that is on offer here. */

import { choiceButton, h, refill } from "../ui/h.js";
import { creditWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").Quest} Quest
 * @typedef {import("./desk.js").Desk} Desk
 */

export class QuestCard {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.body = h("div", { class: "stack" });
    this.root = h("section", { class: "quest-card", "aria-label": "Quest" }, this.body);
  }

  /** @param {GameState} state */
  show(state) {
    const { active_quest: active, quest_offer: offer } = state;
    this.root.hidden = !active && !offer && state.game_over;
    const parts = [];
    if (active) parts.push(this.active(active, state));
    if (offer) parts.push(this.offer(offer, state, active !== null));
    if (parts.length === 0) {
      parts.push(
        h("p", { class: "dim small" }, "No quest. Places with trade offer them now and then."),
      );
    }
    refill(this.body, ...parts);
  }

  /** @param {Quest} quest @param {GameState} state */
  active(quest, state) {
    const left = Math.max(0, quest.deadline - state.turn_count);
    const giver = nameOf(state, quest.giver_node_id);
    return h(
      "div",
      { class: "quest" },
      head(quest, quest.ready ? "ready" : `${quest.done} of ${quest.needed}`),
      h("p", { class: "small" }, quest.text),
      progress(quest),
      h(
        "div",
        { class: "quest-foot" },
        h(
          "p",
          { class: "small dim" },
          [
            quest.target_name,
            giver && `report at ${giver}`,
            `${left} ${left === 1 ? "turn" : "turns"} left`,
          ]
            .filter(Boolean)
            .join(", "),
        ),
        this.button("report", "Report", quest.ready, "It is not done yet.", "button button-small"),
        this.button("abandon", "Give up", true, "", "button button-small button-quiet"),
      ),
    );
  }

  /** @param {Quest} quest @param {GameState} state @param {boolean} busy */
  offer(quest, state, busy) {
    const turns = Math.max(0, quest.deadline - state.turn_count);
    return h(
      "div",
      { class: "quest quest-offer" },
      head(quest, "on offer"),
      h("p", { class: "small" }, quest.text),
      h("p", { class: "small dim" }, `${quest.target_name || "Anywhere"}, within ${turns} turns`),
      h(
        "div",
        { class: "row" },
        this.button(
          "accept",
          "Accept",
          !busy,
          "One quest at a time: report or give up the other.",
          "button button-small",
        ),
      ),
    );
  }

  /**
   * @param {'accept' | 'abandon' | 'report'} step
   * @param {string} words
   * @param {boolean} available
   * @param {string} reason
   * @param {string} className
   */
  button(step, words, available, reason, className) {
    return choiceButton(
      {
        key: `quest-${step}`,
        available,
        reason,
        className,
        onPress: () => void this.desk.act({ action: "quest", quest: step }),
        onRefused: (why) => this.desk.say(why, "warning"),
      },
      words,
    );
  }
}

/** @param {Quest} quest @param {string} stand */
function head(quest, stand) {
  return h(
    "div",
    { class: "quest-head" },
    h("h3", {}, quest.title),
    h("span", { class: "tag" }, stand),
    h("span", { class: "num credit" }, creditWords(quest.reward)),
  );
}

/** @param {Quest} quest */
function progress(quest) {
  const fill = h("span", { class: "bar-fill" });
  fill.style.setProperty("transform", `scaleX(${Math.min(1, quest.done / quest.needed)})`);
  return h("span", { class: "bar-track", "aria-hidden": "true" }, fill);
}

/** @param {GameState} state @param {string} nodeId */
function nameOf(state, nodeId) {
  for (const { nodes } of state.star_map.regions) {
    const found = nodes.find(({ id }) => id === nodeId);
    if (found) return found.name;
  }
  return "";
}
