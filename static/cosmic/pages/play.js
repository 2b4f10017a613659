/** The cockpit's wiring: every collaborator is named here, and started. */

import { Sound } from "../audio/sound.js";
import { flightTick } from "../flight.js";
import { fetchBootstrap, fetchCommodities, fetchHistory } from "../net/bootstrap.js";
import { Connection } from "../net/connection.js";
import { openPageSocket } from "../net/page-socket.js";
import { PlayersApi } from "../net/players.js";
import { Transactions } from "../net/transactions.js";
import { Scene } from "../render/scene.js";
import { Company } from "../state/company.js";
import { nameFromId } from "../state/words.js";
import { World } from "../state/world.js";
import { Battle } from "../ui/battle.js";
import { Business } from "../ui/business.js";
import { Chat } from "../ui/chat.js";
import { Cockpit } from "../ui/cockpit.js";
import { listenToPilot, showKeys } from "../ui/commands.js";
import { Commodities } from "../ui/commodities.js";
import { ContactCard } from "../ui/contact.js";
import { Controls } from "../ui/controls.js";
import { Course } from "../ui/course.js";
import { byId, prefersStillness } from "../ui/dom.js";
import { Feed, Toasts } from "../ui/feed.js";
import { HelpCard } from "../ui/help.js";
import { Hud } from "../ui/hud.js";
import { Jump } from "../ui/jump.js";
import { LossCard } from "../ui/loss.js";
import { MapOverlay } from "../ui/map.js";
import { recall } from "../ui/memory.js";
import { Notice } from "../ui/notice.js";
import { Gamepads } from "../ui/pointer.js";
import { Radar } from "../ui/radar.js";
import { Settings } from "../ui/settings.js";
import { StationPanel } from "../ui/station.js";
import { TutorialCard } from "../ui/tutorial.js";

async function begin() {
  const {
    bootstrap = "",
    commodities: goodsUrl = "",
    market: marketUrl = "",
  } = byId("cockpit", HTMLElement).dataset;
  const link = new Connection({
    bootstrap: () => fetchBootstrap(bootstrap),
    openSocket: openPageSocket,
  });
  const deals = new Transactions(link, () => crypto.randomUUID());
  const world = new World({
    step: flightTick,
    sendInput: (payload) => link.send("input.command", payload),
  });
  const goods = new Commodities();
  link.on(
    "bootstrap",
    ({ access_token }) => void goods.load(() => fetchCommodities(goodsUrl, access_token)),
  );

  await fontsReady();
  const asked = new URLSearchParams(location.search).get("renderer");
  const renderer = asked === "canvas" || asked === "webgl" ? asked : "auto";
  const scene = await Scene.create({
    host: byId("world", HTMLElement),
    still: prefersStillness(),
    renderer,
  });
  scene.camera.setZoom(recall("zoom", 1));

  const { store } = world;
  const course = new Course(store);
  const controls = new Controls();
  const corner = byId("toasts", HTMLElement);
  byId("cockpit", HTMLElement).append(corner); // beside the docked panel, not over it
  const feed = new Feed(byId("feed", HTMLElement));
  const toasts = new Toasts(corner);
  const sound = new Sound({ volume: recall("volume", 0.4), muted: recall("muted", false) });
  const settings = new Settings({
    onVolume: (volume) => sound.setVolume(volume),
    onKeys: () => showKeys(settings.bindings),
  });
  const business = new Business({ deals, store, goods, toasts, sound });
  const loss = new LossCard({
    stationName: (id) => store.stations.get(id)?.name ?? nameFromId(id),
    goodName: (id) => goods.get(id).name,
    onShown: () => cockpit.releaseHands(),
  });
  /** @type {Cockpit} */
  const cockpit = new Cockpit({
    link,
    deals,
    world,
    goods,
    scene,
    course,
    sound,
    controls,
    toasts,
    settings,
    feed,
    loss,
    battle: new Battle({ world, scene, feed, toasts, sound, goods, loss }),
    jump: new Jump({
      world,
      ask: (gateId) => link.request("ship.jump", { gate_id: gateId }),
      onRefused: (error) => cockpit.refuse(error),
    }),
    gamepads: new Gamepads(controls, {
      onDock: () => cockpit.requestDock(),
      onJump: () => void cockpit.parts.jump.jump(),
    }),
    hud: new Hud(),
    radar: new Radar(),
    notice: new Notice({ onButton: () => cockpit.retry() }),
    chat: new Chat({
      onSend: (channel, text) => cockpit.say(channel, text),
      onClose: () => cockpit.releaseHands(),
      onName: (contact) => void contacts.open(contact),
      me: () => link.boot?.player.id ?? "",
    }),
    map: new MapOverlay({ world, course, onCourse: () => cockpit.refresh() }),
    help: new HelpCard(() => settings.bindings),
    tutorial: new TutorialCard({
      bindings: () => settings.bindings,
      read: () => ({
        thrust: world.thrust,
        speed: Math.hypot(world.pose.vx, world.pose.vy),
        heading: world.pose.r,
        dockedAt: store.you.docked_at,
        load: store.you.cargo.reduce((sum, { qty }) => sum + qty, 0),
        credits: store.you.credits,
        course: course.chosenId,
      }),
      onDone: (words) => toasts.say(words, "success"),
    }),
    station: new StationPanel({
      store,
      commodity: (id) => goods.get(id),
      history: (stationId, id) =>
        fetchHistory(marketUrl, stationId, id, link.boot?.access_token ?? ""),
      onTrade: (side, id, quantity) => business.trade(side, id, quantity),
      onService: (service) => business.serve(service),
      onUndock: () => cockpit.requestDock(),
      onRefused: (words) => toasts.say(words, "error"),
    }),
  });
  const contacts = new ContactCard({
    company: new Company(new PlayersApi()),
    onBlocked: ({ id }) => cockpit.parts.chat.forget(id),
    onWords: (words, tone) => toasts.say(words, tone),
  });
  listenToPilot(cockpit);
  cockpit.start();
}

/** Names are drawn on the canvas in the page's own face: wait for it, but not for long. */
function fontsReady() {
  const face = document.fonts.load("14px 'Space Grotesk Variable'").catch(() => []);
  return Promise.race([face, new Promise((resolve) => setTimeout(resolve, 800))]);
}

void begin();
