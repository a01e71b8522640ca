"""Values put behind labels (推荐单位（盖章）：…), beside whatever else stands in the same text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..notice.model import Label

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


def _pattern(label: Label) -> re.Pattern[str]:
    """The label by any of its names, its bracket there or not, up to its colon."""
    names = {_BRACKETS.sub("", name).rstrip("：: ") for name in (label.text, *label.aliases)}
    spaced = (r"\s*".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True) if name)
    return re.compile(rf"(?:{'|'.join(spaced)})\s*(?:[（(][^（）()]*[）)])?\s*[：:]")


def value_span(text: str, labels: Sequence[Label], key: str) -> tuple[int, int] | None:
    """Where the value of label `key` stands in a text that may hold several labels; None where it has no such label."""
    label = next((label for label in labels if label.key == key), None)
    found = _pattern(label).search(text) if label else None
    if found is None:
        return None
    others = (
        other.start()
        for one in labels
        if one.key != key and (other := _pattern(one).search(text, found.end())) is not None
    )
    return found.end(), min(others, default=len(text))


def with_value(text: str, labels: Sequence[Label], key: str, value: str) -> str | None:
    """The text with the label's value replaced; None where it has no such label."""
    span = value_span(text, labels, key)
    if span is None:
        return None
    gap = "    " if span[1] < len(text) else ""
    return f"{text[: span[0]]}{value}{gap}{text[span[1] :]}"
