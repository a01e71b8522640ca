"""A pack's parameters stand once and are read by name: "@floor" is the value, "@{floor|万元}" its words in a text.

    value = "@floor"                                  50000000
    title = "合计不低于@{floor|万元}"                  合计不低于5000万元
    title = "人工智能场景不少于@{ai_share|%}"          人工智能场景不少于20%
    note = "只填@{investment.start}以后的投入"         只填2023年10月1日以后的投入 (a window's day)

Whoever reads a parameter is thereby known to the loader: one that nobody reads decides nothing and is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from .model import Notice, Parameter, Role
from .structure import Mistake, Mistakes

BY_THE_LEDGER: Final = ("date_basis", "tax_basis", "window_ends_included", "rd_evidence", "floor")
"""What the ledger asks a notice with an investment window for by name; everybody else is handed values."""
_WHOLE: Final = re.compile(r"@([a-z][a-z0-9_]*)")
_INSIDE: Final = re.compile(r"@\{([a-z][a-z0-9_]*)(?:\.(start|end))?(?:\|([^{}|]+))?\}")
_FACTORS: Final = {"万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_PLAIN: Final = ("parameters", "windows")


@dataclass(slots=True)
class _Resolver:
    values: Mapping[str, Any]
    windows: Mapping[str, Mapping[str, Any]]
    mistakes: Mistakes
    readers: dict[str, list[str]] = field(default_factory=dict)

    def of(self, part: Any, where: str) -> Any:
        """`part` with every reference replaced; references to nothing are mistakes and stay as they are."""
        if isinstance(part, str):
            return self._text(part, where) if "@" in part else part
        if isinstance(part, Mapping):
            return {key: self.of(value, f"{where}.{key}") for key, value in part.items()}
        if isinstance(part, (list, tuple)):
            return [self.of(value, f"{where}.{_name(value, number)}") for number, value in enumerate(part, 1)]
        return part

    def _text(self, text: str, where: str) -> Any:
        whole = _WHOLE.fullmatch(text)
        if whole is not None:
            return self._value(whole[1], where, text)
        return _INSIDE.sub(lambda found: self._words(found, where), text)

    def _value(self, key: str, where: str, otherwise: Any) -> Any:
        if key not in self.values:
            self.mistakes.append(Mistake(where, f"没有参数 {key}"))
            return otherwise
        self.readers.setdefault(key, []).append(where)
        return self.values[key]

    def _words(self, found: re.Match[str], where: str) -> str:
        key, end, unit = found.groups()
        if end is None:
            return _shown(self._value(key, where, found[0]), unit or "")
        if key not in self.windows:
            self.mistakes.append(Mistake(where, f"没有窗口 {key}"))
            return found[0]
        day = self.windows[key].get(end)
        day = day if isinstance(day, date) else date.fromisoformat(str(day))
        return f"{day.year}年{day.month}月{day.day}日"


def resolved(data: Mapping[str, Any], name: str, mistakes: Mistakes) -> dict[str, Any]:
    """The pack's plain data with its parameters put in, and under `readers` who reads each of them."""
    values = {str(one.get("key")): one.get("value") for one in data.get("parameters", ()) if isinstance(one, Mapping)}
    windows = {str(one.get("key")): one for one in data.get("windows", ()) if isinstance(one, Mapping)}
    resolver = _Resolver(values, windows, mistakes)
    made = {key: part if key in _PLAIN else resolver.of(part, f"{name}.{key}") for key, part in data.items()}
    return made | {"readers": resolver.readers}


def _name(part: Any, number: int) -> str:
    key = part.get("key") or part.get("id") if isinstance(part, Mapping) else None
    return str(key or number)


def _shown(value: Any, unit: str) -> str:
    """5000万元 of 50000000 and 万元, 20% of 0.2 and %."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    scaled = number * 100 if unit == "%" else number / _FACTORS.get(unit, Decimal(1))
    text = format(scaled, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) + unit


def assumed_for(notice: Notice, attachments: Collection[str]) -> tuple[Parameter, ...]:
    """What the notice leaves open and the pack assumes, of all that decides on these forms; the rest is noise there."""
    forms = [form for form in notice.attachments if form.key in attachments]
    parts = [f"{notice.id}.attachments.{form.key}." for form in forms]
    if any(form.role is Role.SUMMARY for form in forms):
        parts += [f"{notice.id}.quotas.", f"{notice.id}.rules."]
    counts = notice.ledger is not None and notice.ledger.attachment in attachments
    by_name = BY_THE_LEDGER if counts else ()
    return tuple(
        one
        for one in notice.parameters
        if one.assumed
        and (
            one.key in by_name
            or any(reader.startswith(part) for reader in notice.readers.get(one.key, ()) for part in parts)
            or (bool(forms) and any(reader.endswith("deadline") for reader in notice.readers.get(one.key, ())))
        )
    )


def unread(notice: Notice) -> list[Mistake]:
    """Parameters that nothing reads: whoever changes one would see no verdict change."""
    by_name = BY_THE_LEDGER if notice.ledger is not None else ()
    return [
        Mistake(
            f"{notice.id}.parameters.{one.key}",
            "没有任何规则、材料、层级或核算读取这个参数，改它不起作用；请删去或引用",
        )
        for one in notice.parameters
        if one.key not in notice.readers and one.key not in by_name
    ]
