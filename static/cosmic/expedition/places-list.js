/** The map as a list: where one can fly from here, and all that is known, for eyes and ears. */

import { h, refill, unseen } from "../ui/h.js";
import { dangerWords, unitWords } from "./words.js";

/**
 * @typedef {import("./map-model.js").Chart} Chart
 * @typedef {import("./map-model.js").Place} Place
 */

export class PlacesList {
  /**
   * @param {object} options
   * @param {(id: string) => void} options.onFly
   * @param {(id: string) => void} options.onShow on the map
   */
  constructor({ onFly, onShow }) {
    this.onFly = onFly;
    this.onShow = onShow;
    this.body = h("div", { class: "places-body" });
    this.root = h(
      "section",
      { class: "places", "aria-label": "Places as a list", hidden: true },
      this.body,
    );
  }

  /** @param {Chart} chart */
  show(chart) {
    const places = [...chart.places.values()];
    const open = places.filter(({ option }) => option);
    const rest = places.filter(({ option, here, kind }) => !option && !here && kind === "node");
    open.sort((a, b) => (a.option?.fuel_cost ?? 0) - (b.option?.fuel_cost ?? 0));
    refill(
      this.body,
      h("h2", {}, "Within one flight"),
      open.length === 0 &&
        h("p", { class: "dim small" }, "Nothing can be reached from here right now."),
      h("ul", { class: "lines" }, ...open.map((place) => this.line(place))),
      rest.length > 0 && h("h2", {}, "Further on the charts"),
      rest.length > 0 && h("ul", { class: "lines" }, ...rest.map((place) => this.line(place))),
    );
  }

  /** @param {Place} place */
  line(place) {
    const { node, region, option, id } = place;
    const danger = dangerWords(node?.danger_level ?? region.danger_level);
    const name = node?.name ?? region.name;
    const facts = [
      (node?.type_name ?? `region, ${region.type_name}`).toLowerCase(),
      node && region.name,
      node?.has_trade && "trade",
      node?.has_repair && "repair",
      node && (node.visited ? "visited" : "not visited"),
    ].filter(Boolean);
    return h(
      "li",
      { class: "line line-place" },
      h(
        "button",
        {
          type: "button",
          class: "line-name plain",
          "data-key": `show-${id}`,
          onclick: () => this.onShow(id),
          title: "Show on the map",
        },
        name,
      ),
      h(
        "p",
        { class: "dim small" },
        `${facts.join(", ")}, `,
        h("span", { class: `tone-${danger.tone}` }, danger.words),
      ),
      option &&
        h(
          "button",
          {
            type: "button",
            class: "button button-small",
            "data-key": `fly-${id}`,
            onclick: () => this.onFly(id),
          },
          node ? "Fly" : "Jump",
          unseen(` to ${name} for `),
          h(
            "span",
            { class: option.reachable ? "num" : "num tone-warn" },
            `${unitWords(option.fuel_cost)} fuel`,
          ),
        ),
    );
  }
}
