"""handin heads: a register's heads, day by day; signed, countersigned, and held against the register."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..application.signing import SignatureReport, Signed
from ..errors import UsageError
from ..register.headfile import DayHead, SignedHead, day_heads, head_file, is_head_file, read_signed_head
from ..register.journal import Journal, read_journal


@dataclass(frozen=True, slots=True)
class HeadCheck:
    """A head that somebody kept, held against the register."""

    path: str
    kept: SignedHead
    stands: bool
    """Whether the register has it still."""
    signatures: tuple[SignatureReport, ...]

    @property
    def good(self) -> bool:
        """The register holds all it held then, and no signature is broken. Without a signature nobody vouches for it."""
        told = {one.signed for one in self.signatures}
        return self.stands and bool(told) and Signed.BROKEN not in told


def heads_of(register: str) -> tuple[DayHead, ...]:
    """The last head of each day. Raises InputRefused."""
    return _day_heads(read_journal(Path(register)))


def _day_heads(journal: Journal) -> tuple[DayHead, ...]:
    return day_heads([event.at.date() for event in journal.events], journal.sums)


def check_heads(register: str, paths: Sequence[str]) -> tuple[HeadCheck, ...]:
    """Heads that were kept, held against the register. Raises InputRefused."""
    sums = frozenset(read_journal(Path(register)).sums)
    made = []
    for path in paths:
        kept = read_signed_head(Path(path))
        made.append(HeadCheck(path, kept, kept.head.head in sums, tuple(kept.reports())))
    return tuple(made)


def sign_head(register: str, out: str = "") -> tuple[Path, SignedHead]:
    """Sign the register's present head into a file; where the file says the same head already, countersign it.

    Raises InputRefused (no key, no register), UsageError where the register is faulty or lost the head that the file holds,
    OutputFault.
    """
    from ..files.atomic import write_atomically

    journal = read_journal(Path(register))
    path = Path(out) if out else head_file(Path(register))
    if journal.faults:
        raise UsageError("register_faulty", f"台账“{register}”有毛病，没有签名：{journal.faults[0]}。", path=register)
    made = SignedHead(Path(register).name, _day_heads(journal)[-1])
    if path.exists():
        made = _after(read_signed_head(path), made, journal, path)
    signed = made.countersigned()
    data = json.dumps(signed.document, ensure_ascii=False, indent=1) + "\n"
    write_atomically(str(path), data.encode(), may_replace=is_head_file, inputs=(register,))
    return path, signed


def _after(kept: SignedHead, now: SignedHead, journal: Journal, path: Path) -> SignedHead:
    """What is to be signed where an earlier head lies already. Raises UsageError: it must not be lost unsaid."""
    if kept.statement == now.statement:
        return kept
    if kept.head.head not in journal.sums:
        said = f"“{path}”所记的台账头（{kept.head.words}）不在这份台账里，没有改动。请核对台账是否被换过，或用 -o 另写一份。"
        raise UsageError("head_missing", said, path=str(path))
    return now
