"""Players arrive: what an account and the world owe a newcomer, and everyone who logs in."""

from accounts.models import User
from accounts.services.passwords import login_note
from accounts.services.players import guest_create, player_create
from accounts.services.tokens import TokenPair, token_pair_for
from game.selectors.profiles import profile_for_player
from game.services.ships import pilot_enlist


def player_register(*, username: str, password: str, email: str = "") -> User:
    """A new kept account with a ship and opening credits. Raises USERNAME_TAKEN."""
    player = player_create(username=username, password=password, email=email)
    pilot_enlist(player=player)
    return player


def guest_register(*, username: str = "") -> User:
    """A new guest with a ship and opening credits. Raises USERNAME_TAKEN for a wished name."""
    player = guest_create(username=username)
    pilot_enlist(player=player)
    return player


def player_enter(*, player: User) -> TokenPair:
    """Log a known player in by REST: a ship if there was none yet, and a pair of tokens."""
    pilot_enlist(player=player)
    login_note(player=player)
    profile_for_player(player=player)  # in the cache by the time that the socket asks for it
    return token_pair_for(player)
