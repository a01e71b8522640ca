"""Run programs one after the other and say what each took. Unix only: peak memory comes from wait4."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


def _environment() -> dict[str, str]:
    """As for an installed program: compiled modules are kept between runs."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Run:
    """One finished program: seconds of wall clock and of CPU, peak memory in MB, exit code."""

    wall: float
    cpu: float
    peak: float
    code: int


def run(command: Sequence[str], output: Path) -> Run:
    """Run to the end with stdout in `output`; stderr is shown if the program could not do its work."""
    with output.open("wb") as stdout, (output.parent / "stderr.txt").open("w+b") as stderr:
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, env=_environment())
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            stderr.seek(0)
            sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{stderr.read().decode(errors='replace')}")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale, child.returncode)


def interleaved(
    commands: Mapping[str, Sequence[str]], rounds: int, folder: Path, fresh: Mapping[str, Path] | None = None
) -> dict[str, Run]:
    """Each command once per round, so that all meet the same machine; the median of each figure.

    `fresh`: command -> what it writes, taken away before it runs.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            if fresh is not None:
                fresh[name].unlink(missing_ok=True)
            runs[name].append(run(command, folder / f"{name}.out"))
            done = runs[name][-1]
            print(f"  {number + 1}/{rounds} {name:<12} {done.wall:7.2f} s  {done.peak:6.0f} MB", flush=True)
    return {
        name: Run(
            median(r.wall for r in all_runs),
            median(r.cpu for r in all_runs),
            max(r.peak for r in all_runs),
            all_runs[0].code,
        )
        for name, all_runs in runs.items()
    }
