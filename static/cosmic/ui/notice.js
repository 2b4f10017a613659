/** What stands between the pilot and the flight: connecting, lost, flown from elsewhere. */

import { byId, setText } from "./dom.js";

export class Notice {
  /** @param {{onButton: () => void}} options */
  constructor({ onButton }) {
    this.root = byId("notice", HTMLElement);
    this.words = byId("notice-words", HTMLElement);
    this.button = byId("notice-button", HTMLButtonElement);
    this.button.addEventListener("click", onButton);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  hide() {
    clearTimeout(this.timer);
    this.root.hidden = true;
  }

  /**
   * @param {string} words
   * @param {string} [button] what it does; none without a word
   */
  show(words, button = "") {
    clearTimeout(this.timer);
    setText(this.words, words);
    this.button.hidden = button === "";
    setText(this.button, button);
    this.root.hidden = false;
  }

  /**
   * Only when it lasts: a page that connects at once says nothing.
   *
   * @param {string} words
   * @param {number} ms
   */
  showAfter(words, ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(words), ms);
  }

  /**
   * A line with the seconds until the next try.
   *
   * @param {string} words
   * @param {number} ms
   */
  countDown(words, ms) {
    const until = Date.now() + ms;
    const step = () => {
      const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
      this.show(`${words} Trying again in ${seconds} s.`, "Try now");
      if (Date.now() < until) this.timer = setTimeout(step, 500);
    };
    if (ms < 1200) this.show(`${words} Coming back.`);
    else step();
  }
}
