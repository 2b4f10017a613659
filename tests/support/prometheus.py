"""A Prometheus that watches a site by the rules that deploy/ ships, in a hurry."""

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
import yaml

from tests.support.server import HOST, ROOT, Process, clean_environment, free_port, wait_for

RULES = ROOT / "deploy" / "prometheus" / "alerts.yml"
EVERY = "500ms"
WINDOW = "4s"  # for rates; the rules take minutes
FOR = "1s"


def hurried(rules: str) -> str:
    """The rules as they are, but for how long they look back and wait."""
    rules = re.sub(r"\[\d+m\]", f"[{WINDOW}]", rules)
    return re.sub(r"^(\s+for:) \d+[sm]$", rf"\1 {FOR}", rules, flags=re.MULTILINE)


class Prometheus(Process):
    """`targets`: addresses (host:port) by job."""

    def __init__(self, folder: Path, targets: Mapping[str, Sequence[str]]) -> None:
        folder.mkdir()
        (folder / "alerts.yml").write_text(hurried(RULES.read_text()))
        config = {
            "global": {
                "scrape_interval": EVERY,
                "scrape_timeout": EVERY,
                "evaluation_interval": EVERY,
            },
            "rule_files": ["alerts.yml"],
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": list(addresses)}]}
                for job, addresses in targets.items()
            ],
        }
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        self.url = f"http://{HOST}:{(port := free_port())}"
        binary = shutil.which("prometheus")
        assert binary, "the marker `prometheus` is for machines that have it"
        options = [
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={HOST}:{port}",
            "--log.level=warn",
        ]
        super().__init__([binary, *options], env=clean_environment(), log=folder / "log")

    def start(self) -> None:
        super().start()
        self.wait_until(self._ready, "Prometheus is ready")

    def firing(self) -> set[str]:
        """The names of the alerts that fire now."""
        alerts = httpx.get(f"{self.url}/api/v1/alerts").json()["data"]["alerts"]
        return {a["labels"]["alertname"] for a in alerts if a["state"] == "firing"}

    def value(self, query: str) -> float | None:
        answer = httpx.get(f"{self.url}/api/v1/query", params={"query": query}).json()
        found = answer["data"]["result"]
        return float(found[0]["value"][1]) if found else None

    def wait_for_alerts(self, *names: str, seconds: float = 30) -> None:
        """Wait until all of them fire."""
        wait_for(lambda: self.firing() >= set(names), seconds=seconds, words=f"{names} fire")

    def wait_for_quiet(self, seconds: float = 60) -> None:
        wait_for(lambda: not self.firing(), seconds=seconds, words="no alert fires")

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/-/ready").status_code == 200
        except httpx.HTTPError:
            return False
