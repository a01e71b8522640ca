"""An industry's code against its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from ..findings import Finding
from ..forms.values import squeeze
from ..notice.reference import ListItem, reference
from .base import ColumnKey, ListName, Rule, View

_CODE = re.compile(r"(?<![0-9A-Za-z])([A-Ta-t]?)(\d{2,4})(?![0-9A-Za-z])")
_AROUND = " ()[]【】-—–:：、,，/·.．"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class NameCode(Rule):
    """Code and name in one cell (C36 汽车制造业, 汽车制造业（3610）) belong together.

    Why
        The industry decides the quota by sector and the experts' group; code and name are copied from different years.
    Declared as
        kind = "name-code", column, reference (a list whose entries carry `code`).
    Passes over
        Cells without a code: a name alone may be a 细分行业 of the office's own.
    """

    kind: ClassVar[str] = "name-code"
    column: ColumnKey
    reference: ListName

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        for index in view.rows(self.spec):
            value = values[index]
            match = _CODE.search(squeeze(value)) if isinstance(value, str) else None
            if match is not None:
                yield from self._compare(view, index, squeeze(value), match)

    def _compare(self, view: View, index: int, text: str, match: re.Match[str]) -> Iterator[Finding]:
        letter, digits = match[1].upper(), match[2]
        item = by_digits(self.reference).get(digits)
        title = reference(self.reference).title
        if item is None or letter not in ("", str(item.facts["code"])[0]):
            yield self.found(
                view,
                index,
                self.column,
                expected=title if item is None else f"{item.facts['code']} {item.value}",
                message=f"行业代码“{match[0]}”不在国民经济行业分类的采矿、制造、电力热力燃气及水三个门类中"
                if item is None
                else f"行业代码“{match[0]}”的门类字母有误，应为 {item.facts['code']}",
                fix="请对照国民经济行业分类（GB/T 4754-2017）核对代码。",
            )
            return
        name = (text[: match.start()] + text[match.end() :]).strip(_AROUND)
        if name and not _agrees(name, digits, self.reference):
            yield self.found(
                view,
                index,
                self.column,
                expected=f"{item.facts['code']} {item.value}",
                message=f"代码 {match[0]} 是“{item.value}”，名称却写作“{name}”",
                fix="请对照国民经济行业分类（GB/T 4754-2017）核对代码和名称。",
            )


@lru_cache(maxsize=8)
def by_digits(name: str) -> dict[str, ListItem]:
    """Digits of the code -> entry."""
    made: dict[str, ListItem] = {}
    for item in reference(name).items:
        digits = str(item.facts.get("code", ""))[1:]
        if digits:
            made[digits] = item
    return made


def _agrees(name: str, digits: str, reference: str) -> bool:
    """The name is, or stands in, that of the code or of a wider or narrower one: 汽车零部件 under C36."""
    bare = name.removesuffix("业")
    if bare == squeeze(by_digits(reference)[digits].value).removesuffix("业"):
        return True
    branch = (item for code, item in by_digits(reference).items() if code.startswith(digits) or digits.startswith(code))
    # Where two sources print different names (`note`), either will do.
    return any(bare in squeeze(f"{item.value} {item.facts.get('note') or ''}") for item in branch)
