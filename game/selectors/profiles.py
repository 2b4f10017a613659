"""A player's profile: who they are and what they fly, from the cache where it can be had.

The key of a cached profile holds the player's revision, which every write that changes a profile
makes grow, in the same transaction. Whoever has read the player's row therefore never addresses an
outdated profile, and nothing needs to be deleted.
"""

import logging

import msgspec
from django.conf import settings
from django.core.cache import cache
from msgspec import Struct

from accounts.models import User
from game.catalog.ships import ship_class
from game.models import Ship
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import ship_wire_id

logger = logging.getLogger(__name__)

PROFILE_VERSION = 2  # grows with any change of the Structs below


class NotEnlisted(AppError):
    """The player has no ship yet."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.NOT_FOUND, "You have no ship yet.")


class ProfilePlayer(Struct, frozen=True):
    id: str
    username: str
    credits: int
    reputation: int
    kills: int
    deaths: int
    is_guest: bool


class ProfileShip(Struct, frozen=True):
    """Hull in points, fuel in units, capacity in units of mass, as last stored."""

    id: str
    ship_class: str
    hull_current: float
    hull_max: float
    fuel_current: float
    fuel_max: float
    cargo_capacity: int
    docked_at: str | None


class Profile(Struct, frozen=True):
    """`player` and `ship` as REST shows them, and the system that the ship is in."""

    player: ProfilePlayer
    ship: ProfileShip
    system_id: str


def profile_for_player(*, player: User) -> Profile:
    """The profile as of the player's row at least. Raises NotEnlisted.

    `player` must be as the database has it now, as after authentication. A cached profile lives
    for another CONFIG.profile_cache_seconds with each read. A cache that fails costs a log line
    and a query.
    """
    cached = _cached(profile_key(player))
    if cached is not None:
        return cached
    ship = Ship.objects.select_related("player").filter(player=player.pk).first()
    if ship is None:
        raise NotEnlisted
    profile = _profile(ship)
    _keep(profile_key(ship.player), profile)
    return profile


def profile_key(player: User) -> str:
    return f"profile:{PROFILE_VERSION}:{player.pk}:{player.profile_revision}"


def ship_for_player(*, player: User) -> Ship:
    """Raises NotEnlisted."""
    ship = Ship.objects.filter(player=player.pk).first()
    if ship is None:
        raise NotEnlisted
    return ship


def _cached(key: str) -> Profile | None:
    try:
        stored = cache.get(key)
        if stored is None:
            return None
        cache.touch(key, settings.COSMIC.profile_cache_seconds)
        return msgspec.json.decode(stored, type=Profile)
    except Exception:  # whatever a cache backend raises, the database has the answer
        logger.warning("the cache could not give a profile", exc_info=True)
        return None


def _keep(key: str, profile: Profile) -> None:
    try:
        cache.set(key, msgspec.json.encode(profile), settings.COSMIC.profile_cache_seconds)
    except Exception:
        logger.warning("the cache could not take a profile", exc_info=True)


def _profile(ship: Ship) -> Profile:
    player, model = ship.player, ship_class(ship.ship_class)
    return Profile(
        player=ProfilePlayer(
            id=player.player_id,
            username=player.username,
            credits=player.credits,
            reputation=player.reputation,
            kills=ship.kills,
            deaths=ship.deaths,
            is_guest=player.is_guest,
        ),
        ship=ProfileShip(
            id=ship_wire_id(ship.pk),
            ship_class=ship.ship_class,
            hull_current=ship.hull,
            hull_max=model.hull_max,
            fuel_current=ship.fuel,
            fuel_max=model.fuel_max,
            cargo_capacity=model.cargo_capacity,
            docked_at=ship.docked_at_id,
        ),
        system_id=ship.system_id,
    )
