"""What offices hand in, sound and odd, joined and joined again: what becomes of each file, row and number.

tests/golden/summaries-in.txt holds all of it: after a change that is meant, run `pytest tests/summary/test_incoming.py
--update-golden` and read the difference. test_joining.py and test_promises.py say why.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from summary.forms import form, rows_for, write
from summary.running import run

from xltools.errors import XltoolsError
from xltools.findings import Finding
from xltools.notice.load import load_notice
from xltools.summary.model import Merged
from xltools.summary.since import since_words

HUBEI = load_notice("hubei-2022").attachment("附件5")
PLACES = ("洪山区", "江岸区", "东湖高新区", "青山区", "示例外区")
ROUNDS = 6
Rows = list[dict[str, Any]]


def _rows(rng: Random, place: str) -> Rows:
    rows: Rows = []
    for category in rng.sample(("示范工厂", "优秀场景", "别的类别"), rng.choice((1, 1, 2))):
        rows += [
            dict(row) for row in rows_for(HUBEI, place, rng.choice((1, 2, 3)), seed=rng.randrange(9), category=category)
        ]
    return rows


def _odd(rng: Random, rows: Rows) -> Rows:
    """The rows as somebody in a hurry leaves them."""
    made = [dict(row) for row in rows]
    blank = {column.key: None for column in HUBEI.columns}
    at = rng.randrange(len(made))
    kind = rng.randrange(9)
    if kind == 0:
        made.append({**blank, "rank": len(made) + 1})
    elif kind == 1:
        made.insert(at, dict(made[at]))
    elif kind == 2:
        made[at]["rank"] = rng.choice((None, 7, "第一", 0))
    elif kind == 3:
        made.append({**blank, "rank": "合计", "links": 9 * len(rows)})
    elif kind == 4:
        made[at][rng.choice(("project", "enterprise", "district", "category", "credit_code"))] = None
    elif kind == 5:
        made.reverse()
    elif kind == 6:
        made[at]["district"] = rng.choice(PLACES)
    elif kind == 7:
        made[at]["category"] = "同上"
    return made


def _hand_in(rng: Random, folder: Path) -> list[Path]:
    made = []
    for number, place in enumerate(rng.sample(PLACES, 3)):
        rows = _rows(rng, place)
        rows = _odd(rng, rows) if rng.random() < 0.7 else rows
        submitter = rng.choice((place, f"{place}经济和信息化局", "", "经济和信息化局", rng.choice(PLACES)))
        name = rng.choice(
            (
                f"{place}.xlsx",
                f"{number}.xlsx",
                f"{rng.choice(PLACES)}/{number}.xlsx",
                f"{place}-武汉江岸示例有限公司.xlsx",
            )
        )
        made.append(write(folder / name, form(HUBEI, rows, submitter, extra=rng.choice(("", "单位：万元")))))
    twin = rng.choice(("", "同", "空", "坏", "别表"))
    if twin == "同":
        made.append(write(folder / "又一份.xlsx", made[0].read_bytes()))
    elif twin == "空":
        made.append(write(folder / "汉阳区.xlsx", form(HUBEI, [], "汉阳区")))
    elif twin == "坏":
        made.append(write(folder / "汉阳区.xlsx", b"PK\x03\x04 torn"))
    elif twin == "别表":
        other = load_notice("wuhan-2025").attachment("附件6")
        made.append(
            write(
                folder / "别表.xlsx",
                form(other, [dict(row) for row in rows_for(other, "甲", 1, seed=1)], "武汉示例甲有限公司"),
            )
        )
    return made


def _finding(one: Finding) -> str:
    beside = " ".join(f"{Path(place.path).name}!{place.cell}" for place in one.related[:3])
    return f"{one.severity.value[0]} {one.rule} {Path(one.path).name} {','.join(one.cells[:4])} {one.message} “{one.value}”→“{one.expected}” {beside}"


def _told(merged: Merged) -> Iterator[str]:
    yield f" {merged.order}; in {merged.rows_in} out {merged.rows_out} rejected {[(Path(one.file).name, one.row, one.reason) for one in merged.rejected]} {merged.balanced} {merged.clean}; missing {len(merged.missing)} {'、'.join(merged.missing[:3])}"
    for file in merged.files:
        counts = f"{file.rows_read} {file.rows_merged} {file.rows_rejected} {file.furniture}"
        yield f"  {Path(file.path).name}: {file.status} {file.code} {file.message} {file.office}/{file.office_from} {counts}"
    for row in merged.rows:
        place = f"{Path(row.hops[-1].path).name}!{row.hops[-1].row}"
        said = " ".join(str(row.values.get(key)) for key in ("rank", "enterprise", "project", "district", "links"))
        yield f"  {row.block} {said} | {place} {row.office} {row.submitter} {row.enterprise} | {' '.join(row.notes)}"
    yield from sorted(f"  {_finding(one)}" for one in merged.findings)
    yield from (f"  {one.kind.value} {since_words(one)}" for one in merged.since or ())


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_becomes_of_what_comes_in(seed: int, tmp_path: Path, golden_part: Callable[[str, str, str], None]) -> None:
    rng = Random(seed)
    paths = _hand_in(rng, tmp_path / "收件")
    lines: list[str] = []
    for turn in range(2):
        given = paths if not turn else rng.sample(paths, len(paths) - 1)
        if turn:  # one of them is handed in anew
            place = rng.choice(PLACES)
            given.append(
                write(tmp_path / "收件" / f"{place}-重报.xlsx", form(HUBEI, _odd(rng, _rows(rng, place)), place))
            )
        order = rng.choice(("office", "rank", "given", "own", "column:links"))
        for moment, path in enumerate(given):
            os.utime(path, (moment, moment))
        try:
            merged = run(
                given, tmp_path / "市" / "汇总.xlsx", "city", notice="hubei-2022", attachment="附件5", order=order
            ).merged
        except XltoolsError as fault:
            lines.append(f" {fault.code} {fault.message}")
            continue
        lines += _told(merged)
    text = "\n".join(lines).replace(f"{tmp_path}/", "")
    golden_part("summaries-in.txt", str(seed), text + "\n")
