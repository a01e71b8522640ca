"""Letters spoilt at many places at once: what the checker says of each stands in tests/golden/letter-steps.txt.

The tables of test_checker_edges.py say why; this notices any other verdict. After a change that is meant, run
`pytest tests/letters/test_steps.py --update-golden` and read the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from letter_samples import NOTICE, figures
from letters.edges import opened

from xltools.letters.checker import check_opened
from xltools.letters.checker.opened import OpenedLetter, Para, Run, WordGrid
from xltools.letters.manuscript import Style

LETTERS = ("plain", "head", "letter", "single")
ROUNDS = 32
MIDDLE = (
    "附件：1. 汇总表", "附件2", "抄送：示例市财政局。", "（此页无正文）", "2022年2月30日", "2022年10月29日", "共推荐3个项目。", "其中示范工厂1个、优秀场景2个。",
    "特此报告。", "妥否，请批示。", "第 2 页", "示例区经济和信息化局　　示例区财政局", "（联系人：王五，电话：abc）", "一、总体情况", "（二）另一件事", "3．第三点",
    "根据《示例通知》（示工信〔2022〕8号）要求", "总投资1,234.5万元，同比增长12%。", "示例区经济和信息化局等三部门关于报送的报告", "",
)  # fmt: skip

Change = Callable[[Random, Para], Para]


def _runs(para: Para, **fields: Any) -> Para:
    return replace(para, runs=tuple(replace(run, **fields) for run in para.runs))


def _said(para: Para, text: str) -> Para:
    run = para.runs[0] if para.runs else Run(text="")
    return replace(para, runs=(replace(run, text=text),))


def _digits(rng: Random, para: Para) -> Para:
    places = [at for at, sign in enumerate(para.text) if sign.isdigit()]
    if not places:
        return para
    at = rng.choice(places)
    return _said(para, para.text[:at] + str((int(para.text[at]) + rng.choice((1, 9))) % 10) + para.text[at + 1 :])


def _swap(old: str, new: str) -> Change:
    return lambda _rng, para: _said(para, para.text.replace(old, new, 1))


CHANGES: tuple[Change, ...] = (
    lambda rng, para: replace(para, left=para.left + rng.choice((-5.0, -2.0, -0.7, -0.25, 0.25, 0.7, 2.0, 7.0))),
    lambda rng, para: replace(para, first=para.first + rng.choice((-2.0, -0.7, -0.25, 0.25, 0.7, 2.0))),
    lambda rng, para: replace(para, right=para.right + rng.choice((-2.0, -0.7, 0.7, 2.0, 4.0))),
    lambda rng, para: replace(para, align=rng.choice(("left", "center", "right", "both"))),
    lambda rng, para: replace(para, line=rng.choice((None, 540, 560, 574, 600, 640)), factor=rng.choice((1.0, 1.04, 1.06, 1.5))),
    lambda rng, para: replace(para, before=rng.choice((0, 50, 312)), after=rng.choice((0, 50, 312))),
    lambda rng, para: replace(para, page_break=not para.page_break, section=para.section + rng.choice((0, 0, 1))),
    lambda rng, para: replace(para, frame=rng.choice((None, 4000)), shaded=not para.shaded),
    lambda rng, para: replace(para, borders=rng.choice(({}, {"top": (8, "auto"), "bottom": (8, "auto")}, {"top": (4, "FF0000")}))),
    lambda rng, para: replace(para, style=str(rng.choice([*Style]))),
    lambda rng, para: _runs(para, size=max(1.0, (para.main_run.size if para.main_run else 16.0) + rng.choice((-6.0, -1.0, -0.6, -0.4, 0.4, 0.6, 6.0)))),
    lambda rng, para: _runs(para, east=rng.choice(("宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体", ""))),
    lambda rng, para: _runs(para, latin=rng.choice(("Arial", "Times New Roman", "仿宋_GB2312")), hint=rng.choice(("", "eastAsia"))),
    lambda rng, para: _runs(para, **{rng.choice(("bold", "italic", "underline", "strike", "hidden", "themed")): True}),
    lambda rng, para: _runs(para, color=rng.choice(("FF0000", "auto", "0000FF")), highlight=rng.choice(("", "yellow"))),
    lambda _rng, para: _said(para, para.text[:-1]),
    lambda rng, para: _said(para, para.text + rng.choice("。；、：，.！")),
    lambda rng, para: _said(para, rng.choice(("　　", "  ", "\t", "关于", "1. ", "（一）")) + para.text),
    lambda rng, para: _said(para, para.text[: len(para.text) // 2] + rng.choice(("　", "，，", "(", "”", "《", "%", "约", "2021年")) + para.text[len(para.text) // 2 :]),
    lambda rng, para: _said(para, rng.choice(MIDDLE)),
    _swap("：", ":"), _swap("。", "."), _swap("、", "，"), _swap("“", '"'), _swap("（", "("), _swap("等", ""), _swap("关于", ""), _swap("区", "县"),
    _swap("报告", "请示"), _swap("报告", "函"), _swap("万元", "元"), _swap("年", ""), _swap("附件", "附表"),
    _digits, _digits, _digits,
)  # fmt: skip


def _moved(rng: Random, paras: list[Para]) -> list[Para]:
    """Now and then a paragraph that is gone, twice, somewhere else or new."""
    made = list(paras)
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = rng.randrange(len(made))
        kind = rng.randrange(4)
        if kind == 0:
            del made[at]
        elif kind == 1:
            made.insert(at, made[at])
        elif kind == 2:
            made[at - 1], made[at] = made[at], made[at - 1]
        else:
            made.insert(at, _said(made[at], rng.choice(MIDDLE)))
    return [replace(para, index=index) for index, para in enumerate(made)]


def _table(rng: Random, table: WordGrid) -> WordGrid:
    kind = rng.randrange(6)
    if kind == 0 or len(table.rows) < 3:
        return replace(table, width=table.width + rng.choice((-900, -60, 60, 900)))
    if kind == 1:
        return replace(table, **{rng.choice(("head_repeats", "whole_rows", "ruled")): False})
    rows = [list(row) for row in table.rows]
    at = rng.randrange(1, len(rows))
    if kind == 2:
        del rows[at]
    elif kind == 3:
        rows.insert(at, list(rows[at]))
    elif kind == 4:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    else:
        column = rng.randrange(len(rows[at]))
        said = rows[at][column]
        rows[at][column] = rng.choice(
            (said[:-1], said + "1", "", "2", said.replace("武汉", ""), f"{said}、{said}", "【待填】")
        )
    return replace(table, rows=tuple(map(tuple, rows)))


def _page(rng: Random, letter: OpenedLetter) -> OpenedLetter:
    if rng.random() < 0.4:
        letter = replace(letter, tables=tuple(_table(rng, one) if rng.random() < 0.5 else one for one in letter.tables))
    if rng.random() < 0.5:
        return letter
    section = letter.sections[0]
    key = rng.choice(("width", "height", "top", "bottom", "left", "right", "gutter", "footer", "line_pitch"))
    footers = {
        name: tuple(rng.choice(CHANGES)(rng, para) if rng.random() < 0.3 else para for para in paras)
        for name, paras in section.footers.items()
    }
    changed = replace(
        section,
        footers=footers,
        grid_type=rng.choice(("", section.grid_type, section.grid_type)),
        first_page_different=rng.choice((False, section.first_page_different)),
        **{key: max(0, getattr(section, key) + rng.choice((-600, -60, -30, 30, 60, 600)))},
    )
    more: dict[str, Any] = rng.choice(MORE)
    return replace(letter, sections=(changed, *letter.sections[1:]), **more)


MORE: tuple[dict[str, Any], ...] = (
    {}, {"odd_even": False}, {"mirror": True}, {"revisions": 2}, {"comments": 1}, {"author": "张三"}, {"headers": ("页眉",)}, {"external": ("http://x",)},
    {"text_boxes": ("框",)}, {"embedded": ("宏",)}, {"last_author": "李四"}, {"variables": {"xltools.figures": "0" * 64}},
)  # fmt: skip


def spoilt(name: str, seed: int) -> OpenedLetter:
    """The letter with about one paragraph of five changed, and a few cells; the places depend on the seed alone."""
    rng = Random(f"{name} {seed}")
    letter = opened(name)
    if seed % 4 == 3:  # a letter typed in somebody's own template: only its looks tell what is what
        letter = replace(letter, paragraphs=tuple(replace(para, style="") for para in letter.paragraphs))
    flow = {para.index for para in letter.flow}
    paras = [
        rng.choice(CHANGES)(rng, para) if rng.random() < (0.2 if para.index in flow else 0.02) else para
        for para in letter.paragraphs
    ]
    return _page(rng, replace(letter, paragraphs=tuple(_moved(rng, paras))))


def _lines() -> Iterator[str]:
    for name in LETTERS:
        for seed in range(ROUNDS):
            yield f"{name} {seed}"
            against = figures() if seed % 5 else None
            today = date(2022, 10, 31) if seed % 2 else None
            for one in check_opened(
                spoilt(name, seed), against, NOTICE if seed % 7 else None, "district" if seed % 3 else "", today
            ):
                said = f"“{one.value}”→“{one.expected}”" if one.value or one.expected else ""
                yield f"  {one.severity.value} {one.rule} {' '.join(one.cells)} {one.message}{said}"


def test_every_verdict_is_the_one_of_before(golden: Callable[[str, str], None]) -> None:
    golden("letter-steps.txt", "\n".join(_lines()) + "\n")
