"""From a bare clone to a running site: set up, bring the database up to date, serve.

PORT (8000) and COSMIC_DATA_DIR (var/ in the checkout) change where; every other setting of
docs/host.md works too.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import setup  # checks the Python version before all else
from ground import DATA_DIR, PYTHON, ROOT, Failed, Stamp, environment, step, stop

HOST = "127.0.0.1"


def main() -> None:
    port = chosen_port()
    refuse_a_taken_port(port)
    env = environment(COSMIC_DATA_DIR=str(DATA_DIR))
    env.setdefault("COSMIC_PUBLIC_ORIGIN", f"http://{HOST}:{port}")
    env.setdefault("COSMIC_ALLOWED_ORIGINS", f"http://localhost:{port}")
    try:
        setup.set_up()
        prepare(env)
    except Failed as error:
        print(error.output, file=sys.stderr)
        stop(f"this step failed: {error}")
    sys.exit(serve(port, env))


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        stop(f"PORT={text} is not a port number")
    return int(text)


def refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            stop(f"port {port} is in use. Another one: make play PORT={port + 1}")


def prepare(env: dict[str, str]) -> None:
    """Database and static files in the data directory. Safe to repeat."""
    manage = [str(PYTHON), "manage.py"]
    step("Database", [*manage, "migrate", "--verbosity", "0"], env=env)
    step("Universe", [*manage, "loaduniverse"], env=env)
    static = Stamp(
        DATA_DIR / "staticfiles" / ".stamp",
        [ROOT / "static", ROOT / "requirements.txt", ROOT / "cosmic_site" / "storage.py"],
    )
    if not static.fresh():
        collect = [*manage, "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        step("Static files", collect, env=env)
        static.write()


def serve(port: int, env: dict[str, str]) -> int:
    """Run the server until it ends or is told to stop.

    It has a process group of its own: Ctrl-C reaches it through here alone, as a SIGTERM, so that
    it stops in order (ships saved, sockets told to come back).
    """
    command = [PYTHON, "-m", "cosmic_site.uvicorn_server", "--host", HOST, "--port", str(port)]
    server = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=env, process_group=0)
    told_to_stop = False

    def pass_on(_signum: int, _frame: FrameType | None) -> None:
        nonlocal told_to_stop
        told_to_stop = True
        if server.poll() is None:
            server.terminate()

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, pass_on)
    if wait_until_it_listens(server, port):
        print(f"\n  Cosmic is running: {env['COSMIC_PUBLIC_ORIGIN']}/   (Ctrl-C stops it)\n")
        sys.stdout.flush()
    code = server.wait()
    if told_to_stop:
        print("  Stopped.")
        return 0
    return code or 1


def wait_until_it_listens(server: subprocess.Popen[bytes], port: int) -> bool:
    while server.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    main()
