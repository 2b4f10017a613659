"""Shapes of expeditions in the OpenAPI document, taken from the types that make them.

They stand under names of their own (`ExpeditionGameState`), so that none is taken twice.
"""

from functools import cache
from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from game.expedition.actions import ACTIONS
from game.expedition.record import Record
from game.expedition.views.shapes import (
    InventoryView,
    LocationView,
    NavigationOptions,
    NodeOption,
    RegionOption,
    ShipInfo,
    SlotView,
)
from game.protocol.expedition import GameState, RunStatistics

PREFIX = "Expedition"
SHAPES = (
    GameState,
    RunStatistics,
    ShipInfo,
    InventoryView,
    NodeOption,
    RegionOption,
    LocationView,
    SlotView,
    Record,
    *dict.fromkeys(ACTIONS.values()),
)


@cache
def components() -> dict[str, Any]:
    """JSON schemas by their names in the document."""
    template = f"#/components/schemas/{PREFIX}{{name}}"
    _, schemas = msgspec.json.schema_components(SHAPES, ref_template=template)
    named = {f"{PREFIX}{name}": _plain(schema) for name, schema in schemas.items()}
    return {
        **named,
        f"{PREFIX}{NavigationOptions.__name__}": _navigation_options(),
        f"{PREFIX}Action": _action(),
    }


def reference(shape: type) -> dict[str, str]:
    return named_shape(shape.__name__)


def named_shape(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{PREFIX}{name}"}


def whole(shape: type, **more: Any) -> dict[str, Any]:
    """An answer that is a shape's keys, beside `success` and `more`."""
    beside = {"success": {"type": "boolean", "default": True}, **more}
    return {
        "allOf": [
            reference(shape),
            {"type": "object", "properties": beside, "required": list(beside)},
        ]
    }


def with_shapes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Put the shapes into a document: a post-processing hook."""
    schemas = result["components"].setdefault("schemas", {})
    result["components"]["schemas"] = dict(sorted({**schemas, **components()}.items()))
    for operations in result["paths"].values():
        for operation in operations.values():
            if _takes_shape(operation):
                operation["requestBody"]["required"] = True  # which the generator cannot know
    return result


def _takes_shape(operation: dict[str, Any]) -> bool:
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return media.get("schema", {}).get("$ref", "").rpartition("/")[2] in components()


def _navigation_options() -> dict[str, Any]:
    """By hand: msgspec takes no union of dictionaries."""
    options = {
        "type": "array",
        "items": {"oneOf": [reference(NodeOption), reference(RegionOption)]},
    }
    properties = {"options": options, "current_location": reference(LocationView)}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _action() -> dict[str, Any]:
    """Any of the actions; another name is understood, too, and answered with `UNKNOWN_ACTION`."""
    kinds = {kind.__name__: kind for kind in ACTIONS.values()}
    other = {
        "type": "object",
        "properties": {"action": {"type": "string", "not": {"enum": sorted(ACTIONS)}}},
        "required": ["action"],
        "description": "An action that there is not.",
    }
    event = {
        "type": "object",
        "properties": {"action": {"enum": ["event"]}},
        "required": ["action"],
        "description": "The same as `scan`.",
    }
    return {"anyOf": [*(named_shape(name) for name in sorted(kinds)), event, other]}


def _plain(schema: Any) -> Any:
    """A JSON schema in the words of OpenAPI 3.0, which has no null and no constants."""
    match schema:
        case {"anyOf": [*options], **rest} if {"type": "null"} in options:
            left = [_plain(option) for option in options if option != {"type": "null"}]
            alone = left[0] if len(left) == 1 and "$ref" not in left[0] else {_join(left): left}
            if "enum" in alone:
                # `nullable` widens a type; what is not among the values stays forbidden.
                alone = {"enum": [*alone["enum"], None]}
            return {**alone, **_plain(rest), "nullable": True}
        case {"const": value, **rest}:
            return {**_plain(rest), "enum": [value]}
        case {"properties": properties, **rest}:
            return {**_plain(rest), "properties": {k: _plain(v) for k, v in properties.items()}}
        case dict():
            return {key: _plain(value) for key, value in schema.items() if key != "title"}
        case list():
            return [_plain(item) for item in schema]
        case float() if schema.is_integer():
            # `typing` takes Meta(ge=0) and Meta(ge=0.0) for the same: whoever comes first is spelt.
            return int(schema)
        case _:
            return schema


def _join(options: list[Any]) -> str:
    return "allOf" if len(options) == 1 else "anyOf"


@extend_schema_field(reference(GameState))
class GameStateField(serializers.DictField):
    """The complete state of a session."""


@extend_schema_field({"allOf": [reference(Record)], "nullable": True})
class RecordField(serializers.DictField):
    """The record of a run."""
