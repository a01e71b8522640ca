"""The package: schema order, styles an office knows, clean properties, the same bytes, hostile text of any length."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from letter_samples import NOTICE, REVIEW_NOTICE, figures, office, review_figures

from xltools.errors import LetterError
from xltools.letters import check_letter, make_letters
from xltools.letters.kinds import KINDS
from xltools.letters.kinds.tables import laid_out
from xltools.letters.manuscript import Annex, Imprint, Manuscript, Paragraph, RuledTable, Signature, Style
from xltools.letters.typesetting import measures as m
from xltools.letters.typesetting.document import typeset
from xltools.letters.typesetting.fonts import PROFILES
from xltools.letters.typesetting.oxml import ORDER, local
from xltools.letters.wording import width

SETTINGS = {"成文日期": "2025年10月16日", "核查意见": "符合"}


KINDS_OF_SUMMARIES = [key for key, one in KINDS.items() if one.needs_summary]


def letters_of(kind: str) -> list[bytes]:
    """The letters of a kind, or of a head."""
    if kind in KINDS:
        made = make_letters(REVIEW_NOTICE, "district", review_figures(), office(**SETTINGS), kind=kind)
    else:
        profile = office(版头=kind, 抄送="示例市财政局", 印发机关="示例区经济和信息化局办公室")
        made = make_letters(NOTICE, "district", figures(), profile)
    return [letter.data for letter in made]


def parts(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(data))


@pytest.mark.parametrize("kind", [*KINDS_OF_SUMMARIES, "文件", "信函"])
def test_children_stand_in_the_order_of_the_schema(kind: str):
    for data in letters_of(kind):
        _in_order(docx.Document(BytesIO(data)))


def _in_order(document: Any) -> None:
    roots = [document.element, document.styles.element, document.settings.element]
    roots += [section.footer._element for section in document.sections]
    for root in roots:
        for element in root.iter():
            order = ORDER.get(local(element)) if isinstance(element.tag, str) else None
            if order and element.tag.startswith(qn("w:p")[:-1]):
                names = [local(child) for child in element]
                assert [name for name in names if name not in order] == []
                places = [order.index(name) for name in names]
                assert places == sorted(places), (local(element), names)


def test_properties_are_clean_and_nothing_points_outside():
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    package = parts(letter.data)
    everything = b"".join(package.read(name) for name in package.namelist())
    assert b"python-docx" not in everything
    assert b'TargetMode="External"' not in everything
    assert not [name for name in package.namelist() if "thumbnail" in name or "customXml" in name]
    properties = docx.Document(BytesIO(letter.data)).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_styles_bear_the_names_an_office_knows():
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    names = {style.name for style in docx.Document(BytesIO(letter.data)).styles}
    assert {
        "公文标题",
        "主送机关",
        "公文正文",
        "一级标题",
        "二级标题",
        "附件说明",
        "发文机关署名",
        "成文日期",
        "附注",
    } <= names


def test_the_section_declares_the_grid_and_the_margins():
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    section = docx.Document(BytesIO(letter.data)).sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")
    assert grid.get(qn("w:charSpace")) == "-849"
    assert section.top_margin.mm == pytest.approx(37, abs=0.1)
    assert section.left_margin.mm == pytest.approx(28, abs=0.1)
    wide = section.page_width - section.left_margin - section.right_margin
    high = section.page_height - section.top_margin - section.bottom_margin
    assert (wide / 36000, high / 36000) == (pytest.approx(156, abs=0.1), pytest.approx(225, abs=0.1))


@pytest.mark.parametrize("fonts", sorted(PROFILES))
def test_font_profiles_name_fonts_and_ship_none(fonts: str):
    (letter,) = make_letters(NOTICE, "district", figures(), office(字体=fonts))
    profile = PROFILES[fonts]
    package = parts(letter.data)
    assert not [name for name in package.namelist() if "fonts/" in name]
    assert profile.body in package.read("word/styles.xml").decode()
    assert profile.title in package.read("word/fontTable.xml").decode()
    assert {one.rule for one in check_letter(letter.data)} == set()


def test_an_unknown_font_profile_is_named():
    with pytest.raises(LetterError, match="gb2312"):
        make_letters(NOTICE, "district", figures(), office(字体="宋体"))


@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize("sealed", ["是", "否"])
def test_one_to_six_organs_sign_sealed_or_not(count: int, sealed: str):
    organs = "、".join(f"示例区示例{number}局" for number in "甲乙丙丁戊己"[:count])
    (letter,) = make_letters(NOTICE, "district", figures(), office(发文机关=organs, 盖章=sealed), kind="submission")
    found = check_letter(letter.data)
    assert [(finding.rule, finding.message) for finding in found] == []


def test_seven_organs_are_too_many():
    organs = "、".join(f"示例区{number}局" for number in "甲乙丙丁戊己庚")
    with pytest.raises(LetterError, match="最多6个"):
        make_letters(NOTICE, "district", figures(), office(发文机关=organs), kind="submission")


def test_a_name_of_32767_characters_stays_whole():
    name = "武汉示例" + "长" * 32759 + "公司"
    (letter,) = make_letters(NOTICE, "district", figures((("示范工厂", name, "项目", "示例一区"),)), office())
    said = "".join(paragraph.text for paragraph in docx.Document(BytesIO(letter.data)).paragraphs)
    assert name in said


def test_a_long_table_repeats_its_head_and_keeps_rows_whole():
    rows = tuple((str(number), "甲") for number in range(60))
    table = RuledTable(heads=("序号", "名称"), rows=rows, widths=(1, 5))
    annex = Annex(label="附件", title="名单", blocks=(table,), landscape=True)
    data = typeset(Manuscript(title="", body=(), annexes=(annex,)), PROFILES["gb2312"])
    made = docx.Document(BytesIO(data)).tables[0]
    assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows)


def test_copies_wrap_to_the_character_after_the_colon():
    cc = tuple(f"示例市第{number}局" for number in range(1, 9))
    manuscript = Manuscript(
        title="示例局关于某事的函",
        body=(Paragraph(Style.BODY, "正文。"),),
        addressee="示例局",
        signature=Signature(organs=("示例局",), date="2022年10月28日"),
        imprint=Imprint(cc=cc, issuer="示例局办公室", date="2022年10月28日"),
    )
    document = docx.Document(BytesIO(typeset(manuscript, PROFILES["gb2312"])))
    rows = [paragraph for paragraph in document.paragraphs if paragraph.style.name == Style.IMPRINT]
    assert rows[0].text.startswith("　抄送：")
    assert all(line.startswith("　　　　") for line in rows[0].text.split("\n")[1:])
    assert rows[0].text.endswith("。")
    assert rows[-1].text.endswith("2022年10月28日印发")


def test_measures_follow_from_the_standard():
    assert (m.LINE, m.CHARACTER_SPACE) == (579, -849)
    assert m.TEXT_HEIGHT // (m.LINE + 1) == 21


def test_a_receipt_form_takes_the_last_row_of_its_list_along():
    (letter,) = make_letters(REVIEW_NOTICE, "district", review_figures(), office(), kind="handover")
    listed, form = docx.Document(BytesIO(letter.data)).tables[:2]
    tied = [cell.paragraphs[0].paragraph_format.keep_with_next for cell in listed.rows[-1].cells]
    assert all(tied)
    assert not listed.rows[0].cells[0].paragraphs[0].paragraph_format.keep_with_next
    assert "移交单位" in form.cell(0, 0).text


def test_what_names_an_attachment_of_the_notice_does_not_break():
    rows = tuple((str(place), "申报表及其证明材料", f"附件{place}", "", "一式七份", "", "") for place in range(1, 12))
    table = laid_out(("序号", "资料名称", "附件号", "页数", "份数", "原件/复印件", "备注"), rows, "clccccc")
    assert table.widths[2] > 1.2 * width("附件11")
