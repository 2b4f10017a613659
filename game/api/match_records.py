"""Finished games by REST: records, replays, one's own, and who plays best."""

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.openapi import refusals
from game.api import match_examples as examples
from game.api.base import JsonResponse, PilotView, WorldView, player_of, query_of
from game.api.match_serializers import (
    BoardQuery,
    BoardSerializer,
    MatchHistorySerializer,
    MatchReplaySerializer,
    RecordQuery,
    RecordSerializer,
    ReplayQuery,
)
from game.api.matches import KEY_HEADER, MATCH, TAGS, MatchView, match_of
from game.api.serializers import PageQuery
from game.matches import all_games
from game.models import FinishedGame
from game.protocol.errors import AppError, ErrorCode
from game.selectors.match_records import games_of_player, ratings_leaderboard
from game.services.matches.replays import record_seen, replay_of

OWN_KEY = OpenApiParameter(
    KEY_HEADER, str, OpenApiParameter.HEADER, description="Of a seat, for games of one's own."
)
SEEN = (
    ErrorCode.INVALID_INPUT,
    ErrorCode.INVALID_TOKEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.UNKNOWN_MATCH,
)


class FinishedView(MatchView):
    """About a finished game, which is public if its session had a name of its players' own."""

    def seen(self, request: Request, match_id: str, round_number: int | None) -> FinishedGame:
        """Raises AppError NOT_FOUND, UNKNOWN_MATCH."""
        account = int(request.user.pk) if isinstance(request.user, User) else None
        return record_seen(
            match_pk=match_of(match_id),
            round_number=round_number,
            account=account,
            key=request.headers.get(KEY_HEADER, ""),
        )


class RecordView(FinishedView):
    @extend_schema(
        operation_id="match_record",
        tags=TAGS,
        summary="The record of a finished game",
        parameters=[MATCH, RecordQuery, OWN_KEY],
        responses={200: RecordSerializer, **refusals(*SEEN)},
        examples=[examples.answered(examples.RECORD)],
    )
    def get(self, request: Request, match_id: str) -> HttpResponse:
        """Seed and moves, from which the game can be executed again. Games of `auto` sessions are
        for who played them: log in, or send the seat's key in `X-Match-Key`."""
        form = query_of(RecordQuery, request)
        finished = self.seen(request, match_id, form.get("round"))
        return HttpResponse(finished.record.encode(), content_type="application/json")


class ReplayView(FinishedView):
    @extend_schema(
        operation_id="match_replay",
        tags=TAGS,
        summary="A finished game, step by step",
        parameters=[MATCH, ReplayQuery, OWN_KEY],
        responses={200: MatchReplaySerializer, **refusals(*SEEN)},
        examples=[examples.answered(examples.REPLAY)],
    )
    def get(self, request: Request, match_id: str) -> JsonResponse:
        """It is executed for this answer, and ends as it was recorded. The game is over, so every
        seat's eyes are open to all."""
        form = query_of(ReplayQuery, request)
        finished = self.seen(request, match_id, form.get("round"))
        replay = replay_of(finished, player_id=form["player_id"], start=form["start"])
        return JsonResponse({"match_id": match_id, **msgspec.structs.asdict(replay)})


class HistoryView(PilotView):
    @extend_schema(
        operation_id="match_history",
        tags=TAGS,
        summary="What I have played",
        parameters=[PageQuery],
        responses={
            200: MatchHistorySerializer,
            **refusals(
                ErrorCode.INVALID_INPUT, ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN
            ),
        },
        examples=[examples.answered(examples.PLAYED)],
    )
    def get(self, request: Request) -> Response:
        """Finished games, the newest first."""
        page = query_of(PageQuery, request)
        games, total = games_of_player(player=player_of(request), **page)
        return Response({"games": to_builtins(games), "total": total})


class BoardView(WorldView):
    @extend_schema(
        operation_id="match_leaderboard",
        tags=TAGS,
        summary="Who plays a game best",
        parameters=[BoardQuery],
        responses={
            200: BoardSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.UNKNOWN_GAME),
        },
        examples=[examples.answered(examples.BOARD)],
    )
    def get(self, request: Request) -> Response:
        """Accounts that have played against accounts."""
        form = query_of(BoardQuery, request)
        if form["game"] not in all_games():
            raise AppError(ErrorCode.UNKNOWN_GAME)
        return Response({"game": form["game"], "items": to_builtins(ratings_leaderboard(**form))})
