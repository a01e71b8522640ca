"""The LibreOffice toolbar: made from the ribbon, well formed, the same bytes; installed where unopkg may run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from xltools.addin import build, extension
from xltools.addin.desk import Cancelled, Desk, Question, Reply
from xltools.errors import UsageError


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    with zipfile.ZipFile(
        BytesIO(extension.extension(Path('/opt/py "3"/python'), Path("/home/甲/.cache/xltools")))
    ) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_every_part_is_well_formed_and_named_in_the_manifest(parts: dict[str, str]) -> None:
    for name, text in parts.items():
        ElementTree.fromstring("".join(line for line in text.splitlines(True) if "<!DOCTYPE" not in line)), name
    for name in ("Addons.xcu", "CalcWindowState.xcu", "xltools/"):
        assert f'manifest:full-path="{name}"' in parts["META-INF/manifest.xml"]


def test_the_toolbar_has_the_ribbons_buttons_in_order(parts: dict[str, str]) -> None:
    entries = extension.entries()
    assert [f"XlTools.{sub}" for sub, _, _ in entries] == build.callbacks()
    for sub, label, verb in entries:
        assert parts["Addons.xcu"].count(f"xltools.Buttons.{sub}?") == 2  # menu and toolbar
        assert parts["Addons.xcu"].count(f"<value>{label}</value>") == 2
        assert (
            f'Sub {sub}()\n    CallPython "{verb}"\nEnd Sub'
            in ElementTree.fromstring(
                "".join(line for line in parts["xltools/Buttons.xba"].splitlines(True) if "<!DOCTYPE" not in line)
            ).text
        )  # type: ignore[operator]


def test_a_quote_in_pythons_path_is_doubled(parts: dict[str, str]) -> None:
    assert 'Shell "/opt/py ""3""/python"' in parts["xltools/Buttons.xba"]


def test_the_same_bytes_every_time() -> None:
    assert extension.extension(Path("/p"), Path("/w")) == extension.extension(Path("/p"), Path("/w"))


@pytest.mark.libreoffice
def test_libreoffice_installs_and_removes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.addin.install import install, uninstall

    if shutil.which("unopkg") is None:
        pytest.skip("not installed: unopkg")
    if os.geteuid() == 0:
        pytest.skip("unopkg refuses to work for root; run as an ordinary user")
    monkeypatch.setenv("XLTOOLS_LIBREOFFICE_PROFILE", str(tmp_path))
    assert "工具栏" in install()[0]
    option = f"-env:UserInstallation={tmp_path.as_uri()}"
    listed = subprocess.run(["unopkg", "list", option], capture_output=True, text=True, check=True).stdout
    assert "xltools.addin" in listed
    uninstall()


class Windows:
    """Stands in for LibreOffice's windows: answers questions, keeps what was shown."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.shown: list[str] = []

    def message(self, _book: Any, text: str, *, warning: bool) -> None:
        self.shown.append(("！" if warning else "") + text)

    def pick_choice(self, _book: Any, prompt: str, _choices: Any) -> str:
        return self.answers.get(prompt, "")

    def show_file(self, _book: Any, path: Path) -> None:
        self.shown.append(path.name)


class Book:
    """A book of which only the status bar matters."""

    class App:
        status_bar: Any = None

    app = App()
    fullname = "甲.xlsx"


def test_the_toolbar_asks_until_it_has_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlwings", reason="xlwings is not installed")
    from xltools.addin import toolbar

    def ask(_book: Any, desk: Desk) -> Reply:
        first = desk.choose("a", "甲？", ["1", "2"])
        second = desk.choose("b", "乙？", ["x", "y"])
        desk.show("正在做")
        return Reply(f"{first}{second}", (Path("结果.xlsx"),), problems=1)

    windows = Windows(**{"甲？": "2", "乙？": "x"})
    monkeypatch.setattr(toolbar, "dialogs", windows)
    monkeypatch.setitem(toolbar.VERBS, "about", ask)
    book: Any = Book()
    assert toolbar.with_windows("about", book, Desk()).message == "2x"
    assert windows.shown == ["结果.xlsx", "！2x"]
    assert book.app.status_bar is False
    quiet = toolbar.with_windows("about", book, Desk(), quiet=True)
    assert (quiet.message, quiet.bar) == ("", "2x")
    assert windows.shown == ["结果.xlsx", "！2x", "结果.xlsx"]
    windows.answers = {"甲？": "2"}
    with pytest.raises(Cancelled):
        toolbar.with_windows("about", book, Desk())


def test_a_question_knows_what_it_asks_for() -> None:
    desk = Desk()
    for ask, kind in ((lambda: desk.folder("f", "?"), "folder"), (lambda: desk.file("f", "?", "*.docx"), "file")):
        with pytest.raises(Question) as asked:
            ask()
        assert asked.value.kind == kind
    with pytest.raises(UsageError, match="没有"):
        Desk(answers={"f": "/nowhere/at all"}).folder("f", "?")
    with pytest.raises(UsageError, match="没有"):
        Desk(answers={"f": "/nowhere/at all"}).file("f", "?", "*")


def test_install_says_where_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.addin import install
    from xltools.errors import OutputFault

    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(OutputFault, match="不支持"):
        install.install()


def test_the_status_bar_is_given_back_unless_a_newer_click_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlwings", reason="xlwings is not installed")
    from types import SimpleNamespace

    from xltools.addin import toolbar

    monkeypatch.setattr(toolbar, "LINGER_SECONDS", 0.01)
    app = SimpleNamespace(status_bar=None)
    monkeypatch.setattr(toolbar, "xlwings", SimpleNamespace(engines={"libreoffice": SimpleNamespace(apps=[app])}))
    toolbar.linger("错误：甲").join()
    assert app.status_bar is False
    timer = toolbar.linger("错误：乙")
    app.status_bar = "错误：丙"
    timer.join()
    assert app.status_bar == "错误：丙"
    monkeypatch.setattr(toolbar, "LINGER_SECONDS", 60)
    first, second = toolbar.linger("错误：丁"), toolbar.linger("错误：丁")
    assert first.finished.is_set()  # else the second click's text would go with the first one's
    assert not second.finished.is_set()
    second.cancel()
