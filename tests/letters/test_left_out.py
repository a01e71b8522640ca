"""A letter of a level holds what the notice wants from that level, and says what of the given summaries it leaves out."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from letter_samples import NOTICE, SUMMARY, office, summary_rows

from xltools.errors import LetterError
from xltools.letters import Letter, check_letter, figures_from_rows, join_figures, make_letters
from xltools.letters.figures import SummaryFigures
from xltools.notice.load import load_notice

TIANJIN = load_notice("tianjin-2025")


def summaries(level: str, *attachments: str) -> SummaryFigures:
    row = {"enterprise": "天津示例甲有限公司", "project": "示例智能工厂"}
    parts = (figures_from_rows(TIANJIN, TIANJIN.attachment(key), [row], level=level) for key in attachments)
    return join_figures(parts)


def left_out(letters: list[Letter]) -> list[tuple[str, str]]:
    return [(one.value, one.severity) for letter in letters for one in letter.findings if one.rule == "letter.left-out"]


def test_the_ministry_gets_what_it_asked_for_and_the_rest_is_named_once():
    letters = make_letters(TIANJIN, "city", summaries("city", "附件4", "附件6", "附件8", "附件9"), office())
    assert left_out(letters) == [("附件8", "warning"), ("附件9", "warning")]


@pytest.mark.parametrize("key", ["附件8", "附件9"])
def test_what_the_city_decides_itself_goes_to_no_ministry(key: str):
    with pytest.raises(LetterError, match=rf"没有要求“天津市”这一级向上报送{key}.*--level"):
        make_letters(TIANJIN, "city", summaries("city", key), office())
    assert make_letters(TIANJIN, "city", summaries("city", key), office(), kind="submission")
    assert make_letters(TIANJIN, "district", summaries("district", key), office())[0].addressee == "天津市工业和信息化局"


def test_a_district_writes_of_all_four_and_leaves_nothing_out():
    letters = make_letters(TIANJIN, "district", summaries("district", "附件4", "附件6", "附件8", "附件9"), office())
    assert len(letters) == 2
    assert left_out(letters) == []


def test_an_enterprises_own_paper_goes_to_whom_it_hands_in_to_whoever_prints_it():
    notice = load_notice("wuhan-2025")
    rows = [{"enterprise": "武汉示例甲有限公司", "project": "示例智能工厂"}]
    to = set()
    for level in ("enterprise", "district"):
        whole = figures_from_rows(notice, notice.attachment("附表"), rows, level=level)
        (letter,) = make_letters(notice, level, whole, office(), kind="承诺书")
        to.add(letter.addressee)
        assert docx.Document(BytesIO(letter.data)).paragraphs
    assert len(to) == 1


def with_doubt(*places: int) -> SummaryFigures:
    doubts = dict.fromkeys(places, ("“覆盖环节数”为“6”，要求不低于8",))
    return figures_from_rows(NOTICE, SUMMARY, summary_rows(), level="district", doubts=doubts)


def test_whoever_is_not_recommended_stands_in_no_list_of_the_recommended():
    summary = with_doubt(0)
    (letter,) = make_letters(NOTICE, "district", summary, office(), kind="report")
    document = docx.Document(BytesIO(letter.data))
    (table,) = document.tables
    annexed = [[cell.text for cell in row.cells][:3] for row in table.rows[1:]]
    assert [row[:2] for row in annexed] == [
        ["1", "示范工厂"],
        ["1", "优秀场景"],
        ["2", "优秀场景"],
        ["3", "优秀场景"],
    ]
    assert "武汉示例装备股份有限公司" not in [row[2] for row in annexed]
    text = "\n".join(one.text for one in document.paragraphs)
    assert "共推荐项目4个" in text
    assert "共16本" in text
    assert "\n武汉示例装备股份有限公司：“覆盖环节数”为“6”，要求不低于8。\n" in text
    assert [one.message for one in check_letter(letter.data, against=summary) if one.severity != "info"] == []


def test_a_letter_without_anyone_to_recommend_annexes_no_list():
    (letter,) = make_letters(NOTICE, "district", with_doubt(*range(5)), office(), kind="submission")
    document = docx.Document(BytesIO(letter.data))
    assert document.tables == []
    assert not any("附件" in one.text for one in document.paragraphs)


def test_an_office_hands_over_the_papers_of_those_it_recommends():
    (letter,) = make_letters(NOTICE, "district", with_doubt(0, 4), office(), kind="handover")
    document = docx.Document(BytesIO(letter.data))
    assert "推荐企业3家。" in [one.text for one in document.paragraphs]
    assert [cell.text for cell in document.tables[0].rows[-1].cells][2:5] == ["4", "3", "12"]


def test_a_cover_lists_what_is_wanted_of_its_enterprise():
    listed = {}
    for key in ("附件4", "附件6", "附件8"):
        letters = make_letters(TIANJIN, "district", summaries("district", key), office(), kind="materials-cover")
        (letter,) = letters
        table = docx.Document(BytesIO(letter.data)).tables[0]
        listed[key] = [row.cells[1].text for row in table.rows[1:]]
    assert [len(one) for one in listed.values()] == [2, 2, 2]
    assert [one[0][:3] for one in listed.values()] == ["领航级", "卓越级", "天津市"]
