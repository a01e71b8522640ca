"""What an office says it did before it recommends. Every sentence stands only because a person entered it: whoever signs
answers for it, so nothing is assumed from the notice's having asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import LetterError
from .profile import Profile
from .wording import clean, join_names, typed_date


def paragraphs(text: str) -> tuple[str, ...]:
    """A person's text as paragraphs: `|` and line breaks begin a new one."""
    return tuple(part for line in re.split(r"[|\n]", text) if (part := clean(line)))


def review_paragraphs(profile: Profile, who: str) -> tuple[str, ...]:
    """审核情况: the text a person gave, else one paragraph each for review, checks of records, experts, publicity and
    truth, as far as entered; empty where nobody entered anything. `who`: 我局, 我们."""
    if profile.get("审核情况"):
        return paragraphs(profile.get("审核情况"))
    found = ("".join(_review(profile, who)), *(_sentence(profile.get(name)) for name in _GIVEN), _truth(profile, who))
    return tuple(text for text in found if text)


_GIVEN = ("信用安全环保核查", "专家评审", "公示情况")


def _review(profile: Profile, who: str) -> Iterator[str]:
    when, with_whom = clean(profile.get("审核时间")), profile.items("会同部门")
    if when or with_whom:
        beside = f"会同{join_names([clean(name) for name in with_whom])}" if with_whom else ""
        yield f"{when + '，' if when else ''}{who}{beside}对申报材料进行了审核。"
    if profile.says("查验原件"):
        yield f"{who}查验了申报资料原件。"
    if profile.says("材料一致"):
        yield "纸质材料与网上填报内容一致。"
    if profile.says("线上审核"):
        day = typed_date(profile.get("线上审核"))
        said = profile.get("线上审核")
        if day is not None:
            yield f"{who}已于{day.year}年{day.month}月{day.day}日完成线上审核。"
        else:
            yield f"{who}已在平台完成线上审核。" if len(said) <= 4 else _sentence(said)


def _truth(profile: Profile, who: str) -> str:
    if not profile.says("真实性说明"):
        return ""
    said = profile.get("真实性说明")
    return f"{who}已核实推荐项目申报材料的真实性和合规性。" if len(said) <= 2 else _sentence(said)


def _sentence(text: str) -> str:
    text = clean(text)
    return text if not text or text.endswith(("。", "；", "！", "？")) else f"{text}。"


@dataclass(frozen=True, slots=True)
class Applied:
    """How many applied, in which unit (个, 家), and how many failed the first review (None: not said)."""

    count: int
    unit: str
    failed: int | None = None


def applied(profile: Profile, recommended: int) -> Applied | None:
    """申报数 and 初审未通过数 as entered. Raises LetterError where they are no numbers or contradict what is recommended."""
    if not profile.get("申报数"):
        return None
    count, unit = _number(profile, "申报数")
    failed = _number(profile, "初审未通过数")[0] if profile.get("初审未通过数") else None
    if count - (failed or 0) < recommended:
        less = f"减去初审未通过数{failed}" if failed else ""
        message = (
            f"申报数{count}{less}少于推荐的{recommended}{unit}。请核对 --set 申报数=…、--set 初审未通过数=… 或汇总表。"
        )
        raise LetterError("applied_too_few", message, applied=count, recommended=recommended)
    return Applied(count, unit, failed)


def _number(profile: Profile, name: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d{1,6})\s*(个|家|项)?(?:项目|企业)?", profile.get(name).strip())
    if found is None:
        message = f"“{name}”要写数字，如 11 或 11家，现为“{profile.get(name)}”。"
        raise LetterError("not_a_number", message, slot=name)
    return int(found.group(1)), found.group(2) or "个"
