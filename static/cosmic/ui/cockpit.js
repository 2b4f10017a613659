/**
 * The cockpit: messages go into the world and come out as words, hands go to the helm, and once
 * a frame all is drawn.
 */

import { approachAdvice } from "./advice.js";
import { Approaches } from "./approach.js";
import { byId, setData, setText } from "./dom.js";
import { blockedWords, systemWords } from "./linkwords.js";
import { refusalWords } from "./refusals.js";

const SLOW_MS = 100; // how often words and the radar are brought up to date
const RATE_MS = 1000;
const CONNECTING_MS = 700; // a line that comes up sooner says nothing
const LOOK_UP_PX = 22; // the strip is higher than the head: the middle lies above the half

/** @type {import("../state/helm.js").Hands} */
const HANDS_OFF = Object.freeze({ thrust: 0, turn: 0, fire: false });

/** @type {import("./advice.js").Advice} */
const LOCKED = Object.freeze({
  words: "Weapons are locked in safe zones",
  tone: "warn",
  ready: false,
});

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
 * @property {import("./battle.js").Battle} battle
 * @property {import("./loss.js").LossCard} loss
 * @property {import("./jump.js").Jump} jump
 * @property {import("./tutorial.js").TutorialCard} tutorial
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
    this.approaches = new Approaches(parts.world, parts.settings);
    this.firing = false;
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
    const wasLive = this.status?.state === "live";
    const lost = wasLive && status.state !== "live";
    this.status = status;
    if (lost) sound.play("lost");
    if (status.state === "live") {
      notice.hide();
      deals.resume();
      if (this.flownBefore && !wasLive) feed.say("Connected again.", "safe");
      this.flownBefore = true;
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
    const { world, scene, hud, battle, course, feed } = this.parts;
    const before = world.store.session?.system_id;
    world.join(session);
    hud.setSystem(session.system_name);
    if (before === session.system_id) return;
    scene.enter(session);
    battle.clear();
    if (before === undefined) return;
    course.choose("");
    feed.say(`Through the gate: this is ${session.system_name}.`, "safe");
  }

  /** @param {import("../net/messages.js").Envelope} message */
  onMessage(message) {
    const { world, chat, toasts, sound, notice, battle } = this.parts;
    if (battle.receive(message, performance.now())) return;
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
        if (message.payload.code === "NOT_IN_SYSTEM") break; // an input that met a jump on its way
        toasts.say(refusalWords(message.payload), "warning");
        sound.play("refused");
        break;
      case "session.left":
        world.leave();
        if (message.payload.reason !== "jumped") {
          notice.show("You have left the system.", "Fly here");
        }
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
    if (you.docked_at !== null) this.approaches.justLeft = you.docked_at;
    const wasOpen = station.isOpen;
    station.update();
    if (station.isOpen && !wasOpen) help.close();
    this.showState();
  }

  /** @param {import("../net/messages.js").WorldEvent} event */
  onEvent(event) {
    const { world, feed, sound, battle } = this.parts;
    battle.onEvent(event, performance.now());
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
    const place = placeOf(world);
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
    const hands = live ? controls.read(world.pose.r) : HANDS_OFF;
    this.firing = hands.fire === true;
    world.frame(now, hands);
  }

  /** Everything that is read, not watched. */
  refresh() {
    const { world, hud, radar, map, course, scene, station, sound, link, battle } = this.parts;
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
    battle.refresh(performance.now());
    this.parts.tutorial.update();
    if (world.destroyed !== (this.root.dataset.state === "destroyed")) this.showState();
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
    const advice = this.adviceNow();
    if (advice.words) setText(this.advice, advice.words);
    setData(this.advice, "on", String(advice.words !== ""));
    setData(this.advice, "tone", advice.tone);
    this.parts.hud.setDock(this.parts.world.store.you.docked_at !== null, advice.ready);
  }
  /** @returns {import("./advice.js").Advice} the one line that counts most */
  adviceNow() {
    const { world, jump } = this.parts;
    const atGate = jump.update();
    if (!world.flying) return approachAdvice(null);
    if (this.firing && this.weaponsLocked()) return LOCKED;
    const touch = this.root.dataset.touch === "true";
    const advice = approachAdvice(this.approaches.nearest(this.chosen?.id ?? "", touch));
    return advice.words || !atGate ? advice : { words: atGate, tone: "", ready: false };
  }

  weaponsLocked() {
    const { zoneContext, zones } = this.parts.world.store;
    return zoneContext.zone_ids.some((id) => zones.get(id)?.zone_type === "core_safe");
  }
}

/**
 * @param {import("../state/world.js").World} world
 * @returns {'flying' | 'docked' | 'destroyed'}
 */
function placeOf(world) {
  if (world.store.you.docked_at !== null) return "docked";
  return world.destroyed ? "destroyed" : "flying";
}
