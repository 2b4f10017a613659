/** The start page: brings the sky behind it to life and tells how many pilots are out there. */

import { trafficWords } from "../lib/traffic.js";
import { Backdrop } from "../render/backdrop.js";

/** @typedef {import("../render/backdrop.js").Scene} Scene */

const REFRESH_MS = 30_000;

/** @param {Scene} scene @param {Backdrop} backdrop */
async function showTraffic(scene, backdrop) {
  const response = await fetch("/api/v1/world/systems", { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  /** @type {{systems: {id: string, name: string, pilots: number}[]}} */
  const { systems } = await response.json();
  const system = systems.find(({ id }) => id === scene.id);
  if (!system) return;
  backdrop.setPilots(system.pilots);
  const line = document.getElementById("traffic");
  if (!line) return;
  line.classList.toggle("traffic-some", system.pilots > 0);
  line.textContent = trafficWords(system.pilots, system.name);
}

function begin() {
  const canvas = document.getElementById("backdrop");
  const data = document.getElementById("scene");
  if (!(canvas instanceof HTMLCanvasElement) || !data) return;
  /** @type {Scene} */
  const scene = JSON.parse(data.textContent ?? "");
  const backdrop = new Backdrop(canvas, scene);
  // Names are set in the page's own face: the first picture waits for it, but not for long.
  document.fonts.load("12px 'Space Grotesk Variable'").then(() => backdrop.draw(), () => {});
  backdrop.start();
  const refresh = () => {
    if (!document.hidden) showTraffic(scene, backdrop).catch(() => {}); // decoration: next time
  };
  refresh();
  setInterval(refresh, REFRESH_MS);
}

begin();
