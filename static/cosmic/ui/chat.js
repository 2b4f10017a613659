/** Chat: lines that fade while one flies, a field that takes the keys while one types. */

import { byId, make, setData, setText } from "./dom.js";

const MOST = 60;
const STAY_MS = 12_000;

/** @typedef {'system' | 'local'} Channel */

export class Chat {
  /**
   * @param {object} options
   * @param {(channel: Channel, text: string) => void} options.onSend
   * @param {() => void} options.onClose the keys are free again
   * @param {(contact: import("./contact.js").Contact) => void} options.onName the name before a
   *   line was chosen
   * @param {() => string} options.me the id of this pilot
   */
  constructor({ onSend, onClose, onName, me }) {
    this.root = byId("chat", HTMLElement);
    this.lines = byId("chat-lines", HTMLElement);
    this.form = byId("chat-form", HTMLFormElement);
    this.field = byId("chat-text", HTMLInputElement);
    this.channelButton = byId("chat-channel", HTMLButtonElement);
    this.onClose = onClose;
    this.onName = onName;
    this.me = me;
    /** @type {Channel} */
    this.channel = "system";
    this.channelButton.addEventListener("click", () => {
      this.setChannel(this.channel === "system" ? "local" : "system");
      this.field.focus();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.field.value.trim();
      if (text) onSend(this.channel, text);
      this.field.value = "";
      this.close();
    });
  }

  get isOpen() {
    return !this.form.hidden;
  }

  /** @param {Channel} channel */
  setChannel(channel) {
    this.channel = channel;
    setText(this.channelButton, channel);
    this.channelButton.setAttribute("aria-label", `Channel: ${channel}. Press to change.`);
  }

  open() {
    this.form.hidden = false;
    setData(this.root, "open", "true");
    this.field.focus();
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  close() {
    if (!this.isOpen) return;
    this.form.hidden = true;
    setData(this.root, "open", "");
    this.field.blur();
    this.onClose();
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** @param {import("../net/messages.js").ChatMessage} message */
  show({ channel, from, text }) {
    const line = make("p", `chat-${channel}`);
    line.dataset.from = from.player_id;
    line.append(this.author(from, text), document.createTextNode(` ${text}`));
    this.lines.append(line);
    while (this.lines.children.length > MOST) this.lines.firstElementChild?.remove();
    this.lines.scrollTop = this.lines.scrollHeight;
    setTimeout(() => line.classList.add("fading"), STAY_MS);
  }

  /** @param {string} id of a player whose lines are to go */
  forget(id) {
    for (const line of [...this.lines.children]) {
      if (line instanceof HTMLElement && line.dataset.from === id) line.remove();
    }
  }

  /**
   * @param {{player_id: string, name: string}} from
   * @param {string} text
   */
  author({ player_id: id, name }, text) {
    if (id === this.me()) return make("span", "chat-from", name);
    const button = make("button", "chat-from", name);
    button.type = "button";
    button.setAttribute("aria-label", `${name}: block or report`);
    button.addEventListener("click", () => this.onName({ id, name, line: text }));
    return button;
  }
}
