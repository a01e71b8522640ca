"""Check 49 b: the days that a letter names: they exist, what is done was done before it was signed, deadlines are the notice's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..wording import date_text, parse_date
from .base import WARNING, Case, Check, LetterFault
from .classify import LetterPart
from .opened import Para

_RUNNING = (LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3, LetterPart.LEVEL4)

_BEFORE = re.compile(r"(?:(20\d\d)年)?(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])日(?:之前|以前|前)([^，。；]{0,12})")
_UNTIL = re.compile(r"截止(?:日期|时间)?[为是：:]?(?:(20\d\d)年)?(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])日(?P<rest>)")
"""报送截止日期为…: always the notice's."""


def deadlines(case: Case) -> Iterator[LetterFault]:
    """A day before which something must be handed in: the notice's own, or for an answer one after the letter's date."""
    signed = parse_date(case.parts.date)
    for para in case.parts.of(*_RUNNING):
        text = re.sub(r"《[^《》]{0,200}》", "", para.text)
        for found in (*_BEFORE.finditer(text), *_UNTIL.finditer(text)):
            day = _date(found, signed.year if signed else case.year)
            if day is None:
                message = f"没有{found.group(2)}月{found.group(3)}日这一天。"
                yield LetterFault(message, "核对日期。", para, value=found.group())
                continue
            asked = re.search(r"函复|复函|反馈|回复|答复|回函", found.group(4))
            if asked and signed and day <= signed:
                message = f"要求{asked.group()}的日期{date_text(day)}不在成文日期{date_text(signed)}之后。"
                yield LetterFault(message, "核对日期。", para, value=found.group())
            elif not asked:
                yield from _stated_deadline(case, para, day, text[: found.start()], found)


def _date(found: re.Match[str], year: int) -> date | None:
    try:
        return date(int(found.group(1) or year or 2000), int(found.group(2)), int(found.group(3)))
    except ValueError:
        return None


def _stated_deadline(case: Case, para: Para, day: date, before: str, found: re.Match[str]) -> Iterator[LetterFault]:
    named = found.re is _UNTIL
    if case.notice is None or case.level is None or not (named or re.search(r"报|交|送|申", found.group(4))):
        return
    known = {one for level in case.notice.levels for one in (level.deadline, level.online_deadline) if one}
    if not known or day in known:
        return
    # Earlier days may be an office's own for those below it; the notice's is meant where it is cited, or is outrun.
    cited = re.search(r"要求|规定|通知", before[-20:] + found.group(4))
    ordained = re.search(r"要求|规定", found.group(4)) or re.search(r"根据|按|依", before[-20:])
    late = day > max(known)
    if not late and not named and not (cited and ordained):
        return
    right = case.level.deadline or case.level.online_deadline or max(known)
    message = f"写的报送期限{date_text(day)}与通知规定的截止日期{date_text(right)}不一致。"
    yield LetterFault(message, f"改为{date_text(right)}。", para, value=found.group(), expected=date_text(right))


_DAY = re.compile(r"(?:(20\d\d)年)?(?<!\d)(1[0-2]|[1-9])月(\d{1,2})日(?!之?前|以前)")
_DONE = re.compile(
    r"(?:已|于|起)[^，。；]{0,40}(?:完成|召开|印发|下发|组织|开展|审核|评审|公示|核查|结束|收到|提交)|了|进行"
)
_TO_COME = re.compile(r"将|拟|定于|计划|预计|期限|截止|截至|有效期|不晚于|尽快|请")


def days_told(case: Case) -> Iterator[LetterFault]:
    """Days in running text that are not deadlines: every one exists, and what is told as done lies before the letter's date."""
    signed = parse_date(case.parts.date)
    for para in case.parts.of(*_RUNNING):
        for sentence in re.split(r"[。；]", re.sub(r"《[^《》]{0,200}》", "", para.text)):
            # A notice downwards or a 公示 speaks of what comes; who hands in tells what was done.
            done = case.hands_in and _DONE.search(sentence) and not _TO_COME.search(sentence)
            for found in _DAY.finditer(sentence):
                yield from _told(found, para, signed, done=bool(done))


def _told(found: re.Match[str], para: Para, signed: date | None, *, done: bool) -> Iterator[LetterFault]:
    day = _date(found, signed.year if signed else 0)
    if day is None:
        message = f"没有{found.group(2)}月{found.group(3)}日这一天。"
        yield LetterFault(message, "核对日期。", para, value=found.group())
    elif done and signed is not None and day > signed:
        message = f"写作已经办过的{found.group()}，晚于成文日期{date_text(signed)}。"
        fix = "核对这一天和成文日期；还没有办的写明。"
        yield LetterFault(message, fix, para, value=found.group(), expected=date_text(signed))


CHECKS = (
    Check(
        id="letter.deadlines",
        clause="与汇总表、通知核对",
        severity=WARNING,
        title="正文写的期限与通知一致，要求答复的日期在成文日期之后",
        run=deadlines,
    ),
    Check(
        id="letter.days", clause="文稿完整", severity=WARNING, title="日期存在，已办的事不晚于成文日期", run=days_told
    ),
)
