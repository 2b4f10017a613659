/** A run that is over, flown again: any moment of it, by a slider, step by step, or by itself. */

import { setText } from "../ui/dom.js";
import { icon } from "../lib/icon.js";
import { h } from "../ui/h.js";
import { nameFromId } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").GameAction} GameAction
 *
 * @typedef {object} Moment
 * @property {number} index
 * @property {number} count of the run's actions
 * @property {GameAction | null} action the one that led here
 * @property {GameState} game_state
 *
 * @typedef {object} ReplayHands
 * @property {(runId: number, index: number) => Promise<Moment>} fetchMoment
 * @property {(state: GameState) => void} show
 * @property {(error: unknown) => void} onFailed
 * @property {() => void} onClose
 */

const STEP_MS = 1100;

export class Replay {
  /** @param {ReplayHands} hands */
  constructor(hands) {
    this.hands = hands;
    this.runId = 0;
    this.index = 0;
    this.count = 0;
    this.asked = 0; // the newest question; answers to older ones are late
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.words = h("p", { class: "replay-words small", role: "status" });
    this.place = h("span", { class: "num dim" });
    this.slider = h("input", {
      type: "range",
      min: 0,
      max: 0,
      value: 0,
      "aria-label": "Action of the run",
      oninput: () => void this.go(Number(this.slider.value)),
    });
    this.playing = h("span", {}, "Play");
    this.root = h(
      "section",
      { class: "replay-bar", "aria-label": "Replay", hidden: true },
      this.words,
      h(
        "div",
        { class: "replay-row" },
        tool("arrow-left", "One action back", () => void this.go(this.index - 1)),
        h(
          "button",
          { type: "button", class: "button button-small", onclick: () => this.toggle() },
          this.playing,
        ),
        tool("arrow-right", "One action on", () => void this.go(this.index + 1)),
        this.slider,
        this.place,
        tool("x", "Close the replay", () => this.close()),
      ),
    );
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** @param {number} runId */
  async open(runId) {
    this.runId = runId;
    this.count = 0;
    this.root.hidden = false;
    if (await this.go(0)) this.slider.focus();
    else this.close();
  }

  close() {
    if (!this.isOpen) return;
    this.pause();
    this.asked += 1;
    this.root.hidden = true;
    this.hands.onClose();
  }

  /**
   * @param {number} wanted index of a moment
   * @returns {Promise<boolean>} whether it is what is shown now
   */
  async go(wanted) {
    const index = Math.max(0, this.count > 0 ? Math.min(this.count, wanted) : wanted);
    this.asked += 1;
    const question = this.asked;
    try {
      const moment = await this.hands.fetchMoment(this.runId, index);
      if (question !== this.asked) return true; // a newer one is on its way
      this.show(moment);
      return true;
    } catch (error) {
      if (question === this.asked) this.pause();
      this.hands.onFailed(error);
      return false;
    }
  }

  /** @param {Moment} moment */
  show({ index, count, action, game_state: state }) {
    this.index = index;
    this.count = count;
    this.slider.max = String(count);
    this.slider.value = String(index);
    const deed = action ? nameFromId(String(action.action)) : "The beginning";
    this.slider.setAttribute("aria-valuetext", `${index} of ${count}: ${deed}`);
    setText(this.place, `${index}/${count}`);
    const end =
      index === count && state.ending ? ` ${state.ending.title}. ${state.ending.text}` : "";
    setText(this.words, `${deed}. ${state.last_event}${end}`);
    this.hands.show(state);
  }

  toggle() {
    if (this.timer !== undefined) return this.pause();
    if (this.index >= this.count) this.index = -1;
    setText(this.playing, "Pause");
    this.tick();
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = undefined;
    setText(this.playing, "Play");
  }

  tick() {
    this.timer = setTimeout(async () => {
      const went = await this.go(this.index + 1);
      if (this.timer === undefined) return;
      if (went && this.index < this.count) this.tick();
      else this.pause();
    }, STEP_MS);
  }
}

/** @param {string} name @param {string} words @param {() => void} press */
function tool(name, words, press) {
  return h(
    "button",
    { type: "button", class: "tool", onclick: press, "aria-label": words },
    icon(name),
  );
}
