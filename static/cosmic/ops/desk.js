/** The operator's desk: what is heard goes to its place, and what is pressed becomes a command. */

import { outcomeWords, refusalWords } from "./words.js";

const REFRESH_MS = 20_000; // the whole state anew, lest an agent whose end was missed stays
const FORMS = new Set(["add_agent", "modify_agent"]); // what is empty again once it is done

/**
 * What an event says of a room.
 *
 * @type {Record<string, Partial<import("./types.js").Room>>}
 */
const STATE_OF = {
  simulation_started: { state: "live" },
  simulation_stopped: { state: "stopped" },
  simulation_paused: { state: "paused" },
  simulation_resumed: { state: "live" },
  system_moved: {},
  tick_rate_changed: {},
};

/**
 * @typedef {import("../net/messages.js").Envelope} Envelope
 * @typedef {import("./commands.js").Order} Order
 *
 * @typedef {object} Parts
 * @property {import("./line.js").OpsLine} link
 * @property {import("./rooms.js").Rooms} rooms
 * @property {import("./commands.js").Orders} orders
 * @property {import("./log.js").EventLog} log
 * @property {import("./overview.js").Overview} overview
 * @property {import("./rooms-table.js").RoomsTable} table
 * @property {import("./workers-list.js").WorkersList} workers
 * @property {import("./system-view.js").SystemView} view
 * @property {import("./commands-panel.js").CommandsPanel} commands
 * @property {import("./agent-panel.js").AgentPanel} agent
 * @property {import("./log-view.js").LogView} logView
 */

export class Desk {
  /**
   * @param {Parts} parts
   * @param {string} wished id of the system to look into first; empty for the busiest
   */
  constructor(parts, wished) {
    this.parts = parts;
    this.chosen = wished;
    this.live = false;
    this.watchRate = 5;
    this.watched = ""; // system and rate that the server streams to us
    this.askedAt = 0; // when the whole state was asked for
    this.lastTick = { tick: 0, tookMs: 0 };
    this.frame = 0;
    this.refusal = ""; // the last one of a command that nobody pressed
  }

  get map() {
    return this.parts.view.map;
  }

  /** @returns {import("./types.js").Room | undefined} */
  get room() {
    return this.parts.rooms.rooms.get(this.chosen);
  }

  /** What an agent is called. @param {string} id on this socket or on the players' one */
  nameOf(id) {
    const { shown } = this.map.agents;
    const known = shown.get(id)?.agent;
    if (known) return known.name || id;
    for (const { agent } of shown.values()) {
      if (agent.entity_id === id || agent.pilot === id) return agent.name || id;
    }
    return id;
  }

  // -- the line --------------------------------------------------------------------------------

  /** @param {boolean} live */
  online(live) {
    if (live === this.live) return;
    const { orders, commands, agent, log, logView } = this.parts;
    this.live = live;
    this.watched = "";
    if (!live) orders.drop();
    commands.enable(live);
    agent.enable(live);
    const words = live ? "Connected to the control socket." : "The connection was lost.";
    log.add({ at: Date.now(), kind: "line", systemId: "", tick: null, words });
    logView.refresh();
    this.follow();
    this.pulse();
  }

  /** Once a second: what is overdue, and how old the news are. */
  pulse() {
    const { orders, overview, rooms, link } = this.parts;
    orders.sweep();
    overview.line(this.live, performance.now() - rooms.heardAt, link.latencyMs);
    if (this.live && this.watched && performance.now() - this.askedAt > REFRESH_MS) this.askState();
  }

  /** @param {Envelope} message */
  take(message) {
    const { type, payload } = message;
    const order = this.parts.orders.take(message);
    if (type === "rooms") return this.takeRooms(payload);
    const here = payload.system_id === this.chosen;
    if (type === "tick_end") {
      if (here) this.lastTick = { tick: payload.tick, tookMs: payload.duration_ms };
      if (here) this.soon();
    } else if (type === "agent_update") {
      if (here) this.takeAgent(payload);
    } else if (type === "state") {
      if (here) this.takeState(payload);
    } else if (type === "world_event") {
      this.takeEvent(payload, order);
    } else if (type in STATE_OF) {
      this.takeStatus(message, order);
    } else if (type === "error" && !order) {
      this.note(
        "errors",
        payload,
        `${refusalWords(payload.error_message ?? "", payload.code)} (${payload.code})`,
      );
    }
  }

  /** @param {Record<string, any>} payload */
  takeRooms(payload) {
    const { rooms } = this.parts;
    rooms.take(/** @type {any} */ (payload), performance.now());
    if (!this.room) this.choose(rooms.busiest());
    this.follow();
    this.pulse();
    this.draw();
  }

  /** @param {Record<string, any>} payload */
  takeAgent(payload) {
    this.map.update(/** @type {any} */ (payload));
    if (payload.agent_id === this.map.selected) this.soon();
  }

  /** @param {Record<string, any>} payload */
  takeState(payload) {
    this.map.show(/** @type {any} */ (payload));
    this.lastTick = { ...this.lastTick, tick: payload.tick };
    this.draw();
  }

  /** @param {Record<string, any>} payload @param {Order | null} order */
  takeEvent(payload, order) {
    const data = payload.data ?? {};
    const words = outcomeWords({ type: "world_event", payload }, (id) => this.nameOf(id));
    if (!order) this.note("events", payload, words);
    if (data.event_type === "agent_removed" && payload.system_id === this.chosen) {
      const selected = this.map.selected === data.agent_id;
      this.map.remove(data.agent_id);
      if (selected) this.select("");
    }
  }

  /** @param {Envelope} message @param {Order | null} order */
  takeStatus({ type, payload }, order) {
    const { rooms } = this.parts;
    const { system_id, tick_rate } = payload;
    const before = rooms.rooms.get(system_id);
    rooms.patch(system_id, { ...STATE_OF[type], tick_rate });
    const news =
      before?.state !== rooms.rooms.get(system_id)?.state || before?.tick_rate !== tick_rate;
    if (!order && news)
      this.note(
        "events",
        payload,
        outcomeWords({ type, payload }, (id) => id),
      );
    this.follow();
    this.draw();
  }

  /**
   * @param {import("./log.js").LogKind} kind
   * @param {Record<string, any>} payload what it was told by
   * @param {string} words
   */
  note(kind, payload, words) {
    const tick = typeof payload.tick === "number" && payload.tick > 0 ? payload.tick : null;
    this.parts.log.add({ at: Date.now(), kind, systemId: payload.system_id ?? "", tick, words });
    this.parts.logView.refresh();
  }

  // -- one system ------------------------------------------------------------------------------

  /** @param {string} systemId */
  choose(systemId) {
    if (!systemId || (systemId === this.chosen && this.map.state)) return;
    this.chosen = systemId;
    this.lastTick = { tick: 0, tookMs: 0 };
    this.map.clear();
    this.select("");
    history.replaceState(null, "", `#${encodeURIComponent(systemId)}`);
    this.follow();
    this.draw();
    this.parts.logView.refresh();
  }

  /** Have the server stream what is looked at, and nothing else. */
  follow() {
    const { room, live, watchRate } = this;
    const runs = room?.state === "live" || room?.state === "paused";
    const wanted = live && runs && watchRate > 0 ? `${this.chosen} ${watchRate}` : "";
    if (!live || wanted === this.watched) return;
    const [before] = this.watched.split(" ");
    const { orders } = this.parts;
    if (before && before !== wanted.split(" ")[0])
      orders.give("unwatch", before, {}, { quiet: true });
    this.watched = wanted;
    if (!wanted) {
      if (!runs) this.map.clear();
      return;
    }
    orders.give("watch", this.chosen, { agent_rate: watchRate }, { quiet: true });
    this.askState();
  }

  askState() {
    this.askedAt = performance.now();
    this.parts.orders.give("request_state", this.chosen, {}, { quiet: true });
  }

  /** @param {number} rate agents told this often a second; 0 for not at all */
  watch(rate) {
    this.watchRate = rate;
    this.follow();
  }

  /** @param {string} id of an agent, empty for nobody */
  select(id) {
    if (this.map.selected !== id) this.map.select(id);
    this.parts.agent.show(this.map.agents.shown.get(id)?.agent ?? null);
    this.parts.view.relist();
  }

  /** @param {string} type @param {Record<string, unknown>} [payload] */
  command(type, payload = {}) {
    this.parts.orders.give(type, this.chosen, payload);
  }

  /** Something of a command is known. @param {Order} order */
  changed(order) {
    const { commands, orders, log, logView, agent } = this.parts;
    const over = order.state !== "sent" && order.state !== "accepted";
    if (!order.quiet) commands.tell(orders.recent);
    if (order.state === "refused" && order.type === "watch") this.watched = "";
    if (!over || (order.quiet && !this.isNews(order))) return;
    log.add({
      at: Date.now(),
      kind: order.state === "done" ? "commands" : "errors",
      systemId: order.systemId,
      tick: order.tick,
      words: `${order.deed}: ${order.state}. ${order.words}`,
    });
    logView.refresh();
    if (order.state === "done" && FORMS.has(order.type)) {
      agent.done();
      this.map.mark(null);
    }
  }

  /** A refusal of the page's own command, told once however often it is tried. @param {Order} order */
  isNews(order) {
    const before = this.refusal;
    if (order.state === "refused" || order.type === "watch") this.refusal = order.words;
    return order.state === "refused" && order.words !== before;
  }

  // -- drawing ---------------------------------------------------------------------------------

  /** What changes with every tick is drawn once a frame. */
  soon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const { room } = this;
      if (room && this.lastTick.tick > 0) {
        this.parts.view.clock(room, this.lastTick.tick, this.lastTick.tookMs);
      }
      const selected = this.map.agents.shown.get(this.map.selected)?.agent;
      if (selected) this.parts.agent.show(selected);
    });
  }

  /** What changes once a second. */
  draw() {
    const { rooms, overview, table, workers, view, commands } = this.parts;
    overview.show(rooms);
    table.show(rooms, this.chosen);
    workers.show(rooms.workers);
    overview.root.dataset.system = this.chosen;
    const { room } = this;
    if (!room) return;
    view.show(room, rooms.samples.get(this.chosen) ?? [], rooms.heardAt);
    commands.show(room);
    this.soon();
  }
}
