"""Matches by REST: join, observe, move, wait for states."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from msgspec import to_builtins
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.addresses import client_address
from accounts.models import User
from accounts.openapi import refusals
from accounts.throttles import throttle
from game.api import match_examples as examples
from game.api.base import WorldView, query_of
from game.api.later import Answer, LaterResponse
from game.api.match_serializers import (
    ActSerializer,
    GamesSerializer,
    IllegalMoveSerializer,
    JoinSerializer,
    LobbyQuery,
    LobbySerializer,
    MatchFactsSerializer,
    MoveSerializer,
    ObserveSerializer,
    SeatSerializer,
    StateQuery,
    StateSerializer,
    VersionSerializer,
    WaitingSeatSerializer,
)
from game.matches import all_games, game_info
from game.matches.opponents import opponents
from game.protocol.errors import AppError, ErrorCode
from game.protocol.limits import MATCH_REQUEST_MAX_BYTES
from game.protocol.names import match_pk, match_wire_id
from game.selectors.matches import match_facts, matches_lobby
from game.services.matches.current import current_match_host
from game.services.matches.host import MatchHost, Ticket
from game.services.matches.keys import hash_of

TAGS = ["Matches"]
KEY_HEADER = "X-Match-Key"
SENT = (ErrorCode.INVALID_INPUT, ErrorCode.INVALID_JSON, ErrorCode.INVALID_TOKEN)
HELD = (*SENT, ErrorCode.INVALID_KEY, ErrorCode.UNKNOWN_MATCH, ErrorCode.MATCH_OVER)
BUSY = (ErrorCode.SERVER_BUSY,)
OF_CLASS = (ErrorCode.FORBIDDEN, ErrorCode.INVALID_KEY)  # in a class: none of its teams
MATCH = OpenApiParameter("match_id", str, OpenApiParameter.PATH, description="Such as `m_41`.")
KEY = OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER, required=True)
FACTS_KEY = OpenApiParameter(
    KEY_HEADER, str, OpenApiParameter.HEADER, description="Of a seat there, to be known."
)


class MatchView(APIView):
    """For anybody; who has logged in plays under their account. No cache may keep the answers."""

    permission_classes = (AllowAny,)

    def finalize_response(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().finalize_response(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class ActView(MatchView):
    """Something that the holder of a key does."""

    serializer = ActSerializer

    def later(
        self, request: Request, match_id: str, act: Callable[..., Awaitable[int]]
    ) -> LaterResponse:
        """`act(host, pk, form)` gives the version after it."""
        form, pk = fields_of(self.serializer, request), match_of(match_id)

        async def work() -> Answer:
            return HTTPStatus.OK, {"version": await act(current_match_host(), pk, form)}

        return LaterResponse(request, work)


class JoinView(MatchView):
    @extend_schema(
        operation_id="match_join",
        tags=TAGS,
        summary="Take a seat",
        request=JoinSerializer,
        responses={
            200: SeatSerializer,
            202: OpenApiResponse(WaitingSeatSerializer, "The seat is taken; others are missing."),
            **refusals(
                *SENT,
                ErrorCode.UNKNOWN_GAME,
                ErrorCode.UNKNOWN_MATCH,
                ErrorCode.NAME_TAKEN,
                ErrorCode.MATCH_FULL,
                ErrorCode.MATCH_OVER,
                ErrorCode.THROTTLED,
                *OF_CLASS,
                ErrorCode.NOT_STARTED,
                *BUSY,
            ),
        },
        examples=[
            examples.asked(examples.JOIN),
            examples.answered(examples.SEAT),
            examples.answered(examples.WAITING, 202, "Waiting"),
        ],
    )
    def post(self, request: Request) -> LaterResponse:
        """A shared session that waits takes the next client; one that is full is ended and begun
        anew if `players` says for how many. `auto` joins any open session, else it opens one. The
        answer comes when the match is full, or after `wait` seconds; whoever hangs up before gets
        up from their seat again. Whoever is told to wait keeps the seat by asking for the state
        at least once a minute."""
        form = fields_of(JoinSerializer, request)
        wait_s = form.pop("wait")
        account = entered(request)

        async def work() -> Answer:
            host = current_match_host()
            ticket = await host.join(account=account, held=wait_s > 0, **form)
            ticket = await _waited(host, ticket, wait_s)
            if ticket.full:
                return HTTPStatus.OK, seat_of(ticket)
            return HTTPStatus.ACCEPTED, {**seat_of(ticket), "status": "waiting"}

        return LaterResponse(request, work)


class ObserveView(MatchView):
    @extend_schema(
        operation_id="match_observe",
        tags=TAGS,
        summary="Watch a player of a shared session",
        request=ObserveSerializer,
        responses={
            200: SeatSerializer,
            **refusals(
                *SENT,
                ErrorCode.UNKNOWN_MATCH,
                ErrorCode.NOT_STARTED,
                ErrorCode.MATCH_OVER,
                ErrorCode.THROTTLED,
                *OF_CLASS,
                *BUSY,
            ),
        },
        examples=[examples.asked(examples.OBSERVE), examples.answered(examples.SEAT)],
    )
    def post(self, request: Request) -> LaterResponse:
        """The key shows what that player sees, and opens nothing else."""
        form = fields_of(ObserveSerializer, request)
        entered(request)

        async def work() -> Answer:
            return HTTPStatus.OK, seat_of(await current_match_host().observe(**form))

        return LaterResponse(request, work)


class MoveView(ActView):
    serializer = MoveSerializer

    @extend_schema(
        operation_id="match_move",
        tags=TAGS,
        summary="Make a move",
        parameters=[MATCH],
        request=MoveSerializer,
        responses={
            200: VersionSerializer,
            **refusals(*HELD, ErrorCode.NOT_STARTED, ErrorCode.NOT_YOUR_TURN, *BUSY),
            422: OpenApiResponse(IllegalMoveSerializer, "The game refuses that move."),
        },
        examples=[
            examples.asked(examples.MOVE),
            examples.answered(examples.VERSION),
            examples.answered(examples.ILLEGAL, 422, "Illegal move"),
        ],
    )
    def post(self, request: Request, match_id: str) -> LaterResponse:
        """It is stored when the answer comes."""
        return self.later(
            request, match_id, lambda host, pk, form: host.move(pk, *seat(form), form["move"])
        )


class RestartView(ActView):
    @extend_schema(
        operation_id="match_restart",
        tags=TAGS,
        summary="Begin the session's next game",
        parameters=[MATCH],
        request=ActSerializer,
        responses={
            200: VersionSerializer,
            **refusals(*HELD, ErrorCode.NOT_STARTED, *BUSY),
        },
        examples=[examples.asked(examples.ACT), examples.answered(examples.VERSION)],
    )
    def post(self, request: Request, match_id: str) -> LaterResponse:
        """With the same players. The others see the finished game's last state once more."""
        return self.later(request, match_id, lambda host, pk, form: host.restart(pk, *seat(form)))


class ResignView(ActView):
    @extend_schema(
        operation_id="match_resign",
        tags=TAGS,
        summary="Give the game up",
        parameters=[MATCH],
        request=ActSerializer,
        responses={200: VersionSerializer, **refusals(*HELD, ErrorCode.NOT_STARTED, *BUSY)},
        examples=[examples.asked(examples.ACT), examples.answered(examples.VERSION)],
    )
    def post(self, request: Request, match_id: str) -> LaterResponse:
        """It is lost; the session may be restarted."""
        return self.later(
            request, match_id, lambda host, pk, form: host.forfeit(pk, *seat(form), "resigned")
        )


class LeaveView(MatchView):
    @extend_schema(
        operation_id="match_leave",
        tags=TAGS,
        summary="Leave a match for good",
        parameters=[MATCH],
        request=ActSerializer,
        responses={
            204: OpenApiResponse(description="The seat is given up."),
            **refusals(*HELD, *BUSY),
        },
        examples=[examples.asked(examples.ACT)],
    )
    def post(self, request: Request, match_id: str) -> LaterResponse:
        """While players are missing the seat is free again. Later the game is lost and the session
        ends for everybody."""
        form, pk = fields_of(ActSerializer, request), match_of(match_id)

        async def work() -> Answer:
            await current_match_host().leave(pk, *seat(form))
            return HTTPStatus.NO_CONTENT, None

        return LaterResponse(request, work)


class StateView(MatchView):
    @extend_schema(
        operation_id="match_state",
        tags=TAGS,
        summary="The game as a player or an observer sees it",
        parameters=[MATCH, StateQuery, KEY],
        responses={
            200: StateSerializer,
            204: OpenApiResponse(description="Nothing has changed within `wait` seconds."),
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.INVALID_TOKEN,
                ErrorCode.INVALID_KEY,
                ErrorCode.UNKNOWN_MATCH,
                ErrorCode.MATCH_OVER,
                ErrorCode.NOT_STARTED,
                *BUSY,
            ),
        },
        examples=[
            examples.answered(examples.STATE),
            examples.answered(examples.CLOCKED, name="With a clock"),
        ],
    )
    def get(self, request: Request, match_id: str) -> LaterResponse:
        """With `since` it is a long poll for what comes after that version, which may begin
        before the match is full. `MATCH_OVER`: the session has ended and nothing will come."""
        form, pk = query_of(StateQuery, request), match_of(match_id)
        key = request.headers.get(KEY_HEADER, "")
        since = form.get("since")

        async def work() -> Answer:
            wait_s = 0.0 if since is None else form["wait"]
            shown = await current_match_host().view(
                pk, form["player_id"], key, since, wait_s, moves=form["moves"]
            )
            if shown is None:
                return HTTPStatus.NO_CONTENT, None
            more = {"clock": shown.clock, "moves": shown.moves}
            told = {name: value for name, value in more.items() if value is not None}
            return HTTPStatus.OK, {"version": shown.version, "state": shown.state, **told}

        return LaterResponse(request, work)


class MatchFactsView(MatchView):
    @extend_schema(
        operation_id="match_facts",
        tags=TAGS,
        summary="What is known of a match",
        parameters=[MATCH, FACTS_KEY],
        responses={
            200: MatchFactsSerializer,
            **refusals(ErrorCode.INVALID_TOKEN, ErrorCode.UNKNOWN_MATCH),
        },
        examples=[examples.answered(examples.FACTS)],
    )
    def get(self, request: Request, match_id: str) -> Response:
        """Who sits there, how it stands, and its clock; nothing of what players keep secret. A
        match that is on can be looked up by anybody, its session's name if players chose it; one
        that has ended if it had such a name, and else only by who sat there."""
        account = int(request.user.pk) if isinstance(request.user, User) else None
        key = request.headers.get(KEY_HEADER, "")
        facts = match_facts(
            match_pk=match_of(match_id), account=account, key_hash=hash_of(key) if key else ""
        )
        return Response(to_builtins(facts))


class GamesView(WorldView):
    @extend_schema(
        operation_id="match_games",
        tags=TAGS,
        summary="The games that can be played",
        responses=GamesSerializer,
        examples=[examples.answered(examples.GAMES)],
    )
    def get(self, request: Request) -> Response:
        games = [game_info(kind, opponents(kind)) for kind in all_games().values()]
        return Response({"games": to_builtins(games)})


class LobbyView(WorldView):
    @extend_schema(
        operation_id="match_lobby",
        tags=TAGS,
        summary="Matches that have not ended",
        parameters=[LobbyQuery],
        responses={200: LobbySerializer, **refusals(ErrorCode.INVALID_INPUT)},
        examples=[examples.answered(examples.LOBBY)],
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        form = query_of(LobbyQuery, request)
        form["open_only"] = form.pop("open")
        matches, total = matches_lobby(**form)
        return Response({"matches": [to_builtins(match) for match in matches], "total": total})


def fields_of(serializer: type[Any], request: Request) -> dict[str, Any]:
    """The body's fields. Raises INVALID_INPUT by field."""
    form = serializer(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def match_of(match_id: str) -> int:
    """Raises UNKNOWN_MATCH."""
    pk = match_pk(match_id)
    if pk is None:
        raise AppError(ErrorCode.UNKNOWN_MATCH)
    return pk


def seat(form: dict[str, Any]) -> tuple[int, str]:
    return form["player_id"], form["key"]


def seat_of(ticket: Ticket) -> dict[str, Any]:
    return {
        "match_id": match_wire_id(ticket.match),
        "player_id": ticket.player_id,
        "key": ticket.key,
        "session": ticket.session,
        "request_size_max": MATCH_REQUEST_MAX_BYTES,
    }


def entered(request: Request) -> int | None:
    """Whose account plays, None for a stranger. Raises THROTTLED."""
    if isinstance(request.user, User):
        throttle("match", name=request.user.player_id)
        return int(request.user.pk)
    throttle("match", address=client_address(request))
    return None


async def _waited(host: MatchHost, ticket: Ticket, wait_s: float) -> Ticket:
    """The ticket as it is after that time, or once the match is full."""
    if ticket.full or not wait_s:
        return ticket
    try:
        async with asyncio.timeout(wait_s):
            return await host.started(ticket)
    except TimeoutError:
        await host.let_go(ticket)
        return ticket
    except asyncio.CancelledError:
        with suppress(AppError):
            await asyncio.shield(host.give_up(ticket))
        raise
