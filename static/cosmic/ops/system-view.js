/** One system from near: its name and clock, the map with who flies there, and its plots. */

import { byId, setData, setText } from "../ui/dom.js";
import { h, s } from "../ui/h.js";
import { amountWords } from "../state/words.js";
import { SystemMap } from "./map.js";
import { distinctTitles } from "./map-model.js";
import { TickPlots } from "./plots.js";
import { budgetMs } from "./rooms.js";
import { KINDS, SHAPES, pathOf, shapeOf } from "./shapes.js";
import { msWords, rateWords, stateWord } from "./words.js";

/** @type {Record<string, string>} why there is nothing on the map */
const EMPTY = {
  asleep: "Asleep. It wakes when a pilot joins, or when you start it.",
  stopped: "Stopped. Nobody can join until you start it.",
  recovering: "Recovering. Another worker takes it over.",
};

/** @typedef {import("./types.js").Room} Room */

export class SystemView {
  /** @param {import("./map.js").MapListener} listener */
  constructor(listener) {
    this.root = byId("system", HTMLElement);
    this.name = byId("system-name", HTMLElement);
    this.state = byId("system-state", HTMLElement);
    this.tick = byId("system-tick", HTMLElement);
    this.note = byId("map-note", HTMLElement);
    this.legend = byId("legend", HTMLElement);
    this.list = byId("agent-list", HTMLSelectElement);
    this.map = new SystemMap(byId("map", HTMLElement), {
      ...listener,
      onAgents: () => this.relist(),
    });
    this.plots = new TickPlots(byId("plots", HTMLElement));
    this.counts = KINDS.map((kind) => this.legendOf(kind));
    this.listed = "";
    this.list.addEventListener("change", () => {
      this.map.choose(this.list.value);
      this.map.approach();
    });
    this.list.addEventListener("blur", () => this.relist());
    byId("map-in", HTMLButtonElement).addEventListener("click", () => this.map.zoom(1.5));
    byId("map-out", HTMLButtonElement).addEventListener("click", () => this.map.zoom(1 / 1.5));
    byId("map-fit", HTMLButtonElement).addEventListener("click", () => this.map.fit());
  }

  /** @param {import("./types.js").AgentKind} kind @returns {HTMLElement} where their number goes */
  legendOf(kind) {
    const shape = SHAPES[kind];
    const count = h("span", { class: "num" }, "0");
    const drawing = s(
      "svg",
      { class: `shape shape-${shape.colour}`, viewBox: "-10 -10 20 20", "aria-hidden": "true" },
      shape.ring > 0 && s("circle", { r: shape.ring, class: "shape-line" }),
      ...shape.outlines.map((outline) =>
        s("path", { d: pathOf(outline), class: shape.filled ? "shape-fill" : "shape-line" }),
      ),
    );
    this.legend.append(h("li", { "data-kind": kind }, drawing, shape.word, " ", count));
    return count;
  }

  /** @param {Room} room @param {import("./rooms.js").Sample[]} samples @param {number} now */
  show(room, samples, now) {
    this.root.hidden = false;
    setText(this.name, room.name);
    setText(this.state, stateWord(room.state));
    setData(this.state, "state", room.state);
    setText(this.note, this.map.state ? "" : (EMPTY[room.state] ?? "Waiting for the map."));
    this.note.hidden = this.map.state !== null;
    const running = room.state === "live" || room.state === "paused";
    this.plots.show(samples, now, running ? budgetMs(room) : 0);
    if (!running) setText(this.tick, "");
  }

  /** @param {Room} room @param {number} tick @param {number} tookMs */
  clock(room, tick, tookMs) {
    const words = [`tick ${amountWords(tick)}`, rateWords(room.tick_rate), msWords(tookMs)];
    setText(this.tick, words.join(" · "));
  }

  /** Agents came or went. The list is left alone while it is open under somebody's hand. */
  relist() {
    const agents = this.map.agents.listed();
    KINDS.forEach((kind, n) => {
      setText(this.counts[n], String(agents.filter((agent) => agent.kind === kind).length));
    });
    if (document.activeElement === this.list) return;
    const told = JSON.stringify(agents.map(({ agent_id, name, kind }) => [agent_id, name, kind]));
    if (told !== this.listed) {
      this.listed = told;
      const titles = distinctTitles(agents);
      this.list.replaceChildren(
        h("option", { value: "" }, agents.length === 0 ? "nobody is here" : "nobody chosen"),
        ...agents.map((agent, n) =>
          h(
            "option",
            { value: agent.agent_id },
            `${titles[n]}, ${shapeOf(agent.kind).word.toLowerCase()}`,
          ),
        ),
      );
    }
    this.list.value = this.map.selected;
  }
}
