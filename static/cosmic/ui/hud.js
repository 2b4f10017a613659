/** The line at the head and the strip at the foot. Everything is written only when it changes. */

import { amountWords, distanceWords, zoneTitle } from "../state/words.js";
import { Counter } from "./counter.js";
import { byId, setData, setText } from "./dom.js";

const LOW = 0.3;
const VERY_LOW = 0.12;
const SLOW_LINE_MS = 250;
const NARROW_PX = 480; // here a place is called by its first word

/**
 * @param {number} share 0..1
 * @returns {'' | 'warn' | 'danger'}
 */
export function levelTone(share) {
  if (share <= VERY_LOW) return "danger";
  return share <= LOW ? "warn" : "";
}

/**
 * @param {number} risk 0..1
 * @returns {'safe' | '' | 'warn' | 'danger'}
 */
export function riskTone(risk) {
  if (risk < 0.2) return "safe";
  if (risk < 0.5) return "";
  return risk < 0.75 ? "warn" : "danger";
}

/**
 * @param {import("../net/messages.js").ZoneContext} context
 * @param {Map<string, import("../net/messages.js").Zone>} zones
 * @returns {import("../net/messages.js").Zone | null} the smallest zone that one is in
 */
export function innermostZone(context, zones) {
  let best = null;
  for (const id of context.zone_ids) {
    const zone = zones.get(id);
    if (zone && (!best || zone.radius < best.radius)) best = zone;
  }
  return best;
}

/**
 * @param {string} name such as `Earth Orbit Station` or `Gate to Rook Hearth`
 * @returns {string} `Earth`, `Rook`
 */
export function shortName(name) {
  return name.replace(/^Gate to /, "").split(" ")[0];
}

/** @param {number} share */
const percent = (share) => `${Math.round(share * 100)} %`;

export class Hud {
  constructor() {
    this.root = byId("cockpit", HTMLElement);
    this.system = byId("system-name", HTMLElement);
    this.zone = byId("zone", HTMLElement);
    this.margins = byId("margins", HTMLElement);
    this.link = byId("link", HTMLElement);
    this.latency = byId("latency", HTMLElement);
    this.rate = byId("rate", HTMLElement);
    this.hull = byId("hull", HTMLElement);
    this.fuel = byId("fuel", HTMLElement);
    this.speed = byId("speed", HTMLElement);
    this.cargo = byId("cargo", HTMLElement);
    this.credits = new Counter(byId("credits", HTMLElement), (n) => `${amountWords(n)} cr`);
    this.target = byId("target", HTMLButtonElement);
    this.targetName = byId("target-name", HTMLElement);
    this.targetDistance = byId("target-distance", HTMLElement);
    this.targetArrow = byId("target-arrow", HTMLElement);
    this.arrowDegrees = NaN;
    this.dockButton = byId("dock-button", HTMLButtonElement);
    this.dockWord = byId("dock-word", HTMLElement);
  }

  /** @param {string} name */
  setSystem(name) {
    setText(this.system, name);
  }

  /**
   * @param {import("../net/messages.js").ZoneContext} context
   * @param {Map<string, import("../net/messages.js").Zone>} zones
   */
  setZone(context, zones) {
    const zone = innermostZone(context, zones);
    const words = zone ? zoneTitle(zone) : "Open space";
    setText(this.zone, `${words}, risk ${percent(context.blended_risk)}`);
    setData(this.zone, "tone", riskTone(context.blended_risk));
    const bonus = Math.round((context.blended_profit_multiplier - 1) * 100);
    const margin = bonus > 0 ? `, margin +${bonus} %` : "";
    setText(this.margins, `security ${percent(context.blended_security)}${margin}`);
  }

  /**
   * @param {number} latencyMs
   * @param {number} rate messages of the world a second
   */
  setLink(latencyMs, rate) {
    setText(this.latency, latencyMs > 0 ? `${Math.max(1, Math.round(latencyMs))} ms` : "");
    setText(this.rate, rate > 0 ? `${Math.round(rate)} Hz` : "");
    setData(this.link, "tone", latencyMs > SLOW_LINE_MS ? "warn" : "");
  }

  /**
   * @param {import("../net/messages.js").You} you
   * @param {import("../net/messages.js").ShipModel} model
   * @param {(id: string) => number} massOf a unit of a good
   */
  setShip(you, model, massOf) {
    setMeter(this.hull, you.hull, model.hull_max);
    setMeter(this.fuel, you.fuel, model.fuel_max);
    const load = you.cargo.reduce((sum, item) => sum + item.qty * massOf(item.commodity_id), 0);
    setText(this.cargo, `${load}/${model.cargo_capacity}`);
    this.credits.set(you.credits);
    setData(this.root, "credits", String(you.credits));
    setData(this.root, "fuel", String(you.fuel));
    setData(this.root, "load", String(load));
    setData(this.root, "dockedAt", you.docked_at ?? "");
  }

  /**
   * @param {import("../state/track.js").Pose} pose
   * @param {number} tick of the newest word of the server
   */
  setPose(pose, tick) {
    const speed = Math.hypot(pose.vx, pose.vy);
    setText(this.speed, `${Math.round(speed)} u/s`);
    setData(this.root, "moment", String(tick));
    setData(this.root, "x", pose.x.toFixed(1));
    setData(this.root, "y", pose.y.toFixed(1));
    setData(this.root, "vx", pose.vx.toFixed(1));
    setData(this.root, "vy", pose.vy.toFixed(1));
    setData(this.root, "r", pose.r.toFixed(3));
    setData(this.root, "speed", speed.toFixed(1));
  }

  /**
   * @param {import("../render/chart.js").Target | null} target
   * @param {boolean} chosen by the pilot, not only the nearest
   * @param {import("../state/track.js").Pose} pose
   */
  setTarget(target, chosen, pose) {
    const narrow = window.innerWidth < NARROW_PX;
    const name = target && narrow ? shortName(target.name) : target?.name;
    setText(this.targetName, name ?? "No course");
    setData(this.target, "chosen", String(chosen && target !== null));
    this.targetArrow.hidden = target === null;
    if (!target) return setText(this.targetDistance, "");
    const dx = target.x - pose.x;
    const dy = target.y - pose.y;
    setText(this.targetDistance, distanceWords(Math.hypot(dx, dy)));
    const degrees = 90 - Math.round((Math.atan2(dy, dx) * 180) / Math.PI); // north is up
    if (degrees === this.arrowDegrees) return;
    this.arrowDegrees = degrees;
    this.targetArrow.style.transform = `rotate(${degrees}deg)`;
  }

  /**
   * @param {boolean} docked
   * @param {boolean} ready near and slow enough
   */
  setDock(docked, ready) {
    setText(this.dockWord, docked ? "Undock" : "Dock");
    setData(this.dockButton, "ready", ready && !docked ? "true" : "");
  }
}

/**
 * @param {HTMLElement} meter
 * @param {number} value
 * @param {number} max
 */
function setMeter(meter, value, max) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  const shown = String(Math.ceil(value));
  if (meter.dataset.shown === shown) return;
  meter.dataset.shown = shown;
  meter.setAttribute("aria-valuenow", shown);
  meter.setAttribute("aria-valuemax", String(max));
  setData(meter, "tone", levelTone(share));
  const fill = meter.querySelector(".meter-fill");
  const number = meter.querySelector(".meter-number");
  if (fill instanceof HTMLElement) fill.style.transform = `scaleX(${share.toFixed(3)})`;
  if (number) setText(number, shown);
}
