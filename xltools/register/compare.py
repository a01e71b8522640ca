"""What changed between two rounds, cell by cell: rows are matched by what they are about, then by their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .model import Change
from .reordering import Pair, Step, steps
from .snapshot import Snapshot, SnapshotRow

_Pair = tuple[SnapshotRow | None, SnapshotRow | None]


def changes_between(earlier: Snapshot, later: Snapshot) -> tuple[Change, ...]:
    """Every cell that differs, in the order of the later file; rows taken out come last."""
    headings = {**earlier.headings, **later.headings}
    pairs = list(_pairs(earlier, later))
    both = [
        Pair(one, other) for one, other in pairs if one is not None and other is not None and other.cells and one.cells
    ]
    return (
        *(_moved(step, headings, later.order) for step in steps(both, earlier, later)),
        *(change for pair in pairs for change in _differences(*pair, headings, later.order)),
    )


def _moved(step: Step, headings: Mapping[str, str], order: str) -> Change:
    place = step.row.cells.get(order, ("", ""))[0] or _place(step.row)
    return Change(
        kind="reordered",
        column=step.block or headings.get(order, ""),
        before=str(step.before),
        after=str(step.after),
        after_cell=place,
        row=step.row.about,
    )


def _pairs(earlier: Snapshot, later: Snapshot) -> Iterator[_Pair]:
    """Rows of one name belong together, in their order; the rest pairs up by place where names are blank or changed."""
    left = list(earlier.rows)
    by_name: dict[str, list[SnapshotRow]] = {}
    for row in left:
        by_name.setdefault(row.name, []).append(row)
    partner: dict[int, SnapshotRow | None] = {}
    for row in later.rows:
        same = by_name.get(row.name)
        partner[id(row)] = same.pop(0) if same else None
    used = {id(row) for row in partner.values() if row is not None}
    rest = [row for row in left if id(row) not in used]
    for row in later.rows:
        found = partner[id(row)]
        if found is None:
            # A row whose name was corrected is still the same row: most of its cells say the same.
            found = next((one for one in rest if _alike(one, row)), None)
            if found is not None:
                rest = [one for one in rest if one is not found]
        yield found, row
    for row in rest:
        yield row, None


def _alike(one: SnapshotRow, other: SnapshotRow) -> bool:
    keys = one.cells.keys() | other.cells.keys()
    same = sum(one.cells.get(key, ("", ""))[1] == other.cells.get(key, ("", ""))[1] for key in keys)
    return bool(one.cells) and same * 2 > len(keys)


def _differences(
    earlier: SnapshotRow | None, later: SnapshotRow | None, headings: dict[str, str], order: str
) -> Iterator[Change]:
    if earlier is None and later is not None:
        if later.cells:
            yield Change(
                kind="added", column="", after=_shown(later), after_cell=_place(later), row=later.about, name=later.name
            )
        return
    if later is None and earlier is not None:
        if earlier.cells:
            yield Change(
                kind="removed",
                column="",
                before=_shown(earlier),
                before_cell=_place(earlier),
                row=earlier.about,
                name=earlier.name,
            )
        return
    assert earlier is not None
    assert later is not None
    for key in headings:
        old_cell, old = earlier.cells.get(key, ("", ""))
        new_cell, new = later.cells.get(key, ("", ""))
        if old != new:
            yield Change(
                kind="renumbered" if key == order else "changed",
                column=headings[key],
                before=old,
                after=new,
                before_cell=old_cell,
                after_cell=new_cell or _beside(later, old_cell),
                row=later.about,
            )


def _shown(row: SnapshotRow) -> str:
    return "　".join(text for _, text in row.cells.values())


def _place(row: SnapshotRow) -> str:
    return next((cell for cell, _ in row.cells.values()), "")


def _beside(row: SnapshotRow, old_cell: str) -> str:
    """Where a cell that was emptied stands now: the old column letters with the row's number."""
    place = _place(row)
    letters = "".join(sign for sign in old_cell if sign.isalpha())
    number = "".join(sign for sign in place if sign.isdecimal())
    return f"{letters}{number}" if letters and number else ""
