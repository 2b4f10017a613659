/** The panels of the game: beside the map on a wide screen, sheets over it on a narrow one. */

import { icon } from "../lib/icon.js";
import { h } from "../ui/h.js";

/**
 * @typedef {object} Tab
 * @property {string} id
 * @property {string} name
 * @property {string} icon
 * @property {boolean} [narrow] only where panels are sheets
 * @property {HTMLElement | null} panel null: nothing lies over the map
 */

export class Tabs {
  /**
   * @param {HTMLElement} host of the row of tabs
   * @param {HTMLElement} panels
   * @param {Tab[]} tabs
   * @param {(id: string) => void} onChoose
   */
  constructor(host, panels, tabs, onChoose) {
    this.tabs = tabs;
    this.onChoose = onChoose;
    this.chosen = "";
    this.buttons = tabs.map((tab) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${tab.id}`,
          class: tab.narrow ? "tab tab-narrow" : "tab",
          "aria-controls": tab.panel ? `panel-${tab.id}` : null,
          "data-tab": tab.id,
          onclick: () => this.choose(tab.id),
        },
        icon(tab.icon),
        h("span", {}, tab.name),
      ),
    );
    host.setAttribute("role", "tablist");
    host.append(...this.buttons);
    host.addEventListener("keydown", (event) => this.key(event));
    for (const { id, panel } of tabs) {
      if (!panel) continue;
      panel.id = `panel-${id}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `tab-${id}`);
      panel.tabIndex = 0;
      panels.append(panel);
    }
  }

  /** @param {string} id */
  choose(id) {
    this.chosen = id;
    this.tabs.forEach((tab, n) => {
      const on = tab.id === id;
      this.buttons[n].setAttribute("aria-selected", String(on));
      this.buttons[n].tabIndex = on ? 0 : -1;
      if (tab.panel) tab.panel.hidden = !on;
    });
    this.onChoose(id);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = this.buttons.filter((button) => button.offsetParent !== null);
    const at = shown.findIndex((button) => button.dataset.tab === this.chosen);
    const next = shown[(at + step + shown.length) % shown.length];
    this.choose(next.dataset.tab ?? "");
    next.focus();
  }
}
