"""A watched folder: what changed is read, what is being copied is waited for, what a person did is left alone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from summary.forms import form, rows_for, write
from summary.running import hubei

from xltools.app.handin import read_register
from xltools.app.merge import MergeOptions
from xltools.app.watch import Watch, WatchOptions
from xltools.cli import run as program
from xltools.errors import OutputFault, UsageError
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice


def watch(folder: Path, out: Path, **options: object) -> Watch:
    request = Request(paths=(str(folder),), notice="hubei-2022")
    sleep = options.pop("sleep", lambda _: None)
    return Watch(request, MergeOptions(out=str(out), level="city"), WatchOptions(**options), sleep=sleep)  # type: ignore[arg-type]


def district(folder: Path, name: str, count: int = 1) -> Path:
    attachment = load_notice("hubei-2022").attachment("附件5")
    rows = rows_for(attachment, name, count, seed=5, category="示范工厂")
    return write(folder / "hubei-2022" / f"{name}.xlsx", form(attachment, rows, name))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    hubei(tmp_path / "收")
    return tmp_path / "收"


def test_only_what_changed_is_read(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    watching = watch(folder, out)
    memory = watching.request.memory
    assert memory is not None
    first = watching.once()
    assert first.outcome is not None
    assert (first.outcome.merged.rows_out, memory.read) == (4, 2)
    assert watching.once().outcome is None
    district(folder, "武昌区")
    again = watching.once()
    assert again.outcome is not None
    assert (again.outcome.merged.rows_out, memory.read) == (5, 3)
    assert watch(folder, out).once().outcome is None, "another run knows what was done"
    fresh = tmp_path / "又" / "汇总.xlsx"
    fresh.parent.mkdir()
    whole = watch(folder, fresh).once().outcome
    assert whole is not None
    assert [row.key for row in whole.merged.rows] == [row.key for row in again.outcome.merged.rows]


def test_a_touched_file_and_a_spoilt_state_change_nothing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    watch(folder, out).once()
    before = out.read_bytes()
    next(folder.rglob("*.xlsx")).touch()
    assert watch(folder, out).once().outcome is None
    for spoilt in (b"", b"{", b"[]", b'{"files": {"a": 1}}', b'{"files": {}, "output": "", "outfit": ""}'):
        (tmp_path / ".汇总.xlsx.watch.json").write_bytes(spoilt)
        assert watch(folder, out).once().outcome is not None
        assert out.read_bytes() == before


def test_a_file_that_is_still_copied_is_waited_for(folder: Path, tmp_path: Path) -> None:
    path = district(folder, "武昌区")
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    pieces = iter((whole[:2000], whole[:4000], whole))

    def copying(_: float) -> None:
        path.write_bytes(next(pieces, whole))

    outcome = watch(folder, tmp_path / "汇总.xlsx", sleep=copying).once().outcome
    assert outcome is not None
    assert {file.status for file in outcome.merged.files} == {"merged"}


def test_a_persons_work_stops_the_watch_and_the_page_says_so(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    watch(folder, out).once()
    book = openpyxl.load_workbook(out)
    book.worksheets[0]["E5"] = "经局长办公会研究"  # no remark, which would be carried over
    book.save(out)
    before = out.read_bytes()
    district(folder, "武昌区")
    with pytest.raises(OutputFault):
        watch(folder, out).once()
    assert out.read_bytes() == before
    page = out.with_suffix(".html").read_text(encoding="utf-8")
    assert "E5" in page
    assert 'http-equiv="refresh"' in page


def test_the_loop_goes_on_after_a_fault(folder: Path, tmp_path: Path) -> None:
    slept: list[float] = []
    watching = watch(tmp_path / "没有", tmp_path / "汇总.xlsx", every=7.0, quiet=0.5, sleep=slept.append)
    cycles = watching.run()
    assert next(cycles).outcome is None
    hubei(tmp_path / "没有")
    assert next(cycles).outcome is not None
    assert 7.0 in slept


def test_a_fault_is_told_once_with_what_helps_in_a_watch(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The screen kept silent, and the page advised options that a watch has not."""
    out, looks = tmp_path / "汇总.xlsx", iter(range(6))

    def sleep(_: float) -> None:
        look = next(looks, None)
        if look is None:
            raise KeyboardInterrupt
        if look == 2:
            book = openpyxl.load_workbook(out)
            book.worksheets[0].row_dimensions[6].height = 70
            book.save(out)
            district(folder, "武昌区")

    monkeypatch.setattr(Watch.__init__, "__kwdefaults__", {"sleep": sleep})
    assert program(["watch", str(folder), "-o", str(out), "--notice", "hubei-2022", "--level", "city"]) == 130
    said = capsys.readouterr().err
    assert said.count("第 6 行的行高") == 1
    assert "移走或改名" in said
    assert "--" not in said
    assert "移走或改名" in out.with_suffix(".html").read_text(encoding="utf-8")


def test_an_output_inside_the_folder_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError) as fault:
        watch(folder, folder / "汇总.xlsx")
    assert fault.value.code == "inside"


def test_the_command_keeps_the_register_too(folder: Path, tmp_path: Path) -> None:
    words = ["watch", str(folder), "-o", str(tmp_path / "汇总.xlsx"), "--handin", str(tmp_path / "台账.jsonl"),
             "--notice", "hubei-2022", "--level", "市级", "--once", "--quiet", "0"]  # fmt: skip
    assert program(words) == 0
    assert program(words) == 0
    received = [unit for unit in read_register(str(tmp_path / "台账.jsonl")).units if unit.attachments]
    assert [unit.unit for unit in received] == ["江岸区", "洪山区"]
    page = (tmp_path / "汇总.html").read_text(encoding="utf-8")
    assert "江岸区" in page
    assert 'http-equiv="refresh"' in page
