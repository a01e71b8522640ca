"""Rows of the summary that stood there before, and the rows of the merge that takes its place: which is which."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from ..notice.model import Attachment
from .lineage import Lineage
from .ownorder import lineage_name, row_names
from .row import Rows


def matched(rows: Rows, attachment: Attachment, lineage: Lineage) -> dict[int, int]:
    """Index in the old summary -> index in the new one.

    A row of an unchanged file has its key; one of a file that was handed in anew is known by its key columns, else by its
    enterprise where that has one row left on either side (a project that got another name).
    """
    found: dict[int, int] = {}
    keys = {key: at for at, key in enumerate(rows.keys)}
    _pair(found, {old: keys.get(key) for old, key in enumerate(lineage.written.keys)})
    names = row_names(rows, attachment)
    _pair(
        found,
        _same({old: lineage_name(attachment, lineage, old) for old in range(len(lineage))}, enumerate(names), found),
    )
    about = [key for key in ("credit_code", "enterprise") if key in rows.columns]
    for key in about:
        old_texts = {old: lineage.written.values.get(key, [""] * len(lineage))[old] for old in range(len(lineage))}
        new_texts = ((at, str(value or "")) for at, value in enumerate(rows.columns[key]))
        _pair(found, _same(old_texts, new_texts, found))
    return found


def _pair(found: dict[int, int], more: Mapping[int, int | None]) -> None:
    taken = set(found.values())
    for old, new in more.items():
        if new is not None and old not in found and new not in taken:
            found[old] = new
            taken.add(new)


def _same(old: Mapping[int, str], new: Iterable[tuple[int, str]], found: Mapping[int, int]) -> dict[int, int | None]:
    """Rows left over that alone bear one text on either side."""
    taken = set(found.values())
    left: dict[Hashable, list[int]] = {}
    right: dict[Hashable, list[int]] = {}
    for index, text in old.items():
        if text and index not in found:
            left.setdefault(text, []).append(index)
    for index, text in new:
        if text and index not in taken:
            right.setdefault(text, []).append(index)
    return {own[0]: right[text][0] for text, own in left.items() if len(own) == 1 and len(right.get(text, ())) == 1}


__all__ = ["matched"]
