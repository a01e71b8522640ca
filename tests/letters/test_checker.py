"""The checker passes our own letters, and catches each of its checks on a copy spoilt in one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips
from letter_samples import ITEMS, NOTICE, REVIEW_NOTICE, figures, office, review_figures

from xltools.errors import InputRefused
from xltools.findings import Severity
from xltools.letters import Profile, check_letter, make_letters
from xltools.letters.checker import CHECKS
from xltools.letters.kinds import KINDS
from xltools.letters.manuscript import Style

BASES: dict[str, dict[str, str]] = {
    "plain": {},
    "head": {"版头": "文件", "抄送": "示例市发展和改革委员会、示例市财政局", "印发机关": "示例区经济和信息化局办公室"},
    "letter": {"版头": "信函", "抄送": "示例市发展和改革委员会"},
    "single": {"发文机关": "示例区经济和信息化局", "签发人": "张三"},
}
KIND = {"plain": "report", "head": "report", "letter": "submission", "single": "submission"}
_MADE: dict[str, bytes] = {}


def base(name: str) -> bytes:
    if name not in _MADE:
        (letter,) = make_letters(NOTICE, "district", figures(), office(**BASES[name]), kind=KIND[name])
        _MADE[name] = letter.data
    return _MADE[name]


def rules(data: bytes, **options: object) -> set[str]:
    found = check_letter(data, **{"against": figures(), "notice": NOTICE, "level": "district", **options})
    return {finding.rule for finding in found}


def spoil(data: bytes, mutate: Callable[[Document], object]) -> bytes:
    document = docx.Document(BytesIO(data))
    mutate(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def para(document: Document, style: Style, place: int = 0):
    found = [one for one in document.paragraphs if one.style.name == style and one.text.strip()]
    return found[place]


def retext(style: Style, old: str, new: str, place: int = 0) -> Callable[[Document], None]:
    """Replace words in the paragraph of a style (its runs become one)."""

    def mutate(document: Document) -> None:
        holder = para(document, style, place)
        assert old in holder.text
        text = holder.text.replace(old, new)
        for run in holder.runs[1:]:
            run._r.getparent().remove(run._r)
        holder.runs[0].text = text

    return mutate


def insert_after(style: Style, text: str, new_style: Style, place: int = 0) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        holder = para(document, style, place)
        added = holder.insert_paragraph_before(text, style=document.styles[new_style])
        holder._p.addnext(added._p)

    return mutate


def drop(style: Style) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        for one in [one for one in document.paragraphs if one.style.name == style]:
            one._p.getparent().remove(one._p)

    return mutate


def indent(style: Style, **attributes: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        ppr = para(document, style)._p.get_or_add_pPr()
        for old in ppr.findall(qn("w:ind")):
            ppr.remove(old)
        made = OxmlElement("w:ind")
        for name, value in attributes.items():
            made.set(qn(f"w:{name}"), value)
        ppr.append(made)

    return mutate


def run_font(style: Style, name: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        fonts = OxmlElement("w:rFonts")
        fonts.set(qn("w:eastAsia"), name)
        para(document, style).runs[0]._r.get_or_add_rPr().insert(0, fonts)

    return mutate


def section(**values: object) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        for name, value in values.items():
            setattr(document.sections[0], name, value)

    return mutate


def color(style: Style, value: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        para(document, style).runs[0].font.color.rgb = RGBColor.from_string(value)

    return mutate


def no_grid(document: Document) -> None:
    element = document.sections[0]._sectPr
    element.remove(element.find(qn("w:docGrid")))
    for style in document.styles:
        ppr = style.element.find(qn("w:pPr"))
        if ppr is not None and ppr.find(qn("w:spacing")) is not None:
            ppr.find(qn("w:spacing")).set(qn("w:lineRule"), "auto")


def footer_text(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    for run in paragraph.runs:
        run.text = run.text.replace("—", "-")


def style_size(style: Style, size: float) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        document.styles[style].font.size = Pt(size)

    return mutate


def unred(document: Document) -> None:
    for border in document.element.body.iter(qn("w:pBdr")):
        for side in border:
            side.set(qn("w:color"), "000000")


def move_line(document: Document) -> None:
    for border in document.element.body.iter(qn("w:pBdr")):
        ppr = border.getparent()
        ppr.find(qn("w:spacing")).set(qn("w:before"), "900")


def short_double_line(document: Document) -> None:
    for frame in document.element.body.iter(qn("w:framePr")):
        if frame.getparent().find(qn("w:pBdr")) is not None:
            frame.set(qn("w:w"), "5000")


def number_in_first_footer(document: Document) -> None:
    footer = document.sections[0].first_page_footer
    paragraph = footer.paragraphs[-1]
    run = OxmlElement("w:r")
    code = OxmlElement("w:instrText")
    code.text = " PAGE "
    run.append(code)
    paragraph._p.append(run)


def widow(document: Document) -> None:
    ppr = para(document, Style.BODY)._p.get_or_add_pPr()
    ppr.get_or_add_widowControl().val = True


def before_spacing(document: Document) -> None:
    para(document, Style.BODY).paragraph_format.space_before = Pt(6)


def wide_table(document: Document) -> None:
    table = next(table for table in document.tables if len(table.columns) > 5)
    for column in table._tbl.tblGrid.findall(qn("w:gridCol")):
        column.set(qn("w:w"), "2500")


def tall_cells(document: Document) -> None:
    for name in (Style.CELL_FINE, Style.CELL_SMALL, Style.CELL):
        spacing = document.styles[name].element.find(qn("w:pPr")).find(qn("w:spacing"))
        spacing.set(qn("w:line"), "579")


def cell_text(row: int, column: int, text: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        table = next(table for table in document.tables if len(table.columns) > 5)
        table.rows[row].cells[column].paragraphs[0].runs[0].text = text

    return mutate


def delete_row(document: Document) -> None:
    table = next(table for table in document.tables if len(table.columns) > 5)
    table._tbl.remove(table.rows[-1]._tr)


def swap_items(document: Document) -> None:
    items = [one for one in document.paragraphs if one.style.name == Style.LEVEL3]
    first, second = items[0].text, items[1].text
    items[0].runs[0].text = "1." + second.rstrip("；。")[2:] + "；"
    items[1].runs[0].text = "2." + first.rstrip("；。")[2:] + "。"


def tracked(document: Document) -> None:
    holder = para(document, Style.BODY)
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "x")
    holder._p.append(inserted)


def external(document: Document) -> None:
    document.part.relate_to("http://example.invalid/x", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def author(document: Document) -> None:
    document.core_properties.author = "某单位"


def latin_quotes(document: Document) -> None:
    holder = para(document, Style.BODY)
    run = holder.add_run("“示范”")
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:ascii"), "Times New Roman")
    fonts.set(qn("w:hint"), "default")
    run._r.get_or_add_rPr().insert(0, fonts)


def move_date(document: Document) -> None:
    holder = para(document, Style.DATE)
    ppr = holder._p.get_or_add_pPr()
    ppr.find(qn("w:ind")).set(qn("w:leftChars"), "200")
    ppr.find(qn("w:ind")).set(qn("w:left"), "632")


def no_page_break(document: Document) -> None:
    """The annex label right after the note, in the same section."""
    label = para(document, Style.ANNEX_LABEL)
    note = para(document, Style.NOTE)
    note._p.addnext(label._p)


def thin_rules(document: Document) -> None:
    for border in document.element.body.iter(qn("w:pBdr")):
        if border.getparent().find(qn("w:framePr")) is not None:
            for side in border:
                side.set(qn("w:sz"), "24")


def rule_in_a_letter(document: Document) -> None:
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "8"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    ppr = para(document, Style.IMPRINT)._p.get_or_add_pPr()
    ppr.find(qn("w:framePr")).addnext(borders)


def mark_black(document: Document) -> None:
    document.styles[Style.MARK].font.color.rgb = RGBColor(0, 0, 0)


def words(old: str, new: str) -> Callable[[Document], None]:
    """Replace a whole run's text wherever it stands."""

    def mutate(document: Document) -> None:
        found = [one for one in document.element.body.iter(qn("w:t")) if one.text == old]
        assert found
        for one in found:
            one.text = new

    return mutate


def date_under_the_first(document: Document) -> None:
    date_line = para(document, Style.DATE)
    run = date_line.runs[0]._r
    run.remove(run.find(qn("w:tab")))


SPOILT: tuple[tuple[str, str, Callable[[Document], object]], ...] = (
    ("letter.paper", "plain", section(page_width=Mm(216), page_height=Mm(279))),
    ("letter.margins", "plain", section(top_margin=Mm(25))),
    ("letter.text-area", "plain", section(right_margin=Mm(20))),
    ("letter.gutter", "plain", section(gutter=Mm(5))),
    ("letter.grid", "plain", no_grid),
    ("letter.colour", "plain", color(Style.BODY, "0000FF")),
    ("letter.page-number", "plain", footer_text),
    ("letter.page-number", "plain", lambda d: setattr(d.settings, "odd_and_even_pages_header_footer", False)),
    ("letter.page-number", "plain", style_size(Style.PAGE_NUMBER, 10)),
    ("letter.footer-distance", "plain", section(footer_distance=Mm(10))),
    ("letter.footer-distance", "letter", number_in_first_footer),
    ("letter.number-form", "head", retext(Style.NUMBER, "〔2022〕", "[2022]")),
    ("letter.number-form", "head", retext(Style.NUMBER, "〔2022〕18", "〔2022〕018")),
    ("letter.number-year", "head", retext(Style.NUMBER, "2022", "2021")),
    ("letter.signers", "head", retext(Style.NUMBER, "　李思源", "")),
    ("letter.signers", "head", retext(Style.NUMBER, "签发人：", "")),
    ("letter.red-line", "head", unred),
    ("letter.red-line", "head", move_line),
    ("letter.red-line", "head", mark_black),
    ("letter.letter-form", "letter", short_double_line),
    (
        "letter.letter-form",
        "letter",
        insert_after(Style.IMPRINT, "示例区经济和信息化局办公室　2022年10月28日印发", Style.IMPRINT),
    ),
    ("letter.title-form", "plain", style_size(Style.TITLE, 16)),
    ("letter.title-form", "plain", run_font(Style.TITLE, "黑体")),
    ("letter.title-punctuation", "plain", retext(Style.TITLE, "的报告", "的报告。")),
    ("letter.title-pattern", "plain", retext(Style.TITLE, "关于", "有关")),
    ("letter.title-pattern", "plain", retext(Style.BODY, "特此报告", "特此函告", -1)),
    ("letter.title-shape", "plain", retext(Style.TITLE, "\n试点示范", "试\n点示范")),
    ("letter.title-shape", "plain", retext(Style.TITLE, "\n", "")),
    ("letter.addressee-form", "plain", retext(Style.ADDRESSEE, "：", ":")),
    ("letter.addressee-form", "plain", indent(Style.ADDRESSEE, firstLine="640")),
    ("letter.addressee-one", "plain", retext(Style.ADDRESSEE, "：", "、示例市财政局：")),
    ("letter.addressee-one", "plain", retext(Style.ADDRESSEE, "：", "装备处：")),
    ("letter.body-font", "plain", style_size(Style.BODY, 14)),
    ("letter.body-font", "plain", run_font(Style.BODY, "微软雅黑")),
    ("letter.indent", "plain", indent(Style.BODY, firstLine="0")),
    ("letter.indent", "plain", retext(Style.BODY, "按照", "　　按照")),
    ("letter.heading-order", "plain", retext(Style.LEVEL1, "二、", "三、", 1)),
    ("letter.heading-order", "plain", retext(Style.LEVEL3, "2.", "3.", 1)),
    ("letter.heading-font", "plain", run_font(Style.LEVEL1, "仿宋_GB2312")),
    ("letter.heading-font", "plain", lambda d: setattr(para(d, Style.LEVEL2).runs[0].font, "bold", True)),
    ("letter.heading-form", "plain", retext(Style.LEVEL3, "1.", "1、")),
    ("letter.heading-form", "plain", retext(Style.LEVEL2, "（一）", "（一）、")),
    ("letter.heading-stop", "plain", retext(Style.LEVEL1, "情况", "情况。")),
    ("letter.half-width", "plain", retext(Style.BODY, "，", ",")),
    ("letter.quotes", "plain", retext(Style.BODY, "组织", '"组织"')),
    ("letter.quotes", "plain", retext(Style.BODY, "》", "")),
    ("letter.quote-font", "plain", latin_quotes),
    ("letter.leftover", "plain", retext(Style.BODY, "全区", "{{ 辖区 }}")),
    ("letter.leftover", "plain", retext(Style.BODY, "全区", "××区")),
    ("letter.leftover", "plain", retext(Style.NOTE, "王五", "【待填：联系人】")),
    ("letter.pitch", "plain", before_spacing),
    ("letter.widow", "plain", widow),
    ("letter.enclosures-form", "plain", retext(Style.ATTACHMENTS, "汇总表", "汇总表。")),
    ("letter.enclosures-form", "plain", indent(Style.ATTACHMENTS, firstLine="0", left="0")),
    ("letter.enclosures-number", "plain", retext(Style.ATTACHMENTS_NEXT, "2.", "3.")),
    ("letter.annex-pages", "plain", retext(Style.ANNEX_TITLE, "推荐汇总表", "推荐表")),
    ("letter.annex-pages", "plain", drop(Style.ANNEX_LABEL)),
    ("letter.annex-pages", "plain", no_page_break),
    ("letter.annex-mentions", "plain", retext(Style.BODY, "附件1", "附件3", 3)),
    ("letter.organs", "plain", words("示例区发展和改革局", "示例区财政局")),
    ("letter.date-form", "plain", words("2022年10月28日", "2022年08月05日")),
    ("letter.date-form", "plain", words("2022年10月28日", "2022年2月30日")),
    ("letter.signature-place", "single", move_date),
    ("letter.signature-place", "plain", date_under_the_first),
    ("letter.date-plausible", "plain", words("2022年10月28日", "2022年9月1日")),
    ("letter.date-plausible", "plain", words("2022年10月28日", "2022年11月1日")),
    ("letter.note-form", "plain", retext(Style.NOTE, "（", "")),
    ("letter.note-form", "plain", drop(Style.NOTE)),
    ("letter.imprint-form", "head", retext(Style.IMPRINT, "。", "")),
    ("letter.imprint-form", "head", thin_rules),
    ("letter.imprint-form", "letter", rule_in_a_letter),
    ("letter.imprint-form", "head", retext(Style.IMPRINT, "10月28日印发", "9月28日印发", 1)),
    ("letter.table-form", "plain", wide_table),
    ("letter.cell-pitch", "plain", tall_cells),
    ("letter.counts", "plain", retext(Style.BODY, "项目5个", "项目6个", 1)),
    ("letter.counts", "plain", retext(Style.BODY, "示范工厂2个", "示范工厂3个", 1)),
    ("letter.counts", "plain", retext(Style.BODY, "企业5家", "企业四家", 1)),
    ("letter.counts", "plain", retext(Style.LEVEL2, "3个", "4个", 1)),
    ("letter.ranks", "plain", swap_items),
    ("letter.ranks", "plain", cell_text(1, 0, "9")),
    ("letter.names", "plain", retext(Style.LEVEL3, "股份", "股分")),
    ("letter.names", "plain", cell_text(2, 4, "光电子器件智能制造示范工场")),
    ("letter.names", "plain", delete_row),
    ("letter.copies", "plain", retext(Style.ATTACHMENTS_NEXT, "一式四份", "一式两份")),
    ("letter.citation", "plain", retext(Style.BODY, "〔2022〕40号", "〔2022〕41号")),
    ("letter.citation", "plain", retext(Style.BODY, "关于申报", "关于组织申报")),
    ("letter.notice-terms", "plain", retext(Style.ADDRESSEE, "示例市", "别的市")),
    ("letter.revisions", "plain", tracked),
    ("letter.external", "plain", external),
    ("letter.author", "plain", author),
    ("letter.fonts", "plain", run_font(Style.NOTE, "微软雅黑")),
)
ELSEWHERE = {"letter.summary-changed", "letter.quota"}
"""Checks that need another summary rather than a spoilt document; tested below."""


@pytest.mark.parametrize("name", BASES)
def test_our_own_letters_pass(name: str):
    # One organ under a call for a joint letter is meant to be named.
    assert rules(base(name)) == ({"letter.notice-terms"} if name == "single" else set())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_passes(kind: str):
    settings = {"成文日期": "2025年10月16日", "核查意见": "符合", "发文机关": "示例区经济和信息化局"}
    cases = (
        (REVIEW_NOTICE, "district", review_figures(), office(**settings)),
        (REVIEW_NOTICE, "enterprise", review_figures(), office(**settings)),
        (NOTICE, "district", figures(), office(核查意见="符合")),
    )
    for notice, level, summary, profile in cases:
        for letter in make_letters(notice, level, summary, profile, kind=kind):
            found = check_letter(letter.data, against=summary, notice=notice, level=level)
            assert [(finding.rule, finding.message) for finding in found] == []


@pytest.mark.parametrize(
    ("rule", "name", "mutate"), SPOILT, ids=[f"{n}-{rule}" for n, (rule, _, _) in enumerate(SPOILT)]
)
def test_a_spoilt_copy_is_caught(rule: str, name: str, mutate: Callable[[Document], object]):
    assert rule in rules(spoil(base(name), mutate))


def test_every_check_has_a_spoilt_copy():
    assert {check.id for check in CHECKS} == {rule for rule, _, _ in SPOILT} | ELSEWHERE


def test_a_summary_changed_afterwards_is_caught():
    changed = (("示范工厂", "武汉示例装备股份有限公司", "重型装备智能制造示范工厂（二期）", "示例一区"), *ITEMS[1:])
    found = check_letter(base("plain"), against=figures(changed), notice=NOTICE, level="district")
    by_rule = {finding.rule: finding for finding in found}
    assert {"letter.summary-changed", "letter.names"} <= set(by_rule)
    assert "（二期）" in by_rule["letter.names"].expected


def test_a_summary_that_lost_a_row_is_caught():
    found = rules(base("plain"), against=figures(ITEMS[:-1]))
    assert {"letter.summary-changed", "letter.counts", "letter.names"} <= found


def test_a_summary_saved_again_is_the_same_summary():
    again = replace(figures(), tables=tuple(replace(table, sha256="f" * 64) for table in figures().tables))
    assert rules(base("plain"), against=again) == set()


def test_more_than_the_quota_is_an_error_and_between_two_quotas_a_warning():
    items = tuple(("示范工厂", f"武汉示例{n}号有限公司", f"第{n}个示范工厂", "示例一区") for n in range(1, 17))
    too_many = figures(items, level="province")
    letters = make_letters(NOTICE, "province", too_many, Profile(), settings={"报送主体": "省"})
    found = [finding for finding in letters[0].findings if finding.rule == "letter.quota"]
    assert [finding.severity for finding in found] == [Severity.ERROR]
    letters = make_letters(NOTICE, "province", figures(level="province"), Profile())
    found = [finding for finding in letters[0].findings if finding.rule == "letter.quota"]
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_what_is_too_late_is_said_only_when_the_day_is_given():
    assert "letter.notice-terms" in rules(base("plain"), today=date(2022, 11, 5))
    assert "letter.date-plausible" in rules(base("plain"), today=date(2022, 10, 1))


def test_findings_say_where_and_what_to_do():
    found = check_letter(spoil(base("plain"), retext(Style.BODY, "项目5个", "项目6个", 1)), against=figures())
    finding = next(finding for finding in found if finding.rule == "letter.counts")
    assert finding.message.startswith("正文“全区本次共推荐项目6个")
    assert (finding.value, finding.expected) == ("6", "5")
    assert finding.fix
    assert finding.basis


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"no zip", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported"),
    ],
)
def test_no_word_document_is_refused_with_a_code(data: bytes, code: str):
    with pytest.raises(InputRefused) as refused:
        check_letter(data)
    assert refused.value.code == code


def test_a_letter_typed_without_our_styles_is_understood():
    document = docx.Document()
    document.sections[0].top_margin = Twips(2098)
    for text, align, size in (
        ("示例区经济和信息化局关于报送推荐项目的报告", 1, 22),
        ("示例市经济和信息化局：", 0, 16),
        ("一、总体情况", 0, 16),
        ("共推荐项目6个。", 0, 16),
        ("示例区经济和信息化局", 2, 16),
        ("2022.10.28", 2, 16),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = align
        paragraph.add_run(text).font.size = Pt(size)
    out = BytesIO()
    document.save(out)
    found = rules(out.getvalue())
    assert {"letter.date-form", "letter.counts", "letter.body-font", "letter.page-number"} <= found
    assert not {"letter.addressee-form", "letter.organs"} & found
