"""Waivers (豁免): an office's own file that lifts a rule for a unit, with reason, approver and end.

    [[waiver]]
    rule = "附件6.invoice_no.required"      # 规则
    unit = "武汉示例甲股份有限公司"           # 单位；写 "*" 表示所有单位
    reason = "自制设备没有发票，已核成本单据"   # 理由
    approver = "张三"                       # 批准人
    until = 2025-12-31                      # 有效期至

Keys may be written in Chinese. A waiver past its end lifts nothing, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..errors import InputRefused
from ..files.sources import ordinary_bytes
from ..findings import AnswerKind, Finding, FindingAnswer
from ..forms.values import squeeze

_KEYS: Final[Mapping[str, str]] = {
    "规则": "rule", "单位": "unit", "理由": "reason", "批准人": "approver", "有效期至": "until",
    "rule": "rule", "unit": "unit", "reason": "reason", "approver": "approver", "until": "until",
}  # fmt: skip
_MOST = 4 << 20
_BARE: Final = re.compile(r"^(\s*\[{0,2})([^\W\d_a-zA-Z]+)(\]{0,2}\s*(?:=|$))", re.MULTILINE)
"""TOML wants Chinese keys in quotes, and nobody writes them so."""
_LISTS: Final = ("waiver", "豁免")
EVERYBODY: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One rule, lifted for one unit (or all)."""

    rule: str
    unit: str
    reason: str
    approver: str
    until: date | None = None

    def holds(self, today: date) -> bool:
        return self.until is None or today <= self.until

    def covers(self, finding: Finding, unit: str) -> bool:
        """Whether it lifts this finding of that unit."""
        return self.rule == finding.rule and (self.unit == EVERYBODY or squeeze(self.unit) == squeeze(unit))

    @property
    def answer(self) -> FindingAnswer:
        return FindingAnswer(
            kind=AnswerKind.WAIVED,
            text=self.reason,
            who=self.approver,
            when=self.until.isoformat() if self.until is not None else "",
        )


def load_waivers(path: str) -> tuple[Waiver, ...]:
    """The waivers of a file. Raises InputRefused naming every entry that says too little."""
    import tomllib  # start-up-critical: most runs have no waivers

    try:
        text = ordinary_bytes(path, "豁免文件", _MOST).decode("utf-8-sig")
        data = tomllib.loads(_BARE.sub(r'\1"\2"\3', text))
    except (RecursionError, UnicodeDecodeError):
        raise InputRefused("permission", f"豁免文件“{path}”读不出，请存为 UTF-8 文本。", path=path) from None
    except tomllib.TOMLDecodeError as fault:
        raise InputRefused("unsupported", f"豁免文件“{path}”不是合格的 TOML：{fault}。", path=path) from None
    entries = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), None)
    if entries is None:
        raise InputRefused("unsupported", f"豁免文件“{path}”里没有 [[豁免]]。请按说明逐条写明。", path=path)
    mistakes: list[str] = []
    made = [_waiver(entry, place, mistakes) for place, entry in enumerate(entries, start=1)]
    if mistakes:
        raise InputRefused("unsupported", f"豁免文件“{path}”：{'；'.join(mistakes)}。", path=path)
    return tuple(one for one in made if one is not None)


def _waiver(entry: Mapping[str, object], place: int, mistakes: list[str]) -> Waiver | None:
    said = {_KEYS[key]: value for key, value in entry.items() if key in _KEYS}
    unknown = [key for key in entry if key not in _KEYS]
    if unknown:
        mistakes.append(f"第 {place} 条有不认识的项“{'、'.join(unknown)}”")
    lacking = [word for word, key in _KEYS.items() if key in ("rule", "unit", "reason", "approver")
               and word != key and not str(said.get(key, "")).strip()]  # fmt: skip
    if lacking:
        mistakes.append(f"第 {place} 条没有写{'、'.join(lacking)}")
    until = said.get("until")
    if until is not None and not isinstance(until, date):
        mistakes.append(f"第 {place} 条的有效期应写作 2025-12-31 的形式（不加引号）")
    if lacking or unknown or (until is not None and not isinstance(until, date)):
        return None
    words = {key: str(said[key]).strip() for key in ("rule", "unit", "reason", "approver")}
    return Waiver(**words, until=until if isinstance(until, date) else None)


def waived(finding: Finding, unit: str, waivers: Iterable[Waiver], today: date) -> FindingAnswer | None:
    """The waiver that lifts a finding of the unit today."""
    found = next((one for one in waivers if one.covers(finding, unit) and one.holds(today)), None)
    return found.answer if found is not None else None
