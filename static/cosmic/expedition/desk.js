/**
 * What every panel may ask of the game: do something, and say something.
 *
 * @typedef {'success' | 'warning' | 'error' | ''} SayTone
 *
 * @typedef {object} Desk
 * @property {(action: import("./types.js").GameAction) => Promise<boolean>} act whether it was done; a refusal has been said by then
 * @property {(words: string, tone?: SayTone) => void} say
 */

export {};
