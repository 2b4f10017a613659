/** The layers of the star map, from the ground up. */

import { s } from "../ui/h.js";
import { everywhere, fogDefs, shipMark } from "./map-draw.js";

const WORDS = "Star map. Arrow keys go from place to place, Enter flies there.";

export function mapLayers() {
  const layers = {
    gradients: s("g"),
    clearings: s("g"), // where the fog is lifted
    reachMask: s("mask", { id: "reach-mask", maskUnits: "userSpaceOnUse", ...everywhere() }),
    plane: s("g", { class: "plane" }),
    reach: s("g", { class: "plane" }),
    titles: s("g"),
    labels: s("g", { class: "labels", "aria-hidden": "true" }),
    ship: shipMark(),
    marks: s("g"),
    svg: s("svg", { class: "star-map", role: "group", "aria-label": WORDS }),
  };
  const fogMask = s("mask", { id: "fog-mask", maskUnits: "userSpaceOnUse", ...everywhere() });
  fogMask.append(s("rect", { ...everywhere(), fill: "white" }), layers.clearings);
  layers.reach.append(
    s("rect", { class: "reach-line", ...everywhere(), mask: "url(#reach-mask)" }),
  );
  layers.svg.append(
    s("defs", {}, ...fogDefs(), layers.gradients, fogMask, layers.reachMask),
    layers.plane,
    s("rect", {
      class: "fog",
      width: "100%",
      height: "100%",
      fill: "url(#fog-grain)",
      mask: "url(#fog-mask)",
    }),
    layers.reach,
    layers.titles,
    layers.labels,
    layers.ship,
    layers.marks,
  );
  return layers;
}
