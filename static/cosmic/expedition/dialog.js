/** Dialogs that close by Escape, by their cross, and by a press beside them. */

import { icon } from "../lib/icon.js";
import { h } from "../ui/h.js";

/**
 * @param {string} title
 * @param {...import("../ui/h.js").Child} children
 * @returns {HTMLDialogElement} in the page, closed
 */
export function dialog(title, ...children) {
  const id = `dialog-${title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
  const close = h(
    "button",
    { type: "button", class: "tool", "aria-label": "Close", onclick: () => element.close() },
    icon("x"),
  );
  const element = h(
    "dialog",
    { class: "panel sheet-dialog", "aria-labelledby": id },
    h("div", { class: "dialog-head" }, h("h2", { id }, title), close),
    h("div", { class: "dialog-body" }, ...children),
  );
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  document.body.append(element);
  return element;
}

/** One question at a time, before something is lost. */
export class Question {
  constructor() {
    this.words = h("p", {});
    this.yes = h("button", { type: "button", class: "button button-danger" });
    this.no = h("button", { type: "button", class: "button" }, "Keep it");
    this.element = dialog(
      "Are you sure?",
      this.words,
      h("div", { class: "row" }, this.yes, this.no),
    );
    /** @type {(answer: boolean) => void} */
    this.answer = () => {};
    this.yes.addEventListener("click", () => this.settle(true));
    this.no.addEventListener("click", () => this.settle(false));
    this.element.addEventListener("close", () => this.settle(false));
  }

  /**
   * @param {string} words
   * @param {string} yes what the button does
   * @returns {Promise<boolean>}
   */
  ask(words, yes) {
    this.answer(false);
    this.words.textContent = words;
    this.yes.textContent = yes;
    this.element.showModal();
    this.no.focus();
    return new Promise((resolve) => (this.answer = resolve));
  }

  /** @param {boolean} answer */
  settle(answer) {
    const { answer: tell } = this;
    this.answer = () => {};
    if (this.element.open) this.element.close();
    tell(answer);
  }
}
