"""Facts of one system back into the YAML files that they are read from."""

from collections.abc import Iterable
from typing import Any

import msgspec
import yaml

from game.catalog.universe import SystemFacts


class _Dumper(yaml.SafeDumper):
    """Indents lists, as the facts that people wrote do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def system_files(system: SystemFacts) -> dict[str, str]:
    """By file name; `system.yaml` is the last, for it makes a folder a system."""
    head = {"version": 1, "system_id": system.id}
    parts: dict[str, dict[str, Any]] = {
        "locations.yaml": {"locations": _plain(system.locations)},
        "zones.yaml": {"zones": _plain(system.zones)},
        "market-prices.yaml": {"prices": _plain(system.prices)},
        "gates.yaml": {"lanes": _plain(system.lanes)},
        "system.yaml": {
            "name": system.name,
            "bounds": msgspec.to_builtins(system.bounds),
            "traffic": msgspec.to_builtins(system.traffic),
        },
    }
    return {
        name: yaml.dump({**head, **part}, Dumper=_Dumper, sort_keys=False)
        for name, part in parts.items()
    }


def _plain(rows: Iterable[msgspec.Struct]) -> list[Any]:
    """Whole numbers without a fraction, as people write them."""
    return [_whole(msgspec.to_builtins(row)) for row in rows]


def _whole(value: Any) -> Any:
    match value:
        case dict():
            return {key: _whole(item) for key, item in value.items()}
        case list() | tuple():
            return [_whole(item) for item in value]
        case float() if value.is_integer():
            return int(value)
    return value
