/** Five slots: where each run stood, and what can be done with it. */

import { setText } from "../ui/dom.js";
import { icon } from "../lib/icon.js";
import { h, refill, unseen } from "../ui/h.js";
import { amountWords, creditWords, momentWords } from "./words.js";

/**
 * @typedef {import("./types.js").SaveSlot} SaveSlot
 *
 * @typedef {object} SlotHands what a list of slots needs of the game
 * @property {() => Promise<SaveSlot[]>} list
 * @property {((slot: number) => Promise<unknown>) | null} save null where no run goes on
 * @property {(slot: number) => Promise<unknown>} load
 * @property {(slot: number) => Promise<unknown>} forget
 * @property {(slot: number, text: string) => Promise<unknown>} import
 * @property {(slot: number) => string} exportAddress
 * @property {(words: string, yes: string) => Promise<boolean>} sure
 */

const LARGEST_FILE = 1_000_000; // bytes: no save comes near it

export class SlotList {
  /** @param {SlotHands} hands */
  constructor(hands) {
    this.hands = hands;
    /** @type {SaveSlot[]} */
    this.slots = [];
    this.busy = false;
    this.note = h("p", { class: "slot-note small", role: "status" });
    this.list = h("ol", { class: "slot-cards" });
    this.root = h("div", { class: "stack" }, this.list, this.note);
  }

  /** Ask the server what lies in the slots. */
  async refresh() {
    try {
      this.slots = await this.hands.list();
    } catch (error) {
      return this.say(wordsOf(error), "danger");
    }
    refill(this.list, ...this.slots.map((slot) => this.card(slot)));
  }

  /** @param {string} words @param {'' | 'safe' | 'danger'} tone */
  say(words, tone) {
    setText(this.note, words);
    this.note.dataset.tone = tone;
  }

  /** @param {SaveSlot} entry */
  card({ slot, metadata, is_autosave }) {
    const name = is_autosave ? "Auto-save" : `Slot ${slot}`;
    const full = metadata !== null;
    return h(
      "li",
      { class: "slot-card", "data-slot": slot },
      h(
        "div",
        { class: "slot-words" },
        h("h3", {}, name),
        metadata
          ? h("p", { class: "small" }, `${metadata.location}, turn ${metadata.turn_count}`)
          : h("p", { class: "small dim" }, is_autosave ? "Written with every turn." : "Empty"),
        metadata &&
          h(
            "p",
            { class: "small dim" },
            h("span", { class: "num credit" }, creditWords(metadata.wealth)),
            `, health ${amountWords(metadata.health)}, `,
            h("time", { datetime: metadata.timestamp }, momentWords(metadata.timestamp)),
          ),
      ),
      h(
        "div",
        { class: "slot-deeds" },
        !is_autosave &&
          this.hands.save &&
          this.button(`save-${slot}`, "Save", ` into ${name}`, () => this.save(slot, full)),
        full && this.button(`load-${slot}`, "Load", ` ${name}`, () => this.load(slot)),
        full && this.exporter(slot, name),
        !is_autosave && this.importer(slot, name, full),
        full &&
          !is_autosave &&
          this.button(`delete-${slot}`, icon("trash-2"), `Delete ${name}`, () => this.forget(slot)),
      ),
    );
  }

  /**
   * @param {string} key
   * @param {string | Node} words
   * @param {string} rest of them, for ears
   * @param {() => Promise<void>} press
   */
  button(key, words, rest, press) {
    return h(
      "button",
      {
        type: "button",
        class: "button button-small",
        "data-key": key,
        onclick: () => void press(),
      },
      words,
      unseen(rest),
    );
  }

  /** @param {number} slot @param {string} name */
  exporter(slot, name) {
    const words = `Export ${name} as a file`;
    return h(
      "a",
      {
        class: "button button-small",
        href: this.hands.exportAddress(slot),
        download: "",
        title: words,
      },
      icon("download"),
      unseen(words),
    );
  }

  /** @param {number} slot @param {string} name @param {boolean} full */
  importer(slot, name, full) {
    const field = h("input", {
      type: "file",
      accept: "application/json,.json",
      class: "visually-hidden",
      tabindex: -1,
      "aria-label": `File to import into ${name}`,
      "data-import": slot,
      onchange: () => void this.import(slot, full, field),
    });
    const press = () => Promise.resolve(field.click());
    return h(
      "span",
      {},
      field,
      this.button(`import-${slot}`, "Import", ` a file into ${name}`, press),
    );
  }

  // -- deeds -------------------------------------------------------------------------------------

  /** @param {number} slot @param {boolean} full */
  async save(slot, full) {
    const sure =
      !full ||
      (await this.hands.sure(
        `Slot ${slot} holds another run, which this one replaces.`,
        "Replace it",
      ));
    const { save } = this.hands;
    if (sure && save) await this.run(() => save(slot), `Saved into slot ${slot}.`);
  }

  /** @param {number} slot */
  async load(slot) {
    const words =
      "The run that goes on now is lost unless it is saved. A loaded run is not ranked.";
    if (!(await this.hands.sure(words, "Load"))) return;
    await this.run(() => this.hands.load(slot), "Loaded.");
  }

  /** @param {number} slot */
  async forget(slot) {
    if (!(await this.hands.sure(`Slot ${slot} is emptied for good.`, "Delete"))) return;
    await this.run(() => this.hands.forget(slot), `Slot ${slot} is empty.`);
  }

  /** @param {number} slot @param {boolean} full @param {HTMLInputElement} field */
  async import(slot, full, field) {
    const file = field.files?.[0];
    if (!file) return;
    if (file.size > LARGEST_FILE) return this.say("That file is too large to be a save.", "danger");
    if (
      full &&
      !(await this.hands.sure(
        `Slot ${slot} holds another run, which the file replaces.`,
        "Replace it",
      ))
    )
      return;
    const text = await file.text();
    field.value = ""; // the same file can be chosen again
    await this.run(() => this.hands.import(slot, text), `The file is in slot ${slot} now.`);
  }

  /** @param {() => Promise<unknown>} deed @param {string} done */
  async run(deed, done) {
    if (this.busy) return;
    this.busy = true;
    this.say("", "");
    try {
      await deed();
      await this.refresh(); // so that the slots show it before it is said
      this.say(done, "safe");
    } catch (error) {
      this.say(wordsOf(error), "danger");
    } finally {
      this.busy = false;
    }
  }
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error && error.message ? error.message : "That did not work. Try again.";
}
