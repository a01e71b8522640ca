"""Checks 7-10, 41: 发文字号, 签发人, red lines, 信函格式 (clauses 7.2, 10.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..manuscript import FILL_IN_PATTERN
from ..typesetting import measures as m
from ..typesetting.fonts import FAMILIES
from ..wording import parse_date
from .base import ERROR, WARNING, Case, Check, LetterFault
from .classify import LetterPart
from .opened import Para
from .page import is_red

NUMBER = re.compile(r"[\u4e00-\u9fa5]+〔(20\d\d)〕[1-9]\d*号")
"""发文字号: 机关代字, year in 〔〕, number without 第 and padding (7.2.5)."""


def number_form(case: Case) -> Iterator[LetterFault]:
    number = case.parts.number
    para = case.parts.first(LetterPart.NUMBER)
    if not number or FILL_IN_PATTERN.search(number) or NUMBER.fullmatch(number):
        return
    why = "应为 机关代字〔年份〕序号号"
    if re.search(r"[\[【（(［]", number):
        why = "年份应加六角括号〔〕"
    elif "第" in number:
        why = "不加“第”字"
    elif re.search(r"[〕\]]0", number):
        why = "序号不编虚位"
    yield LetterFault(
        f"发文字号“{number}”写法不对：{why}。",
        "如 示经信〔2022〕18号。",
        para,
        value=number,
        expected="示经信〔2022〕18号",
    )


def number_year(case: Case) -> Iterator[LetterFault]:
    paras = [para for para in case.parts.of(LetterPart.NUMBER) if "号" in para.text]
    if len(paras) > 1:
        yield LetterFault("有多个发文字号，联合行文只用主办机关的一个。", "只留主办机关的发文字号。", paras[1])
    found = NUMBER.match(case.parts.number)
    day = parse_date(case.parts.date)
    if found and day and int(found.group(1)) != day.year:
        message = f"发文字号的年份{found.group(1)}与成文日期的{day.year}年不一致。"
        yield LetterFault(message, "核对发文字号和成文日期。", paras[0] if paras else None, expected=str(day.year))


def signers(case: Case) -> Iterator[LetterFault]:
    if not case.parts.of(LetterPart.MARK) or case.parts.letter_form or case.parts.document_type not in ("报告", "请示"):
        return
    names = case.parts.signers
    para = case.parts.first(LetterPart.NUMBER)
    organs = len(case.parts.organs)
    if not names:
        yield LetterFault("上行文没有签发人。", "在发文字号同一行右侧写“签发人：姓名”，右空一字。", para)
    elif organs and len(names) != organs:
        message = f"签发人有{len(names)}位，发文机关有{organs}个。"
        yield LetterFault(message, "每个发文机关写一位签发人，按机关顺序排列。", para, expected=str(organs))
    elif para is not None:
        run = next((run for run in reversed(para.runs) if run.text.strip()), None)
        if run is not None and run.east not in FAMILIES["楷体"]:
            yield LetterFault(f"签发人姓名的字体是“{run.east}”，应为楷体。", "姓名改为三号楷体。", para)


def red_line(case: Case) -> Iterator[LetterFault]:
    marks = case.parts.of(LetterPart.MARK)
    if not marks:
        return
    for para in marks:
        run = para.main_run
        if run is not None and not is_red(run.color):
            yield LetterFault("发文机关标志应为红色。", "字体颜色改为标准红色。", para)
    if case.parts.letter_form:
        return
    lines = _red_lines(case)
    if not lines:
        yield LetterFault("发文字号下没有找到红色分隔线。", "在发文字号之下 4 mm 处画一条与版心等宽的红线。")
        return
    line = lines[0]
    if abs(line.left) > 0.2 or abs(line.right) > 0.2:
        yield LetterFault("红色分隔线与版心不等宽。", "红线所在段落的左右缩进填 0。", line)
    # Distance from the number's glyphs: half the leading of its line, then the space before the line's paragraph.
    gap = (line.before + (m.LINE - m.BODY_SIZE * 20) / 2) / m.MM
    if abs(gap - 4) > 1:
        yield LetterFault(
            f"红色分隔线在发文字号之下 {gap:.1f} mm，应为 4 mm。", "调整红线段落的段前间距。", expected="4 mm"
        )


def _red_lines(case: Case) -> list[Para]:
    title = case.parts.first(LetterPart.TITLE)
    end = title.index if title else len(case.document.paragraphs)
    return [
        para
        for para in case.document.paragraphs[:end]
        if para.frame is None and any(is_red(color) for _, color in para.borders.values())
    ]


def letter_form(case: Case) -> Iterator[LetterFault]:
    if not case.parts.letter_form:
        return
    for para in case.parts.of(LetterPart.IMPRINT):
        if para.text.strip().endswith("印发"):
            yield LetterFault("信函格式的版记不写印发机关和印发日期。", "删去这一行，只留抄送。", para)
    if len(case.parts.of(LetterPart.MARK)) > 1:
        yield LetterFault("信函格式的联合行文只用主办机关的标志。", "只留主办机关。", case.parts.of(LetterPart.MARK)[1])
    first_page = [para for para in case.document.paragraphs if para.frame and _double(para)]
    foot = [para for para in case.document.sections[0].footers["first"] if para.frame and _double(para)]
    for where, found in (("发文机关标志下", first_page), ("首页页脚", foot)):
        if not found:
            yield LetterFault(f"{where}没有找到红色双线。", "信函格式上下各有一条 170 mm 长的红色双线。")
        elif abs((found[0].frame or 0) / m.MM - m.LETTER_LINE_WIDTH) > 1:
            length = (found[0].frame or 0) / m.MM
            yield LetterFault(
                f"{where}的红色双线长 {length:.0f} mm，应为 170 mm。", "调整双线的长度。", expected="170 mm"
            )


def _double(para: Para) -> bool:
    return {"top", "bottom"} <= set(para.borders) and all(is_red(color) for _, color in para.borders.values())


CHECKS = (
    Check(id="letter.number-form", clause="7.2.5", severity=ERROR, title="发文字号的写法", run=number_form),
    Check(
        id="letter.number-year",
        clause="7.2.5",
        severity=WARNING,
        title="一个发文字号，年份与成文日期一致",
        run=number_year,
    ),
    Check(id="letter.signers", clause="7.2.6", severity=ERROR, title="上行文的签发人", run=signers),
    Check(id="letter.red-line", clause="7.2.4、7.2.7", severity=WARNING, title="红色标志和分隔线", run=red_line),
    Check(id="letter.letter-form", clause="10.1", severity=ERROR, title="信函格式的双线和版记", run=letter_form),
)
