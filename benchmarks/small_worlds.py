"""Many small systems with a pilot in each: Worlds in on stdin, access tokens out on stdout.

Runs as a process of its own with the measured server's data directory, before that starts. Each
system is of the size that `manage.py makesystem` gives: three stations, five zones, six NPCs.
"""

from msgspec import Struct

from benchmarks.prepare import answer

STATIONS = ((-2000.0, -2000.0), (2000.0, -1500.0), (500.0, 2500.0))
ZONES = (  # type, x, y, radius, risk, security, profit, pvp
    ("core_safe", -2000.0, -2000.0, 470.0, 12.0, 82.0, 1.0, False),
    ("approach_high_value", 2000.0, -1500.0, 1200.0, 70.0, 25.0, 1.3, True),
    ("belt_open", 0.0, 500.0, 2500.0, 48.0, 40.0, 1.15, True),
    ("edge_wild", 2800.0, 2800.0, 1500.0, 90.0, 8.0, 1.55, True),
    ("edge_wild", -2900.0, 2900.0, 1400.0, 92.0, 7.0, 1.6, True),
)
TRADERS, PATROLS = 4, 2
HALF_SIZE = 4000.0
GOODS = 6  # commodities in each market


class Worlds(Struct):
    count: int


class Settlers(Struct):
    """The access token of each system's pilot, by system."""

    tokens: dict[str, str]


def system_id(number: int) -> str:
    return f"small-{number}"


def make(order: Worlds) -> Settlers:
    from accounts.arrivals import guest_register
    from accounts.services.tokens import access_token_for
    from game.models import Commodity, Location, MarketPrice, Ship, StarSystem, Zone

    ids = [system_id(number) for number in range(order.count)]
    low, high = -HALF_SIZE, HALF_SIZE
    sides = {"min_x": low, "min_y": low, "max_x": high, "max_y": high}
    StarSystem.objects.bulk_create(
        StarSystem(id=i, name=i, traders=TRADERS, patrols=PATROLS, **sides) for i in ids
    )
    stations = [
        Location(id=f"{i}-{n}", system_id=i, name=f"{i} {n}", x=x, y=y, security_level=50.0)
        for i in ids
        for n, (x, y) in enumerate(STATIONS)
    ]
    Location.objects.bulk_create(stations)
    names = ("zone_type", "center_x", "center_y", "radius", "risk_level", "security_level",
             "profit_multiplier", "pvp_allowed")  # fmt: skip
    Zone.objects.bulk_create(
        Zone(id=f"{i}-zone-{n}", system_id=i, **dict(zip(names, zone, strict=True)))
        for i in ids
        for n, zone in enumerate(ZONES)
    )
    goods = list(Commodity.objects.order_by("pk")[:GOODS])
    model = MarketPrice.objects.first()
    assert model is not None
    MarketPrice.objects.bulk_create(
        MarketPrice(
            location=station, commodity=item, buy=item.base_price + 1, sell=item.base_price,
            stock=100, baseline_stock=100, updated_at=model.updated_at,
        )
        for station in stations
        for item in goods
    )  # fmt: skip
    players = [guest_register(username=f"bench_{number}") for number in range(order.count)]
    ships = list(Ship.objects.filter(player__in=players).order_by("pk"))
    for number, ship in enumerate(ships):
        ship.system_id, ship.docked_at = ids[number], None
        ship.x, ship.y, ship.angle = -1000.0 + 10.0 * number, 200.0, float(number % 6)
    Ship.objects.bulk_update(ships, ["system", "x", "y", "angle", "docked_at"])
    tokens = [access_token_for(player) for player in players]
    return Settlers(dict(zip(ids, tokens, strict=True)))


if __name__ == "__main__":
    answer(Worlds, make)
