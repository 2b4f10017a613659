"""What every REST address says in the OpenAPI document: its errors, and what texts it takes."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework import serializers

from accounts.errors import error_body, status_of
from accounts.parsers import NOT_JSON, body_too_large
from game.protocol.errors import MESSAGES, ErrorCode


class ErrorSerializer(serializers.Serializer[dict[str, object]]):
    """The one shape of every error."""

    success = serializers.BooleanField(default=False)
    error = serializers.CharField(help_text="Words for people; they may change.")
    code = serializers.ChoiceField(choices=[code.value for code in ErrorCode])
    details = serializers.DictField(
        help_text="By code: words per field, `retry_after_s`, and so on; never absent."
    )


NO_NUL = r"^[^\u0000]*$"
SAFE_METHODS = {"get", "head", "options"}
EXAMPLE_DETAILS: dict[ErrorCode, dict[str, object]] = {
    ErrorCode.INVALID_INPUT: {"username": ["This field is required."]},
    ErrorCode.THROTTLED: {"retry_after_s": 42},
    ErrorCode.BANNED: {"reason": "Insults", "ends_at": "2030-01-05T12:00:00+00:00"},
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
        description=" ".join(_described(code) for code in codes),
        examples=[
            OpenApiExample(
                name=code.value,
                value=error_body(code, _words(code), EXAMPLE_DETAILS.get(code)),
                response_only=True,
            )
            for code in codes
        ],
    )


class TextExtension(OpenApiSerializerFieldExtension):
    """Texts that are asked for: which of them are none."""

    target_class = serializers.CharField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        field = self.target
        schema: dict[str, Any] = auto_schema._map_serializer_field(
            field, direction, bypass_extensions=True
        )
        if direction == "request" and schema.get("type") == "string":
            if not field.allow_blank:
                schema["minLength"] = max(field.min_length or 0, 1)
            if "format" not in schema and not _has_pattern(field):
                schema["pattern"] = NO_NUL
        return schema


def _has_pattern(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    return any(isinstance(validator, RegexValidator) for validator in field.validators)


def with_common_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add what the parsers and the checks before every view may say: a post-processing hook."""
    for methods in result["paths"].values():
        for method, operation in methods.items():
            for code in _common_refusals(method, operation):
                _add_refusal(operation["responses"], code)
    return result


def _common_refusals(method: str, operation: dict[str, Any]) -> Iterator[ErrorCode]:
    if "requestBody" in operation:
        yield ErrorCode.INVALID_JSON
        yield ErrorCode.PAYLOAD_TOO_LARGE
        yield ErrorCode.UNSUPPORTED_MEDIA_TYPE
    if {"accessToken": []} in operation.get("security", ()):
        yield ErrorCode.BANNED
    if method not in SAFE_METHODS and {"cookieAuth": []} in operation.get("security", ()):
        yield ErrorCode.FORBIDDEN  # the cookie came without its CSRF token


def _add_refusal(responses: dict[str, Any], code: ErrorCode) -> None:
    response = responses.setdefault(str(int(status_of(code))), {"description": ""})
    media = response.setdefault("content", {}).setdefault(
        "application/json", {"schema": {"$ref": "#/components/schemas/Error"}}
    )
    name = code.value.replace("_", "")  # as the names of other examples are spelt
    if name not in media.setdefault("examples", {}):
        body = error_body(code, _words(code), EXAMPLE_DETAILS.get(code))
        example = {"value": body, "summary": code.value}
        media["examples"][name] = example
        response["description"] = f"{response['description']} {_described(code)}".strip()


def _described(code: ErrorCode) -> str:
    return f"`{code}`: {_words(code)}"


def _words(code: ErrorCode) -> str:
    """What a REST address says where the live protocol would speak of a frame."""
    match code:
        case ErrorCode.INVALID_JSON:
            return NOT_JSON
        case ErrorCode.PAYLOAD_TOO_LARGE:
            return body_too_large().message
        case _:
            return MESSAGES[code]
