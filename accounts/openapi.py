"""What every REST address says about its errors in the OpenAPI document."""

from collections import defaultdict

from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework import serializers

from accounts.errors import error_body, status_of
from game.protocol.errors import MESSAGES, ErrorCode


class ErrorSerializer(serializers.Serializer[dict[str, object]]):
    """The one shape of every error."""

    success = serializers.BooleanField(default=False)
    error = serializers.CharField(help_text="Words for people; they may change.")
    code = serializers.ChoiceField(choices=[code.value for code in ErrorCode])
    details = serializers.DictField(
        help_text="By code: words per field, `retry_after_s`, and so on; never absent."
    )


EXAMPLE_DETAILS: dict[ErrorCode, dict[str, object]] = {
    ErrorCode.INVALID_INPUT: {"username": ["This field is required."]},
    ErrorCode.THROTTLED: {"retry_after_s": 42},
}


def refusals(*codes: ErrorCode) -> dict[int, OpenApiResponse]:
    """Responses by status for the errors that an address can answer with."""
    by_status: dict[int, list[ErrorCode]] = defaultdict(list)
    for code in codes:
        by_status[int(status_of(code))].append(code)
    return {status: _response(among) for status, among in by_status.items()}


def _response(codes: list[ErrorCode]) -> OpenApiResponse:
    return OpenApiResponse(
        ErrorSerializer,
        description=" ".join(f"`{code}`: {MESSAGES[code]}" for code in codes),
        examples=[
            OpenApiExample(
                name=code.value,
                value=error_body(code, details=EXAMPLE_DETAILS.get(code)),
                response_only=True,
            )
            for code in codes
        ],
    )
