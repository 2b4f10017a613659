"""The log of what operators did."""

import math
from collections.abc import Mapping

from accounts.models import User
from game.models.audit import NAME_MAX, OperatorAction

TEXT_MAX = 1000  # characters of one text in a payload
ITEMS_MAX = 100  # entries of one object or list
DEPTH_MAX = 6

_SECRETS = ("token", "password", "secret", "authorization", "cookie", "api_key")

Door = OperatorAction.Door
Result = OperatorAction.Result


def action_record(
    *,
    actor: User | None,
    door: str,
    action: str,
    target: str = "",
    payload: Mapping[str, object] | None = None,
    result: str = Result.DONE,
    code: str = "",
) -> None:
    """Write one act down. `actor` is None for the command line.

    Values under names of secrets are masked, and what is too long or deep is cut, so that any
    payload can be stored. An actor whose account is gone stays known by name.
    """
    known = actor is not None and User.objects.filter(pk=actor.pk).exists()
    OperatorAction.objects.create(
        actor_id=actor.pk if actor is not None and known else None,
        actor_name=actor.username if actor is not None else "",
        door=Door(door),
        action=_text(action, NAME_MAX),
        target=_text(target, NAME_MAX),
        payload={_text(str(key), NAME_MAX): _masked(key, value, DEPTH_MAX)
                 for key, value in list((payload or {}).items())[:ITEMS_MAX]},
        result=Result(result),
        code=code,
    )  # fmt: skip


def _masked(key: object, value: object, depth: int) -> object:
    name = str(key).lower()
    if any(secret in name for secret in _SECRETS):
        return "***"
    return _plain(value, depth)


def _plain(value: object, depth: int) -> object:
    """Something that every database can keep as JSON."""
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) < 2**63 else hex(value)[:TEXT_MAX]  # no limit of digits
        case float():
            return value if math.isfinite(value) else str(value)
        case str():
            return _text(value, TEXT_MAX)
        case dict() | list() if depth == 0:
            return "..."
        case dict():
            return {
                _text(str(key), NAME_MAX): _masked(key, item, depth - 1)
                for key, item in list(value.items())[:ITEMS_MAX]
            }
        case list() | tuple():
            return [_plain(item, depth - 1) for item in list(value)[:ITEMS_MAX]]
    return _text(str(value), TEXT_MAX)


def _text(value: str, length: int) -> str:
    """What PostgreSQL refuses in a text is replaced: NUL, and halves of surrogate pairs."""
    clean = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    clean = clean.encode(errors="replace").decode()
    return clean if len(clean) <= length else clean[: length - 1] + "…"
