import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { installDom } from "./support/dom.mjs";
import {
  endedState,
  eventState,
  fightState,
  sampleCargo,
  sampleMods,
  sampleState,
} from "./support/expedition.mjs";
import { settled } from "./support/socket.mjs";

installDom();
const { CargoPanel } = await import("../../static/cosmic/expedition/cargo.js");
const { takes } = await import("../../static/cosmic/expedition/drag.js");
const { EndingPage } = await import("../../static/cosmic/expedition/ending.js");
const { EventCard } = await import("../../static/cosmic/expedition/event-card.js");
const { FightScreen } = await import("../../static/cosmic/expedition/fight.js");
const { FittingPanel } = await import("../../static/cosmic/expedition/fitting.js");
const { hasGlyph } = await import("../../static/cosmic/expedition/glyphs.js");
const { chartOf } = await import("../../static/cosmic/expedition/map-model.js");
const { MarketPanel } = await import("../../static/cosmic/expedition/market.js");
const { PlaceCard } = await import("../../static/cosmic/expedition/place-card.js");
const { PlacesList } = await import("../../static/cosmic/expedition/places-list.js");
const { QuestCard } = await import("../../static/cosmic/expedition/quest-card.js");
const { levelTone, ShipCard } = await import("../../static/cosmic/expedition/readings.js");
const { RecordPanel } = await import("../../static/cosmic/expedition/record.js");
const { SlotList } = await import("../../static/cosmic/expedition/saves.js");
const { ShipyardPanel } = await import("../../static/cosmic/expedition/shipyard.js");
const { sampleOptions } = await import("./support/expedition.mjs");

/** @type {any[]} */
let done = [];
/** @type {string[]} */
let said = [];
const desk = {
  act: async (/** @type {any} */ action) => (done.push(action), true),
  say: (/** @type {string} */ words) => void said.push(words),
};

beforeEach(() => {
  done = [];
  said = [];
  installDom();
});

/** The light document's elements stand in for the real ones. @param {any} element @returns {import("./support/dom.mjs").Element} */
const light = (element) => element;
/** @param {any} host @param {string} key */
const keyed = (host, key) => light(host).querySelector(`[data-key="${key}"]`);

test("the ship card has four bars with their numbers, and marks what runs low", () => {
  const card = new ShipCard();
  const state = sampleState();
  state.player_stats.fuel = 12.4;
  card.show(state);
  const bars = light(card.root).querySelectorAll("[data-bar]");
  assert.deepEqual(
    bars.map((bar) => bar.textContent),
    ["Condition61/80", "Fuel12.4/100", "Food46/100", "Health92/100"],
  );
  assert.equal(bars[1].dataset.tone, "danger");
  assert.equal(bars[0].dataset.tone, undefined);
  const meter = bars[1].querySelector(".bar-track");
  assert.equal(meter?.getAttribute("aria-valuetext"), "12.4 of 100");
  assert.deepEqual(
    [levelTone(35, 100), levelTone(36, 100), levelTone(0, 0)],
    ["warn", "", "danger"],
  );
});

test("in the pod its own hull is what counts", () => {
  const card = new ShipCard();
  const state = sampleState();
  Object.assign(state.player_stats, { in_pod_mode: true, pod_hp: 12, pod_max_hp: 30 });
  card.show(state);
  assert.match(light(card.root).textContent, /Escape pod.*Pod12\/30/);
});

test("an event offers its choices with odds and costs, and answers by the choice's id", () => {
  const card = new EventCard(desk);
  card.show(eventState());
  const choices = light(card.root).querySelectorAll(".choice");
  assert.deepEqual(
    choices.map((choice) => choice.textContent),
    [
      "Cut a way in3 fuel65 %",
      "Answer with your own lamps",
      "Hire the tug that waits nearby900 cr90 %",
      "Fly on",
    ],
  );
  choices[0].click();
  choices[2].click();
  assert.deepEqual(done, [{ action: "choose", choice: "board" }]);
  assert.deepEqual(said, ["That takes 900 cr, and you do not have it."]);
  assert.ok(light(card.root).attributes.has("data-must"));
  card.show(sampleState());
  assert.ok(card.root.hidden);
});

test("an event card takes the focus when it opens, and not again for the same event", () => {
  const card = new EventCard(desk);
  card.show(eventState());
  assert.equal(document.activeElement?.textContent, "A light in the wreck");
  const other = document.createElement("button");
  other.focus();
  card.show(eventState());
  assert.equal(document.activeElement, other);
});

test("when its event is over the card hands the focus back", () => {
  const card = new EventCard(desk);
  let back = 0;
  card.onDone = () => (back += 1);
  card.show(eventState());
  card.show(sampleState());
  card.show(sampleState());
  assert.equal(back, 1);
});

test("data is text: markup in a name stays words", () => {
  const card = new EventCard(desk);
  const state = eventState();
  const event = /** @type {any} */ (state.current_event);
  event.title = "<img src=x onerror=alert(1)>";
  card.show(state);
  assert.equal(light(card.root).querySelector("h2")?.textContent, event.title);
  assert.equal(light(card.root).querySelectorAll("img").length, 0);
});

test("a fight shows both sides, and each action's accuracy and damage", () => {
  const screen = new FightScreen(desk);
  screen.show(fightState());
  const words = light(screen.root).textContent;
  assert.match(words, /Pirate Raider, round 3/);
  assert.match(words, /38\/60/);
  assert.equal(keyed(screen.root, "fight-attack")?.textContent, "Attackhits 70 %, 3–7 damage");
  assert.equal(keyed(screen.root, "fight-negotiate")?.textContent, "Negotiate127 cr48 %");
  keyed(screen.root, "fight-attack")?.click();
  keyed(screen.root, "fight-barrage")?.click();
  keyed(screen.root, "fight-flee")?.click();
  assert.deepEqual(done, [
    { action: "combat_action", combat_action: "attack" },
    { action: "flee" },
  ]);
  assert.deepEqual(said, ["A barrage needs two weapons."]);
});

test("the log of a fight holds that fight alone", () => {
  const screen = new FightScreen(desk);
  screen.note("before");
  screen.show({ ...fightState(), last_event: "They saw you." });
  screen.note("They saw you.");
  screen.note("You hit for 5.");
  assert.equal(light(screen.log).textContent, "They saw you.You hit for 5.");
  screen.show(sampleState());
  screen.show({ ...fightState(), last_event: "" });
  assert.equal(light(screen.log).textContent, "");
});

test("the place card offers what can be done here, and says why the rest cannot", () => {
  const card = new PlaceCard(desk, () => {});
  const chart = chartOf(sampleState(), sampleOptions());
  card.show(chart.places.get("r0n1") ?? null, sampleState());
  keyed(card.root, "deed-scan")?.click();
  keyed(card.root, "deed-consume_food")?.click();
  assert.deepEqual(done, [{ action: "scan" }, { action: "consume_food", amount: 5 }]);
  assert.match(light(card.root).textContent, /Mine: There is nothing to mine here\./);
  assert.equal(keyed(card.root, "deed-mine"), null);
});

test("another place offers the flight with its price, or the reason against it", () => {
  /** @type {string[]} */
  const flown = [];
  const card = new PlaceCard(desk, (id) => flown.push(id));
  const chart = chartOf(sampleState(), sampleOptions());
  card.show(chart.places.get("r0n2") ?? null, sampleState());
  assert.equal(keyed(card.root, "fly")?.textContent, "Fly to Marrow for 4 fuel");
  keyed(card.root, "fly")?.click();
  card.show(chart.places.get("r4") ?? null, sampleState());
  keyed(card.root, "fly")?.click();
  assert.deepEqual(flown, ["r0n2"]);
  assert.deepEqual(said, ["That takes 80 fuel, and the tank holds 72."]);
  card.show(chart.places.get("r1n2") ?? null, sampleState());
  assert.equal(keyed(card.root, "fly"), null);
});

test("the list says what the map shows, near places first", () => {
  const list = new PlacesList({ onFly: (id) => done.push(id), onShow: () => {} });
  list.show(chartOf(sampleState(), sampleOptions()));
  const lines = light(list.root).querySelectorAll(".line-place");
  assert.match(
    lines[0].textContent,
    /^Calderplanet, Heliopause Court, trade, repair, visited, danger 10 %Fly to Calder for 4 fuel/,
  );
  assert.equal(lines.length, 4 + 1 + 6 + 2, "four within a flight, the rest of what is known");
  keyed(list.root, "fly-r1")?.click();
  assert.deepEqual(done, ["r1"]);
});

test("the hold says what things are, uses them, and sells them where there is a market", async () => {
  const panel = new CargoPanel(desk, async () => sampleCargo());
  panel.show(sampleState());
  await settled();
  keyed(panel.root, "use-med_pack")?.click();
  keyed(panel.root, "sell-all-rare_minerals")?.click();
  assert.deepEqual(done, [
    { action: "use_item", item_id: "med_pack" },
    { action: "sell_item", item_id: "rare_minerals", quantity: 4 },
  ]);
  assert.equal(keyed(panel.root, "use-rare_minerals"), null);
  panel.show({ ...sampleState(), revision: 9, market: null });
  assert.equal(keyed(panel.root, "sell-med_pack"), null);
});

test("the market trades as many as were asked for, and leaves out what is not sold", () => {
  const panel = new MarketPanel(desk);
  panel.show(sampleState());
  keyed(panel.root, "more")?.click();
  assert.equal(keyed(panel.root, "buy-med_pack")?.textContent, "Buy 2 Medical Pack for 252");
  keyed(panel.root, "buy-med_pack")?.click();
  assert.deepEqual(done, [{ action: "trade", side: "buy", item_id: "med_pack", quantity: 2 }]);
  assert.equal(keyed(panel.root, "buy-luxury_goods"), null);
  assert.equal(
    keyed(panel.root, "sell-rare_minerals")?.textContent,
    "Sell 2 Rare Minerals for at most ≤96",
  );
  keyed(panel.root, "sell-luxury_goods")?.click();
  assert.deepEqual(said, ["You hold no luxury goods."]);
  panel.choose(1e9);
  assert.equal(panel.quantity, 99);
  panel.choose(NaN);
  assert.equal(panel.quantity, 1);
});

test("where nobody trades the market says so", () => {
  const panel = new MarketPanel(desk);
  panel.show({ ...sampleState(), market: null, at_repair_location: false });
  assert.match(light(panel.root).textContent, /No market here/);
});

test("fitting fills and empties slots, by buttons and by what was dragged", async () => {
  const panel = new FittingPanel(desk, async () => sampleMods());
  panel.show(sampleState());
  await settled();
  const free = light(panel.root).querySelectorAll(".slot-free");
  assert.equal(free.length, 1 + 3 + 1 + 1);
  keyed(panel.root, "fit-laser_cannon")?.click();
  keyed(panel.root, "fit-speed_rig")?.click();
  keyed(panel.root, "remove-high-mining_laser")?.click();
  panel.dropped("mid shield_booster");
  panel.dropped("fitted mining_laser high");
  assert.deepEqual(
    done.map(({ action, mod_id }) => [action, mod_id]),
    [
      ["buy_mod", "laser_cannon"],
      ["remove_mod", "mining_laser"],
      ["buy_mod", "shield_booster"],
      ["remove_mod", "mining_laser"],
    ],
  );
  assert.deepEqual(said, ["That costs 700 credits, and you have 640."]);
});

test("a thing is dropped only where its kind belongs", () => {
  const panel = new FittingPanel(desk, async () => sampleMods());
  panel.show(sampleState());
  const row = light(panel.root).querySelector('[data-slot="high"]');
  assert.ok(takes(/** @type {any} */ (row), "high laser_cannon"));
  assert.ok(!takes(/** @type {any} */ (row), "mid shield_booster"));
  assert.ok(takes(/** @type {any} */ (light(panel.offers)), "fitted mining_laser high"));
});

test("the yard sells ships less the old one's worth, and says what a pod lacks", () => {
  const panel = new ShipyardPanel(desk);
  panel.show(sampleState());
  assert.equal(keyed(panel.root, "ship-trader")?.textContent, "Buy Merchant Cruiser for 600 cr");
  keyed(panel.root, "ship-trader")?.click();
  keyed(panel.root, "pod")?.click();
  keyed(panel.root, "augment-armor_plating")?.click();
  assert.deepEqual(done, [{ action: "buy_ship", ship_type: "trader" }, { action: "buy_pod" }]);
  assert.deepEqual(said, ["There is no pod to fit it to."]);
});

test("a quest shows how far it is, and an offer waits for the one under way", () => {
  const card = new QuestCard(desk);
  const state = sampleState();
  state.quest_offer = { .../** @type {any} */ (state.active_quest), id: "q2", title: "A ride" };
  card.show(state);
  assert.match(light(card.root).textContent, /Medicine for Hask1 of 2220 cr/);
  keyed(card.root, "quest-report")?.click();
  keyed(card.root, "quest-accept")?.click();
  keyed(card.root, "quest-abandon")?.click();
  assert.deepEqual(done, [{ action: "quest", quest: "abandon" }]);
  assert.equal(said.length, 2);
});

test("the record keeps what happened, newest first, with its turn", () => {
  const panel = new RecordPanel();
  panel.show(sampleState());
  panel.note("You scan.");
  panel.note("You fly.");
  assert.equal(light(panel.log).textContent, "4You fly.4You scan.");
  assert.match(light(panel.counters).textContent, /Total distance traveled214\.5/);
});

test("the end tells the run, walks through it, and shares its sky", () => {
  /** @type {string[]} */
  const copied = [];
  const page = new EndingPage({
    copy: async (address) => void copied.push(address),
    again: () => {},
    saves: () => {},
    watch: () => {},
  });
  page.show(endedState());
  const words = light(page.root).textContent;
  assert.match(words, /A house with a garden/);
  assert.match(words, /31 turns, 2,310 cr, score 2,904\./);
  page.scrub(2);
  assert.match(light(page.moment).textContent, /^Turn 2 at Marrow: /);
  assert.equal(light(page.route).querySelectorAll(".stop-now").length, 1);
  light(page.seed).querySelector("button")?.click();
  assert.deepEqual(copied, [
    "https://cosmic.test/expedition/?seed=copper-lantern-42&difficulty=medium",
  ]);
  page.show(sampleState());
  assert.ok(page.root.hidden);
});

test("the seed of a daily run is not told", () => {
  const page = new EndingPage({
    copy: async () => {},
    again: () => {},
    saves: () => {},
    watch: () => {},
  });
  page.show({ ...endedState(), seed: null, daily: "2026-03-01" });
  assert.match(light(page.seed).textContent, /when the day is over/);
  assert.equal(light(page.seed).querySelector("button"), null);
});

/** @param {Partial<import("../../static/cosmic/expedition/saves.js").SlotHands>} hands */
async function slotList(hands) {
  const metadata = {
    timestamp: "2026-03-01T10:00:00Z",
    turn_count: 4,
    wealth: 640,
    health: 92,
    location: "Pell Station",
    game_version: "1",
  };
  const list = new SlotList({
    list: async () => [
      { slot: 0, metadata, is_autosave: true },
      { slot: 1, metadata, is_autosave: false },
      { slot: 2, metadata: null, is_autosave: false },
    ],
    save: async (slot) => void done.push(["save", slot]),
    load: async (slot) => void done.push(["load", slot]),
    forget: async (slot) => void done.push(["forget", slot]),
    import: async (slot, text) => void done.push(["import", slot, text]),
    exportAddress: (slot) => `/api/saves/${slot}/export`,
    sure: async () => true,
    ...hands,
  });
  await list.refresh();
  return list;
}

test("a slot says where and when its run stands, and the auto-save is nobody's to change", async () => {
  const list = await slotList({});
  const [auto, full, empty] = light(list.list).children;
  assert.match(auto.textContent, /^Auto-savePell Station, turn 4640 cr, health 92, /);
  for (const deed of ["save-0", "delete-0", "import-0"]) assert.equal(keyed(auto, deed), null);
  for (const deed of ["save-1", "load-1", "import-1", "delete-1"])
    assert.ok(keyed(full, deed), deed);
  assert.equal(full.querySelector("a")?.getAttribute("href"), "/api/saves/1/export");
  assert.equal(keyed(empty, "load-2"), null);
});

test("what a slot would lose is asked about before", async () => {
  /** @type {string[]} */
  const asked = [];
  const list = await slotList({ sure: async (words) => (asked.push(words), false) });
  keyed(list.root, "save-1")?.click();
  keyed(list.root, "load-1")?.click();
  keyed(list.root, "delete-1")?.click();
  await settled();
  assert.equal(asked.length, 3);
  assert.deepEqual(done, []);
  keyed(list.root, "save-2")?.click();
  await settled();
  assert.deepEqual(done, [["save", 2]], "an empty slot loses nothing");
});

test("a refusal of the server is shown in its words", async () => {
  const list = await slotList({
    load: async () => Promise.reject(new Error("This save belongs to another player.")),
  });
  keyed(list.root, "load-1")?.click();
  await settled();
  assert.equal(list.note.textContent, "This save belongs to another player.");
  assert.equal(list.note.dataset.tone, "danger");
});

test("every type of place, ship and enemy has a drawing", () => {
  const names = [
    "planet",
    "station",
    "anomaly",
    "wormhole",
    "asteroid_field",
    "derelict",
    "scout",
    "trader",
    "combat",
    "explorer",
    "pod",
  ];
  const enemies = ["pirate_scout", "pirate_raider", "alien_drone", "space_kraken", "rogue_ai_ship"];
  for (const name of [...names, ...enemies]) assert.ok(hasGlyph(name), name);
});
