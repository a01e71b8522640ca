"""Which notice and which attachment a sheet belongs to, from its content. Where that does not decide, nobody guesses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePath

from ..errors import NoticeError
from ..formats.grid import Book, Grid
from ..notice.load import load_notice
from ..notice.model import Attachment, Notice, Shape
from ..notice.reference import find_reference, reference
from .headings import Header, locate
from .labelplaces import locate_form
from .patterns import Lazy
from .sketch import Sketch
from .values import squeeze

OWN_SHEETS = (
    "校验结果",
    "校验概览",
    "汇总回执",
    "投资合计",
    "逐笔明细",
    "函件信息",
    "附表工具设置",
    "附表工具修改记录",
    "报送台账",
    "报送记录",
    "重报差异",
    "收件概览",
    "各区情况",
    "问题分布",
    "本轮变化",
    "文件归属",
    "修改建议",
    "统计",
    "交叉统计",
)
OWN_PREFIX = "_xltools"
RESULT_COLUMN = "校验结果（附表工具）"
"""The heading of the column that a button adds beside a table."""
_EVERYDAY = frozenset({"投资合计", "逐笔明细", "各区情况", "统计", "交叉统计"})
NEAR = 0.08
"""Scores that differ by no more decide nothing."""
SURE = 1.0
"""A sheet that reaches it has its form's columns and its title, or the stamp of its blank."""
_YEAR = Lazy(r"(20\d\d)年")
_ENOUGH = 0.4


@dataclass(frozen=True, slots=True)
class Match:
    """One sheet read as one attachment. `score` is 0 … about 2: share of columns, share of headings, title."""

    grid: Grid
    notice: Notice
    attachment: Attachment
    header: Header
    score: float


@dataclass(slots=True)
class Recognised:
    """What was made of a book: the matches that hold, and per undecided sheet the candidates."""

    matches: list[Match] = field(default_factory=list)
    undecided: dict[str, list[Match]] = field(default_factory=dict)
    others: dict[str, Match] = field(default_factory=dict)
    """Sheets that are plainly another attachment than the one asked for."""
    elsewhere: dict[str, list[Match]] = field(default_factory=dict)
    """Sheets that belong to another notice than the one asked for, with what they look like there."""


def is_own(name: str) -> bool:
    """Whether xltools gives sheets this name."""
    return name in OWN_SHEETS or name.startswith(OWN_PREFIX)


def own_sheets(book: Book) -> frozenset[str]:
    """Names of the sheets that xltools wrote itself: they are no submissions. A word anyone may use (统计, 逐笔明细) alone in a
    stranger's book names the stranger's sheet; ours stand beside another of ours."""
    named = frozenset(grid.name for grid in book.grids if is_own(grid.name))
    return named - _EVERYDAY if len(named) == 1 else named


def stamp_of(book: Book) -> dict[str, str]:
    """What a blank or summary of ours says of itself (notice, version, attachment); empty for other books."""
    for grid in book.grids:
        if grid.name == OWN_PREFIX:
            return {
                str(row.values[0]): str(row.values[1])
                for row in list(grid.rows.values())[:12]
                if len(row.values) >= 2 and row.columns[:2] == (1, 2)
            }
    return {}


def recognise(
    book: Book,
    notices: Sequence[Notice],
    *,
    attachment: str = "",
    by_hand: Mapping[str, Mapping[str, int]] | None = None,
    hint: str = "",
) -> Recognised:
    """Match every sheet against every attachment of `notices`.

    `attachment` (number or role) narrows the choice; `by_hand` binds columns, per attachment key; `hint` is text that
    tells more than the book does (a notice that other files of the same call were recognised as).
    """
    found = Recognised()
    stamp = stamp_of(book)
    ours = own_sheets(book)
    asked, attachment = attachment, _around(notices, attachment)
    for grid in book.grids:
        if grid.name in ours or not grid.rows:
            continue
        candidates = _candidates(book, grid, notices, attachment, by_hand or {}, stamp)
        if attachment:
            other = _plainly_another(candidates, attachment, by_hand or {})
            if other is not None:
                found.others[grid.name] = other
                continue
            candidates = [match for match in candidates if _is_asked(match.attachment, attachment)]
        if not candidates:
            continue
        best = _settle(book, grid, candidates, stamp, hint)
        if len({match.notice.id for match in best}) == 1:
            found.matches.extend(m for m in (best[0], *_within(best[0])) if not asked or _is_asked(m.attachment, asked))
        else:
            found.undecided[grid.name] = best
    return found


def _around(notices: Iterable[Notice], wanted: str) -> str:
    """What has to be looked for to find `wanted`: of a small table the form that it stands in."""
    forms = (form for notice in notices for form in notice.attachments)
    return next((form.within for form in forms if form.within and wanted and _is_asked(form, wanted)), wanted)


def _within(match: Match) -> Iterator[Match]:
    """The small tables on the sheet of a form."""
    forms = tuple(form for form in match.notice.attachments if form.within == match.attachment.key)
    if not forms:
        return
    sketch = Sketch.of(match.grid, forms, deep=True)
    found = [(form, header) for form in forms if (header := locate(sketch, form)) is not None]
    begins = {*match.header.label_rows, *(header.first_row for _, header in found)}
    for form, header in found:
        end = min((row for row in begins if row > header.last_row), default=0)
        yield Match(match.grid, match.notice, form, replace(header, end=end), match.score)


def _candidates(
    book: Book,
    grid: Grid,
    notices: Sequence[Notice],
    wanted: str,
    by_hand: Mapping[str, Mapping[str, int]],
    stamp: Mapping[str, str],
) -> list[Match]:
    for deep in (False, True):
        matches = list(_matches(book, grid, notices, wanted, by_hand, stamp, deep=deep))
        if matches:
            return matches
    return []


def _matches(
    book: Book,
    grid: Grid,
    notices: Iterable[Notice],
    wanted: str,
    by_hand: Mapping[str, Mapping[str, int]],
    stamp: Mapping[str, str],
    *,
    deep: bool,
) -> Iterator[Match]:
    sketch = Sketch.of(grid, tuple(form for notice in notices for form in notice.attachments), deep=deep)
    top = _top_text(grid)
    for notice in notices:
        for form in notice.attachments:
            if form.within:
                continue
            header = (
                locate_form(grid, form) if form.shape is Shape.FORM else locate(sketch, form, by_hand.get(form.key))
            )
            if header is None:
                continue
            score = _score(form, header, top, grid.name, book.path)
            if stamp.get("attachment") == form.key and stamp.get("notice") == notice.id and _may_be(form, notice, top):
                score += 1
            if score >= _ENOUGH or (wanted and _is_asked(form, wanted)):
                yield Match(grid, notice, form, header, score)


def _may_be(form: Attachment, notice: Notice, top: str) -> bool:
    """Whether a stamp speaks for this sheet: people gather several blanks in one book, the stamp of one stays."""
    named = [other for other in notice.attachments if squeeze(other.title) in top]
    return not named or form in named


def _is_asked(form: Attachment, wanted: str) -> bool:
    return wanted in (form.key, form.role.value, form.title)


def _plainly_another(
    candidates: Sequence[Match], wanted: str, by_hand: Mapping[str, Mapping[str, int]]
) -> Match | None:
    """The form the sheet really is, where another than the asked one fits it plainly better: the grades of one call
    share all their columns, so that only the title tells them apart. A sheet that fits neither is read as asked."""
    asked = max((m for m in candidates if _is_asked(m.attachment, wanted)), key=lambda m: m.score, default=None)
    if asked is not None and by_hand.get(asked.attachment.key):
        return None
    others = [match for match in candidates if not _is_asked(match.attachment, wanted)]
    other = max(others, key=lambda match: match.score, default=None)
    if asked is None or other is None:
        return other
    return other if other.score > max(asked.score, _ENOUGH) + NEAR else None


def speaks_of_another(match: Match, stamp: Mapping[str, str]) -> bool:
    """Whether a sheet that fits the asked notice says itself that it belongs to another: by the stamp of another
    notice's blank, or by another year in its title (2023年度…推荐汇总表 under the call of 2022)."""
    # A pack of one's own is filled in on the blanks of the notice that it builds on; what was handed in under several
    # notices is joined under the one that they all build on.
    said, asked = stamp.get("notice", match.notice.id), match.notice
    if said not in (asked.id, asked.based_on) and _base_of(said) != asked.id:
        return True
    titles = [squeeze(title) for title in (match.attachment.title, *match.attachment.titles)]
    lines = [line for line in _top_text(match.grid).split("|") if any(title in line for title in titles)]
    years = {year for line in lines for year in (found[1] for found in _YEAR.finditer(line))}
    return bool(years) and bool(match.notice.year) and str(match.notice.year) not in years


def _base_of(notice_id: str) -> str:
    """The notice that another builds on; empty for one without, or one that is not at hand."""
    try:
        return load_notice(notice_id).based_on
    except NoticeError:
        return ""


def _score(form: Attachment, header: Header, top: str, sheet: str, path: str) -> float:
    """Share of the form's columns found, less what the sheet has beside them; more for its title, number, name."""
    wanted = len(form.columns)
    recall = len(header.columns) / wanted
    precision = len(header.columns) / (len(header.columns) + len(header.unknown))
    score = recall * 0.7 + precision * 0.3 if recall >= 0.3 else recall * 0.7
    title = max((len(t) for t in (form.title, *form.titles) if squeeze(t) in top), default=0)
    if title:
        score += 0.3 + min(title, 40) / 400
    # Of a book of several attachments the file bears the number of one: the sheet's own name comes first.
    return score + (0.15 if form.key in sheet else 0.1 if form.key in PurePath(path).name else 0)


def _top_text(grid: Grid) -> str:
    """The squeezed texts of the first rows and of the Word paragraphs above a table."""
    texts = list(grid.preamble)
    for number in list(grid.rows)[:6]:
        texts.extend(value for value in grid.rows[number].values if isinstance(value, str) and len(value) < 200)
    return "|".join(squeeze(text) for text in texts)


def _settle(book: Book, grid: Grid, candidates: list[Match], stamp: Mapping[str, str], hint: str) -> list[Match]:
    """The best candidates; where several notices share a layout, the ones that titles, places and dates speak for."""
    top_score = max(match.score for match in candidates)
    near = sorted((match for match in candidates if match.score >= top_score - NEAR), key=lambda match: -match.score)
    if len({match.notice.id for match in near}) > 1:
        text = squeeze(book.path) + "|" + _top_text(grid) + "|" + squeeze(hint)
        speaks = {match.notice.id: _speaks_for(match.notice, match.attachment, text, book.path) for match in near}
        most = max(speaks.values())
        near = [match for match in near if speaks[match.notice.id] == most]
    if stamp.get("notice"):
        near = [match for match in near if match.notice.id == stamp["notice"]] or near
    best: dict[str, Match] = {}
    for match in near:
        best.setdefault(match.notice.id, match)
    return list(best.values())


def _speaks_for(notice: Notice, form: Attachment, text: str, path: str) -> int:
    points = 0
    if notice.id in PurePath(path).parts or notice.id in text:
        points += 8
    if squeeze(form.title) in text:
        points += 1
    if notice.year and str(notice.year) in text:
        points += 2
    if any(squeeze(place) in text for place in (notice.place, *notice.places) if place):
        points += 2
    if any(name in text for name in _office_names(notice)):
        points += 1
    return points


@lru_cache(maxsize=64)
def _office_names(notice: Notice) -> tuple[str, ...]:
    """Names of the offices in the notice's chain (districts, cities)."""
    return tuple(
        squeeze(item.value)
        for level in notice.levels
        if level.offices and find_reference(level.offices) is not None
        for item in reference(level.offices).items
    )


def required_columns_missing(form: Attachment, header: Header) -> list[str]:
    """Keys of columns the form has and the sheet has not."""
    return [column.key for column in form.columns if column.key not in header.columns]


__all__ = [
    "Match",
    "Recognised",
    "is_own",
    "own_sheets",
    "recognise",
    "required_columns_missing",
    "speaks_of_another",
    "stamp_of",
]
