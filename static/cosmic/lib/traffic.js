/** How many are out there, in words. */

/**
 * @param {number} pilots who fly in the system now
 * @param {string} system its name
 * @returns {string}
 */
export function trafficWords(pilots, system) {
  if (pilots === 0) return `${system} is quiet right now. Be the first one out.`;
  if (pilots === 1) return `One pilot is flying in ${system} right now.`;
  return `${pilots.toLocaleString("en")} pilots are flying in ${system} right now.`;
}
