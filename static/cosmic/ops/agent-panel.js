/** The form about one agent: a new one, or the one that is selected. */

import { byId, setText } from "../ui/dom.js";
import { h } from "../ui/h.js";
import { canChange, canDelete, changedAgent, freeId, newAgent } from "./agent-model.js";
import { title } from "./map-model.js";
import { shapeOf } from "./shapes.js";
import { placeWords } from "./words.js";

/**
 * @typedef {import("./types.js").Agent} Agent
 *
 * @typedef {object} AgentListener
 * @property {(payload: Record<string, unknown>) => void} onAdd
 * @property {(payload: Record<string, unknown>) => void} onChange
 * @property {(agent: Agent) => void} onDelete
 * @property {() => void} onNone nobody shall be selected
 * @property {(id: string) => boolean} isTaken
 */

const CURRENT = /** @type {const} */ (["x", "y", "vx", "vy", "r", "hp"]);

export class AgentPanel {
  /** @param {AgentListener} listener */
  constructor(listener) {
    this.listener = listener;
    /** @type {Agent | null} */
    this.agent = null;
    this.online = false;
    this.form = byId("agent-form", HTMLFormElement);
    this.fields = byId("agent-fields", HTMLFieldSetElement);
    this.heading = byId("agent-title", HTMLElement);
    this.readings = byId("agent-readings", HTMLElement);
    this.error = byId("agent-error", HTMLElement);
    this.submit = byId("agent-submit", HTMLButtonElement);
    this.remove = byId("agent-delete", HTMLButtonElement);
    this.none = byId("agent-none", HTMLButtonElement);
    this.identity = byId("agent-identity", HTMLElement);
    this.id = this.input("agent_id");
    this.suggested = "";
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.remove.addEventListener("click", () => this.agent && listener.onDelete(this.agent));
    this.none.addEventListener("click", () => listener.onNone());
    this.show(null);
  }

  /** @param {string} name @returns {HTMLInputElement | HTMLSelectElement} */
  input(name) {
    const field = this.form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) return field;
    throw new Error(`the form has no field ${name}`);
  }

  /** Commands can be sent. @param {boolean} on */
  enable(on) {
    this.online = on;
    this.refreshAbility();
  }

  refreshAbility() {
    this.fields.disabled = !this.online || (this.agent !== null && !canChange(this.agent));
  }

  /** @param {Agent | null} agent null to add one */
  show(agent) {
    const other = agent?.agent_id !== this.agent?.agent_id;
    this.agent = agent;
    if (other || !agent) this.arrange();
    if (agent) this.read(agent);
    else this.suggest();
  }

  arrange() {
    const { agent } = this;
    this.fault("", "");
    for (const element of this.form.elements) {
      if (element instanceof HTMLInputElement && element !== this.id) element.value = "";
      if (element instanceof HTMLInputElement) element.placeholder = "";
    }
    this.input("behaviour").value = "";
    setText(this.heading, agent ? title(agent) : "Add an agent");
    setText(this.submit, agent ? "Change" : "Add");
    this.none.hidden = this.readings.hidden = !agent;
    this.identity.hidden = agent !== null;
    this.remove.hidden = !agent || !canDelete(agent);
    this.form.hidden = agent !== null && !canChange(agent);
    const named = !agent || canDelete(agent); // a pilot keeps name and will
    for (const name of ["name", "behaviour"]) this.input(name).disabled = !named;
    this.refreshAbility();
  }

  suggest() {
    if (this.id.value !== "" && this.id.value !== this.suggested) return;
    this.suggested = freeId(this.listener.isTaken);
    this.id.value = this.suggested;
  }

  /** @param {Agent} agent as it is now */
  read(agent) {
    const speed = Math.hypot(agent.vx ?? 0, agent.vy ?? 0);
    const rows = [
      ["Id", agent.agent_id],
      ["Kind", shapeOf(agent.kind).word],
      ["Place", placeWords(agent.x, agent.y)],
      ["Speed", `${Math.round(speed)} u/s`],
      ["Hull", `${Math.round(agent.hp ?? 0)} of ${Math.round(agent.hp_max ?? 0)}`],
      ["Docked", agent.docked_at ?? ""],
      ["Behaviour", agent.behaviour ?? ""],
      ["Player", agent.pilot ?? ""],
    ].filter(([, words]) => words !== "");
    const shown = this.readings.children;
    if (shown.length !== rows.length) {
      this.readings.replaceChildren(
        ...rows.map(() => h("div", { class: "reading" }, h("dt", {}), h("dd", { class: "mono" }))),
      );
    }
    rows.forEach(([name, words], n) => {
      const [dt, dd] = shown[n].children;
      setText(dt, name);
      setText(dd, words);
    });
    for (const name of CURRENT) {
      const field = this.input(name);
      if (field instanceof HTMLInputElement) field.placeholder = String(agent[name] ?? "");
    }
  }

  /** A place that was chosen on the map. @param {{x: number, y: number}} point */
  place({ x, y }) {
    this.input("x").value = String(x);
    this.input("y").value = String(y);
  }

  send() {
    /** @type {Record<string, string>} */
    const fields = {};
    for (const [name, value] of new FormData(this.form)) fields[name] = String(value);
    const made = this.agent ? changedAgent(fields, this.agent) : newAgent(fields);
    if ("error" in made) return this.fault(made.error, made.field);
    this.fault("", "");
    if (this.agent) this.listener.onChange(made.payload);
    else this.listener.onAdd(made.payload);
  }

  /** @param {string} words empty when nothing is wrong @param {string} name of the field */
  fault(words, name) {
    setText(this.error, words);
    for (const element of this.form.elements) {
      if (element.getAttribute("name") !== name || !words) element.removeAttribute("aria-invalid");
    }
    if (!words) return;
    const field = this.input(name);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "agent-error");
    field.focus();
  }

  /** The fields of what was just done are empty again. */
  done() {
    if (!this.agent) this.id.value = this.suggested;
    this.arrange();
    if (this.agent) this.read(this.agent);
    else this.suggest();
  }
}
