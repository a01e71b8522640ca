"""The quick lane gives exactly the cells the slow way gives, whatever the rows look like."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from formats.ooxml_maker import sheet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xltools.files.limits import DEFAULT_LIMITS, Budget
from xltools.files.refusals import Refusal
from xltools.formats.bookparts import BookParts, CellStyles
from xltools.formats.cellvalues import Dates, Numbers
from xltools.formats.rowsigns import SheetFacts
from xltools.formats.sheetpart import SheetReader, _holds_nothing

STRINGS = ["甲", "乙", "", "=1+1", "长" * 50]


def read(data: bytes, lane: bool, block: int = 1 << 18) -> tuple[SheetFacts, SheetReader]:
    budget = Budget(DEFAULT_LIMITS)
    styles = CellStyles(("General", "yyyy/m/d", "0.00"), {"0": 0, "1": 1, "2": 2, "3": 1}, (False, True, False))
    book = BookParts(STRINGS, styles, Dates(False, budget), budget, Numbers(budget))
    reader = SheetReader("sheet", book, lane=lane)
    return reader.read(data[at : at + block] for at in range(0, len(data), block)), reader


def both(data: bytes, block: int = 1 << 18) -> SheetFacts | str:
    """What both ways give: the same facts, or a refusal of the same code."""
    outcomes: list[SheetFacts | str] = []
    for lane in (True, False):
        try:
            outcomes.append(read(data, lane, block)[0])
        except Refusal as refusal:
            outcomes.append(refusal.code)  # of two faults in one sheet either may be met first
    quick, slow = outcomes
    assert quick == slow
    if isinstance(quick, SheetFacts) and isinstance(slow, SheetFacts):
        assert list(quick.rows) == list(slow.rows)
        kinds = [[type(value) for value in row.values] for row in quick.rows.values()]
        assert kinds == [[type(value) for value in row.values] for row in slow.rows.values()]
        return quick
    assert isinstance(quick, str)
    return quick


CELLS = (
    '<c r="{a}"><v>{n}</v></c>',
    '<c r="{a}" s="1"><v>4{d}.5</v></c>',
    '<c r="{a}" s="2"><v>{n}.25</v></c>',
    '<c r="{a}" t="s"><v>{i}</v></c>',
    '<c r="{a}" s="3" t="s"><v>{i}</v></c>',
    '<c r="{a}" t="n"><v>{n}E-3</v></c>',
    '<c r="{a}" t="inlineStr"><is><t>文 {n}</t></is></c>',
    '<c r="{a}" t="inlineStr"><is><t xml:space="preserve"> {n}_x000D_</t></is></c>',
    '<c r="{a}"><f>SUM(A1:A9)</f><v>{n}</v></c>',
    '<c r="{a}"><f t="shared" si="0"/><v>{n}</v></c>',
    '<c r="{a}" t="str"><f>A1</f><v>x{n}</v></c>',
    '<c r="{a}"><f>A1</f></c>',
    '<c r="{a}" t="b"><v>1</v></c>',
    '<c r="{a}" t="e"><v>#N/A</v></c>',
    '<c r="{a}" s="2"/>',
    '<c r="{a}"/>',
    '<c r="{a}" t="inlineStr"><is><t>a&amp;b</t></is></c>',
    '<c r="{a}" s="1"><v>-{n}</v></c>',
)
ODD_CELLS = (
    '<c r="{a}"><v>NaN</v></c>',
    '<c r="{a}" t="s"><v>99</v></c>',
    "<c><v>{n}</v></c>",
    '<c r="A1"><v>1</v></c>',
    '<c r="{a}" t="inlineStr"><is><t><![CDATA[<v>1</v>]]></t></is></c>',
    '<c s="1" r="{a}"><v>7</v></c>',
    '<c r="{a}"><v>&#49;</v></c>',
    '<c r="{a}"><v> 7 </v></c>',
    "<!-- {n} -->",
    '<c r="XFE1"><v>1</v></c>',
    '<c r="{a}"><v>1e9999</v></c>',
)
ROW_HEADS = (
    '<row r="{r}">',
    '<row r="{r}" spans="1:9" ht="20">',
    '<row r="{r}" hidden="1">',
    '<row spans="1:9" r="{r}">',
)
ODD_HEADS = ("<row>", '<row r="{r}" r="{r}">', '<row r="0{r}">', '<row r="5">')


def build(seed: int, rows: int, odd: float) -> bytes:
    """Rows that mostly follow a pattern, with gaps, exceptions and, seldom, odd things."""
    chance = random.Random(seed)
    pattern = [chance.choice(CELLS) for _ in range(chance.randrange(1, 9))]
    head = chance.choice(ROW_HEADS[:2])
    out, number = [], 0
    for _ in range(rows):
        number += 1 if chance.random() < 0.9 else chance.randrange(1, 4)
        cells = []
        for column, usual in enumerate(pattern):
            luck = chance.random()
            if luck < 0.05:
                continue
            cell = usual if luck < 0.97 else chance.choice(CELLS)
            if chance.random() < odd:
                cell = chance.choice(ODD_CELLS)
            facts = {
                "a": f"{chr(65 + column)}{number}",
                "n": chance.randrange(10**6),
                "i": chance.randrange(5),
                "d": f"{chance.randrange(10**4):04}",
            }
            cells.append(cell.format(**facts))
        if chance.random() < odd:
            chance.shuffle(cells)
        this = head if chance.random() > odd * 3 else chance.choice(ROW_HEADS + ODD_HEADS)
        out.append(this.format(r=number) + "".join(cells) + "</row>")
    if chance.random() < odd * 5:
        chance.shuffle(out)
    return sheet("".join(out))


@pytest.mark.parametrize("seed", range(20))
def test_honest_rows(seed: int) -> None:
    facts = both(build(seed, 300, 0.0), block=[1 << 18, 5000, 997][seed % 3])
    assert isinstance(facts, SheetFacts)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 220))
def test_odd_rows(seed: int) -> None:
    both(build(seed, 200, 0.01), block=[1 << 18, 4000][seed % 2])


def test_the_lane_is_taken() -> None:
    """Most rows of an ordinary sheet never reach expat, in spite of gaps, formulas and another shape in between."""
    usual = "".join(
        f'<c r="{c}{{r}}"{more}</c>'
        for c, more in zip(
            "ABCDE",
            (
                "><v>{r}</v>",
                ' s="1"><v>45000</v>',
                ' t="s"><v>1</v>',
                "><f>A{r}*2</f><v>{r}</v>",
                ' t="str"><f>C{r}</f><v>词</v>',
            ),
            strict=True,
        )
    )
    other = usual.replace(' s="1"', ' s="2"').replace('<c r="C{r}" t="s"><v>1</v></c>', '<c r="C{r}" s="1"/>')
    rows = "".join(f'<row r="{r}">{(usual if r % 3 else other).format(r=r)}</row>' for r in range(1, 2001))
    data = sheet(rows)
    quick, reader = read(data, True)
    assert quick == read(data, False)[0]
    assert reader._lane is not None
    assert len(reader._lane._shapes) == 2
    assert reader._rows.row < 1000, "the slow way has met a row of the second half"


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.sampled_from(CELLS + ODD_CELLS), max_size=5), min_size=1, max_size=6
    ),
    st.integers(1, 60),
)  # fmt: skip
def test_any_rows_repeated(shapes: list[list[str]], times: int) -> None:
    rows, number = [], 0
    for _ in range(times):
        for shape in shapes:
            number += 1
            cells = "".join(
                cell.format(a=f"{chr(65 + i)}{number}", n=number, i=number % 5, d="5000")
                for i, cell in enumerate(shape)
            )
            rows.append(f'<row r="{number}">{cells}</row>')
    both(sheet("".join(rows)))


def test_equal_amounts_share_their_memory() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>12.5</v></c></row>' for r in range(1, 500))
    facts = both(sheet(rows))
    assert isinstance(facts, SheetFacts)
    quick = read(sheet(rows), True)[0]
    assert len({id(row.values[0]) for row in quick.rows.values()}) == 1
    assert len({id(row.columns) for row in quick.rows.values()}) == 1
    assert quick.rows[1].values[0] == Decimal("12.5")


def test_a_sheet_of_empty_formatted_cells_is_counted_and_not_matched() -> None:
    empties = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}" s="2"/></row>' for n in range(2, 3000))
    data = sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{empties}<row><c r="C3000"><v>7</v></c></row>')
    for block in (1 << 12, 1 << 18):
        found = both(data, block)
        assert isinstance(found, SheetFacts)
        assert {number: row.columns for number, row in found.rows.items()} == {1: (1,), 3000: (3,)}


@pytest.mark.parametrize("odd", ["<f>A1</f>", "<v>1</v>", "<is><t>x</t></is>", "<x/>"])
def test_one_cell_that_holds_something_is_not_lost_among_empty_ones(odd: str) -> None:
    rows = [f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="2"/></row>' for n in range(1, 2000)]
    kind = ' t="inlineStr"' if odd.startswith("<is") else ""
    rows[1500] = f'<row r="1501"><c r="A1501" s="1"/><c r="B1501"{kind}>{odd}</c></row>'
    found = both(sheet("".join(rows)))
    assert isinstance(found, SheetFacts)
    assert list(found.rows) == ([] if odd == "<x/>" else [1501])


def test_rows_that_hold_nothing_are_told_from_those_that_do() -> None:
    """A million formatted rows are passed over unread; a value, a hidden row or a formula among them never is."""
    empty = [b'<row r="%d" spans="1:2" ht="14.25"><c r="A%d" s="1"/><c r="B%d"/></row>' % (n, n, n) for n in range(1, 90)]
    assert _holds_nothing(b"".join(empty))
    assert _holds_nothing(b"".join([*empty, b'<row r="90"><c r="A90" s="12"/></row>']))
    for odd in (
        b'<row r="90" spans="1:2" ht="14.25"><c r="A90" s="1"><v>7</v></c><c r="B90"/></row>',
        b'<row r="90" spans="1:2" ht="14.25" hidden="1"><c r="A90" s="1"/><c r="B90"/></row>',
        b'<row r="90" spans="1:2" ht="14.25"><c r="A90" s="1"><f>A1</f></c><c r="B90"/></row>',
    ):
        assert not _holds_nothing(b"".join([*empty, odd]))
    assert not _holds_nothing(b"".join(row.replace(b" ht=", b' hidden="1" ht=') for row in empty))
