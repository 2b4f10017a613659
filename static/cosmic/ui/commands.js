/** Keys, buttons and fingers, and what each of them does. */

import { keyWords } from "./bindings.js";
import { byId, setData, setText } from "./dom.js";
import { listenToKeys } from "./keyboard.js";
import { remember } from "./memory.js";
import { listenToPointer, listenToThumbs } from "./pointer.js";

const ZOOM_KEY = 1.12; // a press of a key zooms by this factor

/** @param {import("./cockpit.js").Cockpit} cockpit */
export function listenToPilot(cockpit) {
  const { controls, settings, sound, map, chat, help, scene, jump } = cockpit.parts;

  const zoomBy = (/** @type {number} */ factor) => {
    scene.camera.setZoom(scene.camera.zoomTarget * factor);
    remember("zoom", scene.camera.zoomTarget);
  };
  const showSound = () => {
    byId("sound-button", HTMLButtonElement).setAttribute("aria-pressed", String(!sound.muted));
  };
  const toggleSound = () => {
    sound.setMuted(!sound.muted);
    remember("muted", sound.muted);
    showSound();
  };

  /** @type {Record<string, () => void>} */
  const actions = {
    dock: () => cockpit.requestDock(),
    jump: () => void jump.jump(),
    course: () => cockpit.nextCourse(),
    map: () => map.toggle(),
    chat: () => chat.toggle(),
    zoomIn: () => zoomBy(ZOOM_KEY),
    zoomOut: () => zoomBy(1 / ZOOM_KEY),
    mute: toggleSound,
    help: () => help.toggle(),
  };
  listenToKeys({
    bindings: () => settings.bindings,
    held: controls.held,
    onAction: (action) => actions[action]?.(),
    onEscape: () => closeTopmost(cockpit),
    onBlur: () => cockpit.releaseHands(),
  });

  onPress("dock-button", actions.dock);
  onPress("jump-button", actions.jump);
  onPress("map-button", actions.map);
  onPress("chat-button", actions.chat);
  onPress("target", actions.course);
  onPress("help-button", actions.help);
  onPress("sound-button", toggleSound);
  onPress("settings-button", () => settings.open());
  showSound();
  showKeys(settings.bindings);
  listenToFingers(cockpit, zoomBy);

  for (const gesture of ["pointerdown", "keydown"]) {
    window.addEventListener(gesture, () => void sound.wake(), { once: true });
  }
}

/**
 * @param {import("./cockpit.js").Cockpit} cockpit
 * @param {(factor: number) => void} zoomBy
 */
function listenToFingers({ root, parts: { controls, settings, scene, world } }, zoomBy) {
  const onTouch = () => setData(root, "touch", "true");
  if (matchMedia("(pointer: coarse)").matches) onTouch();
  listenToPointer({
    world: byId("world", HTMLElement),
    controls,
    shipOnScreen: () => ({
      x: scene.camera.screenX(world.pose.x),
      y: scene.camera.screenY(world.pose.y),
    }),
    mouseSteers: () => settings.mouseSteers,
    zoomBy,
    onTouch,
  });
  listenToThumbs({
    stick: byId("stick", HTMLElement),
    knob: byId("stick-knob", HTMLElement),
    pad: byId("thrust-pad", HTMLElement),
    trigger: byId("fire-pad", HTMLElement),
    controls,
  });
}

/**
 * A press by mouse or finger leaves the focus free, so that Enter goes on to mean chat.
 *
 * @param {string} id
 * @param {() => void} run
 */
function onPress(id, run) {
  const button = byId(id, HTMLButtonElement);
  button.addEventListener("click", (event) => {
    if (event.detail > 0) button.blur();
    run();
  });
}

/** @param {import("./cockpit.js").Cockpit} cockpit */
function closeTopmost({ parts: { chat, map, help, loss } }) {
  if (loss.isOpen) loss.close();
  else if (chat.isOpen) chat.close();
  else if (map.isOpen) map.close();
  else help.close();
}

/**
 * Buttons name the keys that do the same.
 *
 * @param {import("./bindings.js").Bindings} bindings
 */
export function showKeys(bindings) {
  for (const [id, action] of /** @type {const} */ ([
    ["dock-button", "dock"],
    ["jump-button", "jump"],
    ["map-button", "map"],
    ["chat-button", "chat"],
    ["help-button", "help"],
    ["target", "course"],
    ["sound-button", "mute"],
  ])) {
    const keys = bindings[action].map(keyWords).join(" ");
    const button = byId(id, HTMLButtonElement);
    button.setAttribute("aria-keyshortcuts", keys);
    button.title = keys ? `Key: ${keys.replaceAll(" ", " or ")}` : "";
  }
  for (const action of /** @type {const} */ (["dock", "jump"])) {
    for (const hint of document.querySelectorAll(`[data-key-of=${action}]`)) {
      setText(hint, bindings[action][0] ? keyWords(bindings[action][0]) : "");
    }
  }
}
