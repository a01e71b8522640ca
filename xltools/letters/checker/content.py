"""Checks 44-50: what the letter says against the summary and the notice."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from decimal import Decimal

from ...notice.model import Notice
from ..figures import FigureRow, FigureTable, SummaryFigures
from ..manuscript import FILL_IN_PATTERN
from ..said import (
    Item,
    bind_columns,
    counts_said,
    expected_counts,
    item_text,
    items_said,
    number,
    sums_said,
    table_rows,
)
from ..wording import clean, copies_text, date_text, short_name
from .base import ERROR, WARNING, Case, Check, Fault, shorten
from .classify import Role

SUMMARY_VARIABLE = "xltools.summary"
FIGURES_VARIABLE = "xltools.figures"
"""Document variables that bear the fingerprint of the summary a letter was made from."""


def summary_changed(case: Case) -> Iterator[Fault]:
    figures = case.figures
    if figures is None:
        return
    known = case.document.variables.get(FIGURES_VARIABLE)
    if known and known != figures.digest:
        yield Fault(
            "汇总表在生成公函之后改过，公函里的数字和名称可能已不是最新。",
            "用现在的汇总表重新生成公函，或逐项核对下列不一致之处。",
            value=known[:12],
            expected=figures.digest[:12],
        )


def counts(case: Case) -> Iterator[Fault]:
    figures = case.figures
    if figures is None:
        return
    for role_para in case.parts.of(Role.TITLE, Role.BODY, Role.LEVEL1, Role.LEVEL2, Role.LEVEL3):
        text = _without_items(role_para.text, figures)
        for said in counts_said(text, figures):
            allowed = expected_counts(said.of, figures)
            if allowed and said.value not in allowed:
                what, right = said.of.partition(":")[2] or said.of, allowed[0]
                yield Fault(
                    f"{what}写的是{said.value}，汇总表里是{right}。",
                    f"改为{right}，或先更正汇总表。",
                    role_para,
                    value=str(said.value),
                    expected=str(right),
                )
        for amount, words in sums_said(text):
            if not (_known_amount(amount, figures, case.notice) or _asked(words, case.notice)):
                yield Fault(f"金额“{words}”不在汇总表里。", "核对金额。", role_para, value=words, severity=WARNING)


def _known_amount(amount: Decimal, figures: SummaryFigures, notice: Notice | None) -> bool:
    known = {value for table in figures.tables for value in table.sums.values()}
    cells = {cell for row in figures.rows for cell in row.cells.values()}
    floor = notice.ledger.floor if notice is not None and notice.ledger is not None else None
    if amount in known or amount == floor:
        return True
    return any(_same_amount(amount, cell) for cell in cells)


def _asked(words: str, notice: Notice | None) -> bool:
    """Whether the notice itself speaks of the amount (a review item: 投资额不低于5000万元)."""
    if notice is None:
        return False
    return any(words in str(spec.options) for level in notice.levels for spec in level.letters)


def _same_amount(amount: Decimal, cell: str) -> bool:
    text = cell.replace(",", "").strip()
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        return False
    return amount in (Decimal(text), Decimal(text) * 10000)


def _without_items(text: str, figures: SummaryFigures) -> str:
    """Names may hold numbers (第3个工厂): only the letter's own words are counted."""
    for row in figures.rows:
        for name in (row.company, row.project):
            if name:
                text = text.replace(clean(name), "")
    return text


def ranks(case: Case) -> Iterator[Fault]:
    if case.figures is None:
        return
    lines = [para.text for para in case.parts.of(Role.BODY, Role.LEVEL1, Role.LEVEL2, Role.LEVEL3)]
    items = [item for item in items_said(lines, case.figures) if _names_row(item, case.figures)]
    for category in dict.fromkeys(item.category for item in items):
        group = [item for item in items if item.category == category]
        wanted = [row for row in case.figures.recommended.rows if not category or row.category == category]
        yield from _in_order(group, wanted, category)
    for table, rows in _printed(case):
        order = [key for key, heading in table.columns if heading in ("序号", "推荐顺序", "排序")]
        for place, (row, right) in enumerate(zip(rows, table.rows, strict=False), 1):
            said = row.get(order[0], "").strip() if order else ""
            if said and said != right.rank:
                message = f"附表第{place}行的序号是{said}，汇总表里是{right.rank}。"
                yield Fault(message, "按汇总表的序号改正。", value=said, expected=right.rank)


def _in_order(items: list[Item], rows: list[FigureRow], category: str) -> Iterator[Fault]:
    for place, item in enumerate(items, 1):
        if item.number != place:
            message = f"{category or '名单'}的序号应为{place}，现为{item.number}（{shorten(item.text)}）。"
            yield Fault(message, "序号从1起连续编排。", value=str(item.number), expected=str(place))
            return
    texts = [clean(item_text(row)) for row in rows]
    said = [item.text for item in items]
    if sorted(said) == sorted(texts) and said != texts:
        wrong = next(place for place, (one, other) in enumerate(zip(said, texts, strict=True), 1) if one != other)
        message = (
            f"{category or '名单'}第{wrong}位是“{shorten(said[wrong - 1])}”，汇总表里是“{shorten(texts[wrong - 1])}”。"
        )
        yield Fault(message, "按汇总表的顺序排列。", value=said[wrong - 1], expected=texts[wrong - 1])


def _names_row(item: Item, figures: SummaryFigures) -> bool:
    """Whether a listed line is meant as an item of the summary: it is near one of its rows."""
    if item.text.partition("：")[0] in {clean(company) for company in figures.companies}:
        # 企业：理由 speaks of an enterprise without ranking it.
        return False
    texts = [clean(item_text(row)) for row in figures.rows] + [clean(row.company) for row in figures.rows]
    return bool(difflib.get_close_matches(item.text, texts, n=1, cutoff=0.6))


def names(case: Case) -> Iterator[Fault]:
    figures = case.figures
    if figures is None:
        return
    yield from _listed_names(case, figures)
    for table, rows in _printed(case):
        yield from _printed_names(table, rows)
    said = "\n".join(para.text for para in case.document.paragraphs)
    missing = [name for name in figures.companies if clean(name) not in said]
    # An enterprise's own paper names only itself.
    if case.official and missing and len(missing) < len(figures.companies):
        for name in missing:
            yield Fault(f"公函里没有汇总表的“{name}”。", "补上，或核对名称是否写错。", value=name)


def _listed_names(case: Case, figures: SummaryFigures) -> Iterator[Fault]:
    right = {clean(item_text(row)) for row in figures.rows} | {clean(row.company) for row in figures.rows}
    for para in case.parts.of(Role.LEVEL3, Role.BODY):
        for item in items_said([para.text], figures):
            if item.text in right or not _names_row(item, figures):
                continue
            near = difflib.get_close_matches(item.text, sorted(right), n=1, cutoff=0.6)[0]
            yield Fault(
                f"“{item.text}”与汇总表的“{near}”不一致（{difference(item.text, near)}）。",
                "按汇总表改正，一字不差。",
                para,
                value=item.text,
                expected=near,
            )


def difference(said: str, right: str) -> str:
    """The characters that differ: 写作“X”，应为“Y”."""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, said, right, autojunk=False).get_opcodes():
        if tag != "equal":
            return f"写作“{said[a:b]}”，应为“{right[c:d]}”"
    return "相同"


def _printed(case: Case) -> Iterator[tuple[FigureTable, list[dict[str, str]]]]:
    """Summaries printed as annexes: (figures, rows by column key)."""
    assert case.figures is not None
    taken: set[int] = set()
    for table in case.figures.tables:
        # The print of a summary is the table that shares most headings with it: a check table shares a few.
        bound = [(grid, bind_columns(grid.rows, table)) for grid in case.document.tables if grid.index not in taken]
        grid, keys = max(bound, key=lambda pair: sum(key is not None for key in pair[1]), default=(None, []))
        if grid is not None and 2 * sum(key is not None for key in keys) > len(table.columns):
            taken.add(grid.index)
            yield table, table_rows(grid.rows, keys)


def _printed_names(table: FigureTable, rows: list[dict[str, str]]) -> Iterator[Fault]:
    if len(rows) != len(table.rows):
        message = f"附表《{table.title}》有{len(rows)}行，汇总表有{len(table.rows)}行。"
        yield Fault(message, "重新生成公函，或逐行核对。", value=str(len(rows)), expected=str(len(table.rows)))
    headings = dict(table.columns)
    for place, (row, right) in enumerate(zip(rows, table.rows, strict=False), 1):
        for key, text in row.items():
            wanted = clean(right.cells.get(key, ""))
            if clean(text) != wanted:
                yield Fault(
                    f"附表第{place}行“{headings[key]}”是“{shorten(text)}”，汇总表里是“{shorten(wanted)}”。",
                    "按汇总表改正。",
                    value=clean(text),
                    expected=wanted,
                )


def quota(case: Case) -> Iterator[Fault]:
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
            yield Fault(message, "按优先顺序减少，或向受理机关确认限额。", value=str(count), expected=str(max(found)))
        elif count > min(found):
            message = f"{category}推荐{count}个；不同报送主体的限额从{min(found)}个到{max(found)}个不等。"
            yield Fault(
                message, "核对本单位适用的限额，可用 --set 报送主体=… 指明。", value=str(count), severity=WARNING
            )


def copies(case: Case) -> Iterator[Fault]:
    if case.level is None or not case.level.copies:
        return
    application = case.level.copies.get("application")
    paras = case.parts.of(Role.BODY, Role.ENCLOSURE, Role.LEVEL3)
    for para in paras:
        for found in re.finditer(r"(?:一式\s*([一二两三四五六七八九十\d]+)|(?:各|共)?\s*(\d+))\s*份", para.text):
            said = number(
                (found.group(1) or found.group(2)).replace("一", "1")
                if found.group(1) == "一"
                else found.group(1) or found.group(2)
            )
            about_application = "申报" in para.text[: found.start()] or "申请" in para.text[: found.start()]
            allowed = {application} if application and about_application else set(case.level.copies.values())
            if said is not None and said not in allowed:
                right = "、".join(copies_text(int(count)) for count in sorted(allowed) if count)
                yield Fault(
                    f"写的是“{found.group()}”，通知要求{right}。",
                    f"改为{right}。",
                    para,
                    value=found.group(),
                    expected=right,
                )


def citation(case: Case) -> Iterator[Fault]:
    if case.notice is None:
        return
    known = _citations(case)
    numbers = {document: title for title, document in known if document}
    own = case.parts.number
    for para in case.parts.of(Role.BODY):
        for found in re.finditer(
            r"(?:《([^》]+)》)?（?([\u4e00-\u9fa5]{2,12}[〔\[（(]20\d\d[〕\])）]\d+号)", para.text
        ):
            title, document = found.group(1), found.group(2).lstrip("（根据按照依")
            if document == own:
                continue
            if document not in numbers:
                near = difflib.get_close_matches(document, list(numbers), n=1, cutoff=0.6)
                fix = f"通知的文号是“{near[0]}”。" if near else "核对所引公文的文号。"
                yield Fault(
                    f"引用的文号“{document}”与通知包不符。", fix, para, value=document, expected=near[0] if near else ""
                )
            elif title and _loose(title) != _loose(numbers[document]):
                message = f"引用的标题“{title}”与{document}的标题不一致（{difference(title, numbers[document])}）。"
                yield Fault(
                    message, "引用公文先引标题、后引文号，一字不差。", para, value=title, expected=numbers[document]
                )


def _citations(case: Case) -> set[tuple[str, str]]:
    assert case.notice is not None
    found = {(case.notice.title, case.notice.document)}
    for level in case.notice.levels:
        for spec in level.letters:
            # A pack's own citation of a document goes before the notice's short name.
            for cite in spec.options.get("cites", ()):
                found = {pair for pair in found if pair[1] != cite.get("document", "")}
                found.add((str(cite["title"]), str(cite.get("document", ""))))
    return found


def _loose(title: str) -> str:
    return re.sub(r"[\s　]", "", title)


def notice_terms(case: Case) -> Iterator[Fault]:
    level = case.level
    if level is None:
        return
    named = {short_name(part) for one in level.addressees for part in one.name.split("、")}
    para = case.parts.first(Role.ADDRESSEE)
    for name in case.parts.addressees:
        if named and short_name(name) not in named:
            message = f"主送“{name}”不在通知规定的报送机关（{'、'.join(one.name for one in level.addressees)}）之内。"
            yield Fault(message, "核对主送机关。", para, value=name)
    if level.joint and len(case.parts.organs) == 1 and not FILL_IN_PATTERN.search(case.parts.organs[0]):
        message = f"通知要求联合行文（{'、'.join(level.departments)}），署名只有一个机关。"
        yield Fault(message, "补上联合行文的机关，主办机关在前。", case.parts.first(Role.ORGAN))
    if level.deadline and case.today and case.today > level.deadline:
        yield Fault(f"通知规定的截止日期{date_text(level.deadline)}已过。", "先与受理机关联系。")


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
    Check(id="letter.ranks", clause=_BOOK, severity=ERROR, title="顺序与汇总表一致", run=ranks, official=False),
    Check(id="letter.names", clause=_BOOK, severity=ERROR, title="企业和项目名称一字不差", run=names, official=False),
    Check(id="letter.quota", clause=_BOOK, severity=ERROR, title="数量不超过限额", run=quota, official=False),
    Check(id="letter.copies", clause=_BOOK, severity=ERROR, title="份数与通知一致", run=copies, official=False),
    Check(id="letter.citation", clause=_BOOK, severity=ERROR, title="引用的标题和文号与通知一致", run=citation),
    Check(
        id="letter.notice-terms",
        clause=_BOOK,
        severity=WARNING,
        title="主送机关、联合行文、截止日期与通知一致",
        run=notice_terms,
    ),
)
