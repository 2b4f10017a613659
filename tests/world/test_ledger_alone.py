"""Nothing but the ledger's own service changes a balance, so that checkledger knows of all."""

import ast
from collections.abc import Iterator

from tests.support.server import ROOT

WHERE = (
    "accounts",
    "game/services",
    "game/selectors",
    "game/admin",
    "game/api",
    "game/web",
    "saves",
)
POSTING = "game/services/posting.py"


def changes(tree: ast.AST) -> Iterator[int]:
    """Lines that set an attribute `credits`, or pass it to a query's `update` or `create`."""
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        if any(isinstance(each, ast.Attribute) and each.attr == "credits" for each in targets):
            yield node.lineno  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            writes = node.func.attr in ("update", "create", "update_or_create", "get_or_create")
            if writes and any(keyword.arg == "credits" for keyword in node.keywords):
                yield node.lineno


def test_balances_change_in_one_place() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for folder in WHERE
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for line in changes(ast.parse(path.read_text()))
    }
    assert {place.partition(":")[0] for place in found} == {POSTING}, found
