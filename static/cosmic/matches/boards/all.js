/** Which board and which words belong to which game. */

import { ChatBoard, chatTeller } from "./chat.js";
import { ConnectFourBoard, connectFourTeller } from "./connectfour.js";
import { FleetDuelBoard, fleetDuelTeller } from "./fleetduel.js";
import { GenericBoard, genericTeller } from "./generic.js";
import { TicTacToeBoard, ticTacToeTeller } from "./tictactoe.js";
import { YahtzeeBoard, yahtzeeTeller } from "./yahtzee.js";

/**
 * @typedef {import("../types.js").Board} Board
 * @typedef {import("../types.js").Desk} Desk
 * @typedef {import("../types.js").Teller} Teller
 */

/** @type {Record<string, {kind: new (desk: Desk) => Board, teller: Teller}>} */
const BOARDS = {
  TicTacToe: { kind: TicTacToeBoard, teller: ticTacToeTeller },
  ConnectFour: { kind: ConnectFourBoard, teller: connectFourTeller },
  Yahtzee: { kind: YahtzeeBoard, teller: yahtzeeTeller },
  FleetDuel: { kind: FleetDuelBoard, teller: fleetDuelTeller },
  Chat: { kind: ChatBoard, teller: chatTeller },
};

/** Whether a game's board knows its rules by itself. @param {string} game */
export function hasBoard(game) {
  return Object.hasOwn(BOARDS, game);
}

/**
 * @param {string} game
 * @param {import("../types.js").Schema[]} moves
 * @param {Desk} desk
 * @returns {{board: Board, teller: Teller}}
 */
export function boardFor(game, moves, desk) {
  const own = hasBoard(game) ? BOARDS[game] : null;
  if (own) return { board: new own.kind(desk), teller: own.teller };
  return { board: new GenericBoard(desk, moves), teller: genericTeller };
}
