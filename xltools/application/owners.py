"""Whose each file is, of many files in folders, .zip folders and heaps: by what the forms say, then by folders and names.

Nobody is asked; every answer says what it rests on. What nothing speaks for stays nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final

from ..forms.values import squeeze

BY_FORM: Final = "表内名称"
BY_APPLICATION: Final = "同一份申报材料"
BY_FOLDER: Final = "文件夹名"
BY_NEIGHBOURS: Final = "同一文件夹的材料"
BY_NAME: Final = "文件名"
NOT_SEEN: Final = "看不出"

_LEGAL_FORM = re.compile(r"(?:\((?:集团|控股)\))?(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,3}?(?:省|市)")
_COMPANY = re.compile(r"[\u4e00-\u9fff()a-z0-9]{2,40}?公司")
_NUMBERING = re.compile(r"^[\d一二三四五六七八九十]*[\s.、\-_—()]*")
_LEAST_CORE = 3
"""Shorter cores stand in too many names."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a file is, and by what it was known. `unit` is empty for nobody's."""

    unit: str
    how: str


NOBODY: Final = Owner("", NOT_SEEN)
Place = Callable[[str], str]
"""The official name of the unit that a squeezed text speaks of; empty where it speaks of none."""


def owners_of(
    files: Sequence[str], known: Mapping[str, Owner], spoken_of: Place | None = None, expected: Iterable[str] = ()
) -> dict[str, Owner]:
    """Shown path (with /) -> owner. `known`: what the forms themselves say. `spoken_of` finds listed offices in names, where
    offices hand in; `expected`: who is waited for."""
    named = (owner.unit for owner in known.values() if owner.unit)
    book = _NameBook(dict.fromkeys((*named, *expected)), spoken_of)
    made: dict[str, Owner] = {}
    for shown in files:
        found = known.get(shown, NOBODY)
        if found.unit:
            made[shown] = found
    _named_folders(files, made, book)
    homes = _homes(made)
    units = {owner.unit for owner in made.values()}
    only = Owner(units.pop(), BY_NEIGHBOURS) if len(units) == 1 else NOBODY
    for shown in files:
        if shown not in made:
            made[shown] = _by_neighbours(shown, homes) or _by_name(shown, book) or _new_company(shown, book) or only
    return made


def _named_folders(files: Iterable[str], made: dict[str, Owner], book: _NameBook) -> None:
    """The nearest folder that bears a unit's name, of files whose forms say nothing."""
    found: dict[str, str] = {}
    for shown in files:
        if shown in made:
            continue
        for folder in _folders(shown):
            if folder not in found:
                found[folder] = book.unit_in(PurePosixPath(folder).name)
            if found[folder]:
                made[shown] = Owner(found[folder], BY_FOLDER)
                break


def _homes(made: Mapping[str, Owner]) -> dict[str, str]:
    """Folder -> the one unit whose files it holds; empty where they are several's."""
    homes: dict[str, str] = {}
    for shown, owner in made.items():
        for folder in _folders(shown):
            homes[folder] = owner.unit if homes.setdefault(folder, owner.unit) == owner.unit else ""
    return homes


def _by_neighbours(shown: str, homes: Mapping[str, str]) -> Owner | None:
    for folder in _folders(shown):
        if folder in homes:
            return Owner(homes[folder], BY_NEIGHBOURS) if homes[folder] else None
    return None


def _by_name(shown: str, book: _NameBook) -> Owner | None:
    unit = book.unit_in(PurePosixPath(shown).stem)
    return Owner(unit, BY_NAME) if unit else None


def _new_company(shown: str, book: _NameBook) -> Owner | None:
    """The outermost folder that bears a company's name, where no form says whose the files are: scans alone. A supplier's
    folder lies inside its customer's."""
    for folder in reversed(list(_folders(shown))):
        unit = book.new_unit(PurePosixPath(folder).name)
        if unit:
            return Owner(unit, BY_FOLDER)
    return None


def _folders(shown: str) -> Iterator[str]:
    """Folders (and .zip folders) around a file, nearest first, without the root."""
    parts = shown.split("/")[:-1]
    for size in range(len(parts), 0, -1):
        yield "/".join(parts[:size])


class _NameBook:
    """The units by their names; a company's name met for the first time may become a unit."""

    def __init__(self, names: Iterable[str], spoken_of: Place | None) -> None:
        self._names = {squeeze(name): name for name in names}
        self._spoken_of = spoken_of

    def unit_in(self, text: str) -> str:
        """The unit that a folder's or file's name speaks of; empty for none, or for two alike."""
        said = squeeze(text).removesuffix(".zip")
        best = sorted(((self._fit(said, name), name) for name in self._names), reverse=True)
        if best and best[0][0] and all(one[0] > other[0] for one, other in pairwise(best[:2])):
            return self._names[best[0][1]]
        return self._spoken_of(said) if self._spoken_of is not None else ""

    def new_unit(self, text: str) -> str:
        """The company whose name stands in a text; empty where there is none, or where offices hand in."""
        company = _COMPANY.search(_NUMBERING.sub("", squeeze(text)))
        if company is None or self._spoken_of is not None:
            return ""
        return self._names.setdefault(company[0], company[0])

    def _fit(self, said: str, name: str) -> int:
        """How many signs of the name the text bears."""
        core = core_of(name)
        for whole in (name, core):
            if len(whole) >= _LEAST_CORE and whole in said:
                return len(whole)
        bare = _NUMBERING.sub("", said)
        return len(bare) if len(bare) >= _LEAST_CORE and bare in name else 0


def core_of(name: str) -> str:
    """示例甲光电 of 武汉市示例甲光电股份有限公司: without place and legal form."""
    return _PLACE.sub("", _LEGAL_FORM.sub("", squeeze(name)))
