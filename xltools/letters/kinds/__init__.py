"""Kinds of letters, one file per family. A kind composes a manuscript from a job; everything else is shared."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import LetterError
from .base import Job, LetterKind, Side
from .enterprise import KINDS as _ENTERPRISE
from .handover import KINDS as _HANDOVER
from .opinion import KINDS as _OPINION
from .ordinary import KINDS as _ORDINARY
from .receiving import KINDS as _RECEIVING
from .recommendation import KINDS as _RECOMMENDATION
from .review import KINDS as _REVIEW
from .submission import KINDS as _SUBMISSION

KINDS: Mapping[str, LetterKind] = {
    kind.key: kind
    for kind in (*_SUBMISSION, *_RECOMMENDATION, *_REVIEW, *_OPINION, *_ENTERPRISE, *_HANDOVER, *_ORDINARY, *_RECEIVING)
}
"""By key, in the order in which lists show them."""


def find_kind(name: str) -> LetterKind:
    """The kind by key or by Chinese name. Raises LetterError."""
    for kind in KINDS.values():
        if name in (kind.key, kind.name, *kind.aliases):
            return kind
    known = "、".join(f"{kind.name}（{kind.key}）" for kind in KINDS.values())
    raise LetterError("unknown_kind", f"没有名为“{name}”的公函种类。可用：{known}。", kind=name)


__all__ = ["KINDS", "Job", "LetterKind", "Side", "find_kind"]
