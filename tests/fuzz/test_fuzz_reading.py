"""Whatever arrives is read or refused with one of the contract's codes; what is read is what was written.

The fast run takes some dozen examples of each property, ``make fuzz`` thousands.
"""

from __future__ import annotations

import io
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
import sheets
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xltools.app.validate import validate
from xltools.demo.investment import invent_investment, investment_content
from xltools.demo.layout import SampleLook, as_csv, as_docx, as_xlsx, lay_out
from xltools.demo.minimal_xlsx import SampleSheet, package, workbook
from xltools.findings import Severity
from xltools.formats.grid import ErrorValue
from xltools.formats.opening import open_bytes
from xltools.forms.inputs import Request

pytestmark = pytest.mark.slow

REFUSALS = {
    *("encrypted", "not_a_workbook", "corrupt", "empty_file", "missing_part", "no_sheets", "duplicate_part", "too_big"),
    *("zip_bomb", "xml_entity", "encoding", "unsupported", "lock_file", "not_a_file", "not_found", "permission"),
    *("changed", "no_header", "no_such_sheet"),
}
CONTENT = investment_content(Random(1), invent_investment(Random(1), "武汉示例甲股份有限公司"))
LAID = lay_out(CONTENT, SampleLook("附件6", two_rows=True))
XLSX, DOCX, CSV = as_xlsx(LAID), as_docx(CONTENT, LAID)[0], as_csv(LAID, "gb18030")
SEEDS = {"a.xlsx": XLSX, "a.docx": DOCX, "a.csv": CSV}

EXAMPLES = 5000 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 60
quick = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_or_refuse(name: str, data: bytes, folder: Path) -> None:
    path = folder / name
    path.write_bytes(data)
    file = validate(Request(paths=(str(path),), notice="wuhan-2025")).report.files[0]
    if file.status == "refused":
        assert file.refusal is not None
        code, message = file.refusal.code, file.refusal.message
        assert code in REFUSALS, message
        assert name in message
    else:
        assert all(finding.severity in Severity and finding.message for finding in file.findings)


damage = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.sampled_from(["flip", "cut", "double", "zero"]), st.integers(0, 255)
    ),
    min_size=1,
    max_size=6,
)


def damaged(data: bytes, steps: list[tuple[float, str, int]]) -> bytes:
    for where, how, amount in steps:
        at = int(where * len(data))
        match how:
            case "flip":
                data = data[:at] + bytes([data[at] ^ (amount or 1)]) + data[at + 1 :] if data else data
            case "cut":
                data = data[:at] + data[at + amount :]
            case "double":
                data = data[: at + amount] + data[at:]
            case "zero":
                data = data[:at] + bytes(amount) + data[at + amount :]
    return data


@pytest.mark.parametrize("name", SEEDS)
@given(steps=damage)
@example(steps=[(0.98828125, "zero", 5)])  # an entry without a name
@quick
def test_fuzz_damaged_files(name: str, steps: list[tuple[float, str, int]], tmp_path: Path) -> None:
    read_or_refuse(name, damaged(SEEDS[name], steps), tmp_path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
@given(part=st.integers(0, 20), steps=damage)
@example(part=11, steps=[(0.109375, "flip", 0)])  # encoding="UUF-8"
@quick
def test_fuzz_damaged_parts(name: str, part: int, steps: list[tuple[float, str, int]], tmp_path: Path) -> None:
    """The zip is whole, one part inside is not: what a broken writer leaves behind."""
    with ZipFile(io.BytesIO(SEEDS[name])) as archive:
        parts: dict[str, str | bytes] = {entry: archive.read(entry) for entry in archive.namelist()}
    victim = list(parts)[part % len(parts)]
    content = parts[victim]
    assert isinstance(content, bytes)
    parts[victim] = damaged(content, steps)
    read_or_refuse(name, package(parts), tmp_path)


@given(data=st.binary(max_size=400))
@quick
def test_fuzz_anything_at_all(data: bytes, tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.xls", "a.docx", "a.csv"):
        read_or_refuse(name, data, tmp_path)


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
)
numbers = st.decimals(-(10**14), 10**14, places=4).map(Decimal)
days = st.dates(date(1901, 1, 1), date(2100, 1, 1))
values = st.one_of(texts, numbers, days, st.booleans())
cells = st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 30)), values, min_size=1, max_size=40)


@given(cells=cells, strict=st.booleans(), inline=st.booleans(), date1904=st.booleans())
@quick
def test_property_every_cell_written_is_read_back(
    cells: dict[tuple[int, int], str | Decimal | date | bool], strict: bool, inline: bool, date1904: bool
) -> None:
    if date1904:
        cells = {place: value for place, value in cells.items() if not isinstance(value, date) or value.year > 1904}
    sheet = SampleSheet("表")
    sheet.cells.update(cells)
    data = workbook([sheet], strict=strict, inline=inline, date1904=date1904)
    grid = open_bytes(data, shown="a.xlsx").grids[0]
    read = {(row, column): value for row, column, value in grid.cells()}
    assert read == {place: as_stored(value) for place, value in cells.items() if value != ""}


def as_stored(value: str | Decimal | date | bool) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


@given(value=numbers)
@quick
def test_property_numbers_keep_their_digits(value: Decimal) -> None:
    sheet = SampleSheet("表", cells={(1, 1): value, (1, 2): "尾"})
    assert open_bytes(workbook([sheet]), shown="a.xlsx").grids[0].value(1, 1) == value


def test_errors_and_formulas_without_results_are_not_blank() -> None:
    grid = open_bytes(sheets.xlsx("| #REF! | =A1 | =A1:=2 |"), shown="a.xlsx").grids[0]
    assert isinstance(grid.value(1, 1), ErrorValue)
    assert repr(grid.value(1, 2)) == "NO_VALUE"
    assert grid.value(1, 3) == Decimal(2)


@pytest.mark.parametrize("name", SEEDS)
def test_seeds_are_readable(name: str, tmp_path: Path) -> None:
    read_or_refuse(name, SEEDS[name], tmp_path)
    report = validate(Request(paths=(str(tmp_path / name),), notice="wuhan-2025")).report
    assert report.files[0].attachment == "附件6"
