"""What a kind of letter is, and the parts that kinds share."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...errors import LetterError
from ...notice.model import Addressee, Attachment, LetterSpec, Level, Notice
from ..context import Context, missing
from ..figures import FigureTable, SummaryFigures
from ..manuscript import FILL_IN_PATTERN, Annex, Enclosure, Head, Imprint, Manuscript, RuledTable, Signature, fill_in
from ..matters import Matter
from ..profile import Profile
from ..prose import Prose, render
from ..seals import seals_of
from ..slots import SHORT_TITLE
from ..typesetting import measures as m
from ..typesetting.seal_rows import fits_one_page
from ..wording import clean, date_text, money_column, typed_date, width

MAXIMUM_ORGANS = 6


class Side(StrEnum):
    """Who may write a kind: an office that hands on, an enterprise that applies."""

    OFFICE = "office"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to make."""

    notice: Notice
    level: Level
    spec: LetterSpec
    figures: SummaryFigures
    profile: Profile
    context: Context
    addressee: Addressee | None = None
    matter: Matter | None = None
    """What it is about where that is no summary."""

    def option(self, name: str, default: Any = None) -> Any:
        return self.spec.options.get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """A kind of letter: its names, whether it goes to addressees one by one, and how it is composed."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    document_type: str = ""
    """文种 at the end of the title (函, 报告); empty for papers that are no 公文."""
    upward: bool = False
    """上行文: 签发人 under a 文件 head, one 主送机关."""
    needs_summary: bool = True
    reviews: bool = False
    """It tells how the office reviewed."""
    sides: tuple[Side, ...] = (Side.OFFICE,)
    to_addressees: bool = False
    per_company: bool = False
    """One document per enterprise."""
    per_company_at: tuple[str, ...] = ()
    """Levels at which it is made per enterprise although other levels make it once."""
    compose: Callable[[Job, LetterKind], Manuscript] = field(repr=False)


def head(job: Job, *, upward: bool) -> Head | None:
    """The red head that the profile asks for; its slots must all be there. `upward`: 上行文, with 签发人."""
    wanted = job.profile.get("版头", "正文稿")
    if wanted in ("", "正文稿", "无"):
        return None
    if wanted not in ("文件", "信函"):
        raise LetterError("unknown_head", f"版头“{wanted}”不认识。可用：正文稿、文件、信函。", head=wanted)
    organs = tuple(job.context["发文机关"])
    signed = upward and wanted == "文件"
    signers = job.profile.items("签发人") if signed else ()
    _head_is_ready(job, organs, signers, signed=signed)
    return Head(
        kind=wanted,
        organs=organs,
        number=document_number(job),
        signers=signers,
        serial=job.profile.get("份号"),
        secrecy=job.profile.get("密级"),
        urgency=job.profile.get("紧急程度"),
    )


def _head_is_ready(job: Job, organs: tuple[str, ...], signers: tuple[str, ...], *, signed: bool) -> None:
    """Under a red head nothing waits: every missing slot is named at once."""
    waiting = [
        name
        for name, text in (
            *((organ, organ) for organ in organs),
            ("文号", document_number(job)),
            *((name, str(job.context[name])) for name in ("成文日期", "联系人", "联系电话")),
        )
        if FILL_IN_PATTERN.search(text) and not (name.startswith("联系") and job.profile.get("附注"))
    ]
    names = [found.group(1) if (found := FILL_IN_PATTERN.search(name)) else name for name in waiting]
    if signed and len(signers) != len(organs):
        names.append("签发人")
    if job.profile.get("印发机关") and typed_date(_printed_on(job)) is None:
        names.append("印发日期")
    if names == ["签发人"] and signers:
        message = f"上行文要为每个发文机关写签发人：机关{len(organs)}个，签发人{len(signers)}个。请用 --set 签发人=… 按机关顺序给出。"
        raise LetterError("missing_slot", message, slot="签发人")
    if names:
        raise missing(*dict.fromkeys(names))


def _printed_on(job: Job) -> str:
    return job.profile.get("印发日期") or job.profile.get("成文日期")


def letter_prose(job: Job, name: str) -> Prose:
    """The prose of a letter. Where it speaks of 《通知》, the first citation says 以下简称《通知》: a short title that nobody
    introduced is as wrong as one introduced for nothing."""
    prose = render(name, job.context.values())
    if not any(SHORT_TITLE in paragraph.text for paragraph in prose.paragraphs):
        return prose
    return render(name, {**job.context.values(), "依据": job.context["依据首引"]})


def document_number(job: Job) -> str:
    """发文字号 from the profile's pattern: 示经信〔{年}〕{号}号."""
    pattern = job.profile.get("文号")
    if not pattern:
        return fill_in("文号")
    day = typed_date(job.profile.get("成文日期"))
    year = str(day.year) if day else str(job.context.get("年度"))
    if "{号}" in pattern and not job.profile.get("号"):
        return fill_in("文号")
    return pattern.replace("{年}", year).replace("{号}", job.profile.get("号"))


def signature(job: Job) -> Signature:
    """Who signs and when."""
    organs = tuple(clean(organ) for organ in job.context["发文机关"])
    if len(organs) > MAXIMUM_ORGANS:
        message = (
            f"联合行文的机关有{len(organs)}个，最多{MAXIMUM_ORGANS}个能在一页内署名盖章。请减少，或改由主办机关行文。"
        )
        raise LetterError("too_many_organs", message, organs=organs)
    date, sealed = clean(job.context["成文日期"]), job.profile.sealed
    made = Signature(organs=organs, date=date, sealed=sealed, seals=seals_of(job.profile, organs))
    if not fits_one_page(made):
        message = (
            f"{len(organs)}个机关的名称太长，盖章的署名在一页里排不下（GB/T 9704 7.3.5）。"
            "请用 --set 发文机关=… 写规范化简称，或 --set 盖章=否。"
        )
        raise LetterError("long_organs", message, organs=organs)
    return made


def note(job: Job) -> str:
    """附注: what the profile says, else contact and telephone."""
    if job.profile.get("附注"):
        return clean(job.profile.get("附注")).strip("（）")
    return clean(f"联系人：{job.context['联系人']}，联系电话：{job.context['联系电话']}")


def imprint(job: Job) -> Imprint | None:
    """版记 where copies go out or a printing office is named; a 信函 has no printing line (10.1)."""
    cc = tuple(clean(name) for name in job.profile.items("抄送"))
    issuer = clean(job.profile.get("印发机关"))
    letter_form = job.profile.get("版头") == "信函"
    if letter_form:
        issuer = ""
    if not cc and not issuer:
        return None
    day = typed_date(_printed_on(job))
    if issuer and day is None:
        raise missing("印发日期")
    return Imprint(cc=cc, issuer=issuer, date=date_text(day) if day else "", ruled=not letter_form)


def title_words(job: Job) -> tuple[str, ...]:
    """Names the title is not broken inside."""
    year = str(job.context.get("年度"))
    names = (
        *job.context["发文机关"],
        *job.context["机关简称"],
        job.notice.place,
        *job.notice.places,
        f"{year}年度",
        f"{year}年",
    )
    return tuple(dict.fromkeys(clean(word) for word in names if len(word) > 1))


def number_enclosures(enclosures: Sequence[Enclosure]) -> tuple[str, ...]:
    """附件, or 附件1 … where there are several (7.3.4)."""
    if len(enclosures) == 1:
        return ("附件",)
    return tuple(f"附件{number}" for number in range(1, len(enclosures) + 1))


def summary_annex(label: str, table: FigureTable, attachment: Attachment | None) -> Annex:
    """The summary itself as a landscape annex, every column in official order."""
    return Annex(label=label, title=table.title, blocks=(summary_table(table, attachment),), landscape=True)


_WORKING = re.compile(r"^findings\.|\.ledger\.undecided$|\.sum\.|\.rows$")
"""Sources of a roll-up's columns that serve the office at work (mistakes found, sums still open, self-scores): not for print."""


def summary_table(table: FigureTable, attachment: Attachment | None) -> RuledTable:
    """The summary's rows as a ruled table, every column in official order but those of our own work."""
    working = {one.key for one in attachment.columns if _WORKING.search(one.source)} if attachment else set()
    used = [(key, heading) for key, heading in table.columns if not _hidden(key) and key not in working]
    columns = [_printed_column(table, key) for key, _ in used]
    rows = tuple(zip(*columns, strict=True))
    heads = tuple(clean(heading) for _, heading in used)
    order = attachment.order if attachment else ""
    aligns = "".join(
        "r" if key in table.amounts else "l" if key != order and max(map(width, cells), default=0) > 12 else "c"
        for (key, _), cells in zip(used, columns, strict=True)
    )
    return laid_out(heads, rows, aligns, room=m.TEXT_HEIGHT, key=table.attachment)


def _printed_column(table: FigureTable, key: str) -> tuple[str, ...]:
    cells = tuple(clean(row.cells.get(key, "")) for row in table.rows)
    # 元 has no decimals by itself, 万元 and 亿元 have two.
    return money_column(cells, least=0 if table.amounts[key] == "元" else 2) if key in table.amounts else cells


_SLACK = 1.2
"""Digits are half a 字 wide in 仿宋, wider in what a computer without it takes: where there is room, codes get it first."""


def laid_out(
    heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], aligns: str, *, room: int = m.TEXT_WIDTH, key: str = ""
) -> RuledTable:
    """A table whose columns are as wide as their texts need; smaller type where 小四 would break codes and numbers."""
    columns = [[row[place] for row in rows] for place in range(len(heads))]
    hard = [_unbroken(head, cells) for head, cells in zip(heads, columns, strict=True)]
    least = [max(_SLACK * whole, _readable(cells)) for whole, cells in zip(hard, columns, strict=True)]
    wanted = [
        max(have, min(width(head), 8) / 2, *(min(_width(cell), 18) for cell in cells), 0)
        for have, head, cells in zip(least, heads, columns, strict=True)
    ]
    # More than nine columns start at 五号; smaller type is taken where it makes the table a third shorter.
    best, height = 0.0, math.inf
    for size, line in list(zip(m.TABLE_SIZES, m.TABLE_LINES, strict=True))[len(heads) > 9 :]:
        free = _free(room, size, len(heads))
        tall = sum(_row_lines(row, _shares(hard, least, wanted, free)) for row in rows) * line
        if sum(least) > free or tall < 0.67 * height:
            best, height = size, math.inf if sum(least) > free else tall
    padding = 2 * m.CELL_PADDING / 20 / best
    shares = _shares(hard, least, wanted, _free(room, best, len(heads)))
    return RuledTable(
        heads=heads, rows=rows, widths=tuple(part + padding for part in shares), aligns=aligns, key=key, size=best
    )


def _shares(hard: list[float], least: list[float], wanted: list[float], free: float) -> list[float]:
    """Column widths in 字: what codes and numbers need unbroken, then what texts need to be readable, then what each wants,
    then an equal part of the rest. Where the room ends, only texts give way."""
    sizes, rest = hard, free - sum(hard)
    whole = [min(want, _SLACK * have) for want, have in zip(least, hard, strict=True)]
    for goal in (whole, least, wanted):
        missing = sum(want - have for want, have in zip(goal, sizes, strict=True))
        part = min(1.0, max(0.0, rest) / missing) if missing > 0 else 0.0
        sizes = [have + part * (want - have) for want, have in zip(goal, sizes, strict=True)]
        rest -= part * missing
    return [have + max(0.0, rest) / len(hard) for have in sizes]


def _row_lines(row: tuple[str, ...], widths: list[float]) -> int:
    """Lines of the tallest cell; a row is never lower than one line and a half."""
    return max(2, *(math.ceil(_width(cell) / max(size, 1)) for cell, size in zip(row, widths, strict=True)))


def _free(room: int, size: float, columns: int) -> float:
    """Room in 字 of `size` after the padding of every cell."""
    return (room - columns * 2 * m.CELL_PADDING) / 20 / size


def _unbroken(head: str, cells: list[str]) -> float:
    """The width in 字 under which a code, a telephone or a number would break; two 字 at least, the head in four lines."""
    tokens = [_width(token) for cell in cells for token in re.findall(r"[\x21-\x7e]{1,24}(?:[万亿]?元)?", cell)]
    return max([2.0, min(3.0, math.ceil(width(head) / 4)), *tokens]) + 0.2


def _readable(cells: list[str]) -> float:
    """The width in 字 at which texts stand in about three lines."""
    return max([size if (size := _width(cell)) <= 4 else min(size, 36) / 3 for cell in cells], default=2.0) + 0.2


def _width(text: str) -> float:
    """Width in 字 on the safe side: capitals are wider than digits in most fonts."""
    return width(text) + 0.35 * sum(char.isascii() and char.isupper() for char in text)


def _hidden(key: str) -> bool:
    return key.startswith("_")
