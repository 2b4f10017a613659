"""Signing up, logging in and out."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.addresses import client_address
from accounts.api.base import (
    DONE,
    AccountView,
    PublicView,
    keep_session,
    parsed,
    player_of,
    session_body,
)
from accounts.api.serializers import (
    DoneSerializer,
    GuestSerializer,
    LoginSerializer,
    NamedSessionSerializer,
    RefreshSerializer,
    RegisteredSerializer,
    RegisterSerializer,
    SessionSerializer,
)
from accounts.arrivals import guest_enter, player_enter, player_register
from accounts.openapi import refusals
from accounts.parsers import BoundedJSONParser
from accounts.services.passwords import credentials_check
from accounts.services.players import guest_keep
from accounts.services.tokens import refresh_token_revoke, token_pair_for, token_pair_refresh
from accounts.throttles import throttle
from game.protocol.errors import ErrorCode

TAGS = ["Accounts"]
SESSION_EXAMPLE = {
    "access_token": "eyJhbGciOiJIUzI1NiIs...",
    "refresh_token": "eyJhbGciOiJIUzI1NiIs...",
    "token_type": "Bearer",
    "expires_in": 3600,
    "player_id": "p_17",
}
CREDENTIALS_EXAMPLE = OpenApiExample(
    "A player", value={"username": "ada_l", "password": "difference engine"}, request_only=True
)
IN = OpenApiExample("Logged in", value=SESSION_EXAMPLE, response_only=True)
IN_BY_NAME = OpenApiExample(
    "Logged in", value={**SESSION_EXAMPLE, "username": "CalmComet_4821"}, response_only=True
)


class RegisterView(PublicView):
    @extend_schema(
        tags=TAGS,
        summary="Sign up",
        request=RegisterSerializer,
        responses={
            201: RegisteredSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.USERNAME_TAKEN, ErrorCode.THROTTLED),
        },
        examples=[
            CREDENTIALS_EXAMPLE,
            OpenApiExample(
                "Signed up", value={"player_id": "p_17", "username": "ada_l"}, response_only=True
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        """Create an account. It comes with a ship and credits to begin with."""
        fields = parsed(RegisterSerializer, request)
        throttle("signup", address=client_address(request))
        player = player_register(**fields)
        return Response(
            {"player_id": player.player_id, "username": player.username},
            status=status.HTTP_201_CREATED,
        )


class LoginView(PublicView):
    @extend_schema(
        tags=TAGS,
        summary="Log in",
        request=LoginSerializer,
        responses={
            200: SessionSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.INVALID_CREDENTIALS,
                ErrorCode.BANNED,
                ErrorCode.THROTTLED,
            ),
        },
        examples=[CREDENTIALS_EXAMPLE, IN],
    )
    def post(self, request: Request) -> Response:
        """Exchange name and password for tokens. Tries are counted by address and by name."""
        fields = parsed(LoginSerializer, request)
        throttle("login", address=client_address(request), name=fields["username"])
        player = credentials_check(**fields)
        return Response(session_body(player, player_enter(player=player)))


class GuestView(PublicView):
    # Tools post an empty form when they are told to post nothing.
    parser_classes = (BoundedJSONParser, FormParser, MultiPartParser)

    @extend_schema(
        tags=TAGS,
        summary="Play as a guest",
        request={"application/json": GuestSerializer},
        responses={
            201: NamedSessionSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.USERNAME_TAKEN, ErrorCode.THROTTLED),
        },
        examples=[IN_BY_NAME],
    )
    def post(self, request: Request) -> Response:
        """Create a guest and log in, in one step. The name may be wished for or left to us;
        `POST /auth/keep` makes a lasting account of it later."""
        fields = parsed(GuestSerializer, request)
        throttle("guest", address=client_address(request))
        player, pair = guest_enter(**fields)
        return Response(
            {**session_body(player, pair), "username": player.username},
            status=status.HTTP_201_CREATED,
        )


class KeepView(AccountView):
    @extend_schema(
        tags=TAGS,
        summary="Keep a guest account",
        request=RegisterSerializer,
        responses={
            200: NamedSessionSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.NOT_AUTHENTICATED,
                ErrorCode.INVALID_TOKEN,
                ErrorCode.FORBIDDEN,
                ErrorCode.USERNAME_TAKEN,
                ErrorCode.THROTTLED,
            ),
        },
        examples=[CREDENTIALS_EXAMPLE, IN_BY_NAME],
    )
    def post(self, request: Request) -> Response:
        """Give the guest who asks a name and a password. Ship, cargo, credits and ledger stay;
        the guest's older tokens end, so go on with the pair in the answer."""
        fields = parsed(RegisterSerializer, request)
        throttle("signup", address=client_address(request))
        player = guest_keep(player=player_of(request), **fields)
        keep_session(request, player)
        return Response(
            {**session_body(player, token_pair_for(player)), "username": player.username}
        )


class RefreshView(PublicView):
    @extend_schema(
        tags=TAGS,
        summary="Refresh tokens",
        request=RefreshSerializer,
        responses={
            200: SessionSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_TOKEN, ErrorCode.BANNED),
        },
        examples=[
            OpenApiExample(
                "Refresh",
                value={"refresh_token": "eyJhbGciOiJIUzI1NiIs..."},
                request_only=True,
            ),
            IN,
        ],
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for the next pair. It is good for one use."""
        player, pair = token_pair_refresh(**parsed(RefreshSerializer, request))
        return Response(session_body(player, pair))


class LogoutView(PublicView):
    @extend_schema(
        tags=TAGS,
        summary="Log out",
        request=RefreshSerializer,
        responses={
            200: DoneSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_TOKEN),
        },
        examples=[OpenApiExample("Logged out", value=DONE, response_only=True)],
    )
    def post(self, request: Request) -> Response:
        """End a refresh token. Doing so twice is no error."""
        refresh_token_revoke(**parsed(RefreshSerializer, request))
        return Response(DONE)
