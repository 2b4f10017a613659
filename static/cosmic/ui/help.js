/** The card that says how to fly. It does not stop the flight. */

import { ACTIONS, ACTION_WORDS, keyWords } from "./bindings.js";
import { byId, make } from "./dom.js";

export class HelpCard {
  /** @param {() => import("./bindings.js").Bindings} bindings */
  constructor(bindings) {
    this.bindings = bindings;
    this.root = byId("help", HTMLElement);
    this.keys = byId("help-keys", HTMLElement);
    this.button = byId("help-close", HTMLButtonElement);
    this.button.addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.root.hidden;
  }

  open() {
    const bindings = this.bindings();
    this.keys.replaceChildren();
    for (const action of ACTIONS) {
      const keys = make("dd");
      for (const code of bindings[action]) keys.append(make("kbd", "", keyWords(code)));
      this.keys.append(make("dt", "", ACTION_WORDS[action]), keys);
    }
    this.root.hidden = false;
    this.button.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    this.root.hidden = true;
    this.button.blur();
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }
}
