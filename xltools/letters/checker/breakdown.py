"""Check 44 b: parts that a letter names must add up to the whole it names.

A whole and its parts: 企业8家，其中国有企业2家、民营企业6家. Parts of one division (see `divisions`) exclude each other; 专精特新 and
规上 overlap and add up to nothing. Only counts of one unit are added: 8个项目 are not 国有企业2家、民营企业6家.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..claims import ASIDE, COUNT, MOST_ASIDES, number
from ..divisions import DIVISIONS, QUALITIES, Division, categories_as_division
from ..figures import SummaryFigures
from .base import WARNING, Case, Check, LetterFault
from .classify import LetterPart
from .counts import without_names
from .opened import Para

_COUNTED = (LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3)
_RUN_IN = re.compile(r"^(（[一二三四五六七八九十]{1,3}）[^。，；]{2,12})。")
"""A heading that runs into its text says how that divides: （二）行业分布。汽车制造业3个…"""
_LONGEST_LABEL = 24
_PAPERS = re.compile(r"《[^《》]{0,200}》")
_TOLD_APART = re.compile(r"其中|[按从依]|分别|分布|包括|包含|含|企业中|项目中|性质|类型|结构|构成|涉及")
"""Words after which parts follow."""
_DIVIDES_ALL = re.compile(r"[按从依][^，。；]{1,12}(?:分|看|划分)|分别|分布|分为")
"""Words that promise every part: 按所在地分, 分布在."""
_NAMED_BEHIND = re.compile(r"[一-龥]{2,12}(?=[、，；。和及与]|$)")
"""What a number counts where it stands before it: 3家国有企业、6家民营企业."""
_GOES_ON = re.compile(r"[^，；：、]{0,8}、")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number in running text, with the words before it (since the last mark or number) and behind it."""

    value: int
    label: str
    things: bool
    """个, 项: things; 家, 户: enterprises."""
    behind: str
    listed: bool
    """One of several in a row, or behind 其中: a part of something, whatever it is called."""

    @property
    def parts_follow(self) -> bool:
        return bool(re.match(r"[^，；：、]{0,6}，?(?:其中|包括)", self.behind))


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A part: the group's name and how many."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Divided:
    """Parts of one division and the numbers that may be their whole: none where the text before has to be asked."""

    division: str
    wholes: tuple[int, ...]
    parts: tuple[NamedGroup, ...]


def breakdown(case: Case) -> Iterator[LetterFault]:
    divisions = (categories_as_division(case.categories), *DIVISIONS) if case.categories else DIVISIONS
    for para in case.parts.of(*_COUNTED):
        text = _PAPERS.sub("", para.text if case.figures is None else without_names(para.text, case.figures))
        for wrong in _in_paragraph(text, divisions, _whole_of(case.figures)):
            if case.figures is None or not _told_by_counts(wrong, case.figures):
                yield _fault(wrong, para)


def _whole_of(figures: SummaryFigures | None) -> dict[bool, int]:
    """What parts are parts of where a paragraph divides all and names no whole: everything that is recommended."""
    if figures is None:
        return {}
    return {True: figures.recommended.total, False: len(figures.recommended.companies)}


def _told_by_counts(wrong: Divided, figures: SummaryFigures) -> bool:
    """Whether the summary itself says which of the numbers is wrong: `counts` reports that one."""
    known = {**figures.by_category(), **figures.by_district()}
    right = [known.get(part.name) for part in wrong.parts]
    if None in right:
        return False
    return wrong.wholes[0] in (figures.total, len(figures.companies)) or right == [part.value for part in wrong.parts]


def _fault(wrong: Divided, para: Para) -> LetterFault:
    total = sum(part.value for part in wrong.parts)
    listed = "、".join(f"{part.name}{part.value}" for part in wrong.parts)
    message = f"按{wrong.division}分，{listed}，加起来是{total}，总数写的是{wrong.wholes[0]}，对不上。"
    fix = "核对总数和各项；各项有重叠或没有列全的，写明。"
    return LetterFault(message, fix, para, value=str(total), expected=str(wrong.wholes[0]))


def _in_paragraph(text: str, divisions: Sequence[Division], everything: Mapping[bool, int]) -> Iterator[Divided]:
    whole: dict[bool, int] = {}
    for sentence in re.split(r"[。；！？\n]", _RUN_IN.sub(r"\1，", text)):
        for aside in list(ASIDE.finditer(sentence))[:MOST_ASIDES]:
            before = list(_counted(sentence[: aside.start()]))[-1:]
            if before and len(before[0].behind) <= 4:
                known = {one.things: one.value for one in before}
                yield from _wrong_sums(aside.group(1), list(_counted(aside.group(1))), known, divisions)
        plain = ASIDE.sub("", sentence)
        counted = list(_counted(plain))
        known = whole if _TOLD_APART.search(plain) else {}
        known = {**everything, **known} if _DIVIDES_ALL.search(plain) else known
        yield from _wrong_sums(plain, counted, known, divisions)
        whole |= {one.things: one.value for one in counted if _may_be_whole(one, divisions)}


def _counted(text: str) -> Iterator[Counted]:
    start = 0
    inside = text.find("其中")
    for found in COUNT.finditer(text):
        value = number(found.group(1))
        words = text[max(start, found.start() - _LONGEST_LABEL) : found.start()]
        listed = (
            words.startswith(("、", "和", "及")) or (0 <= inside < found.start()) or _GOES_ON.match(text, found.end())
        )
        label = re.split(r"[，：:]|其中", words)[-1].strip("、 　和及")
        ahead = _NAMED_BEHIND.match(text, found.end()) if label == "" else None
        start = ahead.end() if ahead else found.end()
        if value is not None and not label.endswith(("每", "各", "第", "附件")):
            yield Counted(value, label, found.group(2) in "个项", text[found.end() : found.end() + 16], bool(listed))


def _wrong_sums(
    text: str, counted: Sequence[Counted], known: Mapping[bool, int], divisions: Sequence[Division]
) -> Iterator[Divided]:
    """Parts of one sentence or bracket that do not add up; `known`: the whole that stands before it, by kind of unit."""
    if len(counted) < 2:
        return
    for division in divisions:
        for things in (True, False):
            before = (known[things],) if things in known else ()
            for divided in _divided(division, [one for one in counted if one.things is things], divisions):
                divided = replace(divided, wholes=divided.wholes or before)
                if not _adds_up(division, divided, text):
                    yield divided


def _divided(division: Division, counted: Sequence[Counted], divisions: Sequence[Division]) -> Iterator[Divided]:
    """The parts of a division, list by list: a number that may be a whole begins another."""
    wholes: tuple[int, ...] = ()
    parts: list[NamedGroup] = []
    for one in counted:
        group = _group(division, one)
        if group:
            parts.append(NamedGroup(group, one.value))
        elif one.parts_follow or _may_be_whole(one, divisions):
            yield Divided(division.name, wholes, tuple(parts))
            # 国有3家、民营5家，其中大型…: of those 5 or of all 8, nobody can say.
            outer = () if _may_be_whole(one, divisions) else wholes
            wholes, parts = (one.value, *outer), []
    yield Divided(division.name, wholes, tuple(parts))


def _group(division: Division, one: Counted) -> str:
    """The group of a division that a number is of: 国有企业3家, 3家国有企业; 三级以上 overlaps with others."""
    if one.label.endswith(("以上", "以下")):
        return ""
    ahead = _NAMED_BEHIND.match(one.behind) if one.label == "" else None
    return division.group(one.label) or (division.group(ahead.group()) if ahead else "")


def _may_be_whole(one: Counted, divisions: Sequence[Division]) -> bool:
    return (
        not one.listed and not QUALITIES.search(one.label) and not any(_group(division, one) for division in divisions)
    )


def _adds_up(division: Division, divided: Divided, text: str) -> bool:
    """Whether the parts are the whole, or nobody can say: a group named twice is of two lists, and some parts are no whole."""
    names = [part.name for part in divided.parts]
    if not divided.wholes or len(names) < 2 or len(set(names)) < len(names):
        return True
    total = sum(part.value for part in divided.parts)
    everything = division.complete(names) or (_DIVIDES_ALL.search(text) and "等" not in text)
    return any(total == whole or (total < whole and not everything) for whole in divided.wholes)


CHECKS = (
    Check(
        id="letter.breakdown",
        clause="文稿完整",
        severity=WARNING,
        title="分项之和与总数相符",
        run=breakdown,
        official=False,
    ),
)
