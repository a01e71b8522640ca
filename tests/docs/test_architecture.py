"""docs/architecture.md against the code: its picture of the rooms is generated from the imports (`make docs` writes it
anew), and every file that its ways pass through exists.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from compare import same_text

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "xltools"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: begin -->\n", "<!-- rooms: end -->\n"


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    """The folder below xltools/, or the module on the ground floor."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports() -> Iterator[tuple[str, str]]:
    """(room, room it imports) of every import in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        package = ("xltools", *path.relative_to(PACKAGE).parts[:-1])
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = (*package[: len(package) - node.level + 1], *(node.module or "").split("."))
                named = [part for part in base if part]
                for name in [named[1]] if len(named) > 1 else [alias.name for alias in node.names]:
                    if room_of(path) not in (name, "__main__", "__init__") and not name.startswith("__"):
                        yield room_of(path), name


def purpose(room: str) -> str:
    """The first line of the room's docstring."""
    folder = PACKAGE / room / "__init__.py"
    source = folder if folder.exists() else PACKAGE / f"{room}.py"
    said = ast.get_docstring(tree_of(source)) or ""
    return said.split("\n")[0]


def heights(arrows: dict[str, set[str]]) -> dict[str, int]:
    """How many floors lie below a room: it stands above all that it imports."""
    made: dict[str, int] = {}

    def height(room: str) -> int:
        if room not in made:
            made[room] = 1 + max((height(below) for below in arrows.get(room, ())), default=-1)
        return made[room]

    for room in arrows:
        height(room)
    return made


def picture() -> str:
    """The rooms as a Mermaid graph without the arrows that follow from others, and as a table."""
    arrows: dict[str, set[str]] = {}
    for room, below in imports():
        arrows.setdefault(room, set()).add(below)
        arrows.setdefault(below, set())
    floors = heights(arrows)

    @cache
    def reached(room: str) -> set[str]:
        return {far for below in arrows[room] for far in ({below} | reached(below))}

    lines = ["```mermaid", "flowchart TD"]
    for room in sorted(arrows, key=lambda one: (-floors[one], one)):
        implied = {far for below in arrows[room] for far in reached(below)}
        lines += [f"    {room} --> {below}" for below in sorted(arrows[room] - implied)]
    lines += ["```", "", "| room | what it is for | files | lines |", "|---|---|---:|---:|"]
    for room in sorted(arrows, key=lambda one: (-floors[one], one)):
        folder = PACKAGE / room
        files = sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]
        # Rounded, so that the page does not age with every line.
        count = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
        lines.append(f"| `{room}` | {purpose(room)} | {len(files)} | {round(count, -2) or 100} |")
    return "\n".join(lines) + "\n"


def test_the_picture_of_the_rooms_is_fresh(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    kept, _, behind = rest.partition(END)
    if request.config.getoption("--update-golden"):
        kept = picture()
        PAGE.write_text(f"{before}{BEGIN}{kept}{END}{behind}", encoding="utf-8", newline="\n")
    # Counts may drift between two runs of `make docs`; rooms, purposes and arrows may not.
    bare = re.compile(r" \| \d+ \| \d+ \|$", re.MULTILINE)
    same_text("docs/architecture.md", bare.sub("", kept), bare.sub("", picture()))


def test_every_file_on_a_way_exists() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"\b((?:[a-z_]+/)+[a-z_]+)\.py", page)
    assert len(named) > 30
    missing = [name for name in named if not (PACKAGE / f"{name}.py").exists()]
    assert not missing


def test_the_way_of_a_merged_row_is_short() -> None:
    """From the sheet to the summary's bytes, file by file."""
    page = PAGE.read_text(encoding="utf-8")
    way = page.partition("## The way of a merged row")[2].partition("\n## ")[0]
    files = list(dict.fromkeys(re.findall(r"\b((?:[a-z_]+/)+[a-z_]+\.py)", way)))
    assert 5 <= len(files) <= 12


def test_no_class_name_stands_twice() -> None:
    """One name, one idea: whoever searches for a class finds one."""
    homes: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_digits_are_asked_for_as_int_reads_them() -> None:
    """`'①'.isdigit()` is true and `int('①')` raises; `isdecimal` is what `int` reads."""
    asked = [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in ("isdigit", "isnumeric")
    ]
    assert asked == []
