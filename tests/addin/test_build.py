"""The add-in file: what is committed is what the sources say, and every button leads somewhere."""

from __future__ import annotations

import re
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xltools.addin import build
from xltools.addin.files import FILE_VERBS
from xltools.errors import OutputFault
from xltools.notice.places import data_folder

SUB = re.compile(
    r"^Public Sub (Btn\w+)\(control As IRibbonControl\)\r\n    XlToolsCall\.CallPython \"([a-z-]+)\"\r\nEnd Sub\r$",
    re.M,
)


@pytest.fixture(scope="session")
def builder() -> None:
    """The pinned pyOpenVBA: another one may write other bytes."""
    try:
        found = version("pyOpenVBA")
    except PackageNotFoundError:
        pytest.skip(f"needs pyOpenVBA=={build.PINNED} (pip install xltools[addin-build])")
    if found != build.PINNED:
        pytest.skip(f"needs pyOpenVBA=={build.PINNED}, found {found}")


@pytest.fixture
def committed() -> Path:
    return data_folder("macros") / build.FILE


@pytest.mark.usefixtures("builder")
def test_the_committed_file_is_built_from_the_sources() -> None:
    assert build.differs() == ""


@pytest.mark.usefixtures("builder")
def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = build.build_addin(tmp_path / "a.xlam").read_bytes()
    assert build.build_addin(tmp_path / "b.xlam").read_bytes() == first


def test_olevba_reads_back_exactly_the_sources(committed: Path) -> None:
    olevba = pytest.importorskip("oletools.olevba", reason="oletools is not installed")
    parser = olevba.VBA_Parser(str(committed))
    try:
        found = {name.partition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()
    for name, source in build.sources().items():
        read = found.pop(name)
        # The workbook's own module keeps the attributes that Excel gave it.
        assert read.endswith(source)
        assert all(line.startswith("Attribute ") for line in read.removesuffix(source).splitlines())
    assert list(found) == ["Sheet1"]
    assert all(line.startswith("Attribute ") for line in found["Sheet1"].splitlines())


def test_no_compiled_code_is_in_the_file(committed: Path) -> None:
    cfb = pytest.importorskip("pyopenvba.cfb", reason="pyOpenVBA is not installed")
    with zipfile.ZipFile(committed) as package:
        container = cfb.CFB.from_bytes(package.read("xl/vbaProject.bin"))
    assert container.get_stream_in_storage("VBA", "_VBA_PROJECT") == build.COMPILE_AFRESH
    assert not [name for name in container.list_streams_in_storage("VBA") if name.startswith("__SRP_")]


def test_the_package_holds_the_ribbon_and_no_clock(committed: Path) -> None:
    with zipfile.ZipFile(committed) as package:
        assert package.read("customUI/customUI14.xml") == (data_folder("macros") / build.RIBBON).read_bytes()
        assert b'Target="customUI/customUI14.xml"' in package.read("_rels/.rels")
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


def test_every_button_has_its_sub_and_every_sub_its_button() -> None:
    source = build.sources()["XlTools"]
    subs = [name for name, _ in SUB.findall(source)]
    assert sorted(build.callbacks()) == sorted(f"XlTools.{name}" for name in subs)
    assert len(set(subs)) == len(subs)
    assert source.count("Public Sub") == len(subs)


def test_every_sub_has_its_verb_and_every_verb_its_sub() -> None:
    pytest.importorskip("xlwings", reason="xlwings is not installed")
    from xltools.addin.buttons import VERBS

    verbs = [verb for _, verb in SUB.findall(build.sources()["XlTools"])]
    assert sorted(verbs) == sorted(VERBS) == sorted(FILE_VERBS)


def test_every_button_says_in_chinese_what_it_does() -> None:
    ribbon = ElementTree.fromstring((data_folder("macros") / build.RIBBON).read_bytes())
    space = "{http://schemas.microsoft.com/office/2009/07/customui}"
    for button in ribbon.iter(f"{space}button"):
        for attribute in ("label", "screentip", "supertip", "imageMso", "onAction"):
            assert button.get(attribute), (button.get("id"), attribute)
        assert re.search("[一-龥]", button.attrib["label"])
        assert len(button.attrib["supertip"]) <= 1024
    labels = {element.get("label") for element in ribbon.iter()}
    assert labels >= {
        "校验本表", "校验整套", "清除标注", "投资合计", "汇总各区", "生成函件", "检查函件", "新建附件", "上一条", "下一条",
        "函件信息", "关于", "收件检查", "代为修改", "问题清单", "采纳修改", "撤销修改", "设置",
    }  # fmt: skip


def test_ids_are_used_once() -> None:
    ribbon = ElementTree.fromstring((data_folder("macros") / build.RIBBON).read_bytes())
    ids = [element.attrib["id"] for element in ribbon.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))


def test_sources_need_no_windows_functions_that_policies_forbid() -> None:
    code = "\n".join(
        line.partition("'")[0] for source in build.sources().values() for line in source.splitlines() if '"' not in line
    )
    for word in ("Declare", "CreateObject", "GetObject"):
        assert word not in code


def test_a_source_that_is_not_ascii_is_refused(tmp_path: Path) -> None:
    for name in (*build.MODULES, build.DOCUMENT):
        (tmp_path / name).write_text('Attribute VB_Name = "X"\n\' 中文\n', encoding="utf-8")
    with pytest.raises(OutputFault, match="第 2 行"):
        build.sources(tmp_path)
