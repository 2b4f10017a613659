"""The comparison's report: one table, ratios, the promises that hold, and profiles."""

import subprocess
from importlib.metadata import version
from pathlib import Path

import msgspec

from benchmarks.ladder import DELIVERED, HELD_MS, PROMPT_MS, Row
from benchmarks.machine import description
from benchmarks.stands import MESSAGE_BYTES, NPCS, PEERS, peer_node

RESULT = Path(__file__).parent / "results" / "compare.md"
MIB = 2**20
TIMES_COLYSEUS = 3.0
TIE = 1.3  # the machine's noise: a smaller ratio says nothing
CROWD = (1000, 300)  # pilots, and how many of them in one cell

NAMES = {
    "site-web": "Cosmic, web alone",
    "site-stack": "Cosmic, whole stack",
    "site-msgpack": "Cosmic, web alone, msgpack",
    "site-sansio": "Cosmic, web alone, websockets-sansio",
    "colyseus": "Colyseus, StateView",
    "fastapi": "FastAPI, in turn",
    "bare": "bare sockets",
    "sockets-picows": "Cosmic's sockets: picows",
    "sockets-websockets": "Cosmic's sockets: websockets",
    "broadcast-site": "broadcast: Cosmic's sockets",
    "broadcast-colyseus": "broadcast: Colyseus",
    "broadcast-bare": "broadcast: bare sockets",
}
WORLDS = ("site-web", "site-stack", "colyseus", "fastapi", "bare")

COLUMNS = (
    "server", "pilots", "delivered", "interval ms p50 / p99", "input to delta ms p50 / p99",
    "CPU a delta us", "of it in the kernel", "its core: server / others", "worker / Redis",
    "bytes a delta", "KB/s a client", "KiB a client", "load CPU / late ms", "held",
)  # fmt: skip


def report(rows: list[Row]) -> str:
    """Everything that is known, as Markdown."""
    rows = sorted(rows, key=lambda row: (list(NAMES).index(row.server), row.crowded, row.key))
    lines = [
        "# Cosmic beside other servers",
        "",
        description("benchmarks.compare"),
        f"- Peers: {peer_versions()}",
        f"- Measured {spans(rows)} (UTC); ratios under {TIE:g} are ties on such a machine.",
        f"- The world: the map of sol-1, {NPCS} NPCs that fly, 3 x 3 cells of 1000 units in sight,"
        " 20 ticks and one input of each pilot a tick. Cosmic has pirates, combat, zones and"
        " prices on top. *Bare sockets* have no world: ready bytes of"
        f" {MESSAGE_BYTES} B and an ack.",
        "- One core for the server. *Web alone*: worker and Redis on the other, with the load;"
        " *whole stack*: web, worker and Redis on one.",
        f"- *Held*: yes is {DELIVERED:.0%} delivered, p99 of the interval under {HELD_MS:.0f} ms,"
        f" nobody lost; prompt is the same under {PROMPT_MS:.0f} ms.",
        "",
        *summary(rows),
        "",
        "## Every window",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|" + "---|" * len(COLUMNS),
        *map(cells, rows),
        "",
        *warnings(rows),
        *profiles(rows),
    ]
    return "\n".join(lines) + "\n"


def peer_versions() -> str:
    lock = msgspec.json.decode((PEERS / "colyseus" / "package-lock.json").read_bytes())
    packages = {
        name.removeprefix("node_modules/"): entry["version"]
        for name, entry in lock["packages"].items()
        if name.removeprefix("node_modules/")
        in ("@colyseus/core", "@colyseus/schema", "@colyseus/ws-transport", "ws")
    }
    try:
        said = subprocess.run([peer_node(), "--version"], capture_output=True, text=True).stdout
    except (OSError, StopIteration):  # not installed: this is a report of kept rows
        said = "(not here)"
    listed = [f"{name} {number}" for name, number in packages.items()]
    pinned = (PEERS / "requirements.txt").read_text().splitlines()
    ours = [line.replace("==", " ") for line in pinned if "==" in line]
    picows = f"picows {version('picows')}"
    return f"Node {said.strip()} with {', '.join(listed)}; {', '.join(ours)}; {picows}"


def spans(rows: list[Row]) -> str:
    times = sorted(row.at for row in rows)
    return f"{times[0]} to {times[-1]}" if times else "never"


def world_rows(rows: list[Row], server: str, crowded: int = 0) -> list[Row]:
    return [r for r in rows if (r.server, r.crowded) == (server, crowded)]


def most(rows: list[Row], server: str, *, prompt: bool = False) -> int:
    """The greatest number of pilots, spread, that this server held; 0 for none."""
    held = [r.figures.pilots for r in world_rows(rows, server) if (r.prompt if prompt else r.held)]
    return max(held, default=0)


def summary(rows: list[Row]) -> list[str]:
    """What one wants to know first."""
    rival = most(rows, "colyseus")
    lines = [
        "## Pilots on one core",
        "",
        f"| server | held (p99 < {HELD_MS:.0f} ms) | prompt (p99 < {PROMPT_MS:.0f} ms) |"
        " times Colyseus | CPU a delta us there | bytes a delta there |",
        "|---|---|---|---|---|---|",
    ]
    for server in WORLDS:
        held = most(rows, server)
        best = [r for r in world_rows(rows, server) if r.held and r.figures.pilots == held]
        if best:
            ratio = f"{held / rival:.1f}" if rival else "-"
            lines.append(
                f"| {NAMES[server]} | {held} | {most(rows, server, prompt=True)} | {ratio} |"
                f" {best[0].us_per_delta:.1f} | {best[0].figures.bytes_per_delta:.0f} |"
            )
        elif world_rows(rows, server):
            lines.append(f"| {NAMES[server]} | none | none | - | - | - |")
    lines += ["", *comparisons(rows), "", "## Promises", ""]
    broken = broken_promises(rows)
    lines += [f"- Not kept: {line}" for line in broken] or ["- Every promise that was measured."]
    return lines


def comparisons(rows: list[Row]) -> list[str]:
    """Ratios of CPU per message between two servers with the same number of clients."""
    pairs = (
        ("broadcast-colyseus", "broadcast-site", "the same 3 KB to all: Colyseus against Cosmic"),
        ("broadcast-site", "broadcast-bare", "the same 3 KB to all: Cosmic against bare sockets"),
        ("sockets-websockets", "sockets-picows", "one message in and 3 KB out: websockets against"
         " picows (the default)"),
        ("site-sansio", "site-web", "the whole web process: websockets against picows"),
        ("site-msgpack", "site-web", "the whole web process: msgpack against JSON"),
    )  # fmt: skip
    lines = []
    for one, other, words in pairs:
        both = [
            (a, b)
            for a in world_rows(rows, one)
            for b in world_rows(rows, other)
            if a.figures.pilots == b.figures.pilots and not b.profile
        ]
        for a, b in both:
            if a.figures.delivered < DELIVERED or b.figures.delivered < DELIVERED:
                verdict = f"{a.figures.delivered:.0%} against {b.figures.delivered:.0%} delivered"
            else:
                verdict = f"{a.us_per_delta / b.us_per_delta:.2f} times the CPU"
            lines.append(
                f"- {words}, {a.figures.pilots} clients: {a.us_per_delta:.1f} against"
                f" {b.us_per_delta:.1f} us, {a.figures.bytes_per_delta:.0f} against"
                f" {b.figures.bytes_per_delta:.0f} bytes; {verdict}."
            )
    return lines


def broken_promises(rows: list[Row]) -> list[str]:
    """One line for each promise that these rows do not keep; what was not measured is not told."""
    broken = []
    rival = most(rows, "colyseus")
    for server in ("site-web", "site-stack"):
        if rival and world_rows(rows, server) and most(rows, server) < TIMES_COLYSEUS * rival:
            broken.append(
                f"{NAMES[server]}: {most(rows, server)} pilots against {rival} of Colyseus"
                f" ({TIMES_COLYSEUS:g} times as many){floor(rows, rival)}"
            )
    pilots = CROWD[0]
    for crowded, words in ((0, "spread"), (CROWD[1], f"{CROWD[1]} of them in one cell")):
        found = [r for r in world_rows(rows, "site-web", crowded) if r.figures.pilots == pilots]
        if found and not any(row.prompt for row in found):
            p99 = min(row.figures.interval_ms.p99 for row in found)
            broken.append(f"{pilots} pilots, {words}: p99 {p99:.0f} ms (under {PROMPT_MS:.0f})")
    for one, other, words in (
        ("broadcast-site", "broadcast-colyseus", "plain broadcast: {} us against {} of Colyseus"),
        ("sockets-picows", "sockets-websockets", "sockets: {} us of picows, {} of websockets"),
    ):
        ours, theirs = us_with_most(rows, one), us_with_most(rows, other)
        if ours and theirs and ours > TIE * theirs:
            broken.append(words.format(f"{ours:.1f}", f"{theirs:.1f}"))
    return broken


def floor(rows: list[Row], rival: int) -> str:
    """What sockets without a world hold, which bounds every server on them."""
    bare = most(rows, "bare")
    return f"; bare sockets hold {bare}, {bare / rival:.1f} times" if bare else ""


def us_with_most(rows: list[Row], server: str) -> float:
    """CPU of a delta with the most clients, us; 0 when it was not measured."""
    found = world_rows(rows, server)
    return max(found, key=lambda row: row.figures.pilots).us_per_delta if found else 0.0


def cells(row: Row) -> str:
    figures = row.figures
    name = NAMES[row.server] + (f", {row.crowded} in one cell" if row.crowded else "")
    others = [f"{figures.cpu[name]:.0%}" for name in ("worker", "Redis") if name in figures.cpu]
    latency = figures.latency_ms
    parts = (
        name,
        f"{figures.pilots}",
        f"{figures.delivered:.1%}",
        f"{figures.interval_ms.p50:.0f} / {figures.interval_ms.p99:.0f}",
        f"{latency.p50:.0f} / {latency.p99:.0f}" if latency.max else "-",
        f"{row.us_per_delta:.1f}",
        f"{row.kernel_share:.0%}",
        f"{figures.cpu['web']:.0%} / {row.foreign_cpu:.0%}",
        " / ".join(others) or "-",
        f"{figures.bytes_per_delta:.0f}",
        f"{figures.bytes_per_delta * figures.deltas / figures.seconds / figures.pilots / 1e3:.0f}",
        memory_per_client(row),
        f"{figures.load_cpu:.0%} / {figures.load_late_ms:.0f}",
        "prompt" if row.prompt else "yes" if row.held else "no",
    )
    return f"| {' | '.join(parts)} |"


def memory_per_client(row: Row) -> str:
    """Growth of the main process since the empty server, by clients, KiB."""
    empty = row.empty_resident
    return f"{(row.figures.resident['web'] - empty) / row.figures.pilots / 1024:.0f}"


def warnings(rows: list[Row]) -> list[str]:
    lines = []
    for row in rows:
        name = f"{NAMES[row.server]}, {row.figures.pilots}"
        if row.by_load:
            lines.append(
                f"- {name}: the load generator was at its own limit; the server may do more."
            )
        elif row.squeezed:
            lines.append(
                f"- {name}: the core beside the server's was full (worker, Redis and load), which"
                " bounds the figure as well."
            )
        if row.disturbed:
            lines.append(f"- {name}: others used {row.foreign_cpu:.0%} of the server's core.")
        if row.figures.failed:
            lines.append(f"- {name}: {', '.join(row.figures.failed)}.")
    return [*lines, ""] if lines else []


def profiles(rows: list[Row]) -> list[str]:
    lines = []
    for row in rows:
        for process, functions in row.profile.items():
            crowd = f", {row.crowded} of them in one cell" if row.crowded else ""
            lines += [
                f"## Where the time of the {process} process goes, {row.figures.pilots} pilots"
                f"{crowd}",
                "",
                f"p99 of the interval {row.figures.interval_ms.p99:.0f} ms,"
                f" {row.figures.cpu.get(process, 0.0):.0%} of a core. Samples by function: in"
                " itself (with the work of the kernel for it), with callees.",
                "",
                "```",
                *functions,
                "```",
                "",
            ]
    return lines
