"""What became of the files of one run: each with what it changed, and the register as it stands then."""

from __future__ import annotations

from dataclasses import dataclass, field

from .model import Difference, Received, Register


@dataclass(slots=True)
class Arrived:
    """One file that came in, and what it changed."""

    path: str
    event: Received | None
    """None for a file that is no hand-in of this register (another form, a scan)."""
    message: str
    known: bool = False
    """The register had it already: nothing was entered."""
    own: bool = False
    """The office's own summary."""
    asks: bool = False
    """A person has to say whose it is."""
    difference: Difference | None = None


@dataclass(slots=True)
class AddOutcome:
    """What became of the files, and the register as it stands."""

    register: Register
    arrived: list[Arrived] = field(default_factory=list)
    opened: bool = False

    @property
    def clean(self) -> bool:
        """Nothing is asked, every file that came in could be read and holds no error."""
        came = [one.event for one in self.arrived if one.event is not None]
        asks = any(one.asks for one in self.arrived)
        return not asks and not any(event.errors or event.refusal for event in came)
