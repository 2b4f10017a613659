/** The card after a loss: who did it, what it cost, what is left, and where one is now. */

import { amountWords } from "../state/words.js";
import { whoWords } from "./battle.js";
import { byId, setText } from "./dom.js";

/**
 * @param {import("../net/messages.js").ShipLost} lost
 * @param {string} station its name
 * @param {(commodityId: string) => string} goodName
 * @returns {{cause: string, tow: string, cargo: string}} sentences; cargo empty when none was lost
 */
export function lossWords({ killer_kind, killer_name, fee, credits, cargo_lost }, station, goodName) {
  const killer = whoWords({ name: killer_name ?? "", kind: killer_kind ?? "" });
  const known = Boolean(killer_name || killer_kind);
  const goods = cargo_lost
    .filter(({ qty }) => qty > 0)
    .map(({ commodity_id, qty }) => `${amountWords(qty)} ${goodName(commodity_id).toLowerCase()}`);
  const left = `you have ${amountWords(credits)} cr left`;
  const paid = fee > 0 ? `The tow took ${amountWords(fee)} cr` : "The tow was free";
  return {
    cause: known ? `It was shot down by ${killer}.` : "It broke apart in open space.",
    tow: `${paid}; ${left}. You are docked at ${station}, and the hull is whole again.`,
    cargo: goods.length > 0 ? `Lost from the hold: ${goods.join(", ")}.` : "",
  };
}

export class LossCard {
  /**
   * @param {object} options
   * @param {(stationId: string) => string} options.stationName
   * @param {(commodityId: string) => string} options.goodName
   * @param {() => void} options.onShown hands are taken off
   */
  constructor({ stationName, goodName, onShown }) {
    this.stationName = stationName;
    this.goodName = goodName;
    this.onShown = onShown;
    this.root = byId("loss", HTMLElement);
    this.cause = byId("loss-cause", HTMLElement);
    this.tow = byId("loss-tow", HTMLElement);
    this.cargo = byId("loss-cargo", HTMLElement);
    this.button = byId("loss-close", HTMLButtonElement);
    this.button.addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** @param {import("../net/messages.js").ShipLost} lost */
  show(lost) {
    const { cause, tow, cargo } = lossWords(lost, this.stationName(lost.station_id), this.goodName);
    setText(this.cause, cause);
    setText(this.tow, tow);
    setText(this.cargo, cargo);
    this.cargo.hidden = cargo === "";
    this.root.hidden = false;
    this.onShown();
    this.button.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    this.root.hidden = true;
    this.button.blur();
  }
}
