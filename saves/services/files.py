"""A slot as a file: JSON that its owner may keep anywhere, signed so that only it comes back.

The signature is over a canonical form: keys in order, whole numbers without a fraction, nothing
outside ASCII. A browser that reads the file and writes it anew (1.0 becomes 1, keys move) leaves
that form as it is.
"""

import hashlib
import json
from typing import Annotated, Any

import msgspec
from django.core.signing import BadSignature, Signer
from msgspec import Meta, Struct, to_builtins

from game.protocol.errors import AppError, ErrorCode
from saves.services.metadata import Metadata

FORMAT = "cosmic.save"
VERSION = 1
SALT = "cosmic.save"
MAX_DEPTH = 32  # no document comes near it
# An HMAC of SHA-256 in URL-safe base64.
Signature = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]


class SaveFile(Struct, frozen=True):
    """What a good file holds: metadata as they were saved, and the document in canonical form."""

    metadata: Metadata
    document: str


class _Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    version: int
    owner: str
    metadata: Metadata
    document: dict[str, Any]
    signature: Signature


def file_signed(*, owner: str, metadata: Metadata, document: str) -> dict[str, Any]:
    """The content of a file for the player whose public id is `owner`, ready for JSON."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "owner": owner,
        "metadata": to_builtins(metadata),
        "document": json.loads(document),
    }
    return {**content, "signature": signature_of(content)}


def file_opened(content: object, *, owner: str) -> SaveFile:
    """What is in a file that this server signed for `owner`, with this key or one before it.

    Raises AppError DAMAGED_SAVE for what is no such file at all or of a newer version, and
    FOREIGN_SAVE for one that was changed or belongs to somebody else.
    """
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise AppError(ErrorCode.DAMAGED_SAVE, "This is not the file of a save.")
    signed = {key: value for key, value in content.items() if key != "signature"}
    _check_signature(signed, content.get("signature"))
    if content.get("owner") != owner:
        raise AppError(ErrorCode.FOREIGN_SAVE, "This save belongs to another player.")
    if content.get("version") != VERSION:
        raise AppError(ErrorCode.DAMAGED_SAVE, "This save is of a version not known here.")
    try:
        good = msgspec.convert(content, _Content)
        return SaveFile(good.metadata, canonical(good.document))
    except msgspec.ValidationError as error:
        raise AppError(ErrorCode.DAMAGED_SAVE, f"This save cannot be read: {error}") from error


def signature_of(content: dict[str, Any]) -> str:
    """The signature that goes with everything else in a file. Raises ValueError for what has no
    canonical form."""
    return _signer().signature(_digest(content))


def canonical(value: object) -> str:
    """The one spelling of a JSON value. Raises ValueError for what JSON cannot carry, or nesting
    deeper than MAX_DEPTH."""
    return json.dumps(
        _plain(value, MAX_DEPTH), sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _plain(value: object, levels: int) -> object:
    if levels == 0:
        raise ValueError("nested too deep")
    match value:
        case dict():
            return {key: _plain(item, levels - 1) for key, item in value.items()}
        case list():
            return [_plain(item, levels - 1) for item in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def _check_signature(signed: dict[str, Any], signature: object) -> None:
    try:
        good = msgspec.convert(signature, Signature)
        _signer().unsign(f"{_digest(signed)}:{good}")
    except (ValueError, BadSignature) as error:  # a ValidationError is a ValueError, too
        raise AppError(ErrorCode.FOREIGN_SAVE) from error


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode("ascii")).hexdigest()


def _signer() -> Signer:
    """With Django's key, and for what was signed before, the keys that it had."""
    return Signer(salt=SALT)
