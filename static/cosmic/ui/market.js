/** The market of the station: one table to choose from, one box to trade the chosen good. */

import { amountWords, nameFromId } from "../state/words.js";
import { bestElsewhere, heldOf, mostToBuy } from "./bargains.js";
import { byId, make, setData, setText } from "./dom.js";
import { refusalWords } from "./refusals.js";
import { Sparkline } from "./sparkline.js";

const MOST = 1_000_000;

/**
 * @typedef {import("../net/bootstrap.js").Commodity} Commodity
 *
 * @typedef {object} MarketOptions
 * @property {import("../state/store.js").Store} store
 * @property {(commodityId: string) => Commodity} commodity
 * @property {(side: 'buy' | 'sell', commodityId: string, quantity: number) => Promise<void>} onTrade rejects with a RequestError
 * @property {import("./sparkline.js").FetchHistory} history
 *
 * @typedef {object} Row
 * @property {HTMLTableRowElement} row
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} stock
 * @property {HTMLTableCellElement} held
 * @property {HTMLTableCellElement} buy
 * @property {HTMLTableCellElement} sell
 * @property {HTMLTableCellElement} best
 */

export class MarketPanel {
  /** @param {MarketOptions} options */
  constructor({ store, commodity, onTrade, history }) {
    this.trend = new Sparkline(history);
    this.store = store;
    this.commodity = commodity;
    this.onTrade = onTrade;
    this.stationId = "";
    this.chosen = "";
    this.busy = false;
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    this.body = byId("market-rows", HTMLElement);
    this.title = byId("trade-good", HTMLElement);
    this.about = byId("trade-about", HTMLElement);
    this.quantity = byId("trade-quantity", HTMLInputElement);
    this.buyButton = byId("buy-button", HTMLButtonElement);
    this.sellButton = byId("sell-button", HTMLButtonElement);
    this.note = byId("trade-note", HTMLElement);
    this.listen();
  }

  listen() {
    byId("trade", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
    byId("trade-less", HTMLButtonElement).addEventListener("click", () =>
      this.setAmount(this.amount - 1),
    );
    byId("trade-more", HTMLButtonElement).addEventListener("click", () =>
      this.setAmount(this.amount + 1),
    );
    byId("trade-max-buy", HTMLButtonElement).addEventListener("click", () =>
      this.setAmount(this.mostToBuy()),
    );
    byId("trade-max-sell", HTMLButtonElement).addEventListener("click", () =>
      this.setAmount(this.held()),
    );
    this.quantity.addEventListener("input", () => this.showDeal());
    this.quantity.addEventListener("change", () => this.setAmount(this.amount));
    this.quantity.addEventListener("keydown", (event) => {
      if (event.key === "ArrowUp") this.setAmount(this.amount + 1);
      else if (event.key === "ArrowDown") this.setAmount(this.amount - 1);
      else return;
      event.preventDefault();
    });
    this.buyButton.addEventListener("click", () => void this.trade("buy"));
    this.sellButton.addEventListener("click", () => void this.trade("sell"));
  }

  /** @param {string} stationId */
  open(stationId) {
    this.stationId = stationId;
    this.rows.clear();
    this.body.replaceChildren();
    this.say("", "");
    this.show();
    const goods = [...this.rows.keys()];
    const held = goods.find((id) => heldOf(this.store.you.cargo, id) > 0);
    this.choose(held ?? this.bestBuy(goods) ?? "");
  }

  /** @param {string[]} goods @returns {string | undefined} the one with the best margin elsewhere */
  bestBuy(goods) {
    const margin = (/** @type {string} */ id) => {
      const here = this.prices()?.get(id);
      const best = bestElsewhere(this.store.markets, this.stationId, id);
      return here && best
        ? (best.sell - here.buy) / Math.max(1, this.commodity(id).unit_mass)
        : -Infinity;
    };
    return [...goods].sort((a, b) => margin(b) - margin(a))[0];
  }

  prices() {
    return this.store.markets.get(this.stationId);
  }

  held() {
    return heldOf(this.store.you.cargo, this.chosen);
  }

  room() {
    const load = this.store.you.cargo.reduce(
      (sum, item) => sum + item.qty * this.commodity(item.commodity_id).unit_mass,
      0,
    );
    return (this.store.session?.ship_model.cargo_capacity ?? 0) - load;
  }

  mostToBuy() {
    const price = this.prices()?.get(this.chosen);
    if (!price) return 0;
    const unitMass = this.commodity(this.chosen).unit_mass;
    return mostToBuy({ credits: this.store.you.credits, room: this.room(), unitMass, price });
  }

  /** The typed quantity; 0 for what is no number. */
  get amount() {
    const value = Number(this.quantity.value.trim());
    return Number.isInteger(value) && value > 0 ? Math.min(MOST, value) : 0;
  }

  /** @param {number} amount */
  setAmount(amount) {
    this.quantity.value = String(Math.max(1, Math.min(MOST, amount)));
    this.showDeal();
  }

  /** Bring the table and the deal in line with what is known now. */
  show() {
    const prices = this.prices();
    if (!prices) return;
    for (const price of prices.values()) this.showRow(price);
    this.showDeal();
  }

  /** @param {import("../net/messages.js").Price} price */
  showRow(price) {
    const row = this.rows.get(price.commodity_id) ?? this.addRow(price.commodity_id);
    const held = heldOf(this.store.you.cargo, price.commodity_id);
    setText(row.stock, `${amountWords(price.stock)} in stock`);
    setText(row.held, held > 0 ? amountWords(held) : "–");
    row.held.className = held > 0 ? "num held" : "num empty-cell";
    showPrice(row.buy, price.buy);
    showPrice(row.sell, price.sell);
    this.showBest(row.best, price);
  }

  /**
   * @param {HTMLTableCellElement} cell
   * @param {import("../net/messages.js").Price} price
   */
  showBest(cell, price) {
    const best = bestElsewhere(this.store.markets, this.stationId, price.commodity_id);
    const station = best ? this.store.stations.get(best.stationId) : null;
    const gain = best ? best.sell - price.buy : 0;
    const key = best ? `${best.stationId} ${best.sell} ${gain}` : "";
    if (cell.dataset.key === key) return;
    cell.dataset.key = key;
    cell.replaceChildren();
    if (!best) return;
    const place = (station?.name ?? nameFromId(best.stationId)).split(" ")[0];
    const sign = gain === 0 ? "±0" : gain > 0 ? `+${gain}` : `−${-gain}`;
    cell.append(
      make("span", "best-place", `${place} `),
      make("span", "num", String(best.sell)),
      document.createTextNode(" "),
      make("span", gain > 0 ? "num gain" : "num dim", sign),
    );
  }

  /** @param {string} commodityId @returns {Row} */
  addRow(commodityId) {
    const { name, unit_mass } = this.commodity(commodityId);
    const row = make("tr");
    row.dataset.good = commodityId;
    const head = make("th");
    head.scope = "row";
    const button = make("button", "good", name);
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    const stock = make("span", "good-stock");
    button.append(stock);
    if (unit_mass > 1) button.title = `Each takes ${unit_mass} units of the hold`;
    head.append(button);
    const cells = [make("td", "num"), make("td", "num"), make("td", "num"), make("td", "best")];
    row.append(head, ...cells);
    row.addEventListener("click", () => this.choose(commodityId));
    this.body.append(row);
    const entry = {
      row,
      button,
      stock,
      held: cells[0],
      buy: cells[1],
      sell: cells[2],
      best: cells[3],
    };
    this.rows.set(commodityId, entry);
    return entry;
  }

  /** @param {string} commodityId */
  choose(commodityId) {
    this.chosen = commodityId;
    for (const [id, { row, button }] of this.rows) {
      setData(row, "chosen", id === commodityId ? "true" : "");
      button.setAttribute("aria-pressed", String(id === commodityId));
    }
    if (commodityId) void this.trend.show(this.stationId, commodityId);
    this.say("", "");
    this.setAmount(this.held() || this.mostToBuy() || 1);
  }

  /** What the chosen quantity costs and brings. */
  showDeal() {
    const price = this.prices()?.get(this.chosen);
    if (!price) return;
    const { name, unit_mass } = this.commodity(this.chosen);
    const amount = this.amount;
    setText(this.title, name);
    setText(
      this.about,
      `${unit_mass} mass each, room for ${Math.floor(this.room() / unit_mass)} more`,
    );
    setText(
      this.buyButton,
      amount ? `Buy ${amountWords(amount)} for ${amountWords(amount * price.buy)}` : "Buy",
    );
    setText(
      this.sellButton,
      amount ? `Sell ${amountWords(amount)} for ${amountWords(amount * price.sell)}` : "Sell",
    );
    this.buyButton.disabled = this.busy || amount === 0 || amount > this.mostToBuy();
    this.sellButton.disabled = this.busy || amount === 0 || amount > this.held();
    if (this.note.dataset.tone !== "danger" || !this.busy) this.hint(amount, price);
  }

  /**
   * Why a button is off, in words.
   *
   * @param {number} amount
   * @param {import("../net/messages.js").Price} price
   */
  hint(amount, price) {
    if (this.note.dataset.tone) return;
    let words = "";
    if (amount === 0) words = "Give a whole number of one or more.";
    else if (amount > this.mostToBuy() && amount > this.held()) {
      if (amount > price.stock) words = "The station does not have that many.";
      else if (amount * price.buy > this.store.you.credits) words = "You cannot pay for that many.";
      else words = "That does not fit into your hold.";
    }
    setText(this.note, words);
  }

  /** @param {'buy' | 'sell'} side */
  async trade(side) {
    const amount = this.amount;
    if (this.busy || amount === 0) return;
    this.busy = true;
    this.say("", "");
    this.showDeal();
    try {
      await this.onTrade(side, this.chosen, amount);
      this.busy = false;
      this.show();
    } catch (error) {
      this.busy = false;
      this.say(refusalWords(error), "danger");
      this.showDeal();
    }
  }

  /**
   * @param {string} words
   * @param {'' | 'safe' | 'danger'} tone
   */
  say(words, tone) {
    setText(this.note, words);
    setData(this.note, "tone", tone);
  }
}

/**
 * @param {HTMLTableCellElement} cell
 * @param {number} value
 */
function showPrice(cell, value) {
  const text = String(value);
  if (cell.textContent === text) return;
  const first = cell.textContent === "";
  cell.textContent = text;
  cell.classList.remove("changed");
  if (first) return;
  void cell.offsetWidth; // starts the animation anew
  cell.classList.add("changed");
}
