"""Time and memory of a merge over the number of rows, against the scripts that it replaces: a table and a plot.

    python bench/sizes.py [--files 20,100,400] [--short 20,200,2000] [--rounds N] [--plot docs/pictures/merge-sizes.svg]

Tables of 100 rows each (fixed seed), all contenders interleaved on the same files, what they wrote compared before anything
is said. The slope is that of a line through the logarithms: 1 is linear. Then the same over two decades of *files*, tables
of ten rows, of which the merge and the check alone are measured.
"""

from __future__ import annotations

import argparse
import html
import math
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import district_tables
import merge_20k
from measure import Run, interleaved

ROWS = 100
SHORT = 10
"""Rows of each table where files are counted."""
COLOURS = {"xltools": "#b3261e", "xltools-jobs2": "#e08a00", "openpyxl": "#3a6ea5", "pandas": "#4b8b3b"}
WIDTH, HEIGHT, LEFT, TOP = 420, 260, 56, 34


def measured(folder: Path, files: int, rounds: int) -> dict[str, Run]:
    inputs = folder / f"in-{files}"
    district_tables.write(inputs, files, ROWS)
    fresh = {name: folder / f"{stem}.xlsx" for name, stem in
             {"xltools": "one", "openpyxl": "openpyxl", "pandas": "pandas", "xltools-jobs2": "two"}.items()}  # fmt: skip
    found = interleaved(merge_20k.commands(inputs, folder), rounds, folder, fresh)
    print(f"{files * ROWS:,} rows: {merge_20k.check_answer(folder, files * ROWS)}")
    return found


def over_files(folder: Path, counts: Sequence[int], rounds: int) -> dict[str, list[tuple[int, float]]]:
    """CPU seconds of our merge and check over the number of short tables."""
    made: dict[str, list[tuple[int, float]]] = {"merge": [], "validate": []}
    for files in counts:
        inputs, out = folder / f"short-{files}", folder / "short.xlsx"
        district_tables.write(inputs, files, SHORT)
        check = [sys.executable, "-m", "xltools", "validate", str(inputs), "--format", "json", "--jobs", "1"]
        commands = {"merge": merge_20k.merge_command(inputs, out, 1), "validate": check}
        for name, run in interleaved(commands, rounds, folder, {"merge": out, "validate": folder / "none"}).items():
            made[name].append((files, run.cpu))
    return made


def slope(points: Sequence[tuple[int, float]]) -> float:
    """Of a straight line through the logarithms."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)


def panel(title: str, lines: Mapping[str, Sequence[tuple[int, float]]], at: int) -> str:
    """One logarithmic diagram as SVG."""
    every = [point for line in lines.values() for point in line]
    low_x, high_x = math.log10(min(x for x, _ in every)), math.log10(max(x for x, _ in every))
    low_y, high_y = math.log10(min(y for _, y in every)), math.log10(max(y for _, y in every))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low_x) / (high_x - low_x or 1) * (WIDTH - LEFT - 20)
        up = (math.log10(y) - low_y) / (high_y - low_y or 1) * (HEIGHT - 2 * TOP)
        return round(at + LEFT + across, 1), round(HEIGHT - TOP - up, 1)

    made = [f'<text x="{at + LEFT}" y="18" font-size="13">{html.escape(title)}</text>']
    for rows in sorted({x for x, _ in every}):
        x, _ = place(rows, 10**low_y)
        made.append(f'<text x="{x}" y="{HEIGHT - 12}" text-anchor="middle">{rows:,}</text>')
    for value in (min(y for _, y in every), max(y for _, y in every)):
        _, y = place(10**low_x, value)
        made.append(f'<text x="{at + LEFT - 6}" y="{y + 4}" text-anchor="end">{value:.3g}</text>')
    for name, line in lines.items():
        points = " ".join(f"{x},{y}" for x, y in (place(*point) for point in line))
        made.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
    return "".join(made)


def plot(found: Mapping[int, Mapping[str, Run]]) -> str:
    names = list(next(iter(found.values())))
    times = {name: [(rows, found[rows][name].cpu) for rows in found] for name in names}
    peaks = {name: [(rows, found[rows][name].peak) for rows in found] for name in names}
    legend = "".join(
        f'<text x="{LEFT + 150 * number}" y="{HEIGHT + 16}" fill="{COLOURS[name]}">{name}</text>'
        for number, name in enumerate(names)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT + 26}" font-family="sans-serif" '
        f'font-size="11"><rect width="100%" height="100%" fill="#fff"/>{panel("CPU seconds over rows", times, 0)}'
        f"{panel('peak MB over rows', peaks, WIDTH)}{legend}</svg>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", default="20,100,400")
    parser.add_argument("--short", default="20,200,2000")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    found: dict[int, dict[str, Run]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for files in map(int, given.files.split(",")):
            found[files * ROWS] = measured(Path(scratch), files, given.rounds)
        short = over_files(Path(scratch), [int(files) for files in given.short.split(",")], given.rounds)
    print(f"\n{'rows':>9} " + " ".join(f"{name:>24}" for name in COLOURS))
    for rows, runs in found.items():
        print(f"{rows:>9,} " + " ".join(f"{runs[name].cpu:>12.2f} s {runs[name].peak:>6.0f} MB" for name in COLOURS))
    for name in COLOURS:
        line = [(rows, runs[name].cpu) for rows, runs in found.items()]
        print(f"slope of {name}: {slope(line):.2f}")
    for name, line in short.items():
        costs = ", ".join(f"{files:,} files {cpu:.2f} s" for files, cpu in line)
        print(f"{name} over files of {SHORT} rows: {costs}; slope {slope(line):.2f}")
    if given.plot:
        given.plot.write_text(plot(found), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
