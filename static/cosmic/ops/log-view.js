/** The log on the page: filters, holding still, copying. Lines that stay keep their elements. */

import { byId, setText } from "../ui/dom.js";
import { h } from "../ui/h.js";

/**
 * @typedef {import("./log.js").EventLog} EventLog
 * @typedef {import("./log.js").LogEntry} LogEntry
 * @typedef {import("./log.js").LogKind} LogKind
 */

export class LogView {
  /**
   * @param {EventLog} log
   * @param {object} hands
   * @param {() => string} hands.system the one that is looked into
   * @param {(words: string, tone: 'success' | 'warning') => void} hands.say
   */
  constructor(log, { system, say }) {
    this.log = log;
    this.system = system;
    this.say = say;
    this.list = byId("log", HTMLElement);
    this.count = byId("log-count", HTMLElement);
    this.empty = byId("log-empty", HTMLElement);
    this.scroll = byId("log-scroll", HTMLElement);
    this.text = byId("log-text", HTMLInputElement);
    this.here = byId("log-here", HTMLInputElement);
    this.pause = byId("log-pause", HTMLButtonElement);
    /** @type {Map<number, HTMLElement>} */
    this.lines = new Map();
    this.waiting = false;
    this.listen();
    this.show();
  }

  listen() {
    for (const box of document.querySelectorAll("input[data-kind]")) {
      if (!(box instanceof HTMLInputElement)) continue;
      const kind = /** @type {LogKind} */ (box.dataset.kind);
      box.addEventListener("change", () => {
        if (box.checked) this.log.filter.kinds.add(kind);
        else this.log.filter.kinds.delete(kind);
        this.show();
      });
    }
    this.text.addEventListener("input", () => {
      this.log.filter.text = this.text.value.trim();
      this.show();
    });
    this.here.addEventListener("change", () => this.show());
    this.pause.addEventListener("click", () => this.hold(this.log.held === null));
    byId("log-clear", HTMLButtonElement).addEventListener("click", () => {
      this.log.clear();
      this.show();
    });
    byId("log-copy", HTMLButtonElement).addEventListener("click", () => void this.copy());
  }

  /** @param {boolean} on */
  hold(on) {
    this.log.pause(on);
    this.pause.setAttribute("aria-pressed", String(on));
    setText(this.pause, on ? "Go on" : "Hold still");
    this.show();
  }

  /** Something was added: it is drawn soon, however much comes at once. */
  refresh() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.show();
    });
  }

  show() {
    this.log.filter.systemId = this.here.checked ? this.system() : "";
    const entries = this.log.shown();
    this.draw(entries);
    this.empty.hidden = entries.length > 0;
    this.scroll.hidden = entries.length === 0;
    const { waiting } = this.log;
    const lines = entries.length === 1 ? "1 line" : `${entries.length} lines`;
    setText(this.count, this.log.held ? `${lines}, held still; ${waiting} new` : lines);
  }

  /** @param {LogEntry[]} entries newest first */
  draw(entries) {
    const wanted = new Set(entries.map(({ id }) => id));
    for (const [id, line] of this.lines) {
      if (wanted.has(id)) continue;
      line.remove();
      this.lines.delete(id);
    }
    /** @type {Element | null} */
    let there = this.list.firstElementChild;
    for (const entry of entries) {
      const line = this.lines.get(entry.id);
      if (line && line === there) {
        there = there.nextElementSibling;
        continue;
      }
      const made = line ?? this.line(entry);
      this.lines.set(entry.id, made);
      this.list.insertBefore(made, there);
    }
  }

  /** @param {LogEntry} entry */
  line({ at, kind, systemId, tick, words }) {
    const time = new Date(at);
    return h(
      "li",
      { "data-kind": kind },
      h(
        "time",
        { class: "num dim", datetime: time.toISOString() },
        time.toLocaleTimeString("en-GB"),
      ),
      h("span", { class: "log-kind", "aria-hidden": "true" }),
      h("span", { class: "log-words" }, words),
      h(
        "span",
        { class: "mono dim log-where" },
        [systemId, tick === null ? "" : `tick ${tick}`].filter(Boolean).join(", "),
      ),
    );
  }

  async copy() {
    const text = this.log.text();
    try {
      await navigator.clipboard.writeText(text);
      this.say("The log is copied.", "success");
    } catch {
      getSelection()?.selectAllChildren(this.list); // a page without the right to copy by itself
      this.say("The log is marked: copy it with your keys.", "warning");
    }
  }
}
