/** The cockpit's wiring: every collaborator is named here, and started. */

import { Sound } from "../audio/sound.js";
import { flightTick } from "../flight.js";
import { fetchBootstrap, fetchCommodities } from "../net/bootstrap.js";
import { Connection } from "../net/connection.js";
import { Transactions } from "../net/transactions.js";
import { Scene } from "../render/scene.js";
import { World } from "../state/world.js";
import { Business } from "../ui/business.js";
import { Chat } from "../ui/chat.js";
import { Cockpit } from "../ui/cockpit.js";
import { listenToPilot, showKeys } from "../ui/commands.js";
import { Commodities } from "../ui/commodities.js";
import { Controls } from "../ui/controls.js";
import { Course } from "../ui/course.js";
import { byId, prefersStillness } from "../ui/dom.js";
import { Feed, Toasts } from "../ui/feed.js";
import { HelpCard } from "../ui/help.js";
import { Hud } from "../ui/hud.js";
import { MapOverlay } from "../ui/map.js";
import { recall } from "../ui/memory.js";
import { Notice } from "../ui/notice.js";
import { Gamepads } from "../ui/pointer.js";
import { Radar } from "../ui/radar.js";
import { Settings } from "../ui/settings.js";
import { StationPanel } from "../ui/station.js";

/** A WebSocket at the address that the bootstrap names, on this page's host and scheme. */
function openSocket(/** @type {string} */ address, /** @type {string} */ subprotocol) {
  const url = new URL(address, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url, subprotocol);
}

async function begin() {
  const { bootstrap = "", commodities: goodsUrl = "" } = byId("cockpit", HTMLElement).dataset;
  const link = new Connection({ bootstrap: () => fetchBootstrap(bootstrap), openSocket });
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
  const toasts = new Toasts(corner);
  const sound = new Sound({ volume: recall("volume", 0.4), muted: recall("muted", false) });
  const settings = new Settings({
    onVolume: (volume) => sound.setVolume(volume),
    onKeys: () => showKeys(settings.bindings),
  });
  const business = new Business({ deals, store, goods, toasts, sound });
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
    gamepads: new Gamepads(controls, () => cockpit.requestDock()),
    hud: new Hud(),
    radar: new Radar(),
    feed: new Feed(byId("feed", HTMLElement)),
    notice: new Notice({ onButton: () => cockpit.retry() }),
    chat: new Chat({
      onSend: (channel, text) => cockpit.say(channel, text),
      onClose: () => cockpit.releaseHands(),
    }),
    map: new MapOverlay({ world, course, onCourse: () => cockpit.refresh() }),
    help: new HelpCard(() => settings.bindings),
    station: new StationPanel({
      store,
      commodity: (id) => goods.get(id),
      onTrade: (side, id, quantity) => business.trade(side, id, quantity),
      onService: (service) => business.serve(service),
      onUndock: () => cockpit.requestDock(),
      onRefused: (words) => toasts.say(words, "error"),
    }),
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
