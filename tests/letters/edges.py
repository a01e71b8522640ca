"""Letters one step inside and one step outside of every check: INSIDE and OUTSIDE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from letter_samples import NOTICE, figures
from letters.bases import base

from xltools.findings import Finding
from xltools.letters.checker import check_opened
from xltools.letters.checker.opened import OpenedLetter, Para
from xltools.letters.checker.reading import read_opened
from xltools.letters.manuscript import Style
from xltools.letters.opening import open_document
from xltools.letters.typesetting import measures as m

Edit = Callable[[OpenedLetter], OpenedLetter]


@cache
def opened(name: str) -> OpenedLetter:
    return read_opened(open_document(base(name)))


def found(document: OpenedLetter, **options: object) -> list[Finding]:
    given = {"against": figures(), "notice": NOTICE, "level": "district", "today": None, **options}
    return check_opened(document, given["against"], given["notice"], given["level"], given["today"])  # type: ignore[arg-type]


def line_of(one: Finding) -> str:
    return f"{one.severity.value} {one.rule} {' '.join(one.cells)} “{one.value}”→“{one.expected}” {one.message}"


def at(document: OpenedLetter, style: Style, place: int = 0) -> Para:
    return [para for para in document.paragraphs if para.style == style and para.text.strip()][place]


def swapped(document: OpenedLetter, para: Para) -> OpenedLetter:
    return replace(document, paragraphs=tuple(para if one.index == para.index else one for one in document.paragraphs))


def put(style: Style, place: int = 0, **fields: object) -> Edit:
    return lambda document: swapped(document, replace(at(document, style, place), **fields))  # type: ignore[arg-type]


def run(style: Style, place: int = 0, **fields: object) -> Edit:
    def edit(document: OpenedLetter) -> OpenedLetter:
        para = at(document, style, place)
        return swapped(document, replace(para, runs=tuple(replace(one, **fields) for one in para.runs)))  # type: ignore[arg-type]

    return edit


def say(style: Style, old: str, new: str, place: int = 0) -> Edit:
    def edit(document: OpenedLetter) -> OpenedLetter:
        para = at(document, style, place)
        assert old in para.text, para.text
        return swapped(document, replace(para, runs=(replace(para.runs[0], text=para.text.replace(old, new)),)))

    return edit


def text(style: Style, new: str, place: int = 0) -> Edit:
    def edit(document: OpenedLetter) -> OpenedLetter:
        para = at(document, style, place)
        return swapped(document, replace(para, runs=(replace(para.runs[0], text=new),)))

    return edit


def page(**fields: int | str) -> Edit:
    return lambda document: replace(
        document, sections=(replace(document.sections[0], **fields), *document.sections[1:])
    )  # type: ignore[arg-type]


def then(*edits: Edit) -> Edit:
    def edit(document: OpenedLetter) -> OpenedLetter:
        for one in edits:
            document = one(document)
        return document

    return edit


def whole(**fields: object) -> Edit:
    return lambda document: replace(document, **fields)  # type: ignore[arg-type]


def footer(key: str, **fields: object) -> Edit:
    def edit(document: OpenedLetter) -> OpenedLetter:
        section = document.sections[0]
        paras = tuple(replace(para, **fields) for para in section.footers[key])  # type: ignore[arg-type]
        return replace(
            document, sections=(replace(section, footers={**section.footers, key: paras}), *document.sections[1:])
        )

    return edit


def mm(value: float) -> int:
    return round(value * m.MM)


def grid(**fields: object) -> Edit:
    return lambda document: replace(document, tables=(replace(document.tables[0], **fields), *document.tables[1:]))  # type: ignore[arg-type]


LONG = tuple(("项目名称",) for _ in range(13))
SHORT = LONG[:12]
B, N, T = Style.BODY, Style.NOTE, Style.TITLE

INSIDE: tuple[tuple[str, str, Edit], ...] = (
    ("letter.paper", "plain", page(width=m.PAGE_WIDTH + 20)),
    ("letter.paper", "plain", page(height=m.PAGE_HEIGHT - 20)),
    ("letter.margins", "plain", page(top=mm(38))),
    ("letter.margins", "plain", page(left=mm(27))),
    ("letter.text-area", "plain", page(right=mm(25))),
    ("letter.text-area", "plain", page(bottom=mm(36))),
    ("letter.grid", "plain", put(B, 0, line=571)),
    ("letter.page-number", "plain", footer("default", right=1.3)),
    ("letter.page-number", "plain", footer("default", align="end")),
    ("letter.page-number", "plain", footer("even", left=0.7, first=0.0)),
    ("letter.page-number", "plain", footer("even", align="start")),
    ("letter.footer-distance", "plain", page(footer=mm(24.6))),
    ("letter.footer-distance", "plain", page(footer=mm(26.4))),
    ("letter.body-font", "plain", run(B, 0, size=16.5)),
    ("letter.body-font", "plain", run(B, 0, size=15.5)),
    ("letter.indent", "plain", put(B, 0, first=2.14)),
    ("letter.indent", "plain", put(B, 0, left=-0.14)),
    ("letter.heading-font", "plain", run(Style.LEVEL1, 0, size=15.5)),
    ("letter.heading-stop", "plain", say(Style.LEVEL1, "组织申报情况", "组织" + "申报" * 13 + "。", 0)),
    ("letter.heading-form", "plain", say(Style.LEVEL3, "1.", "（1）", 0)),
    ("letter.quote-font", "plain", then(say(B, "按照", "按照“示范”"), run(B, 0, latin="Arial", hint="eastAsia"))),
    ("letter.half-width", "plain", say(B, "按照", "按照IEC 62264,及")),
    ("letter.quotes", "plain", say(B, "按照", "按照“示范”《甲》（乙）'A'")),
    ("letter.leftover", "plain", say(B, "按照", "按照×x型")),
    ("letter.leftover", "plain", say(B, "按照", "按照box_ __")),
    ("letter.title-form", "plain", run(T, 0, size=22.5)),
    ("letter.title-form", "plain", put(T, 0, left=0.2, first=-0.2)),
    ("letter.addressee-form", "plain", put(Style.ADDRESSEE, 0, first=0.1, left=0.1)),
    ("letter.addressee-one", "plain", text(Style.ADDRESSEE, "示例市处置中心：")),
    ("letter.enclosures-form", "plain", put(Style.ATTACHMENTS, 0, left=6.8)),
    ("letter.enclosures-form", "plain", put(Style.ATTACHMENTS_NEXT, 0, first=-0.7)),
    ("letter.enclosures-form", "plain", put(Style.ATTACHMENTS, 0, left=7.05, first=-4.5)),
    ("letter.note-form", "plain", put(N, 0, first=2.29)),
    ("letter.note-form", "plain", say(N, "027-00000000", "13800000000")),
    ("letter.note-form", "plain", say(N, "027-00000000", "0714-1234567")),
    ("letter.annex-pages", "plain", put(Style.ANNEX_LABEL, 0, left=0.2)),
    ("letter.annex-pages", "plain", run(Style.ANNEX_LABEL, 0, size=16.4)),
    ("letter.table-form", "plain", grid(width=16838 - 1984 - 2098 + 60)),
    ("letter.table-form", "plain", grid(rows=SHORT, head_repeats=False, whole_rows=False)),
    ("letter.table-form", "plain", grid(rows=LONG)),
    ("letter.table-form", "plain", grid(rows=LONG, width=99999, ruled=False, head_repeats=False)),
    ("letter.date-form", "plain", say(Style.DATE, "10月28日", "12月31日")),
    ("letter.imprint-form", "head", run(Style.IMPRINT, 0, size=14.5)),
    ("letter.imprint-form", "head", put(Style.IMPRINT, 0, borders={"top": (10, "000000")})),
    ("letter.imprint-form", "head", put(Style.IMPRINT, 1, borders={"bottom": (6, "000000")})),
    ("letter.imprint-form", "head", say(Style.IMPRINT, "10月28日", "10月29日", 1)),
    ("letter.number-form", "head", say(Style.NUMBER, "18号", "180号")),
    ("letter.colour", "plain", run(B, 0, color="000000")),
    ("letter.colour", "plain", run(B, 0, color="")),
    ("letter.counts", "plain", say(B, "共推荐项目5个", "共推荐项目五个", 1)),
    ("letter.counts", "plain", say(B, "共推荐项目5个", "每个区推荐项目不超过9个", 1)),
    ("letter.annex-mentions", "plain", say(B, "附件1", "附件1-2", 2)),
    ("letter.fonts", "plain", run(B, 0, east="")),
    ("letter.revisions", "plain", run(B, 0, hidden=False)),
    ("letter.signature-place", "single", put(Style.DATE, 0, left=14.1)),
    ("letter.signature-place", "single", then(put(Style.DATE, 0, left=13.5), put(Style.ORGAN, 0, left=13.5))),
    ("letter.organs", "plain", say(Style.ORGAN, "示例区发展和改革局", "示例区发改局")),
)

OUTSIDE: tuple[tuple[str, str, Edit, str], ...] = (
    ("letter.paper", "plain", page(width=m.PAGE_WIDTH + 21), "第1节的纸张"),
    ("letter.paper", "plain", page(height=m.PAGE_HEIGHT - 21), "第1节的纸张"),
    ("letter.margins", "plain", page(top=mm(38.2)), "上边距"),
    ("letter.margins", "plain", page(left=mm(26.8)), "左边距"),
    ("letter.text-area", "plain", page(right=mm(24.8)), "版心"),
    ("letter.text-area", "plain", page(bottom=mm(33.5)), "版心"),
    ("letter.gutter", "plain", page(gutter=1), "装订线"),
    ("letter.gutter", "plain", whole(mirror=True), "对称页边距"),
    ("letter.grid", "plain", put(B, 0, line=554), "行距"),
    ("letter.grid", "plain", put(B, 0, line=606), "行距"),
    ("letter.grid", "plain", put(B, 0, line=602), "只有21行"),
    ("letter.page-number", "plain", footer("default", right=1.4), "单页码居右空一字"),
    ("letter.page-number", "plain", footer("default", align="center"), "单页码居右空一字"),
    ("letter.page-number", "plain", footer("even", left=0.6, first=0.0), "双页码居左空一字"),
    ("letter.page-number", "plain", footer("even", align="right"), "双页码居左空一字"),
    ("letter.page-number", "plain", footer("even", runs=()), "偶数页没有页码"),
    ("letter.page-number", "plain", footer("default", runs=()), "页脚里没有页码"),
    ("letter.page-number", "plain", whole(odd_even=False), "没有分单双页页码"),
    ("letter.footer-distance", "plain", page(footer=mm(24.4)), "页脚距边界"),
    ("letter.footer-distance", "plain", page(footer=mm(26.6)), "页脚距边界"),
    ("letter.footer-distance", "letter", page(first_page_different=False), "首页不显示页码"),
    ("letter.body-font", "plain", run(B, 0, size=16.6), "字号是 16.6 磅"),
    ("letter.body-font", "plain", run(B, 0, size=15.4), "字号是 15.4 磅"),
    ("letter.body-font", "plain", run(Style.ADDRESSEE, 0, east="宋体"), "字体是“宋体”"),
    ("letter.body-font", "plain", run(N, 0, east=""), "字体是“未定”"),
    ("letter.indent", "plain", put(B, 0, first=2.16), "首行缩进 2.2 字"),
    ("letter.indent", "plain", put(B, 0, first=1.0, left=1.0), "首行缩进 2.0 字"),
    ("letter.indent", "plain", say(B, "按照", "\t按照"), "空格"),
    ("letter.heading-font", "plain", run(Style.LEVEL1, 0, size=15.4), "15.4 磅"),
    ("letter.heading-font", "plain", run(Style.LEVEL2, 0, italic=True), "粗、斜或下划线"),
    ("letter.heading-font", "plain", run(Style.LEVEL2, 0, underline=True), "粗、斜或下划线"),
    ("letter.heading-font", "plain", run(Style.LEVEL3, 0, east="黑体"), "应为三号仿宋"),
    ("letter.heading-stop", "plain", say(Style.LEVEL2, "（2个）", "（2个）："), "不用标点"),
    ("letter.heading-order", "plain", say(Style.LEVEL3, "2.", "4.", 1), "应为第2，现为第4"),
    ("letter.heading-order", "plain", say(Style.LEVEL2, "（一）", "（二）"), "应为第1，现为第2"),
    ("letter.heading-order", "plain", say(Style.LEVEL1, "二、", "十二、", 1), "应为第2，现为第12"),
    ("letter.heading-order", "plain", text(Style.LEVEL1, "总体情况", 0), "应为第1，现为第2"),
    ("letter.heading-form", "plain", say(Style.LEVEL1, "一、", "一．"), "“一．”的写法"),
    ("letter.heading-form", "plain", say(Style.LEVEL2, "（一）", "(一)"), "“(一)”的写法"),
    ("letter.heading-form", "plain", say(Style.LEVEL3, "1.", "⑴"), "“⑴”的写法"),
    ("letter.heading-form", "plain", say(Style.LEVEL3, "1.", "1．"), "“1．”的写法"),
    ("letter.half-width", "plain", say(B, "按照", "按照(关于)"), "半角标点“(”"),
    ("letter.half-width", "plain", say(B, "按照", "《甲》;按照"), "半角标点“;”"),
    ("letter.half-width", "plain", say(N, "：王五", ":王五"), "半角标点“:”"),
    ("letter.quotes", "plain", say(B, "按照", "按照'示范'"), "直引号"),
    ("letter.quotes", "plain", say(B, "按照", "按照“示范"), "“”不成对"),
    ("letter.quotes", "plain", say(N, "）", ""), "（）不成对"),
    ("letter.leftover", "plain", say(B, "按照", "按照XX文件"), "“XX”"),
    ("letter.leftover", "plain", say(B, "按照", "按照TODO"), "“TODO”"),
    ("letter.leftover", "plain", say(B, "按照", "按照〔　〕"), "〔"),
    ("letter.leftover", "plain", say(B, "按照", "按照____"), "“____”"),
    ("letter.leftover", "plain", say(B, "按照", "按照\ufffd"), "异常字符"),
    ("letter.leftover", "plain", say(B, "按照", "待填按照"), "“待填”字样"),
    ("letter.quote-font", "plain", then(say(B, "按照", "按照“示范”"), run(B, 0, latin="Arial", hint="")), "西文字体“Arial”"),
    ("letter.title-form", "plain", run(T, 0, size=22.6), "22.6 磅"),
    ("letter.title-form", "plain", put(T, 0, align="left"), "没有居中"),
    ("letter.title-form", "plain", put(T, 0, first=0.3), "没有居中"),
    ("letter.title-punctuation", "plain", say(T, "关于", "，关于"), "标题中不用“，”"),
    ("letter.closing", "plain", say(B, "特此报告", "特此报告。请予批准", -1), "夹带请示事项（“请予批准”）"),
    ("letter.addressee-form", "plain", put(Style.ADDRESSEE, 0, first=0.3), "顶格"),
    ("letter.addressee-form", "plain", put(Style.ADDRESSEE, 0, align="center"), "顶格"),
    ("letter.addressee-form", "plain", say(Style.ADDRESSEE, "示例市", "　示例市"), "顶格"),
    ("letter.addressee-one", "plain", text(Style.ADDRESSEE, "示例市经济和信息化局（装备处）："), "内设机构"),
    ("letter.enclosures-form", "plain", put(Style.ATTACHMENTS, 0, first=-3.5), "左空二字编排"),
    ("letter.enclosures-form", "plain", put(Style.ATTACHMENTS_NEXT, 0, left=7.2), "对齐"),
    ("letter.enclosures-form", "plain", put(Style.ATTACHMENTS, 0, left=5.8, first=-3.8), "回行"),
    ("letter.enclosures-form", "plain", say(Style.ATTACHMENTS, "附件：", "附件:"), "全角冒号"),
    ("letter.enclosures-form", "plain", say(Style.ATTACHMENTS_NEXT, "另附）", "另附）；"), "不加标点"),
    ("letter.enclosures-number", "plain", say(Style.ATTACHMENTS, "1.", ""), "连续编号"),
    ("letter.annex-pages", "plain", say(Style.ATTACHMENTS_NEXT, "，另附", ""), "文后没有附件2的页面"),
    ("letter.annex-pages", "plain", say(Style.ANNEX_LABEL, "附件1", "附件3"), "没有列入附件说明"),
    ("letter.annex-pages", "plain", say(Style.ANNEX_LABEL, "附件1", "附件1："), "不加冒号"),
    ("letter.annex-pages", "plain", put(Style.ANNEX_LABEL, 0, first=0.3), "顶格"),
    ("letter.annex-pages", "plain", run(Style.ANNEX_LABEL, 0, east="仿宋"), "三号黑体"),
    ("letter.annex-pages", "plain", run(Style.ANNEX_LABEL, 0, size=16.6), "三号黑体"),
    ("letter.annex-pages", "plain", put(Style.ANNEX_LABEL, 0, section=0), "另起一页"),
    ("letter.annex-mentions", "plain", say(B, "（见附件2）", "", 3), "没有提到附件2"),
    ("letter.annex-mentions", "plain", say(B, "附件1", "附件1～4", 2), "提到附件3"),
    ("letter.note-form", "plain", put(N, 0, first=2.31), "左空二字"),
    ("letter.note-form", "plain", say(N, "027-00000000", "027-12"), "联系人和电话"),
    ("letter.note-form", "plain", say(N, "）", ")"), "圆括号"),
    ("letter.table-form", "plain", grid(width=16838 - 1984 - 2098 + 61), "超出版心"),
    ("letter.table-form", "plain", grid(rows=LONG, head_repeats=False), "各页重复"),
    ("letter.table-form", "plain", grid(rows=LONG, whole_rows=False), "跨页断开"),
    ("letter.date-form", "plain", say(Style.DATE, "10月28日", "10月32日"), "标全"),
    ("letter.date-form", "plain", say(Style.DATE, "10月28日", "13月1日"), "标全"),
    ("letter.date-form", "plain", say(Style.DATE, "10月28日", "11月31日"), "没有2022年11月31日这一天"),
    ("letter.signature-place", "plain", say(B, "特此报告", "（此页无正文）", -1), "此页无正文"),
    ("letter.signature-place", "single", put(Style.DATE, 0, left=17.0), "位置不对"),
    ("letter.signature-place", "single", put(Style.DATE, 0, align="right", left=0.0, right=2.0), "位置不对"),
    ("letter.signature-place", "single", then(put(Style.DATE, 0, left=9.0), put(Style.ORGAN, 0, left=9.0)), "位置不对"),
    ("letter.signature-place", "plain", put(Style.ORGAN, 0, page_break=True), "署名前分了页"),
    ("letter.imprint-form", "head", run(Style.IMPRINT, 0, size=14.6), "14.6 磅"),
    ("letter.imprint-form", "head", put(Style.IMPRINT, 0, borders={"top": (11, "000000")}), "0.35 mm"),
    ("letter.imprint-form", "head", put(Style.IMPRINT, 1, borders={"bottom": (5, "000000")}), "0.35 mm"),
    ("letter.imprint-form", "head", say(Style.IMPRINT, "10月28日", "10月27日", 1), "早于成文日期"),
    ("letter.imprint-form", "head", say(Style.IMPRINT, "2022年10月28日", "", 1), "年月日"),
    ("letter.imprint-form", "letter", put(Style.IMPRINT, 0, borders={"top": (8, "000000")}), "不加分隔线"),
    ("letter.number-form", "head", say(Style.NUMBER, "18号", "第18号"), "不加“第”字"),
    ("letter.number-form", "head", say(Style.NUMBER, "〔2022〕", "（2022）"), "六角括号"),
    ("letter.number-form", "head", say(Style.NUMBER, "18号", "08号"), "不编虚位"),
    ("letter.number-year", "head", say(Style.DATE, "2022", "2023"), "与成文日期的2023年不一致"),
    ("letter.colour", "plain", run(B, 0, color="FF0000"), "FF0000"),
    ("letter.colour", "plain", run(B, 0, highlight="yellow"), "突出显示"),
    ("letter.colour", "plain", put(B, 0, shaded=True), "底纹"),
    ("letter.counts", "plain", say(B, "共推荐项目5个", "共推荐项目六个", 1), "项目写的是6"),
    ("letter.counts", "plain", say(B, "企业5家", "企业12家", 1), "企业写的是12"),
    ("letter.amounts", "plain", say(B, "共推荐项目5个", "投资8000万元，项目5个", 1), "“8000万元”不在汇总表里"),
    ("letter.citation", "plain", say(B, "示经信函〔2022〕40号", "示经信函〔2023〕40号"), "与通知的文号“示经信函〔2022〕40号”不一致"),
    ("letter.revisions", "plain", run(B, 0, hidden=True), "隐藏文字"),
    ("letter.revisions", "plain", whole(comments=1), "1条批注"),
    ("letter.revisions", "plain", whole(revisions=3), "3处修订"),
    ("letter.external", "plain", whole(embedded=("宏",)), "宏"),
    ("letter.author", "plain", whole(last_author="某人"), "最后修改者"),
    ("letter.fonts", "plain", run(B, 0, east="华文彩云"), "华文彩云"),
    ("letter.fonts", "plain", run(B, 0, themed=True), "主题字体"),
    ("letter.pitch", "plain", put(B, 0, before=20), "段前 1 磅"),
    ("letter.pitch", "plain", put(B, 0, after=20), "段后 1 磅"),
    ("letter.widow", "plain", put(B, 0, widow=True), "有1段"),
    ("letter.red-line", "head", run(Style.MARK, 0, color="B30000"), "应为红色"),
    ("letter.red-line", "head", run(Style.MARK, 0, color="FF4700"), "应为红色"),
    ("letter.organs", "plain", text(Style.ORGAN, "\t示例区发展和改革局\t示例区经济和信息化局"), "与标题的机关"),
    ("letter.signers", "head", run(Style.NUMBER, 0, east="仿宋"), "应为楷体"),
)  # fmt: skip
