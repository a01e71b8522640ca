"""Checks 11-16: title and 主送机关 (clauses 7.3.1, 7.3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..typesetting.fonts import FAMILIES
from ..typesetting.measures import TITLE_SIZE
from ..typesetting.title import known_words, shapely
from ..wording import width
from .base import ERROR, WARNING, Case, Check, LetterFault
from .classify import KIND_AT_END, LetterPart


def title_form(case: Case) -> Iterator[LetterFault]:
    titles = case.parts.of(LetterPart.TITLE)
    if not titles:
        yield LetterFault("没有标题。", "主送机关之上写标题：（机关）关于……的（文种）。")
    complete = [para for para in titles if re.search(rf"的{KIND_AT_END.pattern}", para.text.replace("\n", "").strip())]
    if len(complete) > 1:
        yield LetterFault("有不止一个标题。", "只留一个标题。", complete[1])
    for para in titles:
        run = para.main_run
        if run is None:
            continue
        if para.align != "center" or abs(para.left) > 0.2 or abs(para.first) > 0.2:
            yield LetterFault("标题没有居中。", "标题居中，缩进填 0。", para)
        if abs(run.size - TITLE_SIZE) > 0.5:
            yield LetterFault(f"标题是 {run.size:g} 磅，应为二号（22 磅）。", "标题改为二号。", para, expected="22 磅")
        odd = next((one for one in para.runs if one.text.strip() and one.east not in FAMILIES["小标宋"]), None)
        if odd is not None:
            message = f"标题的字体是“{odd.east}”，应为小标宋体。"
            yield LetterFault(message, "改为方正小标宋简体；没有该字体时用华文中宋。", para)


def title_punctuation(case: Case) -> Iterator[LetterFault]:
    title = case.parts.title.strip()
    para = case.parts.first(LetterPart.TITLE)
    if re.search(r"[。，；：！？.,;:!?]$", title):
        yield LetterFault("标题末尾不用标点。", "删去末尾的标点。", para)
    odd = re.search(r"[。，；！？,;!?]", title[:-1])
    if odd:
        yield LetterFault(f"标题中不用“{odd.group()}”。", "标题中除书名号、引号、顿号、括号外一般不用标点。", para)


def title_pattern(case: Case) -> Iterator[LetterFault]:
    title = case.parts.title.replace("　", "").strip()
    para = case.parts.first(LetterPart.TITLE)
    if case.parts.document_type and not re.search(rf"关于.+的{KIND_AT_END.pattern}", title):
        yield LetterFault("标题不是“（机关）关于……的（文种）”。", "按“关于……的报告（函、请示）”拟标题。", para)


def title_shape(case: Case) -> Iterator[LetterFault]:
    lines = case.parts.title_lines
    para = case.parts.first(LetterPart.TITLE)
    for line in lines:
        if width(line.strip("　 ")) > 20.2:
            yield LetterFault(
                f"标题一行有{width(line):g}字，二号字排不下。", "在词与词之间回行，每行不超过20字。", para, value=line
            )
    if len(lines) < 2:
        return
    if not shapely([line.strip("　 ") for line in lines]):
        yield LetterFault("标题各行长短不成梯形或菱形。", "重新分行，使各行由短到长、由长到短，或中间长两头短。", para)
    for before, after in pairwise(lines):
        broken = _broken_word(before, after)
        if broken:
            yield LetterFault(f"标题在“{broken}”中间回行。", "不要把词、数字或书名号内的文字拆开。", para, value=broken)


def _broken_word(before: str, after: str) -> str:
    if before[-1:].isdecimal() and (after[:1].isdecimal() or after[:1] in "年月日个"):
        return f"{before[-4:]}{after[:1]}"
    if before.count("《") > before.count("》"):
        return before[before.rfind("《") :] + after[: after.find("》") + 1]
    joined = before + after
    cut = len(before)
    for word in known_words():
        start = joined.find(word, max(0, cut - len(word) + 1))
        if 0 <= start < cut < start + len(word) and len(word) > 1:
            return word
    return ""


_TO_ALL = ("公示", "公告", "通告", "决定", "纪要")
"""Kinds that speak to everybody name no addressee."""


def addressee_form(case: Case) -> Iterator[LetterFault]:
    para = case.parts.first(LetterPart.ADDRESSEE)
    if para is None and case.parts.document_type in _TO_ALL:
        return
    if para is None:
        yield LetterFault("没有主送机关。", "标题下空一行，顶格写主送机关全称，末尾用全角冒号。")
        return
    text = para.text
    if not text.rstrip().endswith("："):
        yield LetterFault("主送机关末尾不是全角冒号。", "末尾用“：”。", para)
    if abs(para.left + para.first) > 0.2 or para.align in ("center", "right") or text[:1] in " 　":
        yield LetterFault("主送机关没有顶格。", "左对齐，缩进填 0，不加空格。", para)


def addressee_one(case: Case) -> Iterator[LetterFault]:
    names = case.parts.addressees
    para = case.parts.first(LetterPart.ADDRESSEE)
    if len(names) > 1 and case.parts.document_type in ("报告", "请示"):
        yield LetterFault(f"上行文主送了{len(names)}个机关，一般只主送一个。", "主送一个上级机关，其他用抄送。", para)
    for name in names:
        if re.search(r"((?<!办事)(?<!代表)处|科|股)$|（.{1,60}[处司科]）$", name):
            yield LetterFault(
                f"主送“{name}”是内设机构，公文主送机关。", "写机关名称；收件处室写在交接单或信封上。", para, value=name
            )


CHECKS = (
    Check(id="letter.title-form", clause="7.3.1", severity=ERROR, title="标题二号小标宋居中", run=title_form),
    Check(id="letter.title-punctuation", clause="7.3.1", severity=ERROR, title="标题的标点", run=title_punctuation),
    Check(
        id="letter.title-pattern",
        clause="7.3.1",
        severity=WARNING,
        title="标题的写法",
        run=title_pattern,
    ),
    Check(
        id="letter.title-shape",
        clause="7.3.1",
        severity=WARNING,
        title="标题回行：词意完整、梯形或菱形",
        run=title_shape,
    ),
    Check(
        id="letter.addressee-form", clause="7.3.2", severity=ERROR, title="主送机关顶格、全角冒号", run=addressee_form
    ),
    Check(
        id="letter.addressee-one",
        clause="条例第十五条",
        severity=WARNING,
        title="上行文主送一个机关，不主送处室",
        run=addressee_one,
    ),
)
