/** A row of radio buttons that look like buttons. */

import { h } from "../../ui/h.js";

/**
 * @param {string} legend
 * @param {string} name of the group, unique in the page
 * @param {{value: string, words: string, note?: string}[]} options
 * @param {string | null} chosen
 * @param {(value: string) => void} onChoose
 */
export function picks(legend, name, options, chosen, onChoose) {
  return h(
    "fieldset",
    { class: "picks" },
    h("legend", { class: "field-label" }, legend),
    ...options.map(({ value, words, note }) =>
      h(
        "label",
        { class: "pick-small" },
        h("input", {
          type: "radio",
          name: `pick-${name}`,
          value,
          checked: value === chosen,
          "data-key": `${name}-${value}`,
          onchange: () => onChoose(value),
        }),
        h("span", { class: "pick-words" }, words),
        note ? h("span", { class: "num dim pick-note" }, note) : null,
      ),
    ),
  );
}
