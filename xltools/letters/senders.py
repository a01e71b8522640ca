"""报送主体: which kind of office or group writes. It decides to whom, how many, and how the letter calls itself.

A closed vocabulary: the kinds that the notice tells apart, and the words people use for them. A word that is none of these
stops the letter, so that no addressee is dropped in silence.
"""

from __future__ import annotations

import re

from ..errors import LetterError
from ..notice.model import Addressee, Level, Notice
from .figures import SummaryFigures
from .profile import Profile

_SYNONYMS = {
    "央企": "中央企业集团",
    "中央企业": "中央企业集团",
    "央企集团": "中央企业集团",
    "集团": "中央企业集团",
    "中央企业集团公司": "中央企业集团",
    "兵团": "新疆生产建设兵团",
    "省级": "省",
    "省份": "省",
    "单列市": "计划单列市",
}
_COMPANY_ENDS = ("公司", "集团", "集团总部", "研究院")


def is_company(organ: str) -> bool:
    """Whether an enterprise or a group signs, not an organ of state."""
    return organ.endswith(_COMPANY_ENDS)


def known_kinds(notice: Notice, level: Level) -> tuple[str, ...]:
    """The kinds of sender that the notice tells apart at this level, in its order."""
    kinds = [sender for one in level.addressees for sender in one.senders]
    kinds += [quota.unit_kind for quota in notice.quotas if quota.level == level.key and quota.unit_kind]
    return tuple(dict.fromkeys(kinds))


def sender_kind(notice: Notice, level: Level, profile: Profile, figures: SummaryFigures) -> str:
    """Who writes: 报送主体 as set, else what the sender's name says, else the first kind; empty where the notice makes no
    difference. Raises LetterError for a word that is no kind of sender."""
    kinds = known_kinds(notice, level)
    given = profile.get("报送主体")
    if not kinds:
        return ""
    if given:
        return _chosen(given, kinds)
    return next((kind for name in _names(profile, figures) for kind in _kinds_of(name, notice, kinds)), kinds[0])


def _chosen(given: str, kinds: tuple[str, ...]) -> str:
    word = _SYNONYMS.get(given.strip(), given.strip())
    if "300" in word:
        # 工信部 doubles a province's places where it has more than 300 projects of its own: no one types the whole clause.
        return next((kind for kind in kinds if "300" in kind), kinds[0])
    for kind in kinds:
        if word == kind or word in re.split(r"[（）、]", kind):
            return kind
    raise LetterError(
        "unknown_sender_kind",
        f"报送主体“{given}”不认识，无法确定主送机关和限额。可用：{'；'.join(kinds)}。请用 --set 报送主体=… 给出其中一种。",
        sender_kind=given,
    )


def _names(profile: Profile, figures: SummaryFigures) -> tuple[str, ...]:
    return (*profile.items("发文机关")[:1], *([figures.sender] if figures.sender else []))


def _kinds_of(name: str, notice: Notice, kinds: tuple[str, ...]) -> list[str]:
    """What a sender's own name says: 公司, 宁波市…, 新疆生产建设兵团…"""
    if is_company(name):
        return [kind for kind in kinds if "集团" in kind or "企业" in kind]
    return [quota.unit_kind for quota in notice.quotas if any(unit in name for unit in quota.units)][:1]


def addressees_for(level: Level, kind: str) -> list[Addressee]:
    """To whom a sender of `kind` writes: the more special kind (省级累计超过300个的省) writes where the general one does."""
    return [one for one in level.addressees if not one.senders or any(kind.endswith(sender) for sender in one.senders)]


_OWN_AREAS = (
    (r"^(?:北京|天津|上海|重庆)", "全市"),
    (r"^新疆生产建设兵团", "全兵团"),
    (r"^(?:内蒙古|广西|西藏|宁夏|新疆)|自治区", "全区"),
)
_AREAS = {"district": "全区", "city": "全市", "province": "全省"}


def area_of(level: Level, kind: str, organ: str) -> str:
    """How a letter calls what its sender answers for: 全区, 全市, 全省, 本集团."""
    if is_company(organ):
        return "本集团"
    if level.key == "province":
        if kind == "计划单列市":
            return "全市"
        for pattern, area in _OWN_AREAS:
            if re.search(pattern, organ):
                return area
    return _AREAS.get(level.key, "本辖区")


def pronoun(organs: tuple[str, ...]) -> str:
    """我局, 我委 (管委会 too), 我公司, 我集团; 我们 where several sign."""
    if len(organs) > 1:
        return "我们"
    for ending, word in _PRONOUNS:
        if organs[0].endswith(ending):
            return f"我{word}"
    return "我单位"


_PRONOUNS = (
    ("委员会", "委"),
    ("管委会", "委"),
    *((word, word) for word in ("局", "委", "厅", "部", "司令部", "办", "处", "公司", "集团", "中心", "厂", "院")),
    ("办公室", "办"),
    ("司", "司"),
)
