/**
 * What the pilot's hands become on the wire: a state that is sent when it changes, at most once a
 * step, and now and then so that a lost one does not hold for ever.
 */

const KEEP_ALIVE_MS = 1000;
const DOCK_HOLD_MS = 1500; // a request that nobody acknowledged is let go

/**
 * @typedef {{thrust: number, turn: number, fire?: boolean}} Hands
 * @typedef {{seq: number, thrust: number, turn: number}} Sent
 */

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number} within the limits and with two decimals, the same here and on the wire
 */
export function rounded(value, low, high) {
  const safe = Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : 0;
  return Math.round(safe * 100) / 100 || 0;
}

export class Helm {
  /** @param {(payload: import("../net/messages.js").InputCommand) => number} send gives the seq, 0 when offline */
  constructor(send) {
    this.send = send;
    this.thrust = 0;
    this.turn = 0;
    this.fire = false;
    this.sentAt = -Infinity;
    this.dockWanted = false;
    this.dockSeq = 0; // the seq whose acknowledgement ends the request
    this.dockSince = 0;
  }

  /** A new connection knows nothing of the old one's inputs. */
  reset() {
    this.thrust = this.turn = 0;
    this.fire = false;
    this.sentAt = -Infinity;
    this.dockWanted = false;
    this.dockSeq = 0;
  }

  /** Ask to dock or to undock, once. */
  requestDock() {
    if (this.dockSeq === 0) this.dockWanted = true;
  }

  /**
   * One step of the ship: send what has to be sent.
   *
   * @param {Hands} hands
   * @param {number} ack the newest input that the server has applied
   * @param {number} now milliseconds
   * @returns {Sent | null} what was sent
   */
  step(hands, ack, now) {
    const thrust = rounded(hands.thrust, 0, 1);
    const turn = rounded(hands.turn, -1, 1);
    const fire = hands.fire === true;
    const released =
      this.dockSeq > 0 && (ack >= this.dockSeq || now - this.dockSince > DOCK_HOLD_MS);
    const pressed = this.dockWanted && this.dockSeq === 0;
    const steered = thrust !== this.thrust || turn !== this.turn || fire !== this.fire;
    const changed = steered || pressed || released;
    if (!changed && now - this.sentAt < KEEP_ALIVE_MS) return null;

    const docking = pressed || (this.dockSeq > 0 && !released);
    const seq = this.send({ thrust, turn, fire_primary: fire, dock_request: docking });
    if (seq === 0) return null;
    this.thrust = thrust;
    this.turn = turn;
    this.fire = fire;
    this.sentAt = now;
    if (pressed) {
      this.dockSeq = seq;
      this.dockSince = now;
      this.dockWanted = false;
    } else if (released) {
      this.dockSeq = 0;
    }
    return { seq, thrust, turn };
  }
}
