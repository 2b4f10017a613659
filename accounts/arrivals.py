"""Players arrive: what an account and the world owe a newcomer, and everyone who logs in."""

import logging

from accounts.models import User
from accounts.services.passwords import login_note
from accounts.services.players import guest_create, player_create
from accounts.services.tokens import TokenPair, token_pair_for
from game.metrics.families import LOGINS
from game.protocol.errors import AppError, ErrorCode
from game.selectors.profiles import profile_for_player
from game.services.ships import pilot_enlist

logger = logging.getLogger(__name__)


def player_register(*, username: str, password: str, email: str = "") -> User:
    """A new kept account with a ship and opening credits. Raises USERNAME_TAKEN."""
    player = player_create(username=username, password=password, email=email)
    enlist(player=player)
    return player


def guest_register(*, username: str = "") -> User:
    """A new guest with a ship and opening credits. Raises USERNAME_TAKEN for a wished name."""
    player = guest_create(username=username)
    LOGINS.labels("guest", "ok").inc()
    enlist(player=player)
    return player


def guest_enter(*, username: str = "") -> tuple[User, TokenPair]:
    """A new guest who is logged in at once by REST. Raises USERNAME_TAKEN."""
    player = guest_create(username=username)
    LOGINS.labels("guest", "ok").inc()
    return player, _tokens_for(player, has_ship=enlist(player=player))


def player_enter(*, player: User) -> TokenPair:
    """Log a known player in by REST: a ship if there was none yet, and a pair of tokens."""
    return _tokens_for(player, has_ship=enlist(player=player))


def enlist(*, player: User) -> bool:
    """Whether the player has a ship now. An account can be had before a universe is loaded; its
    ship comes with the first log-in after that."""
    try:
        pilot_enlist(player=player)
    except AppError as refusal:
        if refusal.code != ErrorCode.UNKNOWN_SYSTEM:
            raise
        logger.warning("no ship for %s: run manage.py loaduniverse", player.player_id)
        return False
    return True


def _tokens_for(player: User, *, has_ship: bool) -> TokenPair:
    if has_ship:
        profile_for_player(player=player)  # in the cache by the time that the socket asks for it
    login_note(player=player)
    return token_pair_for(player)
