"""The finished document is read back and compared with the figures: what it says is what the summary says.

Four proofs: nothing of the manuscript was lost; counts, ranks and names equal the figures; no placeholder is left; every
other number in the running text has a known source (the pack, the profile, the summary).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..errors import LetterError
from ..findings import Severity
from .checker.base import Case
from .checker.body import leftover
from .checker.classify import LetterPart, LetterParts, classify
from .checker.counts import counts
from .checker.lists import names, ranks
from .checker.opened import OpenedLetter
from .kinds.base import Job
from .manuscript import FILL_IN_PATTERN, BoxForm, Manuscript, Paragraph, RuledTable
from .wording import clean, copies_text

_RUNNING = (
    LetterPart.TITLE,
    LetterPart.BODY,
    LetterPart.LEVEL1,
    LetterPart.LEVEL2,
    LetterPart.LEVEL3,
    LetterPart.LEVEL4,
    LetterPart.ENCLOSURE,
)


def prove(document: OpenedLetter, manuscript: Manuscript | None, job: Job) -> tuple[str, ...]:
    """Compare a letter read back. Returns the names of the marked fill-ins, in order; raises LetterError where it differs.

    A letter from a user's own template has no manuscript: its figures are proved all the same.
    """
    parts = classify(document)
    faults = list(_lost(document, manuscript)) if manuscript is not None else []
    # A letter about no summary counts what its writer counts: there is nothing to hold it against.
    case = Case(document=document, parts=parts, figures=job.figures if job.figures.tables else None)
    faults += [fault.message for fault in counts(case) if fault.severity is not Severity.INFO]
    for check in (ranks, names, leftover):
        faults += [fault.message for fault in check(case) if fault.severity in (None, Severity.ERROR)]
    if manuscript is not None:
        faults += [f"“{token}”说不清来源（{where}）" for token, where in _unexplained(parts, job)]
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults[:20])
        message = f"生成的公函与汇总表核对不符，没有写出：\n{listed}\n请检查汇总表、函件信息和文稿模板。"
        raise LetterError("not_proved", message, faults=tuple(faults))
    said = "\n".join(para.text for para in document.paragraphs)
    return tuple(dict.fromkeys(FILL_IN_PATTERN.findall(said)))


def _lost(document: OpenedLetter, manuscript: Manuscript) -> Iterator[str]:
    """Texts of the manuscript that the document does not hold."""
    said = _flat("\n".join(para.text for para in document.paragraphs))
    for text in _texts(manuscript):
        if _flat(text) not in said:
            yield f"文中缺少“{text[:40]}”"


def _texts(manuscript: Manuscript) -> Iterator[str]:
    yield manuscript.title.replace("|", "")
    yield manuscript.addressee
    blocks = [*manuscript.body, *(block for annex in manuscript.annexes for block in annex.blocks)]
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, RuledTable):
            yield from (text for row in (block.heads, *block.rows) for text in row)
        elif isinstance(block, BoxForm):
            yield from (line for row in block.rows for cell in row for line in cell.text.split("\n"))
    yield from (enclosure.name for enclosure in manuscript.enclosures)
    yield from (annex.title for annex in manuscript.annexes)
    if manuscript.signature is not None:
        yield from (*manuscript.signature.organs, manuscript.signature.date)
    yield manuscript.note


def _flat(text: str) -> str:
    return re.sub(r"[\s　]", "", text)


def _unexplained(parts: LetterParts, job: Job) -> Iterator[tuple[str, str]]:
    """Numbers in the running text that are neither a figure nor part of a known name or text."""
    strings, integers = _known(job)
    # A bare number is no name: "2" in some cell must not explain the 2 in 20.
    named = {_flat(clean(text)) for text in strings if re.search(r"\d", text) and re.search(r"[^\d.,\s-]", text)}
    ordered = sorted(named, key=len, reverse=True)
    for para in parts.of(*_RUNNING):
        # Blanks go where a title is broken: 甲局 乙局 at the end of a line.
        text = _flat(para.text)
        for known in ordered:
            text = text.replace(known, "")
        text = re.sub(r"^(附件：)?\d{1,3}\.|附件\d{1,2}|（\d{1,2}）(?=\S)", "", text)
        for token in re.findall(r"\d+(?:\.\d+)?", text):
            if not (token.isdecimal() and int(token) in integers):
                yield token, para.text[:30]


def _known(job: Job) -> tuple[set[str], set[int]]:
    figures = job.figures
    strings: set[str] = {value for row in figures.rows for value in row.cells.values()}
    strings |= {table.title for table in figures.tables}
    strings |= {copies_text(int(count)) for count in job.level.copies.values()}
    integers = {figures.total, len(figures.companies), len(figures.tables)}
    integers |= set(figures.by_category().values()) | set(figures.by_district().values())
    for value in (*job.context.values().values(), *job.profile.values.values(), dict(job.spec.options)):
        for part in _leaves(value):
            if isinstance(part, bool):
                continue
            if isinstance(part, int):
                integers.add(part)
            elif isinstance(part, str):
                strings.add(part)
    return strings, integers


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for part in value:
            yield from _leaves(part)
    else:
        yield value
