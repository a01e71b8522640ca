"""Check 44 c: a letter recommends what the notice calls for: 典型场景 in the place of 优秀场景 is a slip, or another call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .. import divisions
from ..claims import CountClaim, Stage, counts_claimed
from .base import WARNING, Case, Check, LetterFault
from .classify import LetterPart
from .counts import without_names
from .opened import Para

_HEADINGS = (LetterPart.LEVEL1, LetterPart.LEVEL2)
_COUNT = r"(?:类|项目)?(?:共|有|为)?[（(]?(?:\d{1,4}|[一二两三四五六七八九十]{1,3})\s?[个家项]"
_VERBS = re.compile(r"推荐|报送|申报|上报|拟|其中|涉及|包括|和|及|与|为|共|有|的|中|[一二三四五六七八九十]、")
"""What may stand before the word for a kind of work in one run of Hanzi."""
_WORKSHOP = "车间"
"""The kind that calls of every year have and none of the packs does: 数字化车间."""


def unknown_category(case: Case) -> Iterator[LetterFault]:
    figures, known = case.figures, case.categories
    if figures is None or not known:
        return
    paras = case.parts.of(LetterPart.BODY, *_HEADINGS, LetterPart.LEVEL3)
    in_headings = any(_names_one(para.text, known) for para in paras if case.parts.roles[para.index] in _HEADINGS)
    for para in paras:
        text = without_names(para.text, figures)
        words = [word for word in _kind_words(text, known) if not _is_known(word, known, case)]
        heading = case.parts.roles[para.index] in _HEADINGS and in_headings
        claims = counts_claimed(text, figures, year=case.year, categories=(*known, *words)) if words else []
        for word in dict.fromkeys(one.category for one in claims if one.category in words):
            if _meant(word, claims, known, heading=heading):
                yield _fault(word, known, para)


def _fault(word: str, known: Sequence[str], para: Para) -> LetterFault:
    listed = "、".join(known)
    message = f"写的类别“{word}”，汇总表和通知里没有，只有{listed}。"
    return LetterFault(message, "按通知的类别写；说的是别的事不用改。", para, value=word, expected=listed)


def _kind_words(text: str, known: Sequence[str]) -> Iterator[str]:
    """Words before a number that end as the notice's categories do (…场景, …工厂), or stand in a row with one of them."""
    endings = "|".join(dict.fromkeys([*(re.escape(name[-2:]) for name in known), _WORKSHOP]))
    for found in re.finditer(rf"[一-龥]{{0,10}}(?:{endings})(?={_COUNT})", text):
        yield _VERBS.split(found.group())[-1]
    if all(_names_one(text, (name,)) for name in known):
        return
    names = "|".join(map(re.escape, known))
    for found in re.finditer(rf"(?:{names}){_COUNT}[、，]([一-龥]{{2,8}}?){_COUNT}", text):
        yield _VERBS.split(found.group(1))[-1].removesuffix("项目")
    for found in re.finditer(rf"([一-龥]{{2,8}}?){_COUNT}[、，](?:{names}){_COUNT}", text):
        yield _VERBS.split(found.group(1))[-1].removesuffix("项目")


def _names_one(text: str, known: Sequence[str]) -> bool:
    return any(name.removesuffix("智能工厂") in text for name in known)


def _is_known(word: str, known: Sequence[str], case: Case) -> bool:
    """A category, a short or a long form of one, a word of the call itself, or a group of enterprises."""
    called = f"{case.notice.programme}{case.notice.title}" if case.notice is not None else ""
    return (
        len(word) < 3
        or word in called
        or any(name.endswith(word) for name in known)
        or _names_one(word, known)
        or divisions.narrowed(word)
    )


def _meant(word: str, claims: Sequence[CountClaim], known: Sequence[str], *, heading: bool) -> bool:
    """Whether the letter hands it in: recommended, a heading among those of categories, or in a row with one of them."""
    stages = {one.stage for one in claims if one.category == word}
    beside = {one.stage for one in claims if one.category in known}
    return heading or Stage.RECOMMENDED in stages or bool(stages & beside - {Stage.OTHER, Stage.LIMIT})


CHECKS = (
    Check(
        id="letter.category",
        clause="与汇总表、通知核对",
        severity=WARNING,
        title="类别是通知里的类别",
        run=unknown_category,
        official=False,
    ),
)
