"""An application package against the notice's list of materials, as data: items, files, findings, verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ..findings import Finding, Severity, count
from ..notice.model import Material, Notice


class ItemState(StrEnum):
    """What stands beside an item of the checklist."""

    OK = "ok"
    WARNED = "warned"
    WRONG = "wrong"
    BLANK = "blank"
    """The form lies there as it was handed out."""
    MISSING = "missing"
    ABSENT = "absent"
    """Not handed in, and not required."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """One file of the package. `shown` is its path below the folder, with /."""

    path: Path
    shown: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFile:
    """A file under an item, and what it turned out to be (JPEG 1920×1080, 附件6 14 行)."""

    shown: str
    size: int
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the list."""

    material: Material
    state: ItemState
    title: str
    """The material's title, with the attachment that the factory type asks for."""
    files: tuple[ItemFile, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def hint(self) -> str:
        """By what the item would be found; empty where it is there."""
        if self.state not in (ItemState.MISSING, ItemState.ABSENT):
            return ""
        names = [pattern.strip("*").replace("*", "…") for pattern in self.material.files]
        how = "文件类型" if all(name.startswith(".") for name in names) else "文件名"
        known = f"{how} {'、'.join(names)}" if names else ""
        if self.material.attachments:
            known = f"表格内容{f'，或{known}' if known else ''}"
        return f"没有找到（按{known}辨认）" if known else "没有找到"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """The whole folder. `complete`: every required item is there and nothing is wrong."""

    folder: str
    notice: Notice
    enterprise: str
    credit_code: str
    factory_type: str
    items: tuple[Item, ...]
    cross: tuple[Finding, ...]
    """Contradictions between the forms and papers."""
    unassigned: tuple[ItemFile, ...]
    """Files that belong to no item."""
    refused: tuple[Finding, ...] = ()
    """Links and the like that were not followed."""
    assumed: tuple[tuple[str, str], ...] = ()
    reminders: tuple[str, ...] = ()
    """What paper and date ask for, and no file shows."""
    version: str = ""
    files: tuple[PackedFile, ...] = field(default=())

    @property
    def paths(self) -> tuple[str, ...]:
        """What lies in the folder."""
        return tuple(str(file.path) for file in self.files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*(finding for item in self.items for finding in item.findings), *self.cross, *self.refused)

    def count(self, severity: Severity) -> int:
        return count(self.findings, severity)

    def items_in(self, state: ItemState) -> int:
        return sum(item.state is state for item in self.items)

    @property
    def complete(self) -> bool:
        return not self.count(Severity.ERROR) and not self.items_in(ItemState.MISSING)
