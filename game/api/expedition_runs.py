"""Expeditions that are over, by REST: one's own, the boards, records, replays."""

from drf_spectacular.utils import extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.openapi import refusals
from game.api import expedition_examples as examples
from game.api.base import JsonResponse, PilotView, WorldView, player_of, query_of
from game.api.expedition_serializers import (
    BoardQuery,
    ExpeditionBoardSerializer,
    FinishedRunDetailSerializer,
    FinishedRunsSerializer,
    ReplayQuery,
    ReplaySerializer,
    VerdictSerializer,
)
from game.api.serializers import PageQuery
from game.protocol.errors import ErrorCode
from game.selectors.expedition_runs import (
    run_for_reader,
    run_line,
    runs_board,
    runs_of_player,
    shown_record,
)
from game.services.expedition_replays import run_moment, run_verify

TAGS = ["Expeditions"]
LOGGED_OUT = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN)
UNKNOWN = (ErrorCode.NOT_FOUND, *LOGGED_OUT)


class RunsView(PilotView):
    @extend_schema(
        operation_id="expedition_runs",
        tags=TAGS,
        summary="My expeditions that are over",
        parameters=[PageQuery],
        responses={200: FinishedRunsSerializer, **refusals(ErrorCode.INVALID_INPUT, *LOGGED_OUT)},
        examples=examples.answer(examples.RUNS),
    )
    def get(self, request: Request) -> Response:
        runs, total = runs_of_player(player=player_of(request), **query_of(PageQuery, request))
        return Response({"success": True, "runs": to_builtins(runs), "total": total})


class RunView(PilotView):
    @extend_schema(
        operation_id="expedition_run",
        tags=TAGS,
        summary="A run with its record",
        responses={200: FinishedRunDetailSerializer, **refusals(*UNKNOWN)},
        examples=examples.answers(Answer=examples.run_detail),
    )
    def get(self, request: Request, run_id: int) -> JsonResponse:
        """One's own, or anybody's that is ranked."""
        run = run_for_reader(reader=player_of(request), run_id=run_id)
        return JsonResponse({"success": True, "run": run_line(run), "record": shown_record(run)})


class VerifyView(PilotView):
    @extend_schema(
        operation_id="expedition_run_verify",
        tags=TAGS,
        summary="Execute a run's record again",
        request=None,
        responses={200: VerdictSerializer, **refusals(*UNKNOWN, ErrorCode.THROTTLED)},
        examples=examples.answer(examples.VERDICT),
    )
    def post(self, request: Request, run_id: int) -> Response:
        """Says whether seed and actions lead to the result that the run is listed with."""
        reader = player_of(request)
        verdict = run_verify(reader=reader, run=run_for_reader(reader=reader, run_id=run_id))
        return Response({"success": True, **to_builtins(verdict)})


class ReplayView(PilotView):
    @extend_schema(
        operation_id="expedition_run_replay",
        tags=TAGS,
        summary="A moment of a run that is over",
        parameters=[ReplayQuery],
        responses={
            200: ReplaySerializer,
            **refusals(ErrorCode.INVALID_INPUT, *UNKNOWN, ErrorCode.FORBIDDEN, ErrorCode.THROTTLED),
        },
        examples=examples.answers(Answer=examples.replay),
    )
    def get(self, request: Request, run_id: int) -> JsonResponse:
        """The state after so many actions, for a slider. Other players' runs of a day are shown
        when the day is over."""
        reader = player_of(request)
        run = run_for_reader(reader=reader, run_id=run_id)
        moment = run_moment(reader=reader, run=run, **query_of(ReplayQuery, request))
        return JsonResponse({"success": True, "run_id": run.pk, **to_builtins(moment)})


class ExpeditionBoardView(WorldView):
    @extend_schema(
        operation_id="leaderboard_expeditions",
        tags=["World"],
        summary="The best expeditions",
        parameters=[BoardQuery],
        responses={200: ExpeditionBoardSerializer, **refusals(ErrorCode.INVALID_INPUT)},
        examples=examples.answer(examples.BOARD),
    )
    def get(self, request: Request) -> Response:
        """Runs whose record was executed again with the same result, by score. Without `seed` and
        `daily` those that had a seed of their own, drawn by the server."""
        lines = runs_board(**query_of(BoardQuery, request))
        return Response({"items": to_builtins(lines)})
