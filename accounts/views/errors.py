"""Answers where no view had one: JSON under /api/, pages elsewhere."""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.csrf import csrf_failure
from django.views.decorators.csrf import csrf_exempt

from accounts.errors import DATABASE_AWAY, error_body, status_of
from game.protocol.errors import ErrorCode

API_PREFIX = "/api/"
BUSY_S = 3  # until asking again makes sense


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return _json(ErrorCode.INVALID_INPUT, "This request cannot be answered.")
    # Without the request: what is wrong with it may be what a context processor reads.
    return HttpResponse(get_template("400.html").render(), status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return _json(ErrorCode.FORBIDDEN)
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or with another one's."""
    if request.path.startswith(API_PREFIX):
        return _json(ErrorCode.FORBIDDEN)
    return csrf_failure(request, reason)  # renders 403_csrf.html


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return _json(ErrorCode.NOT_FOUND)
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


@csrf_exempt
def api_not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The last address under /api/: JSON even where debug pages would stand otherwise."""
    return _json(ErrorCode.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is handled: a database that is away comes back, and so may players."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return busy(request)
    if request.path.startswith(API_PREFIX):
        return _json(ErrorCode.INTERNAL)
    # Without the request: its session may be just what fails.
    return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def busy(request: HttpRequest) -> HttpResponse:
    """Nothing can be answered right now; it will be, in a moment."""
    response: HttpResponse
    if request.path.startswith(API_PREFIX):
        response = _json(ErrorCode.SERVER_BUSY)
    else:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        response = HttpResponse(get_template("503.html").render(), status=status)
    response["Retry-After"] = str(BUSY_S)
    return response


def _json(code: ErrorCode, message: str = "") -> JsonResponse:
    return JsonResponse(error_body(code, message), status=status_of(code))
