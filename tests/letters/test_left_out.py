"""A letter of a level holds what the notice wants from that level, and says what of the given summaries it leaves out."""

from __future__ import annotations

from io import BytesIO

import docx
from letter_samples import office

from xltools.letters import Letter, figures_from_rows, join_figures, make_letters
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
