"""推荐函: short, one list, usually with the papers of one batch."""

from __future__ import annotations

from ..manuscript import Manuscript
from .base import Job, LetterKind
from .submission import official


def _compose(job: Job, kind: LetterKind) -> Manuscript:
    return official(job, kind, "recommendation")


KINDS = (
    LetterKind(
        key="recommendation", name="推荐函", document_type="函", reviews=True, to_addressees=True, compose=_compose
    ),
)
