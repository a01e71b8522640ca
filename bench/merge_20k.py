"""Merge 200 invented districts' tables of 100 rows, all rules, lineage, receipt and proof on, against plain scripts.

    python bench/merge_20k.py [--files N] [--rows N] [--rounds N] [--keep DIR]

All contenders run interleaved on the same files, each in its own process; what they wrote is checked first. Goals: at most
0.60 of the openpyxl script's time and 0.65 of the pandas script's, `--jobs 2` at most 0.65 of one process, peak memory at
most 150 MB, a workbook of at most 1.3 MB for 20,000 rows.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

import district_tables
import openpyxl
from measure import Run, interleaved

HERE = Path(__file__).resolve().parent
GOALS = {"openpyxl": 0.60, "pandas": 0.65}
GOAL_JOBS, GOAL_PEAK, GOAL_SIZE = 0.65, 150, 1.3


def merge_command(folder: Path, out: Path, jobs: int) -> list[str]:
    given = ["--notice", "hubei-2022", "--attachment", "附件5", "--level", "city", "--jobs", str(jobs)]
    return [sys.executable, "-m", "xltools", "merge", str(folder), "-o", str(out), *given]


def commands(folder: Path, out: Path) -> dict[str, list[str]]:
    return {
        "xltools": merge_command(folder, out / "one.xlsx", 1),
        "openpyxl": [sys.executable, str(HERE / "merge_with_openpyxl.py"), str(folder), str(out / "openpyxl.xlsx")],
        "pandas": [sys.executable, str(HERE / "merge_with_pandas.py"), str(folder), str(out / "pandas.xlsx")],
        "xltools-jobs2": merge_command(folder, out / "two.xlsx", 2),
    }


def check_answer(out: Path, rows: int) -> str:
    """A fast wrong answer is no answer: the same rows as the scripts, one file from any `--jobs`."""
    if (out / "one.xlsx").read_bytes() != (out / "two.xlsx").read_bytes():
        sys.exit("--jobs 2 wrote another workbook than one process")
    ours = openpyxl.load_workbook(out / "one.xlsx", read_only=True).worksheets[0]
    theirs = openpyxl.load_workbook(out / "openpyxl.xlsx", read_only=True).worksheets[0]
    mine = [row[2:12] for row in ours.iter_rows(min_row=5, max_col=12, values_only=True) if isinstance(row[0], int)]
    other = [row[2:12] for row in theirs.iter_rows(min_row=4, max_col=12, values_only=True) if row[0] is not None]
    # The offices stand in official order in ours, in the order of the files' names in theirs.
    if len(mine) != rows or sorted(mine, key=str) != sorted(other, key=str):
        sys.exit(f"{len(mine)} rows against {len(other)}, or other values")
    return f"{rows:,} rows equal to the openpyxl script's, cell by cell"


def report(results: dict[str, Run], out: Path) -> None:
    ours = results["xltools"]
    print(
        f"\n{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs"
    )
    for name, done in results.items():
        print(f"{name:<14} {done.wall:7.2f} s wall {done.cpu:7.2f} s CPU {done.peak:6.0f} MB peak  exit {done.code}")
    for name, goal in GOALS.items():
        _say(f"xltools / {name}", ours.wall / results[name].wall, goal, ours.cpu / results[name].cpu)
    _say("jobs 2 / one process", results["xltools-jobs2"].wall / ours.wall, GOAL_JOBS)
    size = (out / "one.xlsx").stat().st_size / 1e6
    print(f"peak {ours.peak:.0f} MB (goal <= {GOAL_PEAK}), workbook {size:.2f} MB (goal <= {GOAL_SIZE})")


def _say(what: str, ratio: float, goal: float, cpu: float = 0) -> None:
    of_cpu = f", {cpu:.3f} of the CPU" if cpu else ""
    print(f"{what:<22} = {ratio:.3f}{of_cpu}  (goal <= {goal:.2f}: {'met' if ratio <= goal else 'NOT met'})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder for the workbooks; a temporary one when not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = given.keep or Path(scratch)
        folder = out / f"in-{given.files}x{given.rows}"
        district_tables.write(folder, given.files, given.rows)
        written = {"xltools": "one", "openpyxl": "openpyxl", "pandas": "pandas", "xltools-jobs2": "two"}
        fresh = {name: out / f"{stem}.xlsx" for name, stem in written.items()}
        results = interleaved(commands(folder, out), given.rounds, out, fresh)
        answer = check_answer(out, given.files * given.rows)
        report(results, out)
        print(f"answer: {answer}")


if __name__ == "__main__":
    main()
