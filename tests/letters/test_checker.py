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
from letter_samples import ITEMS, NOTICE, REVIEW_NOTICE, SUMMARY, figures, office, review_figures, summary_rows

from xltools.errors import InputRefused
from xltools.findings import Severity
from xltools.letters import Profile, check_letter, make_letters
from xltools.letters.checker import CHECKS
from xltools.letters.choosing import kinds_at
from xltools.letters.figures import figures_from_rows
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
    note._p.addprevious(label._p)  # the note itself ends the section


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


def added(style: Style, text: str, place: int = -1) -> Callable[[Document], None]:
    """Another paragraph of the same style behind one."""
    return insert_after(style, text, style, place)


def blank_after(style: Style, times: int, place: int = 0) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        for _ in range(times):
            para(document, style, place)._p.addnext(OxmlElement("w:p"))

    return mutate


def run_look(style: Style, text: str, **look: object) -> Callable[[Document], None]:
    """Words at a paragraph's end that look otherwise than the rest."""

    def mutate(document: Document) -> None:
        run = para(document, style).add_run(text)
        for name, value in look.items():
            setattr(run.font, name, value)

    return mutate


def line_pitch(**attributes: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        spacing = para(document, Style.BODY)._p.get_or_add_pPr().get_or_add_spacing()
        for name, value in attributes.items():
            spacing.set(qn(f"w:{name}"), value)

    return mutate


def text_box(text: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        run = para(document, Style.BODY).add_run()._r
        drawing, box, holder = (OxmlElement(f"w:{name}") for name in ("pict", "txbxContent", "p"))
        inner, words_ = OxmlElement("w:r"), OxmlElement("w:t")
        words_.text = text
        for outer, child in ((inner, words_), (holder, inner), (box, holder), (drawing, box), (run, drawing)):
            outer.append(child)

    return mutate


def header_text(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"


def narrow_annex(document: Document) -> None:
    document.sections[1].left_margin = Mm(10)


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
    ("letter.signers", "head", retext(Style.NUMBER, "\t李思源", "")),
    ("letter.signers", "head", retext(Style.NUMBER, "签发人：", "")),
    ("letter.red-line", "head", unred),
    ("letter.red-line", "head", move_line),
    ("letter.red-line", "head", mark_black),
    ("letter.short-title", "plain", retext(Style.BODY, "要求，", "要求和《办法》，")),
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
    ("letter.closing", "plain", retext(Style.BODY, "特此报告", "特此函告", -1)),
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
    ("letter.annex-mentions", "plain", retext(Style.BODY, "附件1", "附件3", 2)),
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
    (
        "letter.citation",
        "plain",
        retext(
            Style.BODY,
            "2022年度国家智能制造试点示范的通知》（示经信函〔2022〕40号）",
            "2021年度国家智能制造试点示范的通知》",
        ),
    ),
    ("letter.citation-form", "plain", retext(Style.BODY, "〔2022〕40号", "[2022]40号")),
    ("letter.notice-terms", "plain", retext(Style.ADDRESSEE, "示例市经济和信息化局", "国家发展改革委")),
    ("letter.names", "plain", added(Style.LEVEL3, "4.武汉示例新材料有限公司——能耗数据监测。")),
    ("letter.names", "plain", added(Style.LEVEL3, "4.武汉示例航空有限公司——智能排产。")),
    ("letter.names", "plain", retext(Style.LEVEL3, "产线柔性配置", "产线柔性重构", 2)),
    ("letter.names", "plain", retext(Style.LEVEL3, "智能制造示范工厂", "智能制造示范工厂（成熟度四级）")),
    ("letter.names", "plain", retext(Style.LEVEL2, "示范工厂", "优秀场景")),
    ("letter.breakdown", "plain", added(Style.BODY, "5家企业中，国有企业2家、民营企业4家。")),
    ("letter.leftover", "plain", added(Style.BODY, "X月X日，邀请×名专家评审。")),
    ("letter.days", "plain", added(Style.BODY, "11月31日至12月2日网上公示，没有异议。")),
    ("letter.bureaus", "plain", added(Style.BODY, "会同区应急管理局、市税务局核查。")),
    ("letter.elsewhere", "plain", added(Style.BODY, "企业均在江岸区注册。")),
    ("letter.category", "plain", retext(Style.BODY, "优秀场景3个", "典型场景3个", 1)),
    ("letter.balance", "plain", added(Style.BODY, "共收到3个项目的申报材料，经审核推荐5个。")),
    ("letter.balance", "plain", added(Style.BODY, "共收到申报项目9个，3个项目未通过，推荐5个。")),
    ("letter.balance", "plain", added(Style.BODY, "收到9家企业申报。对8家申报企业进行了核查。")),
    ("letter.amounts", "plain", added(Style.BODY, "涉及资金88亿元。")),
    ("letter.volumes", "plain", retext(Style.BODY, "共20本", "共37本", -2)),
    ("letter.volumes", "plain", retext(Style.BODY, "共20本", "合计21册", -2)),
    ("letter.subject", "plain", retext(Style.TITLE, "2022", "2021")),
    ("letter.subject", "plain", retext(Style.TITLE, "智能制造", "绿色制造")),
    ("letter.deadlines", "plain", added(Style.BODY, "按照2022年11月30日前报送的要求，现予报送。")),
    ("letter.deadlines", "plain", added(Style.BODY, "请于2022年10月20日前函复。")),
    ("letter.deadlines", "plain", added(Style.BODY, "请于2022年2月30日前反馈。")),
    ("letter.quota", "plain", added(Style.BODY, "通知规定限额为优秀场景3个。")),
    ("letter.area", "plain", retext(Style.BODY, "全区企业", "全市企业")),
    ("letter.enclosure-names", "plain", retext(Style.ATTACHMENTS_NEXT, "申报书", "申报表")),
    ("letter.enclosure-names", "plain", retext(Style.ATTACHMENTS_NEXT, "试点示范项目", "示范项目")),
    *(
        ("letter.counts", "plain", retext(Style.BODY, "全区本次共推荐项目5个，涉及企业5家。", words_, 1))
        for words_ in (
            "共收到9家企业申报，经审核推荐4家。",
            "共计推荐6个项目。",
            "经审核，同意报送项目六项。",
            "推荐6个智能制造项目。",
        )
    ),
    ("letter.deadlines", "plain", added(Style.BODY, "按通知规定于2022年9月30日前报送。")),
    ("letter.deadlines", "plain", added(Style.BODY, "报送截止日期为2022年11月30日。")),
    *(
        ("letter.leftover", "plain", retext(Style.BODY, "我们组织", f"{left}组织"))
        for left in ("某某区", "nan", "〇〇区", "????", "{辖区}", "N/A", "＊＊区", "#REF!")
    ),
    ("letter.kind", "plain", retext(Style.TITLE, "的报告", "的汇报")),
    ("letter.kind", "plain", retext(Style.TITLE, "的报告", "")),
    ("letter.kind", "plain", retext(Style.TITLE, "的报告", "的请示报告")),
    ("letter.title-form", "plain", drop(Style.TITLE)),
    ("letter.closing", "plain", retext(Style.BODY, "特此报告", "当否，请批复", -1)),
    ("letter.closing", "plain", retext(Style.BODY, "特此报告", "恳请贵局批准并安排资金支持。特此报告", -1)),
    ("letter.closing", "plain", retext(Style.BODY, "特此报告。", "此致敬礼", -1)),
    ("letter.closing", "plain", retext(Style.BODY, "特此报告。", "材料真实。", -1)),
    ("letter.slips", "plain", retext(Style.BODY, "企业开展", "的的企业开展", 0)),
    ("letter.slips", "plain", retext(Style.BODY, "个。", "个。。", 1)),
    ("letter.slips", "plain", retext(Style.TITLE, "推荐项目", "推荐项日")),
    ("letter.slips", "plain", retext(Style.BODY, "组织全区", "组织 全区")),
    ("letter.slips", "plain", retext(Style.BODY, "组织全区", "组织组织全区")),
    ("letter.emphasis", "plain", lambda d: setattr(para(d, Style.BODY).runs[0].font, "bold", True)),
    ("letter.emphasis", "plain", run_look(Style.BODY, "内部意见", size=Pt(1))),
    ("letter.emphasis", "plain", run_look(Style.BODY, "意见", strike=True)),
    ("letter.emphasis", "plain", run_look(Style.BODY, "意见", underline=True)),
    ("letter.emphasis", "plain", run_look(Style.BODY, "意见", italic=True)),
    ("letter.blank-lines", "plain", blank_after(Style.BODY, 1)),
    ("letter.blank-lines", "plain", blank_after(Style.ATTACHMENTS_NEXT, 6)),
    ("letter.pitch", "plain", line_pitch(line="400", lineRule="exact")),
    ("letter.pitch", "plain", line_pitch(line="360", lineRule="auto")),
    ("letter.leftover", "plain", retext(Style.BODY, "我们组织", "None组织")),
    ("letter.leftover", "plain", retext(Style.BODY, "全区", "XX区")),
    ("letter.leftover", "plain", retext(Style.BODY, "我们组织", "□□组织")),
    ("letter.leftover", "plain", retext(Style.BODY, "我们组织", "锟斤拷组织")),
    ("letter.note-form", "plain", retext(Style.NOTE, "00000000", "0000000x")),
    ("letter.imprint-form", "head", retext(Style.IMPRINT, "示例市发展和改革委员会", "示例市经济和信息化局")),
    ("letter.headers", "plain", header_text),
    ("letter.text-boxes", "plain", text_box("共推荐项目99个")),
    ("letter.lying-margins", "plain", narrow_annex),
    ("letter.revisions", "plain", tracked),
    ("letter.external", "plain", external),
    ("letter.author", "plain", author),
    ("letter.fonts", "plain", run_font(Style.NOTE, "微软雅黑")),
)
ELSEWHERE = {"letter.summary-changed", "letter.opinions"}
"""Checks that need another summary rather than a spoilt document; tested below."""


@pytest.mark.parametrize("name", BASES)
def test_our_own_letters_pass(name: str):
    # One organ under a call for a joint letter is meant to be named.
    assert rules(base(name)) == ({"letter.notice-terms"} if name == "single" else set())


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_passes(kind: str):
    settings = {
        "成文日期": "2025年10月16日",
        "核查意见": "符合",
        "发文机关": "示例区经济和信息化局",
        "公示期": "10月16日至20日",
    }
    cases = (
        (REVIEW_NOTICE, "district", review_figures(), office(**settings)),
        (REVIEW_NOTICE, "enterprise", review_figures(), office(**settings)),
        (NOTICE, "district", figures(), office(核查意见="符合", 公示期="10月28日至30日")),
    )
    for notice, level, summary, profile in cases:
        if KINDS[kind] not in kinds_at(notice.level(level)) or not KINDS[kind].needs_summary:
            continue  # an enterprise writes no letter of an office
        for letter in make_letters(notice, level, summary, profile, kind=kind):
            found = check_letter(letter.data, against=summary, notice=notice, level=level)
            assert [(finding.rule, finding.message) for finding in found] == []


@pytest.mark.slow
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


def test_an_enterprise_that_the_office_refuses_is_not_listed_as_recommended():
    (letter,) = make_letters(
        REVIEW_NOTICE, "district", review_figures(), office(发文机关="示例区经济和信息化局"), kind="review-report"
    )
    (table,) = review_figures().tables
    rows = (replace(table.rows[0], opinion="不予推荐"), *table.rows[1:])
    changed = replace(review_figures(), tables=(replace(table, rows=rows),))
    found = check_letter(letter.data, against=changed, notice=REVIEW_NOTICE, level="district")
    assert {"letter.opinions", "letter.counts"} <= {finding.rule for finding in found}


HONEST = (
    "截至2021年底，全区累计建成市级示范项目28个、国家级示范工厂1家，规模以上工业企业126家，上市公司2家。",
    "去年推荐项目12个，入选3个。",
    "截至10月20日，共收到9家企业的申报材料，4家企业因成熟度未达到二级等原因，本次不予推荐，经审核推荐5家。",
    "有12家企业报名，9家企业提交申报材料，经审核推荐5家。",
    "各区共收到企业申报45家，经区级初审报送项目18个，本次推荐项目5个，其中示范工厂2个、优秀场景3个。",
    "我们要求企业于10月18日前提交材料，按照2022年10月31日前报送的要求报送。",
    "收到材料8份，组织5名专家分2组评审，公示5个工作日，会同税务等3个部门核查。",
    "各街道初审后共报来项目9个，择优推荐项目5个（示范工厂2个、优秀场景3个）。",
    "按《示例市关于推进新型工业化的意见》（示政发〔2021〕7号）精神，我区智能制造水平居全市前列。",
    "10月20日前，企业完成网上填报。",
    "未收到异议。目前，已通过企业微信群+上门走访等方式送达。",
)


@pytest.mark.parametrize("text", HONEST)
def test_figures_of_other_matters_are_left_alone(text: str):
    found = check_letter(
        spoil(base("plain"), added(Style.BODY, text, 2)), against=figures(), notice=NOTICE, level="district"
    )
    assert [finding.message for finding in found if finding.severity is not Severity.INFO] == []


def test_what_stands_in_other_words_in_a_list_is_the_same_row():
    for old, new in (
        ("——重型装备智能制造示范工厂；", "（重型装备智能制造示范工厂）；"),
        ("——重型装备智能制造示范工厂；", "“重型装备智能制造示范工厂”；"),
        ("——重型装备智能制造示范工厂；", "；"),
        ("示范工厂；", "示范工厂（成熟度三级）；"),
    ):
        assert rules(spoil(base("plain"), retext(Style.LEVEL3, old, new))) == set()


def test_a_row_inserted_into_the_summary_is_one_difference():
    rows = summary_rows()
    added_row = {
        **rows[2],
        "enterprise": "武汉示例航空有限公司",
        "credit_code": "91420100MA4KEXM777",
        "project": "智能排产",
    }
    changed = figures_from_rows(NOTICE, SUMMARY, [*rows[:2], added_row, *rows[2:]], level="district")
    found = check_letter(base("plain"), against=changed, notice=NOTICE, level="district")
    named = [finding for finding in found if finding.rule == "letter.names" and finding.message.startswith("附表")]
    assert [finding.value for finding in named] == ["武汉示例航空有限公司"]


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
