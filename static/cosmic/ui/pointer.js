/** Mouse, wheel, pinch, virtual stick and gamepad. */

import { padHands } from "./controls.js";

const WHEEL_STEP = 0.0012;
const STICK_DEAD = 0.25; // a resting thumb points nowhere

/**
 * @typedef {object} PointerOptions
 * @property {HTMLElement} world
 * @property {import("./controls.js").Controls} controls
 * @property {() => {x: number, y: number}} shipOnScreen pixels
 * @property {() => boolean} mouseSteers
 * @property {(factor: number) => void} zoomBy
 * @property {() => void} onTouch the first finger on the glass
 */

/** @param {PointerOptions} options */
export function listenToPointer({ world, controls, shipOnScreen, mouseSteers, zoomBy, onTouch }) {
  /** @type {Map<number, {x: number, y: number}>} fingers on the world */
  const fingers = new Map();
  let spread = 0;

  const aim = (/** @type {PointerEvent} */ event) => {
    const ship = shipOnScreen();
    controls.pointer = { dx: event.clientX - ship.x, dy: event.clientY - ship.y };
  };
  world.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") {
      onTouch();
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      spread = spreadOf(fingers);
      return;
    }
    if (event.button !== 0 || !mouseSteers()) return;
    world.setPointerCapture(event.pointerId);
    aim(event);
  });
  world.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (finger) {
      finger.x = event.clientX;
      finger.y = event.clientY;
      const now = spreadOf(fingers);
      if (spread > 0 && now > 0) zoomBy(now / spread);
      spread = now;
    } else if (controls.pointer) {
      aim(event);
    }
  });
  const lift = (/** @type {PointerEvent} */ event) => {
    if (!fingers.delete(event.pointerId)) controls.pointer = null;
    spread = spreadOf(fingers);
  };
  world.addEventListener("pointerup", lift);
  world.addEventListener("pointercancel", lift);
  world.addEventListener("contextmenu", (event) => event.preventDefault());
  world.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY * WHEEL_STEP));
    },
    { passive: false },
  );
}

/** @param {Map<number, {x: number, y: number}>} fingers */
function spreadOf(fingers) {
  if (fingers.size !== 2) return 0;
  const [a, b] = [...fingers.values()];
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/**
 * The left thumb points where the bow is to turn, the right one thrusts and fires.
 *
 * @param {object} options
 * @param {HTMLElement} options.stick
 * @param {HTMLElement} options.knob
 * @param {HTMLElement} options.pad
 * @param {HTMLElement} options.trigger
 * @param {import("./controls.js").Controls} options.controls
 */
export function listenToThumbs({ stick, knob, pad, trigger, controls }) {
  let thumb = -1;
  const move = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== thumb) return;
    const box = stick.getBoundingClientRect();
    const reach = box.width / 2;
    let x = (event.clientX - box.left) / reach - 1;
    let y = (event.clientY - box.top) / reach - 1;
    const length = Math.hypot(x, y);
    if (length > 1) {
      x /= length;
      y /= length;
    }
    controls.stick = length > STICK_DEAD ? { dx: x, dy: y } : null;
    knob.style.transform = `translate(${x * reach * 0.6}px, ${y * reach * 0.6}px)`;
  };
  const drop = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== thumb) return;
    thumb = -1;
    controls.stick = null;
    knob.style.transform = "";
  };
  stick.addEventListener("pointerdown", (event) => {
    thumb = event.pointerId;
    stick.setPointerCapture(thumb);
    move(event);
  });
  stick.addEventListener("pointermove", move);
  stick.addEventListener("pointerup", drop);
  stick.addEventListener("pointercancel", drop);

  listenToHold(pad, (on) => (controls.touch.thrust = on ? 1 : 0));
  listenToHold(trigger, (on) => (controls.touch.fire = on));
}

/**
 * @param {HTMLElement} pad
 * @param {(on: boolean) => void} hold
 */
function listenToHold(pad, hold) {
  const push = (/** @type {boolean} */ on) => {
    hold(on);
    pad.dataset.on = String(on);
  };
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    push(true);
  });
  pad.addEventListener("pointerup", () => push(false));
  pad.addEventListener("pointercancel", () => push(false));
}

/** Gamepads have no events for their sticks: they are read once a frame, where there is one. */
export class Gamepads {
  /**
   * @param {import("./controls.js").Controls} controls
   * @param {{onDock: () => void, onJump: () => void}} presses
   */
  constructor(controls, { onDock, onJump }) {
    this.controls = controls;
    this.onDock = onDock;
    this.onJump = onJump;
    this.jumping = false;
    this.connected = 0;
    this.docking = false;
    window.addEventListener("gamepadconnected", () => (this.connected += 1));
    window.addEventListener("gamepaddisconnected", () => {
      this.connected = Math.max(0, this.connected - 1);
      controls.pad.thrust = controls.pad.turn = 0;
      controls.pad.fire = false;
    });
  }

  read() {
    if (this.connected === 0) return;
    const pad = navigator.getGamepads().find((found) => found?.connected);
    if (!pad) return;
    const { thrust, turn, fire, dock, jump } = padHands(pad);
    this.controls.pad.thrust = thrust;
    this.controls.pad.turn = turn;
    this.controls.pad.fire = fire;
    if (dock && !this.docking) this.onDock();
    if (jump && !this.jumping) this.onJump();
    this.docking = dock;
    this.jumping = jump;
  }
}
