"""The order that an office gave the rows of its summary, kept when it merges anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..forms.values import squeeze
from ..notice.model import Attachment
from .lineage import Lineage
from .order import LAST
from .row import Rows


def row_name(attachment: Attachment, values: Mapping[str, Any]) -> str:
    """The name by which a row is known again when its file was handed in anew: all key columns together, or nothing."""
    texts = [squeeze(str(values.get(key) or "")) for key in attachment.key_columns]
    return "|".join(texts) if texts and all(texts) else ""


def in_own_order(rows: Rows, attachment: Attachment, existing: Lineage | None) -> Rows:
    """Rows in the order that the office gave them in its summary, numbered anew within each block.

    Its numbers decide where somebody changed one, else the order of its rows. Rows that are new come behind.
    """
    by_key, by_name = _own_places(attachment, existing) if existing is not None else ({}, {})
    names = [row_name(attachment, {key: rows.columns.get(key, [None] * len(rows))[n] for key in attachment.key_columns})
             for n in range(len(rows))]  # fmt: skip
    blocks = {block: place for place, block in enumerate(dict.fromkeys(rows.blocks))}

    def place(index: int) -> tuple[int, int]:
        known = by_key.get(rows.keys[index], by_name.get(names[index], LAST) if names[index] else LAST)
        return blocks[rows.blocks[index]], known

    return rows.in_order(sorted(range(len(rows)), key=place)).numbered(attachment.order)


def _own_places(attachment: Attachment, lineage: Lineage) -> tuple[dict[str, int], dict[str, int]]:
    """Row key -> place, row name -> place."""
    standing = [index for index, row in enumerate(lineage.now) if row is not None]
    key = attachment.order
    by_number = bool(key) and any(key in lineage.changed(index) for index in standing)

    def rank(index: int) -> tuple[float, int]:
        number = lineage.present(lineage.now[index], key) if by_number else ""
        return (float(number) if number.replace(".", "", 1).isdigit() else float("inf"), lineage.now[index] or 0)

    by_key: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for place, index in enumerate(sorted(standing, key=rank)):
        by_key[lineage.written.keys[index]] = place
        values = {key: lineage.present(lineage.now[index], key) for key in attachment.key_columns}
        if name := row_name(attachment, values):
            by_name.setdefault(name, place)
    return by_key, by_name
