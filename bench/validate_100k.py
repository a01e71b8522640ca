"""Validate an invented 附件6 of 100,000 rows, all rules on, against openpyxl loaded twice and frictionless.

    python bench/validate_100k.py [--rows N] [--rounds N] [--keep DIR]

All three run interleaved on the same file, each in its own process. Goals: at most 0.20 of openpyxl's time (formulas and
values: what a checker on openpyxl has to load), at most 0.45 of frictionless' with a schema of the same checks, peak
memory at most 256 MB, and the same cost per row at 1,000 and 100,000 rows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

import big_workbook
from measure import Run, interleaved, run

HERE = Path(__file__).resolve().parent
GOAL_OPENPYXL, GOAL_FRICTIONLESS, GOAL_PEAK = 0.20, 0.45, 256


def commands(workbook: Path) -> dict[str, list[str]]:
    return {
        "xltools": xltools(workbook),
        "openpyxl": [sys.executable, str(HERE / "with_openpyxl.py"), str(workbook)],
        "frictionless": [sys.executable, str(HERE / "with_frictionless.py"), str(workbook)],
    }


def xltools(workbook: Path) -> list[str]:
    return [sys.executable, "-m", "xltools", "validate", str(workbook), "--notice", "wuhan-2025", "--format", "json"]


def check_answer(output: Path, rows: int) -> str:
    """A fast wrong answer is no answer: every row read, and what was found."""
    document = json.loads(output.read_text(encoding="utf-8"))
    file = document["files"][0]
    read = sum(sheet["rows"] for sheet in file["sheets"])
    if file["status"] != "read" or read != rows:
        sys.exit(f"xltools read {read} of {rows} rows: {file.get('refusal')}")
    summary = document["summary"]
    return (
        f"{read} rows, {file['sheets'][0]['cells']} cells, {summary['errors']} errors, {summary['warnings']} warnings"
    )


def per_row(folder: Path, rows: int, rounds: int) -> dict[int, float]:
    """Microseconds of CPU per row beyond start-up, at 1,000 rows and at `rows`."""
    sizes = (10, 1000, rows)
    for size in sizes:
        big_workbook.write(folder / f"{size}.xlsx", size)
    best: dict[int, float] = {}
    for _ in range(rounds):
        for size in sizes:
            done = run(xltools(folder / f"{size}.xlsx"), folder / "per-row.out")
            best[size] = min(done.cpu, best.get(size, done.cpu))
    return {size: (best[size] - best[10]) / (size - 10) * 1e6 for size in sizes[1:]}


def report(results: dict[str, Run], answer: str, costs: dict[int, float]) -> None:
    ours = results["xltools"]
    print(
        f"\n{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs"
    )
    print(f"answer: {answer}")
    for name, done in results.items():
        print(f"{name:<14} {done.wall:7.2f} s wall {done.cpu:7.2f} s CPU {done.peak:6.0f} MB peak  exit {done.code}")
    for name, goal in (("openpyxl", GOAL_OPENPYXL), ("frictionless", GOAL_FRICTIONLESS)):
        ratio, cpu = ours.wall / results[name].wall, ours.cpu / results[name].cpu
        verdict = "met" if ratio <= goal else "NOT met"
        print(f"xltools / {name:<12} = {ratio:.3f} of the time, {cpu:.3f} of the CPU  (goal <= {goal:.2f}: {verdict})")
    print(f"peak {ours.peak:.0f} MB (goal <= {GOAL_PEAK}: {'met' if ours.peak <= GOAL_PEAK else 'NOT met'})")
    for size, cost in costs.items():
        print(f"cost per row at {size:>7,} rows: {cost:.0f} us")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder for the workbooks; a temporary one when not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        workbook = folder / "big.xlsx"
        big_workbook.write(workbook, given.rows)
        print(f"{given.rows:,} rows x {len(big_workbook.HEADINGS)} columns, {workbook.stat().st_size / 1e6:.1f} MB")
        results = interleaved(commands(workbook), given.rounds, folder)
        answer = check_answer(folder / "xltools.out", given.rows)
        report(results, answer, per_row(folder, given.rows, min(3, given.rounds)))


if __name__ == "__main__":
    main()
