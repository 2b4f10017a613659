"""What deploy/ has for containers names things that exist, and holds no secret."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from django.core.management import get_commands

from cosmic_site.config import Config, variable_of
from cosmic_site.probes import PATHS
from tests.support.server import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
KUBERNETES = DEPLOY / "kubernetes"
VARIABLES = {variable_of(field.name): field for field in msgspec.structs.fields(Config)}
SECRETS = {"COSMIC_SECRET_KEY", "DATABASE_URL", "REDIS_URL", "COSMIC_METRICS_TOKEN"}
WEB_PORT = 8000
STOP_S = 20  # what a process may need to end in order, as its unit for systemd says
Document = dict[str, Any]


def manifests() -> dict[tuple[str, str], Document]:
    """Everything in the kustomization by kind and name."""
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    every = chain.from_iterable(
        yaml.safe_load_all((KUBERNETES / name).read_text()) for name in listed
    )
    return {(one["kind"], one["metadata"]["name"]): one for one in every}


MANIFESTS = manifests()
COMPOSE: Document = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {n: s for n, s in COMPOSE["services"].items() if s["image"].startswith("cosmic")}


def pods() -> dict[str, Document]:
    found = {}
    for (kind, name), one in MANIFESTS.items():
        spec = one.get("spec", {})
        if kind == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "template" in spec:
            found[f"{kind} {name}"] = spec["template"]["spec"]
    return found


PODS = pods()
CONTAINERS = {
    f"{pod} {one['name']}": one
    for pod, spec in PODS.items()
    for one in spec["containers"] + spec.get("initContainers", [])
}


def words_of(command: list[str] | str) -> str:
    return command if isinstance(command, str) else " ".join(command)


def test_every_command_exists() -> None:
    texts = [DOCKERFILE, *(words_of(service.get("command", "")) for service in OURS.values())]
    for one in CONTAINERS.values():
        texts += [words_of(one.get("command", "")), words_of(one.get("args", ""))]
    named = set(re.findall(r"manage\.py (\w+)", " ".join(texts)))
    assert {"runworker", "matchserver", "migrate", "loaduniverse", "backup"} <= named
    assert named <= {*get_commands()}
    assert '"cosmic_site.uvicorn_server"' in DOCKERFILE
    assert (ROOT / "cosmic_site" / "uvicorn_server.py").exists()


def test_every_variable_is_a_setting_and_its_value_fits() -> None:
    given = dict(MANIFESTS["ConfigMap", "cosmic"]["data"])
    for service in OURS.values():
        given |= {
            name: re.sub(r"\$\{\w+(?::-(.*?)|:\?.*?)\}", lambda match: match[1] or "", value)
            for name, value in service["environment"].items()
        }
    example = yaml.safe_load((KUBERNETES / "secret.example.yaml").read_text())["stringData"]
    assert {*given, *example} <= {*VARIABLES}
    assert set(re.findall(r"^ENV .*?(COSMIC_\w+)=", DOCKERFILE, re.M | re.S)) <= {*VARIABLES}
    for name, value in given.items():
        msgspec.convert(value, VARIABLES[name].type, strict=False)


def test_no_secret_is_kept_here() -> None:
    example = yaml.safe_load((KUBERNETES / "secret.example.yaml").read_text())["stringData"]
    assert {*example} == SECRETS
    assert not any(example.values())
    lines = (DEPLOY / "compose.env.example").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert not any(values.values())
    text = (DEPLOY / "compose.yaml").read_text()
    for name in values:
        assert f"${{{name}:?" in text, f"{name} has to be given"
    assert not SECRETS & {*MANIFESTS["ConfigMap", "cosmic"]["data"]}
    assert "Secret" not in {kind for kind, _ in MANIFESTS}
    environment = DOCKERFILE.partition("\nENV ")[2].partition("\n#")[0]
    assert "SECRET" not in environment, "the key of one line does not stay in the image"


def test_what_the_image_is_made_from_exists() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    taken = [line.removeprefix("!") for line in ignored if line.startswith("!")]
    assert [path for path in taken if not (ROOT / path).exists()] == []
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages <= {*taken}
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M):
        assert all((ROOT / path).exists() for path in line.split())


@pytest.mark.parametrize(
    "image",
    re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    + [s["image"] for s in COMPOSE["services"].values() if s not in OURS.values()],
)
def test_images_from_elsewhere_are_pinned(image: str) -> None:
    assert re.search(r":\d+\.\d+(\.\d+)?-", image)


def test_the_image_serves_as_somebody_without_rights_and_says_how_it_is() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.M)
    assert "/health/live" in last.partition("HEALTHCHECK")[2]
    assert f'--port", "{WEB_PORT}"' in last
    for spec in PODS.values():
        assert spec["securityContext"]["runAsNonRoot"]
        assert spec["securityContext"]["runAsUser"] == 10001
    for one in CONTAINERS.values():
        assert one["securityContext"]["readOnlyRootFilesystem"]


def test_ports_and_probes_are_those_of_the_code() -> None:
    data = MANIFESTS["ConfigMap", "cosmic"]["data"]
    known = {"http": WEB_PORT, "metrics": int(data["METRICS_PORT"]), "match": 4711}
    assert known["match"] == int(data["MATCH_PORT"])
    for name, one in CONTAINERS.items():
        ports = {port["name"]: port["containerPort"] for port in one.get("ports", [])}
        assert ports.items() <= known.items()
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = one.get(probe, {})
            if "httpGet" in asked:
                assert asked["httpGet"]["path"] in PATHS, name
            if asked:
                assert asked.get("httpGet", asked.get("tcpSocket"))["port"] in ports, name
    web = CONTAINERS["Deployment web web"]
    assert web["readinessProbe"]["httpGet"]["path"] == "/health"
    assert web["livenessProbe"]["httpGet"]["path"] == "/health/live"


def test_there_is_time_for_an_orderly_end() -> None:
    for name in ("web", "worker", "matches"):
        spec = PODS[f"Deployment {name}"]
        hooks = spec["containers"][0].get("lifecycle", {})
        pause = int(hooks["preStop"]["exec"]["command"][1]) if hooks else 0
        assert spec["terminationGracePeriodSeconds"] >= pause + STOP_S
        assert int(OURS[name]["stop_grace_period"].removesuffix("s")) >= STOP_S
    units = [DEPLOY / "cosmic-web@.service", DEPLOY / "cosmic-worker@.service"]
    assert all(f"TimeoutStopSec={STOP_S}\n" in unit.read_text() for unit in units)


def test_what_stands_beside_each_other_fits_together() -> None:
    for kind in ("Deployment", "Service", "PodDisruptionBudget"):
        for (other, name), one in MANIFESTS.items():
            if other == kind:
                selector = one["spec"]["selector"]
                chosen = selector.get("matchLabels", selector)
                assert chosen == {"app.kubernetes.io/name": name}
                assert ("Deployment", name) in MANIFESTS
    (rule,) = MANIFESTS["Ingress", "web"]["spec"]["rules"]
    origin = MANIFESTS["ConfigMap", "cosmic"]["data"]["COSMIC_PUBLIC_ORIGIN"]
    assert origin == f"https://{rule['host']}"
    assert OURS["web"]["deploy"]["replicas"] == OURS["worker"]["deploy"]["replicas"] == 2


def test_files_that_compose_mounts_exist() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            for front in ("plain", "tls"):
                source = re.sub(r"\$\{COSMIC_FRONT:-\w+\}", front, volume)
                source = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", source).partition(":")[0]
                if source.startswith("."):
                    assert Path(DEPLOY / source).exists(), volume
