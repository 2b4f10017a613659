"""Whether what pilots were told is what is stored, and everything adds up.

Pure: each function takes plain values and gives one line for each fault that it finds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tests.chaos.journal import Cargo, Entry, Journal, Order, Stored, View, Write

ASKED = ("buy", "sell", "repair", "refuel")
LEASES = "game_lease"


# --- the books -------------------------------------------------------------------------------


def books(stored: Stored) -> list[str]:
    """Balances are the sums of the ledger, row by row; holds are what was traded and lost."""
    faults = []
    for player, credits in stored.credits.items():
        entries = stored.entries.get(player, [])
        balance = 0
        for entry in entries:
            balance += entry.amount
            if entry.balance_after != balance:
                faults.append(f"p_{player}: entry {entry.id} says {entry.balance_after} credits "
                              f"and not {balance}")  # fmt: skip
        if credits != balance:
            faults.append(f"p_{player}: has {credits} credits, the ledger {balance}")
        held = stored.cargo.get(player, {})
        traded = cargo_by_ledger(entries, stored.salvage.get(player, {}))
        if held != traded:
            faults.append(f"p_{player}: the hold has {held}, the ledger {traded}")
    return faults


def cargo_by_ledger(entries: Iterable[Entry], salvage: Cargo) -> Cargo:
    """What a hold that was empty at first must have after these trades, losses and finds."""
    hold = Counter(salvage)
    for entry in entries:
        if entry.kind in ("buy", "sell"):
            assert entry.commodity_id is not None
            assert entry.quantity is not None
            hold[entry.commodity_id] += entry.quantity if entry.kind == "buy" else -entry.quantity
        elif entry.kind == "tow" and entry.result is not None:
            for line in entry.result.get("lost", ()):
                hold[line["commodity_id"]] -= line["quantity"]
    return {commodity_id: units for commodity_id, units in hold.items() if units}


# --- what was answered -----------------------------------------------------------------------


def orders(journal: Journal, entries: Sequence[Entry], as_of: float) -> list[str]:
    """Every order that was answered before `as_of` stands once, every other one at most once.

    `as_of` is a moment before the entries were read.
    """
    faults: list[str] = []
    asked = [entry for entry in entries if entry.kind in ASKED]
    by_ref = defaultdict(list)
    for entry in asked:
        if entry.ref is not None:
            by_ref[entry.ref].append(entry)
    nameless = [entry for entry in asked if entry.ref is None]
    for order in journal.orders:
        if order.ref is not None:
            found = by_ref.pop(order.ref, [])
            faults += _named(journal, order, found, as_of)
    faults += [f"p_{journal.player}: nobody asked for entry {entry.id} ({entry.ref})"
               for found in by_ref.values() for entry in found]  # fmt: skip
    return faults + _nameless(journal, nameless, as_of)


def _named(journal: Journal, order: Order, found: Sequence[Entry], as_of: float) -> list[str]:
    who = f"p_{journal.player}: {order.kind} {order.ref}"
    if len(found) > 1:
        return [f"{who} stands {len(found)} times"]
    answered = order.answer is not None and order.answer.at < as_of
    refused = order.refused_at is not None and order.unknown == 0
    if answered and not found:
        return [f"{who} was answered and does not stand"]
    if refused and found:
        return [f"{who} was refused and stands"]
    if found and order.answer is not None and not fits(order, found[0]):
        return [f"{who} was answered otherwise than entry {found[0].id} says"]
    return []


def _nameless(journal: Journal, entries: Sequence[Entry], as_of: float) -> list[str]:
    """Orders without a ref are told apart by what was answered."""
    faults = []
    left = list(entries)
    mine = [order for order in journal.orders if order.ref is None]
    for order in mine:
        if order.answer is None:
            continue
        match = next((entry for entry in left if fits(order, entry)), None)
        if match is not None:
            left.remove(match)
        elif order.answer.at < as_of:
            faults.append(
                f"p_{journal.player}: {order.kind} of {order.answer.total} credits "
                "was answered and does not stand"
            )
    doubtful = [order for order in mine if order.answer is None and order.refused_at is None]
    for entry in left:
        asker = next((order for order in doubtful if wanted(order, entry)), None)
        if asker is None:
            faults.append(f"p_{journal.player}: nobody asked for entry {entry.id}")
        else:
            doubtful.remove(asker)
    return faults


def wanted(order: Order, entry: Entry) -> bool:
    """Whether an entry can be what was asked for."""
    return (order.kind, order.station_id, order.commodity_id) == (
        entry.kind,
        entry.station_id,
        entry.commodity_id,
    ) and (order.kind not in ("buy", "sell") or order.quantity == entry.quantity)


def fits(order: Order, entry: Entry) -> bool:
    """Whether an entry is what was answered."""
    answer = order.answer
    if answer is None or not wanted(order, entry):
        return False
    told = (answer.credits, answer.quantity, answer.unit_price)
    if told != (entry.balance_after, entry.quantity, entry.unit_price):
        return False
    if answer.cargo is None or entry.result is None:
        return True
    lines = entry.result.get("cargo", ())
    return answer.cargo == {line["commodity_id"]: line["quantity"] for line in lines}


def jumps(journal: Journal, entries: Sequence[Entry], as_of: float) -> list[str]:
    """Every answered jump was paid for once; one without an answer at most once."""
    paid = Counter(_destination(entry) for entry in entries if entry.kind == "jump")
    told = Counter(j.to_system for j in journal.jumps if j.done_at is not None)
    sure = Counter(j.to_system for j in journal.jumps if (j.done_at or as_of) < as_of)
    open_ = Counter(j.to_system for j in journal.jumps if j.done_at is None and not j.refused)
    faults = []
    for system_id in paid.keys() | told.keys():
        least, most = sure[system_id], told[system_id] + open_[system_id]
        if not least <= paid[system_id] <= most:
            faults.append(
                f"p_{journal.player}: {paid[system_id]} jumps to {system_id} were paid, "
                f"{least} to {most} were made"
            )
    return faults


def _destination(entry: Entry) -> str:
    return str((entry.result or {}).get("system_id", ""))


def losses(journal: Journal, entries: Sequence[Entry], as_of: float) -> list[str]:
    """Every loss that was told stands once; nobody is towed without a loss."""
    tows = Counter((entry.balance_after, -entry.amount) for entry in entries if entry.kind == "tow")
    told = Counter((loss.credits, loss.fee) for loss in journal.losses if loss.at < as_of)
    faults = [f"p_{journal.player}: the loss of {fee} credits does not stand"
              for (_, fee), times in (told - tows).items() for _ in range(times)]  # fmt: skip
    if sum(at < as_of for at in journal.unasked_docks) > sum(tows.values()):
        faults.append(f"p_{journal.player}: was docked without asking or being towed")
    return faults


def answers(journals: Iterable[Journal], stored: Stored, as_of: float) -> list[str]:
    """All of the above, and what pilots noticed themselves."""
    faults = []
    for journal in journals:
        entries = stored.entries.get(journal.player, [])
        for check in (orders, jumps, losses):
            faults += check(journal, entries, as_of)
        faults += journal.faults
    return faults


# --- where everything is ---------------------------------------------------------------------


def views(seen: Mapping[int, View], stored: Stored) -> list[str]:
    """What pilots at rest see of their own is what is stored."""
    faults = []
    for player, view in seen.items():
        ship = stored.ships[player]
        held = View(
            ship.system_id, ship.docked_at, stored.credits[player], stored.cargo.get(player, {})
        )
        if view != held:
            faults.append(f"p_{player}: sees {view}, stored is {held}")
    return faults


def worlds(first: Mapping[str, set[str]], second: Mapping[str, set[str]]) -> list[str]:
    """No ship is in two systems, by two looks that are less than a jump's cooldown apart.

    The systems are not looked at in the same instant, so a ship that jumps may be met twice once.
    """
    twice = _doubled(first) & _doubled(second)
    return [f"{ship} is in two systems" for ship in sorted(twice)]


def _doubled(systems: Mapping[str, set[str]]) -> set[str]:
    counts = Counter(ship for ships in systems.values() for ship in ships)
    return {ship for ship, times in counts.items() if times > 1}


def fencing(writes: Iterable[Write]) -> list[str]:
    """No worker process wrote into a system that it had not claimed, or lost since."""
    leases: dict[str, _Lease] = defaultdict(_Lease)
    faults = []
    for write in writes:
        if write.table == LEASES:
            assert write.system_id is not None
            faults += leases[write.system_id].follow(write)
        elif write.system_id is None:
            if all(lease.process != write.process for lease in leases.values()):
                faults.append(f"{write.process} wrote {write.table} and held nothing")
        elif leases[write.system_id].process != write.process:
            faults.append(
                f"{write.process} wrote {write.table} of {write.system_id}, "
                f"which {leases[write.system_id].process or 'nobody'} held"
            )
    return faults


class _Lease(Struct):
    """Which process holds a system, under which name and epoch."""

    process: str = ""
    holder: str = ""
    epoch: int = 0

    def follow(self, write: Write) -> list[str]:
        """A claim has a higher epoch; only its holder beats, gives it to another or ends it."""
        epoch, holder, before = write.epoch or 0, write.holder or "", self.process
        if epoch < self.epoch:
            return [f"the epoch of {write.system_id} went back from {self.epoch} to {epoch}"]
        claimed, given = epoch > self.epoch, holder != self.holder
        if claimed or given:
            self.process = write.process if claimed else ""
        self.epoch, self.holder = epoch, holder
        if not claimed and before and before != write.process:
            return [f"{write.process} changed the lease of {write.system_id}, {before} held it"]
        return []
