/** One question before something that pilots feel. */

import { byId, setText } from "../ui/dom.js";

export class Confirm {
  constructor() {
    this.dialog = byId("confirm", HTMLDialogElement);
    this.words = byId("confirm-words", HTMLElement);
    this.yes = byId("confirm-yes", HTMLButtonElement);
    this.no = byId("confirm-no", HTMLButtonElement);
    this.yes.addEventListener("click", () => this.dialog.close("yes"));
    this.no.addEventListener("click", () => this.dialog.close("no"));
  }

  /**
   * @param {string} words
   * @param {string} yes what the button does
   * @returns {Promise<boolean>}
   */
  ask(words, yes) {
    setText(this.words, words);
    setText(this.yes, yes);
    this.dialog.returnValue = "no";
    this.dialog.showModal();
    this.no.focus();
    return new Promise((resolve) => {
      const close = () => resolve(this.dialog.returnValue === "yes");
      this.dialog.addEventListener("close", close, { once: true });
    });
  }
}
