/** What the state of the line means here: a word while it is lost, and when it is tried again. */

import { setText } from "./dom.js";

/** @typedef {import("../net/connection.js").LinkStatus} LinkStatus */

const QUIET_MS = 1500; // a line that comes at once says nothing

export class LinkLine {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} words
   * @param {HTMLButtonElement} button
   * @param {() => void} onRetry
   */
  constructor(root, words, button, onRetry) {
    this.root = root;
    this.words = words;
    this.onRetry = onRetry;
    this.reload = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.button = button;
    button.addEventListener("click", () => (this.reload ? location.reload() : this.onRetry()));
  }

  /** @param {LinkStatus} status */
  show({ state, message, retryInMs }) {
    clearTimeout(this.timer);
    if (state === "live" || state === "closed") {
      this.root.hidden = true;
      return;
    }
    if (state === "connecting") {
      if (this.root.hidden)
        this.timer = setTimeout(() => this.say("Connecting to the live line.", ""), QUIET_MS);
      return;
    }
    this.reload = state !== "waiting";
    if (this.reload) return this.say(message || "The live line is closed.", "Load again");
    this.count(message || "The connection was lost.", Date.now() + retryInMs);
  }

  /** @param {string} words @param {number} until */
  count(words, until) {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    this.say(
      seconds > 0 ? `${words} Trying again in ${seconds} s.` : `${words} Trying again.`,
      "Try now",
    );
    if (seconds > 0) this.timer = setTimeout(() => this.count(words, until), 500);
  }

  /** @param {string} words @param {string} button */
  say(words, button) {
    setText(this.words, words);
    setText(this.button, button);
    this.button.hidden = button === "";
    this.root.hidden = false;
  }
}
