"""Checks 47-50: what the letter says of the notice: quotas, copies, citations, deadlines, to whom and who signs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from ...notice.model import Addressee, Level
from ..claims import Stage, counts_claimed, number
from ..manuscript import FILL_IN_PATTERN
from ..wording import copies_text, date_text, short_name
from .base import ERROR, WARNING, Case, Check, LetterFault, shorten
from .classify import LetterPart, bare_name, enclosure_lines
from .counts import without_names
from .opened import Para
from .printed import difference

_RUNNING = (LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3, LetterPart.LEVEL4)


def quota(case: Case) -> Iterator[LetterFault]:
    if case.figures is None or case.notice is None or case.level is None:
        return
    counted = case.figures.by_category()
    limits: dict[str, list[int]] = {}
    basis: dict[str, str] = {}
    for one in case.notice.quotas:
        if one.level == case.level.key:
            limits.setdefault(one.category, []).append(one.limit)
            basis[one.category] = one.basis
    for category, found in limits.items():
        count = counted.get(category, 0)
        if count > max(found):
            message = f"{category}推荐{count}个，超过限额{max(found)}个（{basis[category]}）。"
            fix = "按优先顺序减少，或向受理机关确认限额。"
            yield LetterFault(message, fix, value=str(count), expected=str(max(found)))
        elif count > min(found):
            message = f"{category}推荐{count}个；不同报送主体的限额从{min(found)}个到{max(found)}个不等。"
            fix = "核对本单位适用的限额；生成公函时可用 --set 报送主体=… 指明。"
            yield LetterFault(message, fix, value=str(count), severity=WARNING)
    yield from _stated_quotas(case, limits)


def _stated_quotas(case: Case, limits: Mapping[str, Sequence[int]]) -> Iterator[LetterFault]:
    """A limit that the letter ascribes to the notice stands in the notice."""
    assert case.figures is not None
    for para in case.parts.of(*_RUNNING):
        if not re.search("限额|名额|上限", para.text):
            continue
        text = without_names(para.text, case.figures)
        for claim in counts_claimed(text, case.figures, year=case.year, categories=case.categories):
            if claim.stage is not Stage.LIMIT or claim.value in limits.get(claim.category, ()):
                continue
            known = "、".join(str(limit) for limit in sorted(set(limits.get(claim.category, ()))))
            right = f"通知的限额是{known}个" if known else "通知没有对本级规定这个限额"
            message = f"写的限额是{claim.what}{claim.value}个，{right}。"
            yield LetterFault(message, "核对通知；没有限额的删去。", para, str(claim.value), known, WARNING)


_EACH_COPIES = re.compile(
    r"(?:一式|[每各](?:个|家|项|套|类)?[^，。；、]{0,6}?)([一二两三四五六七八九十]{1,3}|\d{1,3})\s{0,2}份"
)
_NAMED_COPIES = re.compile(r"(申报书|申报材料|申报资料|汇总表|推荐函|推荐报告)(?:纸质版|纸质件|原件)?(\d{1,3})份")
_APPLICATION = re.compile("申报(?!单位|主体|企业|项目)|申请")


def copies(case: Case) -> Iterator[LetterFault]:
    if case.level is None or not case.level.copies:
        return
    for para in case.parts.of(LetterPart.BODY, LetterPart.ENCLOSURE, LetterPart.LEVEL3):
        for found in _EACH_COPIES.finditer(para.text):
            yield from _wrong_copies(case.level, para, found.group(), found.group(1), para.text[: found.start()])
        for found in _NAMED_COPIES.finditer(para.text):
            if not re.search(r"收到|收齐|报来|提交", para.text[: found.start()]):
                yield from _wrong_copies(case.level, para, found.group(), found.group(2), found.group(1))


def _wrong_copies(level: Level, para: Para, words: str, word: str, before: str) -> Iterator[LetterFault]:
    said = 1 if word == "一" else number(word)
    application = level.copies.get("application")
    allowed = {application} if application and _APPLICATION.search(before) else set(level.copies.values())
    if said is not None and said not in allowed:
        right = "、".join(copies_text(int(count)) for count in sorted(allowed) if count)
        yield LetterFault(f"写的是“{words}”，通知要求{right}。", f"改为{right}。", para, value=words, expected=right)


_SENDS = re.compile(r"集团|公司|总厂|研究院")


def _senders_of(case: Case, addressees: Sequence[Addressee]) -> list[Addressee]:
    """Addressees of this sender: a group writes to 国务院国资委, a province to 国家发展改革委."""
    group = is_group(case)
    return [
        one for one in addressees if not one.senders or group == any(re.search("企业|集团", s) for s in one.senders)
    ]


def is_group(case: Case) -> bool:
    """Whether an enterprise signs: it has no 经信 and 发改 departments to sign jointly."""
    signed = case.parts.organs or case.parts.heading_organs
    return bool(signed) and bool(_SENDS.search(signed[0]))


def notice_terms(case: Case) -> Iterator[LetterFault]:
    level = case.level
    if level is None or not case.hands_in:
        return
    mine = _senders_of(case, level.addressees)
    named = {short_name(part) for one in mine for part in one.name.split("、")}
    para = case.parts.first(LetterPart.ADDRESSEE)
    for name in case.parts.addressees:
        if named and short_name(name) not in named:
            message = f"主送“{name}”不在通知规定的报送机关（{'、'.join(one.name for one in mine)}）之内。"
            yield LetterFault(message, "核对主送机关。", para, value=name)
    alone = len(case.parts.organs) == 1 and not FILL_IN_PATTERN.search(case.parts.organs[0])
    if level.joint and alone and not is_group(case):
        message = f"通知要求联合行文（{'、'.join(level.departments)}），署名只有一个机关。"
        yield LetterFault(message, "补上联合行文的机关，主办机关在前。", case.parts.first(LetterPart.ORGAN))
    if level.deadline and case.today and case.today > level.deadline:
        yield LetterFault(f"通知规定的截止日期{date_text(level.deadline)}已过。", "先与受理机关联系。")
    unordered = next((para for para in case.parts.of(*_RUNNING) if "不分先后" in para.text), None)
    if level.priority_order and unordered is not None:
        yield LetterFault("通知要求按优先顺序排列，这里写“不分先后”。", "删去，按汇总表的优先顺序排列。", unordered)


_GRADES = re.compile(r"领航级|卓越级|先进级|基础级")
_TAILS = re.compile(
    r"试点示范|示范|行动|项目|工作|推荐|遴选|申报|梯度培育|培育|认定|评选|国家|省级|市级|年度|标杆|\d{4}年?|（[^（）]{0,60}）|[\u4e00-\u9fa5]{2,3}[省市]"
)


def subject(case: Case) -> Iterator[LetterFault]:
    """The title's year, programme and grade are the notice's."""
    notice, title = case.notice, case.parts.title
    if notice is None or not title or case.figures is None:
        return
    para = case.parts.first(LetterPart.TITLE)
    years = set(re.findall(r"20\d\d(?=年)", title))
    if notice.year and years and str(notice.year) not in years:
        message = f"标题写的是{'、'.join(sorted(years))}年，通知是{notice.year}年度的。"
        yield LetterFault(message, f"标题的年份改为{notice.year}。", para, "、".join(sorted(years)), str(notice.year))
    programme = max(re.split(r"[、，]", _TAILS.sub("、", notice.programme)), key=len)
    if len(programme) >= 2 and programme not in title and case.hands_in:
        message = f"标题“{shorten(title)}”与通知的“{notice.programme}”不一致，没有“{programme}”。"
        yield LetterFault(message, "核对标题里的项目名称。", para, title, notice.programme, WARNING)
    categories = "、".join(name for name in case.figures.by_category() if name)
    wrong = [grade for grade in _GRADES.findall(title) if categories and grade not in categories]
    if wrong and _GRADES.search(categories):
        message = f"标题写了“{'、'.join(wrong)}”，汇总表里是{categories}。"
        yield LetterFault(message, "核对标题。", para, "、".join(wrong), categories)


_PAPERS = re.compile(r"申报书|申请书|申报表|申请表|推荐表|申请报告|承诺书|汇总表|核查表")
"""Papers with a name of their own; 申报材料 may be any of them."""
_MENTION = re.compile(r"附件(\d{0,2})")


def enclosure_names(case: Case) -> Iterator[LetterFault]:
    """What the running text calls an enclosure is what the 附件说明 calls it."""
    names = {number or 1: name for number, name in enclosure_lines(case.parts)}
    para = case.parts.first(LetterPart.ENCLOSURE)
    for called, name in _mentioned_papers(case):
        listed = names.get(called, "")
        paper = _PAPERS.findall(bare_name(listed))
        if paper and name != paper[-1]:
            message = f"正文说附件{called if len(names) > 1 else ''}是“{name}”，附件说明里写的名称是“{listed}”。"
            yield LetterFault(message, "两处写成一样。", para, value=listed, expected=name)
    if case.level is None:
        return
    official = [
        str(one["name"]) for spec in case.level.letters for one in spec.options.get("enclosures", ()) if "name" in one
    ]
    for listed in names.values():
        plain = bare_name(listed)
        near = difflib.get_close_matches(plain, official, n=1, cutoff=0.75)
        if near and plain != near[0] and plain not in near[0] and near[0] not in plain:
            message = f"附件名称“{plain}”与通知的“{near[0]}”不一致（{difference(plain, near[0])}）。"
            yield LetterFault(message, "按通知的名称写。", para, value=plain, expected=near[0])


def _mentioned_papers(case: Case) -> Iterator[tuple[int, str]]:
    """(number of the enclosure, the paper that the clause before it names)."""
    for para in case.parts.of(*_RUNNING):
        text = re.sub(r"《[^《》]{0,200}》", "", para.text)
        start = 0
        for found in _MENTION.finditer(text):
            papers = _PAPERS.findall(text[max(start, text.rfind("。", 0, found.start())) : found.start()])
            if len(set(papers)) == 1:
                yield int(found.group(1) or 1), papers[0]
            start = found.end()


_BOOK = "与汇总表、通知核对"
CHECKS = (
    Check(id="letter.subject", clause=_BOOK, severity=ERROR, title="标题的年份、项目、级别与通知一致", run=subject),
    Check(
        id="letter.quota",
        clause=_BOOK,
        severity=ERROR,
        title="数量不超过限额，限额与通知一致",
        run=quota,
        official=False,
    ),
    Check(id="letter.copies", clause=_BOOK, severity=ERROR, title="份数与通知一致", run=copies, official=False),
    Check(
        id="letter.notice-terms",
        clause=_BOOK,
        severity=WARNING,
        title="主送机关、联合行文、截止日期与通知一致",
        run=notice_terms,
    ),
    Check(
        id="letter.enclosure-names",
        clause="7.3.4",
        severity=WARNING,
        title="附件名称与正文、通知一致",
        run=enclosure_names,
    ),
)
