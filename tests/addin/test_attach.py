"""Several Excels, cells being edited, Protected View: against a fake of the object model. No Excel ran here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from xltools.addin.attach import BUSY, find_book, is_busy, patient, refuse_protected_view
from xltools.addin.bridge import Answer, _prompt
from xltools.addin.desk import Question
from xltools.addin.signals import MOST_SHOWN, fitted
from xltools.errors import UsageError


class Items(list[Any]):
    """A collection as COM has them: counted from 1, with a Count."""

    def __call__(self, number: int) -> Any:
        return self[number - 1]

    @property
    def Count(self) -> int:  # noqa: N802 - the object model's name
        return len(self)


class Books(Items):
    @property
    def active(self) -> Any:
        return self[-1]


def book(full: str) -> Any:
    return SimpleNamespace(api=SimpleNamespace(FullName=full), full=full)


def excel(*names: str, hwnd: int, windows: tuple[int, ...] = (), protected: str = "") -> Any:
    views = Items([SimpleNamespace(SourceName=protected)] if protected else [])
    handles = Items(SimpleNamespace(Hwnd=handle) for handle in windows or (hwnd,))
    api = SimpleNamespace(Windows=handles, ProtectedViewWindows=views)
    return SimpleNamespace(books=Books(book(name) for name in names), hwnd=hwnd, api=api)


def test_the_full_name_decides_also_where_the_window_is_another() -> None:
    apps = [excel("C:\\甲.xlsx", hwnd=1), excel("C:\\附件6.xlsx", "C:\\乙.xlsx", hwnd=2)]
    found: Any = find_book(apps, "c:\\附件6.XLSX", 99)
    assert found.full == "C:\\附件6.xlsx"
    assert find_book(apps, "C:\\没有.xlsx", 2) is None


def test_the_window_decides_between_books_of_one_name() -> None:
    apps = [excel("工作簿1", hwnd=1), excel("工作簿1", hwnd=2, windows=(2, 7))]
    assert find_book(apps, "工作簿1", 7) is apps[1].books[0]
    with pytest.raises(UsageError, match="都叫"):
        find_book(apps, "工作簿1", 99)


def test_without_a_name_the_clicked_window_s_book_is_meant_and_there_may_be_none() -> None:
    apps = [excel("甲", hwnd=1), excel("乙", hwnd=2)]
    assert find_book(apps, "", 2) is apps[1].books[0]
    assert find_book([excel(hwnd=1)], "", 1) is None
    assert find_book([], "", 1) is None


def test_a_file_in_protected_view_is_said_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="启用编辑"):
        refuse_protected_view([excel(hwnd=1, protected="附件6.xlsx")])
    refuse_protected_view([excel("甲", hwnd=1)])


def signed(code: int) -> int:
    return code - 2**32


@pytest.mark.parametrize("code", sorted(BUSY))
def test_a_refused_call_is_tried_again_and_then_said_in_words(code: int) -> None:
    waits: list[float] = []
    answers = iter([OSError(signed(code)), OSError(signed(code)), None])

    def call() -> str:
        error = next(answers)
        if error is not None:
            raise error
        return "好"

    assert patient(call, waits.append) == "好"
    assert len(waits) == 2

    def never() -> None:
        raise OSError(signed(code))

    with pytest.raises(UsageError, match="按回车"):
        patient(never, waits.append)


def test_other_errors_are_not_waited_for() -> None:
    assert not is_busy(OSError(signed(0x800A03EC)))  # 1004
    assert not is_busy(ValueError("x"))
    inside = (signed(0x80020009), "DISP_E_EXCEPTION", (0, None, "busy", None, 0, signed(0x800AC472)), None)
    assert is_busy(Exception(*inside))
    with pytest.raises(ZeroDivisionError):
        patient(lambda: 1 // 0, lambda _seconds: pytest.fail("waited"))


def test_a_long_message_keeps_its_path_and_says_where_the_rest_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("XLTOOLS_WORK", str(tmp_path))
    text = "甲" * 600 + "\n" + "乙" * 600 + "\nC:\\结果\\汇总表.xlsx"
    shown = fitted(text)
    assert len(shown) <= MOST_SHOWN
    assert shown.startswith("C:\\结果\\汇总表.xlsx\n甲")
    assert str(tmp_path) in shown.splitlines()[-1]
    answer = Answer("ok", text)
    answer.lines()
    (whole,) = answer.opens
    assert whole.read_text(encoding="utf-8-sig").replace("\r\n", "\n") == text
    assert fitted("短") == "短"


def test_all_choices_fit_into_an_input_box() -> None:
    question = Question("notice", "choice", "请选择通知：", [f"{n} {'很长的名称' * 30}" for n in range(12)])
    assert len(_prompt(question)) <= MOST_SHOWN
    assert _prompt(question).count("\n") == 13
