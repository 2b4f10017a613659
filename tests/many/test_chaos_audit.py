"""The audit of `make chaos` finds what it is for: each test plants one fault in a clean record."""

from collections.abc import Callable

import pytest

from tests.chaos import audit
from tests.chaos.journal import (
    Answer,
    Entry,
    Journal,
    Jump,
    Loss,
    Order,
    Stored,
    StoredShip,
    View,
    Write,
)
from tests.chaos.track import Track

PLAYER, SHIP = 7, 70
EARTH, SOL, WEALD = "earth-orbit-station", "sol-1", "gale-weald"
NOW = 100.0


class Record:
    """A pilot who has bought ore, sold some of it nameless, jumped and been towed."""

    def __init__(self) -> None:
        self.entries = [
            self.entry(1, "opening", 5000, 5000),
            self.entry(2, "buy", -200, 4800, commodity="ore", quantity=4, price=50, ref="a"),
            self.entry(3, "sell", 45, 4845, commodity="ore", quantity=1, price=45),
            self.entry(4, "jump", -100, 4745, result={"system_id": WEALD}),
            self.entry(
                5, "tow", -379, 4366, result={"lost": [{"commodity_id": "ore", "quantity": 1}]}
            ),
        ]
        self.stored = Stored(
            credits={PLAYER: 4366},
            entries={PLAYER: self.entries},
            cargo={PLAYER: {"ore": 2, "ice": 1}},
            salvage={PLAYER: {"ice": 1}},
            ships={PLAYER: StoredShip(SHIP, WEALD, EARTH)},
        )
        self.buy = Order("buy", EARTH, "ore", 4, "a", answer=Answer(10, 4800, 4, 50, 200, None))
        self.sell = Order("sell", EARTH, "ore", 1, answer=Answer(20, 4845, 1, 45, 45, None))
        self.journal = Journal(
            PLAYER,
            SHIP,
            orders=[self.buy, self.sell],
            jumps=[Jump(WEALD, done_at=30)],
            losses=[Loss(40, 4366, 379)],
        )

    def entry(
        self,
        number: int,
        kind: str,
        amount: int,
        balance: int,
        *,
        commodity: str | None = None,
        quantity: int | None = None,
        price: int | None = None,
        ref: str | None = None,
        result: dict[str, object] | None = None,
    ) -> Entry:
        station = EARTH if commodity else None
        return Entry(
            number, PLAYER, kind, station, commodity, quantity, price, amount, balance, ref, result
        )

    def faults(self) -> list[str]:
        return [*audit.books(self.stored), *audit.answers([self.journal], self.stored, NOW)]


def post_again(record: Record, number: int) -> None:
    """Once more the same row, with everything adding up to it."""
    first = next(entry for entry in record.entries if entry.id == number)
    balance = record.stored.credits[PLAYER] + first.amount
    record.entries.append(
        record.entry(
            9,
            first.kind,
            first.amount,
            balance,
            commodity=first.commodity_id,
            quantity=first.quantity,
            price=first.unit_price,
            ref=first.ref,
            result=first.result,
        )
    )
    record.stored.credits[PLAYER] = balance
    units = {"buy": 1, "sell": -1}.get(first.kind, 0) * (first.quantity or 0)
    if units:
        record.stored.cargo[PLAYER]["ore"] += units


def drop(record: Record, number: int) -> None:
    record.entries[:] = [entry for entry in record.entries if entry.id != number]


def lose_credits(record: Record) -> None:
    record.stored.credits[PLAYER] -= 1


def lose_cargo(record: Record) -> None:
    record.stored.cargo[PLAYER]["ore"] -= 1


def answer_otherwise(record: Record) -> None:
    record.buy.answer = Answer(10, 4799, 4, 50, 200, None)


def refuse_what_stands(record: Record) -> None:
    record.buy.answer, record.buy.refused_at = None, 10.0


def never_ask(record: Record) -> None:
    record.journal.orders.clear()


def undo_jump(record: Record) -> None:
    record.journal.jumps.append(Jump(WEALD, done_at=50))


def never_jump(record: Record) -> None:
    record.journal.jumps.clear()


def tell_of_another_loss(record: Record) -> None:
    record.journal.losses.append(Loss(50, 4000, 366))


def dock_by_magic(record: Record) -> None:
    record.journal.unasked_docks = [50.0, 60.0]


def notice_something(record: Record) -> None:
    record.journal.fault("ticks went back")


def test_a_clean_record_has_no_faults() -> None:
    assert Record().faults() == []


@pytest.mark.parametrize(
    "plant",
    [
        lambda record: post_again(record, 2),
        lambda record: post_again(record, 3),
        lambda record: post_again(record, 4),
        lambda record: drop(record, 2),
        lambda record: drop(record, 3),
        lose_credits,
        lose_cargo,
        answer_otherwise,
        refuse_what_stands,
        never_ask,
        undo_jump,
        never_jump,
        tell_of_another_loss,
        dock_by_magic,
        notice_something,
    ],
    ids=[
        "named order done twice",
        "nameless order done twice",
        "jump paid twice",
        "answered order gone",
        "answered nameless order gone",
        "credits lost",
        "cargo lost",
        "other answer",
        "refused and done",
        "nobody asked",
        "answered jump gone",
        "jump that nobody made",
        "loss gone",
        "docked by magic",
        "noticed by the pilot",
    ],
)
def test_a_planted_fault_is_found(plant: Callable[[Record], None]) -> None:
    record = Record()
    plant(record)
    assert record.faults()


def test_an_order_without_an_answer_may_stand_or_not() -> None:
    record = Record()
    for order in record.journal.orders:
        order.answer, order.unknown = None, 1
    assert record.faults() == []
    post_again(record, 3)
    assert record.faults() != []


def test_what_was_answered_after_the_look_need_not_stand_yet() -> None:
    record = Record()
    late = Answer(NOW + 1, 4000, 2, 50, 100, None)
    record.journal.orders.append(Order("buy", EARTH, "ore", 2, "b", answer=late))
    record.journal.orders.append(Order("buy", EARTH, "ore", 2, answer=late))
    record.journal.jumps.append(Jump(SOL, done_at=NOW + 1))
    record.journal.losses.append(Loss(NOW + 1, 1, 1))
    assert record.faults() == []


def test_what_a_pilot_sees_is_what_is_stored() -> None:
    stored = Record().stored
    seen = View(WEALD, EARTH, 4366, {"ore": 2, "ice": 1})
    assert audit.views({PLAYER: seen}, stored) == []
    for other in (
        View(SOL, EARTH, 4366, {"ore": 2, "ice": 1}),
        View(WEALD, None, 4366, {"ore": 2, "ice": 1}),
        View(WEALD, EARTH, 4367, {"ore": 2, "ice": 1}),
        View(WEALD, EARTH, 4366, {"ore": 2}),
    ):
        assert len(audit.views({PLAYER: other}, stored)) == 1


def test_a_ship_that_is_twice_in_two_systems_is_found() -> None:
    apart = {SOL: {"s_1", "s_2"}, WEALD: {"s_3"}}
    both = {SOL: {"s_1", "s_2"}, WEALD: {"s_2", "s_3"}}
    assert audit.worlds(apart, apart) == []
    assert audit.worlds(both, apart) == []  # met on its way through the gate
    assert audit.worlds(both, both) == ["s_2 is in two systems"]


def claim(process: str, epoch: int, system_id: str = SOL) -> Write:
    return Write(process, audit.LEASES, system_id, f"id of {process}", epoch)


def ship(process: str, system_id: str | None = SOL) -> Write:
    return Write(process, "game_ship", system_id)


def test_writes_of_whoever_holds_the_lease_are_in_order() -> None:
    release = Write("two", audit.LEASES, SOL, "", 2)
    handed_over = [claim("one", 1), ship("one"), claim("two", 2), ship("two"), release]
    assert audit.fencing([*handed_over, claim("one", 3), ship("one"), ship("one", None)]) == []


def test_who_gives_a_system_to_another_writes_no_more() -> None:
    given = Write("one", audit.LEASES, SOL, "id of two", 1)
    assert audit.fencing([claim("one", 1), given, claim("two", 2), ship("two")]) == []
    assert len(audit.fencing([claim("one", 1), given, ship("one")])) == 1


@pytest.mark.parametrize(
    "late",
    [ship("one"), ship("one", None), Write("one", audit.LEASES, SOL, "id of one", 2),
     Write("two", audit.LEASES, SOL, "id of two", 1)],
    ids=["system", "player", "lease", "epoch"],
)  # fmt: skip
def test_a_write_after_the_lease_was_lost_is_found(late: Write) -> None:
    assert len(audit.fencing([claim("one", 1), ship("one"), claim("two", 2), late])) == 1


def test_a_ship_is_found_on_its_track_or_as_far_on_as_it_can_fly() -> None:
    track = Track()
    for second in range(10):
        track.note(float(second), 100.0 * second, 0.0)
    assert track.off(9.5, 5000.0, 0.0) == 0  # nothing was missed
    assert track.off(15.0, 500.0, 50.0) == 0  # thrown back to a checkpoint
    assert track.off(15.0, 1600.0, 0.0) == 0  # flown on
    assert track.off(15.0, 5000.0, 0.0) > 3000
