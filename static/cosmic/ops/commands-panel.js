/** Buttons and forms for a system as a whole, and what came of them. */

import { byId, setText } from "../ui/dom.js";
import { h } from "../ui/h.js";
import { tickRate } from "./agent-model.js";
import { orderWords } from "./commands.js";
import { rateWords } from "./words.js";

const SHOWN = 4;

/**
 * @typedef {import("./types.js").Room} Room
 * @typedef {import("./commands.js").Order} Order
 *
 * @typedef {object} CommandsListener
 * @property {(type: string, payload?: Record<string, unknown>) => void} onCommand
 * @property {() => void} onStop it is asked for; nobody has been asked whether they are sure
 * @property {(rate: number) => void} onWatch agents told this often a second; 0 for not at all
 */

export class CommandsPanel {
  /** @param {CommandsListener} listener */
  constructor(listener) {
    this.listener = listener;
    this.fields = byId("commands", HTMLFieldSetElement);
    this.rate = byId("rate", HTMLInputElement);
    this.rateError = byId("rate-error", HTMLElement);
    this.orders = byId("orders", HTMLElement);
    this.said = byId("orders-said", HTMLElement);
    this.buttons = {
      start: byId("do-start", HTMLButtonElement),
      pause: byId("do-pause", HTMLButtonElement),
      resume: byId("do-resume", HTMLButtonElement),
      move: byId("do-move", HTMLButtonElement),
      stop: byId("do-stop", HTMLButtonElement),
    };
    const { start, pause, resume, move, stop } = this.buttons;
    start.addEventListener("click", () => this.start());
    pause.addEventListener("click", () => listener.onCommand("pause"));
    resume.addEventListener("click", () => listener.onCommand("resume"));
    move.addEventListener("click", () => listener.onCommand("move_system"));
    stop.addEventListener("click", () => listener.onStop());
    byId("do-state", HTMLButtonElement).addEventListener("click", () =>
      listener.onCommand("request_state"),
    );
    byId("rate-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const rate = this.wantedRate();
      if (rate !== null) listener.onCommand("set_tick_rate", { tick_rate: rate });
    });
    const watch = byId("watch-rate", HTMLSelectElement);
    watch.addEventListener("change", () => listener.onWatch(Number(watch.value)));
  }

  /** A rate that was filled in is the one to start with. */
  start() {
    if (this.rate.value.trim() === "") return this.listener.onCommand("start");
    const rate = this.wantedRate();
    if (rate !== null) this.listener.onCommand("start", { tick_rate: rate });
  }

  /** @returns {number | null} null when what stands there is none; it is said beside it */
  wantedRate() {
    const wanted = tickRate(this.rate.value);
    const fault = "error" in wanted ? wanted.error : "";
    setText(this.rateError, fault);
    this.rate.toggleAttribute("aria-invalid", fault !== "");
    if (!("error" in wanted)) return wanted.rate;
    this.rate.focus();
    return null;
  }

  /** @param {boolean} on commands can be sent */
  enable(on) {
    this.fields.disabled = !on;
  }

  /** @param {Room} room offer what makes sense in its state */
  show({ state, tick_rate }) {
    const { start, pause, resume, move, stop } = this.buttons;
    const runs = state === "live" || state === "paused";
    this.offer(start, !runs);
    this.offer(pause, state !== "paused" && runs);
    this.offer(resume, state === "paused");
    this.offer(move, runs);
    stop.disabled = state === "stopped";
    this.rate.placeholder = runs ? `now ${rateWords(tick_rate)}` : "0.1 to 100";
  }

  /**
   * A button that goes away hands the focus on to the one that comes.
   *
   * @param {HTMLButtonElement} button
   * @param {boolean} on
   */
  offer(button, on) {
    const held = document.activeElement === button && !on;
    button.hidden = !on;
    if (!held) return;
    const next = Object.values(this.buttons).find((other) => !other.hidden && !other.disabled);
    next?.focus();
  }

  /** @param {Order[]} recent newest first */
  tell(recent) {
    const shown = recent.slice(0, SHOWN);
    this.orders.replaceChildren(
      ...shown.map((order) =>
        h(
          "li",
          { "data-state": order.state, "data-type": order.type, "data-code": order.code || null },
          orderWords(order),
        ),
      ),
    );
    const last = shown[0];
    if (last && last.state !== "sent" && last.state !== "accepted")
      setText(this.said, orderWords(last));
  }
}
