"""The finished document is read back and compared with the figures: what it says is what the summary says."""

from __future__ import annotations

from .kinds.base import Job
from .manuscript import Manuscript


def prove(data: bytes, manuscript: Manuscript, job: Job) -> None:
    """Raise LetterError where the document differs from its figures."""
