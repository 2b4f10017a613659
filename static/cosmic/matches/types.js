/**
 * The shapes that the doors of matches send, as these pages read them. Players are 0, 1, 2, …
 *
 * @typedef {Record<string, any>} Move
 *
 * @typedef {object} GameState what one player sees; each game adds members of its own
 * @property {number[]} current who may move now
 * @property {boolean} gameover
 * @property {number | null} [winner]
 *
 * @typedef {GameState & Record<string, any>} AnyState
 *
 * @typedef {object} View
 * @property {number} version counts up from 1, the start of a session's first game
 * @property {AnyState} state
 * @property {Clock} [clock] while one runs
 * @property {Move[]} [moves] what may be done now, if it was asked for and the game can tell
 *
 * @typedef {object} Clock
 * @property {number} left_s seconds, when it was told
 *
 * @typedef {object} Schema a JSON Schema, as far as moves use it
 * @property {string} [title]
 * @property {string} [type]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {any[]} [enum]
 * @property {any} [const]
 * @property {Schema} [items]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {any[]} [examples]
 *
 * @typedef {object} GameInfo
 * @property {string} name
 * @property {string} description
 * @property {number} min_players
 * @property {number} max_players
 * @property {Schema[]} moves
 * @property {string[]} opponents levels of built-in players, weakest first
 *
 * @typedef {object} Seat what a tab must show to go on playing, or watching
 * @property {string} match
 * @property {string} game
 * @property {string} session
 * @property {number} player
 * @property {string} key
 * @property {boolean} watching
 * @property {boolean} waiting players were missing when it was last looked at
 *
 * @typedef {object} Shown what a board is given to draw
 * @property {AnyState} state
 * @property {AnyState | null} before what was shown last of the same game
 * @property {number} me the player whose eyes these are
 * @property {boolean} mayMove
 * @property {Move[] | null} [moves] all that may be done now, where that is known
 * @property {string[]} names by player id, never empty
 *
 * @typedef {object} Desk what a board may ask of its page
 * @property {(move: Move) => Promise<boolean>} move false when it was refused, which was said
 * @property {(words: string) => void} say for eyes and ears: why nothing happens
 *
 * @typedef {object} Board
 * @property {HTMLElement} root
 * @property {(shown: Shown) => void} show
 *
 * @typedef {object} Teller what a game's page says in words
 * @property {(shown: Shown) => string} news what happened since `before`; empty for nothing
 * @property {(state: AnyState, me: number, names: string[]) => string} ending once it is over
 * @property {string} [open] instead of whose turn it is, where anybody may always move
 * @property {string} [resign] what giving up is called
 */

export {};
