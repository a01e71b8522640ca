"""The examples of the manual and the tutorials are run, each page's in order in one folder; what they print is what is shown.

``make docs`` writes the outputs anew. A block that starts with ``console head=N`` shows the first N lines.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from compare import same_text

DOCS = Path(__file__).resolve().parents[2] / "docs"
MANUAL = DOCS / "使用手册.md"
TUTORIALS = [DOCS / "入门" / f"{name}.md" for name in ("企业", "区县", "市", "信息中心", "通知包作者")]
RUN = [MANUAL, *TUTORIALS, DOCS / "设置.md"]
_BLOCK = re.compile(r"```console(?: head=(\d+))?\n\$ xltools (.+)\n(?:.*\n)*?```")
LONG = 60


def block(found: re.Match[str], folder: Path) -> str:
    """The block again, with what the command prints now."""
    head, command = found[1], found[2]
    opening = f"```console head={head}" if head else "```console"
    return f"{opening}\n$ xltools {command}\n{printed(command, folder, int(head or LONG))}```"


def printed(command: str, folder: Path, limit: int) -> str:
    words = command.split()
    environment = {
        **os.environ,
        "COLUMNS": "100",
        "PYTHONIOENCODING": "utf-8",
        "XLTOOLS_CONFIG": str(folder / "config.toml"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "xltools", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), f"xltools {command}\n{done.stdout}"
    assert "Traceback" not in done.stdout
    # Where the example's settings lie is nobody's business.
    lines = done.stdout.replace(str(folder / "config.toml"), "~/.config/xltools/office.toml").rstrip().splitlines()
    if len(lines) > limit:
        lines = [*lines[:limit], "……"]
    return "".join(line.rstrip() + "\n" for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=[page.stem for page in RUN])
def test_examples_print_what_they_show(page: Path, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    written = page.read_text(encoding="utf-8")
    fresh = _BLOCK.sub(lambda found: block(found, tmp_path), written)
    if request.config.getoption("--update-golden"):
        page.write_text(fresh, encoding="utf-8", newline="\n")
        written = fresh
    same_text(f"docs/{page.name}", written, fresh)


def test_every_console_block_is_run_by_a_test() -> None:
    """And docs/新增通知.md, whose blocks are of other kinds, is walked by test_hour.py."""
    with_blocks = {page for page in DOCS.rglob("*.md") if "```console" in page.read_text(encoding="utf-8")}
    assert with_blocks == set(RUN)


@pytest.mark.parametrize("page", [DOCS.parent / "README.md", MANUAL], ids=["README", "manual"])
def test_pictures_and_pages_linked_to_exist(page: Path) -> None:
    targets = re.findall(r"\]\((?!http|#)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (page.parent / target).exists()] == []
