"""Changing a password, and choosing a new one by mail."""

from drf_spectacular.utils import OpenApiExample, extend_schema
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
    PasswordChangeSerializer,
    PasswordResetConfirmSerializer,
    PasswordResetSerializer,
    SessionSerializer,
)
from accounts.openapi import refusals
from accounts.services.passwords import password_change, password_reset, password_reset_request
from accounts.services.tokens import token_pair_for
from accounts.throttles import throttle
from game.protocol.errors import ErrorCode

TAGS = ["Passwords"]
DONE_EXAMPLE = OpenApiExample("Done", value=DONE, response_only=True)


class PasswordChangeView(AccountView):
    @extend_schema(
        tags=TAGS,
        summary="Change the password",
        request=PasswordChangeSerializer,
        responses={
            200: SessionSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.NOT_AUTHENTICATED,
                ErrorCode.INVALID_TOKEN,
                ErrorCode.INVALID_CREDENTIALS,
                ErrorCode.FORBIDDEN,
                ErrorCode.THROTTLED,
            ),
        },
        examples=[
            OpenApiExample(
                "Change",
                value={"old_password": "difference engine", "new_password": "analytical engine"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Set a new password for the old one. Every token made before ends; the answer holds
        the next pair."""
        fields = parsed(PasswordChangeSerializer, request)
        player = player_of(request)
        throttle("login", address=client_address(request), name=player.username)
        password_change(player=player, **fields)
        keep_session(request, player)
        return Response(session_body(player, token_pair_for(player)))


class PasswordResetView(PublicView):
    @extend_schema(
        tags=TAGS,
        summary="Ask for a new password by mail",
        request=PasswordResetSerializer,
        responses={
            200: DoneSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.THROTTLED),
        },
        examples=[
            OpenApiExample("Reset", value={"email": "ada@example.org"}, request_only=True),
            DONE_EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        """Send a link to a mail address. The answer is the same whether or not it is known."""
        fields = parsed(PasswordResetSerializer, request)
        throttle("password_reset", address=client_address(request), name=fields["email"])
        password_reset_request(**fields)
        return Response(DONE)


class PasswordResetConfirmView(PublicView):
    @extend_schema(
        tags=TAGS,
        summary="Choose a new password by a mailed link",
        request=PasswordResetConfirmSerializer,
        responses={
            200: DoneSerializer,
            **refusals(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_TOKEN, ErrorCode.THROTTLED),
        },
        examples=[
            OpenApiExample(
                "Confirm",
                value={"uid": "MTc", "token": "d4h0ab-...", "new_password": "analytical engine"},
                request_only=True,
            ),
            DONE_EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        """Set a password with the two parts of the mailed link, once; older tokens end."""
        fields = parsed(PasswordResetConfirmSerializer, request)
        throttle("login", address=client_address(request))
        password_reset(**fields)
        return Response(DONE)
