/** Chat: what was said, and a line to say something. */

import { h } from "../../ui/h.js";

/**
 * @typedef {import("../types.js").Shown} Shown
 * @typedef {import("../types.js").Desk} Desk
 * @typedef {{player_id: number, name: string, message: string}} Said
 */

/**
 * How many of the messages are new: the list keeps only the newest, so it is matched from its end.
 *
 * @param {Said[]} messages
 * @param {Said[]} before
 */
export function newMessages(messages, before) {
  const same = (/** @type {Said} */ a, /** @type {Said} */ b) => a.player_id === b.player_id && a.message === b.message && a.name === b.name;
  for (let count = 0; count <= messages.length; count++) {
    const old = messages.slice(0, messages.length - count);
    const tail = before.slice(before.length - old.length);
    if (old.length <= before.length && old.every((said, n) => same(said, tail[n]))) return messages.slice(messages.length - count);
  }
  return messages;
}

export class ChatBoard {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.list = h("ol", { class: "said-list", "aria-label": "Messages", tabindex: 0 });
    this.empty = h("p", { class: "dim" }, "Nobody has said anything yet.");
    this.input = h("input", { id: "say-input", name: "message", maxlength: 1000, autocomplete: "off", required: true });
    this.form = h(
      "form",
      { class: "said-form", onsubmit: (/** @type {SubmitEvent} */ event) => void this.send(event) },
      h("div", { class: "field" }, h("label", { for: "say-input" }, "Message"), this.input),
      h("button", { class: "button button-primary" }, "Send"),
    );
    this.root = h("div", { class: "said" }, this.list, this.empty, this.form);
  }

  /** @param {SubmitEvent} event */
  async send(event) {
    event.preventDefault();
    const message = this.input.value.trim();
    if (message && (await this.desk.move({ message }))) this.input.value = "";
  }

  /** @param {Shown} shown */
  show({ state, me, mayMove, names }) {
    const { messages } = /** @type {{messages: Said[]}} */ (/** @type {unknown} */ (state));
    this.form.hidden = !mayMove;
    this.empty.hidden = messages.length > 0;
    this.list.hidden = messages.length === 0;
    this.list.replaceChildren(
      ...messages.map(({ player_id, name, message }) =>
        h(
          "li",
          { class: "said-line", "data-own": player_id === me },
          h("span", { class: "said-name dim small" }, speaker(name, player_id, names)),
          h("span", { class: "said-words" }, message),
        ),
      ),
    );
    this.list.scrollTop = this.list.scrollHeight;
  }
}

/** @param {string} name @param {number} player @param {string[]} names */
function speaker(name, player, names) {
  return name === `Player ${player + 1}` ? names[player] : name;
}

/** @type {import("../types.js").Teller} */
export const chatTeller = {
  news: ({ state, before, me, names }) =>
    before
      ? newMessages(state.messages, before.messages)
          .filter((said) => said.player_id !== me)
          .map((said) => `${speaker(said.name, said.player_id, names)}: ${said.message}`)
          .join(" ")
      : "",
  ending: () => "The conversation is over.",
  open: "Anybody may speak.",
  resign: "End the conversation",
};
