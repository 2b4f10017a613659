/** The expedition's wiring: every collaborator is named here, and started. */

import { fetchBootstrap } from "../net/bootstrap.js";
import { openPageSocket } from "../net/page-socket.js";
import { byId } from "../ui/dom.js";
import { Toasts } from "../ui/feed.js";
import { ExpeditionApi } from "./api.js";
import { CargoPanel } from "./cargo.js";
import { Deck } from "./deck.js";
import { dialog, Question } from "./dialog.js";
import { EndingPage } from "./ending.js";
import { EventCard } from "./event-card.js";
import { FightScreen } from "./fight.js";
import { FittingPanel } from "./fitting.js";
import { Game, refusal } from "./game.js";
import { Head } from "./head.js";
import { LinkLine } from "../ui/linkline.js";
import { ExpeditionLine } from "./live.js";
import { StarMap } from "./map.js";
import { MarketPanel } from "./market.js";
import { Opening } from "./opening.js";
import { outsideReadings } from "./outside.js";
import { PlaceCard } from "./place-card.js";
import { PlacesList } from "./places-list.js";
import { QuestCard } from "./quest-card.js";
import { ShipCard } from "./readings.js";
import { RecordPanel } from "./record.js";
import { Replay } from "./replay.js";
import { SlotList } from "./saves.js";
import { ShipyardPanel } from "./shipyard.js";
import { ExpeditionStore } from "./store.js";

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
/** @param {string} id */
const button = (id) => byId(id, HTMLButtonElement);

const root = element("expedition");
const { bootstrap = "", api: apiRoot = "", daily: dailyId = "" } = root.dataset;
const api = new ExpeditionApi({ root: apiRoot });
const store = new ExpeditionStore();
const corner = element("toasts");
root.append(corner);
const toasts = new Toasts(corner);
const said = element("said"); // what happens, for ears; eyes have the cards
const record = new RecordPanel();
const question = new Question();

const line = new ExpeditionLine(
  { bootstrap: () => fetchBootstrap(bootstrap), openSocket: openPageSocket },
  {
    onState: (state) => game.take(state),
    onEvent: (event) => game.hear(event),
    onGone: () => {
      toasts.say("This expedition is no longer there.", "warning");
      view("opening");
    },
    onStatus: (status) => {
      link.show(status);
      if (status.state !== "live") return;
      game.chronicle.forget();
      void game.refresh();
    },
  },
);
const link = new LinkLine(element("link"), element("link-words"), button("link-button"), () =>
  line.retryNow(),
);

const game = new Game({
  api,
  store,
  line,
  toast: (words, tone) => toasts.say(words, tone),
  tell: (words) => {
    record.note(words);
    fight.note(words);
    said.textContent = words;
  },
  onBusy: (busy) => root.toggleAttribute("data-busy", busy),
});
const { desk } = game;
const fly = (/** @type {string} */ id) => void game.fly(id);

// -- the map and what lies over it -----------------------------------------------------------------

const places = new PlacesList({
  onFly: fly,
  onShow: (id) => {
    showList(false);
    map.step(id);
  },
});
const placeCard = new PlaceCard(desk, fly);
const map = new StarMap({
  host: element("chart"),
  onChoose: () => showPlace(),
  onFly: fly,
});
const fight = new FightScreen(desk);
const eventCard = new EventCard(desk);
eventCard.onDone = fight.onDone = () => map.focusHere();
element("stage").append(placeCard.root, places.root, eventCard.root, fight.root);
new ResizeObserver(() => map.leaveFree(placeCard.root.offsetHeight + 24)).observe(placeCard.root);

function showPlace() {
  if (store.state) placeCard.show(game.currentChart?.places.get(map.chosen) ?? null, store.state);
}

/** @param {boolean} on */
function showList(on) {
  places.root.hidden = !on;
  button("list-button").setAttribute("aria-pressed", String(on));
  if (on) places.root.querySelector("button")?.focus();
}

game.chartViews.push((chart, state) => {
  map.show(chart, `${state.session_id} ${state.created_at}`);
  places.show(chart);
  showPlace();
});

// -- panels ----------------------------------------------------------------------------------------

const ship = new ShipCard();
const quest = new QuestCard(desk);
const cargo = new CargoPanel(desk, () => api.cargo(game.sessionId));
const market = new MarketPanel(desk);
const fitting = new FittingPanel(desk, () => api.mods(game.sessionId));
const shipyard = new ShipyardPanel(desk);
element("deck-ship").append(ship.root, quest.root);
const deck = new Deck({
  root,
  tabs: element("tabs"),
  panels: element("panels"),
  cargo: cargo.root,
  market: market.root,
  yard: [fitting.root, shipyard.root],
  record: record.root,
});

// -- saves, the end, the opening -------------------------------------------------------------------

/** @param {boolean} playing */
const slotHands = (playing) => ({
  list: () => api.saves(),
  save: playing ? (/** @type {number} */ slot) => api.save(slot, game.sessionId) : null,
  load: async (/** @type {number} */ slot) => {
    await game.load(slot);
    savesDialog.close();
    view("game");
  },
  forget: (/** @type {number} */ slot) => api.forget(slot),
  import: (/** @type {number} */ slot, /** @type {string} */ text) => api.import(slot, text),
  exportAddress: (/** @type {number} */ slot) => api.exportAddress(slot),
  sure: (/** @type {string} */ words, /** @type {string} */ yes) => question.ask(words, yes),
});
const slots = new SlotList(slotHands(true));
const savesDialog = dialog("Saves", slots.root);
const openingSlots = new SlotList(slotHands(false));
element("opening-slots").append(openingSlots.root);

function showSaves() {
  slots.say("", "");
  void slots.refresh();
  savesDialog.showModal();
}

const ending = new EndingPage({
  copy: async (address) => {
    await navigator.clipboard.writeText(address).then(
      () => toasts.say("The link is in your clipboard.", "success"),
      () => toasts.say(address),
    );
  },
  again: () => view("opening"),
  saves: showSaves,
  watch: (state) => void watchAgain(state),
});
root.append(ending.root);

const opening = new Opening(
  {
    root: element("opening"),
    goOn: element("go-on"),
    form: byId("new-run", HTMLFormElement),
    note: element("opening-note"),
    daily: button("daily-button"),
    dailyWords: element("daily-words"),
  },
  {
    open: async (session) => {
      await game.open(session);
      view("game");
    },
    begin: async (session, wish) => {
      await game.begin(session, wish);
      record.clear();
      view("game");
    },
    sure: (words, yes) => question.ask(words, yes),
  },
  dailyId,
);

/** @param {'opening' | 'game'} name */
function view(name) {
  root.dataset.view = name;
  document.body.dataset.view = name;
  element("opening").hidden = name !== "opening";
  element("game").hidden = name !== "game";
  if (name === "game") return map.resize();
  ending.root.hidden = true;
  if (store.state) opening.note(store.state);
  void openingSlots.refresh();
}

const head = new Head(element);
const told = [head, ship, quest, eventCard, fight]; // what a replay shows, too
game.views.push(
  ...told,
  cargo,
  market,
  fitting,
  shipyard,
  record,
  ending,
  deck,
  outsideReadings(root),
);

const replay = new Replay({
  fetchMoment: (runId, index) => api.moment(runId, index),
  show: (state) => {
    replaying(true);
    view("game");
    const shown = { ...state, game_over: false }; // its end is told in words
    for (const part of told) part.show(shown);
    fight.note(state.last_event);
    game.showChart(shown, []);
  },
  onFailed: (error) => toasts.say(refusal(error), "error"),
  onClose: () => {
    replaying(false);
    if (!store.state) return view("opening");
    for (const part of told) part.show(store.state);
    ending.show(store.state);
    game.chart();
  },
});
element("stage").append(replay.root);

/** @param {boolean} on */
function replaying(on) {
  game.replaying = on;
  root.toggleAttribute("data-replay", on);
  if (on) ending.root.hidden = true;
}

/** The newest of one's own runs that ended as this one did. @param {import("./types.js").GameState} state */
async function watchAgain(state) {
  try {
    const found = (await api.runs()).find(
      ({ turns, score, wealth }) =>
        turns === state.turn_count && score === state.score && wealth === state.player_stats.wealth,
    );
    if (found) await replay.open(found.id);
    else toasts.say("The record of this run is not there.", "warning");
  } catch (error) {
    toasts.say(refusal(error), "error");
  }
}

button("saves-button").addEventListener("click", showSaves);
button("leave-button").addEventListener("click", () => {
  replay.close();
  view("opening");
});
button("list-button").addEventListener("click", () => showList(places.root.hidden));
button("zoom-in").addEventListener("click", () => map.zoom(1.3));
button("zoom-out").addEventListener("click", () => map.zoom(1 / 1.3));
button("zoom-all").addEventListener("click", () => map.fit());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !places.root.hidden) showList(false);
});
window.addEventListener("online", () => line.retryNow());

store.on("state", () => replay.close()); // what happens now comes first
const { replayRun: asked = "" } = root.dataset;
if (asked) void replay.open(Number(asked));
opening.show(JSON.parse(element("sessions").textContent ?? "[]"));
void openingSlots.refresh();
