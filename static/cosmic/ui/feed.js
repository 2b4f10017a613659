/** The last few events; each stays a while and fades. */

import { make } from "./dom.js";

const MOST = 4;
const STAY_MS = 9000;
const FADE_MS = 1300;

/** @typedef {'' | 'safe' | 'warn' | 'danger'} Tone */

export class Feed {
  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
  }

  /**
   * @param {string} words
   * @param {Tone} [tone]
   */
  say(words, tone = "") {
    const line = make("p", "", words);
    if (tone) line.dataset.tone = tone;
    this.list.append(line);
    while (this.list.children.length > MOST) this.list.firstElementChild?.remove();
    setTimeout(() => line.classList.add("fading"), STAY_MS);
    setTimeout(() => line.remove(), STAY_MS + FADE_MS);
  }
}

const TOAST_MS = 5000;

/** Results and refusals, in the page's corner for them. */
export class Toasts {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
  }

  /**
   * @param {string} words
   * @param {'success' | 'warning' | 'error' | ''} [tone]
   */
  say(words, tone = "") {
    const toast = make("div", tone ? `toast toast-${tone}` : "toast", words);
    for (const other of [...this.host.children]) if (other.textContent === words) other.remove();
    this.host.append(toast);
    while (this.host.children.length > 3) this.host.firstElementChild?.remove();
    setTimeout(() => toast.remove(), TOAST_MS);
  }
}
