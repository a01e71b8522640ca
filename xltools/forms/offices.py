"""Which office a name means, and at which level of the notice's chain it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..notice.model import Level, Notice, Role
from ..notice.reference import find_reference, reference
from .table import Table
from .values import squeeze, unsealed


@dataclass(frozen=True, slots=True)
class ListedOffice:
    """An office of a reference list: its official name, all squeezed forms of it, and whether it hands in by itself."""

    name: str
    forms: tuple[str, ...]
    kind: str
    expected: bool


@lru_cache(maxsize=64)
def office_list(name: str) -> tuple[ListedOffice, ...]:
    """The offices in official order; none where the notice has no such list."""
    if not name or find_reference(name) is None:
        return ()
    return tuple(
        ListedOffice(
            item.value,
            tuple(squeeze(text) for text in (item.value, *item.aliases)),
            str(item.facts.get("kind", "")),
            item.facts.get("expected", True) is not False,
        )
        for item in reference(name).items
    )


def find_office(text: str, known: tuple[ListedOffice, ...]) -> int | None:
    """The place in the list of the office whose longest form stands in the squeezed text; None where none or two do."""
    best, length, tied = None, 0, False
    for rank, office in enumerate(known):
        size = max((len(form) for form in office.forms if form and form in text), default=0)
        if size > length:
            best, length, tied = rank, size, False
        elif size and size == length:
            tied = True
    return None if tied else best


def declared_office(table: Table) -> str:
    """Who recommends, as a summary says it (squeezed, without the seal); empty for forms that enterprises fill in."""
    form = table.attachment
    if not (form.levels or form.role in (Role.SUMMARY, Role.ROLLUP)) or form.submitter == "enterprise":
        return ""
    return unsealed(table.submitter)


def is_company(name: str) -> bool:
    """Whether a squeezed name is a company's: a central group recommends as itself, whatever place its factories have."""
    return "公司" in name or name.endswith(("集团", "总院"))


def level_of_office(notice: Notice, name: str) -> Level | None:
    """The level at which the office of that squeezed name stands; None for companies and names that tell nothing.

    A department of one certain place (武汉市经济和信息化局) says its level; else the lowest list that holds the place
    (武汉市江岸区… is 江岸区); else a department that every place has (经济和信息化局).
    """
    if not name or is_company(name):
        return None
    levels = sorted(notice.levels, key=lambda level: level.order)
    for level in levels:
        if find_office(name, office_list(level.offices)) is not None:
            return level
    named = [(len(office), level) for level in levels for office in level.departments if squeeze(office) in name]
    return max(named, key=lambda pair: pair[0])[1] if named else None
