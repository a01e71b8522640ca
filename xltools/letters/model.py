"""What passes between the making of letters and its callers."""

from __future__ import annotations

from dataclasses import dataclass

from ..findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One finished document."""

    kind: str
    name: str
    """Chinese name of the kind (上报函)."""
    title: str
    addressee: str
    file_suffix: str
    """Distinguishes the letters of one call in their file names; empty where there is only one."""
    data: bytes
    findings: tuple[Finding, ...] = ()
    """Warnings (marked fill-ins, a passed deadline) and errors that do not stop it (over the quota)."""
    fonts: str = "gb2312"


@dataclass(frozen=True, slots=True)
class KindInfo:
    """A kind of letter that a level can make, for lists and `--help`."""

    key: str
    name: str
    required: bool
    """The notice asks for it."""
    basis: str = ""
