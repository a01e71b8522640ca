"""Whose file it is: the office's name from 推荐单位, the place column, then folder or file name."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from ..forms.offices import ListedOffice, declared_office, find_office, is_company, office_list
from ..forms.table import Table
from ..forms.values import squeeze
from ..notice.model import Level, Notice

PLACE_COLUMNS = ("district", "city", "place", "region")


@dataclass(frozen=True, slots=True)
class Office:
    """An office's name, where it was found, and its place in the official list."""

    name: str
    found_in: str
    rank: int


def offices_below(notice: Notice, level: Level) -> tuple[str, ...]:
    """Official names of the offices that are to hand in to `level`; those that report through another are not."""
    return tuple(office.name for office in known_below(notice, level) if office.expected)


def _below(notice: Notice, level: Level) -> Level | None:
    return next((one for one in notice.levels if one.key == level.receives_from), None)


def known_below(notice: Notice, level: Level) -> tuple[ListedOffice, ...]:
    """The listed offices that hand in to `level`, in official order."""
    below = _below(notice, level)
    return office_list(below.offices) if below is not None else ()


def office_of(table: Table, notice: Notice, level: Level, above: str = "") -> Office:
    """The office that handed the table in to `level`. What the table declares comes first; then nearer folders before
    the file's name; those from `above` on (the folder that all inputs lie in) come last, because they say nothing about
    a single file. The name of a company in a file's name is no office.
    """
    below, known = _below(notice, level), known_below(notice, level)
    said_by = submitter_word(table)
    declared = declared_office(table)
    rank = None if is_company(declared) else find_office(declared, known)
    if rank is not None:
        return Office(known[rank].name, said_by, rank)
    if declared and not _nobody_in_particular(declared, below):
        return Office(table.submitter, said_by, len(known))
    found = _by_places(table.path, known, above, squeeze(_most_common_place(table)))
    if found is not None:
        return found
    if below is not None and squeeze(below.name) in squeeze(table.submitter):
        return Office(below.name, said_by, len(known))
    if table.submitter:
        return Office(table.submitter, said_by, len(known))
    return Office(PurePath(table.path).stem, "文件名", len(known))


TOLD: Final = "台账"
"""Where the name of an office was found that a person gave."""


def office_told(name: str, notice: Notice, level: Level) -> Office:
    """The office that a person named, under the name that the list has."""
    known = known_below(notice, level)
    rank = None if is_company(squeeze(name)) else find_office(squeeze(name), known)
    return Office(name, TOLD, len(known)) if rank is None else Office(known[rank].name, TOLD, rank)


def _nobody_in_particular(declared: str, below: Level | None) -> bool:
    """区经济和信息化局: every office of that level could have written it."""
    rest = declared
    for department in below.departments if below is not None else ():
        rest = rest.replace(squeeze(department), "")
    return len(rest.strip("区市县省州本、和及,(盖章)")) == 0


def _by_places(path: str, known: tuple[ListedOffice, ...], above: str, place: str = "") -> Office | None:
    """The office that the place column, the folders or the file's name speak of."""
    near, far = _folders(path, above)
    for where, text in (
        ("所在区列", place),
        *(("文件夹", squeeze(name)) for name in near),
        ("文件名", squeeze(_without_companies(PurePath(path).stem))),
        *(("文件夹", squeeze(name)) for name in far),
    ):
        rank = find_office(text, known)
        if rank is not None:
            return Office(known[rank].name, where, rank)
    return None


def _without_companies(stem: str) -> str:
    """附件6-武汉江岸示例有限公司 was not sent by 江岸区."""
    parts = re.split(r"([\s\-_—（）()、，,]+)", stem)
    return "".join(part for part in parts if not is_company(squeeze(part)))


def office_by_path(path: str, notice: Notice, level: Level, above: str = "") -> Office:
    """The office that a file which cannot be read seems to come from: its folders, then its name."""
    known = known_below(notice, level)
    return _by_places(path, known, above) or Office(PurePath(path).stem, "文件名", len(known))


def office_named_otherwise(path: str, office: Office, notice: Notice, level: Level, above: str = "") -> str:
    """The listed office that a file's name or folders speak of, where its content declares another; empty where they agree,
    or where the office was found in just these, or a person told it.
    """
    if office.found_in in ("文件名", "文件夹", TOLD):
        return ""
    named = office_named(path, notice, level, above)
    return named if named != office.name else ""


def office_named(path: str, notice: Notice, level: Level, above: str = "") -> str:
    """The listed office that a file's own name speaks of, else the folders below `above`; empty where none does."""
    known = known_below(notice, level)
    near, _ = _folders(path, above) if above else ([], [])
    for text in (PurePath(path).stem, *near):
        rank = find_office(squeeze(_without_companies(text)), known)
        if rank is not None:
            return known[rank].name
    return ""


def district_of(tables: Sequence[Table], notice: Notice, level: Level, above: str = "") -> Office:
    """The district that an enterprise's forms belong to: from its own place field, else the folders around its files."""
    lists = (one.offices for one in sorted(notice.levels, key=lambda one: one.order) if one.offices)
    known = office_list(next(lists, ""))
    near, far = _folders(tables[0].path, above)
    for text, where in (
        *((squeeze(_most_common_place(table)), "所在区列") for table in tables),
        *((squeeze(name), "文件夹") for name in (*near, *far)),
    ):
        rank = find_office(text, known)
        if rank is not None:
            return Office(known[rank].name, where, rank)
    return Office("" if known else level.name, "", len(known))


def submitter_word(table: Table) -> str:
    """What the form calls the one who hands it in: 推荐单位, 申报企业."""
    form = table.attachment
    label = next((label for label in form.labels if label.key == form.submitter), None)
    text = label.text if label is not None else form.column(form.submitter).heading if form.has(form.submitter) else ""
    return re.sub(r"[（(][^（()）]*[）)]|[：:\s]", "", text) or "推荐单位"


def common_folder(paths: Sequence[str]) -> str:
    """The folder that all inputs lie in; empty for a single input."""
    if len(paths) < 2:
        return ""
    try:
        return os.path.commonpath([os.path.dirname(os.path.abspath(path)) for path in paths])
    except ValueError:  # several drives
        return ""


def _folders(path: str, above: str) -> tuple[list[str], list[str]]:
    """Names of the folders around a file, nearest first: those below `above`, and those from `above` on."""
    folder = os.path.dirname(os.path.abspath(path))
    near: list[str] = []
    far: list[str] = []
    names = near
    while os.path.dirname(folder) != folder:
        if folder == above:
            names = far
        names.append(os.path.basename(folder))
        folder = os.path.dirname(folder)
    return near, far


def _most_common_place(table: Table) -> str:
    for key in PLACE_COLUMNS:
        names = Counter(value for value in table.columns.get(key, ()) if isinstance(value, str))
        if names:
            return names.most_common(1)[0][0]
    return ""
