"""A run as the document that is stored, saved in slots and exported, and back.

The document is canonical JSON, `{"format": ..., "version": ..., "run": {...}}`: fields in the
order of their declaration, dictionaries sorted, floats rounded. Equal runs give equal bytes, in
every process. What comes back has passed the schema and `validate`, so that rules can rely on it.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from game.expedition.invalid import Invalid
from game.expedition.state import Run
from game.expedition.upgrades import MissingUpgrade, upgraded
from game.expedition.validate import check

FORMAT = "cosmic.expedition"
VERSION = 1
MAX_BYTES = 256 * 1024  # a run of fifty turns takes some 20 KB


class DocumentError(Exception):
    """A text is not an expedition that can be played; `reason` says why, for people."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class _Document(Struct, forbid_unknown_fields=True):
    format: str
    version: Annotated[int, Meta(ge=1)]
    run: Raw


_encode = msgspec.json.Encoder(order="deterministic").encode
_decode_document = msgspec.json.Decoder(_Document).decode
_decode_run = msgspec.json.Decoder(Run).decode
_decode_fields = msgspec.json.Decoder(dict).decode


def encode(run: Run) -> bytes:
    """The run's document in UTF-8."""
    return _encode(_Document(FORMAT, VERSION, Raw(_encode(_rounded(copied(run))))))


def decode(data: bytes | str) -> Run:
    """The run of a document of this or an older version. Raises DocumentError.

    Refused is what is damaged, foreign, of a newer version, larger than MAX_BYTES, or no state
    that the rules know.
    """
    try:
        run = _rounded(_parsed(_encoded(data)))
        check(run)
    except RecursionError as error:
        raise DocumentError("The document is nested too deep.") from error
    except UnicodeError as error:
        raise DocumentError("The document is not text in UTF-8.") from error
    except msgspec.ValidationError as error:
        raise DocumentError(
            f"The document does not have an expedition's shape: {error}."
        ) from error
    except msgspec.DecodeError as error:
        raise DocumentError(f"The document is damaged: {error}.") from error
    except Invalid as error:
        raise DocumentError(f"The document is no expedition that can be: {error}.") from error
    return run


def copied(run: Run) -> Run:
    """A deep copy, with ints made floats where the fields say so."""
    return _decode_run(_encode(run))


def _encoded(data: bytes | str) -> bytes:
    """Raises UnicodeError, DocumentError."""
    if len(data) <= MAX_BYTES:
        if isinstance(data, str):
            data = data.encode()
        if len(data) <= MAX_BYTES:
            return data
    raise DocumentError(f"The document is larger than {MAX_BYTES // 1024} KiB.")


def _parsed(data: bytes) -> Run:
    document = _decode_document(data)
    if document.format != FORMAT:
        raise DocumentError("The document is not an expedition's.")
    if document.version > VERSION:
        raise DocumentError(
            f"The document is of version {document.version}; this game reads up to {VERSION}."
        )
    if document.version == VERSION:
        return _decode_run(document.run)
    return _upgraded_run(_decode_fields(document.run), document.version)


def _upgraded_run(fields: dict, version: int) -> Run:
    try:
        return msgspec.convert(upgraded(fields, version=version, to=VERSION), Run)
    except MissingUpgrade as error:
        raise DocumentError(f"The document is too old: {error}.") from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, msgspec.ValidationError):
            raise
        raise DocumentError(f"The document of version {version} is damaged.") from error


def _rounded(run: Run) -> Run:
    """The same run object with its floats at the rules' own steps; minus zero becomes zero."""
    for region in run.star_map.regions:
        region.x, region.y = _tenths(region.x), _tenths(region.y)
        for node in region.nodes:
            node.x, node.y = _tenths(node.x), _tenths(node.y)
            node.danger = round(node.danger, 3) + 0.0
    run.fuel = _tenths(run.fuel)
    for point in run.history:
        point.fuel = _tenths(point.fuel)
    flown = run.statistics.total_distance_traveled
    run.statistics.total_distance_traveled = _tenths(flown)
    return run


def _tenths(number: float) -> float:
    return round(number, 1) + 0.0
