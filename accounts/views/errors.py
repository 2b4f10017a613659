"""Answers where no view had one: JSON under /api/, pages elsewhere."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.csrf import csrf_failure
from django.views.decorators.csrf import csrf_exempt

from accounts.errors import error_body, status_of
from game.protocol.errors import ErrorCode

API_PREFIX = "/api/"


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
    if request.path.startswith(API_PREFIX):
        return _json(ErrorCode.INTERNAL)
    # Without the request: its session may be just what fails.
    return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _json(code: ErrorCode, message: str = "") -> JsonResponse:
    return JsonResponse(error_body(code, message), status=status_of(code))
