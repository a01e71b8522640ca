"""Checks 1-6, 38, 39: paper, 版心, grid, colour, page numbers (clauses 5 and 7.5)."""

from __future__ import annotations

from collections.abc import Iterator

from ..manuscript import FILL_IN
from ..typesetting import measures as m
from ..typesetting.fonts import FAMILIES
from .base import ERROR, INFO, WARNING, Case, Check, LetterFault
from .classify import LetterPart
from .opened import FIELD, PageSetup, Para, Run

_MILLIMETRE = m.MM


def _millimetres(twips: float) -> str:
    return f"{twips / _MILLIMETRE:.1f} mm"


def _upright(case: Case) -> Iterator[tuple[str, PageSetup]]:
    """Portrait sections with a name for messages."""
    many = len(case.document.sections) > 1
    for place, section in enumerate(case.document.sections, 1):
        if not section.landscape:
            yield (f"第{place}节" if many else "页面"), section


def paper(case: Case) -> Iterator[LetterFault]:
    for place, section in enumerate(case.document.sections, 1):
        short, long = sorted((section.width, section.height))
        if abs(short - m.PAGE_WIDTH) > 20 or abs(long - m.PAGE_HEIGHT) > 20:
            yield LetterFault(
                f"第{place}节的纸张是 {_millimetres(section.width)} × {_millimetres(section.height)}，应为 A4。",
                "页面布局 → 纸张大小 → A4。",
                value=f"{_millimetres(section.width)} × {_millimetres(section.height)}",
                expected="210 mm × 297 mm",
            )


def margins(case: Case) -> Iterator[LetterFault]:
    for name, section in _upright(case):
        for label, value, right in (("上", section.top, 37), ("左", section.left, 28)):
            if abs(value / _MILLIMETRE - right) > 1.05:
                yield LetterFault(
                    f"{name}{label}边距 {_millimetres(value)}，应为 {right} mm ± 1 mm。",
                    f"页面布局 → 页边距，{label}边距填 {right} 毫米。",
                    value=_millimetres(value),
                    expected=f"{right} mm",
                )


def text_area(case: Case) -> Iterator[LetterFault]:
    for name, section in _upright(case):
        wide = (section.width - section.left - section.right) / _MILLIMETRE
        high = (section.height - section.top - section.bottom) / _MILLIMETRE
        if abs(wide - m.TEXT_WIDTH_MM) > 1.05 or abs(high - m.TEXT_HEIGHT_MM) > 1.05:
            yield LetterFault(
                f"{name}版心 {wide:.1f} mm × {high:.1f} mm，应为 156 mm × 225 mm。",
                "右边距填 26 毫米，下边距填 35 毫米。",
                value=f"{wide:.1f} mm × {high:.1f} mm",
                expected="156 mm × 225 mm",
            )


_LEAST_MARGIN = 20
"""mm: a lying page keeps the 版心 turned by 90°; narrower margins are cut off when a file is bound."""


def lying_margins(case: Case) -> Iterator[LetterFault]:
    for place, section in enumerate(case.document.sections, 1):
        if not section.landscape:
            continue
        sides = {"上": section.top, "下": section.bottom, "左": section.left, "右": section.right}
        narrow = {name: value for name, value in sides.items() if value / _MILLIMETRE < _LEAST_MARGIN}
        if narrow:
            listed = "、".join(f"{name}边距 {_millimetres(value)}" for name, value in narrow.items())
            message = f"第{place}节（横排附表）的页边距太小：{listed}。"
            fix = "横排页面：上 28、下 26、左 37（或 35）、右 35（或 37）毫米，版心 225 mm × 156 mm。"
            yield LetterFault(message, fix, value=listed, expected="225 mm × 156 mm")


def gutter(case: Case) -> Iterator[LetterFault]:
    for name, section in _upright(case):
        if section.gutter:
            yield LetterFault(
                f"{name}另设了 {_millimetres(section.gutter)} 装订线。", "装订线填 0，订口已在左边距之内。"
            )
    if case.document.mirror:
        yield LetterFault("设了对称页边距，偶数页的左右边距会互换。", "页边距 → 多页 → 普通。")


def grid(case: Case) -> Iterator[LetterFault]:
    body = [para for para in case.parts.of(LetterPart.BODY) if para.line]
    exact = body[0].line if body and case.official else None
    for name, section in _upright(case):
        gridded = section.grid_type.startswith("lines") or section.grid_type == "snapToChars"
        pitch = exact or (section.line_pitch if gridded else 0)
        if not gridded and exact is None:
            message = f"{name}没有文档网格，正文也不是固定行距，排不成每页22行、每行28字。"
            yield LetterFault(message, "文档网格：指定行和字符网格，每页22行、每行28字；或正文固定值 28.95 磅。")
        elif not 555 <= pitch <= 605:
            yield LetterFault(
                f"{name}行距 {pitch / 20:g} 磅，每页排不成22行。",
                "固定值 28.95 磅。",
                value=f"{pitch / 20:g} 磅",
                expected="28.95 磅",
            )
        elif m.TEXT_HEIGHT // pitch != m.LINES:
            yield LetterFault(
                f"{name}行距 {pitch / 20:g} 磅，每页只有{m.TEXT_HEIGHT // pitch}行。",
                "固定值 28.95 磅正好22行。",
                value=f"{pitch / 20:g} 磅",
                expected="28.95 磅",
                severity=INFO,
            )


def colour(case: Case) -> Iterator[LetterFault]:
    head = (LetterPart.MARK, LetterPart.HEAD)
    for para in case.document.paragraphs:
        marked = [run for run in para.runs if run.text.strip() and run.style != FILL_IN]
        allowed_red = case.parts.roles.get(para.index) in head
        odd = next((run for run in marked if _coloured(run, allowed_red)), None)
        if odd is not None:
            yield LetterFault(
                f"文字颜色是 {odd.color}，公文除红头外用黑色。", "字体颜色改为黑色。", para, value=odd.color
            )
        elif para.shaded or any(run.highlight for run in marked):
            yield LetterFault("文字有底纹或突出显示。", "去掉底纹和突出显示。", para)


def _coloured(run: Run, allowed_red: bool) -> bool:
    return run.color not in ("", "000000") and not (allowed_red and is_red(run.color))


def is_red(color: str) -> bool:
    """A red as used in heads: much red, hardly any green or blue."""
    if len(color) != 6:
        return False
    red, green, blue = (int(color[start : start + 2], 16) for start in (0, 2, 4))
    return red >= 180 and green <= 70 and blue <= 70


def page_number(case: Case) -> Iterator[LetterFault]:
    section = case.document.sections[0]
    odd, even = (_number_line(section.footers[key]) for key in ("default", "even"))
    if odd is None:
        yield LetterFault("页脚里没有页码。", "插入 → 页码 → 页面底端，四号半角宋体，写成 — 1 —。")
        return
    yield from _number_form(odd)
    if not case.document.odd_even:
        yield LetterFault(
            "没有分单双页页码。", "页眉页脚 → 勾选“奇偶页不同”，单页码居右空一字，双页码居左空一字。", odd
        )
        return
    for para, align, label in ((odd, "right", "单页码居右空一字"), (even, "left", "双页码居左空一字")):
        if para is None:
            yield LetterFault("偶数页没有页码。", "在偶数页页脚也插入页码，居左空一字。")
        elif not _aligned(para, align):
            yield LetterFault(f"页码的位置不对，应{label}。", f"{label}。", para, expected=label)


def _number_line(footer: tuple[Para, ...]) -> Para | None:
    return next((para for para in footer if f"{FIELD}PAGE" in para.text), None)


def _number_form(para: Para) -> Iterator[LetterFault]:
    run = para.main_run
    assert run is not None
    plain = para.text.split(FIELD)
    before, after = plain[0], plain[2].lstrip("0123456789") if len(plain) > 2 else ""
    if not (before.strip(" 　") == "—" and after.strip(" 　") == "—"):
        yield LetterFault("页码两边应各放一条一字线：— 1 —。", "页码写成 — 1 —。", para, expected="— 1 —")
    if abs(run.size - m.SMALL_SIZE) > 0.5:
        yield LetterFault(f"页码是 {run.size:g} 磅，应为四号（14 磅）。", "页码改为四号。", para)
    digits = next((part for part in para.runs if part.text.strip().isdecimal()), run)
    if digits.latin not in FAMILIES["宋体"]:
        yield LetterFault(f"页码的字体是“{digits.latin}”，应为宋体。", "页码改为宋体。", para)


def _aligned(para: Para, align: str) -> bool:
    if para.align not in ({"right", "end"} if align == "right" else {"left", "start", "both"}):
        return False
    return abs((para.right if align == "right" else para.left + para.first) - 1) <= 0.35


def footer_distance(case: Case) -> Iterator[LetterFault]:
    section = case.document.sections[0]
    if _number_line(section.footers["default"]) is None:
        return
    if not 24.5 <= section.footer / _MILLIMETRE <= 26.5:
        yield LetterFault(
            f"页脚距边界 {_millimetres(section.footer)}，页码不在版心下边缘之下 7 mm 处。",
            "页脚距边界填 25.5 毫米。",
            value=_millimetres(section.footer),
            expected="25.5 mm",
        )
    if case.parts.letter_form:
        first = section.footers["first"]
        if not section.first_page_different or _number_line(first) is not None:
            yield LetterFault("信函格式的首页不显示页码。", "勾选“首页不同”，首页页脚不放页码。")


CHECKS = (
    Check(id="letter.paper", clause="5.1", severity=ERROR, title="纸张为 A4", run=paper, official=False),
    Check(
        id="letter.margins",
        clause="5.2.1",
        severity=ERROR,
        title="上边距 37 mm、左边距 28 mm",
        run=margins,
        official=False,
    ),
    Check(
        id="letter.text-area",
        clause="5.2.1",
        severity=ERROR,
        title="版心 156 mm × 225 mm",
        run=text_area,
        official=False,
    ),
    Check(
        id="letter.lying-margins",
        clause="第8章",
        severity=WARNING,
        title="横排附表的页边距",
        run=lying_margins,
        official=False,
    ),
    Check(
        id="letter.gutter",
        clause="5.2.1",
        severity=WARNING,
        title="不另设装订线和对称页边距",
        run=gutter,
        official=False,
    ),
    Check(id="letter.grid", clause="5.2.3", severity=WARNING, title="每页22行、每行28字", run=grid, official=False),
    Check(id="letter.colour", clause="5.2.4", severity=ERROR, title="文字用黑色，无底纹", run=colour, official=False),
    Check(id="letter.page-number", clause="7.5", severity=ERROR, title="页码的字体、写法和位置", run=page_number),
    Check(
        id="letter.footer-distance",
        clause="7.5",
        severity=WARNING,
        title="页码在版心下 7 mm；信函首页无页码",
        run=footer_distance,
    ),
)
