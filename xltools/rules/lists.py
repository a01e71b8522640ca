"""Reference lists as rules look them up: by squeezed name or alias."""

from __future__ import annotations

import re
from functools import lru_cache

from ..forms.values import squeeze
from ..notice.reference import ListItem, reference

_PARTING = re.compile(r"[、，,；;/\n]+")


@lru_cache(maxsize=64)
def entries(name: str) -> dict[str, ListItem]:
    """Squeezed value or alias -> entry of the reference list `name`; the first entry of a name wins."""
    made: dict[str, ListItem] = {}
    for item in reference(name).items:
        for text in (item.value, *item.aliases):
            made.setdefault(squeeze(text), item)
    return made


def parts(text: str) -> list[str]:
    """The names in a cell that holds several: 工厂建设、研发设计；生产作业."""
    return [part.strip() for part in _PARTING.split(text) if part.strip()]
