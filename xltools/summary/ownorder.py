"""The order that an office gave the rows of its summary, kept when it merges anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..findings import Finding, Severity
from ..forms.values import squeeze
from ..notice.model import Attachment
from .existing import Existing
from .lineage import Lineage
from .order import LAST
from .row import Rows


def rowlineage_name(attachment: Attachment, values: Mapping[str, Any]) -> str:
    """The name by which a row is known again when its file was handed in anew: all key columns together, or nothing."""
    texts = [squeeze(str(values.get(key) or "")) for key in attachment.key_columns]
    return "|".join(texts) if texts and all(texts) else ""


def order_findings(rows: Rows, attachment: Attachment, existing: Existing | None, *, own: bool) -> Iterator[Finding]:
    """What became of the rows of the summary that stood there before: nothing goes, and with the own order nothing moves,
    without a word."""
    if existing is None:
        return
    lineage = existing.lineage
    by_key, by_name = _own_places(attachment, lineage)
    names = row_names(rows, attachment)
    kept, known = set(rows.keys), set(filter(None, names))
    gone = [
        (row, index)
        for index, row in enumerate(lineage.now)
        if row is not None
        and lineage.written.keys[index] not in kept
        and lineage_name(attachment, lineage, index) not in known
    ]
    if gone:
        offices = "、".join(dict.fromkeys(lineage.written.ways[index].office for _, index in gone))
        yield _of_the_rows(
            existing, "row-withdrawn", Severity.WARNING, [f"A{row}" for row, _ in gone],
            f"原汇总表中有 {len(gone)} 行（{offices}）这次没有报来，不再汇入", "确已撤回或改报的，不必处理；否则请补齐文件后重新汇总。",
        )  # fmt: skip
    new = [at for at, key in enumerate(rows.keys) if key not in by_key and names[at] not in by_name]
    if own and new:
        who = "、".join(dict.fromkeys(rows.ways[at].office for at in new))
        yield _of_the_rows(
            existing, "row-behind", Severity.INFO, (),
            f"原汇总表中没有的 {len(new)} 行（{who}）排在各自类别的最后", "需要另排的，请在汇总表中改序号后再用 --order own 汇总。",
        )  # fmt: skip


def _of_the_rows(
    existing: Existing, rule: str, severity: Severity, cells: Sequence[str], message: str, fix: str
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        sheet=existing.lineage.sheet,
        cells=tuple(cells),
        message=message,
        fix=fix,
        kind="levels",
        path=existing.path,
    )


def row_names(rows: Rows, attachment: Attachment) -> list[str]:
    """The name of each row, see `row_name`."""
    columns = {key: rows.columns.get(key, [None] * len(rows)) for key in attachment.key_columns}
    return [
        rowlineage_name(attachment, {key: column[at] for key, column in columns.items()}) for at in range(len(rows))
    ]


def lineage_name(attachment: Attachment, lineage: Lineage, index: int) -> str:
    """The name of a row as it stands in the old summary now."""
    return rowlineage_name(
        attachment, {key: lineage.present(lineage.now[index], key) for key in attachment.key_columns}
    )


def in_own_order(rows: Rows, attachment: Attachment, existing: Lineage | None) -> Rows:
    """Rows in the order that the office gave them in its summary, numbered anew within each block.

    Its numbers decide where somebody changed one, else the order of its rows. Rows that are new come behind.
    """
    by_key, by_name = _own_places(attachment, existing) if existing is not None else ({}, {})
    names = row_names(rows, attachment)
    blocks = {block: place for place, block in enumerate(dict.fromkeys(rows.blocks))}

    def place(index: int) -> tuple[int, int]:
        known = by_key.get(rows.keys[index], by_name.get(names[index], LAST) if names[index] else LAST)
        return blocks[rows.blocks[index]], known

    return rows.in_order(sorted(range(len(rows)), key=place)).numbered(attachment.order)


def _own_places(attachment: Attachment, lineage: Lineage) -> tuple[dict[str, int], dict[str, int]]:
    """Row key -> place, row name -> place."""
    by_key: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for index, place in own_places_now(attachment, lineage).items():
        by_key[lineage.written.keys[index]] = place
        if name := lineage_name(attachment, lineage, index):
            by_name.setdefault(name, place)
    return by_key, by_name


def own_places_now(attachment: Attachment, lineage: Lineage) -> dict[int, int]:
    """Index of a row that still stands -> its place: by the numbers where somebody changed one, else as the rows stand."""
    standing = [index for index, row in enumerate(lineage.now) if row is not None]
    key = attachment.order
    by_number = bool(key) and any(key in lineage.changed(index) for index in standing)

    def rank(index: int) -> tuple[float, int]:
        number = lineage.present(lineage.now[index], key) if by_number else ""
        return (float(number) if number.replace(".", "", 1).isdecimal() else float("inf"), lineage.now[index] or 0)

    return {index: place for place, index in enumerate(sorted(standing, key=rank))}
