"""What a command of the selection did."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..findings import Finding
from .collecting import Collected, Taking
from .folder import FileWritten
from .model import SelectionStanding


@dataclass(slots=True)
class SelectOutcome:
    """The selection after a command, and what the command wrote."""

    command: str
    """select start, select collect, …"""
    selection: SelectionStanding
    written: list[FileWritten] = field(default_factory=list)
    collected: list[Collected] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """Of the letter."""

    @property
    def refused(self) -> bool:
        return any(one.taking is Taking.REFUSED for one in self.collected)
