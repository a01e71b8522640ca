"""The whole way of a click in a real host: .xlam → VBA → Shell → Python → the open workbook, for every verb."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from xltools.addin import build, results
from xltools.addin.worker import BEAT, send_away
from xltools.errors import OutputFault
from xltools.forms.recognise import RESULT_COLUMN
from xltools.notice.places import data_folder

pytestmark = pytest.mark.libreoffice

Click = Callable[[str], None]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, shared_inputs: Path) -> Path:
    """A folder with a blank and Chinese characters in its name, and what lies on a desk."""
    folder = tmp_path_factory.mktemp("chain") / "我的 工作"
    shutil.copytree(shared_inputs / "clean" / "hubei-2022", folder / "各区报送")
    source = next(path for path in sorted((shared_inputs / "dirty" / "wuhan-2025").rglob("*.xlsx")))
    shutil.copy(source, folder / "附件6 武汉示例.xlsx")
    return folder


@pytest.fixture(scope="module")
def host(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xlwings.App]:
    """LibreOffice with the environment that an installed add-in finds."""
    from xltools.addin import libreoffice
    from xltools.addin.libreoffice import runtime

    try:
        runtime.soffice()
        runtime.uno()
    except OutputFault as fault:
        pytest.skip(f"needs LibreOffice with its Python bridge: {fault.message}")
    pipe = f"xltools-chain-{os.getpid()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLTOOLS_PYTHON", sys.executable)
        patch.setenv("XLTOOLS_WORK", str(tmp_path_factory.mktemp("work")))
        patch.setenv("XLTOOLS_PIPE", pipe)
        patch.setenv("XLTOOLS_QUIET", "1")
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv(
            "XLTOOLS_ANSWERS",
            json.dumps(
                {
                    "accept": {"accept": "1"},
                    "merge": {"folder": str(desk / "各区报送")},
                    "new": {"notice": "1", "attachment": "1"},
                    "check-letter": {"letter": str(desk / "各区报送-汇总表-函件.docx")},
                }
            ),
        )
        office = runtime.start(tmp_path_factory.mktemp("profile"), pipe=pipe)
        app = libreoffice.engine().apps.add(xl=office, visible=False)
        try:
            yield app
        finally:
            send_away(Path(os.environ["XLTOOLS_WORK"]))
            app.quit()


@pytest.fixture(scope="module")
def click(host: xlwings.App) -> Click:
    """Press a button: run its Sub inside the loaded add-in."""
    from xltools.addin.libreoffice import runtime

    addin = host.impl.office.desktop.loadComponentFromURL(
        runtime.file_url(data_folder("macros") / build.FILE),
        "_blank",
        0,
        runtime.arguments(Hidden=True, MacroExecutionMode=4, FilterName="Calc MS Excel 2007 VBA XML"),
    )
    assert addin is not None

    def press(sub: str) -> None:
        address = f"vnd.sun.star.script:VBAProject.{sub}?language=Basic&location=document"
        addin.getScriptProvider().getScript(address).invoke((addin,), (), ())

    return press


def opened(host: xlwings.App, path: Path) -> xlwings.Book:
    """Open a book in front of everything, so that it is VBA's ActiveWorkbook."""
    from xltools.addin.libreoffice import runtime

    document: Any = host.impl.office.desktop.loadComponentFromURL(runtime.file_url(path), "_blank", 0, ())
    return xlwings.Book(impl=host.impl.books.wrap(document))


def test_every_verb_runs_from_its_button_to_its_result(host: xlwings.App, click: Click, desk: Path) -> None:
    work = Path(os.environ["XLTOOLS_WORK"])
    book = opened(host, desk / "附件6 武汉示例.xlsx")
    names = lambda: [sheet.name for sheet in book.sheets]  # noqa: E731 - read again after every click

    click("XlTools.BtnValidate")
    assert results.SHEET in names(), (work / "xltools.log").read_text(encoding="utf-8")
    click("XlTools.BtnNext")
    click("XlTools.BtnPrevious")
    click("XlTools.BtnClear")
    assert results.SHEET not in names()
    click("XlTools.BtnValidateColumn")
    assert RESULT_COLUMN in [value for row in book.sheets[0].used_range.value for value in row]
    click("XlTools.BtnClear")
    click("XlTools.BtnValidateSet")
    assert results.SHEET in names()
    click("XlTools.BtnValidateSelection")
    click("XlTools.BtnTotal")
    assert book.sheets["投资合计"].range("C4").value > 0
    click("XlTools.BtnProfile")
    assert "附表工具设置" in names()
    click("XlTools.BtnSettings")
    assert "附表工具设置" not in names()
    click("XlTools.BtnValidateSheet")
    click("XlTools.BtnList")
    click("XlTools.BtnAccept")
    assert "附表工具修改记录" in names()
    click("XlTools.BtnUndo")
    assert "附表工具修改记录" not in names()
    click("XlTools.BtnValidateOpen")
    click("XlTools.BtnMerge")
    assert (desk / "各区报送-汇总表.xlsx").is_file()
    click("XlTools.BtnNew")
    click("XlTools.BtnAbout")
    book.close()

    summary = opened(host, desk / "各区报送-汇总表.xlsx")
    click("XlTools.BtnLetter")
    assert (desk / "各区报送-汇总表-函件.docx").is_file()
    click("XlTools.BtnCheckLetter")
    assert str(summary.sheets[results.SHEET].range("A1").value).startswith("函件检查")
    summary.close()

    log = (work / "xltools.log").read_text(encoding="utf-8")
    done = "validate validate-set validate-open accept undo settings clear next total merge profile new about letter"
    for verb in done.split():
        assert f" {verb} 完成" in log, log
    assert "出错" not in log
    assert not [path.name for path in work.iterdir() if path.name not in ("xltools.log", BEAT)]


def test_a_failure_is_told_and_does_not_hang(
    host: xlwings.App, click: Click, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(host, desk / "附件6 武汉示例.xlsx")
    for sheet in ("校验结果", "投资合计"):
        if sheet in [found.name for found in book.sheets]:
            book.sheets[sheet].delete()
    click("XlTools.BtnNext")
    log = (Path(os.environ["XLTOOLS_WORK"]) / "xltools.log").read_text(encoding="utf-8")
    assert "请先点“校验本表”" in log
    book.close()
