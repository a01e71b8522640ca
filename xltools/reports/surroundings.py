"""What was found on the machine, as lines and as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ..documents import envelope
from ..surroundings import Condition, Presence
from .terminal import Line, pad

if TYPE_CHECKING:
    from ..documents.surroundings import SurroundingsDocument

_STYLE: Final = {Presence.GOOD: "good", Presence.ABSENT: "warning", Presence.MISSING: "error"}


def conditions_lines(conditions: Sequence[Condition]) -> Iterator[Line]:
    """`xltools doctor`: by area, what is missing with what to do."""
    for area, found in groupby(conditions, key=lambda one: one.area):
        yield [("head", area)]
        for one in found:
            yield [("", "  "), (_STYLE[one.standing], one.standing.value), ("", f"  {pad(one.name, 16)}  {one.found}")]
            if one.advice:
                yield [("", f"        {one.advice}")]
    counts = Counter(one.standing for one in conditions)
    yield [("", "")]
    yield [("head", f"缺少 {counts[Presence.MISSING]} 项，可有可无的没有 {counts[Presence.ABSENT]} 项")]


def conditions_json(conditions: Sequence[Condition]) -> SurroundingsDocument:
    """`xltools doctor --format json`."""
    counts = Counter(one.standing for one in conditions)
    return {
        **envelope("doctor"),
        "conditions": [
            {
                "area": one.area,
                "name": one.name,
                "standing": one.standing.name.lower(),
                "found": one.found,
                "advice": one.advice,
            }
            for one in conditions
        ],
        "summary": {
            "good": counts[Presence.GOOD],
            "absent": counts[Presence.ABSENT],
            "missing": counts[Presence.MISSING],
        },
    }
