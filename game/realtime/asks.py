"""What the sessions of one feed ask of a worker: unsent, held back, or waiting for an answer."""

import time
from collections.abc import Iterable
from itertools import chain

from game.protocol import link
from game.protocol.errors import AppError, ErrorCode

ANSWER_S = 8.5  # a join or order without an answer is called off; who asked hears it within 10 s
HELM_AGAIN_S = 3.0  # helms that are not given back by then are asked for again
MAX_ORDERS = 2000  # waiting to be sent; more are refused with SERVER_BUSY

Key = tuple[int, int]  # (conn, request_seq)


class Asks:
    """`joining`: joins without an answer, by conn. Times are of a monotonic clock, s."""

    def __init__(self) -> None:
        self.joining: dict[int, link.Join] = {}
        self._deadlines: dict[Key, float] = {}  # of what waits for an answer
        self._jumps: dict[int, int] = {}  # by conn: the seq of the last
        self._orders: list[link.Order] = []
        self._held: dict[int, list[link.Order]] = {}  # by conn: until a new worker has its ship
        self._helms: dict[int, link.Join] = {}  # by conn: what that worker was told of them
        self._helms_at = 0.0  # when

    # --- from the sessions ----------------------------------------------------------------

    def join(self, join: link.Join, *, at_once: bool) -> None:
        """at_once: a worker is known; else the next one's welcome has it sent. SERVER_BUSY."""
        if len(self.joining) + self._unsent > MAX_ORDERS:
            raise AppError(ErrorCode.SERVER_BUSY)
        self.expect(join.conn, join.request_seq)
        self.joining[join.conn] = join
        if at_once:
            self._orders.append(join)

    def order(self, order: link.OrderOfHelm) -> None:
        """Those of one helm keep their order. SERVER_BUSY."""
        if self._unsent > MAX_ORDERS:
            raise AppError(ErrorCode.SERVER_BUSY)
        self.expect(order.conn, order.request_seq)
        if isinstance(order, link.JumpOrder):
            self._jumps[order.conn] = order.request_seq
        self._held.get(order.conn, self._orders).append(order)

    def leave(self, leave: link.Leave) -> None:
        """It is never refused."""
        self._orders.append(leave)

    def expect(self, conn: int, seq: int) -> None:
        """Somebody waits for an answer."""
        self._deadlines[conn, seq] = time.monotonic() + ANSWER_S

    def forget(self, conn: int) -> None:
        """The session parts: nothing more is asked for it."""
        self.joining.pop(conn, None)
        self._jumps.pop(conn, None)
        self._drop_helm(conn)

    @property
    def _unsent(self) -> int:
        return len(self._orders) + sum(map(len, self._held.values()))

    # --- to the worker --------------------------------------------------------------------

    def take(self) -> list[link.Order]:
        """All that is to be sent now."""
        orders, self._orders = self._orders, []
        return orders

    def take_back(self, orders: list[link.Order]) -> set[Key]:
        """They were not sent, or may have been: only what may be said twice is said again.

        Gives what has to be called off.
        """
        again = [order for order in orders if isinstance(order, link.Join | link.Leave)]
        self._orders[:0] = again
        said_again = {(order.conn, order.request_seq) for order in again}
        lost = {(order.conn, order.request_seq) for order in orders} - said_again
        return lost & self._deadlines.keys()

    def begin_anew(self, helms: Iterable[link.Join]) -> None:
        """A new worker, or one that heard nothing: it is told who is here and who wants to be.

        What pilots ask for waits until it has their ships.
        """
        unsent = [*chain.from_iterable(self._held.values()), *self._orders]
        self._helms = {helm.conn: helm for helm in helms}
        self._held = {conn: [] for conn in self._helms}
        self._orders = list(self.joining.values())
        for order in unsent:
            if not isinstance(order, link.Join):
                self._held.get(order.conn, self._orders).append(order)
        self._name_helms()

    def name_helms_again(self, now: float) -> None:
        """The layer may have taken them and lost them."""
        if now - self._helms_at > HELM_AGAIN_S:
            self._name_helms()

    def _name_helms(self) -> None:
        """All that a worker has still to give back; a join under way brings the same."""
        self._helms_at = time.monotonic()
        said = {order.conn for order in self._orders if isinstance(order, link.Join)}
        said |= self.joining.keys()
        self._orders.extend(self._helms[conn] for conn in self._held if conn not in said)

    # --- from the worker ------------------------------------------------------------------

    def joined(self, conn: int) -> bool:
        """The helm is given. Whether it was the answer to a join."""
        join = self.joining.pop(conn, None)
        if join is not None:
            self._deadlines.pop((conn, join.request_seq), None)
        return join is not None

    def go_on(self, conn: int) -> None:
        """What was held back until a new worker has the ship is sent."""
        self._orders.extend(self._drop_helm(conn))

    def answered(self, conn: int, seq: int) -> None:
        self._deadlines.pop((conn, seq), None)
        self._end_join(conn, seq)

    def jump_of(self, conn: int) -> int:
        """The seq of the jump that still waits for an answer; 0 for none."""
        seq = self._jumps.get(conn, 0)
        return seq if (conn, seq) in self._deadlines else 0

    def end_helm(self, conn: int) -> set[Key]:
        """The helm is somebody else's, or nobody's. Gives what has to be called off."""
        self._jumps.pop(conn, None)
        held = {(order.conn, order.request_seq) for order in self._drop_helm(conn)}
        return held & self._deadlines.keys()

    def of(self, conn: int) -> set[Key]:
        """What of one connection waits for an answer."""
        return {key for key in self._deadlines if key[0] == conn}

    # --- no answer ------------------------------------------------------------------------

    @property
    def waiting(self) -> set[Key]:
        return set(self._deadlines)

    def late(self, now: float) -> set[Key]:
        return {key for key, deadline in self._deadlines.items() if deadline < now}

    def call_off(self, keys: set[Key]) -> None:
        """Nobody waits for these any more, and what was not sent yet never will be."""
        for unsent in (self._orders, *self._held.values()):
            unsent[:] = [
                order
                for order in unsent
                if isinstance(order, link.Leave) or (order.conn, order.request_seq) not in keys
            ]
        for conn, seq in keys:
            del self._deadlines[conn, seq]
            self._end_join(conn, seq)

    def _drop_helm(self, conn: int) -> list[link.Order]:
        self._helms.pop(conn, None)
        return self._held.pop(conn, [])

    def _end_join(self, conn: int, seq: int) -> None:
        join = self.joining.get(conn)
        if join is not None and join.request_seq == seq:
            del self.joining[conn]
