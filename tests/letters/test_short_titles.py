"""A notice named again, money in columns, and tables of a letter's own."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from letter_samples import LEDGER, NOTICE, REVIEW_NOTICE, figures, office, texts

from xltools.letters import Profile, check_letter, figures_from_rows, make_letters
from xltools.letters.figures import SummaryFigures
from xltools.letters.wording import money_column, plain_amount
from xltools.notice.model import Column, ColumnType

# --- the short title -------------------------------------------------------------------------------------------------


def test_a_notice_named_again_is_cited_in_full_once():
    """The quota paragraph names the notice again: 以下简称《通知》 stands behind the full title, and only there."""
    (letter, _) = make_letters(
        NOTICE,
        "province",
        figures(level="province"),
        Profile(),
        settings={"报送主体": "省", "成文日期": "2022年12月1日"},
    )
    said = texts(letter.data)
    basis = next(text for text in said if text.startswith("按照"))
    assert f"《{NOTICE.title}》（{NOTICE.document}，以下简称《通知》）要求" in basis
    assert any(text.startswith("《通知》规定的推荐限额为") for text in said)
    assert "".join(said).count(NOTICE.title) == 1
    found = check_letter(letter.data, against=figures(level="province"), notice=NOTICE, level="province")
    assert not {"letter.citation", "letter.short-title"} & {finding.rule for finding in found}


def test_a_notice_named_once_gets_no_short_title():
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    assert "以下简称" not in "".join(texts(letter.data))


def test_a_persons_own_words_bring_the_short_title_in():
    (letter,) = make_letters(
        NOTICE, "district", figures(), office(), settings={"审核情况": "按照《通知》要求逐项审核。"}
    )
    assert "以下简称《通知》" in "".join(texts(letter.data))


@pytest.mark.parametrize(
    ("basis", "words"),
    [("《示例通知》要求", "通知规定的推荐限额"), ("《示例通知》（以下简称《通知》）要求", "《通知》规定的推荐限额")],
)
def test_a_basis_of_the_offices_own_decides(basis: str, words: str):
    settings = {"报送主体": "省", "依据": basis}
    (letter, _) = make_letters(NOTICE, "province", figures(level="province"), Profile(), settings=settings)
    assert any(text.startswith(words) for text in texts(letter.data))


def with_paragraphs(*added: str) -> bytes:
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    document = docx.Document(BytesIO(letter.data))
    place = next(one for one in document.paragraphs if one.text.startswith("一、"))
    for text in added:
        place.insert_paragraph_before(text, style=document.styles["公文正文"])
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("added", "found"),
    [
        (("按照《通知》要求办理。",), ["用了简称《通知》，前面没有写明是哪一份文件的简称。"]),
        (("按照《通知》要求办理。", "《通知》另有规定。"), ["用了简称《通知》，前面没有写明是哪一份文件的简称。"]),
        (("按照《关于申报工作的通知》（以下简称《通知》）要求办理。", "《通知》另有规定。"), []),
        (("按照《关于申报工作的通知》（示办〔2022〕4号，以下简称“通知”）要求办理。", "《通知》另有规定。"), []),
        (("按照《关于申报工作的通知》要求办理。", "通知另有规定，“通知”一词不加书名号。"), []),
        (
            ("按照《关于申报工作的通知》（以下简称《通知》）要求办理。", "《关于申报工作的通知》另有规定。"),
            ["前面已写明“以下简称《通知》”，这里又写了全称《关于申报工作的通知》。"],
        ),
    ],
)
def test_short_titles(added: tuple[str, ...], found: list[str]):
    said = check_letter(with_paragraphs(*added))
    assert [finding.message.rpartition("”：")[2] for finding in said if finding.rule == "letter.short-title"] == found


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        (("1200", "88.5", "1,234.56"), ("1200.00", "88.50", "1234.56")),
        (("1200", "0.123456"), ("1200.000000", "0.123456")),  # no amount is rounded
        (("1200.50万元", "-3万元", "待核"), ("1200.50万元", "-3.00万元", "待核")),
        (("", "—", "01200", "12,34"), ("", "—", "1200.00", "12,34")),
    ],
)
def test_amounts_of_a_column_have_equally_many_decimals(cells: tuple[str, ...], printed: tuple[str, ...]):
    assert money_column(cells) == printed


def test_what_is_no_amount():
    assert [plain_amount(text) for text in ("12a", "1,23", "", "1.2.3", "约100")] == [None] * 5


def ledger(*amounts: str) -> SummaryFigures:
    rows = [
        {"rank": str(at), "company": f"武汉示例{at}号有限公司", "project": f"{at}号工厂", "amount": amount}
        for at, amount in enumerate(amounts, 1)
    ]
    return figures_from_rows(REVIEW_NOTICE, LEDGER, rows, level="district")


def aligned(data: bytes, heading: str) -> list[tuple[str, str]]:
    """(text, alignment) of a column's cells below its heading, in the last table that has it."""
    for table in reversed(docx.Document(BytesIO(data)).tables):
        heads = [cell.text for cell in table.rows[0].cells]
        if heading in heads:
            cells = [row.cells[heads.index(heading)] for row in table.rows[1:]]
            return [
                (cell.text, cell.paragraphs[0].alignment.name if cell.paragraphs[0].alignment is not None else "")
                for cell in cells
            ]
    raise AssertionError(heading)


def test_a_column_of_money_stands_point_under_point():
    summary = ledger("6000", "12345.6", "98.75")
    settings = {"核查意见": "符合", "成文日期": "2025年10月16日"}
    notice = replace(REVIEW_NOTICE, attachments=(LEDGER,))
    (letter,) = make_letters(notice, "district", summary, office(), kind="submission", settings=settings)
    column = [("6000.00", "RIGHT"), ("12345.60", "RIGHT"), ("98.75", "RIGHT")]
    # A roll-up of details is no annex unless the pack says so.
    spec = next(one for one in notice.levels if one.key == "district")
    named = replace(spec, letters=tuple(replace(one, attachments=("附件6",)) for one in spec.letters))
    (letter,) = make_letters(replace(notice, levels=(named,)), "district", summary, office(), settings=settings)
    assert aligned(letter.data, "投资额（万元）") == column
    found = check_letter(letter.data, against=summary, notice=notice, level="district")
    assert [finding.message for finding in found if finding.rule == "letter.names"] == []


def test_a_changed_amount_in_the_annex_is_caught_whatever_its_noughts():
    summary, other = ledger("6000", "88.5"), ledger("6000", "88.6")
    spec = next(one for one in REVIEW_NOTICE.levels if one.key == "district")
    named = replace(spec, letters=tuple(replace(one, attachments=("附件6",)) for one in spec.letters))
    notice = replace(REVIEW_NOTICE, attachments=(LEDGER,), levels=(named,))
    settings = {"核查意见": "符合", "成文日期": "2025年10月16日"}
    (letter,) = make_letters(notice, "district", summary, office(), settings=settings)
    found = check_letter(letter.data, against=other, notice=notice, level="district")
    assert any("“88.50”" in one.message and "“88.6”" in one.message for one in found if one.rule == "letter.names")


def test_codes_that_look_like_amounts_are_left_alone():
    columns = (
        *LEDGER.columns,
        Column(key="number", heading="编号"),
        Column(key="unit", heading="单价（元）", type=ColumnType.AMOUNT, unit="元"),
    )
    rows = [{"company": "武汉示例甲有限公司", "project": "甲厂", "number": "0012", "unit": "5", "amount": "1"}]
    (row,) = figures_from_rows(REVIEW_NOTICE, replace(LEDGER, columns=columns), rows).rows
    assert row.cells["number"] == "0012"
    table = figures_from_rows(REVIEW_NOTICE, replace(LEDGER, columns=columns), rows).tables[0]
    assert dict(table.amounts) == {"amount": "万元", "unit": "元"}
