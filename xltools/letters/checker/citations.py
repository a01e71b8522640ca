"""Checks of what a letter cites: title and number as the notice has them, brackets, the short title after the first citation."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..citing import true_title
from .base import ERROR, INFO, WARNING, Case, Check, LetterFault, shorten
from .classify import LetterPart
from .opened import Para
from .printed import difference

_RUNNING = (LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3, LetterPart.LEVEL4)


_CITED = re.compile(r"(?:《([^》]{1,200})》)?（?([\u4e00-\u9fa5]{2,12}[〔\[【（(]\d{4}[〕\]】）)]第?\d{1,5}号)")
_NUMBER = re.compile(r"(.+?)[〔\[【（(](\d{4})[〕\]】）)]第?(\d+)号")


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document that the notice builds on."""

    title: str
    number: str = ""


def citation(case: Case) -> Iterator[LetterFault]:
    if case.notice is None:
        return
    known = _citations(case)
    for para in case.parts.of(LetterPart.BODY):
        for found in _CITED.finditer(para.text):
            yield from _cited(found.group(1) or "", found.group(2).lstrip("（根据按照依"), case, known, para)
        yield from _cited_titles(para, known)


def _cited(title: str, document: str, case: Case, known: Sequence[CitedDocument], para: Para) -> Iterator[LetterFault]:
    if document == case.parts.number:
        return
    same = next((one for one in known if one.number == document), None)
    if same is None:
        near = next((one for one in known if one.number and _meant(document, title, one)), None)
        if near is not None:
            message = f"引用的文号“{document}”与通知的文号“{near.number}”不一致。"
            yield LetterFault(message, f"改为“{near.number}”。", para, value=document, expected=near.number)
        elif case.figures is not None:
            message = f"引用的文号“{document}”不在通知包里，无从核对。"
            yield LetterFault(message, "自行核对所引公文的文号。", para, value=document, severity=INFO)
    elif title and same.title and _flat(title) != _flat(same.title):
        message = f"引用的标题“{title}”与{document}的标题不一致（{difference(title, same.title)}）。"
        yield LetterFault(message, "引用公文先引标题、后引文号，一字不差。", para, value=title, expected=same.title)


def _meant(document: str, title: str, one: CitedDocument) -> bool:
    """Whether a number is meant as that of a known document: the same organ's, the same year and number, or its title."""
    if title and _flat(title) == _flat(one.title):
        return True
    said, right = _NUMBER.fullmatch(document), _NUMBER.fullmatch(one.number)
    if said is None or right is None:
        return False
    organ, year, count = said.groups()
    same_organ = organ == right.group(1)
    close = difflib.SequenceMatcher(None, organ, right.group(1)).ratio() >= 0.6
    return same_organ or (close and (year, count) == right.groups()[1:])


def _cited_titles(para: Para, known: Sequence[CitedDocument]) -> Iterator[LetterFault]:
    """A title cited without its number is near a known one and not equal: a year or a word is wrong."""
    for found in re.finditer(r"《([^》]{8,200})》(?!（?[\u4e00-\u9fa5]{2,12}[〔\[【（(]\d{4})", para.text):
        title = _flat(found.group(1))
        titles = {_flat(one.title): one.title for one in known}
        if title in titles:
            continue
        near = difflib.get_close_matches(title, list(titles), n=1, cutoff=0.9)
        if near:
            message = f"引用的标题“{found.group(1)}”与通知的标题不一致（{difference(title, near[0])}）。"
            yield LetterFault(message, "引用公文的标题一字不差。", para, value=found.group(1), expected=titles[near[0]])


def _citations(case: Case) -> list[CitedDocument]:
    assert case.notice is not None
    found: dict[str, CitedDocument] = {}
    for level in case.notice.levels:
        for spec in level.letters:
            for cite in spec.options.get("cites", ()):
                one = CitedDocument(str(cite["title"]), str(cite.get("document", "")))
                found[one.number or one.title] = one
    # A pack's own citation of a document goes before the notice's short name.
    title, number = true_title(case.notice)
    found.setdefault(number or title, CitedDocument(title, number))
    return list(found.values())


def _flat(title: str) -> str:
    return re.sub(r"[\s　]", "", title)


def citation_form(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(*_RUNNING):
        for found in re.finditer(
            r"[\u4e00-\u9fa5]{2,12}([\[【（(])\s?20\d\d\s?[\]】）)]\s?(第?)(0?)\d{1,5}\s?号", para.text
        ):
            message = f"引用的文号“{found.group()}”的年份应加六角括号〔〕。"
            yield LetterFault(message, "把括号改为〔〕。", para, value=found.group(), expected="〔〕")


_SHORT = re.compile(
    r"(以下简称|下称|简称为?)?[：:]?[《“]((?:通知|办法|方案|意见|细则|规定|指南|实施细则|实施方案)[》”])"
)


def short_title(case: Case) -> Iterator[LetterFault]:
    """《通知》 stands for a title that was cited in full and called so; afterwards the full title is not said again."""
    introduced: dict[str, tuple[Para, str]] = {}
    wrong: set[str] = set()
    for para in case.parts.of(*_RUNNING):
        text = para.text
        for found in _SHORT.finditer(text):
            name = found.group(2)[:-1]
            if found.group(1):
                before = re.findall(r"《([^《》]{4,200})》", text[: found.start()])
                introduced[name] = (para, before[-1] if before else "")
            elif found.group(2).endswith("》") and name not in introduced and name not in wrong:
                wrong.add(name)
                message = f"用了简称《{name}》，前面没有写明是哪一份文件的简称。"
                fix = f"第一次引用写全标题，在后面的括号里写“以下简称《{name}》”；或这里改写全称。"
                yield LetterFault(message, fix, para, value=f"《{name}》", expected=f"以下简称《{name}》")
    for name, (first, title) in introduced.items():
        again = next(
            (p for p in case.parts.of(*_RUNNING) if p is not first and title and f"《{title}》" in p.text), None
        )
        if again is not None:
            message = f"前面已写明“以下简称《{name}》”，这里又写了全称《{shorten(title)}》。"
            yield LetterFault(message, f"后文写《{name}》。", again, title, f"《{name}》", INFO)


CHECKS = (
    Check(
        id="letter.citation",
        clause="与汇总表、通知核对",
        severity=ERROR,
        title="引用的标题和文号与通知一致",
        run=citation,
    ),
    Check(
        id="letter.citation-form",
        clause="7.2.5",
        severity=WARNING,
        title="引用的文号用六角括号",
        run=citation_form,
    ),
    Check(
        id="letter.short-title",
        clause="7.3.3",
        severity=WARNING,
        title="简称先写明，后文用简称",
        run=short_title,
    ),
)
