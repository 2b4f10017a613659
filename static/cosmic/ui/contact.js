/** The card about another pilot: block or hear again, and report to the moderators. */

import { byId, setText } from "./dom.js";
import { refusalWords } from "./refusals.js";

/** @typedef {{id: string, name: string, line: string}} Contact a pilot, and what was said last */

export class ContactCard {
  /**
   * @param {object} options
   * @param {import("../state/company.js").Company} options.company
   * @param {(contact: Contact) => void} options.onBlocked
   * @param {(words: string, tone: 'success' | 'error') => void} options.onWords
   */
  constructor({ company, onBlocked, onWords }) {
    this.company = company;
    this.onBlocked = onBlocked;
    this.onWords = onWords;
    this.dialog = byId("contact", HTMLDialogElement);
    this.title = byId("contact-title", HTMLElement);
    this.words = byId("contact-words", HTMLElement);
    this.blockButton = byId("contact-block", HTMLButtonElement);
    this.form = byId("contact-report", HTMLFormElement);
    this.reason = byId("contact-reason", HTMLInputElement);
    /** @type {Contact | null} */
    this.contact = null;
    byId("contact-close", HTMLButtonElement).addEventListener("click", () => this.dialog.close());
    this.blockButton.addEventListener("click", () => void this.act(() => this.toggle()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.act(() => this.report());
    });
  }

  /** @param {Contact} contact */
  async open(contact) {
    this.contact = contact;
    setText(this.title, contact.name);
    this.reason.value = "";
    this.show();
    this.dialog.showModal();
    await this.act(() => this.company.learn());
    this.show();
  }

  show() {
    const heard = !this.contact || this.company.hears(this.contact.id);
    setText(this.blockButton, heard ? "Block" : "Unblock");
    setText(
      this.words,
      heard
        ? "Block this pilot, and you read nothing of theirs any more, nor does a match seat you together. They are not told."
        : "You read nothing that this pilot says, and no match seats you together.",
    );
  }

  async toggle() {
    const { contact } = this;
    if (!contact) return;
    const blocked = await this.company.toggle(contact.id);
    this.show();
    const words = blocked ? `${contact.name} is blocked.` : `You hear ${contact.name} again.`;
    this.onWords(words, "success");
    if (blocked) this.onBlocked(contact);
    this.dialog.close();
  }

  async report() {
    const { contact } = this;
    const reason = this.reason.value.trim();
    if (!contact || !reason) return;
    await this.company.api.report(contact.id, reason, `chat: ${contact.line}`);
    this.onWords("Thank you. The moderators will read it.", "success");
    this.dialog.close();
  }

  /** @param {() => Promise<void>} work */
  async act(work) {
    try {
      await work();
    } catch (error) {
      this.onWords(refusalWords(error), "error");
    }
  }
}
