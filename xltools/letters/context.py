"""Slots of a letter: what stands in each, and where it came from.

A slot without a value stops the letter with the slot's Chinese name, or, where a draft may wait for a person
(发文机关, 成文日期, 联系人 …), becomes a marked fill-in and a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import LetterError


@dataclass(frozen=True, slots=True)
class Slot:
    """One value under its Chinese name. `source` says where it came from (通知, 汇总表, 办公信息文件, 推算)."""

    name: str
    value: Any
    source: str


@dataclass(slots=True)
class Context:
    """The slots of one letter."""

    slots: dict[str, Slot] = field(default_factory=dict)

    def put(self, name: str, value: Any, source: str) -> None:
        self.slots[name] = Slot(name, value, source)

    def __contains__(self, name: str) -> bool:
        return name in self.slots

    def __getitem__(self, name: str) -> Any:
        """The value of a slot. Raises LetterError naming the slot."""
        if name not in self.slots:
            raise missing(name)
        return self.slots[name].value

    def get(self, name: str, default: Any = "") -> Any:
        return self.slots[name].value if name in self.slots else default

    def values(self) -> Mapping[str, Any]:
        """Name → value, for the prose."""
        return {slot.name: slot.value for slot in self.slots.values()}

    def table(self) -> Iterator[tuple[str, str, str]]:
        """(name, value as text, source), for people who ask where a word came from."""
        for slot in self.slots.values():
            yield slot.name, str(slot.value), slot.source


def missing(*names: str) -> LetterError:
    """The error for slots without a value, all of them at once."""
    listed = "、".join(f"“{name}”" for name in names)
    settings = " ".join(f"--set {name}=…" for name in names)
    message = f"缺少{listed}，公函没有生成。请在办公信息文件里填写，或用 {settings} 给出。"
    return LetterError("missing_slot", message, slot=names[0], slots=names)
