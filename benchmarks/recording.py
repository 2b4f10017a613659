"""What it costs a tick that a system is recorded, and what a recording weighs.

    python -m benchmarks.recording [--ticks 2400]

A fight of 200 pilots and 400 NPCs; every pilot sends an input each tick, every fourth of them a
new one. The step and the recording of the same ticks are timed side by side. The table goes to
stdout and to benchmarks/results/recording.md.
"""

import argparse
import os
from pathlib import Path
from statistics import mean, median
from time import thread_time

import django

from benchmarks.engine import PILOTS, TICK_S, battle
from benchmarks.machine import description
from game.dice import Dice
from game.engine import Command, Steer, step
from game.rewind.past import Past
from game.rewind.segment import load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
django.setup()

from game.worker.recorder import Recorder, segment_row  # noqa: E402  # models need the settings

RESULT = Path(__file__).parent / "results" / "recording.md"
NEW_INPUTS = 0.25  # share of the inputs that differ from the one before


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def measure(ticks: int) -> str:
    dice = Dice(3)
    world = battle(dice)
    now = 0.0
    recorder = Recorder(clock=lambda: now)
    helms = [Steer(n + 1, 1.0, 0.0, True) for n in range(PILOTS)]
    steps, notes, encodings, finishes, blobs = [], [], [], [], []
    for _ in range(ticks):
        helms = [
            Steer(h.entity_id, dice.random(), dice.uniform(-1, 1), True)
            if dice.random() < NEW_INPUTS
            else h
            for h in helms
        ]
        commands: list[Command] = [*helms]
        at = thread_time()
        step(world, commands, TICK_S)
        stepped = thread_time()
        recorder.note_step(world, commands, TICK_S)
        noted = thread_time()
        recorder.encode()
        encoded = thread_time()
        steps.append(stepped - at)
        notes.append(noted - stepped)
        encodings.append(encoded - noted)
        now += TICK_S
        for draft in recorder.take_finished():
            at = thread_time()
            blobs.append(segment_row(draft).blob)
            finishes.append(thread_time() - at)
    at = thread_time()
    again = sum(1 for _ in Past([load(blob) for blob in blobs]).moments())
    lived_s = thread_time() - at
    seconds = ticks * TICK_S
    size = sum(map(len, blobs)) / seconds
    rows = [
        ("the step", steps),
        ("recording, within the tick", notes),
        ("encoding, between ticks", encodings),
    ]
    lines = [
        "| work | mean ms | median ms | p99 ms | share of the step |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {mean(v) * 1e3:.3f} | {median(v) * 1e3:.3f} | {p99(v) * 1e3:.3f} "
        f"| {sum(v) / sum(steps):.1%} |"
        for name, v in rows
    ]
    lines += [
        "",
        f"A segment of five seconds is compressed in {mean(finishes) * 1e3:.1f} ms, in a thread. "
        f"Stored: {size / 1024:.1f} KiB a second, {size * 600 / 2**20:.1f} MiB for ten minutes. "
        f"Re-execution: {again / lived_s:.0f} ticks a second, "
        f"{again * TICK_S / lived_s:.1f} times as fast as it was lived.",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ticks", type=int, default=2400)
    table = measure(parser.parse_args().ticks)
    text = f"# The cost of recording\n\n{description('benchmarks.recording')}\n\n{table}\n"
    print(text)
    RESULT.write_text(text)


if __name__ == "__main__":
    main()
