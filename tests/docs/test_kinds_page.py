"""docs/规则种类.md: every kind in Chinese, with a sheet that passes and one that fails, from the cases that are tested."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from compare import same_text
from rule_cases import Case, CaseFile, findings_of, notice_of, read_cases

from xltools.notice.model import Column
from xltools.reports.kindwords import WHAT
from xltools.rules import KINDS
from xltools.words import KIND

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "规则种类.md"
CASES = ROOT / "tests" / "rules" / "cases"
INTRO = """# 规则种类

写通知包用。每一种：查什么、有哪些选项，一个声明的例子，一张通过的表，一张不通过的表和它印出的话。例子取自测试
（`tests/rules/cases/`），本页由 `make docs` 生成，请勿手改。

每条规则都要写 `id`、`kind`、`basis`（条款）；可写 `title`、`severity`（error、warning、info）、`when`（只适用于某列为某值的行）、
`message`、`fix`、`example`、`assumed`。表里没有写的列不检查；读不出、已被别的规则怀疑的值不重复说。通知包的键由
`xltools notices schema` 给出 JSON Schema，编辑器可据以补全和检查。
"""


def _rule_block(text: str) -> str:
    """The pack of a case file as it is written there."""
    found = re.search(r"^```toml\n(.*?)^```\n", text, re.MULTILINE | re.DOTALL)
    return f"```toml\n{found[1]}```\n" if found else ""


def _sheets(case: Case) -> str:
    parts = []
    for key, name, markdown in case.tables:
        head = f"{key} {name}：\n\n" if len(case.tables) > 1 else ""
        parts.append(f"{head}```text\n{markdown}\n```\n")
    return "\n".join(parts)


def _section(file: CaseFile, text: str, folder: Path) -> str:
    passing = next(case for case in file.cases if case.passes)
    failing = next(
        (case for case in file.cases if not case.passes and any(one.rule == file.kind for one in case.expected)),
        next(case for case in file.cases if not case.passes),
    )
    said = [
        f"- {'、'.join(one.cells[:3])} {one.message}" for one in findings_of(failing, notice_of(file, folder), folder)
    ]
    return "\n".join([
        f"## {file.kind}", "", KIND.get(file.kind, ""), "", WHAT[file.kind], "", _rule_block(text),
        "通过：", "", _sheets(passing), "不通过：", "", _sheets(failing), *said, "",
    ]).replace("\n\n\n", "\n\n")  # fmt: skip


def test_every_kind_is_told_in_chinese() -> None:
    assert set(WHAT) == set(KINDS)


def test_the_options_it_names_exist() -> None:
    of_columns = {one.name for one in fields(Column)}
    for kind, words in WHAT.items():
        options = {one.name for one in fields(KINDS[kind])}
        named = {text.split(" ")[0] for text in re.findall(r"`([^`\[]+)`", words)}
        assert named <= options | of_columns, kind


def test_the_page_is_fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    parts = [INTRO]
    for kind in KINDS:
        folder = tmp_path / kind
        folder.mkdir()
        monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(folder))
        path = CASES / f"{kind}.md"
        parts.append(_section(read_cases(path), path.read_text(encoding="utf-8"), folder))
    page = "\n".join(parts)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(page, encoding="utf-8", newline="\n")
    same_text("docs/规则种类.md", PAGE.read_text(encoding="utf-8"), page)
