/** The control room's wiring: every collaborator is named here, and started. */

import { fetchBootstrap } from "../net/bootstrap.js";
import { openPageSocket } from "../net/page-socket.js";
import { byId } from "../ui/dom.js";
import { Toasts } from "../ui/feed.js";
import { LinkLine } from "../ui/linkline.js";
import { AgentPanel } from "./agent-panel.js";
import { CommandsPanel } from "./commands-panel.js";
import { Orders } from "./commands.js";
import { Confirm } from "./confirm.js";
import { Desk } from "./desk.js";
import { OpsLine } from "./line.js";
import { LogView } from "./log-view.js";
import { EventLog } from "./log.js";
import { title } from "./map-model.js";
import { Overview } from "./overview.js";
import { Rewind } from "./rewind.js";
import { RoomsTable } from "./rooms-table.js";
import { Rooms } from "./rooms.js";
import { SystemView } from "./system-view.js";
import { stopWords } from "./words.js";
import { WorkersList } from "./workers-list.js";

const PULSE_MS = 1000;

const root = byId("ops", HTMLElement);
const { bootstrap = "", socket = "", leaseLapsesS = "" } = root.dataset;
const toasts = new Toasts(byId("toasts", HTMLElement));
const confirm = new Confirm();
const rooms = new Rooms(Number(leaseLapsesS));
const log = new EventLog();

const link = new OpsLine(
  { bootstrap: () => fetchBootstrap(bootstrap), openSocket: openPageSocket },
  socket,
);
const orders = new Orders({
  send: (type, payload) => link.send(type, payload),
  onChange: (order) => desk.changed(order),
  nameOf: (id) => desk.nameOf(id),
});

const view = new SystemView({
  onSelect: (id) => desk.select(id),
  onPoint: (point) => desk.parts.agent.place(point),
});
/** @type {Desk} */
const desk = new Desk(
  {
    link,
    rooms,
    orders,
    log,
    overview: new Overview(),
    table: new RoomsTable(byId("rooms", HTMLTableElement), (systemId) => look(systemId)),
    workers: new WorkersList(byId("workers", HTMLElement), byId("workers-none", HTMLElement)),
    view,
    commands: new CommandsPanel({
      onCommand: (type, payload) => desk.command(type, payload),
      onStop: () => void stop(),
      onWatch: (rate) => desk.watch(rate),
    }),
    agent: new AgentPanel({
      onAdd: (payload) => desk.command("add_agent", payload),
      onChange: (payload) => desk.command("modify_agent", payload),
      onDelete: (agent) => void remove(agent),
      onNone: () => desk.select(""),
      isTaken: (id) => view.map.agents.shown.has(id),
    }),
    logView: new LogView(log, {
      system: () => root.dataset.system ?? "",
      say: (words, tone) => toasts.say(words, tone),
    }),
  },
  decodeURIComponent(location.hash.slice(1)),
);
const linkLine = new LinkLine(
  byId("link", HTMLElement),
  byId("link-words", HTMLElement),
  byId("link-button", HTMLButtonElement),
  () => link.retryNow(),
);

/** @param {string} systemId */
function look(systemId) {
  desk.choose(systemId);
  const section = byId("system", HTMLElement);
  if (matchMedia("(max-width: 899px)").matches) section.scrollIntoView({ block: "start" });
  desk.draw();
}

async function stop() {
  const { room } = desk;
  if (room && (await confirm.ask(stopWords(room), "Stop it"))) desk.command("stop");
}

/** @param {import("./types.js").Agent} agent */
async function remove(agent) {
  const sure = await confirm.ask(`Delete ${title(agent)}? It is gone at once.`, "Delete it");
  if (sure) desk.command("delete_agent", { agent_id: agent.agent_id });
}

link.on("status", (status) => {
  linkLine.show(status);
  desk.online(status.state === "live");
});
link.on("message", (message) => desk.take(message));
window.addEventListener("online", () => link.retryNow());
window.addEventListener("hashchange", () => look(decodeURIComponent(location.hash.slice(1))));
window.addEventListener("pagehide", () => link.stop());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) link.start();
});
setInterval(() => desk.pulse(), PULSE_MS);
new Rewind();
link.start();
