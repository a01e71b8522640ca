"""The toolbar's Basic, run by LibreOffice itself: what it writes, whom it starts, and when it leaves a save alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from tests.addin.kinds import write
from xltools.addin import bridge, extension

pytestmark = pytest.mark.libreoffice

Press = Callable[[str], None]


def basic_of(python: Path, work: Path, scratch: Path) -> str:
    """The module as the extension carries it."""
    package = scratch / "xltools.oxt"
    package.write_bytes(extension.extension(python, work))
    with ZipFile(package) as parts:
        text = parts.read("xltools/Buttons.xba").decode()
    return ElementTree.fromstring("".join(line for line in text.splitlines(True) if "<!DOCTYPE" not in line)).text or ""


@pytest.fixture
def work(folder: Path) -> Path:
    made = folder / "work"
    made.mkdir()
    return made


@pytest.fixture
def press(calc: Any, work: Path, tmp_path: Path) -> Iterator[Press]:
    """Run a Sub of the toolbar; Python is a script that keeps what it was called with."""
    python = tmp_path / "python"
    # Under its name only when it is whole: who waits for it reads it at once.
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{work}/calling"\nmv "{work}/calling" "{work}/called"\n')
    python.chmod(0o755)
    office = calc.impl.office
    libraries = office.create("script.ApplicationScriptLibraryContainer")
    libraries.createLibrary("xltools").insertByName("Buttons", basic_of(python, work, tmp_path))
    factory = office.context.getByName("/singletons/com.sun.star.script.provider.theMasterScriptProviderFactory")
    provider = factory.createScriptProvider("")

    def run(sub: str, *arguments: Any) -> None:
        address = f"vnd.sun.star.script:xltools.Buttons.{sub}?language=Basic&location=application"
        provider.getScript(address).invoke(arguments, (), ())

    yield run
    libraries.removeLibrary("xltools")


@pytest.fixture
def shown(calc: Any) -> Iterator[Callable[[str], Any]]:
    """Open in sight, as far as there is any: ThisComponent is what has a window."""
    opened = []

    def show(url: str) -> Any:
        opened.append(calc.impl.office.desktop.loadComponentFromURL(url, "_blank", 0, ()))
        return calc.impl.books.wrap(opened[-1])

    yield show
    for document in opened:
        document.close(True)


@pytest.fixture
def book(shown: Callable[[str], Any], folder: Path) -> Any:
    from xltools.addin.libreoffice import runtime

    return shown(runtime.file_url(write("plain", folder)))


def request_of(work: Path) -> bridge.Click:
    deadline = time.monotonic() + 60  # Shell does not wait; a machine under load takes its time
    while not (work / "called").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    (path,) = work.glob("*.request")
    said = (work / "called").read_text(encoding="utf-8").splitlines()
    assert said[:4] == ["-m", "xltools.addin", "--stay", "--request"]
    assert said[4:] == [str(path)]
    return bridge.read_request(path)


def test_a_button_leaves_its_request_and_starts_python(press: Press, book: Any, work: Path) -> None:
    press("BtnValidate")
    click = request_of(work)
    assert (click.verb, click.toolbar, click.host, click.quiet) == ("validate", True, "libreoffice", False)
    assert click.book == book.api.URL
    assert click.profile.startswith("file:")


def test_a_save_is_followed_by_a_check_only_where_that_is_wanted(press: Press, book: Any, work: Path) -> None:
    from xltools.addin.libreoffice import runtime

    event = runtime.struct("document.DocumentEvent", Source=book.api, EventName="OnSaveDone")
    press("OnSaved", event)
    assert not list(work.glob("*.request"))
    (work / "on-save").touch()
    press("OnSaved", event)
    click = request_of(work)
    assert (click.verb, click.quiet) == ("validate", True)


def test_a_save_of_a_book_that_is_not_in_front_is_followed_by_its_own_check(
    press: Press, book: Any, shown: Callable[[str], Any], work: Path
) -> None:
    from xltools.addin.libreoffice import runtime

    shown("private:factory/scalc")
    (work / "on-save").touch()
    press("OnSaved", runtime.struct("document.DocumentEvent", Source=book.api, EventName="OnSaveDone"))
    assert request_of(work).book == book.api.URL


def test_a_book_that_was_never_saved_is_found_by_its_title(
    press: Press, shown: Callable[[str], Any], work: Path
) -> None:
    new = shown("private:factory/scalc")
    new.api.setTitle("无标题 1")
    press("BtnValidate")
    assert request_of(work).book == new.name == "无标题 1"


def test_windows_for_files_take_the_book_s_window_and_folder(book: Any, folder: Path) -> None:
    import xlwings

    from xltools.addin.libreoffice import dialogs, runtime

    shown_book = xlwings.Book(impl=book)
    for picker in (dialogs.folder_picker(shown_book), dialogs.file_picker(shown_book)):
        assert runtime.path_of(picker.getDisplayDirectory()).rstrip("/") == str(folder)
