/** Playback of recorded pasts: choose one, play it, go anywhere in it, see what happened. */

import { getJson } from "../net/bootstrap.js";
import { amountWords } from "../state/words.js";
import { byId, isTyping, setText } from "../ui/dom.js";
import { h } from "../ui/h.js";
import { PastMap } from "./rewind-map.js";
import { Playback, SPEEDS } from "./rewind-model.js";
import { eventWords } from "./words.js";

const ROOT = "/api/v1/ops/recordings";
const RETRY_MS = 2000; // after the server was busy with other pasts
const EVENTS_SHOWN = 12;
const JUMP_FRAMES = 25; // of Page Up and Page Down: five seconds

/** @typedef {import("./rewind-model.js").Range} Range */

export class Rewind {
  constructor() {
    this.root = byId("rewind", HTMLElement);
    this.ranges = byId("rewind-range", HTMLSelectElement);
    this.slider = byId("rewind-at", HTMLInputElement);
    this.play = byId("rewind-play", HTMLButtonElement);
    this.speed = byId("rewind-speed", HTMLSelectElement);
    this.clock = byId("rewind-clock", HTMLElement);
    this.note = byId("rewind-note", HTMLElement);
    this.checked = byId("rewind-checked", HTMLElement);
    this.events = byId("rewind-events", HTMLElement);
    this.agents = byId("rewind-agent", HTMLSelectElement);
    /** @type {Range[]} */
    this.known = [];
    /** @type {Playback | null} */
    this.past = null;
    this.asking = false;
    this.shown = { tick: -1, frames: 0, events: "", agents: "" };
    this.frame = 0;
    this.since = 0;
    this.map = new PastMap(
      byId("rewind-map", HTMLElement),
      { label: "Map of the past", onAgents: () => this.relist(), onSelect: () => this.relist() },
      { trail: (id) => this.past?.trail(id) ?? [], shots: () => this.past?.shots() ?? [] },
    );
    this.listen();
  }

  listen() {
    byId("rewind-load", HTMLButtonElement).addEventListener("click", () => void this.load());
    this.ranges.addEventListener("change", () => this.open(this.known[Number(this.ranges.value)]));
    this.play.addEventListener("click", () => this.toggle());
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.speed.append(
      ...SPEEDS.map((speed) => h("option", { value: String(speed) }, `${speed}×`)),
    );
    this.speed.value = "1";
    this.speed.addEventListener("change", () => {
      if (this.past) this.past.speed = Number(this.speed.value);
      this.wake();
    });
    this.agents.addEventListener("change", () => {
      this.map.select(this.agents.value);
      this.map.approach();
    });
    byId("rewind-stage", HTMLElement).addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { past } = this;
    const free = !isTyping(event.target) && !(event.target instanceof HTMLButtonElement);
    if (!past || !free || event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, () => void>} */
    const deeds = {
      " ": () => this.toggle(),
      ",": () => past.nudge(-1),
      ".": () => past.nudge(1),
      PageUp: () => past.nudge(-JUMP_FRAMES),
      PageDown: () => past.nudge(JUMP_FRAMES),
      Home: () => past.seek(past.range.first_tick),
      End: () => past.seek(past.range.last_tick),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
    this.wake();
  }

  /** Ask what is recorded; the newest is opened. */
  async load() {
    setText(this.note, "Asking what is recorded.");
    /** @type {{recordings: Range[]}} */
    let answer;
    try {
      answer = await getJson(ROOT, { cache: "no-store" });
    } catch (error) {
      setText(this.note, error instanceof Error ? error.message : String(error));
      return;
    }
    this.known = answer.recordings;
    const newest = this.known.reduce(
      (best, range, n) => (range.ended_at > (this.known[best]?.ended_at ?? "") ? n : best),
      0,
    );
    this.ranges.replaceChildren(
      ...this.known.map((range, n) => h("option", { value: String(n) }, rangeWords(range))),
    );
    this.ranges.disabled = this.known.length === 0;
    if (this.known.length === 0) {
      setText(this.note, "Nothing is recorded yet.");
      return;
    }
    this.ranges.value = String(newest);
    this.open(this.known[newest]);
  }

  /** @param {Range | undefined} range */
  open(range) {
    if (!range) return;
    this.past = new Playback(range);
    this.past.speed = Number(this.speed.value);
    this.map.clear();
    this.slider.min = String(range.first_tick);
    this.slider.max = String(range.last_tick);
    this.shown = { tick: -1, frames: 0, events: "", agents: "" };
    for (const part of [this.slider, this.play, this.speed, this.agents]) part.disabled = false;
    this.wake();
  }

  toggle() {
    const { past } = this;
    if (!past) return;
    if (!past.playing && past.tick >= past.range.last_tick) past.seek(past.range.first_tick);
    past.playing = !past.playing;
    this.wake();
  }

  /** @param {number} tick */
  go(tick) {
    this.past?.seek(tick);
    this.wake();
  }

  /** Go on drawing until nothing moves and nothing is awaited. */
  wake() {
    if (this.frame) return;
    this.since = performance.now();
    this.frame = requestAnimationFrame((now) => this.step(now));
  }

  /** @param {number} now */
  step(now) {
    this.frame = 0;
    const { past } = this;
    if (!past) return;
    past.advance(Math.max(0, now - this.since));
    void this.ask(past);
    this.draw(past);
    if (!past.playing) return;
    this.since = now;
    this.frame = requestAnimationFrame((later) => this.step(later));
  }

  /** @param {Playback} past */
  async ask(past) {
    const question = past.question();
    if (!question || this.asking) return;
    this.asking = true;
    const { from, to, every } = question;
    const query = new URLSearchParams({ from: `${from}`, to: `${to}`, every: `${every}` });
    const address = `${ROOT}/${encodeURIComponent(past.range.system_id)}/frames?${query}`;
    let pause = 0;
    try {
      past.take(await getJson(address, { cache: "no-store" }), question);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code === "SERVER_BUSY" || code === "THROTTLED") pause = RETRY_MS;
      else past.problem = error instanceof Error ? error.message : String(error);
    }
    setTimeout(() => {
      this.asking = false;
      this.wake();
    }, pause);
  }

  /** @param {Playback} past */
  draw(past) {
    const { range } = past;
    const tick = Math.floor(past.tick);
    const frames = past.frames.length;
    setText(this.play, past.playing ? "Pause" : "Play");
    this.play.setAttribute("aria-pressed", String(past.playing));
    if (document.activeElement !== this.slider || past.playing) this.slider.value = String(tick);
    const when = past.when(tick).toLocaleTimeString();
    this.slider.setAttribute("aria-valuetext", `tick ${tick}, ${when}`);
    setText(this.clock, `tick ${amountWords(tick)} of ${amountWords(range.last_tick)} · ${when}`);
    setText(this.note, past.problem || (frames === 0 || past.waits ? "It is executed again…" : ""));
    setText(this.checked, past.compared > 0 ? `${past.compared} hashes are the same` : "");
    this.root.dataset.tick = String(tick);
    const state = past.state();
    if (state && (state.tick !== this.shown.tick || frames !== this.shown.frames)) {
      this.shown.tick = state.tick;
      this.shown.frames = frames;
      this.map.show(state);
    }
    this.tell(past);
  }

  /** @param {Playback} past */
  tell(past) {
    const happened = past.happened(EVENTS_SHOWN);
    const known = happened.map(({ tick, data }) => `${tick}${data.event_type}`).join();
    if (known === this.shown.events) return;
    this.shown.events = known;
    /** @param {string} id */
    const nameOf = (id) => past.agents[id]?.name || id;
    this.events.replaceChildren(
      ...happened.map(({ tick, data }) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "link-button num", onclick: () => this.go(tick) },
            amountWords(tick),
          ),
          ` ${eventWords(data, nameOf)}`,
        ),
      ),
    );
  }

  /** Agents came or went: the list says who can be followed. */
  relist() {
    if (document.activeElement === this.agents) return;
    const agents = this.map.agents.listed();
    const told = agents.map(({ agent_id }) => agent_id).join();
    if (told !== this.shown.agents) {
      this.shown.agents = told;
      this.agents.replaceChildren(
        h("option", { value: "" }, "nobody chosen"),
        ...agents.map(({ agent_id, name, kind }) =>
          h("option", { value: agent_id }, `${name || agent_id}, ${kind}`),
        ),
      );
    }
    this.agents.value = this.map.selected;
  }
}

/** @param {Range} range */
function rangeWords({ system_name, began_at, ended_at, first_tick, last_tick }) {
  const [from, to] = [new Date(began_at), new Date(ended_at)];
  const time = `${from.toLocaleString()} to ${to.toLocaleTimeString()}`;
  return `${system_name}, ${time}, ticks ${amountWords(first_tick)} to ${amountWords(last_tick)}`;
}
