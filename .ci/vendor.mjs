// Copies what the site serves of its npm packages from node_modules to static/vendor, and nothing
// else: whole packages would make collecting static files slow. Git ignores the folder.

import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const VENDOR = join(ROOT, "static", "vendor");

/** @type {Record<string, string>} from a path below node_modules to one below static/vendor */
const FILES = {
  "pixi.js/dist/pixi.min.js": "pixi/pixi.min.js",
  "pixi.js/dist/packages/unsafe-eval.min.js": "pixi/unsafe-eval.min.js",
  "pixi.js/LICENSE": "pixi/LICENSE",
  "zzfx/ZzFX.js": "zzfx/zzfx.js",
  "zzfx/LICENSE": "zzfx/LICENSE",
  ...fonts("space-grotesk", ["latin", "latin-ext"]),
  ...fonts("jetbrains-mono", ["latin"]),
  "lucide-static/LICENSE": "icons/LICENSE",
};

/** Names of lucide icons that pages and scripts draw; the sprite holds these alone. */
const ICONS = [
  "anchor", "arrow-down", "arrow-left", "arrow-right", "arrow-up", "arrow-up-right", "bot", "box",
  "check", "chevron-down", "chevron-left", "chevron-right", "circle-help", "coins", "crosshair",
  "download", "expand", "eye", "fuel", "gamepad-2", "gauge", "hand", "info", "keyboard",
  "log-in", "log-out", "map", "maximize", "menu", "message-square", "minimize", "minus",
  "mouse-pointer", "navigation", "orbit", "package", "pause", "play", "plus", "radar", "radio",
  "refresh-cw",
  "rocket", "rotate-ccw", "rotate-cw", "route", "satellite", "save", "search", "send", "settings",
  "shield", "shield-alert", "shopping-cart", "signal", "skull", "square", "star", "store", "target",
  "trash-2",
  "trending-down", "trending-up", "triangle-alert", "trophy", "user", "users", "volume-2",
  "volume-x", "wifi", "wifi-off", "wrench", "x", "zap", "zoom-in", "zoom-out",
];

/**
 * @param {string} family
 * @param {string[]} subsets
 * @returns {Record<string, string>}
 */
function fonts(family, subsets) {
  const folder = `@fontsource-variable/${family}`;
  const files = subsets.map((subset) => `${family}-${subset}-wght-normal.woff2`);
  return Object.fromEntries([
    ...files.map((file) => [`${folder}/files/${file}`, `fonts/${file}`]),
    [`${folder}/LICENSE`, `fonts/LICENSE-${family}`],
  ]);
}

/**
 * One svg with a symbol per icon. Strokes take colour and width from the page.
 * @param {string[]} names
 */
async function sprite(names) {
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(join(MODULES, "lucide-static", "icons", `${name}.svg`), "utf8");
      const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
      return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

await mkdir(VENDOR, { recursive: true });
for (const old of await readdir(VENDOR)) {
  await rm(join(VENDOR, old), { recursive: true });
}
for (const [from, to] of Object.entries(FILES)) {
  const target = join(VENDOR, to);
  await mkdir(dirname(target), { recursive: true });
  await cp(join(MODULES, from), target);
}
await writeFile(join(VENDOR, "icons", "sprite.svg"), await sprite(ICONS));
