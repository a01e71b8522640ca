"""Which tables are one enterprise's application: by credit code, by name, and by the folder they came in."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import PurePath

from ..forms.table import Table
from ..forms.values import Unreadable, squeeze, unsealed
from ..ledger.invoices import core_name
from ..notice.model import Role, Shape
from .base import View

_OF_OFFICES = (Role.SUMMARY, Role.ROLLUP)
_ALIKE = 0.75
_DEPTH = 5
"""Folders above a file that may be the enterprise's: its own, that of one of the nine items, and what people put between."""


def company(table: Table) -> str:
    """Who hands the table in, as names are compared; empty where it does not say."""
    return unsealed(table.submitter)


def credit_code(table: Table) -> str:
    """The credit code that a label-value form states; empty elsewhere."""
    if table.attachment.shape is not Shape.FORM:
        return ""
    value = table.columns.get("credit_code", [None])[0]
    return "" if value is None or isinstance(value, Unreadable) else squeeze(str(value)).upper()


def submissions(views: Sequence[View]) -> list[list[View]]:
    """The tables of one notice, enterprise by enterprise, in order of arrival. What offices joined belongs to none."""
    own = [view for view in views if view.table.attachment.role not in _OF_OFFICES and view.table.owners is None]
    links = _Links(len(own))
    first: dict[Hashable, int] = {}
    for number, view in enumerate(own):
        for key in (("name", company(view.table)), ("code", credit_code(view.table))):
            if key[1]:
                links.join(first.setdefault(key, number), number)
    for members in _folders(own):
        for number in members[1:]:
            links.join(members[0], number)
    groups: dict[int, list[View]] = {}
    for number, view in enumerate(own):
        groups.setdefault(links.root(number), []).append(view)
    return list(groups.values())


def _folders(views: Sequence[View]) -> Iterator[list[int]]:
    """Numbers of the tables that one folder holds, for every folder that is one enterprise's."""
    inside: dict[PurePath, list[int]] = {}
    for number, view in enumerate(views):
        for folder in islice(PurePath(view.table.path).parents, _DEPTH):
            inside.setdefault(folder, []).append(number)
    everywhere = Counter(name for view in views if (name := company(view.table)))
    for folder, members in inside.items():
        own = _without_strangers(members, views, everywhere)
        if len(own) > 1 and _one_enterprise(folder, [views[number].table for number in own]):
            yield own


def _without_strangers(members: Sequence[int], views: Sequence[View], everywhere: Counter[str]) -> list[int]:
    """The tables of a folder but those of an enterprise that is at home elsewhere: put there by mistake."""
    here = Counter(company(views[number].table) for number in members)
    if len(here) < 2:
        return list(members)
    return [n for n in members if not (name := company(views[n].table)) or here[name] * 2 > everywhere[name]]


def _one_enterprise(folder: PurePath, tables: Sequence[Table]) -> bool:
    """Each form once, and one name; in the folder itself a wrong name among right ones is a slip to be found.

    A form that lies there twice under the one name is an older version of it, or a copy.
    """
    names = Counter(name for name in map(company, tables) if name)
    if _company_folders(folder, tables) > 1 or _versions_of_others(tables, names):
        return False
    here = all(PurePath(table.path).parent == folder for table in tables)
    if len(names) < 2:
        return here or len(names) == 1
    named = _named_after(folder, names)
    return named or (here and not _collected(tables) and _mostly_one(names))


def _versions_of_others(tables: Sequence[Table], names: Counter[str]) -> bool:
    """A form that lies there twice, and not both times under the one name: several enterprises' forms."""
    twice = Counter(table.attachment.key for table in tables)
    return any(twice[table.attachment.key] > 1 and (len(names) != 1 or not company(table)) for table in tables)


def _company_folders(folder: PurePath, tables: Iterable[Table]) -> int:
    """How many folders just below bear the name of a company."""
    below = {PurePath(table.path).relative_to(folder).parts[0] for table in tables}
    return sum("公司" in name and not name.casefold().endswith(_FORMS) for name in below)


_FORMS = (".xlsx", ".xls", ".xlsm", ".et", ".docx", ".csv", ".ods", ".xlsb", ".tsv")


def _named_after(folder: PurePath, names: Iterable[str]) -> bool:
    """The folder (or .zip) bears one of the names, or the core of one (示例重工 of 武汉示例重工有限公司), whatever legal form
    either of them gives it."""
    own = squeeze(folder.name).removesuffix(".zip")
    return len(own) > 3 and any(own in name or name in own or _one_core(own, name) for name in names)


def _one_core(folder: str, name: str) -> bool:
    own, core = core_name(folder), core_name(name)
    return min(len(own), len(core)) > 3 and (own.endswith(core) or core.endswith(own))


def _collected(tables: Iterable[Table]) -> bool:
    """Files named after their enterprises: an office's collection, not one enterprise's folder."""
    return any((name := company(table)) and name in squeeze(PurePath(table.path).stem) for table in tables)


def _mostly_one(names: Counter[str]) -> bool:
    """One name is most files'; of two files' names, they are alike but for a slip."""
    if len(names) == 2 and names.total() == 2:
        one, other = names
        return difflib.SequenceMatcher(None, one, other).ratio() >= _ALIKE
    return names.most_common(1)[0][1] * 2 > names.total()


class _Links:
    """Disjoint sets of numbers; the root is the smallest."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = number = self._parent[self._parent[number]]
        return number

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first
