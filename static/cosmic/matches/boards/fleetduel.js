/** FleetDuel: the chart, the orders, and the report of the last round. */

import { h, refill, s } from "../../ui/h.js";
import { winnerWords } from "../words.js";
import { picks } from "./picks.js";
import { CellGrid } from "./grid.js";
import {
  KINDS,
  ORDERS,
  SHIPS,
  cellName,
  hint,
  noteWords,
  orderWords,
  reaches,
  shipsToPlace,
  spotAt,
  spotWords,
} from "./fleetduel-model.js";

/**
 * @typedef {import("../types.js").Shown} Shown
 * @typedef {import("../types.js").Desk} Desk
 * @typedef {import("./fleetduel-model.js").FleetState} FleetState
 * @typedef {import("./fleetduel-model.js").ShipName} ShipName
 * @typedef {import("./fleetduel-model.js").OrderName} OrderName
 */

/** Outlines in a square of 100. @type {Record<ShipName, string>} */
const SHAPES = {
  flagship: "M50 14 80 50 66 84H34L20 50ZM50 40a12 12 0 1 0 .1 0Z",
  cruiser: "M50 14 68 40V82H32V40Z",
  scout: "M50 22 74 78 50 66 26 78Z",
};

export class FleetDuelBoard {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {Shown | null} */
    this.shown = null;
    /** @type {ShipName | null} */
    this.ship = null;
    /** @type {OrderName} */
    this.order = "move";
    this.grid = new CellGrid({
      label: "Chart of six rows and six columns",
      className: "board-fleetduel",
      rows: 6,
      columns: 6,
      onPress: (y, x) => this.press(x, y),
    });
    const letters = [..."ABCDEF"].map((letter) => h("span", {}, letter));
    const numbers = [..."123456"].map((number) => h("span", {}, number));
    this.orders = h("div", { class: "fleet-orders" });
    this.report = h("div", { class: "fleet-report" });
    this.root = h(
      "div",
      { class: "fleet" },
      h(
        "div",
        { class: "fleet-chart" },
        h("div", { class: "fleet-letters", "aria-hidden": "true" }, ...letters),
        h("div", { class: "fleet-numbers", "aria-hidden": "true" }, ...numbers),
        this.grid.root,
      ),
      h("div", { class: "fleet-side" }, this.orders, this.report),
    );
  }

  get state() {
    return /** @type {FleetState & import("../types.js").AnyState} */ (this.shown?.state);
  }

  /** @param {number} x @param {number} y */
  press(x, y) {
    if (!this.shown?.mayMove) return;
    const { state, ship, order } = this;
    if (!reaches(state, ship, order, x, y)) {
      const unaimed = state.phase === "orders" && (order === "scan" || order === "hold");
      return this.desk.say(unaimed ? `To ${order}, press the button below the orders.` : hint(state, ship, order));
    }
    void this.desk.move(state.phase === "place" ? { place: ship, x, y } : { order, ship, x, y });
  }

  /** @param {Shown} shown */
  show(shown) {
    const first = !this.shown || !shown.before;
    this.shown = shown;
    this.settleChoice();
    this.draw();
    const size = this.state.size - 1;
    if (first) this.grid.stand(Math.min(size, this.state.home_rows[0]), 2);
  }

  /** What is chosen must be there to be ordered. */
  settleChoice() {
    const { state, ship } = this;
    const able = state.phase === "place" ? shipsToPlace(state) : SHIPS.filter((name) => state.ships[name]);
    if (!ship || !able.includes(ship)) this.ship = able[0] ?? null;
  }

  draw() {
    const { state, shown } = this;
    for (let y = 0; y < state.size; y++) {
      for (let x = 0; x < state.size; x++) this.drawCell(x, y, Boolean(shown?.mayMove));
    }
    this.drawOrders();
    this.drawReport();
  }

  /** @param {number} x @param {number} y @param {boolean} mayMove */
  drawCell(x, y, mayMove) {
    const { state } = this;
    const { own, contacts, shot, home, target } = spotAt(state, x, y);
    const open = mayMove && reaches(state, this.ship, this.order, x, y);
    const chosen = own !== null && own === this.ship && mayMove && state.phase === "orders" && this.order !== "hold";
    this.grid.paint(y, x, {
      label: spotWords(state, x, y, open),
      open,
      last: shot !== "" || target,
      tone: own ? "own" : contacts.length ? "other" : "",
      mark: [shot, home && "home", open && "reach", target && "target", chosen && "chosen"].filter(Boolean).join(" "),
      content: shipPicture(state, own, contacts, shot),
    });
  }

  drawOrders() {
    const { state, shown, ship, order } = this;
    const again = () => this.draw();
    if (!shown?.mayMove) {
      const words = state.order ? `Your order: ${orderWords(state.order)}. It is carried out when both have chosen.` : "";
      return refill(this.orders, words && h("p", { class: "fleet-given" }, words));
    }
    const placing = state.phase === "place";
    const able = placing ? shipsToPlace(state) : SHIPS.filter((name) => state.ships[name]);
    const options = able.map((name) => ({
      value: name,
      words: name,
      note: `${placing ? KINDS[name].hull : `${state.ships[name]?.hull}/${KINDS[name].hull}`} hull`,
    }));
    const verbs = ORDERS.map((name) => ({ value: name, words: name }));
    refill(
      this.orders,
      !placing && picks("Order", "order", verbs, order, (value) => ((this.order = /** @type {OrderName} */ (value)), again())),
      (placing || order !== "hold") &&
        picks("Ship", "ship", options, ship, (value) => ((this.ship = /** @type {ShipName} */ (value)), again())),
      h("p", { class: "dim small" }, hint(state, ship, order)),
      !placing && (order === "scan" || order === "hold") && this.giveButton(order, ship),
    );
  }

  /** @param {'scan' | 'hold'} order @param {ShipName | null} ship */
  giveButton(order, ship) {
    const move = order === "scan" ? { order, ship } : { order };
    return h(
      "button",
      { type: "button", class: "button button-primary", "data-key": "give", onclick: () => void this.desk.move(move) },
      order === "scan" ? `Scan with the ${ship}` : "Hold this round",
    );
  }

  noiseWords() {
    const { noise, player_id } = this.state;
    return `Shots and scans: yours ${noise[player_id]}, the enemy's ${noise[1 - player_id]}. Between equals the quieter fleet wins.`;
  }

  drawReport() {
    const { state } = this;
    const notes = state.report.map(noteWords);
    const sunk = state.enemy_lost.length ? `Destroyed: enemy ${state.enemy_lost.join(", ")}.` : "";
    refill(
      this.report,
      state.round > 0 && h("p", { class: "fleet-round" }, "Round ", h("span", { class: "num" }, `${state.round}/${state.rounds}`)),
      notes.length > 0 && h("h3", {}, "Last round"),
      notes.length > 0 &&
        h("ul", { class: "fleet-notes" }, ...notes.map(({ words, tone }) => h("li", { "data-tone": tone }, words))),
      state.round > 1 && notes.length === 0 && h("p", { class: "dim small" }, "Nothing was noticed in the last round."),
      sunk && h("p", { class: "small" }, sunk),
      state.round > 0 && h("p", { class: "dim small" }, this.noiseWords()),
    );
  }
}

/**
 * @param {FleetState} state
 * @param {ShipName | null} own
 * @param {ShipName[]} contacts
 * @param {string} shot
 */
function shipPicture(state, own, contacts, shot) {
  const name = own ?? contacts[0];
  const hull = own ? (state.ships[own]?.hull ?? 0) : 0;
  const age = own || !name ? 0 : state.round - (state.contacts[name]?.round ?? 0);
  const content = h("span", { class: "spot" });
  if (shot) content.append(h("span", { class: `spot-shot spot-${shot}` }, shot === "hit" ? "✸" : "·"));
  if (name) content.append(s("svg", { class: "mark mark-ship", viewBox: "0 0 100 100", "aria-hidden": "true" }, s("path", { d: SHAPES[name] })));
  if (own) content.append(h("span", { class: "spot-hull" }, "•".repeat(hull)));
  if (age > 0) content.append(h("span", { class: "spot-age" }, `−${age}`));
  content.dataset.ship = name ?? "";
  return name || shot ? content : null;
}

/** @type {import("../types.js").Teller} */
export const fleetDuelTeller = {
  news({ state, before }) {
    if (!before) return "";
    const placed = SHIPS.find((name) => state.ships[name] && !before.ships[name]);
    if (placed) return `Your ${placed} is at ${cellName(state.ships[placed].x, state.ships[placed].y)}.`;
    if (state.order && !before.order) return `Your order: ${orderWords(state.order)}.`;
    if (state.phase === "place" || before.phase === "place") return state.phase === "orders" ? "Both fleets are in place." : "";
    const settled = before.round !== state.round || state.phase === "over";
    if (!settled) return "";
    return state.report.map((/** @type {any} */ note) => noteWords(note).words).join(" ") || "Nothing was noticed.";
  },
  ending: (state, me, names) =>
    state.phase === "over" && state.winner === null ? "A draw: the fleets are equally strong." : winnerWords(state, me, names),
};
