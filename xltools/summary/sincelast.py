"""与上次汇总相比: what a new run adds, leaves out, changes and moves, against the summary that stood there before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..notice.model import Attachment, ColumnType
from .carrying import Carried
from .existing import Existing, kept_columns
from .lineage import Lineage
from .order import longest_rising, numbering_column
from .ownorder import own_places_now
from .row import Rows
from .since import SinceKind, SinceLast
from .values import canonical, plain_column


def since_last(
    rows: Rows, attachment: Attachment, existing: Existing, pairs: Mapping[int, int], carried: Carried
) -> tuple[SinceLast, ...]:
    """All differences: rows that are gone, then the new summary from top to bottom."""
    comparing = _Comparing(rows, attachment, existing.lineage, pairs)
    return (
        *comparing.removed(),
        *comparing.added(),
        *comparing.changed(),
        *comparing.moved(),
        *comparing.carried(carried),
    )


@dataclass(slots=True)
class _Comparing:
    rows: Rows
    attachment: Attachment
    lineage: Lineage
    pairs: Mapping[int, int]

    def _old_office(self, old: int) -> str:
        return self.lineage.written.ways[old].office

    def _new_office(self, new: int) -> str:
        return self.rows.ways[new].office

    def _about_old(self, old: int) -> str:
        return about(self.attachment, {key: column[old] for key, column in self.lineage.written.values.items()})

    def _about_new(self, new: int) -> str:
        return about(self.attachment, {key: canonical_of(column[new]) for key, column in self.rows.columns.items()})

    def removed(self) -> Iterator[SinceLast]:
        """A whole office that vanished is one thing, not as many as it had rows."""
        gone: dict[str, list[int]] = {}
        for old in range(len(self.lineage)):
            if old not in self.pairs and self.lineage.now[old] is not None:
                gone.setdefault(self._old_office(old), []).append(old)
        there = {way.office for way in self.rows.ways}
        for office, own in gone.items():
            if office not in there and len(own) > 1:
                named = "、".join(self._about_old(old) for old in own)
                yield SinceLast(kind=SinceKind.REMOVED, office=office, about=named, whole=len(own))
                continue
            for old in own:
                number = self.lineage.present(self.lineage.now[old], self.attachment.order)
                yield SinceLast(
                    kind=SinceKind.REMOVED,
                    office=office,
                    about=self._about_old(old),
                    block=self._block(self.lineage.written.values.get(self.attachment.category), old),
                    before=number,
                )

    def added(self) -> Iterator[SinceLast]:
        known = set(self.pairs.values())
        for new in range(len(self.rows)):
            if new not in known:
                yield SinceLast(
                    kind=SinceKind.ADDED,
                    office=self._new_office(new),
                    about=self._about_new(new),
                    block=self.rows.blocks[new],
                    after=self._number(new),
                )

    def changed(self) -> Iterator[SinceLast]:
        """What the sources say now, against what was written from them then."""
        texts: dict[str, Sequence[str]] = {}
        # What a person fills in (审核意见) has no source that could say otherwise.
        passed_over = {numbering_column(self.attachment), *kept_columns(self.attachment)}
        for column in self.attachment.columns:
            if column.key in passed_over or column.key not in self.lineage.written.values:
                continue
            if column.type is not ColumnType.AMOUNT and column.key in self.rows.columns:
                texts[column.key] = [canonical(value) for value in plain_column(column, self.rows)]
        for old, new in sorted(self.pairs.items(), key=lambda pair: pair[1]):
            before, after = self._old_office(old), self._new_office(new)
            if before != after:
                yield SinceLast(
                    kind=SinceKind.CHANGED, office=after, about=self._about_new(new), before=before, after=after
                )
            yield from self._cells(old, new, texts)

    def _cells(self, old: int, new: int, texts: Mapping[str, Sequence[str]]) -> Iterator[SinceLast]:
        raw = None
        for column in self.attachment.columns:
            if column.key in texts:
                before, after = self.lineage.written.values[column.key][old], texts[column.key][new]
            elif column.type is ColumnType.AMOUNT and column.key in self.rows.stored:
                # The sheet's unit may be another now: what was handed in is compared.
                raw = raw if raw is not None else self.lineage.written.hops(old)[-1].raw
                before, after = raw.get(column.key, "").strip(), self.rows.text(new, column.key).strip()
            else:
                continue
            if before != after:
                yield SinceLast(
                    kind=SinceKind.CHANGED,
                    office=self._new_office(new),
                    about=self._about_new(new),
                    column=column.heading,
                    before=before,
                    after=after,
                )

    def moved(self) -> Iterator[SinceLast]:
        """Rows that stand elsewhere among those of both summaries; those that others pushed did not move."""
        places = own_places_now(self.attachment, self.lineage)
        blocks: dict[str, list[tuple[int, int]]] = {}
        for old, new in sorted(self.pairs.items(), key=lambda pair: pair[1]):
            same_block = (
                self._block(self.lineage.written.values.get(self.attachment.category), old) == self.rows.blocks[new]
            )
            if old in places and same_block and self._old_office(old) == self._new_office(new):
                blocks.setdefault(self.rows.blocks[new], []).append((old, new))
        for block, own in blocks.items():
            order = sorted(places[old] for old, _ in own)
            stayed = set(longest_rising([places[old] for old, _ in own]))
            for at, (old, new) in enumerate(own):
                if at not in stayed:
                    before = self.lineage.present(self.lineage.now[old], self.attachment.order)
                    yield SinceLast(
                        kind=SinceKind.MOVED,
                        office=self._new_office(new),
                        about=self._about_new(new),
                        block=block,
                        before=before,
                        after=self._number(new),
                        up=at < bisect_left(order, places[old]),
                    )

    def carried(self, carried: Carried) -> Iterator[SinceLast]:
        at = {key: new for new, key in enumerate(self.rows.keys)}
        for cell in carried.cells:
            new = at[cell.row]
            yield SinceLast(
                kind=SinceKind.CARRIED,
                office=self._new_office(new),
                about=self._about_new(new),
                column=self.attachment.column(cell.column).heading,
                before=cell.written,
                after=cell.now,
            )

    def _block(self, column: Sequence[str] | None, index: int) -> str:
        return column[index] if column is not None else ""

    def _number(self, new: int) -> str:
        column = self.rows.columns.get(self.attachment.order)
        return canonical_of(column[new]) if column is not None else ""


def canonical_of(value: object) -> str:
    """A parsed value in a few words; what has no plain text is told by its own."""
    return str(value) if value is not None else ""


def about(attachment: Attachment, values: Mapping[str, str]) -> str:
    """企业“项目”: what people know a row by."""
    names = [values[key] for key in ("enterprise", "name", "submitter") if values.get(key)][:1]
    projects = [values[key] for key in ("project", "factory", "scenario") if values.get(key)][:1]
    said = "".join(names) + (f"“{projects[0]}”" if projects else "")
    return said or next((values[key] for key in attachment.key_columns if values.get(key)), "")
