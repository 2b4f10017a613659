"""Writes docs/reference/ from the code: settings, error and close codes, the control socket.

With --check it writes nothing and fails when a page is not what the code says.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import io
import json
import os
import sys
import tokenize
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
django.setup()

from accounts.errors import status_of  # noqa: E402 the project is importable from here on
from cosmic_site import config  # noqa: E402
from game.protocol.asyncapi import Deployment  # noqa: E402
from game.protocol.errors import (  # noqa: E402
    CLOSE_MEANINGS,
    MESSAGES,
    PROTOCOL_ERRORS,
    CloseCode,
    ErrorCode,
)
from game.protocol.opsapi import control_document  # noqa: E402

NOTE = "<!-- Written by `make docs` from {source}. Change it there. -->"


SETTINGS_HEAD = """\
# Settings

{note}

Every setting is a variable of the environment, read once when a process starts. A value that does
not fit stops the process with one line that names the variable. Without any of them Cosmic runs,
and runs safely.

| variable | default | what it is |
|---|---|---|"""

ERRORS_HEAD = """\
# Error codes

{note}

A refusal carries a code for programs and words for people. REST answers with
`{{"success": false, "error": words, "code": code, "details": {{...}}}}` and the status in the
table. The live protocol sends an `error` (or `auth.error`) message with `code`, `message` and the
`request_seq` that it answers; `request_seq` is null when it answers nothing.

| code | REST status | default words |
|---|---|---|"""

ERRORS_BETWEEN = """
These count as a broken client: {counting}.
Ten of them within ten seconds close the connection with 4008. A rule that says no never counts.

## Close codes

| code | meaning |
|---|---|"""


CONTROL_HEAD = """\
# The control socket

{note}

The same as an AsyncAPI document, with the schema of every message: `control-socket.json` beside
this page. [The control room](../control-room.md) is a client of this socket.

{info}

An `error` has `code`, `message`, `error_message` (the same words), `tick` and `request_seq`.
"""


def control_page() -> str:
    document = control_document(Deployment())
    lines = [
        CONTROL_HEAD.format(
            note=NOTE.format(source="game/protocol/ops.py and opsnews.py"),
            info=document["info"]["description"],
        )
    ]
    for title, action in (("Commands", "receive"), ("Events", "send")):
        lines += [f"## {title}", ""]
        for operation in document["operations"].values():
            if operation["action"] == action:
                lines += operation_lines(document, operation, action == "receive")
    return "\n".join(lines)


def operation_lines(document: dict, operation: dict, command: bool) -> list[str]:
    kind = operation["title"]
    message = document["components"]["messages"][kind]
    name = message["payload"]["properties"]["payload"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][name]
    example = json.dumps(message["examples"][0]["payload"]["payload"], ensure_ascii=False)
    lines = [f"### `{kind}`", "", " ".join(schema["description"].split()), ""]
    for key, value in schema.get("properties", {}).items():
        needed = "" if key in schema.get("required", []) else " (optional)"
        words = value.get("description", "")
        lines.append(f"- `{key}`{needed}{': ' if words else ''}{words}")
    if command:
        answers = [m["$ref"].rpartition("/")[2] for m in operation["reply"]["messages"]]
        codes = ", ".join(f"`{code}`" for code in operation["x-refusals"])
        lines += ["", f"Answers: {', '.join(f'`{a}`' for a in answers)}."]
        lines += [f"Refusals of its own: {codes}." if codes else ""]
    return [*lines, "", "```json", example, "```", ""]


def control_json() -> str:
    return json.dumps(control_document(Deployment()), indent=2, ensure_ascii=False) + "\n"


def settings_page() -> str:
    rows = [
        f"| `{config.variable_of(name)}` | {default} | {words} |"
        for name, default, words in settings()
    ]
    head = SETTINGS_HEAD.format(note=NOTE.format(source="cosmic_site/config.py"))
    return "\n".join([head, *rows, ""])


def settings() -> list[tuple[str, str, str]]:
    """Name, default and comment of each of Config's fields, in their order."""
    source = inspect.getsource(config.Config)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokens
        if token.type == tokenize.COMMENT
    }
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    found = []
    for node in body.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            comment = comments.get(node.lineno) or comments.get(node.end_lineno or node.lineno, "")
            found.append((node.target.id, shown(node.value), comment))
    return found


def shown(value: ast.expr) -> str:
    if not isinstance(value, ast.Constant):
        return "`var` in the checkout"  # the data directory, the one default that is worked out
    if value.value == "":
        return "empty"
    text = str(value.value)
    return f"`{text.lower() if isinstance(value.value, bool) else text}`"


def errors_page() -> str:
    counting = ", ".join(f"`{code}`" for code in ErrorCode if code in PROTOCOL_ERRORS)
    return "\n".join(
        [
            ERRORS_HEAD.format(note=NOTE.format(source="game/protocol/errors.py")),
            *(f"| `{code}` | {status_of(code).value} | {MESSAGES[code]} |" for code in ErrorCode),
            ERRORS_BETWEEN.format(counting=counting),
            *(f"| {code.value} | {CLOSE_MEANINGS[code]} |" for code in CloseCode),
            "",
        ]
    )


PAGES = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "control-socket.md": control_page,
    "control-socket.json": control_json,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    folder = ROOT / "docs" / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        path, text = folder / name, make()
        if check and (not path.exists() or path.read_text() != text):
            sys.exit(f"docs/reference/{name} is out of date: run `make docs`")
        if not check:
            path.write_text(text)


if __name__ == "__main__":
    main()
