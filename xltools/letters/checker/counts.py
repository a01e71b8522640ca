"""Check 44: counts and volumes that the letter claims, against the summary and against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ...findings import Severity
from ..claims import CountClaim, Noun, Stage, counts_claimed, expected_counts, number
from ..figures import SummaryFigures
from ..wording import clean
from .base import ERROR, INFO, WARNING, Case, Check, LetterFault
from .classify import LetterPart
from .opened import Para

FIGURES_VARIABLE = "xltools.figures"
"""Document variables that bear the fingerprint of the summary a letter was made from."""

_COUNTED = (LetterPart.TITLE, LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3)


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A count and the paragraph that makes it."""

    claim: CountClaim
    para: Para


def summary_changed(case: Case) -> Iterator[LetterFault]:
    figures = case.figures
    if figures is None:
        return
    known = case.document.variables.get(FIGURES_VARIABLE)
    if known and known != figures.digest and known != case.all_figures_digest:
        yield LetterFault(
            "汇总表在生成公函之后改过，公函里的数字和名称可能已不是最新。",
            "用现在的汇总表重新生成公函，或逐项核对下列不一致之处。",
            value=known[:12],
            expected=figures.digest[:12],
        )


def counts(case: Case) -> Iterator[LetterFault]:
    figures = case.figures
    if figures is None:
        return
    for placed in _claims(case, figures):
        claim = placed.claim
        allowed = expected_counts(claim, figures)
        if not allowed or claim.value in allowed:
            continue
        severity = _severity(claim, placed.para, case)
        right = "、".join(str(count) for count in allowed[:1])
        stage = f"（{claim.stage}）" if claim.stage in (Stage.APPLIED, Stage.REFUSED) else ""
        ask = "" if severity is not INFO else "如果说的不是本次推荐，不用改。"
        yield LetterFault(
            f"{claim.what}{stage}写的是{claim.value}，汇总表里是{right}。",
            f"改为{right}，或先更正汇总表。{ask}",
            placed.para,
            value=str(claim.value),
            expected=right,
            severity=severity,
        )


def _severity(claim: CountClaim, para: Para, case: Case) -> Severity:
    """How sure it is that a count means the summary's: what nobody ties to a meaning is a question."""
    if claim.stage is Stage.RECOMMENDED:
        return ERROR
    if claim.stage in (Stage.APPLIED, Stage.REFUSED):
        return WARNING
    if case.parts.roles.get(para.index) is not LetterPart.BODY and (claim.category or claim.place):
        return ERROR
    weighed = claim.place or re.search(r"本次|此次|总计|合计|共计|涉及|其中", claim.clause)
    return WARNING if weighed else INFO


def _claims(case: Case, figures: SummaryFigures) -> Iterator[PlacedClaim]:
    refused = False
    for para in case.parts.of(*_COUNTED):
        if case.parts.roles.get(para.index) in (LetterPart.LEVEL1, LetterPart.LEVEL2):
            refused = bool(re.search(r"不予推荐|未推荐|不推荐|未通过", para.text[:30]))
        if refused:
            # A section on those who are not recommended counts its own.
            continue
        text = without_names(para.text, figures)
        for claim in counts_claimed(text, figures, year=case.year, categories=case.categories):
            yield PlacedClaim(claim, para)


def without_names(text: str, figures: SummaryFigures) -> str:
    """Names may hold numbers (第3个工厂): only the letter's own words are counted. Titles of documents too."""
    for row in figures.rows:
        for name in (clean(row.company), clean(row.project)):
            # A project called 智能工厂 is a common word; 智能 in 智能工厂3家 must stay.
            if len(name) > 6 and name in text:
                text = text.replace(name, "")
    return re.sub(r"《[^《》]{0,200}》", "", text)


def balance(case: Case) -> Iterator[LetterFault]:
    """What applied, what was refused and what is recommended must add up, wherever a letter says all of it."""
    figures = case.figures
    if figures is None:
        return
    placed = list(_claims(case, figures))
    for noun in Noun:
        yield from _balance(noun, [one for one in placed if one.claim.noun is noun and not _narrowed(one)], figures)


def _narrowed(placed: PlacedClaim) -> bool:
    return bool(placed.claim.category or placed.claim.place)


def _balance(noun: Noun, placed: list[PlacedClaim], figures: SummaryFigures) -> Iterator[LetterFault]:
    applied = [one for one in placed if one.claim.stage is Stage.APPLIED]
    recommended = len(figures.recommended.companies) if noun is Noun.COMPANIES else figures.recommended.total
    for one, other in pairwise(applied):
        if one.claim.value != other.claim.value:
            message = f"前面写申报{noun}{one.claim.value}，这里写{other.claim.value}，前后不一致。"
            yield LetterFault(message, "核对申报数；不是一回事的写明是什么。", other.para, value=str(other.claim.value))
    for one in applied:
        if one.claim.value < recommended:
            message = f"申报（收到）{noun}{one.claim.value}，比推荐的{recommended}还少。"
            yield LetterFault(message, "核对申报数和推荐数。", one.para, value=str(one.claim.value))
    refused = [one for one in placed if one.claim.stage is Stage.REFUSED]
    known = {one.claim.value for one in placed if one.claim.stage in (Stage.APPLIED, Stage.FORWARDED)}
    numbers = [one.claim.value for one in refused]
    if not known or not refused or {sum(numbers), sum(set(numbers)), *numbers} & {all_ - recommended for all_ in known}:
        return
    listed = "、".join(str(count) for count in sorted(known))
    message = f"申报{noun}{listed}，不予推荐{sum(numbers)}，与推荐的{recommended}对不上。"
    yield LetterFault(message, "核对申报数、不予推荐数和推荐数。", refused[0].para, value=str(numbers[0]))


_EACH = re.compile(r"(?:一式|[每各][^，。；]{0,8}?)([一二两三四五六七八九十]{1,3}|\d{1,3})\s{0,2}份")
_VOLUMES = re.compile(r"(?:共计|合计|总计|共)(\d{1,5})\s{0,2}(本|册|份)")


def volumes(case: Case) -> Iterator[LetterFault]:
    """一式四份，共32本: copies times what is recommended."""
    figures = case.figures
    if figures is None:
        return
    chosen = figures.recommended
    for para in case.parts.of(LetterPart.BODY, LetterPart.LEVEL3, LetterPart.ENCLOSURE):
        each = [copies for match in _EACH.finditer(para.text) if (copies := _copies(match.group(1))) is not None]
        if not each:
            continue
        allowed = [copies * count for copies in each for count in (chosen.total, len(chosen.companies))]
        for found in _VOLUMES.finditer(para.text):
            if int(found.group(1)) not in allowed:
                message = f"写的是“{found.group()}”，每个{each[0]}份、推荐{chosen.total}个，应为{allowed[0]}{found.group(2)}。"
                fix = f"改为{allowed[0]}{found.group(2)}。"
                yield LetterFault(message, fix, para, value=found.group(1), expected=str(allowed[0]))


def _copies(word: str) -> int | None:
    return 1 if word == "一" else number(word)


_BOOK = "与汇总表、通知核对"
CHECKS = (
    Check(
        id="letter.summary-changed",
        clause=_BOOK,
        severity=ERROR,
        title="公函与现在的汇总表同一版本",
        run=summary_changed,
        official=False,
    ),
    Check(id="letter.counts", clause=_BOOK, severity=ERROR, title="数量与汇总表一致", run=counts, official=False),
    Check(
        id="letter.balance",
        clause=_BOOK,
        severity=WARNING,
        title="申报数、不予推荐数、推荐数相符",
        run=balance,
    ),
    Check(
        id="letter.volumes", clause=_BOOK, severity=ERROR, title="总本数等于份数乘推荐数", run=volumes, official=False
    ),
)
