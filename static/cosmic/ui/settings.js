/** What a pilot sets for themselves, kept in this browser: keys, sound, the mouse. */

import {
  ACTIONS,
  ACTION_WORDS,
  defaultBindings,
  keyWords,
  readBindings,
  rebound,
} from "./bindings.js";
import { byId, make, setText } from "./dom.js";
import { recall, remember } from "./memory.js";

/** @typedef {import("./bindings.js").Action} Action */

export class Settings {
  /**
   * @param {object} options
   * @param {(volume: number) => void} options.onVolume 0..1
   * @param {() => void} options.onKeys bindings have changed
   */
  constructor({ onVolume, onKeys }) {
    this.onKeys = onKeys;
    this.bindings = readBindings(recall("keys", {}));
    this.volume = recall("volume", 0.4);
    this.mouseSteers = recall("mouse", true);
    this.dialog = byId("settings", HTMLDialogElement);
    this.list = byId("settings-keys", HTMLElement);
    this.hint = byId("settings-hint", HTMLElement);
    /** Which key is being chosen. @type {{action: Action, slot: number} | null} */
    this.waiting = null;
    this.listen(onVolume);
  }

  /** @param {(volume: number) => void} onVolume */
  listen(onVolume) {
    const slider = byId("volume", HTMLInputElement);
    slider.value = String(Math.round(this.volume * 100));
    slider.addEventListener("input", () => {
      this.volume = Number(slider.value) / 100;
      remember("volume", this.volume);
      onVolume(this.volume);
    });
    const mouse = byId("mouse-steering", HTMLInputElement);
    mouse.checked = this.mouseSteers;
    mouse.addEventListener("change", () => {
      this.mouseSteers = mouse.checked;
      remember("mouse", this.mouseSteers);
    });
    byId("settings-close", HTMLButtonElement).addEventListener("click", () => this.dialog.close());
    byId("settings-reset", HTMLButtonElement).addEventListener("click", () => {
      this.setBindings(defaultBindings());
    });
    this.dialog.addEventListener("keydown", (event) => this.onKeydown(event));
    this.dialog.addEventListener("close", () => (this.waiting = null));
  }

  open() {
    this.showKeys();
    this.dialog.showModal();
  }

  /** @param {import("./bindings.js").Bindings} bindings */
  setBindings(bindings) {
    this.bindings = bindings;
    remember("keys", bindings);
    this.waiting = null;
    this.showKeys();
    this.onKeys();
  }

  showKeys() {
    this.list.replaceChildren();
    for (const action of ACTIONS) {
      const keys = make("dd");
      for (const slot of [0, 1]) keys.append(this.keyButton(action, slot));
      this.list.append(make("dt", "", ACTION_WORDS[action]), keys);
    }
    setText(
      this.hint,
      this.waiting
        ? `Press the key for: ${ACTION_WORDS[this.waiting.action].toLowerCase()}.`
        : "Choose a key, then press the new one. Escape keeps the old one.",
    );
  }

  /**
   * @param {Action} action
   * @param {number} slot
   */
  keyButton(action, slot) {
    const code = this.bindings[action][slot];
    const waiting = this.waiting?.action === action && this.waiting.slot === slot;
    const words = waiting ? "…" : code ? keyWords(code) : "–";
    const button = make("button", "key-button", words);
    button.type = "button";
    button.dataset.slot = `${action}-${slot}`;
    button.setAttribute("aria-pressed", String(waiting));
    button.setAttribute(
      "aria-label",
      `${ACTION_WORDS[action]}, key ${slot + 1}: ${code ? keyWords(code) : "none"}`,
    );
    button.addEventListener("click", () => {
      this.waiting = { action, slot };
      this.refocus(`${action}-${slot}`);
    });
    return button;
  }

  /** @param {KeyboardEvent} event */
  onKeydown(event) {
    if (!this.waiting) return;
    event.preventDefault();
    event.stopPropagation();
    const { action, slot } = this.waiting;
    this.waiting = null;
    if (event.code !== "Escape") this.setBindings(rebound(this.bindings, action, slot, event.code));
    this.refocus(`${action}-${slot}`);
  }

  /** @param {string} slot */
  refocus(slot) {
    this.showKeys();
    const button = this.list.querySelector(`[data-slot="${slot}"]`);
    if (button instanceof HTMLElement) button.focus();
  }
}
