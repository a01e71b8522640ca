"""Each item against its limits: a character, a byte, a second, a file to either side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from application.enterprise import mp4, png
from summary.forms import write

from xltools.application.checking import Checker, across
from xltools.application.collecting import assign
from xltools.application.model import Item, PackedFile
from xltools.demo.minimal_docx import document
from xltools.findings import Severity
from xltools.notice.model import Material


def packed(folder: Path, **files: bytes) -> list[PackedFile]:
    made = []
    for name, data in files.items():
        path = write(folder / name.replace("__", "/").replace("_", "."), data)
        made.append(PackedFile(path=path, shown=path.relative_to(folder).as_posix(), size=len(data)))
    return made


def item(kind: str, files: list[PackedFile], *, required: bool = True, **options: Any) -> Item:
    checker = Checker(forms=(), refused={}, factory_type="", wanted={})
    return checker.item(Material(key="3-x", title="某项", kind=kind, options=options, required=required), files)


def said(made: Item) -> list[tuple[str, str]]:
    return [(f.rule.partition(".")[2], f.severity.value) for f in made.findings]


def words(count: int, title: str = "") -> bytes:
    return (title + "字" * count).encode()


@pytest.mark.parametrize(("required", "state"), [(True, "missing"), (False, "absent")])
@pytest.mark.parametrize("kind", ["text", "pictures", "film", "slides", "paper"])
def test_an_item_without_a_file(kind: str, required: bool, state: str) -> None:
    made = item(kind, [], required=required, count=3, each=["营业执照"])
    assert (made.state.value, said(made), made.files) == (state, [], ())


@pytest.mark.parametrize(
    ("data", "findings", "state"),
    [
        (words(100), [], "ok"),
        (words(101), [("max_chars", "error")], "wrong"),
        (words(100, "标题\n"), [("max_chars", "warning")], "warned"),
        (words(101, "标题\n"), [("max_chars", "error")], "wrong"),
        (words(98, "标题\n"), [], "ok"),
        (" \n　".encode(), [("no_text", "error")], "wrong"),
    ],
)
def test_the_limit_of_characters(data: bytes, findings: list[tuple[str, str]], state: str, tmp_path: Path) -> None:
    made = item("text", packed(tmp_path, 简介_txt=data), max_chars=100)
    assert (said(made), made.state.value) == (findings, state)
    for finding in made.findings:
        assert finding.path == "简介.txt"
        if finding.severity is Severity.ERROR and findings[0][0] == "max_chars":
            size = len("".join(data.decode().split()))
            assert (finding.value, finding.expected) == (str(size), "不超过 100 字")
            assert f"请删减 {size - 100} 字以上" in finding.fix


def test_a_text_without_a_limit_may_be_long_and_one_with_topics_names_what_lacks(tmp_path: Path) -> None:
    files = packed(tmp_path, 报告_txt="一、建设目的与预期目标\n二、建设主要内容".encode())
    assert said(item("text", files)) == []
    made = item("text", files, topics=["建设主要内容", "行业示范意义"])
    assert said(made) == [("topics", "warning")]
    assert made.findings[0].message.endswith("行业示范意义")


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("场景一：排产\n" + "字" * 50 + "\n场景二：仓储\n" + "字" * 50, []),
        ("场景一：排产\n" + "字" * 50 + "\n场景二：仓储\n" + "字" * 51, [("max_chars_per_scenario", "error")]),
        ("字" * 50, []),
        ("字" * 51, [("scenarios_unseen", "warning")]),
    ],
)
def test_the_limit_of_each_scenario(text: str, findings: list[tuple[str, str]], tmp_path: Path) -> None:
    made = item("text", packed(tmp_path, 场景_txt=text.encode()), max_chars_per_scenario=50)
    assert said(made) == findings
    if findings and findings[0][1] == "error":
        assert "场景二：仓储" in made.findings[0].message
        assert "删减 1 字" in made.findings[0].fix


def test_a_scan_beside_the_readable_text_is_its_sealed_copy(tmp_path: Path) -> None:
    scan = packed(tmp_path, 扫描_pdf=b"%PDF-1.4\n%%EOF")
    assert said(item("text", scan)) == [("pdf_text", "warning")]
    both = [*scan, *packed(tmp_path, 简介_txt=words(5))]
    assert said(item("text", both)) == []
    empty = [*both, *packed(tmp_path, 空_pdf=b"")]
    assert said(item("text", empty)) == [("empty_file", "error")]


@pytest.mark.parametrize(("count", "findings"), [(1, [("count", "error")]), (2, []), (3, [("count", "warning")])])
def test_the_number_of_pictures(count: int, findings: list[tuple[str, str]], tmp_path: Path) -> None:
    files = packed(tmp_path, **{f"{n}_png": png(3000) for n in range(count)})
    assert said(item("pictures", files, count=2)) == findings
    assert said(item("pictures", files)) == []
    junk = [*files, *packed(tmp_path, 坏_png=b"MZ" + bytes(90))]
    assert ("not_a_picture", "error") in said(item("pictures", junk, count=2))
    assert [one for one in said(item("pictures", junk, count=2)) if one[0] == "count"] == findings


def test_the_least_size_of_a_picture(tmp_path: Path) -> None:
    files = packed(tmp_path, a_png=png(3000))
    size = files[0].size
    assert said(item("pictures", files, min_bytes=size)) == []
    made = item("pictures", files, min_bytes=size + 1)
    assert said(made) == [("min_bytes", "error")]
    assert (made.findings[0].value, made.findings[0].expected) == (str(size), f"不小于 {size + 1} 字节")


@pytest.mark.parametrize(
    ("seconds", "findings"),
    [
        (180, []),
        (180.4, [("max_seconds", "warning")]),
        (181, [("max_seconds", "warning")]),
        (181.5, [("max_seconds", "error")]),
    ],
)
def test_the_length_of_a_film(seconds: float, findings: list[tuple[str, str]], tmp_path: Path) -> None:
    made = item("film", packed(tmp_path, a_mp4=mp4(seconds)), max_seconds=180)
    assert said(made) == findings
    assert made.files[0].what.startswith("MP4 3分")
    assert said(item("film", packed(tmp_path, a_mp4=mp4(seconds)))) == []


def test_one_film_is_enough(tmp_path: Path) -> None:
    made = item("film", packed(tmp_path, a_mp4=mp4(60), b_mp4=mp4(60)))
    assert said(made) == [("count", "warning")]
    assert "2 个视频" in made.findings[0].message


def test_what_has_to_be_there_by_name(tmp_path: Path) -> None:
    files = packed(tmp_path, 营业执照_pdf=b"%PDF-1.4\n%%EOF", 其他_docx=document(["纳税证明"]))
    made = item("paper", files, each=["营业执照", "信用报告"])
    assert [f.expected for f in made.findings] == ["信用报告"]
    assert said(made) == [("each", "warning")]


def test_papers_speak_of_the_enterprise_of_the_forms() -> None:
    name, code = "武汉示例甲股份有限公司", "91420100MA4JURQ28Y"
    papers = {
        "a": f"本公司{name}，代码{code}。",
        "b": "武汉示例 甲股份\n有限公司",
        "c": "示例甲公司",
        "d": "",
        "e": "代码91420100MA4KXXXX0D。" + name,
    }
    found = [(f.rule, f.severity.value, f.path) for f in across(papers, {"c"}, name, code, "§五")]
    assert found == [("code-in-text", "error", "e")]
    found = [(f.rule, f.severity.value, f.path) for f in across(papers, set(), name, code, "§五")]
    assert found == [("name-in-text", "warning", "c"), ("code-in-text", "error", "e")]
    assert list(across(papers, set(), "", "", "")) == []


def test_a_file_goes_where_its_name_says(tmp_path: Path) -> None:
    materials = (
        Material(key="1", title="申请报告", kind="text", files=("*申请报告*",)),
        Material(key="2", title="图片", kind="pictures", files=("*.jpg", "*图片*")),
        Material(key="3", title="视频", kind="film", files=("*.mp4", "*视频*")),
    )
    files = packed(
        tmp_path,
        申请报告_docx=b"x",
        a_jpg=b"x",
        视频__说明_docx=b"x",
        图片__申请报告_jpg=b"x",
        无名_bin=b"x",
        视频简介_mp4=b"x",
    )
    found, rest = assign(files, materials, {})
    assert {key: [file.shown for file in own] for key, own in found.items() if own} == {
        "1": ["申请报告.docx"], "2": ["a.jpg", "图片/申请报告.jpg"], "3": ["视频/说明.docx", "视频简介.mp4"],
    }  # fmt: skip
    assert [file.shown for file in rest] == ["无名.bin"]
