/** The opening screen: go on, begin anew, fly today's run, or load a slot. */

import { onSubmit, setText } from "../ui/dom.js";
import { h, refill } from "../ui/h.js";
import { amountWords, creditWords, momentWords } from "./words.js";

/**
 * @typedef {import("./api.js").NewRun} NewRun
 *
 * @typedef {object} Session a run of this player, as the page got it from the server
 * @property {string} session_id
 * @property {string} difficulty
 * @property {number} turn_count
 * @property {number} wealth
 * @property {boolean} game_over
 * @property {boolean} victory
 * @property {string | null} daily
 * @property {string} last_activity
 *
 * @typedef {object} OpeningParts elements of the template
 * @property {HTMLElement} root
 * @property {HTMLElement} goOn
 * @property {HTMLFormElement} form
 * @property {HTMLElement} note
 * @property {HTMLButtonElement} daily
 * @property {HTMLElement} dailyWords
 */

const MAIN = "default";

export class Opening {
  /**
   * @param {OpeningParts} parts
   * @param {object} hands
   * @param {(session: string) => Promise<void>} hands.open
   * @param {(session: string, wish: NewRun) => Promise<void>} hands.begin
   * @param {(words: string, yes: string) => Promise<boolean>} hands.sure
   * @param {string} dailyId the session of today's run
   */
  constructor(parts, hands, dailyId) {
    this.parts = parts;
    this.hands = hands;
    this.dailyId = dailyId;
    /** @type {Map<string, Session>} */
    this.sessions = new Map();
    this.busy = false;
    onSubmit(parts.form, () => this.begin());
    parts.daily.addEventListener("click", () => void this.daily());
  }

  /** @param {Session[]} sessions */
  show(sessions) {
    this.sessions = new Map(sessions.map((session) => [session.session_id, session]));
    const main = this.sessions.get(MAIN);
    refill(this.parts.goOn, ...(main && !main.game_over ? this.continuation(main) : []));
    this.parts.goOn.hidden = !main || main.game_over;
    const today = this.sessions.get(this.dailyId);
    setText(
      this.parts.daily,
      today ? (today.game_over ? "See how it ended" : "Fly on today") : "Fly today's run",
    );
    setText(this.parts.dailyWords, dailyWords(today));
  }

  /** What has happened in the game meanwhile. @param {import("./types.js").GameState} state */
  note(state) {
    this.sessions.set(state.session_id, {
      session_id: state.session_id,
      difficulty: state.difficulty,
      turn_count: state.turn_count,
      wealth: state.player_stats.wealth,
      game_over: state.game_over,
      victory: state.victory,
      daily: state.daily,
      last_activity: state.last_activity,
    });
    this.show([...this.sessions.values()]);
  }

  /** @param {Session} main */
  continuation(main) {
    return [
      h(
        "button",
        {
          type: "button",
          class: "button button-primary button-large",
          id: "continue",
          onclick: () => void this.run(() => this.hands.open(MAIN)),
        },
        "Continue",
      ),
      h(
        "p",
        { class: "dim" },
        `Turn ${amountWords(main.turn_count)}, `,
        h("span", { class: "num credit" }, creditWords(main.wealth)),
        `, ${main.difficulty}, last flown ${momentWords(main.last_activity)}.`,
      ),
    ];
  }

  async begin() {
    const main = this.sessions.get(MAIN);
    if (main && !main.game_over) {
      const words = `Your run at turn ${main.turn_count} ends here unless it lies in a save slot.`;
      if (!(await this.hands.sure(words, "Begin anew"))) return;
    }
    const fields = new FormData(this.parts.form);
    const seed = String(fields.get("seed") ?? "").trim();
    const difficulty = String(fields.get("difficulty") ?? "medium");
    await this.run(() =>
      this.hands.begin(MAIN, { force_new: true, difficulty, ...(seed ? { seed } : {}) }),
    );
  }

  /** One try a day: begun before, it is gone on with. */
  daily() {
    if (this.sessions.has(this.dailyId)) return this.run(() => this.hands.open(this.dailyId));
    return this.run(() => this.hands.begin(this.dailyId, { force_new: false, daily: true }));
  }

  /** @param {() => Promise<void>} deed */
  async run(deed) {
    if (this.busy) return;
    this.busy = true;
    setText(this.parts.note, "");
    try {
      await deed();
    } catch (error) {
      setText(
        this.parts.note,
        error instanceof Error ? error.message : "That did not work. Try again.",
      );
    } finally {
      this.busy = false;
    }
  }
}

/** @param {Session | undefined} today */
function dailyWords(today) {
  if (!today) return "The same sky for every pilot until midnight UTC, medium, one try each.";
  if (today.game_over)
    return `Flown: ${creditWords(today.wealth)} after ${today.turn_count} turns.`;
  return `Under way: turn ${today.turn_count}, ${creditWords(today.wealth)}.`;
}
