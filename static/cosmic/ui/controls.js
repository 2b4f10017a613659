/**
 * All hands on the ship: keyboard, mouse, touch and gamepad become one thrust, one turn
 * and a finger on the trigger.
 *
 * A turn to the left is positive: it leads from east to north, and north is up. On the screen y
 * grows downwards. Whatever pushes hardest wins, so that a stick at rest never holds back a key.
 */

import { angleBetween } from "../state/track.js";

/** @typedef {import("../state/helm.js").Hands} Hands */

const STICK_DEAD = 0.14;
const STEER_GAIN = 2.6; // turn per radian off the wanted heading
const POINTER_REST_PX = 46; // a pointer on the ship itself asks for nothing
const POINTER_FULL_PX = 150; // and from here on for full thrust

/**
 * @param {number} heading radians, now
 * @param {number} wanted radians
 * @returns {number} -1..1: full until the heading is near, then gently
 */
export function steerTowards(heading, wanted) {
  const turn = angleBetween(heading, wanted) * STEER_GAIN;
  return Math.abs(turn) < 0.04 ? 0 : Math.min(1, Math.max(-1, turn));
}

/**
 * @param {number} value -1..1
 * @returns {number} 0 inside the dead zone, smooth from its edge
 */
export function withoutDeadZone(value) {
  const size = Math.abs(value);
  if (size <= STICK_DEAD) return 0;
  return (Math.sign(value) * (size - STICK_DEAD)) / (1 - STICK_DEAD);
}

/**
 * What a pad's sticks and buttons ask for: left stick or cross turns, right trigger or A
 * thrusts, B or the right bumper fires, X docks, Y jumps.
 *
 * @param {{axes: readonly number[], buttons: readonly {pressed: boolean, value: number}[]}} pad
 * @returns {Hands & {fire: boolean, dock: boolean, jump: boolean}}
 */
export function padHands({ axes, buttons }) {
  const pressed = (/** @type {number} */ index) => buttons[index]?.pressed ?? false;
  const cross = (pressed(14) ? 1 : 0) - (pressed(15) ? 1 : 0);
  const stick = -withoutDeadZone(axes[0] ?? 0) || 0;
  const trigger = buttons[7]?.value ?? 0;
  return {
    turn: cross !== 0 ? cross : stick,
    thrust: pressed(0) ? 1 : trigger > 0.05 ? trigger : 0,
    fire: pressed(1) || pressed(5),
    dock: pressed(2),
    jump: pressed(3),
  };
}

export class Controls {
  constructor() {
    /** @type {Set<string>} actions held on the keyboard */
    this.held = new Set();
    /** Where a held pointer lies from the ship on the screen, or null. @type {{dx: number, dy: number} | null} */
    this.pointer = null;
    /** Where the thumb on the stick points, at most 1 long. @type {{dx: number, dy: number} | null} */
    this.stick = null;
    /** @type {Hands} */
    this.touch = { thrust: 0, turn: 0, fire: false };
    /** @type {Hands} */
    this.pad = { thrust: 0, turn: 0, fire: false };
    /** @type {Hands} */
    this.hands = { thrust: 0, turn: 0, fire: false };
  }

  /** Let go of everything: the window lost the focus, or a text has it. */
  release() {
    this.held.clear();
    this.pointer = this.stick = null;
    this.touch.thrust = 0;
    this.pad.thrust = this.pad.turn = 0;
    this.touch.fire = this.pad.fire = false;
  }

  /**
   * @param {number} heading of the ship, radians
   * @returns {Hands} the same object every time
   */
  read(heading) {
    const { held, hands, touch, pad } = this;
    hands.thrust = held.has("thrust") ? 1 : 0;
    hands.fire = held.has("fire") || touch.fire === true || pad.fire === true;
    hands.turn = (held.has("left") ? 1 : 0) - (held.has("right") ? 1 : 0);
    if (this.pointer && hands.turn === 0) {
      const { dx, dy } = this.pointer;
      const reach = Math.hypot(dx, dy);
      if (reach > POINTER_REST_PX) {
        hands.turn = steerTowards(heading, Math.atan2(-dy, dx));
        const push = (reach - POINTER_REST_PX) / (POINTER_FULL_PX - POINTER_REST_PX);
        hands.thrust = Math.max(hands.thrust, Math.min(1, push));
      }
    }
    touch.turn = this.stick ? steerTowards(heading, Math.atan2(-this.stick.dy, this.stick.dx)) : 0;
    hands.thrust = Math.max(hands.thrust, touch.thrust, pad.thrust);
    if (Math.abs(touch.turn) > Math.abs(hands.turn)) hands.turn = touch.turn;
    if (Math.abs(pad.turn) > Math.abs(hands.turn)) hands.turn = pad.turn;
    return hands;
  }
}
