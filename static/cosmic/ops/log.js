/** What happened, in the order in which it was told: bounded, filtered, still while it is read. */

/**
 * @typedef {'commands' | 'errors' | 'events' | 'line'} LogKind
 *
 * @typedef {object} LogEntry
 * @property {number} id growing
 * @property {number} at Unix epoch milliseconds
 * @property {LogKind} kind
 * @property {string} systemId empty where it is of no system
 * @property {number | null} tick
 * @property {string} words
 *
 * @typedef {object} LogFilter
 * @property {Set<LogKind>} kinds
 * @property {string} systemId empty for all
 * @property {string} text what the words contain; empty for all
 */

export const MOST = 500;

export class EventLog {
  constructor() {
    /** @type {LogEntry[]} oldest first */
    this.entries = [];
    /** @type {LogEntry[] | null} what there was when the reader stopped it */
    this.held = null;
    /** @type {LogFilter} */
    this.filter = {
      kinds: new Set(["commands", "errors", "events", "line"]),
      systemId: "",
      text: "",
    };
    this.next = 1;
    this.stoppedAt = 0; // the first id that came after the reader stopped it
  }

  /** @param {Omit<LogEntry, 'id'>} entry */
  add(entry) {
    this.entries.push({ id: this.next++, ...entry });
    if (this.entries.length > MOST) this.entries.splice(0, this.entries.length - MOST);
  }

  /** @param {boolean} on */
  pause(on) {
    this.held = on ? [...this.entries] : null;
    this.stoppedAt = this.next;
  }

  /** How many came since the reader stopped it. */
  get waiting() {
    return this.held ? this.next - this.stoppedAt : 0;
  }

  clear() {
    this.entries = [];
    if (this.held) this.pause(true);
  }

  /** @returns {LogEntry[]} newest first */
  shown() {
    const { kinds, systemId, text } = this.filter;
    const wanted = text.toLowerCase();
    return (this.held ?? this.entries)
      .filter(
        (entry) =>
          kinds.has(entry.kind) &&
          (!systemId || !entry.systemId || entry.systemId === systemId) &&
          (!wanted || entry.words.toLowerCase().includes(wanted)),
      )
      .reverse();
  }

  /** @returns {string} what is shown as lines of text, oldest first */
  text() {
    return this.shown()
      .reverse()
      .map(({ at, kind, systemId, tick, words }) =>
        [new Date(at).toISOString(), kind, systemId || "-", tick ?? "-", words].join("\t"),
      )
      .join("\n");
  }
}
