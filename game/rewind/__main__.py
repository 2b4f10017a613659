"""One question on the standard input, one answer on the standard output."""

import os
import sys

import msgspec

from game.rewind.telling import tell
from game.rewind.wire import Ask

NICENESS = 10  # those who play come first


def main() -> None:
    os.nice(NICENESS)
    ask = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Ask)
    sys.stdout.buffer.write(msgspec.msgpack.encode(tell(ask)))


if __name__ == "__main__":
    main()
