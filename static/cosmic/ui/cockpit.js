/**
 * The cockpit: messages go into the world and come out as words, hands go to the helm, and once
 * a frame all is drawn.
 */

import { approachAdvice } from "./advice.js";
import { keyWords } from "./bindings.js";
import { byId, setData, setText } from "./dom.js";
import { blockedWords, systemWords } from "./linkwords.js";
import { refusalWords } from "./refusals.js";

const SLOW_MS = 100; // how often words and the radar are brought up to date
const RATE_MS = 1000;
const CONNECTING_MS = 700; // a line that comes up sooner says nothing
const LOOK_UP_PX = 22; // the strip is higher than the head: the middle lies above the half

/** @type {import("../state/helm.js").Hands} */
const HANDS_OFF = Object.freeze({ thrust: 0, turn: 0 });

/**
 * @typedef {object} CockpitParts
 * @property {import("../net/connection.js").Connection} link
 * @property {import("../net/transactions.js").Transactions} deals
 * @property {import("../state/world.js").World} world
 * @property {import("./commodities.js").Commodities} goods
 * @property {import("../render/scene.js").Scene} scene
 * @property {import("./course.js").Course} course
 * @property {import("../audio/sound.js").Sound} sound
 * @property {import("./controls.js").Controls} controls
 * @property {import("./pointer.js").Gamepads} gamepads
 * @property {import("./hud.js").Hud} hud
 * @property {import("./radar.js").Radar} radar
 * @property {import("./feed.js").Feed} feed
 * @property {import("./feed.js").Toasts} toasts
 * @property {import("./notice.js").Notice} notice
 * @property {import("./chat.js").Chat} chat
 * @property {import("./map.js").MapOverlay} map
 * @property {import("./help.js").HelpCard} help
 * @property {import("./station.js").StationPanel} station
 * @property {import("./settings.js").Settings} settings
 */

export class Cockpit {
  /** @param {CockpitParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.root = byId("cockpit", HTMLElement);
    this.advice = byId("advice", HTMLElement);
    /** @type {import("../render/chart.js").Target | null} */
    this.chosen = null;
    this.frameAt = 0;
    this.slowAt = 0;
    this.rateAt = 0;
    this.worldMessages = 0;
    this.rate = 0;
    this.flownBefore = false;
    this.justLeft = ""; // the station whose surroundings the ship has not left yet
    /** @type {import("../net/connection.js").LinkStatus | null} */
    this.status = null;
  }

  start() {
    const { link, world, goods, scene } = this.parts;
    link.on("status", (status) => this.onStatus(status));
    link.on("joined", (session) => this.onJoined(session));
    link.on("message", (message) => this.onMessage(message));
    link.on("latency", (ms) => world.measured(ms));
    world.store.on("places", () => scene.setPlaces(world.store));
    world.store.on("you", () => this.onYou());
    world.store.on("market", () => this.parts.station.update());
    world.store.on("event", (event) => this.onEvent(event));
    goods.onLoaded = () => this.onYou();
    window.addEventListener("pagehide", () => link.stop());
    window.addEventListener("online", () => link.retryNow());
    link.start();
    requestAnimationFrame((now) => this.frame(now));
  }

  // -- the line --------------------------------------------------------------------------------

  /** @param {import("../net/connection.js").LinkStatus} status */
  onStatus(status) {
    const { notice, deals, feed, sound } = this.parts;
    const lost = this.status?.state === "live" && status.state !== "live";
    this.status = status;
    if (lost) sound.play("lost");
    if (status.state === "live") {
      notice.hide();
      deals.resume();
      if (this.flownBefore) feed.say("Connected again.", "safe");
      this.flownBefore = true;
      this.parts.help.openAtFirstFlight();
    } else if (status.state === "connecting") {
      notice.showAfter(this.flownBefore ? "Connecting again." : "Connecting.", CONNECTING_MS);
    } else if (status.state === "waiting") {
      notice.countDown(status.message, status.retryInMs);
    } else if (status.state !== "closed") {
      const { words, button } = blockedWords(status);
      notice.show(words, button);
    }
    if (status.state === "refused" || status.state === "superseded") deals.abandon();
    this.showState();
  }

  /** The notice's button: try again, come back, or log in. */
  retry() {
    const { link } = this.parts;
    if (this.status?.reason === "NOT_AUTHENTICATED") location.assign("/login/?next=/play/");
    else if (this.status?.reason === "UNSUPPORTED_PROTOCOL") location.reload();
    else if (this.status?.state === "waiting") link.retryNow();
    else link.start();
  }

  /** @param {import("../net/messages.js").SessionJoined} session */
  onJoined(session) {
    const { world, scene, hud } = this.parts;
    const elsewhere = world.store.session?.system_id !== session.system_id;
    world.join(session);
    hud.setSystem(session.system_name);
    if (elsewhere) scene.enter(session);
  }

  /** @param {import("../net/messages.js").Envelope} message */
  onMessage(message) {
    const { world, chat, toasts, sound, notice, feed } = this.parts;
    if (world.receive(message, performance.now())) {
      if (message.type !== "session.status") this.worldMessages += 1;
      else this.onSystemStatus();
      return;
    }
    switch (message.type) {
      case "chat.message":
        chat.show(/** @type {any} */ (message.payload));
        sound.play("chat");
        break;
      case "error":
        toasts.say(refusalWords(message.payload), "warning");
        sound.play("refused");
        break;
      case "session.left":
        if (message.payload.reason !== "jumped")
          notice.show("You have left the system.", "Fly here");
        else feed.say("Jumped.");
        break;
      default:
        break;
    }
  }

  onSystemStatus() {
    const { world, notice } = this.parts;
    const words = systemWords(world.status);
    if (words) notice.show(words);
    else notice.hide();
  }

  // -- news of the world -----------------------------------------------------------------------

  onYou() {
    const { world, hud, goods, station, course, help } = this.parts;
    const { you, session } = world.store;
    if (!session) return;
    hud.setShip(you, session.ship_model, (id) => goods.get(id).unit_mass);
    course.arrived(you.docked_at);
    if (you.docked_at !== null) this.justLeft = you.docked_at;
    const wasOpen = station.isOpen;
    station.update();
    if (station.isOpen && !wasOpen) help.close();
    this.showState();
  }

  /** @param {import("../net/messages.js").WorldEvent} event */
  onEvent(event) {
    const { world, feed, sound } = this.parts;
    if (event.kind !== "docked" && event.kind !== "undocked") return;
    const { store } = world;
    const own = event.ship_id === store.you.ship_id;
    const station = store.stations.get(event.station_id)?.name ?? "a station";
    const name = own ? "You" : store.entities.get(event.ship_id)?.name;
    if (!name) return;
    const verb = event.kind === "docked" ? "docked at" : "left";
    feed.say(`${name} ${verb} ${station}.`, own ? "safe" : "");
    if (own) sound.play(event.kind === "docked" ? "dock" : "undock");
  }

  showState() {
    const { world } = this.parts;
    const line = this.status?.state ?? "connecting";
    const place = world.store.you.docked_at === null ? "flying" : "docked";
    const known = world.store.you.ship_id !== "" && world.store.tick >= 0;
    setData(this.root, "state", line === "live" ? (known ? place : "connecting") : line);
    this.parts.hud.setDock(place === "docked", false);
  }

  // -- what the pilot does ---------------------------------------------------------------------

  requestDock() {
    this.parts.world.helm.requestDock();
  }

  nextCourse() {
    const { course, world } = this.parts;
    course.next(world.pose, world.store.you.docked_at);
    this.refresh();
  }

  releaseHands() {
    this.parts.controls.release();
    if (document.hidden) this.drive(performance.now()); // no frame will come to tell the helm
  }

  /** @param {unknown} error */
  refuse(error) {
    this.parts.toasts.say(refusalWords(error), "error");
    this.parts.sound.play("refused");
  }

  /**
   * @param {'system' | 'local'} channel
   * @param {string} text
   */
  say(channel, text) {
    if (this.parts.link.send("chat.send", { channel, text }) === 0) {
      this.parts.toasts.say("Not sent: there is no connection right now.", "warning");
    }
  }

  // -- time ------------------------------------------------------------------------------------

  /** @param {number} now milliseconds */
  frame(now) {
    const { world, scene } = this.parts;
    const seconds = Math.min(0.1, Math.max(0, (now - this.frameAt) / 1000));
    this.frameAt = now;
    this.drive(now);
    if (now - this.slowAt >= SLOW_MS) {
      this.slowAt = now;
      this.refresh();
    }
    scene.update(world, this.chosen, seconds);
    requestAnimationFrame((next) => this.frame(next));
  }

  /** @param {number} now */
  drive(now) {
    const { world, controls, gamepads } = this.parts;
    gamepads.read();
    const live = this.status?.state === "live" && world.status.state === "live";
    world.frame(now, live ? controls.read(world.pose.r) : HANDS_OFF);
  }

  /** Everything that is read, not watched. */
  refresh() {
    const { world, hud, radar, map, course, scene, station, sound, link } = this.parts;
    if (!world.store.session) return;
    this.chosen = course.chosen();
    const target = this.chosen ?? course.nearest(world.pose, world.store.you.docked_at);
    hud.setPose(world.pose, world.store.tick);
    hud.setZone(world.store.zoneContext, world.store.zones);
    hud.setTarget(target, this.chosen !== null, world.pose);
    hud.setLink(link.latencyMs, this.measureRate());
    radar.draw(world, target);
    map.update();
    this.giveAdvice();
    sound.follow(world.thrust, world.store.zoneContext.blended_risk, world.flying);
    scene.camera.shiftTarget = scene.camera.width > 767 ? -station.width / 2 : 0;
    scene.camera.centreY = 0.5 - LOOK_UP_PX / scene.camera.height;
  }

  measureRate() {
    const now = performance.now();
    if (now - this.rateAt >= RATE_MS) {
      const rate = (this.worldMessages * 1000) / (now - this.rateAt);
      this.rate = this.rateAt === 0 ? 0 : rate;
      this.rateAt = now;
      this.worldMessages = 0;
    }
    return this.rate;
  }

  giveAdvice() {
    const advice = approachAdvice(this.parts.world.flying ? this.approach() : null);
    if (advice.words) setText(this.advice, advice.words);
    setData(this.advice, "on", String(advice.words !== ""));
    setData(this.advice, "tone", advice.tone);
    this.parts.hud.setDock(this.parts.world.store.you.docked_at !== null, advice.ready);
  }

  /** @returns {import("./advice.js").Approach | null} to the nearest station */
  approach() {
    const { world, settings } = this.parts;
    const { pose, store } = world;
    const model = store.session?.ship_model;
    let best = null;
    let least = Infinity;
    for (const station of store.stations.values()) {
      const distance = Math.hypot(station.x - pose.x, station.y - pose.y);
      if (distance < least) {
        least = distance;
        best = station;
      }
    }
    if (!best || !model) return null;
    if (best.station_id !== this.justLeft || least > best.docking_radius) this.justLeft = "";
    if (this.justLeft) return null;
    const speed = Math.hypot(pose.vx, pose.vy);
    const passing = this.chosen !== null && this.chosen.id !== best.station_id;
    if (passing && speed > best.docking_speed) return null; // bound for elsewhere
    const towards = (best.x - pose.x) * pose.vx + (best.y - pose.y) * pose.vy;
    const [key] = settings.bindings.dock;
    return {
      name: best.name,
      distance: least,
      closing: towards / Math.max(1, least),
      speed,
      radius: best.docking_radius,
      limit: best.docking_speed,
      drag: model.drag,
      key: this.root.dataset.touch === "true" || !key ? "" : keyWords(key),
    };
  }
}
