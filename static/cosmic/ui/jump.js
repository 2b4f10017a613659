/** Jump gates: a hint on the way in, a button within reach, and the jump. */

import { amountWords, systemTitle } from "../state/words.js";
import { byId, setData, setText } from "./dom.js";

const HEARD_FROM = 420; // world units

/**
 * @typedef {import("../net/messages.js").Gate} Gate
 * @typedef {{gate: Gate, distance: number, within: boolean}} NearGate
 */

/**
 * @param {Gate} gate
 * @returns {string} the name of the system beyond it
 */
export function beyondGate({ name, to_system }) {
  return /^Gate to (.+)$/.exec(name)?.[1] ?? systemTitle(to_system);
}

/**
 * @param {Iterable<Gate>} gates
 * @param {{x: number, y: number}} pose
 * @returns {NearGate | null} the nearest one that is worth a word
 */
export function nearGate(gates, pose) {
  let best = null;
  let least = HEARD_FROM;
  for (const gate of gates) {
    const distance = Math.hypot(gate.x - pose.x, gate.y - pose.y);
    if (distance > least) continue;
    least = distance;
    best = { gate, distance, within: distance <= gate.radius };
  }
  return best;
}

/**
 * @param {Gate} gate
 * @returns {string}
 */
export function jumpWords(gate) {
  return `Jump to ${beyondGate(gate)} for ${amountWords(gate.cost)} cr`;
}

export class Jump {
  /**
   * @param {object} options
   * @param {import("../state/world.js").World} options.world
   * @param {(gateId: string) => Promise<unknown>} options.ask rejects with a RequestError
   * @param {(error: unknown) => void} options.onRefused
   */
  constructor({ world, ask, onRefused }) {
    this.world = world;
    this.ask = ask;
    this.onRefused = onRefused;
    this.button = byId("jump-button", HTMLButtonElement);
    this.words = byId("jump-words", HTMLElement);
    /** @type {NearGate | null} */
    this.near = null;
    this.busy = false;
  }

  /** @returns {string} the hint for a gate that is near but not within reach */
  update() {
    const { world } = this;
    this.near = world.flying ? nearGate(world.store.gates.values(), world.pose) : null;
    const within = this.near?.within ?? false;
    if (this.near && within) setText(this.words, jumpWords(this.near.gate));
    this.button.hidden = !within;
    setData(this.button, "gate", this.near && within ? this.near.gate.gate_id : "");
    if (!this.near || within) return "";
    return `Fly into the ring to jump to ${beyondGate(this.near.gate)}`;
  }

  async jump() {
    if (this.busy) return;
    if (!this.near?.within) {
      this.onRefused({ code: "GATE_OUT_OF_RANGE" });
      return;
    }
    const from = this.world.store.session?.system_id;
    this.busy = true;
    try {
      await this.ask(this.near.gate.gate_id);
    } catch (error) {
      if (this.world.store.session?.system_id === from) this.onRefused(error);
    } finally {
      this.busy = false;
    }
  }
}
