"""Processes in the foreground with one log: started, watched, started again, ended in order."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from ground import ROOT

NAME_WIDTH = 9  # columns, so that the lines of all processes begin below each other
LONGEST_LINE = 64 * 1024  # bytes; what is longer is cut into several
AGAIN_FIRST_S = 0.5  # until a process that ended is started again; twice as long each time,
AGAIN_MOST_S = 30.0  # but not longer than that,
STEADY_S = 20.0  # and from the beginning for one that has run for so long
BREATH_S = 0.2  # between two looks at what is waited for


class Told(Exception):
    """Somebody wants it all to end."""


class Lost(Exception):
    """A process ended without which it cannot go on. The text says how."""


class Child:
    """A process: how it is started and told to end, and what follows when it ends by itself.

    `again`: it is started again. `once`: it is meant to end, with status 0. `patience_s` is how
    long it may take to end when told to, before it is killed. It does not outlive this script,
    even if that is killed.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[object],
        env: Mapping[str, str],
        *,
        again: bool = False,
        once: bool = False,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience_s: float = 20.0,
        cwd: Path = ROOT,
        launcher: Sequence[str] = (),
    ) -> None:
        self.name = name
        # Outermost what changes the user, for that forgets what to do when this script dies.
        self.command = [*launcher, *outlived_by_nobody(stop_signal), *map(str, command)]
        self.env = dict(env)
        self.again = again
        self.once = once
        self.stop_signal = stop_signal
        self.patience_s = patience_s
        self.cwd = cwd
        self.started = 0.0
        self.failures = 0
        self.again_at: float | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.rest = b""  # of its output: a line that has not ended yet

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def is_process(self, pid: str) -> bool:
        return self.process is not None and str(self.process.pid) == pid.strip()

    def signal(self, signum: signal.Signals) -> None:
        if self.process is not None and self.alive:
            self.process.send_signal(signum)


def outlived_by_nobody(signum: signal.Signals) -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", signum.name.removeprefix("SIG")] if setpriv else []


class Supervisor:
    """The loop around all of them. Inside `with`, signals that end programs are remembered.

    Whatever waits raises Told as soon as one of those has come, and Lost when a process ends that
    is not started again; `end` raises neither.
    """

    def __init__(self, *, inherited: Sequence[int] = ()) -> None:
        self.children: list[Child] = []
        self.settled = False  # until then nothing is started again
        self._inherited = tuple(inherited)
        self._told = False
        self._ending = False
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = socket.socketpair()

    def __enter__(self) -> Self:
        for end in (self._bell, self._rope):
            end.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._rope.fileno(), warn_on_full_buffer=False)
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._be_told)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # rings the bell
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end(self.children)

    def _be_told(self, signum: int, frame: FrameType | None) -> None:
        self._told = True

    # The log

    def say(self, line: str, name: str = "up") -> None:
        self._write(f"{name:<{NAME_WIDTH}} | {line}\n".encode())

    def _write(self, blob: bytes) -> None:
        try:
            sys.stdout.buffer.write(blob)
            sys.stdout.buffer.flush()
        except OSError:  # nobody reads it any more
            self._told = True

    def _hear(self, child: Child) -> bool:
        """Pass on what it has said; False when that was the last."""
        assert child.process is not None
        assert child.process.stdout is not None
        try:
            blob = os.read(child.process.stdout.fileno(), LONGEST_LINE)
        except BlockingIOError:
            return False
        *lines, child.rest = (child.rest + blob).split(b"\n")
        if child.rest and (not blob or len(child.rest) > LONGEST_LINE):
            lines.append(child.rest)
            child.rest = b""
        prefix = f"{child.name:<{NAME_WIDTH}} | ".encode()
        self._write(b"".join(prefix + line + b"\n" for line in lines if line.strip()))
        if not blob:
            self._be_deaf_to(child)
        return bool(blob)

    def _be_deaf_to(self, child: Child) -> None:
        assert child.process is not None
        assert child.process.stdout is not None
        if child.process.stdout in self._selector.get_map():
            self._selector.unregister(child.process.stdout)

    # Starting and waiting

    def start(self, child: Child) -> None:
        if child not in self.children:
            self.children.append(child)
        child.started, child.again_at = time.monotonic(), None
        child.process = subprocess.Popen(
            child.command,
            cwd=child.cwd,
            env=child.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C reaches it through here alone, in order
            pass_fds=self._inherited,
        )
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def run(self, child: Child) -> None:
        """Start one that is meant to end, and wait for that. Raises Lost if it ends badly."""
        self.start(child)
        try:
            self.wait_until(lambda: not child.alive)
        finally:
            self.end([child])
            self.children.remove(child)

    def wait_until(self, ready: Callable[[], bool]) -> None:
        while not ready():
            self.pump(BREATH_S)

    def wait_for_ever(self) -> None:
        """Until Told or Lost."""
        self.settled = True
        while True:
            due = [child.again_at for child in self.children if child.again_at is not None]
            self.pump(max(0.0, min(due) - time.monotonic()) if due else None)

    def pump(self, seconds: float | None) -> None:
        """Do what there is to do, and wait for more of it for so long."""
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                self._bell.recv(4096)
            else:
                self._hear(key.data)
        for child in list(self.children):
            self._look_after(child)
        if self._told and not self._ending:
            raise Told

    def _look_after(self, child: Child) -> None:
        if child.alive:
            words = self._bury(child)
            if words is not None and not self._ending:
                self._mourn(child, words)
        elif child.again_at is not None and time.monotonic() >= child.again_at:
            self.start(child)

    def _bury(self, child: Child) -> str | None:
        """How it ended, if it did. Whoever it left behind is ended, too."""
        process = child.process
        assert process is not None
        ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return None
        os.killpg(process.pid, signal.SIGKILL)  # before its id is free for somebody else
        code = process.wait()
        while self._hear(child):
            pass
        self._be_deaf_to(child)
        if process.stdout is not None:
            process.stdout.close()
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with status {code}"

    def _mourn(self, child: Child, words: str) -> None:
        assert child.process is not None
        if child.once and child.process.returncode == 0:
            return
        if not child.again or not self.settled:
            raise Lost(f"{child.name} {words}")
        if time.monotonic() - child.started > STEADY_S:
            child.failures = 0
        pause = min(AGAIN_FIRST_S * 2**child.failures, AGAIN_MOST_S)
        child.failures += 1
        child.again_at = time.monotonic() + pause
        self.say(f"{child.name} {words}; it starts again in {pause:g} s")

    # Ending

    def end(self, children: Sequence[Child]) -> None:
        """Tell them all to end and wait until they have; kill those that take too long."""
        ending, self._ending = self._ending, True
        for child in children:
            child.again_at = None
            child.signal(child.stop_signal)
        began = time.monotonic()
        while any(child.alive for child in children):
            for child in children:
                if child.alive and time.monotonic() - began > child.patience_s:
                    self.say(f"{child.name} did not end within {child.patience_s:g} s: killed")
                    child.signal(signal.SIGKILL)
            self.pump(BREATH_S)
        self._ending = ending
