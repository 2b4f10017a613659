/** A board for any game: its state in a readable form, its moves as buttons and forms. */

import { h } from "../../ui/h.js";
import { winnerWords } from "../words.js";
import { fewMoves, fieldsOf, moveFrom, moveWords } from "./move-model.js";
import { keyWords, readable } from "./readable.js";

/**
 * @typedef {import("../types.js").Shown} Shown
 * @typedef {import("../types.js").Desk} Desk
 * @typedef {import("../types.js").Schema} Schema
 * @typedef {import("./move-model.js").Field} Field
 */

const MOST_LISTED = 60; // more buttons than that help nobody: there are forms
const KNOWN = ["current", "gameover"]; // the page says these in words

export class GenericBoard {
  /**
   * @param {Desk} desk
   * @param {Schema[]} moves
   */
  constructor(desk, moves) {
    this.desk = desk;
    this.state = h("div", { class: "generic-state" });
    const schemas = moves.length ? moves : [{ title: "Any move", properties: {} }];
    this.moves = h("div", { class: "generic-moves" }, ...schemas.map((schema, n) => this.moveOf(schema, n)));
    this.legal = h("section", { class: "generic-move", "aria-label": "What you may do" });
    this.root = h("div", { class: "generic" }, this.state, this.legal, this.moves);
  }

  /** @param {Shown} shown */
  show({ state, mayMove, moves = null }) {
    const listed = mayMove && moves !== null && moves.length <= MOST_LISTED;
    this.moves.hidden = !mayMove || listed;
    this.legal.hidden = !listed;
    this.legal.replaceChildren(...(listed ? [this.buttons(moves)] : []));
    const rest = Object.fromEntries(Object.entries(state).filter(([key]) => !KNOWN.includes(key)));
    this.state.replaceChildren(readable(rest));
  }

  /** @param {Schema} schema @param {number} n */
  moveOf(schema, n) {
    const title = schema.title ?? "Move";
    if (Object.keys(schema.properties ?? {}).length === 0) return this.rawForm(title, n);
    const few = fewMoves(schema);
    if (!few) return this.form(title, fieldsOf(schema), n);
    return h(
      "section",
      { class: "generic-move", "aria-label": title },
      h("h3", {}, title),
      this.buttons(few),
    );
  }

  /** @param {import("../types.js").Move[]} moves */
  buttons(moves) {
    return h(
      "div",
      { class: "row" },
      ...moves.map((move) => h("button", { type: "button", class: "button", onclick: () => void this.desk.move(move) }, moveWords(move))),
    );
  }

  /** @param {string} title @param {Field[]} fields @param {number} n */
  form(title, fields, n) {
    const controls = new Map(fields.filter(({ kind }) => kind !== "fixed").map((field) => [field.name, control(field, `move-${n}-${field.name}`)]));
    const words = (/** @type {string} */ name) => controls.get(name)?.value ?? "";
    return h(
      "form",
      {
        class: "generic-move",
        "aria-label": title,
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          const made = moveFrom(fields, words);
          if ("move" in made) return void this.desk.move(made.move);
          this.desk.say(made.words);
          controls.get(made.field)?.focus();
        },
      },
      h("h3", {}, title),
      ...[...controls].map(([name, input]) => h("div", { class: "field" }, h("label", { for: input.id }, keyWords(name)), input)),
      h("button", { class: "button button-primary" }, title),
    );
  }

  /** A game that says nothing about its moves: they are written as JSON. @param {string} title @param {number} n */
  rawForm(title, n) {
    const input = h("textarea", { id: `move-${n}-raw`, rows: 3, spellcheck: "false", class: "input mono" });
    return h(
      "form",
      {
        class: "generic-move",
        "aria-label": title,
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          const made = moveFrom([{ name: "move", kind: "json", options: [], required: true, example: null, schema: {} }], () => input.value);
          const plain = "move" in made && made.move.move !== null && typeof made.move.move === "object" && !Array.isArray(made.move.move);
          if (plain) void this.desk.move(made.move.move);
          else this.desk.say("A move is a JSON object, such as {\"column\": 3}.");
        },
      },
      h("div", { class: "field" }, h("label", { for: input.id }, "Move, as JSON"), input),
      h("button", { class: "button button-primary" }, "Make this move"),
    );
  }
}

/** @param {Field} field @param {string} id @returns {HTMLInputElement | HTMLSelectElement} */
function control({ kind, options, required, example, schema }, id) {
  if (kind === "choice" || kind === "yes") {
    const values = kind === "yes" ? ["true", "false"] : options.map((_, n) => String(n));
    const words = kind === "yes" ? ["yes", "no"] : options.map(String);
    return h("select", { id, required }, !required && h("option", { value: "" }, "–"), ...values.map((value, n) => h("option", { value }, words[n])));
  }
  const { minimum, maximum, minLength, maxLength } = schema;
  if (kind === "number") {
    const step = schema.type === "integer" ? 1 : "any";
    return h("input", { id, required, type: "number", min: minimum, max: maximum, step, value: example ?? minimum });
  }
  const value = kind === "json" && example !== undefined ? JSON.stringify(example) : null;
  return h("input", { id, required, minlength: minLength, maxlength: maxLength, autocomplete: "off", value });
}

/** @type {import("../types.js").Teller} */
export const genericTeller = {
  news: ({ state, before }) => (before && !state.gameover ? "The board has changed." : ""),
  ending: (state, me, names) => ("winner" in state ? winnerWords(state, me, names) : "The game is over."),
};
