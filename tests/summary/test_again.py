"""Summaries merged, worked on and merged again, all in memory: what is known again, carried, moved and said.

test_changes.py, test_handwork.py and test_since_last.py say why; this notices any other pairing, order or word. What is
told stands in tests/golden/merged-again.txt (`--update-golden`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from xltools.formats.grid import Book, Grid, GridRow, Value
from xltools.forms.reading import read_table
from xltools.forms.values import Unreadable
from xltools.notice.model import (
    Attachment,
    Block,
    Choice,
    Column,
    ColumnType,
    Label,
    Notice,
    Provenance,
    Role,
)
from xltools.summary.carrying import carried_edits
from xltools.summary.existing import Existing
from xltools.summary.join import join
from xltools.summary.levels import Contribution
from xltools.summary.lineage import Lineage, resolve
from xltools.summary.matching import matched
from xltools.summary.notes import Notes
from xltools.summary.order import numbering_column
from xltools.summary.ownorder import in_own_order, order_findings
from xltools.summary.row import Rows
from xltools.summary.since import since_counts, since_words
from xltools.summary.sincelast import since_last
from xltools.summary.statistics import statistics_tables
from xltools.summary.written import parsed

FORM = Attachment(
    key="附件5",
    title="推荐汇总表",
    role=Role.SUMMARY,
    layout=Provenance.INFERRED,
    category="category",
    order="rank",
    unit="万元",
    key_columns=("credit_code", "project"),
    blocks=(Block(value="工厂"), Block(value="场景")),
    submitter="office",
    labels=(Label(key="office", text="推荐单位"),),
    columns=(
        Column(key="rank", heading="序号", type=ColumnType.INTEGER),
        Column(key="category", heading="类别", type=ColumnType.CHOICE, values=(Choice(value="工厂"), Choice(value="场景"))),
        Column(key="enterprise", heading="企业名称"),
        Column(key="credit_code", heading="信用代码", type=ColumnType.CODE),
        Column(key="project", heading="项目名称"),
        Column(key="amount", heading="投资（万元）", type=ColumnType.AMOUNT, sum=True),
        Column(key="contact", heading="联系人", carried=True),
        Column(key="note", heading="备注", carried=True),
    ),
)  # fmt: skip
CALL = Notice(id="示例", title="示例通知", version="1", attachments=(FORM,))
HEADINGS = [column.heading for column in FORM.columns]
KEYS = [column.key for column in FORM.columns]
OFFICES = ("甲区", "乙区", "丙区", "丁区")
Line = list[Value | None]


def _line(rng: Random, office: str, number: int) -> Line:
    company = f"{office}第{rng.randrange(3)}公司"
    return [
        Decimal(number), rng.choice(("工厂", "场景", "场景")), company, f"CODE{office}{rng.randrange(4)}", f"项目{rng.randrange(4)}",
        rng.choice((Decimal(100), Decimal("12.5"), "3,000", None, "约7")), rng.choice(("张三", "李四", None)), rng.choice((None, None, "同上", "待补")),
    ]  # fmt: skip


def _grid(lines: Sequence[Line], office: str) -> Grid:
    rows: list[Line] = [[FORM.title], [f"推荐单位：{office}经济和信息化局"], list(HEADINGS), *lines]
    filled = {}
    for number, line in enumerate(rows, 1):
        cells = {column: value for column, value in enumerate(line, 1) if value is not None}
        if cells:
            filled[number] = GridRow(tuple(cells), tuple(cells.values()), (0,) * len(cells))
    return Grid("附件5", rows=filled)


def _contribution(lines: Sequence[Line], office: str, number: int) -> Contribution:
    grid = _grid(lines, office)
    book = Book(f"{office}.xlsx", f"sha-{office}-{hash_of(lines)}", "xlsx", [grid])
    table = read_table(CALL, FORM, book, grid)
    assert table is not None
    return Contribution(
        table=table, office=office, office_rank=OFFICES.index(office), file=number, path=f"{office}.xlsx"
    )


def hash_of(lines: Sequence[Line]) -> str:
    return str(sum((at + 1) * sum(map(ord, str(line))) for at, line in enumerate(lines)))


def _joined(handed: dict[str, list[Line]], order: str) -> Rows:
    made = [_contribution(lines, office, number) for number, (office, lines) in enumerate(handed.items()) if lines]
    return join(FORM, made, level="district", order=order)


def _written(rows: Rows, rng: Random) -> Lineage:
    """The summary as its office left it: cells typed over, rows gone, moved, copied, put in."""
    written = {
        key: [value.raw if isinstance(value, Unreadable) else value for value in rows.columns[key]] for key in KEYS
    }
    columns = {key: [number, heading] for number, (key, heading) in enumerate(zip(KEYS, HEADINGS, strict=True), 1)}
    facts = {"xltools": "summary", "notice": "示例", "attachment": "附件5", "level": "city", "sheet": "附件5", "header": "3", "key_column": "9", "columns": columns}  # fmt: skip
    noted = parsed(Notes(facts, rows, written).lines(), "")
    lines: list[Line] = [[written[key][at] for key in KEYS] + [rows.keys[at]] for at in range(len(rows))]  # fmt: skip
    for _ in range(rng.choice((0, 1, 3))):
        at = rng.randrange(len(lines))
        kind = rng.randrange(6)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines[at - 1], lines[at] = lines[at], lines[at - 1]
        elif kind == 2:
            lines.insert(at, [*lines[at][:4], "抄来的", *lines[at][5:]])
        elif kind == 3:
            lines.insert(at, [None, "工厂", "手工公司", None, "手工项目", None, None, None, None])
        else:
            column = rng.choice((0, 0, 4, 5, 6, 6, 7, 7))
            lines[at] = [*lines[at][:column], rng.choice(("改", Decimal(9), None, "同上", Decimal(1))), *lines[at][column + 1 :]]  # fmt: skip
    return resolve(noted, _grid(lines, "市"), {row: str(line[8] or "") for row, line in enumerate(lines, 4)})


def _newly(rng: Random, handed: dict[str, list[Line]]) -> dict[str, list[Line]]:
    """What the offices hand in the second time."""
    made = {office: [list(line) for line in lines] for office, lines in handed.items()}
    for office in [office for office in made if rng.random() < 0.5]:
        kind = rng.randrange(5)
        if kind == 0:
            made[office] = []
        elif kind == 1:
            made[office].append(_line(rng, office, len(made[office]) + 1))
        elif kind == 2:
            made[office].reverse()
        else:
            line = rng.choice(made[office])
            line[rng.choice((1, 2, 4, 5, 6))] = rng.choice(("场景", "工厂", "新名", Decimal(77)))
    if rng.random() < 0.3:
        made[OFFICES[3]] = [_line(rng, OFFICES[3], 1)]
    return made


def _row(rows: Rows, at: int) -> str:
    values = " ".join(str(rows.columns[key][at]) for key in KEYS)
    return f"{rows.ways[at].office} {rows.blocks[at]} {values} {rows.place(at, 'project')} {rows.place(at, 'nothing')}"


def _lines(seed: int) -> Iterator[str]:
    rng = Random(seed)
    handed = {office: [_line(rng, office, n + 1) for n in range(rng.choice((1, 2, 4)))] for office in OFFICES[:3]}
    order = rng.choice(("office", "rank", "given", "column:amount", "column:contact"))
    rows = _joined(handed, order)
    yield f"## {seed} {order} {numbering_column(FORM)}"
    yield from (f"  {_row(rows, at)}" for at in range(len(rows)))
    existing = Existing(path="汇总.xlsx", data=b"", lineage=_written(rows, rng))
    lineage = existing.lineage
    yield f" now {lineage.now} added {lineage.added} copies {lineage.copies} {[lineage.changed(at) for at in range(len(lineage))]}"
    own = rng.random() < 0.5
    new = _joined(_newly(rng, handed), order)
    if own:
        new = in_own_order(new, FORM, lineage if rng.random() < 0.9 else None)
    pairs = matched(new, FORM, lineage)
    carried = carried_edits(new, FORM, existing, pairs)
    yield f" pairs {sorted(pairs.items())} carried {[(one.column, one.written, one.now) for one in carried.cells]}"
    edits = existing.edits(("note",), carried.places, order_kept=own, numbering="rank")
    yield f" edits {'、'.join(edits)}"
    yield from (f"  {_row(new, at)}" for at in range(len(new)))
    told = since_last(new, FORM, existing, pairs, carried)
    yield f" {since_counts(told)}"
    yield from (f"  {since_words(one)}" for one in told)
    for one in order_findings(new, FORM, existing, own=own):
        yield f"  {one.severity.value} {one.rule} {' '.join(one.cells)} {one.message}"
    for table in statistics_tables(FORM, new.columns, [way.office for way in new.ways], None):
        yield f"  {table.title} {table.headings} {[(name, *map(str, values)) for name, values in table.lines]}"
    for index in range(0, len(lineage), 3):
        row = lineage[index]
        yield f"  {lineage.address(row, 'project')} {row.office} {row.changed} {row.raw.get('amount')} {row.cells.get('project')} {lineage.at(f'E{row.row or 99}') is not None}"


def test_what_is_known_again_is_what_was_known_before(golden: Callable[[str, str], None]) -> None:
    golden("merged-again.txt", "\n".join(line for seed in range(30) for line in _lines(seed)) + "\n")


def test_the_same_tables_once_more_change_nothing() -> None:
    rng = Random(1)
    handed = {office: [_line(rng, office, n + 1) for n in range(3)] for office in OFFICES[:2]}
    rows = _joined(handed, "office")
    fixed = Random(0)
    fixed.choice = lambda given: given[0]  # type: ignore[method-assign]
    existing = Existing(path="汇总.xlsx", data=b"", lineage=_written(rows, fixed))
    again = _joined(handed, "office")
    pairs = matched(again, FORM, existing.lineage)
    assert pairs == {at: at for at in range(len(rows))}
    assert since_last(again, FORM, existing, pairs, carried_edits(again, FORM, existing, pairs)) == ()
    assert list(existing.edits((), (), order_kept=False, numbering="rank")) == []
    assert list(order_findings(again, FORM, existing, own=True)) == []
    assert replace(rows, ways=[]) == replace(again, ways=[])
