"""What a folder holds beside tables is named, never refused as a wrong table."""

from __future__ import annotations

from pathlib import Path

from xltools.app.validate import validate
from xltools.demo.minimal_docx import document
from xltools.files.beside import beside_words
from xltools.forms.inputs import Request


def test_scans_pictures_texts_and_lock_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "扫描").mkdir()
    for name in ("扫描/发票.pdf", "车间.JPG", "~$附件6.xlsx", ".~lock.附件7.xlsx#", "成果.mp4", ".hidden", "Thumbs.db", "图纸.dwg"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "申报书.docx").write_bytes(document(["智能制造试点示范项目申报书", "正文"]))
    report = validate(Request(paths=(str(tmp_path),))).report
    assert report.files == ()
    said = beside_words(report.beside)
    for word in (
        "发票.pdf",
        "车间.JPG",
        "打开时留下的临时文件 2 个（.~lock.附件7.xlsx#、~$附件6.xlsx）",
        "成果.mp4",
        "文字材料 1 个（申报书.docx）",
        "其他文件 1 个（图纸.dwg）",
    ):
        assert word in said
    assert "hidden" not in said


def test_a_word_text_that_was_named_is_refused_with_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "申报书.docx"
    path.write_bytes(document(["正文"]))
    (file,) = validate(Request(paths=(str(path),))).report.files
    assert file.refusal is not None
    assert file.refusal.code == "no_sheets"
    assert "文字材料" in file.refusal.message
    assert "选错" not in file.refusal.message
