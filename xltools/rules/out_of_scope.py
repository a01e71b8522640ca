"""Things that the notice does not name, entered as what it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from ..findings import Finding
from ..forms.values import squeeze
from .base import ColumnKey, Rule, View

_TAIL_SIGNS: Final = "0123456789一二两三四五六七八九十台套辆批个件部等费款"
_TAIL_WORDS: Final = ("采购", "购置", "购买", "租赁", "费用")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OutOfScope(Rule):
    """A name holds a word for something that does not count; until somebody looks, the row is undecided.

    Why
        Land, buildings, cars and interest are the commonest padding of an investment table.
    Declared as
        kind = "out-of-scope", column, subject (what it is), words, unless (words of a name that is sound all the same),
        at_end (a word counts only where the name ends with it: 商务轿车 is a car, 轿车焊装线 is none), whole (words that
        are told where the name is nothing else: 打印机 is the office's, 条码打印机 the line's).
    Passes over
        Blank names.
    """

    kind: ClassVar[str] = "out-of-scope"
    column: ColumnKey
    subject: str
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    at_end: bool = False
    whole: tuple[str, ...] = ()

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        # One look for all words at once, and few of 100,000 names are different: every subject's rule looks at all.
        found = re.compile("|".join(map(re.escape, (*self.words, *self.whole)))).search
        named = {
            value: self._word(squeeze(value))
            for value in set(values)
            if type(value) is str and (found(value) or (len(value.split()) > 1 and found(squeeze(value))))
        }
        for index in view.rows(self.spec) if named else ():
            value = values[index]
            word = named.get(value, "")
            if word:
                message = f"“{value}”像是{self.subject}，不在通知所列的投入之内，能否计入待核实"
                view.open.setdefault(index, message)
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected="生产性设备购置、设备改造、项目相关研发投入",
                    message=message,
                    fix="不属于的请删去该行；确属生产性设备的，把名称写具体。",
                )

    def _word(self, name: str) -> str:
        bare = _without_tail(name)
        if bare in self.whole:
            return bare
        if self.at_end:
            name = bare
        found = next((word for word in self.words if (name.endswith(word) if self.at_end else word in name)), "")
        return found if found and not any(word in name for word in self.unless) else ""


def _without_tail(name: str) -> str:
    """The thing itself, without what stands behind it: （2辆）, 一批, 采购款. By hand: a pattern of it would be tried from every
    character of a stranger's text."""
    while True:
        cut = name.rstrip(_TAIL_SIGNS)
        word = next((word for word in _TAIL_WORDS if cut.endswith(word)), "")
        if word:
            cut = cut[: -len(word)]
        elif cut.endswith(")") and (at := cut.rfind("(")) >= 0 and ")" not in cut[at:-1]:
            cut = cut[:at]
        if cut == name:
            return name
        name = cut
