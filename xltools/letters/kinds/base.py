"""What a kind of letter is, and the parts that kinds share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...errors import LetterError
from ...notice.model import Addressee, LetterSpec, Level, Notice
from ..context import Context, missing
from ..figures import SummaryFigures
from ..manuscript import FILL_IN_PATTERN, Enclosure, Head, Imprint, Manuscript, Signature, fill_in
from ..matters import Matter
from ..profile import Profile
from ..prose import Prose, render
from ..seals import seals_of
from ..slots import SHORT_TITLE
from ..typesetting.seal_rows import fits_one_page
from ..wording import clean, date_text, typed_date

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
