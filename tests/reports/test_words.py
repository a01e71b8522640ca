"""One verdict has one wording in every face, and the sources know no second word for it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from reports import samples

from xltools import words
from xltools.reports import RENDER, render

SOURCES = Path(words.__file__).parent
SAMPLES = {"validate": (samples.report(),), "total": (samples.ledger(),), "merge": (samples.merged(), "汇总.xlsx")}
EXPECTED = {
    "validate": [*words.SEVERITY.values()],
    "total": [words.COUNTED, words.UNDECIDED, words.NOT_COUNTED, words.UNREADABLE, words.FLOOR],
    "merge": [words.STATUS["merged"]],
}
SECOND = {
    "警告": r"[\"'”、，]警告",
    "提示 as a severity": r"(?<![一-鿿])提示 \{|[\"']提示[\"']",
    "不在期内": "不在期内",
    "不予计入": "不予计入",
    "尚不能判定": "尚不能判定",
    "门槛": "门槛",
    "下限": r"(?<![上])下限",
}
NO_FACE = (
    "summary/xlsx.py",
    "summary/handwork.py",
    "forms/unbound.py",
)
"""提示 there is a column of the source sheet, not a severity."""


def shown(what: str, form: str) -> str:
    data = render(what, form, *SAMPLES[what])
    if form != "xlsx":
        return data.decode()
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)


@pytest.mark.parametrize(
    ("what", "form"), [(what, form) for what in SAMPLES for form in RENDER[what] if form != "json"]
)
def test_every_face_says_it_in_the_same_words(what: str, form: str) -> None:
    said = shown(what, form)
    assert [word for word in EXPECTED[what] if word not in said] == []
    assert not re.search("|".join(SECOND.values()), said)


def test_the_page_says_it_in_the_same_words() -> None:
    from xltools.page.shown import grouping, ledger_shown, line_shown

    for file in samples.report().files:
        for group in grouping.grouped(file.findings):
            assert line_shown(group, with_sheet=False)["word"] == words.SEVERITY[group.first.severity]
    total = ledger_shown(samples.ledger())
    assert all(words.FLOOR in one["word"] for one in total["enterprises"])
    assert {row["word"] for row in total["rows"]} <= set(words.VERDICT.values())


@pytest.mark.parametrize("second", SECOND)
def test_no_source_has_a_second_word(second: str) -> None:
    found = [
        f"{path.relative_to(SOURCES)}: {line.strip()}"
        for path in sorted(SOURCES.rglob("*"))
        if path.suffix in (".py", ".html", ".js") and path.relative_to(SOURCES).as_posix() not in NO_FACE
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(SECOND[second], line)
    ]
    assert found == []
