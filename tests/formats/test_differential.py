"""What we read is what a second reader reads: openpyxl, calamine, python-docx, LibreOffice.

Where they are known to lose something (docs/reliability.md lists it), the comparison says so and leaves it out.
"""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from formats.corpus import Case, Read, all_cases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xltools.files.walking import walk
from xltools.formats.grid import NO_VALUE, Book, ErrorValue, Grid
from xltools.formats.opening import open_book, open_source

pytestmark = pytest.mark.slow


def cells(grid: Grid) -> dict[tuple[int, int], object]:
    return {(row, column): value for row, column, value in grid.cells()}


def same(ours: object, theirs: object) -> bool:
    """Equal for people: numbers to 15 digits, dates to the second, text to the letter."""
    if isinstance(ours, ErrorValue):
        return theirs in (str(ours), "")  # calamine drops errors
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(theirs, Decimal | ErrorValue):
        return ours == theirs
    if isinstance(ours, Decimal):
        if isinstance(theirs, time | timedelta):
            return True  # a bare time of day: a fraction of a day to us
        return isinstance(theirs, int | float) and math.isclose(float(ours), theirs, rel_tol=1e-14)
    if isinstance(ours, datetime):
        if isinstance(theirs, date) and not isinstance(theirs, datetime):
            theirs = datetime(theirs.year, theirs.month, theirs.day)
        return isinstance(theirs, datetime) and abs(ours - theirs) < timedelta(seconds=1)
    return ours == theirs


def compare(ours: dict[tuple[int, int], object], theirs: dict[tuple[int, int], object]) -> None:
    missing = {place: value for place, value in theirs.items() if place not in ours}
    assert not missing, "we lost cells"
    wrong = {place: (ours[place], value) for place, value in theirs.items() if not same(ours[place], value)}
    assert not wrong


def by_openpyxl(data: bytes, ours: Book) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert [sheet.title for sheet in book.worksheets] == [grid.name for grid in ours.grids]
    for sheet, grid in zip(book.worksheets, ours.grids, strict=True):
        # `_cells` holds what is there; `iter_rows` would make every cell up to XFD1048576.
        theirs = {place: cell.value for place, cell in sheet._cells.items() if cell.value not in (None, "")}
        found = {place: value for place, value in cells(grid).items() if value is not NO_VALUE}
        assert found.keys() == theirs.keys()
        compare(found, theirs)


def by_calamine(data: bytes, ours: Book) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == [grid.name for grid in ours.grids]
    for grid in ours.grids:
        sheet = book.get_sheet_by_name(grid.name)
        top, left = sheet.start or (0, 0)
        theirs = {}
        for row, line in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(line, left + 1):
                if value != "":
                    theirs[row, column] = value
        compare(cells(grid), theirs)
        lost = {place for place, value in cells(grid).items() if place not in theirs}
        assert all(isinstance(grid.value(*place), ErrorValue) or grid.value(*place) is NO_VALUE for place in lost)


# -- made by Hypothesis, written by openpyxl -----------------------------------------------------------------------------

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    lambda text: not text.startswith("=")
)
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14), st.floats(-1e15, 1e15, allow_nan=False).map(lambda n: float(f"{n:.12g}"))
)
DATES = st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)).map(lambda when: when.replace(microsecond=0))
ERRORS = st.sampled_from(["#REF!", "#N/A", "#DIV/0!"])
VALUES = st.one_of(TEXTS, NUMBERS, st.booleans(), DATES, ERRORS)
SHEETS = st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 12)), VALUES, max_size=40)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(SHEETS, min_size=1, max_size=3))
def test_made_workbooks(tmp_path: Path, sheets: list[dict[tuple[int, int], object]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, content in enumerate(sheets):
        sheet = book.create_sheet(f"表{number}")
        for (row, column), value in content.items():
            sheet.cell(row, column, value)
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "made.xlsx"
    path.write_bytes(out.getvalue())
    ours = open_book(path)
    for content, grid in zip(sheets, ours.grids, strict=True):
        found = cells(grid)
        assert found.keys() == content.keys()
        for place, value in content.items():
            if isinstance(value, str) and value in ("#REF!", "#N/A", "#DIV/0!"):
                assert found[place] == ErrorValue(value)
            elif isinstance(value, str):
                assert str(found[place]).replace("\r", "\n") == value.replace("\r", "\n")
            else:
                assert same(found[place], value)
    by_openpyxl(out.getvalue(), ours)


# -- the corpus ----------------------------------------------------------------------------------------------------------

LOSES = {
    "calamine": {
        "formula-text-continued.xls": "reads no further than the first record",
        "macro-sheet.xls": "lists macro sheets as tables",
        "agile-write-protected.xlsx": "cannot decrypt",
        "bare-stream.xls": "wants the compound file",
        "biff5.xls": "takes the code page for another",
        "blanks.xlsx": "drops white space",
        "chart-sheet.xlsx": "lists chart sheets as sheets",
        "date-edges.xlsx": "gives 1900-02-29 as the 28th",
        "date-formats.xlsx": "does not know the weekday format aaaa",
        "dates-1904.xlsx": "takes the first day for a time of day",
        "dates-as-numbers.ods": "does not look at styles",
        "dimension-nonsense.xlsx": "stops at a wrong dimension",
        "directory-loop.xls": "follows the loop until the memory is full",
        "entities.xlsx": "drops what follows an entity in a number",
        "errors.xlsx": "stops at an error it does not know",
        "escapes.xlsx": "keeps escapes of surrogates",
        "excel4-macros.xlsx": "stops at macro sheets",
        "extensions.xlsx": "stops at extensions of cells",
        "formulas.xls": "reads a formula that was never calculated as 0",
        "indented.xlsx": "trims texts, keeps line breaks around numbers",
        "iso-dates.xlsx": "keeps dates with a time zone as text",
        "last-cell.xls": "lays the sheet out densely",
        "last-cell.xlsb": "lays the sheet out densely: aborts the process",
        "last-cell.xlsx": "lays the sheet out densely: aborts the process",
        "moved-parts.xlsx": "does not follow encoded targets",
        "no-root-relations.xlsx": "needs _rels/.rels",
        "rc4-write-protected.xls": "cannot decrypt",
        "plain.xlsb": "does not see dates packed as whole numbers",
        "repeats.ods": "lays the sheet out densely",
        "same-sheet-names.xlsx": "keeps one of two sheets with one name",
        "short-records.xlsb": "drops records without a column",
        "slash-first-parts.xlsx": "does not find parts with a leading slash",
        "small-letters.xlsx": "stops at $A$1",
        "texts.ods": "joins paragraphs its own way",
        "utf16-sheet.xlsx": "reads UTF-8 only",
    },
    "openpyxl": {
        "agile-write-protected.xlsx": "cannot decrypt",
        "backslash-parts.xlsx": "drops the shared strings",
        "booleans.xlsx": "stops at true and false in words",
        "chart-sheet.xlsx": "needs a whole chart",
        "cjk-builtin-dates.xlsx": "reads the Chinese built-in date formats as numbers",
        "date-edges.xlsx": "gives 1900-02-29 as the 28th, dates before 1900, #VALUE!",
        "date-formats.xlsx": "does not know the weekday format aaaa",
        "dates-1904.xlsx": "takes the first day for a time of day",
        "escapes.xlsx": "keeps escapes",
        "excel4-macros.xlsx": "stops at macro sheets",
        "extensions.xlsx": "stops at extensions it does not know",
        "inline.xlsx": "takes a value without a type for text",
        "merges.xlsx": "stops at a merge written from right to left",
        "moved-parts.xlsx": "does not follow encoded targets",
        "no-content-types.xlsx": "needs [Content_Types].xml",
        "no-root-relations.xlsx": "needs _rels/.rels",
        "same-sheet-names.xlsx": "renames the second of two sheets with one name",
        "slash-first-parts.xlsx": "does not find parts with a leading slash",
        "small-letters.xlsx": "stops at $A$1",
        "strict.xlsx": "reads strict OOXML as a workbook without sheets",
        "style-beyond.xlsx": "stops at a style that does not exist",
        "tall-merges.xlsx": "makes a cell of every merged cell: memory",
        "under-merge.xlsx": "drops values under merges",
        "upper-case-parts.xlsx": "drops the shared strings",
    },
}
"""What the other reader loses or refuses, each seen with the versions this was written with."""


def honest(reader: str, *suffixes: str) -> list[pytest.ParameterSet]:
    """The readable cases a second reader can be asked about."""
    return [
        pytest.param(case, id=case.name)
        for case in all_cases()
        if isinstance(case.expect, Read) and not case.slow and case.password is None and Path(case.name).suffix in suffixes
        and "ext_mismatch" not in case.expect.warns and case.name not in LOSES[reader]
    ]  # fmt: skip


@pytest.mark.parametrize("case", honest("calamine", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))
def test_corpus_by_calamine(case: Case, tmp_path: Path) -> None:
    case.make(tmp_path)
    by_calamine((tmp_path / case.name).read_bytes(), open_book(tmp_path / case.name))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", honest("openpyxl", ".xlsx", ".xlsm"))
def test_corpus_by_openpyxl(case: Case, tmp_path: Path) -> None:
    case.make(tmp_path)
    by_openpyxl((tmp_path / case.name).read_bytes(), open_book(tmp_path / case.name))


# -- filled submissions, LibreOffice -------------------------------------------------------------------------------------


def test_submissions(shared_inputs: Path) -> None:
    """Every submission reads as the library of its format reads it."""
    count = 0
    for source in walk([shared_inputs]):
        book, data = open_source(source), source.path.read_bytes()
        count += 1
        if book.format == "xlsx":
            by_openpyxl(data, book)
        if book.format in ("xlsx", "xls"):
            by_calamine(data, book)
        if book.format == "docx":
            by_python_docx(data, book)
    assert count > 20


def by_python_docx(data: bytes, ours: Book) -> None:
    from docx import Document

    document = Document(io.BytesIO(data))
    assert [grid.name for grid in ours.grids] == [f"表{i}" for i in range(1, len(document.tables) + 1)]
    for table, grid in zip(document.tables, ours.grids, strict=True):
        theirs = {}
        for row, line in enumerate(table.rows, 1):
            column = 1 + line.grid_cols_before
            for cell in line._tr.tc_lst:  # python-docx repeats merged cells; the row's own are wanted
                text = "\n".join(paragraph.text for paragraph in cell.iterchildren("{*}p"))
                if text:
                    theirs[row, column] = text
                column += cell.grid_span
        assert cells(grid) == theirs


@pytest.mark.libreoffice
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_by_libreoffice(target: str, tmp_path: Path) -> None:
    """What LibreOffice makes of a workbook reads like the workbook."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    (case,) = (case for case in all_cases() if case.name == "many-rows-and-error.xlsx")
    case.make(tmp_path)
    source = tmp_path / case.name
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [program, "--headless", profile, "--convert-to", target, "--outdir", tmp_path, source],
        check=True,
        capture_output=True,
        timeout=180,
    )
    before, after = open_book(source), open_book(source.with_suffix(f".{target}"))
    compare(cells(before.grids[0]), cells(after.grids[0]))
    compare(cells(after.grids[0]), cells(before.grids[0]))
    assert [warning.code for warning in after.grids[0].warnings] == ["error_cells"]
    written = after.grids[0].formulas
    written[300] &= ~(1 << 6)  # LibreOffice writes a stored error as a formula
    assert written == before.grids[0].formulas
