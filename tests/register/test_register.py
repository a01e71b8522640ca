"""The hand-in register: states, rounds, late, doubled and renamed files, differences, and a file no crash can spoil."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from summary.forms import form, rows_for, write

from xltools.app.handin import add, differences, mark, read_register, write_view
from xltools.app.handin_merge import merge_registered
from xltools.app.merge import MergeOptions
from xltools.errors import InputRefused, OutputFault, UsageError
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice
from xltools.register.arrivals import RegisterOptions
from xltools.register.arrived import AddOutcome
from xltools.register.journal import read_journal
from xltools.register.model import Arrival, State
from xltools.reports.register import add_text, difference_text, outstanding, status_json, status_text

HUBEI = load_notice("hubei-2022").attachment("附件5")
ON_TIME, LATE = datetime(2022, 10, 30, 9), datetime(2022, 11, 2, 10)


def table(district: str, *changes: tuple[int, str, object], count: int = 3) -> bytes:
    """A district's table; `changes` are (row from 1, column, value)."""
    rows = rows_for(HUBEI, district, count, seed=sum(map(ord, district)), category="示范工厂")
    for row, key, value in changes:
        rows[row - 1] = {**rows[row - 1], key: value}  # type: ignore[dict-item]
    return form(HUBEI, rows, f"{district}经济和信息化局")


@pytest.fixture
def register(tmp_path: Path) -> str:
    return str(tmp_path / "报送台账.jsonl")


def take_in(register: str, *paths: Path, at: datetime = ON_TIME, **options: Any) -> AddOutcome:
    request = Request(paths=tuple(map(str, paths)), notice="hubei-2022")
    return add(register, request, RegisterOptions(**options), clock=at)


def arrivals(outcome: AddOutcome) -> list[tuple[str, Arrival, int]]:
    return [(one.event.unit, one.event.arrival, one.event.round) for one in outcome.arrived if one.event is not None]


def states(register: str) -> Mapping[str, State]:
    return {unit.unit: unit.state for unit in read_register(register).units}


def test_expected_units_come_from_the_notice_and_start_missing(register: str, tmp_path: Path) -> None:
    outcome = take_in(register, write(tmp_path / "江岸区.xlsx", table("江岸区")))
    assert outcome.opened
    assert outcome.register.opened.deadline is not None
    assert outcome.register.opened.deadline.isoformat() == "2022-10-31"
    found = states(register)
    assert (found["江岸区"], found["洪山区"], len(found)) == (State.RECEIVED, State.MISSING, 14)
    assert outstanding(read_register(register))


def test_mistakes_make_it_to_correct_and_a_person_may_pass_it(register: str, tmp_path: Path) -> None:
    take_in(register, write(tmp_path / "江岸区.xlsx", table("江岸区", (2, "project", ""))))
    assert states(register)["江岸区"] is State.TO_CORRECT
    mark(register, "江岸", State.PASSED, note="已电话核实", clock=LATE)
    assert states(register)["江岸区"] is State.PASSED
    assert "已电话核实" in status_text(read_register(register))


def test_a_resubmission_replaces_and_shows_every_changed_cell(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    take_in(register, path)
    mark(register, "江岸区", State.PASSED, clock=ON_TIME)
    write(path, table("江岸区", (2, "phone", "13800138000"), (3, "note", "补充")))
    outcome = take_in(register, path)
    assert arrivals(outcome) == [("江岸区", Arrival.REPLACES, 2)]
    assert states(register)["江岸区"] is State.RECEIVED, "a new file is no passed file"
    [found] = differences(register, "江岸区")
    assert [(c.kind, c.column, c.after_cell, c.before, c.after) for c in found.changes] == [
        ("changed", "联系电话", "K5", "027-88888888", "13800138000"),
        ("changed", "备注", "L6", "", "补充"),
    ]
    assert "K5 联系电话：027-88888888 → 13800138000" in add_text(outcome)


def test_rows_that_only_moved_are_no_change(register: str, tmp_path: Path) -> None:
    rows = rows_for(HUBEI, "江岸区", 3, seed=5, category="示范工厂")
    path = write(tmp_path / "江岸区.xlsx", form(HUBEI, rows, "江岸区"))
    take_in(register, path)
    moved = [{**row, "rank": number} for number, row in enumerate(rows[1:], start=1)]
    write(path, form(HUBEI, moved, "江岸区"))
    take_in(register, path)
    [found] = differences(register, "江岸区")
    assert [(change.kind, change.before_cell) for change in found.changes if change.kind != "renumbered"] == [
        ("removed", "A4")
    ]
    assert found.count("renumbered") == 2
    assert "序号重编 2 格" in difference_text("", [found])


def test_late_doubled_renamed_and_old_files_are_known(register: str, tmp_path: Path) -> None:
    first = write(tmp_path / "一" / "江岸区.xlsx", table("江岸区"))
    take_in(register, first)
    again = write(tmp_path / "二" / "江岸-重发.xlsx", first.read_bytes())
    outcome = take_in(register, again)
    assert arrivals(outcome) == [("江岸区", Arrival.AGAIN, 1)]
    assert "文件名由“江岸区.xlsx”改为“江岸-重发.xlsx”" in outcome.arrived[0].message
    second = write(tmp_path / "三" / "江岸区.xlsx", table("江岸区", (1, "note", "新")))
    outcome = take_in(register, second, at=LATE)
    assert outcome.arrived[0].event is not None
    assert outcome.arrived[0].event.late_days == 2
    entries = len(read_journal(Path(register)).events)
    known = take_in(register, first, at=LATE)
    assert known.arrived[0].known
    assert "没有重复登记" in known.arrived[0].message
    assert len(read_journal(Path(register)).events) == entries
    outcome = take_in(register, write(tmp_path / "四" / "江岸区.xlsx", first.read_bytes()), at=LATE)
    assert arrivals(outcome) == [("江岸区", Arrival.STALE, 1)]
    outcome = take_in(register, first, at=LATE, revive=True)
    assert arrivals(outcome) == [("江岸区", Arrival.REPLACES, 3)]
    assert [f.arrival.value for f in read_register(register).unit("江岸区").attachments["附件5"].files] == [  # type: ignore[union-attr]
        "new", "again", "replaces", "stale", "replaces",
    ]  # fmt: skip


def test_a_late_first_file_is_said_in_the_status(register: str, tmp_path: Path) -> None:
    take_in(register, write(tmp_path / "江岸区.xlsx", table("江岸区")), at=LATE)
    document = status_json(read_register(register))
    unit = next(unit for unit in document["units"] if unit["unit"] == "江岸区")
    assert unit["attachments"]["附件5"]["late_days"] == 2
    assert "2 天" in status_text(read_register(register))


def test_the_same_cells_saved_anew_are_no_new_round(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    take_in(register, path)
    book = openpyxl.load_workbook(path)
    book.properties.title = "另存"
    book.save(path)
    assert arrivals(take_in(register, path)) == [("江岸区", Arrival.UNCHANGED, 1)]


def test_another_units_file_is_not_taken_for_its_own(register: str, tmp_path: Path) -> None:
    data = table("江岸区")
    take_in(register, write(tmp_path / "a" / "江岸区.xlsx", data), unit="江岸区")
    outcome = take_in(register, write(tmp_path / "b" / "x.xlsx", data), unit="洪山区")
    assert arrivals(outcome)[0][1] is Arrival.COPIED
    assert states(register)["洪山区"] is State.MISSING


def test_a_file_that_cannot_be_read_counts_as_to_correct_until_a_readable_one_comes(
    register: str, tmp_path: Path
) -> None:
    broken = write(tmp_path / "江岸区-汇总表.xlsx", b"PK\x03\x04 torn")
    outcome = take_in(register, broken)
    assert outcome.arrived[0].event is not None
    assert outcome.arrived[0].event.refusal
    assert states(register)["江岸区"] is State.TO_CORRECT
    write(broken, table("江岸区"))
    take_in(register, broken)
    assert states(register)["江岸区"] is State.RECEIVED


def test_units_nobody_expected_are_kept_and_said(register: str, tmp_path: Path) -> None:
    outcome = take_in(register, write(tmp_path / "x.xlsx", table("示例新区")), unit="示例新区")
    assert "不在应报单位之列" in outcome.arrived[0].message
    assert not next(unit for unit in outcome.register.units if unit.unit == "示例新区").expected


def test_a_torn_last_line_is_passed_over_and_the_next_event_is_whole(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    take_in(register, path)
    whole = Path(register).read_bytes()
    for cut in (len(whole) - 1, len(whole) - 40, whole.index(b"\n") + 2):
        Path(register).write_bytes(whole[:cut])
        assert read_register(register).opened.notice == "hubei-2022"
        outcome = take_in(register, write(tmp_path / "洪山区.xlsx", table("洪山区")))
        assert arrivals(outcome)[0][:2] == ("洪山区", Arrival.NEW)
        again = read_register(register)
        assert again.unit("洪山区").state is State.RECEIVED  # type: ignore[union-attr]
        assert again.faults or cut == len(whole) - 1


def test_an_edited_line_is_said(register: str, tmp_path: Path) -> None:
    take_in(register, write(tmp_path / "江岸区.xlsx", table("江岸区", (2, "project", ""))))
    text = Path(register).read_text(encoding="utf-8")
    record = json.loads(text.splitlines()[1])
    assert record["event"]["errors"] > 0
    edited = text.replace(f'"errors":{record["event"]["errors"]}', '"errors":0')
    Path(register).write_text(edited, encoding="utf-8")
    assert any("可能被人改过" in fault for fault in read_register(register).faults)
    assert "可能被人改过" in status_text(read_register(register))


def test_what_is_written_is_never_written_again(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    take_in(register, path)
    before = Path(register).read_bytes()
    write(path, table("江岸区", (1, "note", "新")))
    take_in(register, path)
    assert Path(register).read_bytes().startswith(before)
    assert len(read_journal(Path(register)).events) == 3


def test_no_journal_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as fault:
        read_register(str(tmp_path / "没有.jsonl"))
    assert fault.value.code == "not_found"
    other = write(tmp_path / "别的.jsonl", b'{"a": 1}\n')
    with pytest.raises(InputRefused) as fault:
        read_register(str(other))
    assert fault.value.code == "unsupported"
    with pytest.raises(UsageError):
        mark(str(_opened(tmp_path)), "没有的单位", State.PASSED)


def _opened(folder: Path) -> Path:
    path = folder / "台账.jsonl"
    take_in(str(path), write(folder / "江岸区.xlsx", table("江岸区")))
    return path


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root writes everywhere, Windows has other permissions")
def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    closed = tmp_path / "只读"
    closed.mkdir(mode=0o500)
    with pytest.raises(OutputFault):
        take_in(str(closed / "台账.jsonl"), write(tmp_path / "江岸区.xlsx", table("江岸区")))


def test_enterprises_hand_in_their_forms_alternatives_together(register: str, tmp_path: Path) -> None:
    from application.enterprise import application, indicators

    name = "武汉示例甲股份有限公司"
    write(tmp_path / name / "附件1.xlsx", application(name, "91420100MA4KTEST0X"))
    write(tmp_path / name / "附件2.xlsx", indicators(name))
    request = Request(paths=(str(tmp_path / name),), notice="wuhan-2025")
    options = RegisterOptions(level="district", units=(name, "武汉示例乙股份有限公司"))
    found = add(register, request, options, clock=ON_TIME).register
    first, second = found.units
    assert first.lacking == ("附件3或附件5", "附件6", "附件7", "附件8或附件9")
    assert second.state is State.MISSING


def test_the_merge_takes_the_newest_and_names_who_is_missing(register: str, tmp_path: Path) -> None:
    old = write(tmp_path / "in" / "江岸区.xlsx", table("江岸区"))
    new = write(tmp_path / "in" / "江岸区-更正.xlsx", table("江岸区", (1, "note", "更正"), count=2))
    write(tmp_path / "in" / "洪山区.xlsx", table("洪山区"))
    os.utime(old, (1_000_000_000, 1_000_000_000))
    os.utime(new, (1_000_000_500, 1_000_000_500))
    request = Request(paths=(str(tmp_path / "in"),), notice="hubei-2022", attachment="附件5")
    out = tmp_path / "汇总.xlsx"
    outcome, added = merge_registered(register, request, MergeOptions(out=str(out)), clock=ON_TIME)
    files = {Path(file.path).name: file for file in outcome.merged.files}
    assert files["江岸区.xlsx"].code == "superseded"
    assert outcome.merged.rows_out == 5
    assert {one.event.arrival for one in added.arrived if one.event} == {Arrival.NEW, Arrival.REPLACES}
    assert "江汉区" in outcome.merged.missing
    again, _ = merge_registered(register, request, MergeOptions(out=str(out)), clock=LATE)
    assert again.merged.rows_out == 5


def test_the_view_is_a_workbook_of_three_sheets(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    take_in(register, path)
    write(path, table("江岸区", (2, "phone", "13800138000")))
    take_in(register, path)
    out = tmp_path / "报送台账.xlsx"
    write_view(read_register(register), str(out))
    before = out.read_bytes()
    write_view(read_register(register), str(out))
    assert out.read_bytes() == before
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:3] == ["报送台账", "报送记录", "重报差异"]
    cells = [[cell.value for cell in row] for row in book["报送台账"].iter_rows()]
    assert next(row for row in cells if row[1] == "江岸区")[2:4] == ["已收", "已收\n第2次"]
    assert next(row for row in cells if row[1] == "江汉区")[2] == "未报"
    assert [cell.value for cell in list(book["重报差异"].iter_rows())[2]][5:10] == [
        "K5", "联系电话", "K5", "027-88888888", "13800138000",
    ]  # fmt: skip
    assert book["报送台账"].page_setup.fitToHeight == 1
    legend = [row[1] for row in cells if row[0] == "颜色"]
    assert legend == ["未报", "缺电子表", "待更正", "已收", "已通过", "已撤回"]
    other = write(tmp_path / "别人的.xlsx", path.read_bytes())
    with pytest.raises(OutputFault):
        write_view(read_register(register), str(other))


def test_what_people_wrote_into_the_view_is_left_alone(register: str, tmp_path: Path) -> None:
    take_in(register, write(tmp_path / "江岸区.xlsx", table("江岸区")))
    out = tmp_path / "台账.xlsx"
    write_view(read_register(register), str(out))
    book = openpyxl.load_workbook(out)
    sheet = book["报送台账"]
    header = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "手填备注")
    row = next(cells[0].row for cells in sheet.iter_rows() if cells[1].value == "汉阳区")
    sheet.cell(row, header.column).value = "处长已问过"
    book.save(out)
    mark(register, "江岸区", State.PASSED, clock=LATE)
    write_view(read_register(register), str(out))
    after = openpyxl.load_workbook(out)
    assert after["报送台账"].cell(row, header.column).value == "处长已问过"
    assert any(cell.value == "已通过" for cell in after["报送台账"]["C"])
    after["报送台账"].cell(row, 3).value = "口头报过"
    after.save(out)
    before = out.read_bytes()
    with pytest.raises(OutputFault):
        write_view(read_register(register), str(out))
    assert out.read_bytes() == before


def test_a_cut_at_any_place_loses_no_whole_line(register: str, tmp_path: Path) -> None:
    take_in(register, write(tmp_path / "江岸区.xlsx", table("江岸区")))
    take_in(register, write(tmp_path / "洪山区.xlsx", table("洪山区")))
    whole = Path(register).read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole), 10):
        Path(register).write_bytes(whole[:cut])
        lines = whole[:cut].count(b"\n")
        assert lines <= len(read_journal(Path(register)).events) <= lines + 1


def test_forms_that_do_not_say_whose_they_are_go_with_their_enterprise(register: str, tmp_path: Path) -> None:
    from application.enterprise import application, investment

    name = "武汉示例甲股份有限公司"
    write(tmp_path / "甲" / "附件1.xlsx", application(name, "91420100MA4KTEST0X"))
    write(tmp_path / "甲" / "附件6.xlsx", investment(""))
    request = Request(paths=(str(tmp_path / "甲"),), notice="wuhan-2025")
    found = add(register, request, RegisterOptions(level="district", units=(name,)), clock=ON_TIME).register
    assert [unit.unit for unit in found.units] == [name]
    assert set(found.units[0].attachments) == {"附件1", "附件6"}


def test_the_offices_own_summary_is_no_hand_in(register: str, tmp_path: Path) -> None:
    from xltools.app.merge import merge

    folder = tmp_path / "收件"
    write(folder / "江岸区.xlsx", table("江岸区"))
    request = Request(paths=(str(folder),), notice="hubei-2022", attachment="附件5")
    merge(request, MergeOptions(out=str(folder / "汇总.xlsx")))
    outcome = take_in(register, folder)
    said = {Path(one.path).name: one.message for one in outcome.arrived}
    assert said["汇总.xlsx"] == "是本级自己的汇总结果，未登记"
    assert states(register)["江岸区"] is State.RECEIVED


def test_a_zip_folder_is_taken_in_and_traced(register: str, tmp_path: Path) -> None:
    import zipfile

    from xltools.app.trace import trace

    archive = tmp_path / "收件.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("江岸区.xlsx", table("江岸区"))
    take_in(register, archive)
    unit = next(unit for unit in status_json(read_register(register))["units"] if unit["unit"] == "江岸区")
    assert unit["attachments"]["附件5"]["file"] == "same"
    out = tmp_path / "汇总.xlsx"
    request = Request(paths=(str(archive),), notice="hubei-2022", attachment="附件5")
    merge_registered(register, request, MergeOptions(out=str(out)), clock=LATE)
    assert {file["state"] for file in trace(str(out))["files"]} == {"same"}


@pytest.mark.parametrize("kind", ["txt", "gb", "xlsx"])
def test_units_from_a_list(kind: str, tmp_path: Path) -> None:
    from sheets import xlsx

    from xltools.register.unitlists import units_from

    names = ("武汉示例甲有限公司", "武汉示例乙有限公司")
    if kind == "xlsx":
        path = write(
            tmp_path / "名单.xlsx", xlsx(f"| 应报名单 | |\n| 序号 | 单位名称 |\n| 1 | {names[0]} |\n| 2 | {names[1]} |")
        )
    else:
        text = "\r\n".join([*names, "", names[0]])
        path = write(tmp_path / "名单.txt", text.encode("utf-8" if kind == "txt" else "gb18030"))
    assert units_from(str(path)) == names
    with pytest.raises(InputRefused):
        units_from(str(write(tmp_path / "空.txt", b"\n")))
