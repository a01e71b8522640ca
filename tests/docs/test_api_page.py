"""docs/编程接口.md: its programs are run, what they print is what stands below them (`make docs` writes it anew), and it
names every function with every parameter.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from compare import same_text

import xltools
from xltools.demo.generate import generate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "编程接口.md"
_BLOCK = re.compile(r"```python(| script)\n(.*?)```\n\n```text\1\n(.*?)```\n", re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `xltools demo -o 演示` makes first."""
    made = tmp_path_factory.mktemp("page")
    generate(made / "演示" / "1-申报材料")
    return made


def in_a_process(program: str, folder: Path) -> str:
    """As a stranger runs it: a file of its own, `python 脚本.py`."""
    (folder / "脚本.py").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "脚本.py"],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(PAGE.parents[1])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def in_this_process(program: str, names: dict[str, object]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, str(PAGE), "exec"), names)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def looked_at(which: str, printed: Callable[[str], str], request: pytest.FixtureRequest) -> None:
    """The page's blocks of one kind against what their programs print now."""

    def fresh(block: re.Match[str]) -> str:
        kind, program = block[1], block[2]
        if kind != which:
            return block[0]
        return f"```python{kind}\n{program}```\n\n```text{kind}\n{printed(program)}```\n"

    kept = PAGE.read_text(encoding="utf-8")
    made = _BLOCK.sub(fresh, kept)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(made, encoding="utf-8", newline="\n")
        kept = made
    same_text("docs/编程接口.md", kept, made)


@pytest.mark.slow
def test_the_script_prints_what_stands_below_it(folder: Path, request: pytest.FixtureRequest) -> None:
    looked_at(" script", lambda program: in_a_process(program, folder), request)
    assert (folder / "校验报告.html").exists()
    assert (folder / "推荐汇总表.xlsx").exists()


@pytest.mark.slow
def test_the_other_examples_print_what_stands_below_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    looked_at("", lambda program: in_this_process(program, names), request)


def test_the_script_has_twenty_lines() -> None:
    """It validates, totals and merges."""
    program = next(block[2] for block in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if block[1])
    assert 15 <= len([line for line in program.splitlines() if line.strip()]) <= 20
    called = {node.attr for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Attribute)}
    assert {"validate", "total", "merge"} <= called


def test_every_name_and_parameter_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in xltools.__all__:
        thing = getattr(xltools, name)
        if inspect.isfunction(thing):
            (signature,) = re.findall(rf"^\| `{name}\((.*?)\)` \|", page, re.MULTILINE)
            assert [part for part in signature.split(", ") if part] == _parameters(thing), name
        elif name not in ("Result", "__version__"):
            assert f"`{name}`" in page or f"`{name}：" in page, name


def _parameters(function: object) -> list[str]:
    """As the page writes them: names, and the star before those that are given by name."""
    found = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    named = [one.name for one in found if one.kind is one.KEYWORD_ONLY]
    plain = [one.name for one in found if one.kind is not one.KEYWORD_ONLY]
    return [*plain, *(["*"] if named else []), *named]


def test_every_attribute_that_the_page_names_is_there() -> None:
    """The table of results: a public property is on the page, and the page promises nothing that is not there."""
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+Result`、?)+) \| (.*) \|$", page, re.MULTILINE)
    told = {name: _bare(text) for names, text in rows for name in re.findall(r"`(\w+)`", names)}
    shared = {name for name in dir(xltools.Result) if not name.startswith("_")} | {"command", "columns"}
    for name in (one for one in xltools.__all__ if one.endswith("Result") and one != "Result"):
        own = {one for one in dir(getattr(xltools, name)) if not one.startswith("_")} - shared
        assert own == set(re.findall(r"`(\w+)(?:\(\w*\))?`", told[name])) - {"to_dict", "to_frame"}, name


def test_what_the_page_says_of_rows_and_findings_is_there() -> None:
    told = re.findall(r"`([A-Z]\w+)`：((?:`\w+`、?)+)", PAGE.read_text(encoding="utf-8"))
    assert {name for name, _ in told} >= {"FileReport", "Finding", "EnterpriseTotal", "LedgerRow", "FileReceipt"}
    for name, attributes in told:
        for attribute in re.findall(r"`(\w+)`", attributes):
            assert hasattr(getattr(xltools, name), attribute), f"{name}.{attribute}"


def _bare(text: str) -> str:
    """Without what stands in full-width brackets: attributes of attributes."""
    while "（" in text:
        text = re.sub(r"（[^（）]*）", "", text)
    return text
