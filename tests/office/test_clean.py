"""An independent validator (openxml-audit) finds nothing in what is made here from nothing, and no more than there was in
what we write into a stranger's package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from letter_samples import figures, office
from letters.test_making import NOTICE as LETTER_NOTICE
from office.foreign import table_book
from office.merges import summary
from office.samples import INVESTMENT, NOTICE, SUMMARY
from office.test_sound import PRODUCTS
from openxml_audit import OpenXmlValidator
from sheets import xlsx

from xltools.blanks.word import render_blank_word
from xltools.blanks.workbook import render_blank
from xltools.demo.minimal_docx import WordTable, document
from xltools.letters.making import make_letters
from xltools.notice.load import load_notice, notice_ids
from xltools.summary.word import write_summary_word

DEMO = """
# 附件6
| 标题 | <    |
| 序号 | 金额 |
| 1    | 12.5 |
"""
STRANGERS = ("foreign template", "one row template", "prefixed template", "marked", "marked prefixed", "unmarked")
OURS: dict[str, Callable[[], bytes]] = {
    **{name: make for name, make in PRODUCTS.items() if name not in STRANGERS},
    "blank": lambda: render_blank(NOTICE, INVESTMENT),
    "word summary": lambda: write_summary_word(summary(3)),
    "word blank": lambda: render_blank_word(NOTICE, SUMMARY),
    "demo document": lambda: document(["汇总表", WordTable([["序号", "名称"], ["1", "甲"]]), "注"]),
    "demo book": lambda: xlsx(DEMO),
    "letter": lambda: make_letters(LETTER_NOTICE, "district", figures(), office())[0].data,
}


def found(data: bytes, folder: Path) -> Counter[str]:
    """What the validator says, line by line."""
    path = folder / ("f.docx" if b"word/document.xml" in data else "f.xlsx")
    path.write_bytes(data)
    return Counter(map(str, OpenXmlValidator().validate(str(path)).errors))


FAST = ("summary", "findings", "word summary", "letter", "demo document", "demo book")


@pytest.mark.parametrize(
    "product", [pytest.param(name, marks=[] if name in FAST else [pytest.mark.slow]) for name in OURS]
)
def test_what_is_made_here_is_clean(product: str, tmp_path: Path) -> None:
    assert not found(OURS[product](), tmp_path)


def test_the_add_in_is_clean(tmp_path: Path) -> None:
    path = Path(__file__).parents[2] / "macros" / "xltools.xlam"
    assert not OpenXmlValidator().validate(str(path)).errors


@pytest.mark.slow
@pytest.mark.parametrize("notice_id", notice_ids())
def test_the_blanks_of_every_pack_are_clean(notice_id: str, tmp_path: Path) -> None:
    notice = load_notice(notice_id)
    for attachment in notice.attachments:
        assert not found(render_blank(notice, attachment), tmp_path), attachment.key


@pytest.mark.parametrize(
    "product",
    [
        pytest.param("foreign template", marks=pytest.mark.slow),
        "marked",
        pytest.param("unmarked", marks=pytest.mark.slow),
    ],
)
def test_a_strangers_package_is_no_worse_for_us(product: str, tmp_path: Path) -> None:
    before = found(table_book(), tmp_path)
    # Inline texts without a table are counted sheet by sheet, and ours bring the table.
    assert not found(PRODUCTS[product](), tmp_path) - before
