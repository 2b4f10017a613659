/** Small pictures that many sprites share, painted once on a 2D canvas. */

import { Texture } from "pixi";

/**
 * @param {number} width
 * @param {number} height
 * @param {(context: CanvasRenderingContext2D) => void} paint
 * @returns {import("pixi.js").Texture}
 */
export function paintTexture(width, height, paint) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context) paint(context);
  return Texture.from(canvas);
}

/** A soft round light, white, to be tinted. */
export function glowTexture() {
  return paintTexture(64, 64, (context) => {
    const light = context.createRadialGradient(32, 32, 0, 32, 32, 32);
    light.addColorStop(0, "rgba(255, 255, 255, 1)");
    light.addColorStop(0.25, "rgba(255, 255, 255, 0.55)");
    light.addColorStop(0.6, "rgba(255, 255, 255, 0.12)");
    light.addColorStop(1, "rgba(255, 255, 255, 0)");
    context.fillStyle = light;
    context.fillRect(0, 0, 64, 64);
  });
}

/** A thin round line with a soft inside, white, to be tinted. */
export function ringTexture() {
  return paintTexture(128, 128, (context) => {
    const light = context.createRadialGradient(64, 64, 36, 64, 64, 62);
    light.addColorStop(0, "rgba(255, 255, 255, 0)");
    light.addColorStop(0.85, "rgba(255, 255, 255, 0.22)");
    light.addColorStop(0.94, "rgba(255, 255, 255, 1)");
    light.addColorStop(1, "rgba(255, 255, 255, 0)");
    context.fillStyle = light;
    context.fillRect(0, 0, 128, 128);
  });
}

/** A flame that tapers to the left and is brightest at the right. */
export function flameTexture() {
  return paintTexture(64, 16, (context) => {
    const light = context.createLinearGradient(0, 0, 64, 0);
    light.addColorStop(0, "rgba(255, 255, 255, 0)");
    light.addColorStop(0.7, "rgba(255, 255, 255, 0.6)");
    light.addColorStop(1, "rgba(255, 255, 255, 1)");
    context.fillStyle = light;
    context.beginPath();
    context.moveTo(64, 1);
    context.quadraticCurveTo(34, 3, 0, 8);
    context.quadraticCurveTo(34, 13, 64, 15);
    context.fill();
  });
}
