"""Whose file it is: the office's name from 推荐单位, the place column, then folder or file name."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from ..forms.table import Table
from ..forms.values import squeeze
from ..notice.model import Level, Notice
from ..notice.reference import find_reference, reference

PLACE_COLUMNS = ("district", "city", "place", "region")


@dataclass(frozen=True, slots=True)
class Office:
    """An office's name, where it was found, and its place in the official list."""

    name: str
    found_in: str
    rank: int


@lru_cache(maxsize=64)
def office_list(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(name, all forms of it) in official order; empty where the notice has no such list."""
    if not name or find_reference(name) is None:
        return ()
    return tuple(
        (item.value, tuple(squeeze(text) for text in (item.value, *item.aliases))) for item in reference(name).items
    )


def offices_below(notice: Notice, level: Level) -> tuple[str, ...]:
    """Official names of the offices that hand in to `level`."""
    below = next((one for one in notice.levels if one.key == level.receives_from), None)
    return tuple(name for name, _ in office_list(below.offices)) if below is not None else ()


def office_of(table: Table, notice: Notice, level: Level, above: str = "") -> Office:
    """The office that handed the table in to `level`. Nearer folders decide first; those from `above` on (the folder
    that all inputs lie in) come last, because they say nothing about a single file.
    """
    below = next((one for one in notice.levels if one.key == level.receives_from), None)
    known = office_list(below.offices) if below is not None else ()
    said_by = submitter_word(table)
    near, far = _folders(table.path, above)
    for where, text in (
        (said_by, squeeze(table.submitter)),
        ("所在区列", squeeze(_most_common_place(table))),
        *(("文件夹", squeeze(name)) for name in near),
        ("文件名", squeeze(PurePath(table.path).stem)),
        *(("文件夹", squeeze(name)) for name in far),
    ):
        rank = _find(text, known)
        if rank is not None:
            return Office(known[rank][0], where, rank)
    if below is not None and squeeze(below.name) in squeeze(table.submitter):
        return Office(below.name, said_by, len(known))
    if table.submitter:
        return Office(table.submitter, said_by, len(known))
    return Office(PurePath(table.path).stem, "文件名", len(known))


def office_by_path(path: str, notice: Notice, level: Level, above: str = "") -> Office:
    """The office that a file which cannot be read seems to come from: its folders, then its name."""
    below = next((one for one in notice.levels if one.key == level.receives_from), None)
    known = office_list(below.offices) if below is not None else ()
    near, far = _folders(path, above)
    for text, where in (
        *((squeeze(name), "文件夹") for name in near),
        (squeeze(PurePath(path).stem), "文件名"),
        *((squeeze(name), "文件夹") for name in far),
    ):
        rank = _find(text, known)
        if rank is not None:
            return Office(known[rank][0], where, rank)
    return Office(PurePath(path).stem, "文件名", len(known))


def district_of(tables: Sequence[Table], notice: Notice, level: Level, above: str = "") -> Office:
    """The district that an enterprise's forms belong to: from its own place field, else the folders around its files."""
    lists = (one.offices for one in sorted(notice.levels, key=lambda one: one.order) if one.offices)
    known = office_list(next(lists, ""))
    near, far = _folders(tables[0].path, above)
    for text, where in (
        *((squeeze(_most_common_place(table)), "所在区列") for table in tables),
        *((squeeze(name), "文件夹") for name in (*near, *far)),
    ):
        rank = _find(text, known)
        if rank is not None:
            return Office(known[rank][0], where, rank)
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


def _find(text: str, known: tuple[tuple[str, tuple[str, ...]], ...]) -> int | None:
    """The office whose longest form stands in the text; None where none or several equally long do."""
    best, length, tied = None, 0, False
    for rank, (_, forms) in enumerate(known):
        size = max((len(form) for form in forms if form and form in text), default=0)
        if size > length:
            best, length, tied = rank, size, False
        elif size and size == length:
            tied = True
    return None if tied else best


def _most_common_place(table: Table) -> str:
    for key in PLACE_COLUMNS:
        names = Counter(value for value in table.columns.get(key, ()) if isinstance(value, str))
        if names:
            return names.most_common(1)[0][0]
    return ""
