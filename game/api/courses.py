"""Classes by REST: teachers make them and run tournaments, teams join and ask what is next.

Every address about one class finds it by `course_for`, which knows who may.
"""

from http import HTTPStatus
from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.addresses import client_address
from accounts.models import User
from accounts.openapi import refusals
from accounts.throttles import throttle
from game.api import course_examples as examples
from game.api import course_serializers as shapes
from game.api.base import PilotView, player_of, query_of
from game.api.later import Answer, LaterResponse
from game.api.match_examples import answered, asked
from game.api.matches import BUSY, MatchView, fields_of
from game.models import Course, Team
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import course_wire_id, team_wire_id
from game.selectors.courses import (
    course_for,
    course_view,
    courses_of_player,
    may_teach,
    team_of,
)
from game.services.courses import classes
from game.services.courses.wall import walls_of
from game.services.matches.current import current_match_host

TAGS = ["Classes"]
COURSE = OpenApiParameter("course_id", str, OpenApiParameter.PATH, description="Such as `c_3`.")
TEAM = OpenApiParameter("team_id", str, OpenApiParameter.PATH, description="Such as `t_8`.")
SENT = (ErrorCode.INVALID_INPUT, ErrorCode.INVALID_JSON)
LOGGED_IN = (ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN)
OWN = (*LOGGED_IN, ErrorCode.NOT_FOUND)


class CourseBaseView(PilotView):
    """About one class."""

    def course(self, request: Request, course_id: str, *, teaching: bool = True) -> Course:
        """Raises AppError NOT_FOUND, also for classes of other teachers."""
        return course_for(course_id=course_id, player=player_of(request), teaching=teaching)


class CoursesView(PilotView):
    @extend_schema(
        operation_id="courses",
        tags=TAGS,
        summary="My classes",
        responses={200: shapes.CoursesSerializer, **refusals(*LOGGED_IN)},
        examples=[answered(examples.COURSES)],
    )
    def get(self, request: Request) -> Response:
        """Those that I teach and those where I have a team, the newest first."""
        player = player_of(request)
        teaching, playing = courses_of_player(player=player)
        return Response(
            {
                "can_teach": may_teach(player),
                "teaching": to_builtins(teaching),
                "playing": to_builtins(playing),
            }
        )

    @extend_schema(
        operation_id="course_create",
        tags=TAGS,
        summary="Make a class",
        request=shapes.CourseBody,
        responses={
            201: shapes.CourseSerializer,
            **refusals(*SENT, *LOGGED_IN, ErrorCode.FORBIDDEN, ErrorCode.THROTTLED, *BUSY),
        },
        examples=[asked(examples.MAKE), answered(examples.COURSE, 201)],
    )
    def post(self, request: Request) -> Response:
        """For staff, and for whoever has the permission to teach. `code` opens it to students."""
        form, player = fields_of(shapes.CourseBody, request), player_of(request)
        throttle("match", name=player.player_id)
        course = classes.course_create(teacher=player, **form)
        return Response(to_builtins(course_view(course=course, player=player)), HTTPStatus.CREATED)


class CourseView(CourseBaseView):
    @extend_schema(
        operation_id="course",
        tags=TAGS,
        summary="A class",
        parameters=[COURSE],
        responses={200: shapes.CourseSerializer, **refusals(*OWN)},
        examples=[answered(examples.COURSE)],
    )
    def get(self, request: Request, course_id: str) -> Response:
        """For its teacher and for whoever made a team there."""
        course = self.course(request, course_id, teaching=False)
        return Response(to_builtins(course_view(course=course, player=player_of(request))))

    @extend_schema(
        operation_id="course_change",
        tags=TAGS,
        summary="Close, open or rename a class",
        parameters=[COURSE],
        request=shapes.CourseChangeBody,
        responses={200: shapes.CourseSerializer, **refusals(*SENT, *OWN)},
        examples=[asked(examples.CHANGE), answered(examples.COURSE)],
    )
    def patch(self, request: Request, course_id: str) -> Response:
        """A closed class takes no teams and no joins; what is being played goes on."""
        form = fields_of(shapes.CourseChangeBody, request)
        course = classes.course_change(course=self.course(request, course_id), **form)
        return Response(to_builtins(course_view(course=course, player=player_of(request))))

    @extend_schema(
        operation_id="course_delete",
        tags=TAGS,
        summary="Delete a class",
        parameters=[COURSE],
        responses={204: OpenApiResponse(description="It is gone."), **refusals(*OWN, *BUSY)},
    )
    def delete(self, request: Request, course_id: str) -> LaterResponse:
        """With its teams and results. Matches under way end."""
        matches = classes.course_delete(course=self.course(request, course_id))
        return called_off(request, matches, HTTPStatus.NO_CONTENT, None)


class TeamJoinView(MatchView):
    @extend_schema(
        operation_id="course_join",
        tags=TAGS,
        summary="Join a class as a team",
        request=shapes.TeamBody,
        responses={
            201: shapes.SecretSerializer,
            **refusals(
                *SENT,
                ErrorCode.INVALID_TOKEN,
                ErrorCode.NOT_FOUND,
                ErrorCode.FORBIDDEN,
                ErrorCode.NAME_TAKEN,
                ErrorCode.THROTTLED,
            ),
        },
        examples=[asked(examples.JOIN), answered(examples.JOINED, 201)],
    )
    def post(self, request: Request) -> Response:
        """With an account or without. The secret is told this once: a client that gives
        `team:secret` as its name plays as this team, at every door."""
        form = fields_of(shapes.TeamBody, request)
        account = request.user if isinstance(request.user, User) else None
        throttle(
            "course",
            address=client_address(request),
            name=account.player_id if account else "",
        )
        team, secret = classes.team_join(code=form["code"], name=form["team"], account=account)
        return Response(told(team, secret), HTTPStatus.CREATED)


class TeamView(CourseBaseView):
    @extend_schema(
        operation_id="team_delete",
        tags=TAGS,
        summary="Remove a team",
        parameters=[COURSE, TEAM],
        responses={
            204: OpenApiResponse(description="It is gone."),
            **refusals(*OWN, ErrorCode.FORBIDDEN),
        },
    )
    def delete(self, request: Request, course_id: str, team_id: str) -> Response:
        """By the teacher. One that has games in a tournament can only be withdrawn."""
        course = self.course(request, course_id)
        classes.team_delete(team=team_of(course=course, team_id=team_id))
        return Response(status=HTTPStatus.NO_CONTENT)


class SecretView(CourseBaseView):
    @extend_schema(
        operation_id="team_secret",
        tags=TAGS,
        summary="A new secret for a team",
        parameters=[COURSE, TEAM],
        request=None,
        responses={200: shapes.SecretSerializer, **refusals(*OWN, ErrorCode.THROTTLED)},
        examples=[answered(examples.JOINED)],
    )
    def post(self, request: Request, course_id: str, team_id: str) -> Response:
        """For the teacher and for whoever made the team; the one before opens nothing any more."""
        player = player_of(request)
        throttle("match", name=player.player_id)
        course = self.course(request, course_id, teaching=False)
        team = team_of(course=course, team_id=team_id)
        if player.pk not in (course.teacher_id, team.account_id):
            raise AppError(ErrorCode.NOT_FOUND, "There is no such team of yours.")
        return Response(told(team, classes.team_renew(team=team)))


class WallView(CourseBaseView):
    @extend_schema(
        operation_id="course_wall",
        tags=TAGS,
        summary="All tables of a class, live",
        parameters=[COURSE, shapes.WallQuery],
        responses={
            200: shapes.WallAnswerSerializer,
            204: OpenApiResponse(description="Nothing has changed within `wait` seconds."),
            **refusals(ErrorCode.INVALID_INPUT, *OWN, *BUSY),
        },
        examples=[answered(examples.WALL)],
    )
    def get(self, request: Request, course_id: str) -> LaterResponse:
        """For the teacher and the teams. With `since` a long poll for another version. It shows
        what the games let anybody see: nothing that players hide from each other."""
        form = query_of(shapes.WallQuery, request)
        course = self.course(request, course_id, teaching=False)

        async def work() -> Answer:
            host = current_match_host()
            shown = await walls_of(host).look(host, course.pk, form["since"], form["wait"])
            if shown is None:
                return HTTPStatus.NO_CONTENT, None
            return HTTPStatus.OK, {"version": shown.version, "wall": msgspec.Raw(shown.wall)}

        return LaterResponse(request, work)


def told(team: Team, secret: str) -> dict[str, Any]:
    return {
        "course_id": course_wire_id(team.course_id),
        "team_id": team_wire_id(team.pk),
        "team": team.name,
        "secret": secret,
        "name": classes.signed_name(team, secret),
        "session": team.course.code,
    }


def called_off(
    request: Request, matches: list[int], status: HTTPStatus, body: dict[str, Any] | None
) -> LaterResponse:
    """The answer after whoever plays in these matches was told that they have ended."""

    async def work() -> Answer:
        await current_match_host().called_off(matches, classes.CALLED_OFF)
        return status, body

    return LaterResponse(request, work)
