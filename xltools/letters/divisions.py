"""Ways in which a letter divides what it counts: by ownership, size, type, grade, place, industry, category of the notice.

The groups of one division exclude each other, so that their counts add up to the whole. Honours and states of an enterprise
(专精特新, 规上, 上市) overlap: they divide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_BEHIND = r"(?:及国有控股|控股|独资|投资)?(?:型|类|级)?(?:智能)?(?:工业|制造|科技)?(?:企业|项目|工厂|公司|单位)?"
"""What may stand between a group's name and its number: 国有控股企业3家, 离散型3家."""
_COUNTED = r"(?:共计|合计|分别|共|计)?(?:有|为|是)?[（(]?$"


@dataclass(frozen=True, slots=True)
class Division:
    """One way to divide: its name, its groups, and which groups together leave nothing out."""

    name: str
    groups: Mapping[str, str]
    """Group -> pattern of its words; a group without a name is called by its own words (武昌区)."""
    wholes: tuple[frozenset[str], ...] = ()
    """Groups that, all named, are the whole; empty: only a text that says so (按…分) divides all."""

    def group(self, label: str) -> str:
        """The group that ends a label (涉及民营企业), or "" where none does."""
        for name, words in self.groups.items():
            found = re.search(f"({words}){_BEHIND}{_COUNTED}", label)
            if found:
                return name or found.group(1)
        return ""

    def complete(self, named: Iterable[str]) -> bool:
        said = set(named)
        return any(whole <= said for whole in self.wholes)


_PLACE = r"(?<![一-龥])(?![全各我本该辖])[一-龥]{1,7}(?:区|县|市|旗|州|街道|镇)"
_INDUSTRY = r"(?<![一-龥])[一-龥]{2,14}(?<!企)业"
DIVISIONS: tuple[Division, ...] = (
    Division(
        "企业性质",
        {
            # A central enterprise is a 国有 one: where both are counted, nobody can say whether one holds the other.
            "国有": "国有|国企|中央|央企",
            "民营": "民营|民企|私营",
            "外资": "外商|外资|合资|港澳台",
            "集体": "集体",
            "混合所有制": "混合所有制",
        },
        (frozenset({"国有", "民营"}),),
    ),
    Division(
        "企业规模",
        {"中小": "中小微?", "小微": "小微", "大型": "大型", "中型": "中型", "小型": "小型", "微型": "微型"},
        (
            frozenset({"大型", "中型", "小型"}),
            frozenset({"大型", "中型", "小微"}),
            frozenset({"大型", "中小"}),
        ),
    ),
    Division("工厂类型", {"离散": "离散", "流程": "流程", "混合": "混合"}, (frozenset({"离散", "流程"}),)),
    Division("级别", {"": "领航级|卓越级|先进级|基础级"}),
    Division("等级", {"": "[一二三四五]级"}),
    Division("所在地", {"": _PLACE}),
    Division("行业", {"": _INDUSTRY}),
)
QUALITIES = re.compile(
    r"(?:专精特新|小巨人|高新技术|高企|上市|单项冠军|瞪羚|独角兽|隐形冠军|龙头|链主|骨干|规模以上|规上|限上|重点|省级|市级|国家级)"
    rf"[“”]*{_BEHIND}{_COUNTED}"
)
"""What an enterprise may be beside everything else: never a group, and never the whole of those that follow."""


def categories_as_division(names: Iterable[str]) -> Division:
    """The notice's own categories, which a letter may shorten: 领航级 for 领航级智能工厂."""
    groups = {name: re.escape(name.removesuffix("智能工厂")) for name in names}
    return Division("类别", groups, (frozenset(groups),))


def narrowed(label: str) -> bool:
    """Whether a label speaks of some of the enterprises only: 国有企业, 专精特新企业."""
    return bool(QUALITIES.search(label)) or any(division.group(label) for division in DIVISIONS)
