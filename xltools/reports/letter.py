"""The letters written, and what is to be said of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..documents import envelope
from ..findings import Finding
from .json import placed

if TYPE_CHECKING:
    from ..documents.findings import LetterDocument


class WrittenLetters(Protocol):
    """Files, what was found in them, and lines for people."""

    paths: list[Path]
    findings: list[Finding]
    lines: list[str]


def letter_text(outcome: WrittenLetters) -> str:
    """Letter by letter with what is still to be filled in."""
    return "".join(f"{line}\n" for line in outcome.lines)


def letter_json(outcome: WrittenLetters) -> LetterDocument:
    """`xltools letter --format json`."""
    return {
        **envelope("letter"),
        "written": [str(path) for path in outcome.paths],
        "lines": list(outcome.lines),
        "findings": placed(outcome.findings),
    }
