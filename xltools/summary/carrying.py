"""What the office wrote over a column that the pack lets it (contacts, remarks): kept row by row where the source says the
same as then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..forms.inherited import is_ditto
from ..notice.model import Attachment
from .existing import Existing
from .row import Rows


@dataclass(frozen=True, slots=True)
class CarriedCell:
    """An edit that the new summary keeps. `written` is what the source says, then and now."""

    row: str
    """Key of the row in the new summary."""
    column: str
    written: str
    now: str


@dataclass(slots=True)
class Carried:
    """All that is kept. `places`: (index in the old summary, column) of each."""

    cells: list[CarriedCell] = field(default_factory=list)
    places: set[tuple[int, str]] = field(default_factory=set)

    def by_row(self) -> Mapping[str, Mapping[str, str]]:
        made: dict[str, dict[str, str]] = {}
        for cell in self.cells:
            made.setdefault(cell.row, {})[cell.column] = cell.now
        return made


def carried_edits(rows: Rows, attachment: Attachment, existing: Existing, pairs: Mapping[int, int]) -> Carried:
    """The edits of the old summary that go into the new one. `pairs`: old index -> new index."""
    lineage = existing.lineage
    columns = {column.key for column in attachment.columns if column.carried and column.key in rows.stored}
    made = Carried()
    for old, new in pairs.items():
        changed = [key for key in lineage.changed(old) if key in columns]
        if not changed:
            continue
        before = lineage.written.hops(old)[-1].raw
        for key in changed:
            now = lineage.present(lineage.now[old], key)
            # 同上 means the row above it, which need not be there any more.
            if before.get(key, "").strip() == rows.text(new, key).strip() and not is_ditto(now):
                written = lineage.written.values[key][old]
                made.cells.append(CarriedCell(rows.keys[new], key, written, now))
                made.places.add((old, key))
    return made
