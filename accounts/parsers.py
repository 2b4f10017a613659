"""Reading what clients send."""

import io
import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from game.protocol.errors import AppError, ErrorCode

NOT_JSON = "The request's body is not valid JSON."


class BoundedJSONParser(JSONParser):
    """JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes, whatever the client claims to send.

    Raises PAYLOAD_TOO_LARGE, or ParseError for what is not JSON, nested too deep to read, or holds
    half of a surrogate pair, which no database and no socket can hold.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise body_too_large()
        try:
            parsed = super().parse(io.BytesIO(body), media_type, parser_context)
            json.dumps(parsed, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("Nested too deep.") from error
        except UnicodeEncodeError as error:
            raise ParseError("Half of a character.") from error
        return parsed


def body_too_large() -> AppError:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    words = f"A request's body holds at most {limit // 1024} KiB."
    return AppError(ErrorCode.PAYLOAD_TOO_LARGE, words, limit_bytes=limit)
