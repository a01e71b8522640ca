"""How long reading a long sheet takes, and how much memory, beside openpyxl and calamine.

`python bench/read_100k.py [--rows 100000] [--rounds 3]` makes a sheet of rows x 14 columns (shared strings, dates, numbers,
formulas, gaps) and a sheet of a million formatted empty rows, and reads them in turn, each in a process of its own. Printed
are the best of the rounds and the peak memory of the process.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
READERS = {
    "xltools": "from xltools.formats.opening import open_book\nfound = sum(g.cell_count for g in open_book(path).grids)",
    "calamine": (
        "from python_calamine import CalamineWorkbook\n"
        "rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()\n"
        "found = sum(v != '' for row in rows for v in row)"
    ),
    "openpyxl read-only": (
        "import openpyxl\n"
        "sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]\n"
        "rows = list(sheet.iter_rows(values_only=True))\n"
        "found = sum(v is not None for row in rows for v in row)"
    ),
}
PROBE = """
import json, sys, time, resource
path = sys.argv[1]
began = time.perf_counter()
{}
seconds = time.perf_counter() - began
print(json.dumps([found, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def package(path: Path, sheet: Iterator[str], strings: list[str]) -> None:
    items = "".join(f"<si><t>{text}</t></si>" for text in strings)
    codes = ("General", "yyyy/m/d", "#,##0.00")
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(codes))
    styles = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(codes)))
    kinds = [
        ("workbook", "sheet.main"),
        ("worksheets/sheet1", "worksheet"),
        ("sharedStrings", "sharedStrings"),
        ("styles", "styles"),
    ]
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{TYPES}.{kind}+xml"/>' for part, kind in kinds
    )
    links = "".join(
        f'<Relationship Id="r{i}" Type="{KINDS}/{part.split("/")[0].removesuffix("s") if "/" in part else part}" Target="{part}.xml"/>'
        for i, (part, _) in enumerate(kinds[1:])
    )
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations.format(
            f'<Relationship Id="r" Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/_rels/workbook.xml.rels": relations.format(links),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets><sheet name="附件6" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts><font/></fonts><fills><fill><patternFill patternType="none"/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
            entry.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for piece in sheet:
                entry.write(piece.encode())
            entry.write(b"</sheetData></worksheet>")


def ledger(rows: int, chance: random.Random) -> Iterator[str]:
    """Rows as an investment ledger has them; some cells are blank, one column is a formula."""
    for r in range(1, rows + 1):
        amount, tax = chance.randrange(10**8) / 100, chance.choice((0.06, 0.09, 0.13))
        cells = [
            f'<c r="A{r}"><v>{r}</v></c>',
            *(f'<c r="{c}{r}" t="s"><v>{chance.randrange(5000)}</v></c>' for c in "BCK"),
            f'<c r="D{r}" t="s"><v>{5000 + r}</v></c>',
            *(f'<c r="{c}{r}" s="1"><v>{45_000 + chance.randrange(800)}</v></c>' for c in "EF"),
            f'<c r="G{r}"><v>{chance.randrange(1, 40)}</v></c>',
            f'<c r="H{r}" s="2"><v>{amount}</v></c>',
            f'<c r="I{r}"><v>{tax}</v></c>',
            f'<c r="J{r}" s="2"><f>H{r}*(1+I{r})</f><v>{amount * (1 + tax)!r}</v></c>',
            *(f'<c r="{c}{r}" t="s"><v>{chance.randrange(9)}</v></c>' for c in "LM"),
        ]
        if chance.random() < 0.3:
            cells.append(f'<c r="N{r}" t="s"><v>{chance.randrange(300)}</v></c>')
        order = sorted(cells, key=lambda cell: cell[6])
        yield f'<row r="{r}" spans="1:14">{"".join(order)}</row>'


def empties(rows: int) -> Iterator[str]:
    yield '<row r="1"><c r="A1"><v>1</v></c></row>'
    letters = "ABCDEFGHIJKLMN"
    for r in range(2, rows + 1):
        yield f'<row r="{r}" spans="1:14">' + "".join(f'<c r="{c}{r}" s="1"/>' for c in letters) + "</row>"


def measure(name: str, path: Path, rounds: int) -> str:
    best, peak, found = float("inf"), 0.0, 0
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PROBE.format(READERS[name]), str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return f"{name:20} failed: {done.stderr.strip().splitlines()[-1][:60] if done.stderr.strip() else done.returncode}"
        found, seconds, memory = json.loads(done.stdout)
        best, peak = min(best, seconds), max(peak, memory)
    return f"{name:20} {best:6.2f} s  {peak:6.0f} MB  {found} cells"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        long, empty = Path(name) / "long.xlsx", Path(name) / "empty.xlsx"
        texts = [f"文字{i}" for i in range(5000 + given.rows + 1)]
        package(long, ledger(given.rows, random.Random(1)), texts)
        package(empty, empties(1_048_576), texts[:1])
        for title, path, readers in (
            (f"{given.rows} rows x 14 columns", long, READERS),
            ("1,048,576 formatted empty rows x 14 columns", empty, ["xltools", "calamine", "openpyxl read-only"]),
        ):
            print(title)
            for reader in readers:
                print("  " + measure(reader, path, given.rounds if path is long else 1), flush=True)


if __name__ == "__main__":
    main()
