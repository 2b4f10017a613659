"""From a bare clone to a running site: set up, bring the database up to date, serve.

PORT (8000) and COSMIC_DATA_DIR (var/ in the checkout) change where, COSMIC_BOTS (3) how many
headless pilots keep a person company; every other setting of docs/operate.md works too.
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
BOTS_MOST = 50
BOTS_END_S = 10.0


def main() -> None:
    port = chosen_port()
    bots = chosen_bots()
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
    sys.exit(serve(port, env, bots))


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        stop(f"PORT={text} is not a port number")
    return int(text)


def chosen_bots() -> int:
    text = os.environ.get("COSMIC_BOTS") or "3"
    if not text.isdigit() or int(text) > BOTS_MOST:
        stop(f"COSMIC_BOTS={text}: a number from 0 to {BOTS_MOST}")
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


def serve(port: int, env: dict[str, str], bots: int) -> int:
    """Run the server until it ends or is told to stop.

    It has a process group of its own: Ctrl-C reaches it through here alone, as a SIGTERM, so that
    it stops in order (ships saved, sockets told to come back).
    """
    command = [PYTHON, "-m", "cosmic_site.uvicorn_server", "--host", HOST, "--port", str(port)]
    server = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=env, process_group=0)
    told_to_stop = False
    company: subprocess.Popen[bytes] | None = None

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
        if bots and not told_to_stop:
            company = keep_company(port, env, bots)
    code = server.wait()
    if company is not None:
        send_home(company)
    if told_to_stop:
        print("  Stopped.")
        return 0
    return code or 1


def keep_company(port: int, env: dict[str, str], bots: int) -> subprocess.Popen[bytes]:
    """Start the bots. They come back by themselves when the server is away for a moment."""
    url = f"http://{HOST}:{port}"
    command = [PYTHON, "manage.py", "makebots", bots, "--url", url, "--with-people"]
    return subprocess.Popen([str(part) for part in command], cwd=ROOT, env=env, process_group=0)


def send_home(company: subprocess.Popen[bytes]) -> None:
    """The server has ended; so do its bots."""
    company.terminate()
    try:
        company.wait(BOTS_END_S)
    except subprocess.TimeoutExpired:
        company.kill()
        company.wait()


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
