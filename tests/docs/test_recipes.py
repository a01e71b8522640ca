"""CONTRIBUTING.md's recipes, each carried out once in a scratch copy of the checkout."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PARTS = ("xltools", "workbooks", "templates", "macros", "tests", "pyproject.toml")
_BLOCK = re.compile(r"^(`{3,})\w+ (new|after|instead|check) ?(\S*)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    do: str
    path: str
    text: str


def recipes() -> dict[str, list[Step]]:
    """Heading -> its steps, in order. Headings inside a block are none."""
    made: dict[str, list[Step]] = {}
    at = [(block.start(), block.end(), Step(*block.groups()[1:])) for block in _BLOCK.finditer(PAGE)]
    heads = [
        one for one in re.finditer(r"^## (.+)$", PAGE, re.MULTILINE) if not any(a < one.start() < b for a, b, _ in at)
    ]
    for head in heads:
        made[head[1]] = []
    for start, _, step in at:
        made[next(head[1] for head in reversed(heads) if head.start() < start)].append(step)
    return made


RECIPES = recipes()


def test_there_is_a_recipe_for_everything_people_add() -> None:
    assert list(RECIPES) == [
        "A kind of rule",
        "A rule in a pack",
        "A command",
        "A button",
        "A column of the summary",
        "A form of a report",
        "A notice",
    ]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The checkout again, its files linked: a recipe replaces the files it touches."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(
                source, tmp_path / part, copy_function=_linked, ignore=shutil.ignore_patterns("__pycache__", "golden")
            )
        else:
            shutil.copy(source, tmp_path / part)
    return tmp_path


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy(source, target)


def replace(path: Path, text: str) -> None:
    """Write a file anew; never through the link."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def edited(path: Path, step: Step) -> str:
    """The file with the step's lines behind its first line, or its second line instead of the first."""
    text = path.read_text(encoding="utf-8")
    anchor, _, rest = step.text.partition("\n")
    assert text.count(f"\n{anchor}\n") >= 1, f"{step.path} has no line {anchor!r}"
    before, _, behind = text.partition(f"\n{anchor}\n")
    kept = f"\n{anchor}\n" if step.do == "after" else "\n"
    return f"{before}{kept}{rest}{behind}"


def carried_out(step: Step, checkout: Path) -> None:
    """Run the commands of a `check` block and look for what must be said."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(checkout),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    said = ""
    for line in step.text.splitlines():
        if line.startswith("$ "):
            words = shlex.split(line.removeprefix("$ "))
            words[0] = sys.executable if words[0] == "python" else words[0]
            done = subprocess.run(
                words, cwd=checkout, env=environment, capture_output=True, text=True, encoding="utf-8"
            )
            said = done.stdout + done.stderr
            assert done.returncode == 0, f"{line}\n{said}"
        else:
            assert line in said, f"{line!r} is not in\n{said}"


LONG = ("A kind of rule", "A button")
"""Recipes that make the references anew: seconds each, so CI alone does them."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "title", [pytest.param(one, marks=pytest.mark.slow) if one in LONG else one for one in RECIPES]
)
def test_a_recipe_does_what_it_says(title: str, checkout: Path) -> None:
    steps = RECIPES[title]
    assert steps[-1].do == "check"
    for step in steps:
        target = checkout / step.path
        if step.do == "new":
            assert not target.exists()
            replace(target, step.text)
        elif step.do == "check":
            carried_out(step, checkout)
        else:
            replace(target, edited(target, step))
