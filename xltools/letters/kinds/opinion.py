"""推荐意见表: one page per enterprise with the checks and a box for every office's opinion."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..figures import FigureRow
from ..manuscript import FILL_IN_PATTERN, Blank, Block, BoxForm, FormCell, Manuscript, PageBreak, Paragraph, Style
from ..wording import clean, short_name, width
from .base import Job, LetterKind, title_words
from .review import DEFAULT_CHECKS

_PAGE = 225 - 36
"""Room under a title of one line in mm."""
_TITLE_LINE, _TITLE_WIDTH = 12, 19
"""mm of a further line of the title, 字 of a line."""
_LEAST_BOX, _ROOMY_BOX = 15.0, 24.0
"""Height of an office's box in mm: two lines, three lines."""


def _compose(job: Job, kind: LetterKind) -> Manuscript:
    checks = tuple(str(check) for check in job.option("checks", DEFAULT_CHECKS))
    offices = tuple(str(name) for name in job.option("offices", ())) or _offices(job)
    title = clean(job.profile.get("标题")) or f"{job.context['项目名称']}{job.spec.name or kind.name}"
    return Manuscript(
        title="", body=tuple(_pages(job, title, checks, offices)), words=title_words(job), page_numbers=False
    )


def _offices(job: Job) -> tuple[str, ...]:
    """Whose opinion: the offices that sign, else the level's departments."""
    signing = tuple(str(name) for name in job.context["机关简称"] if not FILL_IN_PATTERN.search(name))
    return signing or job.level.departments or ("推荐单位",)


def _pages(job: Job, title: str, checks: tuple[str, ...], offices: tuple[str, ...]) -> Iterator[Block]:
    for place, row in enumerate(_items(job)):
        if place:
            yield PageBreak()
        yield Paragraph(Style.TITLE, title)
        yield Blank(1)
        yield _form(row, checks, offices, _PAGE - _TITLE_LINE * (math.ceil(width(title) / _TITLE_WIDTH) - 1))


def _items(job: Job) -> Iterator[FigureRow]:
    """One page per project; an enterprise without a named project has one page however many rows it has."""
    wanted = job.profile.get("企业名称")
    seen: set[tuple[str, str]] = set()
    for row in job.figures.rows:
        key = (row.credit_code or row.company, row.project)
        if key not in seen and (not wanted or wanted == row.company):
            seen.add(key)
            yield row


def _form(row: FigureRow, checks: tuple[str, ...], offices: tuple[str, ...], room: float) -> BoxForm:
    """The form of one project, the boxes as high as `room` (mm) leaves them."""

    def label(text: str) -> FormCell:
        return FormCell(text, head=True, align="c")

    rows: list[tuple[FormCell, ...]] = [
        (label("企业名称"), FormCell(clean(row.company), 3)),
        (
            label("统一社会\n信用代码"),
            FormCell(clean(row.credit_code)),
            label("项目类别"),
            FormCell(clean(row.category)),
        ),
        (label("项目名称"), FormCell(clean(row.project), 3)),
        (label("所属行业"), FormCell(clean(row.industry)), label("所在地"), FormCell(clean(row.district))),
        (label("审核内容"), label("结论"), FormCell("说明", 2, head=True, align="c")),
    ]
    rows += [(label(clean(check)), FormCell("□是　□否", align="c"), FormCell("", 2)) for check in checks]
    heights = [9.0] * len(rows)
    heights[1] = 15.0  # two lines: 统一社会/信用代码
    box = max(_LEAST_BOX, min(60.0, (room - sum(heights)) / len(offices) - 1))
    above = ("",) if box >= _ROOMY_BOX else ()  # a line of air, where there is room
    for office in offices:
        lines = "\n".join((*above, "负责人（签字）：　　　　　　　　（盖章）　　", "　　年　　月　　日　　"))
        rows.append((label(f"{clean(short_name(office))}\n意见"), FormCell(lines, 3, align="r")))
        heights.append(box)
    return BoxForm(rows=tuple(rows), widths=(5, 7.6, 3, 5.4), heights=tuple(heights))


KINDS = (LetterKind(key="opinion-form", name="推荐意见表", aliases=("审核意见表",), compose=_compose),)
