"""Whether a trip is a fair decision: dangers, gains, hours, fights, against what was aimed at.

    python -m benchmarks.balance [--sessions 150] [--flights 40] [--duels 200] [--minutes 20000]

Fixed seeds, no server: engine and economy alone. The table goes to stdout and to
benchmarks/results/balance.md; the exit code says whether every figure is within its limits.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.balance_combat import Row, duels, encounters, system
from benchmarks.balance_combat import flights as escapes
from benchmarks.machine import description
from benchmarks.trips import Flight, Markets, Trade, Way, flights, rounds, trade
from game.catalog.universe import FACTS, CommodityFacts, SystemFacts, universe_from
from game.dice import Dice

RESULT = Path(__file__).parent / "results" / "balance.md"
SYSTEM = "sol-1"
EARTH, MARS = "earth-orbit-station", "mars-orbit-station"
CERES, JUPITER = "ceres-hub", "jupiter-trade-ring"
SESSION_H = 1.0  # what one pilot flies in one go
TRIPS = {  # by what lies around the ends of the way
    "safe": ((EARTH, MARS), 0.05, 0.12),
    "medium": ((EARTH, CERES), 0.10, 0.20),
    "risky": ((EARTH, JUPITER), 0.18, 0.35),
}
ROUND_MIN_S, ROUND_MAX_S = 180.0, 480.0
IDLE_H = 200.0
IDLE_TRADES_PER_H = 60


def trips(
    facts: SystemFacts,
    commodities: Sequence[CommodityFacts],
    flown: Mapping[Way, list[Flight]],
    sessions: int,
) -> list[Row]:
    """Sessions of one pilot each in markets as they open, on each kind of way."""
    rows: list[Row] = []
    hours: list[float] = []
    for kind, (pair, least, most) in TRIPS.items():
        made: list[Trade] = []
        for seed in range(sessions):
            markets = Markets(facts, commodities, Dice(seed))
            session = trade(markets, flown, [pair], SESSION_H, seed)
            made += session
            hours += rounds(session)
        margin = sum(t.gain for t in made) / sum(t.cost for t in made)
        lossless = sum(t.gain > 0 for t in made) / len(made)
        risk = sum(f.risk for f in flown[pair]) / len(flown[pair])
        rows.append(
            Row(
                f"margin of {kind} trips, gain over cost, bonus included",
                f"{margin:.1%} ({len(made):,} trips, {lossless:.0%} gained, mean risk {risk:.2f})",
                f"{least:.0%}-{most:.0%}",
                least <= margin <= most,
            )
        )
    return [*rows, *_rounds(hours)]


def _rounds(seconds: Sequence[float]) -> list[Row]:
    cuts = quantiles(seconds, n=20)
    middle = median(seconds)
    return [
        Row(
            "two trades there and back, median",
            f"{middle / 60:.1f} min ({len(seconds):,} rounds)",
            "3-8 min",
            ROUND_MIN_S <= middle <= ROUND_MAX_S,
        ),
        Row("of those, nine in ten within", f"{cuts[0] / 60:.1f}-{cuts[-1] / 60:.1f} min"),
    ]


def idlers(facts: SystemFacts, commodities: Sequence[CommodityFacts]) -> Row:
    """Buy and sell at one station, at random, for long: whatever is sold was never cheaper."""
    dice = Dice(23)
    markets = Markets(facts, commodities, dice)
    keys = sorted(markets.now)
    held = dict.fromkeys(keys, 0)
    spent = dict.fromkeys(keys, 0)
    gained, count = 0, 0
    best = 0
    for number in range(round(IDLE_H * IDLE_TRADES_PER_H)):
        markets.move_to(number * 3600.0 / IDLE_TRADES_PER_H)
        key = dice.choice(keys)
        if held[key]:
            earned = held[key] * markets.sell(key) - spent[key]
            markets.sold(key, held[key])
            best, gained, count = max(best, earned), gained + earned, count + 1
            held[key] = spent[key] = 0
        elif markets.now[key].stock:
            units = dice.integers(1, min(30, markets.now[key].stock) + 1)
            spent[key] = units * markets.buy(key)
            held[key] = units
            markets.bought(key, units)
    return Row(
        "trades without flying: the best of all, and all together",
        f"{best:+,} and {gained:+,} credits ({count:,} of them)",
        "no gain",
        best <= 0,
    )


def table(rows: Sequence[Row]) -> str:
    verdicts = {None: "", True: "yes", False: "NO"}
    return "\n".join(
        (
            "# Balance",
            "",
            description("benchmarks.balance"),
            f"- Trips are those of `{SYSTEM}`: {_ways()}.",
            "- One pilot trades for an hour in markets as they open: a full hold of what gains",
            "  most by the prices in sight, which give way to every trade and drift meanwhile.",
            "  Flights are flown in the engine by the bots' steering; a person's pauses lie",
            "  between them.",
            "- Margins are all gains of a kind of trip over all its costs; encounters may miss the",
            "  round limits by one point in a hundred.",
            "",
            "| what | target | measured | kept |",
            "|---|---|---|---|",
            *(f"| {r.what} | {r.limit} | {r.figure} | {verdicts[r.kept]} |" for r in rows),
            "",
        )
    )


def _ways() -> str:
    return ", ".join(f"{kind} `{a}` and `{b}`" for kind, ((a, b), _, _) in TRIPS.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=150)
    parser.add_argument("--flights", type=int, default=40)
    parser.add_argument("--duels", type=int, default=200)
    parser.add_argument("--escapes", type=int, default=300)
    parser.add_argument("--minutes", type=int, default=20_000)
    arguments = parser.parse_args()
    universe = universe_from(FACTS)
    facts = next(s for s in universe.systems if s.id == SYSTEM)
    spec = system(facts)
    flown = flights(spec, arguments.flights, seed=5)
    rows = [
        *encounters(arguments.minutes, spec),
        *trips(facts, universe.commodities, flown, arguments.sessions),
        idlers(facts, universe.commodities),
        *duels(arguments.duels),
        *escapes(arguments.escapes, spec, 6_000),
    ]
    text = table(rows)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(text)
    return int(any(row.kept is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
