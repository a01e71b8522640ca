"""The parts a package is checked by: what a file's name says, whose item it is, what a text holds, what a receipt proves."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from application.enterprise import pptx

from xltools.application.collecting import assign, says
from xltools.application.model import PackedFile
from xltools.application.papers import paper, slides
from xltools.application.receipt import FORMAT, embedded, is_ours, number_of, read_receipt, verify
from xltools.application.texts import docx_text, labelled, lacking_topics, scenarios, without_title
from xltools.demo.minimal_docx import document
from xltools.errors import InputRefused
from xltools.formats.compound import SIGNATURE
from xltools.notice.model import Material


def codes(media: Any) -> list[str]:
    return [fault.code for fault in media.faults]


# --- names and items -----------------------------------------------------------------------------------------------


def packed(shown: str) -> PackedFile:
    return PackedFile(path=Path(shown), shown=shown, size=1)


MATERIALS = (
    Material(key="intro", title="简介", files=("*简介*",), kind="text"),
    Material(key="film", title="视频", files=("*视频*", "*.mp4"), kind="film"),
    Material(key="report", title="申请报告", files=("*申请报告*",), kind="text"),
    Material(key="form", title="申报表", files=("*申报*",), kind="attachment", attachments=("附件1",)),
    Material(key="money", title="凭证", files=("*凭证*", "*.pdf"), kind="document"),
)


@pytest.mark.parametrize(
    ("shown", "recognised", "keys"),
    [
        ("简介.docx", (), ["intro"]),
        ("简介视频.mp4", (), ["film"]),
        ("a.mp4", (), ["film"]),
        ("A.MP4", (), ["film"]),
        ("申请报告.docx", (), ["report"]),
        ("申请报告（申报）.docx", (), ["report"]),
        ("申报.pdf", (), ["form"]),
        ("申报表.xlsx", ("附件1",), ["form"]),
        ("简介.xlsx", ("附件1",), ["form"]),
        ("凭证/扫描.pdf", (), ["money"]),
        ("简介/扫描.txt", (), ["intro"]),
        ("简介/申请报告.txt", (), ["report"]),
        ("杂.pdf", (), ["money"]),
        ("杂.bin", (), []),
        ("杂.bin", ("附件9",), []),
    ],
)
def test_whose_item_a_file_is(shown: str, recognised: tuple[str, ...], keys: list[str]) -> None:
    found, rest = assign([packed(shown)], MATERIALS, {shown: recognised})
    assert [key for key, files in found.items() if files] == keys
    assert bool(rest) is not bool(keys)
    assert assign([packed(shown)], (), {}) == ({}, [packed(shown)])


@pytest.mark.parametrize(
    ("shown", "word", "told"),
    [
        ("4/银行流水.pdf", "银行流水", True), ("4/流水.pdf", "银行流水", True), ("4/银行.pdf", "银行流水", False), ("水.pdf", "流水", False),
        ("发票.pdf", "发票", True), ("合同书.pdf", "合同书", True), ("同书.pdf", "合同书", True), ("书.pdf", "合同书", False),
    ],
)  # fmt: skip
def test_a_path_speaks_of_a_word(shown: str, word: str, told: bool) -> None:
    assert says(packed(shown), word) is told


# --- papers --------------------------------------------------------------------------------------------------------


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind", "faults"),
    [
        ("a.pdf", b"", "", ["empty_file"]),
        ("a.pdf", b"x" * 1100 + b"%PDF-1.4 %%EOF", "", ["not_a_pdf"]),
        ("a.pdf", b"x" * 100 + b"%PDF-1.4 %%EOF", "PDF", []),
        ("a.pdf", b"%PDF-1.4", "PDF", ["truncated"]),
        ("a.pdf", b"%PDF-1.4 /Encrypt %%EOF", "PDF", ["pdf_encrypted"]),
        ("a.pdf", b"%PDF-1.4 /Encrypt trailer <<>> %%EOF", "PDF", []),
        ("a.pdf", b"%PDF-1.4 trailer <</Encrypt 1 0 R>> trailer <<>> %%EOF", "PDF", []),
        ("a.pdf", b"%PDF-1.4 trailer <</Encrypt 1 0 R>> %%EOF", "PDF", ["pdf_encrypted"]),
        ("a.zip", zipped("a"), "ZIP", []),
        ("a.zip", b"PK\x03\x04torn", "", ["corrupt"]),
        ("a.dat", b"PK\x03\x04torn", "DAT", []),
        ("a.xls", SIGNATURE + b"torn", "", ["corrupt"]),
        ("a.docx", b"", "", ["empty_file"]),
        ("a.txt", "文".encode(), "文本", []),
        ("a.jpg", b"MZ", "", ["not_a_picture"]),
        ("a.dat", b"anything", "DAT", []),
    ],
)
def test_a_paper_is_whole_as_far_as_its_ends_tell(
    name: str, data: bytes, kind: str, faults: list[str], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = paper(path)
    assert (found.kind, codes(found)) == (kind, faults)


@pytest.mark.parametrize(
    ("data", "kind", "pages", "faults"),
    [
        (pptx(), "PPTX", 2, []),
        (zipped("ppt/presentation.xml"), "PPTX", 0, ["no_slides"]),
        (zipped("ppt/presentation.xml", "ppt/slides/slide1.xml", "ppt/slides/slide12.xml", "ppt/slides/_rels/slide1.xml.rels"), "PPTX", 2, []),
        (zipped("word/document.xml"), "", None, ["not_slides"]),
        (b"", "", None, ["empty_file"]),
        (b"text", "", None, ["not_slides"]),
    ],
)  # fmt: skip
def test_slides_are_counted(data: bytes, kind: str, pages: int | None, faults: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(data)
    found = slides(path)
    assert (found.kind, codes(found)) == (kind, faults)
    assert found.pages == pages


# --- texts ---------------------------------------------------------------------------------------------------------


def test_the_text_of_a_word_document() -> None:
    plain = document(["甲", "乙"])
    assert docx_text(plain) == "甲\n乙"

    def with_body(body: str) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name == "word/document.xml":
                    text = data.decode()
                    start, end = text.index("<w:body>") + 8, text.index("</w:body>")
                    data = (text[:start] + body + text[end:]).encode()
                new.writestr(name, data)
        return out.getvalue()

    def run(inside: str) -> str:
        return f"<w:r>{inside}</w:r>"

    body = (
        f"<w:p>{run('<w:t>一</w:t><w:tab/><w:t>二</w:t>')}{run('<w:br/>')}{run('<w:t>三</w:t><w:noBreakHyphen/><w:t>四</w:t>')}</w:p>"
        f"<w:p>{run('<w:t>五</w:t>')}{run('<w:br w:type=' + chr(34) + 'page' + chr(34) + '/>')}<w:del>{run('<w:t>没有</w:t>')}</w:del>{run('<w:t>六</w:t>')}</w:p>"
        f"<w:p>{run('<w:instrText>PAGE</w:instrText>')}</w:p>"
    )
    assert docx_text(with_body(body)) == "一 二\n三-四\n五 六"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("标题\n正文。", "正文。"), ("标题。\n正文。", "标题。\n正文。"), ("字" * 40 + "\n正文", "正文"), ("字" * 41 + "\n正文", "字" * 41 + "\n正文"),
        ("\n标题\n\n正文", "正文"), ("正文", "正文"), ("标题；\n正文", "标题；\n正文"),
    ],
)  # fmt: skip
def test_a_title_is_no_part_of_the_text(text: str, left: str) -> None:
    assert without_title(text) == left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("场景一：甲\n文一\n场景二：乙\n文二", [("场景一：甲", "文一"), ("场景二：乙", "文二")]),
        ("（一）场景1 甲\n文\n（二）其他\n不算", [("（一）场景1 甲", "文")]),
        ("（一）场景1 甲\n1. 细目\n文", [("（一）场景1 甲", "1. 细目\n文")]),
        ("一、场景1 甲\n（一）细目\n文\n二、其他\n不算", [("一、场景1 甲", "（一）细目\n文")]),
        ("场景一 甲\n二、其他，\n文", [("场景一 甲", "二、其他，\n文")]),
        ("场景一" + "甲" * 57 + "\n文", [("场景一" + "甲" * 57, "文")]),
        ("场景一" + "甲" * 58 + "\n文", []),
        ("场景一。\n文", []),
        ("前言\n文", []),
        ("场景一\n一、后面\n不算\n场景二\n文", [("场景一", ""), ("场景二", "文")]),
    ],
)
def test_the_scenes_of_a_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(section.title, section.text) for section in scenarios(text)] == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("推荐单位：甲", "甲"), ("推荐单位（盖章）：甲", "甲"), ("推荐单位 (盖章): 甲", "甲"), ("推荐单位\n甲", "甲"), ("推荐单位（盖章）\n甲", "甲"), ("推荐单位", None),
        ("推荐单位的意见\n推荐单位：乙", "乙"), ("甲推荐单位：乙", None), ("推荐单位：" + "甲" * 55, "甲" * 55), ("推荐单位：" + "甲" * 56, None), ("推荐单位：", ""),
        ("推荐单位的意见\n乙", None),
    ],
)  # fmt: skip
def test_what_stands_behind_a_label(text: str, said: str | None) -> None:
    assert labelled(text, "推荐单位") == said


def test_topics_a_text_lacks() -> None:
    text = "一、改造前的 基本情况分析\n二、投资效益"
    assert lacking_topics(text, ("改造前情况分析", "投资效益", "组织保障", "投资构成")) == ["组织保障", "投资构成"]
    # Two of three neighbouring pairs are enough, one is not.
    assert lacking_topics("甲乙丙 丁", ("甲乙丙丁",)) == []
    assert lacking_topics("甲乙、丙、丁", ("甲乙丙丁",)) == ["甲乙丙丁"]
    assert lacking_topics("甲乙丙、丁", ("甲乙丙丁",)) == []


# --- the receipt ---------------------------------------------------------------------------------------------------


def receipt(**more: Any) -> dict[str, Any]:
    made = {"format": FORMAT, "files": [], "rules_sha256": "r", **more}
    return made | {"number": number_of(made)}


def put(folder: Path, **files: str) -> list[PackedFile]:
    made = []
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
        made.append(PackedFile(path=folder / name, shown=name, size=len(content)))
    return made


def listed(files: list[PackedFile]) -> list[dict[str, Any]]:
    from xltools.application.receipt import file_print

    return [{"path": file.shown, "sha256": file_print(file.path), "size": file.size} for file in files]


def test_every_file_of_a_receipt_is_held_against_the_folder(tmp_path: Path) -> None:
    old = put(tmp_path, a="1", b="2", c="3", d="4", e="5")
    paper_ = receipt(files=listed(old))
    assert paper_["number"] == number_of(paper_)
    assert len(paper_["number"]) == 20
    same = verify(paper_, old, "r")
    assert (same.same, same.files_agree, same.untouched, same.same_rules) == (
        ("a", "b", "c", "d", "e"),
        True,
        True,
        True,
    )
    (tmp_path / "c").unlink()
    (tmp_path / "d").unlink()
    now = [*put(tmp_path, a="1", b="other", x="3", y="3", z="new"), old[4]]
    found = verify(paper_, now, "s")
    assert (found.same, found.changed, found.missing) == (("a", "e"), ("b",), ("d",))
    assert (found.renamed, found.added) == ((("c", "x"),), ("y", "z")), "one twin for one file"
    assert not found.files_agree
    assert not found.same_rules
    assert not verify(paper_ | {"files": listed(old[:1])}, old, "r").untouched
    blind = receipt(files=[{"path": "a", "sha256": ""}])
    assert verify(blind, old[:1], "r").changed == ("a",)
    assert verify(blind, [], "r").missing == ("a",)
    other = put(tmp_path, new="")
    assert verify(blind, other, "r").added == ("new",), "nothing is proved of a file without a fingerprint"


def test_a_receipt_is_read_from_json_and_from_a_page(tmp_path: Path) -> None:
    made = receipt(
        files=[{"path": "a<b", "sha256": "0" * 64, "size": 1 << 50}],
        missing=["甲"],
        errors=1 << 40,
        items=[{"key": "k", "title": "t", "state": "missing"}],
    )
    text = embedded(made)
    assert "<" not in text
    assert "甲" in text
    for name, content in {
        "a.json": text,
        "b.html": f'<html><script type="application/json" id="xltools-receipt">{text}</script></html>',
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert read_receipt(str(tmp_path / name)) == made, name
    for broken in (
        "{}", "x", json.dumps(made | {"format": "other"}), json.dumps(made | {"files": [{"path": "a"}]}), json.dumps(made | {"files": [{"path": "a", "sha256": "0" * 65}]}),
        json.dumps(made | {"files": [{"path": "a", "sha256": "", "size": (1 << 50) + 1}]}), json.dumps(made | {"errors": -1}), json.dumps(made | {"errors": (1 << 40) + 1}), json.dumps(made | {"missing": [1]}),
        '<script type="application/json" id="xltools-receipt">{}',
    ):  # fmt: skip
        (tmp_path / "x.json").write_text(broken, encoding="utf-8")
        with pytest.raises(InputRefused):
            read_receipt(str(tmp_path / "x.json"))


@pytest.mark.parametrize(
    ("name", "content", "ours"),
    [
        ("a.json", FORMAT, True), ("a.HTML", '<meta name="generator" content="xltools 1">', True), ("a.htm", FORMAT, True), ("a.txt", FORMAT, False), ("a.json", "{}", False),
        ("a.json", " " * (64 * 1024 - len(FORMAT)) + FORMAT, True), ("a.json", " " * (64 * 1024 - len(FORMAT) + 1) + FORMAT, False),
    ],
)  # fmt: skip
def test_what_the_program_wrote_is_no_material(name: str, content: str, ours: bool, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert is_ours(path) is ours
    assert not is_ours(tmp_path / "gone.json")
