"""A register's head in a file of its own, signed by whoever vouches for it and countersigned by whoever else saw it.

A head stands for all lines up to it. Kept beside the register it tells that the register lost its end; kept by another
office it tells that the register was written anew, which no checksum inside the register can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from ..application.signing import SignatureReport, checked_signature, sign
from ..errors import InputRefused
from ..files.names import safe_name
from ..files.records import Malformed, items, known, read_json, table, text, whole
from ..files.sources import ordinary_bytes

FORMAT: Final = "xltools-register-head-1"
_HEAD: Final = re.compile("[0-9a-f]{24}")
_MOST: Final = 1 << 20
_MOST_SIGNATURES: Final = 50
_MOST_LINES: Final = 1 << 31


@dataclass(frozen=True, slots=True)
class DayHead:
    """The head at the end of a day: the checksum of its last line, `count` lines from the beginning."""

    day: date
    count: int
    head: str

    @property
    def words(self) -> str:
        return f"台账头 {self.day:%Y-%m-%d}　共 {self.count} 条　{self.head}"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with the signatures of those who saw it; each is over the head alone, none over another's."""

    register: str
    """The register's file name: what is meant when several lie together."""
    head: DayHead
    signatures: tuple[Mapping[str, Any], ...] = ()

    @property
    def statement(self) -> dict[str, Any]:
        """What is signed."""
        head = self.head
        said = {"register": self.register, "day": head.day.isoformat(), "count": head.count, "head": head.head}
        return {"format": FORMAT, **said}

    @property
    def document(self) -> dict[str, Any]:
        return {**self.statement, "signatures": list(self.signatures)}

    def countersigned(self) -> SignedHead:
        """With this user's signature; an earlier one by the same key goes. Raises InputRefused where there is no key."""
        mine = sign(self.statement)["signature"]
        others = tuple(one for one in self.signatures if one.get("key") != mine["key"])
        return replace(self, signatures=(*others, mine))

    def reports(self) -> list[SignatureReport]:
        return [checked_signature({**self.statement, "signature": one}) for one in self.signatures]


def day_heads(days: Sequence[date], sums: Sequence[str]) -> tuple[DayHead, ...]:
    """The last head of each day, by the day and the checksum of every line.

    What came in late may be entered for an earlier day: it belongs to the day that was reached by then.
    """
    made: dict[date, DayHead] = {}
    reached = date.min
    for count, (day, said) in enumerate(zip(days, sums, strict=True), start=1):
        reached = max(reached, day)
        made[reached] = DayHead(reached, count, said)
    return tuple(made.values())


def head_file(register: Path) -> Path:
    """Where a register's signed head lies when nothing else is said: beside it."""
    return register.with_name(safe_name(register.stem, "-台账头.json"))


def is_head_file(data: bytes) -> bool:
    """Whether a file is such a one: it may be written over by a later head."""
    return FORMAT.encode() in data[:200]


def read_signed_head(path: Path) -> SignedHead:
    """Raises InputRefused: no ordinary file, no head of ours."""
    data = ordinary_bytes(path, "台账头", _MOST)
    try:
        said = known(read_json(data), "format", "register", "day", "count", "head", "signatures")
        if said["format"] != FORMAT:
            raise Malformed("format")
        head = DayHead(
            date.fromisoformat(text(said["day"], 40)), whole(said["count"], 1, _MOST_LINES), text(said["head"], 64)
        )
        if not _HEAD.fullmatch(head.head):
            raise Malformed("head")
        signatures = tuple(table(one, 8) for one in items(said["signatures"], _MOST_SIGNATURES))
        return SignedHead(text(said["register"], 255), head, signatures)
    except (Malformed, KeyError, ValueError):
        message = f"“{path}”不是台账头文件。请给出 xltools handin heads --sign 写出的文件。"
        raise InputRefused("unsupported", message, path=str(path)) from None


def missing_from_beside(register: Path, heads: Sequence[str]) -> Iterator[str]:
    """What is said where the head that lies beside the register is not in it."""
    beside = head_file(register)
    if not beside.is_file():
        return
    try:
        kept = read_signed_head(beside)
    except InputRefused:
        yield f"旁边的“{beside.name}”不是台账头文件，没有用来核对"
        return
    if kept.head.head not in heads:
        yield f"没有“{beside.name}”所记的台账头（{kept.head.words}）：末尾可能被截去，或整个文件被换过"
