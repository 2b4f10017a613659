/** The first flight's card: one sentence at a time, gone for good when done or skipped. */

import { STEPS, Tutorial } from "../state/tutorial.js";
import { keyWords } from "./bindings.js";
import { byId, setData, setText } from "./dom.js";
import { recall, remember } from "./memory.js";

/**
 * @typedef {import("../state/tutorial.js").Step} Step
 * @typedef {import("./bindings.js").Action} Action
 *
 * @param {Step} step
 * @param {boolean} touch whether thumbs fly
 * @param {(action: Action) => string} key what is printed on the key of an action
 * @returns {string}
 */
export function stepWords(step, touch, key) {
  switch (step) {
    case "thrust":
      return touch ? "Hold the rocket with your right thumb." : `Hold ${key("thrust")} to thrust.`;
    case "turn":
      return touch
        ? "Point with your left thumb where the bow is to turn."
        : `Turn with ${key("left")} and ${key("right")}.`;
    case "dock":
      return touch
        ? "Fly to the station, let go early to slow down, and tap Dock inside its dashed circle."
        : `Fly to the station, let go early to slow down, and press ${key("dock")} inside its dashed circle.`;
    case "buy":
      return "Buy something that sells for more elsewhere: the last column says where.";
    case "undock":
      return touch ? "The hold has its cargo. Tap Undock." : `Undock with ${key("dock")}.`;
    case "course":
      return touch
        ? "Tap the place at the foot until it names the station that pays more."
        : `Press ${key("course")} until the foot names the station that pays more.`;
    case "sell":
      return "Follow the arrow, dock there and sell.";
  }
}

export class TutorialCard {
  /**
   * @param {object} options
   * @param {() => import("./bindings.js").Bindings} options.bindings
   * @param {() => import("../state/tutorial.js").Reading} options.read
   * @param {(words: string) => void} options.onDone
   */
  constructor({ bindings, read, onDone }) {
    this.bindings = bindings;
    this.read = read;
    this.onDone = onDone;
    this.cockpit = byId("cockpit", HTMLElement);
    this.root = byId("tutorial", HTMLElement);
    this.count = byId("tutorial-count", HTMLElement);
    this.words = byId("tutorial-words", HTMLElement);
    const flown = recall("helped", false) ? STEPS.length : 0;
    this.tutorial = new Tutorial(recall("tutorial", flown));
    this.stored = -1; // the step that the browser remembers
    this.skipButton = byId("tutorial-skip", HTMLButtonElement);
    this.skipButton.addEventListener("click", () => {
      this.tutorial.skip();
      this.skipButton.blur();
      this.show();
    });
  }

  /** Some ten times a second, while one flies or is docked. */
  update() {
    if (!this.tutorial.step) return;
    const done = this.tutorial.observe(this.read());
    if (done && !this.tutorial.step) this.onDone("That was a whole trade run. Good flights.");
    this.show();
  }

  show() {
    const { step, index } = this.tutorial;
    if (index !== this.stored) remember("tutorial", (this.stored = index));
    this.root.hidden = step === null;
    setData(this.cockpit, "tutorial", step ?? "");
    if (!step) return;
    const bindings = this.bindings();
    const key = (/** @type {Action} */ action) => {
      const [code] = bindings[action];
      return code ? keyWords(code) : "its key";
    };
    setText(this.count, `First flight, ${index + 1} of ${STEPS.length}`);
    setText(this.words, stepWords(step, this.cockpit.dataset.touch === "true", key));
  }
}
