"""nginx as the front door of several web processes, by the files in deploy/nginx."""

from __future__ import annotations

import getpass
import os
import resource
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path
from string import Template

from ground import ROOT, environment, program
from launch import HOST
from supervise import Child

TEMPLATES = ROOT / "deploy" / "nginx"
FOLDERS = ("/usr/sbin", "/usr/local/sbin")  # of nginx, for whoever is not root
OPEN_FILES = 32_768
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # of temporary files


def front_door(folder: Path, port: int, webs: Sequence[int]) -> Child:
    """nginx on that port of this machine, in front of web processes on those ports."""
    write_configuration(folder, port, webs)
    say = [f"pid {folder / 'nginx.pid'};", "daemon off;"]
    if os.geteuid() == 0:
        say.append(f"user {getpass.getuser()};")  # what is here is closed to nobody's eyes
    command = [
        program("nginx", folders=FOLDERS) or "nginx",
        *("-p", folder, "-c", folder / "nginx.conf", "-e", "stderr"),
        *("-g", " ".join(say)),
    ]
    return Child(
        "nginx",
        command,
        environment(),
        again=True,
        stop_signal=signal.SIGQUIT,  # open connections may end by themselves
        patience_s=15,
    )


def write_configuration(folder: Path, port: int, webs: Sequence[int]) -> None:
    servers = (f"server {HOST}:{web} max_fails=1 fail_timeout=2s;" for web in webs)
    values = {"COSMIC_LISTEN": f"{HOST}:{port}", "COSMIC_WEBS": " ".join(servers)}
    for name in ("conf.d", "cosmic", "temporary"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ("upstream.conf", "plain.conf"):
        text = (TEMPLATES / f"{name}.template").read_text()
        (folder / "conf.d" / name).write_text(Template(text).safe_substitute(values))
    shutil.copyfile(TEMPLATES / "locations.conf", folder / "cosmic" / "locations.conf")
    paths = (f"{kind}_temp_path {folder / 'temporary' / kind};\n" for kind in KINDS)
    (folder / "conf.d" / "paths.conf").write_text("".join(paths))
    most = min(OPEN_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    text = (TEMPLATES / "nginx.conf").read_text()
    changes = {
        "worker_rlimit_nofile 32768;": f"worker_rlimit_nofile {most};",
        "worker_connections 16384;": f"worker_connections {most // 2};",
    }
    for old, new in changes.items():
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
