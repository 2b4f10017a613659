"""Which worker takes a system that wakes, as a rule on what workers say of themselves."""

from hypothesis import given
from hypothesis import strategies as st

from game.worker.placement import ALIKE, SILENT_S, Peers, Share, least_loaded

FULL = 0.8

shares = st.lists(
    st.builds(
        Share,
        worker_id=st.sampled_from("abcdef"),
        rooms=st.integers(0, 50),
        load=st.floats(0, 1, allow_nan=False),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda share: share.worker_id,
)


def test_an_idle_worker_takes_what_comes() -> None:
    assert least_loaded(Share("a", 0, 0.0), [], full=FULL) == "a"
    assert least_loaded(Share("a", 0, 0.0), [Share("b", 0, 0.0)], full=FULL) == "a"


def test_fewer_systems_decide_among_like_loads_and_load_among_unlike_ones() -> None:
    own = Share("a", 3, 0.10)
    assert least_loaded(own, [Share("b", 2, 0.10 + ALIKE / 2)], full=FULL) == "b"
    assert least_loaded(own, [Share("b", 2, 0.11 + ALIKE)], full=FULL) == "a"


def test_a_full_worker_takes_nothing_while_another_can() -> None:
    full, able = Share("a", 1, 0.85), Share("b", 40, 0.79)
    assert least_loaded(full, [able], full=FULL) == "b"
    assert least_loaded(able, [full], full=FULL) == "b"


def test_a_full_one_takes_what_nobody_else_can() -> None:
    assert least_loaded(Share("a", 1, 1.0), [], full=FULL) == "a"
    assert least_loaded(Share("a", 3, 1.0), [Share("b", 1, 0.95)], full=FULL) == "b"


@given(shares)
def test_who_is_chosen_exists_is_not_full_needlessly_nor_much_more_loaded(
    workers: list[Share],
) -> None:
    chosen_id = least_loaded(workers[0], workers[1:], full=FULL)
    (chosen,) = [w for w in workers if w.worker_id == chosen_id]
    able = [w for w in workers if w.load < FULL] or workers
    assert chosen in able
    assert chosen.load <= min(w.load for w in able) + ALIKE


@given(shares)
def test_all_workers_agree_but_for_taking_it_themselves_among_equals(workers: list[Share]) -> None:
    chosen = set()
    for own in workers:
        others = [w for w in workers if w is not own]
        chosen.add(least_loaded(own, others, full=FULL))
    rooms = {w.rooms for w in workers if w.worker_id in chosen}
    assert len(rooms) == 1


@given(st.integers(1, 6), st.integers(0, 60))
def test_systems_of_equal_weight_are_split_evenly(workers: int, systems: int) -> None:
    rooms = dict.fromkeys(map(str, range(workers)), 0)
    for number in range(systems):
        asked = str(number % workers)
        shares = {w: Share(w, n, 0.01 * n) for w, n in rooms.items()}
        others = [share for w, share in shares.items() if w != asked]
        rooms[least_loaded(shares[asked], others, full=FULL)] += 1
    assert max(rooms.values()) - min(rooms.values()) <= 1


class TestPeers:
    def test_who_falls_silent_or_leaves_is_not_counted_on(self) -> None:
        peers = Peers()
        peers.hear(Share("b", 1, 0.1), leaving=False, now=10.0)
        peers.hear(Share("c", 2, 0.1), leaving=False, now=11.0)
        assert {p.worker_id for p in peers.there(11.0)} == {"b", "c"}
        assert {p.worker_id for p in peers.there(10.1 + SILENT_S)} == {"c"}
        peers.hear(Share("c", 2, 0.1), leaving=True, now=12.0)
        assert peers.there(12.0) == []

    def test_what_was_given_counts_until_the_worker_says_more(self) -> None:
        peers = Peers()
        peers.hear(Share("b", 1, 0.1), leaving=False, now=10.0)
        peers.given("b")
        peers.given("nobody")
        assert peers.there(10.0) == [Share("b", 2, 0.1)]
        peers.hear(Share("b", 2, 0.3), leaving=False, now=10.5)
        assert peers.there(10.5) == [Share("b", 2, 0.3)]
