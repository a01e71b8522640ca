"""The page measured: letters rendered by LibreOffice to PDF, positions in millimetres.

Fonts differ from machine to machine, so only what the standard fixes and what no font moves is measured: lines per page,
characters per line, margins, page numbers, signature, red lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from letter_pages import MM, Line, measure
from letter_samples import NOTICE, figures, office

from xltools.letters import make_letters
from xltools.letters.manuscript import Manuscript, Paragraph, Signature, Style
from xltools.letters.typesetting.document import typeset
from xltools.letters.typesetting.fonts import PROFILES

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]
TWENTY_EIGHT = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"
Convert = Callable[[Path, str, Path], Path]


def rendered(data: bytes, name: str, soffice: Convert, folder: Path) -> list[Line]:
    source = folder / f"{name}.docx"
    source.write_bytes(data)
    return measure(soffice(source, "pdf", folder))


@pytest.mark.parametrize("fonts", sorted(PROFILES))
def test_a_full_page_holds_22_lines_of_28_characters(fonts: str, soffice: Convert, tmp_path: Path):
    body = tuple(Paragraph(Style.PLAIN, TWENTY_EIGHT) for _ in range(44))
    data = typeset(Manuscript(title="", body=body, page_numbers=True), PROFILES[fonts])
    lines = rendered(data, "grid", soffice, tmp_path)
    full = [line for line in lines if line.text == TWENTY_EIGHT]
    assert [sum(line.page == page for line in full) for page in (1, 2)] == [22, 22]
    assert max(line.page for line in lines) == 2
    for line in full:
        assert line.left == pytest.approx(28, abs=0.6)
        assert line.right <= 184.3
        assert line.right - line.left == pytest.approx(156, abs=1.5)
    first, last = full[0], full[21]
    # Centres of the first and of the last line lie half a pitch (5.1 mm) inside the 版心 of 37 … 262 mm; a font's own
    # ascent moves both by the same amount.
    assert first.middle == pytest.approx(37 + 5.1, abs=2.5)
    assert last.middle == pytest.approx(262 - 5.1, abs=2.5)
    assert (last.middle - first.middle) / 21 == pytest.approx(28.95 * MM, abs=0.01)


def test_page_numbers_stand_7_mm_under_the_text_odd_right_even_left(soffice: Convert, tmp_path: Path):
    body = tuple(Paragraph(Style.PLAIN, TWENTY_EIGHT) for _ in range(44))
    lines = rendered(typeset(Manuscript(title="", body=body), PROFILES["gb2312"]), "numbers", soffice, tmp_path)
    odd = next(line for line in lines if line.text == "—1—")
    even = next(line for line in lines if line.text == "—2—")
    for line in (odd, even):
        assert line.middle == pytest.approx(269, abs=1)
    assert odd.right == pytest.approx(184 - 5.57, abs=0.8)
    assert even.left == pytest.approx(28 + 5.57, abs=0.8)


def test_sealed_date_ends_four_characters_before_the_margin_and_the_name_is_centred_on_it(
    soffice: Convert, tmp_path: Path
):
    (letter,) = make_letters(
        NOTICE, "district", figures(), office(发文机关="示例区经济和信息化局"), kind="submission"
    )  # fmt: skip
    lines = rendered(letter.data, "sealed", soffice, tmp_path)
    date = next(line for line in lines if line.text == "2022年10月28日")
    organ = next(line for line in lines if line.text == "示例区经济和信息化局")
    # The date is seven 字 wide and ends four before the margin: its centre, which no font moves, is 7.5 字 from there.
    assert (date.left + date.right) / 2 == pytest.approx(184 - 7.5 * 5.57, abs=0.8)
    assert (date.left + date.right) / 2 == pytest.approx((organ.left + organ.right) / 2, abs=0.6)
    assert date.top > organ.top


def test_unsealed_date_begins_two_characters_right_of_the_name(soffice: Convert, tmp_path: Path):
    profile = office(发文机关="示例区经济和信息化局", 盖章="否")
    (letter,) = make_letters(NOTICE, "district", figures(), profile, kind="submission")
    lines = rendered(letter.data, "unsealed", soffice, tmp_path)
    date = next(line for line in lines if line.text == "2022年10月28日")
    organ = next(line for line in lines if line.text == "示例区经济和信息化局")
    assert date.left - organ.left == pytest.approx(2 * 5.57, abs=0.6)
    assert organ.right == pytest.approx(184 - 2 * 5.57, abs=1.5)


def test_mark_and_number_of_a_document_head(soffice: Convert, tmp_path: Path):
    (letter,) = make_letters(NOTICE, "district", figures(), office(版头="文件"))
    lines = rendered(letter.data, "head", soffice, tmp_path)
    mark = next(line for line in lines if line.text.startswith("示例区经济和信息化局"))
    number = next(line for line in lines if "〔2022〕18号" in line.text)
    title = next(line for line in lines if line.text.startswith("示例区经信局"))
    # The box of a line is taller than its glyphs: the glyphs' upper edge lies at 72 mm (37 + 35).
    assert mark.top == pytest.approx(72, abs=3)
    assert number.left == pytest.approx(28 + 5.57, abs=1)
    assert title.middle - number.middle == pytest.approx(3 * 10.2 + 4, abs=5)
    assert (title.left + title.right) / 2 == pytest.approx(106, abs=1)


def test_first_page_of_a_letter_head_has_no_number(soffice: Convert, tmp_path: Path):
    (letter,) = make_letters(NOTICE, "district", figures(), office(版头="信函"), kind="submission")
    lines = rendered(letter.data, "letter", soffice, tmp_path)
    assert not [line for line in lines if line.page == 1 and line.text.startswith("—1")]
    assert [line for line in lines if line.page == 2 and line.text == "—2—"]
    mark = next(line for line in lines if line.page == 1)
    assert mark.top == pytest.approx(30, abs=3)


def test_page_number_of_a_lying_page_stands_where_it_stands_upright(soffice: Convert, tmp_path: Path):
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    lines = rendered(letter.data, "lying", soffice, tmp_path)
    annex = next(line.page for line in lines if line.text.startswith("附件1") and line.page > 1)
    number = [line for line in lines if line.page == annex and re.fullmatch(r"[—\d]+", line.text) and line.left < 35]
    assert number, "no rotated page number at the short edge"
    assert (min(line.left for line in number) + max(line.right for line in number)) / 2 == pytest.approx(28, abs=2)
    if annex % 2:
        assert max(line.bottom for line in number) == pytest.approx(184 - 5.57, abs=2)
    else:
        assert min(line.top for line in number) == pytest.approx(28 + 5.57, abs=2)


def test_a_signature_never_stands_alone_on_a_page(soffice: Convert, tmp_path: Path):
    for extra in (8, 11, 14):
        body = tuple(Paragraph(Style.BODY, f"第{count}段文字。") for count in range(extra))
        manuscript = Manuscript(
            title="示例局关于某事的函",
            body=body,
            addressee="示例局",
            signature=Signature(organs=("示例区经济和信息化局",), date="2022年10月28日"),
        )
        lines = rendered(typeset(manuscript, PROFILES["gb2312"]), f"alone-{extra}", soffice, tmp_path)
        organ = next(line for line in lines if line.text == "示例区经济和信息化局")
        assert [line for line in lines if line.page == organ.page and line.text.endswith("段文字。")]
