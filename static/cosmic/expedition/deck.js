/** The deck: panels beside the map where there is room, else sheets over it, one at a time. */

import { h } from "../ui/h.js";
import { modeOf } from "./outside.js";
import { Tabs } from "./tabs.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 *
 * @typedef {object} DeckParts
 * @property {HTMLElement} root gets the chosen tab as a data attribute
 * @property {HTMLElement} tabs
 * @property {HTMLElement} panels
 * @property {HTMLElement} cargo
 * @property {HTMLElement} market
 * @property {HTMLElement[]} yard
 * @property {HTMLElement} record
 */

export class Deck {
  /** @param {DeckParts} parts */
  constructor({ root, tabs, panels, cargo, market, yard, record }) {
    this.mode = "map";
    this.wide = matchMedia("(min-width: 900px)");
    this.tabs = new Tabs(
      tabs,
      panels,
      [
        { id: "map", name: "Map", icon: "map", narrow: true, panel: null },
        { id: "ship", name: "Ship", icon: "rocket", narrow: true, panel: null },
        { id: "cargo", name: "Cargo", icon: "package", panel: cargo },
        { id: "market", name: "Market", icon: "store", panel: market },
        {
          id: "fitting",
          name: "Fitting",
          icon: "wrench",
          panel: h("div", { class: "panel-body" }, ...yard),
        },
        { id: "record", name: "Record", icon: "trending-up", panel: record },
      ],
      (id) => (root.dataset.tab = id),
    );
    this.wide.addEventListener("change", () => this.settle());
    this.settle();
  }

  settle() {
    const { chosen } = this.tabs;
    if (!this.wide.matches) this.tabs.choose("map");
    else if (["map", "ship", ""].includes(chosen)) this.tabs.choose("cargo");
  }

  /** No sheet hides a question or a fight that begins. @param {GameState} state */
  show(state) {
    const mode = modeOf(state);
    if (mode !== this.mode && mode !== "map" && !this.wide.matches) this.tabs.choose("map");
    this.mode = mode;
  }
}
