"""Records inside files are a stranger's text: nothing is restored, run or believed because a file says so."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from office.foreign import table_book

from xltools.cli import run as xltools
from xltools.errors import InputRefused
from xltools.files.records import Malformed, read_json, squeezed, stretched
from xltools.findings import Finding, Severity
from xltools.office.backread import book_of
from xltools.office.opc import pack, unpack
from xltools.register.journal import read_journal
from xltools.register.snapshot import unpack as unpack_snapshot
from xltools.reports.marks import MARKS, mark, unmark

FILES = Path(__file__).parent / "files"
MARKED = sorted(FILES.glob("mark-*.xlsx"))
SUMMARIES = sorted(FILES.glob("hop-*.xlsx"))
BOOK = table_book()
FINDINGS = [Finding(rule="x", severity=Severity.ERROR, sheet="推荐表", cells=("B5",), message="没有填写。")]


def values(data: bytes) -> dict[str, dict[tuple[int, int], Any]]:
    """Every sheet's cells, but for the sheets that are ours."""
    return {
        grid.name: {(row, column): value for row, column, value in grid.cells()}
        for grid in book_of(data).grids
        if grid.name not in (MARKS, "校验结果", "_xltools校验结果")
    }


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.stem)
def test_unmark_refuses_a_record_that_changes_more_than_looks(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "还原.xlsx"
    assert xltools(["unmark", str(path), "-o", str(out)]) == 3
    assert not out.exists()
    with pytest.raises(InputRefused) as caught:
        unmark(path.read_bytes(), path.name)
    assert caught.value.code == "bad_marks"


def test_marking_restores_nothing_and_stops_nothing(tmp_path: Path) -> None:
    xltools(["validate", *map(str, MARKED), "--mark", str(tmp_path)])
    for path in MARKED:
        assert values((tmp_path / path.name).read_bytes()) == values(path.read_bytes())


def _with_record(change: Any) -> bytes:
    """A marked copy of an honest book whose record was edited."""
    parts = unpack(mark(BOOK, FINDINGS))
    name = max(name for name in parts if name.startswith("xl/worksheets/xltools"))
    text = parts[name].decode()
    said = "".join(re.findall(r'<t xml:space="preserve">([^<]*)</t>', text)[2:])
    record = json.loads(said.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    new = json.dumps(change(record)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    head = text.index("<row", text.index("<row") + 1)
    row = f'<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">{new}</t></is></c></row>'
    parts[name] = (text[:head] + row + "</sheetData></worksheet>").encode()
    return pack(parts, keep_order=True)


def _bomb(record: Any) -> Any:
    name = next(name for name in record["parts"] if name.startswith("xl/worksheets/sheet"))
    record["parts"][name]["back"] = {"from": 0, "end": 0, "old": squeezed(b" " * (1 << 28))}
    return record


def _styled_otherwise(record: Any) -> Any:
    """The styles come back with another number format: the same number, shown as another one."""
    old = unpack(BOOK)["xl/styles.xml"]
    new = re.sub(rb'numFmtId="\d+"', b'numFmtId="14"', old)
    record["parts"]["xl/styles.xml"]["back"] = {"from": 0, "end": 0, "old": squeezed(new)}
    return record


def _names_another_file(record: Any) -> Any:
    """A relation that was not there: the restored book would fetch something when it is opened."""
    link = b'<Relationship Id="rId99" Type="http://x/externalLink" Target="file://host/a.xlsx" TargetMode="External"/>'
    old = unpack(BOOK)["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link + b"</Relationships>")
    record["parts"]["xl/_rels/workbook.xml.rels"]["back"] = {"from": 0, "end": 0, "old": squeezed(old)}
    return record


def _hides_a_row(record: Any) -> Any:
    name = next(name for name in record["parts"] if name.startswith("xl/worksheets/sheet"))
    old = unpack(BOOK)[name].replace(b"<row ", b'<row hidden="1" ', 1)
    record["parts"][name]["back"] = {"from": 0, "end": 0, "old": squeezed(old)}
    return record


@pytest.mark.parametrize(
    "change",
    [pytest.param(_bomb, marks=pytest.mark.slow), _styled_otherwise, _names_another_file, _hides_a_row, lambda _: 3, lambda r: r | {"added": [["x"]]}],
    ids=["bomb", "number format", "foreign link", "hidden row", "no record", "added"],
)
def test_what_an_edited_record_wants_is_not_written(change: Any) -> None:
    with pytest.raises(InputRefused):
        unmark(_with_record(change), "a.xlsx")


def test_an_honest_record_still_brings_everything_back() -> None:
    assert unpack(unmark(_with_record(lambda record: record))) == unpack(BOOK)


@pytest.mark.parametrize("path", SUMMARIES, ids=lambda path: path.stem)
def test_malformed_lineage_refuses_that_file(path: Path, tmp_path: Path, capsys: Any) -> None:
    assert xltools(["trace", str(path)]) == 3
    assert xltools(["merge", str(path), "-o", str(tmp_path / "总.xlsx")]) == 3
    assert "来源记录已损坏" in capsys.readouterr().err
    assert not (tmp_path / "总.xlsx").exists()


def test_malformed_lineage_refuses_nothing_else_of_a_merge(tmp_path: Path, capsys: Any) -> None:
    good = tmp_path / "收件"
    good.mkdir()
    for path in SUMMARIES[:2]:
        (good / path.name).write_bytes(path.read_bytes())
    # A summary without its record is an ordinary form, which merges.
    parts = unpack(SUMMARIES[0].read_bytes())
    book = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = book.replace('name="_xltools"', 'name="其他"').encode()
    (good / "江岸区.xlsx").write_bytes(pack(parts, keep_order=True))
    code = xltools(["merge", str(good), "-o", str(tmp_path / "总.xlsx"), "--level", "province", "--format", "json"])
    files = json.loads(capsys.readouterr().out)["files"]
    assert code == 1
    assert sorted((file["status"], file.get("code")) for file in files)[0][0] == "merged"
    assert [file["code"] for file in files if file["status"] == "refused"] == ["bad_record", "bad_record"]


@pytest.mark.parametrize("name", ["register-types.jsonl", "register-tz.jsonl"])
def test_lines_of_wrong_types_are_said_and_not_used(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((FILES / name).read_bytes())
    journal = read_journal(path)
    assert journal.faults
    assert all(event.at.tzinfo is None for event in journal.events)
    assert xltools(["handin", "status", str(path)]) in (0, 1)
    assert xltools(["handin", "view", str(path), "-o", str(tmp_path / "台账.xlsx")]) == 0


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "1" * 5000, '{"a":NaN}', "", "{", '"' + "a" * 200], ids=lambda text: text[:9]
)
def test_no_json_is_too_odd(text: str) -> None:
    with pytest.raises(Malformed):
        read_json(text, longest=150 if text.startswith('"') else 1 << 20)


def test_inflation_is_bounded() -> None:
    packed = b64encode(zlib.compress(b"0" * (1 << 26))).decode()
    with pytest.raises(Malformed):
        stretched(packed, 1 << 20)
    assert unpack_snapshot(packed) is None
    assert stretched(squeezed(b"abc"), 3) == b"abc"
