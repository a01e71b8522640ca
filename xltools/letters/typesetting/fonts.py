"""Font profiles: names only. Which fonts an office has is its own affair; none is shipped.

gb2312: Windows with the government fonts installed. windows: what zh-CN Windows brings along. gbk: the 方正 GBK family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import LetterError


@dataclass(frozen=True, slots=True, kw_only=True)
class FontProfile:
    """Font names by duty. `latin` empty: digits in the font of the text around."""

    key: str
    title: str
    body: str
    level1: str
    level2: str
    page_number: str = "宋体"
    latin: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every font the profile uses, without repetition, in order of importance."""
        found = (self.body, self.title, self.level1, self.level2, self.page_number, self.latin)
        return tuple(dict.fromkeys(name for name in found if name))


PROFILES: Mapping[str, FontProfile] = {
    profile.key: profile
    for profile in (
        FontProfile(key="gb2312", title="方正小标宋简体", body="仿宋_GB2312", level1="黑体", level2="楷体_GB2312"),
        FontProfile(key="windows", title="华文中宋", body="仿宋", level1="黑体", level2="楷体"),
        FontProfile(
            key="gbk",
            title="方正小标宋_GBK",
            body="方正仿宋_GBK",
            level1="方正黑体_GBK",
            level2="方正楷体_GBK",
            page_number="方正书宋_GBK",
        ),
    )
}

SUBSTITUTES: Mapping[str, str] = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "华文中宋",
    "方正小标宋_GBK": "方正小标宋简体",
    "方正仿宋_GBK": "仿宋",
    "方正楷体_GBK": "楷体",
    "方正黑体_GBK": "黑体",
    "方正书宋_GBK": "宋体",
}
"""What Word takes where a font is missing (w:altName in the font table)."""

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "仿宋": (
        "仿宋",
        "FangSong",
        "仿宋_GB2312",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "方正仿宋简体",
        "华文仿宋",
        "STFangsong",
    ),
    "楷体": ("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "方正楷体简体", "华文楷体", "STKaiti"),
    "黑体": ("黑体", "SimHei", "方正黑体_GBK", "方正黑体简体", "华文黑体", "STHeiti"),
    "宋体": ("宋体", "SimSun", "方正书宋_GBK", "方正书宋简体", "华文宋体", "STSong", "NSimSun", "新宋体"),
    "小标宋": ("方正小标宋简体", "方正小标宋_GBK", "小标宋", "华文中宋", "STZhongsong", "方正大标宋简体"),
}
"""Names under which a family goes; the checker accepts any of them."""


def font_profile(key: str) -> FontProfile:
    """The profile `key`. Raises LetterError for an unknown one."""
    try:
        return PROFILES[key.lower()]
    except KeyError:
        known = "、".join(PROFILES)
        raise LetterError("unknown_fonts", f"没有名为“{key}”的字体方案。可用：{known}。", fonts=key) from None
