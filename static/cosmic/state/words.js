/** Words for what the protocol names by ids. */

/** @type {Record<string, string>} */
const ZONE_TYPES = {
  core_safe: "safe core",
  approach_high_value: "approach",
  belt_open: "belt",
  edge_wild: "wild edge",
};

/**
 * @param {string} text
 * @returns {string} with its first letter large
 */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * @param {string} id such as `earth-orbit-station`
 * @returns {string} such as `Earth orbit station`
 */
export function nameFromId(id) {
  return sentence(id.replaceAll(/[-_]+/g, " ").trim());
}

/**
 * What a zone is called: zones have no names, but their ids tell where they are.
 *
 * @param {{zone_id: string, zone_type: string}} zone
 * @returns {string} such as `Earth approach`
 */
export function zoneTitle({ zone_id, zone_type }) {
  const kind = ZONE_TYPES[zone_type] ?? zone_type.replaceAll("_", " ");
  const place = zone_id
    .replace(/^z_/, "")
    .replace(zone_type, " ")
    .replaceAll("_", " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const words = kind.split(" ").filter((word) => !place.split(" ").includes(word));
  return sentence([place, ...words].filter(Boolean).join(" "));
}

/**
 * @param {string} id such as `rook-hearth`
 * @returns {string} such as `Rook Hearth`
 */
export function systemTitle(id) {
  return id.split(/[-_]+/).filter(Boolean).map(sentence).join(" ");
}

/** @type {Record<string, string>} */
const KINDS = {
  player_ship: "pilot",
  pirate: "pirate",
  trader: "trader",
  patrol: "patrol",
  loot: "loot",
};

/**
 * @param {string} kind of an entity
 * @returns {string} one word
 */
export function kindWord(kind) {
  return KINDS[kind] ?? "contact";
}

const SMALL = ["no", "one", "two", "three", "four", "five", "six"];

/**
 * @param {number} count
 * @returns {string} `two`, but `12`
 */
export function countWord(count) {
  return SMALL[count] ?? String(count);
}

/** @param {string} zoneType */
export function zoneKind(zoneType) {
  return ZONE_TYPES[zoneType] ?? "open space";
}

/**
 * @param {number} units
 * @returns {string} such as `430 u` or `1.8k u`
 */
export function distanceWords(units) {
  if (units < 1000) return `${Math.round(units)} u`;
  return `${(units / 1000).toFixed(1)}k u`;
}

/**
 * @param {number} amount
 * @returns {string} with thin groups of three
 */
export function amountWords(amount) {
  return Math.round(amount).toLocaleString("en-US");
}
