"""How long a person waits for one small workbook: `validate` against an interpreter that does nothing, interleaved.

    python bench/startup.py [--rounds N]

Goal: at most 0.15 s more than ``python -c pass`` on an idle machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import big_workbook
from measure import interleaved

GOAL = 0.15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        small = Path(scratch) / "small.xlsx"
        big_workbook.write(small, 15)
        ours = [sys.executable, "-m", "xltools"]
        commands = {
            "nothing": [sys.executable, "-c", "pass"],
            "help": [*ours, "--help"],
            "validate": [*ours, "validate", str(small), "--notice", "wuhan-2025"],
            "recognise": [*ours, "validate", str(small)],
        }
        results = interleaved(commands, given.rounds, Path(scratch))
    nothing = results["nothing"].wall
    for name, done in results.items():
        print(f"{name:<10} {done.wall * 1000:6.0f} ms, {(done.wall - nothing) * 1000:+6.0f} ms, {done.peak:4.0f} MB")
    more = results["validate"].wall - nothing
    print(f"validate costs {more:.3f} s more (goal <= {GOAL:.2f}: {'met' if more <= GOAL else 'NOT met'})")


if __name__ == "__main__":
    main()
