"""What a careful clerk keeps: receipts without a table, the time of receipt, decisions, reasons, who is asked what by when."""

from __future__ import annotations

import os
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from register.clerk import LATE, ON_TIME, arrivals, district_rows, enter, table_of, write

from xltools.app.handin import (
    add,
    differences,
    mark,
    move_entry,
    read_register,
    void,
    write_due,
    write_note,
    write_paper,
    write_view,
)
from xltools.errors import UsageError
from xltools.forms.inputs import Request
from xltools.register.arrivals import RegisterOptions
from xltools.register.fold import RegisterFold
from xltools.register.journal import read_journal
from xltools.register.model import Arrival, Due, Matter, Medium, Noted, PaperReceipt, State
from xltools.reports.register import difference_text, outstanding, status_json, status_text

EARLY = datetime(2022, 10, 28)


@pytest.fixture
def register(tmp_path: Path) -> str:
    return str(tmp_path / "报送台账.jsonl")


def table(district: str, phone: str = "", count: int = 2) -> bytes:
    rows = district_rows(district, count)
    if phone:
        rows[0]["phone"] = phone
    return table_of(rows, district)


def state(register: str, unit: str) -> State:
    found = read_register(register).unit(unit)
    assert found is not None
    return found.state


def current(register: str, unit: str) -> str:
    """The file that counts."""
    found = read_register(register).unit(unit)
    assert found is not None
    return found.attachments["附件5"].current.path


def note(
    register: str, unit: str, matter: Matter, at: datetime = LATE, until: date | None = None, said: str = ""
) -> None:
    write_note(
        register, Noted(at=at, unit=unit, attachment="", matter=matter, by="李某", how="电话", until=until, note=said)
    )


# --- scans and paper ----------------------------------------------------------------------------------------------------


def test_a_scan_is_a_receipt_of_its_own(register: str, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    write(folder / "江岸区.xlsx", table("江岸区"))
    write(folder / "江岸区汇总表盖章.pdf", b"%PDF-1.4 x")
    write(folder / "硚口区推荐汇总表扫描件.pdf", b"%PDF-1.4 y")
    write(folder / "IMG_001.jpg", b"\xff\xd8x")
    outcome = enter(register, folder)
    assert [one.asks for one in outcome.arrived if one.path.endswith("IMG_001.jpg")] == [True]
    assert state(register, "江岸区") is State.RECEIVED
    assert state(register, "硚口区") is State.SCANNED
    text = status_text(read_register(register), date(2022, 10, 30))
    assert "已收扫描件，缺电子表" in text
    missing = next(line for line in text.splitlines() if "尚未报送" in line)
    assert "硚口区" not in missing
    entries = len(read_journal(Path(register)).events)
    enter(register, folder)
    assert len(read_journal(Path(register)).events) == entries, "nothing is entered twice"
    enter(register, write(tmp_path / "补" / "硚口区.xlsx", table("硚口区")))
    assert state(register, "硚口区") is State.RECEIVED


def test_paper_has_its_number_its_copies_and_its_seal(register: str, tmp_path: Path) -> None:
    enter(register, write(tmp_path / "江岸区.xlsx", table("江岸区")))
    paper = PaperReceipt(
        at=EARLY, unit="汉阳", unit_from="", medium=Medium.PAPER, number="阳经信〔2022〕12号", copies=4, sealed=True
    )
    write_paper(register, paper)
    assert state(register, "汉阳区") is State.SCANNED
    text = status_text(read_register(register))
    assert "已收纸质件，缺电子表" in text
    assert "纸质件 4 份，盖章，来文 阳经信〔2022〕12号（10-28 收）" in text
    assert outstanding(read_register(register))


def test_an_empty_picture_came_and_is_said_to_be_empty(register: str, tmp_path: Path) -> None:
    write(tmp_path / "收件" / "蔡甸区汇总表.jpg", b"")
    write(tmp_path / "收件" / "江岸区.xlsx", table("江岸区"))
    outcome = enter(register, tmp_path / "收件")
    assert "文件是空的" in outcome.arrived[-1].message


# --- receipt time -------------------------------------------------------------------------------------------------------


def test_receipt_time_decides_not_the_order_of_typing(register: str, tmp_path: Path) -> None:
    later = write(tmp_path / "新洲2.xlsx", table("新洲区", "13811110000"))
    earlier = write(tmp_path / "新洲1.xlsx", table("新洲区"))
    enter(register, later, at=LATE)
    outcome = enter(register, earlier, at=EARLY)
    assert "补登第 1 次报送" in outcome.arrived[0].message
    standing = read_register(register).unit("新洲区").attachments["附件5"]  # type: ignore[union-attr]
    assert standing.current.path == "新洲2.xlsx"
    assert [(one.path, one.arrival, one.round) for one in standing.rounds] == [
        ("新洲1.xlsx", Arrival.NEW, 1),
        ("新洲2.xlsx", Arrival.REPLACES, 2),
    ]
    assert standing.late_days == 0, "the first came in time"
    [found] = differences(register, "新洲区")
    assert [(c.before, c.after) for c in found.changes] == [("027-88888888", "13811110000")]


def test_of_two_received_at_one_time_the_one_entered_later_counts_and_it_is_said(register: str, tmp_path: Path) -> None:
    """In one run the file that was changed later; of files changed together the one whose name comes last."""
    folder = tmp_path / "收件"
    for name, phone, changed in (("江岸区.xlsx", "", 200), ("江岸区（更正）.xlsx", "13811110000", 100)):
        os.utime(write(folder / name, table("江岸区", phone)), (changed, changed))
    first = enter(register, folder)
    assert arrivals(first) == [("江岸区", Arrival.NEW, 1), ("江岸区", Arrival.REPLACES, 2)]
    assert "与“收件/江岸区（更正）.xlsx”收到时间相同，以修改时间较晚的这一份为准" in first.arrived[1].message
    assert current(register, "江岸区") == "收件/江岸区.xlsx"
    for name in ("洪山区-甲.xlsx", "洪山区-乙.xlsx"):
        os.utime(write(tmp_path / "又" / name, table("洪山区", "13811112222" if "甲" in name else "")), (100, 100))
    second = enter(register, tmp_path / "又")
    assert "以文件名排在后的这一份为准" in second.arrived[1].message
    third = enter(register, write(tmp_path / "三" / "洪山区.xlsx", table("洪山区", "13811113333")))
    assert "以登记在后的这一份为准" in third.arrived[0].message
    assert current(register, "洪山区") == "三/洪山区.xlsx"
    with zipfile.ZipFile(tmp_path / "四.zip", "w") as packed:
        packed.writestr("江汉区.xlsx", table("江汉区"))
    fourth = enter(register, tmp_path / "四.zip", write(tmp_path / "江汉区.xlsx", table("江汉区", "13811115555")))
    assert "以登记在后的这一份为准" in fourth.arrived[1].message, "when a file in a .zip was changed nobody asks"
    enter(register, folder, tmp_path / "又")
    assert (current(register, "江岸区"), current(register, "洪山区")) == ("收件/江岸区.xlsx", "三/洪山区.xlsx")
    later = enter(register, write(tmp_path / "四" / "洪山区.xlsx", table("洪山区", "13811114444")), at=LATE)
    assert "收到时间相同" not in later.arrived[0].message


def test_a_run_writes_the_register_once(register: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of 300 files took half a minute when every file was flushed to the disk and the register read anew for it."""
    for unit in ("江岸区", "洪山区", "江汉区", "硚口区"):
        write(tmp_path / "收件" / f"{unit}.xlsx", table(unit, count=1))
    flushed: list[int] = []
    folded: list[object] = []
    monkeypatch.setattr("xltools.register.journal.os.fsync", flushed.append)
    plain = RegisterFold.register
    monkeypatch.setattr(RegisterFold, "register", lambda fold: folded.append(fold) or plain(fold))
    outcome = add(register, Request(paths=(str(tmp_path / "收件"),), notice="hubei-2022"), RegisterOptions(), clock=LATE)
    assert len(outcome.arrived) == 4
    assert (len(flushed), len(folded)) == (1, 1)


# --- voiding and moving ---------------------------------------------------------------------------------------------------


def test_a_voided_entry_counts_no_more_and_its_reason_stays(register: str, tmp_path: Path) -> None:
    enter(register, write(tmp_path / "a" / "江岸区.xlsx", table("江岸区")), at=EARLY)
    enter(register, write(tmp_path / "b" / "江岸区.xlsx", table("江岸区", "13811110000")))
    found = void(register, 3, "误登了草稿")
    standing = found.unit("江岸区").attachments["附件5"]  # type: ignore[union-attr]
    assert (standing.current.path, len(standing.rounds)) == ("a/江岸区.xlsx", 1)
    voided = found.entries[2].voided
    assert voided is not None
    assert voided.reason == "误登了草稿"
    with pytest.raises(UsageError):
        void(register, 3, "再来一次")
    with pytest.raises(UsageError):
        void(register, 1, "开头")
    with pytest.raises(UsageError):
        void(register, 99, "没有的")
    void(register, 2, "也误登")
    assert state(register, "江岸区") is State.MISSING


def test_a_name_that_contradicts_the_content_is_asked_about(register: str, tmp_path: Path) -> None:
    wrong = write(tmp_path / "青山区-推荐汇总表.xlsx", table("洪山区"))
    outcome = enter(register, wrong)
    assert outcome.arrived[0].asks
    assert state(register, "洪山区") is State.MISSING
    assert state(register, "青山区") is State.MISSING
    assert "待确认　第 2 条" in status_text(read_register(register))
    move_entry(register, 2, "洪山", "电话核实，文件名写错")
    assert state(register, "洪山区") is State.RECEIVED
    assert not read_register(register).asked
    again = enter(register, write(tmp_path / "收件" / "洪山区.xlsx", table("洪山区", "13811110000")))
    assert arrivals(again) == [("洪山区", Arrival.REPLACES, 2)]


def test_a_named_unit_answers_whose_a_file_is(register: str, tmp_path: Path) -> None:
    wrong = write(tmp_path / "青山区-推荐汇总表.xlsx", table("洪山区"))
    enter(register, wrong)
    enter(register, wrong, unit="洪山区")
    assert state(register, "洪山区") is State.RECEIVED
    assert [type(event).__name__ for event in read_journal(Path(register)).events][-1] == "Moved"


def test_a_moved_file_is_judged_where_it_goes(register: str, tmp_path: Path) -> None:
    enter(register, write(tmp_path / "江岸区.xlsx", table("江岸区")), at=EARLY)
    enter(register, write(tmp_path / "x.xlsx", table("洪山区")), unit="江岸区")
    mark(register, "江岸区", State.PASSED, clock=LATE)
    move_entry(register, 3, "洪山区", "是洪山区的")
    assert state(register, "江岸区") is State.RECEIVED, "what was decided on the other file is decided no more"
    assert state(register, "洪山区") is State.RECEIVED


# --- a person's word -------------------------------------------------------------------------------------------------------


def test_an_unchanged_resend_keeps_the_decision_and_its_note(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    enter(register, path, at=EARLY)
    mark(register, "江岸区", State.PASSED, note="已电话核实", clock=ON_TIME)
    book = openpyxl.load_workbook(path)
    book.properties.title = "另存"
    book.save(path)
    assert arrivals(enter(register, path, at=LATE)) == [("江岸区", Arrival.UNCHANGED, 1)]
    assert state(register, "江岸区") is State.PASSED
    assert "已电话核实" in status_text(read_register(register))
    enter(register, write(path, table("江岸区", "13811110000")), at=LATE)
    assert state(register, "江岸区") is State.RECEIVED


def test_withdrawn_returned_urged(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    enter(register, path, at=EARLY)
    note(register, "江岸区", Matter.RETURNED, until=date(2022, 11, 5), said="缺盖章")
    assert state(register, "江岸区") is State.TO_CORRECT
    assert "退回（李某，电话）：缺盖章，请于 2022-11-05 前重报" in status_text(read_register(register))
    note(register, "江岸区", Matter.WITHDRAWN)
    assert state(register, "江岸区") is State.WITHDRAWN
    again = enter(register, write(tmp_path / "二" / "江岸区.xlsx", path.read_bytes()), at=datetime(2022, 11, 3))
    assert arrivals(again) == [("江岸区", Arrival.REPLACES, 2)]
    assert state(register, "江岸区") is State.RECEIVED
    note(register, "汉阳区", Matter.URGED, said="答应下午报")
    assert state(register, "汉阳区") is State.MISSING
    assert "11-02 催报（李某，电话）：答应下午报" in status_text(read_register(register))
    with pytest.raises(UsageError):
        note(register, "汉阳区", Matter.RETURNED)


def test_a_day_alone_takes_back_what_came_on_that_day(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    enter(register, path, at=LATE)
    note(register, "江岸区", Matter.WITHDRAWN, at=datetime(2022, 11, 1))
    assert state(register, "江岸区") is State.RECEIVED, "what was taken back the day before is not what came since"
    note(register, "江岸区", Matter.WITHDRAWN, at=datetime(LATE.year, LATE.month, LATE.day))
    assert state(register, "江岸区") is State.WITHDRAWN


def test_a_correction_that_cannot_be_read_is_neither_a_first_hand_in_nor_forgotten(register: str, tmp_path: Path) -> None:
    enter(register, write(tmp_path / "一" / "江岸区.xlsx", table("江岸区")), at=EARLY)
    outcome = enter(register, write(tmp_path / "二" / "江岸区.xlsx", b"PK\x03\x04 torn"))
    assert outcome.arrived[0].message.startswith("江岸区 重报的文件未能读取，仍以已收的 一/江岸区.xlsx 为准")
    assert state(register, "江岸区") is State.RECEIVED
    assert "10-30 重报的文件未能读取（二/江岸区.xlsx），请重发" in status_text(read_register(register))
    enter(register, write(tmp_path / "三" / "江岸区.xlsx", table("江岸区", "13811110000")), at=LATE)
    assert "未能读取" not in status_text(read_register(register))


# --- lists and names ---------------------------------------------------------------------------------------------------------


def test_the_given_list_replaces_the_notices(register: str, tmp_path: Path) -> None:
    path = write(tmp_path / "江岸区.xlsx", table("江岸区"))
    enter(register, path, units=("江岸区", "东湖高新区"))
    assert [unit.unit for unit in read_register(register).units] == ["江岸区", "东湖新技术开发区"]
    enter(register, path, units=("江岸区", "洪山区"))
    assert [unit.unit for unit in read_register(register).units if unit.expected] == ["江岸区", "洪山区"]


def test_a_zone_is_one_unit_under_all_its_names(register: str, tmp_path: Path) -> None:
    enter(register, write(tmp_path / "东湖高新区.xlsx", table("东湖高新区")), unit="东湖高新区")
    names = [unit.unit for unit in read_register(register).units]
    assert "东湖高新区" not in names
    assert state(register, "东湖新技术开发区") is State.RECEIVED
    mark(register, "东湖高新区", State.PASSED, clock=LATE)
    assert state(register, "东湖新技术开发区") is State.PASSED


# --- deadlines -----------------------------------------------------------------------------------------------------------------


def test_deadlines_of_rounds_and_units_and_who_runs_out(register: str, tmp_path: Path) -> None:
    enter(register, write(tmp_path / "江岸区.xlsx", table("江岸区")), at=EARLY)
    write_due(register, Due(at=ON_TIME, deadline=date(2022, 11, 2), units=("汉阳", "东湖高新区"), note="来函申请"))
    note(register, "江岸区", Matter.RETURNED, at=ON_TIME, until=date(2022, 11, 3))
    lines = status_text(read_register(register), date(2022, 11, 1)).splitlines()
    due = [line for line in lines if "截止 2022-1" in line and "家" in line]
    assert [line.split("：")[0] for line in due] == [
        "尚未报送（11 家，截止 2022-10-31，已逾期 1 天）",
        "即将到期　尚未报送（2 家，截止 2022-11-02，还有 1 天）",
        "即将到期　待更正，尚未重报（1 家，截止 2022-11-03，还有 2 天）",
    ]
    assert due[1].endswith("汉阳区、东湖新技术开发区")
    on_time = enter(register, write(tmp_path / "二" / "江岸区.xlsx", table("江岸区", "13811110000")), at=LATE)
    assert on_time.arrived[0].event is not None
    assert on_time.arrived[0].event.late_days == 0, "the correction is due when the 退回 says"
    enter(register, write(tmp_path / "汉阳区.xlsx", table("汉阳区")), at=LATE)
    late = {unit["unit"]: unit["attachments"]["附件5"]["late_days"] for unit in status_json(read_register(register))["units"] if unit["attachments"]}  # fmt: skip
    assert late == {"江岸区": 0, "汉阳区": 0}


# --- differences in the words of the matter ------------------------------------------------------------------------------------


def test_a_promoted_row_and_a_row_that_changed_its_unit(register: str, tmp_path: Path) -> None:
    rows = district_rows("江汉区", 4)
    enter(register, write(tmp_path / "1" / "江汉区.xlsx", table_of(rows, "江汉区")), at=EARLY)
    enter(register, write(tmp_path / "1" / "洪山区.xlsx", table("洪山区")), at=EARLY)
    promoted = [rows[3], *rows[:3]]
    enter(register, write(tmp_path / "2" / "江汉区.xlsx", table_of(promoted, "江汉区")))
    said = difference_text("", differences(register, "江汉区"))
    assert f"推荐次序改变：{rows[3]['enterprise']}（示范工厂）由第 4 升至第 1" in said
    assert said.count("推荐次序改变") == 1, "rows that were pushed did not move"
    enter(register, write(tmp_path / "3" / "江汉区.xlsx", table_of(promoted[1:], "江汉区")))
    gone = [*district_rows("洪山区", 2), {**rows[3], "district": "洪山区"}]
    outcome = enter(register, write(tmp_path / "3" / "洪山区.xlsx", table_of(gone, "洪山区")))
    change = outcome.arrived[0].difference
    assert change is not None
    assert [(one.kind, one.other) for one in change.changes] == [("added", "江汉区")]
    assert "，转至洪山区" in difference_text("", differences(register, "江汉区"))
    write_view(read_register(register), str(tmp_path / "台账.xlsx"))
    kinds = [cell.value for cell in openpyxl.load_workbook(tmp_path / "台账.xlsx")["重报差异"]["E"]]
    assert {"删去一行，转至洪山区", "增加一行，由江汉区转来"} <= set(kinds)


# --- registers of before -----------------------------------------------------------------------------------------------------------


def test_a_register_of_before_is_read_as_it_was(tmp_path: Path) -> None:
    """Written by the version without receipts, notes and voiding: same states, no line is said to be edited."""
    path = tmp_path / "报送台账.jsonl"
    path.write_bytes((Path(__file__).parent / "earlier" / "报送台账.jsonl").read_bytes())
    found = read_register(str(path))
    assert found.faults == ()
    standing = found.unit("江岸区").attachments["附件5"]  # type: ignore[union-attr]
    assert (standing.state, len(standing.rounds), standing.current.path) == (State.PASSED, 2, "江岸区-更正.xlsx")
    assert standing.marked is not None
    assert standing.marked.note == "已核"
    assert [unit.unit for unit in found.units].count("东湖新技术开发区") == 1
    assert "东湖高新区" not in [unit.unit for unit in found.units], "added under its other name it stays one unit"
    note(str(path), "江岸区", Matter.RETURNED)
    assert read_register(str(path)).faults == ()
