"""Errors as answers: every refusal that leaves a REST address has one shape.

`{"success": false, "error": words, "code": ErrorCode, "details": {...}}`
"""

import logging
from http import HTTPStatus
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.parsers import NOT_JSON, body_too_large
from game.protocol.errors import MESSAGES, AppError, ErrorCode

logger = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)  # or locked for too long

STATUSES: dict[ErrorCode, HTTPStatus] = {
    ErrorCode.NOT_AUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.INVALID_TOKEN: HTTPStatus.UNAUTHORIZED,
    ErrorCode.INVALID_CREDENTIALS: HTTPStatus.UNAUTHORIZED,
    ErrorCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorCode.BANNED: HTTPStatus.FORBIDDEN,
    ErrorCode.MUTED: HTTPStatus.FORBIDDEN,
    ErrorCode.INVALID_KEY: HTTPStatus.FORBIDDEN,
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.UNKNOWN_SYSTEM: HTTPStatus.NOT_FOUND,
    ErrorCode.UNKNOWN_COMMODITY: HTTPStatus.NOT_FOUND,
    ErrorCode.UNKNOWN_GATE: HTTPStatus.NOT_FOUND,
    ErrorCode.UNKNOWN_SESSION: HTTPStatus.NOT_FOUND,
    ErrorCode.EMPTY_SLOT: HTTPStatus.NOT_FOUND,
    ErrorCode.UNKNOWN_GAME: HTTPStatus.NOT_FOUND,
    ErrorCode.UNKNOWN_MATCH: HTTPStatus.NOT_FOUND,
    ErrorCode.UNKNOWN_AGENT: HTTPStatus.NOT_FOUND,
    ErrorCode.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    ErrorCode.USERNAME_TAKEN: HTTPStatus.CONFLICT,
    ErrorCode.NAME_TAKEN: HTTPStatus.CONFLICT,
    ErrorCode.AGENT_EXISTS: HTTPStatus.CONFLICT,
    ErrorCode.MATCH_FULL: HTTPStatus.CONFLICT,
    ErrorCode.MATCH_OVER: HTTPStatus.CONFLICT,
    ErrorCode.NOT_STARTED: HTTPStatus.CONFLICT,
    ErrorCode.NOT_YOUR_TURN: HTTPStatus.CONFLICT,
    ErrorCode.ILLEGAL_MOVE: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorCode.DAILY_RUN: HTTPStatus.CONFLICT,
    ErrorCode.TOO_MANY_EXPEDITIONS: HTTPStatus.CONFLICT,
    ErrorCode.PAYLOAD_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.TOO_MANY_SESSIONS: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.TOO_MANY_MATCHES: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
    ErrorCode.SERVER_BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.QUEUE_FULL: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(code: ErrorCode) -> HTTPStatus:
    """The HTTP status of a refusal; a rule of the game that says no is a 400."""
    return STATUSES.get(code, HTTPStatus.BAD_REQUEST)


def error_body(
    code: ErrorCode, message: str = "", details: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "success": False,
        "error": message or MESSAGES[code],
        "code": code.value,
        "details": details or {},
    }


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response:
    """Whatever a REST view raised, as a response. Unexpected errors are logged, never shown."""
    refusal = _refusal_from(exc)
    if refusal is None:
        request = context.get("request")
        logger.error(
            "%s %s failed",
            getattr(request, "method", "?"),
            getattr(request, "path", "?"),
            exc_info=exc,
        )
        busy = isinstance(exc, DATABASE_AWAY)
        refusal = AppError(ErrorCode.SERVER_BUSY if busy else ErrorCode.INTERNAL)
    set_rollback()
    return Response(
        error_body(refusal.code, refusal.message, refusal.details),
        status=status_of(refusal.code),
        headers=_headers_of(refusal, exc),
    )


def _refusal_from(exc: Exception) -> AppError | None:
    """The one way in which Django's and the REST framework's errors become ours."""
    match exc:
        case AppError():
            return exc
        case exceptions.ValidationError():
            return AppError(ErrorCode.INVALID_INPUT, **_fields_of(exc.detail))
        case exceptions.ParseError():
            return AppError(ErrorCode.INVALID_JSON, NOT_JSON)
        case exceptions.NotAuthenticated():
            return AppError(ErrorCode.NOT_AUTHENTICATED)
        case exceptions.AuthenticationFailed():
            return AppError(ErrorCode.INVALID_TOKEN)
        case exceptions.PermissionDenied() | PermissionDenied():
            return AppError(ErrorCode.FORBIDDEN)
        case exceptions.NotFound() | Http404():
            return AppError(ErrorCode.NOT_FOUND)
        case exceptions.MethodNotAllowed():
            return AppError(ErrorCode.METHOD_NOT_ALLOWED)
        case exceptions.UnsupportedMediaType():
            return AppError(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
        case exceptions.Throttled():
            return AppError(
                ErrorCode.THROTTLED, retry_after_s=ceil(getattr(exc, "wait", None) or 1)
            )
        case RequestDataTooBig():
            return body_too_large()
        case exceptions.APIException() | SuspiciousOperation():
            return AppError(ErrorCode.INVALID_INPUT, "This request cannot be answered.")
        case _:
            return None


def _fields_of(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _headers_of(refusal: AppError, exc: Exception) -> dict[str, str]:
    headers = {}
    if "retry_after_s" in refusal.details:
        headers["Retry-After"] = str(refusal.details["retry_after_s"])
    if status_of(refusal.code) == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = getattr(exc, "auth_header", "") or 'Bearer realm="api"'
    return headers
