/** What the agent form says, as a command's payload, or why it cannot be one. */

const NUMBERS = /** @type {const} */ (["x", "y", "vx", "vy", "r", "hp"]);
const NPC_KINDS = new Set(["pirate", "trader", "patrol"]);

/** @type {Record<string, string>} */
const CALLED = { r: "The heading", hp: "The hull" };

/**
 * @typedef {import("./types.js").Agent} Agent
 * @typedef {Record<string, string>} Fields the form's texts by their names
 * @typedef {{error: string, field: string}} Fault
 * @typedef {{payload: Record<string, unknown>}} Ready
 */

/** @param {Agent} agent */
export function canDelete({ kind }) {
  return NPC_KINDS.has(kind);
}

/** @param {Agent} agent */
export function canChange({ kind }) {
  return NPC_KINDS.has(kind) || kind === "pilot";
}

/** @param {Fields} fields @returns {Ready | Fault} for `add_agent` */
export function newAgent(fields) {
  const id = (fields.agent_id ?? "").trim();
  if (!id) return { error: "Give the agent an id.", field: "agent_id" };
  const data = agentData(fields);
  if ("error" in data) return /** @type {Fault} */ (data);
  for (const axis of /** @type {const} */ (["x", "y"])) {
    if (!(axis in data)) return { error: `Say where: ${axis} is missing.`, field: axis };
  }
  return { payload: { agent_id: id, agent_kind: fields.agent_kind, agent_data: data } };
}

/** @param {Fields} fields @param {Agent} agent @returns {Ready | Fault} for `modify_agent` */
export function changedAgent(fields, agent) {
  const npc = canDelete(agent);
  const data = agentData(npc ? fields : { ...fields, name: "", behaviour: "" });
  if ("error" in data) return /** @type {Fault} */ (data);
  if (Object.keys(data).length === 0) {
    return { error: "Fill in what is to change; what is empty stays as it is.", field: "x" };
  }
  return { payload: { agent_id: agent.agent_id, agent_data: data } };
}

/** @param {Fields} fields @returns {Record<string, unknown> | Fault} what was filled in */
function agentData(fields) {
  /** @type {Record<string, unknown>} */
  const data = {};
  for (const name of NUMBERS) {
    const text = (fields[name] ?? "").trim().replace("−", "-");
    if (text === "") continue;
    const value = Number(text);
    const called = CALLED[name] ?? name;
    if (!Number.isFinite(value)) return { error: `${called} is a number.`, field: name };
    if (name === "hp" && value <= 0) return { error: "The hull is above 0.", field: name };
    data[name] = value;
  }
  for (const name of ["name", "behaviour"]) {
    const text = (fields[name] ?? "").trim();
    if (text) data[name] = text;
  }
  return data;
}

/** @param {(id: string) => boolean} isTaken @returns {string} an id for the next agent */
export function freeId(isTaken) {
  for (let n = 1; ; n += 1) if (!isTaken(`op-${n}`)) return `op-${n}`;
}

/**
 * @param {string} text
 * @returns {{rate: number} | {error: string}} ticks a second
 */
export function tickRate(text) {
  const rate = Number(text.trim().replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(rate) || rate <= 0) {
    return { error: "A rate is a number from 0.1 to 100." };
  }
  return { rate };
}
