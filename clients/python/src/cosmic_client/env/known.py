"""The games that this package has a codec for, by their names."""

from collections.abc import Callable

from cosmic_client.env.codecs import Codec, ConnectFour, TicTacToe
from cosmic_client.env.yahtzee import Yahtzee

CODECS: dict[str, Callable[[int], Codec]] = {
    "TicTacToe": TicTacToe,
    "ConnectFour": ConnectFour,
    "Yahtzee": Yahtzee,
}
