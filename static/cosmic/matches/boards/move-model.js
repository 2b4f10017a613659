/** Moves made from their schemas: which have a button of their own, and what a form's fields mean. */

import { keyWords, scalarWords } from "./readable.js";

/**
 * @typedef {import("../types.js").Schema} Schema
 * @typedef {import("../types.js").Move} Move
 *
 * @typedef {object} Field
 * @property {string} name
 * @property {'choice' | 'number' | 'text' | 'yes' | 'fixed' | 'json'} kind
 * @property {any[]} options of a choice
 * @property {boolean} required
 * @property {any} example
 * @property {Schema} schema
 */

const MOST_BUTTONS = 24;

/**
 * All moves of that shape, if they are few: they get a button each. Null for what needs a form.
 *
 * @param {Schema} schema
 * @returns {Move[] | null}
 */
export function fewMoves(schema) {
  /** @type {Move[]} */
  let moves = [{}];
  for (const field of fieldsOf(schema)) {
    const values = valuesOf(field);
    if (!values || moves.length * values.length > MOST_BUTTONS) return null;
    moves = moves.flatMap((move) => values.map((value) => ({ ...move, [field.name]: value })));
  }
  return moves;
}

/** @param {Field} field @returns {any[] | null} every value it can have; null for too many */
function valuesOf({ kind, options, required, schema }) {
  if (!required) return null;
  if (kind === "fixed") return [schema.const];
  if (kind === "choice") return options;
  if (kind === "yes") return [true, false];
  const { minimum, maximum, type } = schema;
  if (type !== "integer" || minimum === undefined || maximum === undefined) return null;
  if (maximum - minimum >= MOST_BUTTONS) return null;
  return Array.from({ length: maximum - minimum + 1 }, (_, n) => minimum + n);
}

/** @param {Schema} schema @returns {Field[]} */
export function fieldsOf({ properties = {}, required = [], examples = [] }) {
  const [example = {}] = examples;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    kind: kindOf(schema),
    options: schema.enum ?? [],
    required: required.includes(name),
    example: schema.examples?.[0] ?? example[name],
    schema,
  }));
}

/** @param {Schema} schema @returns {Field["kind"]} */
function kindOf(schema) {
  if ("const" in schema) return "fixed";
  if (schema.enum) return "choice";
  switch (schema.type) {
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "yes";
    case "string":
      return "text";
    default:
      return "json";
  }
}

/**
 * What a form's words say as a move. Empty fields that need not be given are left out.
 *
 * @param {Field[]} fields
 * @param {(name: string) => string} wordsOf a field's value; choices give the place of their option
 * @returns {{move: Move} | {field: string, words: string}} the second says what is wrong
 */
export function moveFrom(fields, wordsOf) {
  /** @type {Move} */
  const move = {};
  for (const { name, kind, options, required, schema } of fields) {
    if (kind === "fixed") {
      move[name] = schema.const;
      continue;
    }
    const words = wordsOf(name).trim();
    if (!words) {
      if (!required) continue;
      return { field: name, words: `${keyWords(name)} is missing.` };
    }
    if (kind === "choice") move[name] = options[Number(words)];
    else if (kind === "yes") move[name] = words === "true";
    else if (kind === "text") move[name] = words;
    else {
      const value = numberOrJson(kind, words);
      if (value === undefined) return { field: name, words: `${keyWords(name)} cannot be read.` };
      move[name] = value;
    }
  }
  return { move };
}

/** @param {'number' | 'json'} kind @param {string} words */
function numberOrJson(kind, words) {
  if (kind === "number") return Number.isFinite(Number(words)) ? Number(words) : undefined;
  try {
    return JSON.parse(words);
  } catch {
    // whoever writes 1, 2 means a list
    try {
      return JSON.parse(`[${words}]`);
    } catch {
      return undefined;
    }
  }
}

/** @param {Move} move @returns {string} such as `roll` or `column 3` */
export function moveWords(move) {
  const entries = Object.entries(move);
  const worded = (/** @type {unknown} */ value) => scalarWords(value) ?? JSON.stringify(value);
  if (entries.length === 1 && typeof entries[0][1] === "string") return entries[0][1];
  return entries.map(([key, value]) => `${key.replaceAll("_", " ")} ${worded(value)}`).join(", ");
}
