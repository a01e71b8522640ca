"""The Python side of a click, without any spreadsheet program: requests, answers, errors, the lock."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.addin import bridge, journal, worker
from xltools.addin.desk import Desk, Question
from xltools.addin.files import FILE_VERBS
from xltools.addin.signals import STALE_SECONDS, Busy, Signals, book_lock, coded, plain
from xltools.errors import UsageError


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    monkeypatch.setenv("XLTOOLS_WORK", str(folder))
    return folder


def fields(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="ascii").splitlines()
    return {key: plain(value) for key, _, value in (line.partition("=") for line in lines)}


def request(folder: Path, verb: str, book: Path | str, **more: str) -> Path:
    """A request as VBA writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "1-1.request"
    lines = {
        "verb": verb,
        "system": coded("Windows (64-bit) NT 10.00"),
        "hwnd": "0",
        "book": coded(str(book)),
        "saved": "1",
    }
    path.write_text("".join(f"{k}={v}\r\n" for k, v in (lines | more).items()), encoding="ascii", newline="")
    return path


@pytest.mark.slow
@given(st.text())
def test_text_survives_the_way_through_ascii(text: str) -> None:
    assert coded(text).isascii()
    assert plain(coded(text)) == text


def test_a_line_break_does_not_end_the_line() -> None:
    assert coded("甲\n\\u4E00") == "\\u7532\\u000A\\u005Cu4E00"


def test_a_request_on_a_saved_file_writes_a_findings_workbook_beside_it(
    work: Path, shared_inputs: Path, folder: Path
) -> None:
    source = next(path for path in sorted((shared_inputs / "dirty" / "wuhan-2025").rglob("*.xlsx")))
    book = folder / "附件6 武汉.xlsx"
    book.write_bytes(source.read_bytes())
    before = book.read_bytes()
    path = request(work, "validate", book)
    assert bridge.main(["--request", str(path)]) == 0
    answer = fields(work / "1-1.answer")
    assert answer["status"] == "ok"
    assert answer["open"] == str(folder / "附件6 武汉-校验结果.xlsx")
    assert Path(answer["open"]).is_file()
    assert book.read_bytes() == before
    assert bridge.main(["--request", str(request(work, "validate", book))]) == 0
    assert fields(work / "1-1.answer")["open"].endswith("-校验结果-2.xlsx")


def test_edits_that_were_not_saved_are_spoken_of(work: Path, shared_inputs: Path, folder: Path) -> None:
    source = next(path for path in sorted((shared_inputs / "clean" / "wuhan-2025").rglob("*.xlsx")))
    book = folder / "附件6.xlsx"
    book.write_bytes(source.read_bytes())
    bridge.main(["--request", str(request(work, "total", book, saved="0"))])
    assert "不含尚未保存的修改" in fields(work / "1-1.answer")["message"]


def test_a_question_comes_back_with_its_choices_numbered(work: Path, folder: Path) -> None:
    bridge.main(["--request", str(request(work, "new", folder / "表.xlsx"))])
    answer = fields(work / "1-1.answer")
    assert (answer["status"], answer["key"], answer["kind"]) == ("ask", "notice", "choice")
    assert "\n1. " in answer["message"]


def test_an_answer_may_be_the_number_or_the_text() -> None:
    desk = Desk(answers={"a": "2"})
    assert desk.choose("a", "?", ["甲", "乙"]) == "乙"
    assert Desk(answers={"a": "乙"}).choose("a", "?", ["甲", "乙"]) == "乙"
    assert desk.choose("b", "?", ["只有一个"]) == "只有一个"
    with pytest.raises(Question):
        desk.choose("b", "?", ["甲", "乙"])
    with pytest.raises(UsageError, match="丙"):
        Desk(answers={"a": "丙"}).choose("a", "?", ["甲", "乙"])


@pytest.mark.parametrize(
    ("verb", "book", "said"),
    [
        ("validate", "没有.xlsx", "还没有保存"),
        ("nonsense", "没有.xlsx", "没有“nonsense”这个按钮"),
        ("next", "", "还没有保存"),
    ],
)
def test_a_failure_is_an_answer_in_words(work: Path, verb: str, book: str, said: str) -> None:
    assert bridge.main(["--request", str(request(work, verb, book))]) == 1
    answer = fields(work / "1-1.answer")
    assert answer["status"] == "error"
    assert said in answer["message"]


def test_a_bug_is_an_answer_and_a_traceback_in_the_log(
    work: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_path: Path, _desk: Desk) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setitem(FILE_VERBS, "about", broken)  # type: ignore[arg-type]
    assert bridge.main(["--request", str(request(work, "about", ""))]) == 1
    assert str(journal.log_path()) in fields(work / "1-1.answer")["message"]
    log = journal.log_path().read_text(encoding="utf-8")
    assert "ZeroDivisionError: boom" in log
    assert not list(work.glob("*.lock"))


def test_the_cancel_file_stops_the_work(work: Path, shared_inputs: Path) -> None:
    source = next(path for path in sorted((shared_inputs / "clean" / "wuhan-2025").rglob("*.xlsx")))
    path = request(work, "validate", source)
    (work / "1-1.cancel").touch()
    bridge.main(["--request", str(path)])
    assert fields(work / "1-1.answer")["status"] == "cancelled"


def test_a_second_click_on_the_same_book_is_refused_politely(work: Path) -> None:
    with book_lock("甲.xlsx"):
        with pytest.raises(Busy), book_lock("甲.xlsx"):
            pass
        with book_lock("乙.xlsx"):
            pass
        bridge.main(["--request", str(request(work, "validate", "甲.xlsx"))])
    assert "还没有完成" in fields(work / "1-1.answer")["message"]
    with book_lock("甲.xlsx"):
        pass


def test_the_lock_of_a_process_that_died_is_taken_over(work: Path) -> None:
    lock = book_lock("甲.xlsx")
    work.mkdir(exist_ok=True)
    lock._path.touch()
    old = time.time() - STALE_SECONDS * 2
    os.utime(lock._path, (old, old))
    with lock:
        pass


@pytest.mark.slow
def test_progress_shows_that_python_is_alive(work: Path) -> None:
    work.mkdir(exist_ok=True)
    with Signals(work / "1-1") as signals:
        signals.show("附表工具：读取")
        first = (work / "1-1.progress").read_text(encoding="ascii")
        deadline = time.monotonic() + 10
        while (work / "1-1.progress").read_text(encoding="ascii") == first and time.monotonic() < deadline:
            time.sleep(0.05)
        second = (work / "1-1.progress").read_text(encoding="ascii")
    assert plain(first.partition("=")[2]).strip() == "附表工具：读取（按 Esc 取消）"
    assert second != first


def test_the_module_runs_as_a_program(work: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xltools.addin", "about", "--done", str(work / "out.txt")],
        check=False,
        capture_output=True,
        env={**os.environ, "XLTOOLS_WORK": str(work)},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "xltools" in fields(work / "out.txt")["message"]


def test_what_was_left_behind_is_swept_after_a_day(work: Path) -> None:
    work.mkdir(exist_ok=True)
    old, new, other = work / "1-1.cancel", work / "2-1.cancel", work / "office.toml"
    for path in (old, new, other):
        path.touch()
    past = time.time() - 90_000
    for path in (old, other):
        os.utime(path, (past, past))
    bridge.main(["--request", str(request(work, "about", ""))])
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_the_log_does_not_grow_without_end(work: Path) -> None:
    journal.log_path().write_text("x" * (journal.MOST_BYTES + 1), encoding="utf-8")
    journal.write("一行")
    assert journal.log_path().stat().st_size < 1000


# the Python that stays


def test_who_renames_a_request_first_has_it(work: Path) -> None:
    path = request(work, "about", "")
    ours = worker.taken(path)
    assert ours is not None
    assert ours.is_file()
    assert worker.taken(path) is None
    assert bridge.main(["--request", str(path)]) == 0  # a worker has it: nothing is answered twice
    assert not (work / "1-1.answer").exists()


def test_a_worker_answers_what_comes_and_ends_when_nobody_asks(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = request(work, "about", "")
    later = path.rename(path.with_name("2-1.later"))
    asked: list[str] = []

    def answer(ours: Path) -> None:
        asked.append(ours.name)
        assert worker.is_there(work)
        if later.exists():
            later.rename(later.with_suffix(".request"))
        ours.unlink()

    request(work, "about", "")
    worker.serve(work, answer, lambda: True, idle=0.2)
    assert asked == ["1-1.taken", "2-1.taken"]
    assert not worker.is_there(work)


def test_there_is_one_worker_a_folder(work: Path) -> None:
    request(work, "about", "")
    (work / worker.BEAT).touch()
    worker.serve(work, lambda _path: pytest.fail("another one has it"), lambda: True, idle=0.1)
    old = time.time() - worker.FRESH_SECONDS * 2
    os.utime(work / worker.BEAT, (old, old))
    assert not worker.is_there(work)


def test_a_request_of_the_toolbar_is_told_by_its_keys(work: Path) -> None:
    path = request(work, "next", "file:///home/a.xlsx", toolbar="1", profile="file:///home/user")
    found = bridge.read_request(path)
    assert (found.host, found.toolbar, found.profile) == ("libreoffice", True, "file:///home/user")
