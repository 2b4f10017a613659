"""What deploy/ ships for Prometheus and Grafana speaks of metrics that there are."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import game.metrics.families  # noqa: F401 it fills the registry
from game.metrics.registry import REGISTRY
from tests.support.prometheus import RULES, hurried
from tests.support.server import ROOT

DASHBOARD = ROOT / "deploy" / "grafana" / "cosmic.json"
OPERATE = ROOT / "docs" / "operate.md"
NAME = re.compile(r"\b(?:cosmic|process)_[a-z_]+\b")
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
OWN_LABELS = {"instance", "job", "le"}


def sample_names() -> set[str]:
    return {f.name + end for f in REGISTRY.collect() for end in SUFFIXES.get(f.type, ())}


def expressions(value: object) -> Iterator[str]:
    """Every `expr` in a document."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "expr":
                yield item
            else:
                yield from expressions(item)
    elif isinstance(value, list):
        for item in value:
            yield from expressions(item)


def rules() -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    return found


@pytest.mark.parametrize("path", [RULES, DASHBOARD], ids=lambda path: path.name)
def test_every_metric_that_is_asked_for_exists(path: Path) -> None:
    used = {
        name
        for expr in expressions(yaml.safe_load(path.read_text()))
        for name in NAME.findall(expr)
    }
    assert used
    assert used - sample_names() - {"cosmic_web", "cosmic_worker"} == set()


def test_every_metric_of_ours_is_on_the_dashboard() -> None:
    text = "\n".join(expressions(json.loads(DASHBOARD.read_text())))
    ours = {f.name for f in REGISTRY.collect() if f.name.startswith("cosmic_")}
    assert {name for name in ours if name not in text} == set()


def test_panels_do_not_overlap_and_say_what_they_show() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["type"] == "row" or panel["description"]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_alert_has_a_part_of_the_manual(rule: dict[str, object]) -> None:
    assert f"\n### {rule['alert']}\n" in OPERATE.read_text()
    assert rule["annotations"]["runbook"] == f"docs/operate.md#{str(rule['alert']).lower()}"  # type: ignore[index]
    assert rule["labels"]["severity"] in ("page", "warn")  # type: ignore[index]


def test_the_hurried_rules_of_tests_change_times_alone() -> None:
    slow, quick = RULES.read_text(), hurried(RULES.read_text())
    times = re.compile(r"\[\d+[ms]\]|for: \d+[ms]")
    assert times.sub("", slow) == times.sub("", quick)
    assert "[5m]" in slow
    assert not re.search(r"\[\d+m\]|for: \d+m", quick)


@pytest.mark.prometheus
@pytest.mark.parametrize(
    "command",
    [
        ["check", "rules", "deploy/prometheus/alerts.yml"],
        ["check", "config", "deploy/prometheus/prometheus.yml"],
        ["test", "rules", "tests/deploy/alerts_test.yml"],
    ],
    ids=" ".join,
)
def test_prometheus_own_tool_approves(command: list[str]) -> None:
    done = subprocess.run(["promtool", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.prometheus
def test_every_panel_asks_in_prometheus_own_language(tmp_path: Path) -> None:
    asked = list(expressions(json.loads(DASHBOARD.read_text())))
    records = [
        {"record": f"panel:{n}", "expr": expr.replace("$__rate_interval", "1m")}
        for n, expr in enumerate(asked)
    ]
    assert len(records) > 40
    (tmp_path / "rules.yml").write_text(
        yaml.safe_dump({"groups": [{"name": "panels", "rules": records}]})
    )
    command = ["promtool", "check", "rules", str(tmp_path / "rules.yml")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
