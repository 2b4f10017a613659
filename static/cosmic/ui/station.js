/** The docked station: slides in, holds the market and the services, and lets go. */

import { amountWords } from "../state/words.js";
import { serviceCost } from "./bargains.js";
import { byId, setText } from "./dom.js";
import { MarketPanel } from "./market.js";
import { refusalWords } from "./refusals.js";

/**
 * @typedef {'repair' | 'refuel'} Service
 *
 * @typedef {object} StationOptions
 * @property {import("../state/store.js").Store} store
 * @property {(commodityId: string) => import("../net/bootstrap.js").Commodity} commodity
 * @property {(side: 'buy' | 'sell', commodityId: string, quantity: number) => Promise<void>} onTrade
 * @property {(service: Service) => Promise<void>} onService
 * @property {import("./sparkline.js").FetchHistory} history
 * @property {() => void} onUndock
 * @property {(words: string) => void} onRefused
 */

export class StationPanel {
  /** @param {StationOptions} options */
  constructor(options) {
    this.options = options;
    this.store = options.store;
    this.market = new MarketPanel(options);
    this.root = byId("dock", HTMLElement);
    this.name = byId("dock-name", HTMLElement);
    this.about = byId("dock-about", HTMLElement);
    this.repairWords = byId("repair-words", HTMLElement);
    this.refuelWords = byId("refuel-words", HTMLElement);
    this.repairButton = byId("repair-button", HTMLButtonElement);
    this.refuelButton = byId("refuel-button", HTMLButtonElement);
    this.stationId = "";
    this.busy = false;
    byId("undock-button", HTMLButtonElement).addEventListener("click", options.onUndock);
    this.repairButton.addEventListener("click", () => void this.serve("repair"));
    this.refuelButton.addEventListener("click", () => void this.serve("refuel"));
    this.tabs = [byId("tab-market", HTMLButtonElement), byId("tab-services", HTMLButtonElement)];
    this.listenToTabs();
  }

  get isOpen() {
    return this.stationId !== "";
  }

  /** How many pixels of the world's right side it covers. */
  get width() {
    return this.isOpen ? this.root.offsetWidth : 0;
  }

  listenToTabs() {
    for (const [index, tab] of this.tabs.entries()) {
      tab.addEventListener("click", () => this.select(index));
      tab.addEventListener("keydown", (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        this.select(1 - index);
        this.tabs[1 - index].focus();
      });
    }
  }

  /** @param {number} chosen */
  select(chosen) {
    for (const [index, tab] of this.tabs.entries()) {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = index !== chosen;
    }
  }

  /** Open, close or bring up to date, as the store says. */
  update() {
    const station = this.store.dockedStation;
    if (!station) {
      this.stationId = "";
      this.root.hidden = true;
      return;
    }
    if (station.station_id !== this.stationId) this.open(station);
    this.market.show();
    this.showServices();
  }

  /** @param {import("../net/messages.js").Station} station */
  open(station) {
    this.stationId = station.station_id;
    setText(this.name, station.name);
    const { market, repair, refuel } = station.services;
    const offers = [market && "market", repair && "repair", refuel && "fuel"].filter(Boolean);
    setText(this.about, `Docked. It has ${offers.join(", ")}.`);
    this.root.hidden = false;
    this.select(market ? 0 : 1);
    this.tabs[0].hidden = !market;
    this.market.open(station.station_id);
  }

  showServices() {
    const { you, session } = this.store;
    const services = this.store.dockedStation?.services;
    if (!session || !services) return;
    const { hull_max, fuel_max } = session.ship_model;
    const hull = Math.max(0, hull_max - you.hull);
    const fuel = Math.max(0, fuel_max - you.fuel);
    setText(
      this.repairWords,
      services.repair ? this.words("hull", hull, "repair", "point") : "Not at this station.",
    );
    setText(
      this.refuelWords,
      services.refuel ? this.words("tank", fuel, "refuel", "unit") : "Not at this station.",
    );
    this.repairButton.disabled = this.busy || !services.repair || hull < 0.5 || you.credits === 0;
    this.refuelButton.disabled = this.busy || !services.refuel || fuel < 0.5 || you.credits === 0;
  }

  /**
   * @param {string} thing
   * @param {number} missing
   * @param {Service} service
   * @param {string} unit
   */
  words(thing, missing, service, unit) {
    if (missing < 0.5) return `The ${thing} is ${thing === "hull" ? "whole" : "full"}.`;
    const price = this.store.session?.upkeep_prices[service] ?? 0;
    const { cost, partial } = serviceCost(missing, price, this.store.you.credits);
    const short = partial ? ", as far as your credits reach" : "";
    const count = Math.ceil(missing);
    return `${count} ${unit}${count === 1 ? "" : "s"} missing: ${amountWords(cost)} cr${short}`;
  }

  /** @param {Service} service */
  async serve(service) {
    if (this.busy) return;
    this.busy = true;
    this.showServices();
    try {
      await this.options.onService(service);
    } catch (error) {
      this.options.onRefused(refusalWords(error));
    } finally {
      this.busy = false;
      this.showServices();
    }
  }
}
