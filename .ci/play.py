"""From a bare clone to a running site: set up, bring the database up to date, serve.

PORT (8000) and COSMIC_DATA_DIR (var/ in the checkout) change where, COSMIC_BOTS (3) how many
headless pilots keep a person company; every other setting of docs/operate.md works too.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import setup  # checks the Python version before all else
from ground import DATA_DIR, PYTHON, ROOT, Failed, environment, step, stop
from launch import (
    BOTS_END_S,
    HOST,
    bots_command,
    chosen_bots,
    chosen_port,
    preparations,
    refuse_a_taken_port,
)


def main() -> None:
    port = chosen_port()
    bots = chosen_bots()
    refuse_a_taken_port(port, "play")
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


def prepare(env: dict[str, str]) -> None:
    for preparation in preparations(DATA_DIR):
        if preparation.stamp is not None and preparation.stamp.fresh():
            continue
        step(preparation.title, [PYTHON, "manage.py", *preparation.arguments], env=env)
        if preparation.stamp is not None:
            preparation.stamp.write()


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
            company = subprocess.Popen(
                bots_command(PYTHON, port, bots), cwd=ROOT, env=env, process_group=0
            )
    code = server.wait()
    if company is not None:
        send_home(company)
    if told_to_stop:
        print("  Stopped.")
        return 0
    return code or 1


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
