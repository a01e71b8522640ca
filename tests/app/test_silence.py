"""Nothing decisive read is never good news: the exit code, and a sentence that says what the file is."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.test_cli import GOOD, cli
from ledger.investing import HEAD, row
from sheets import xlsx

from xltools.app.new import blank_of
from xltools.notice.load import load_notice

BLANK, OTHER_FORM, STRANGE = "blank", "other form", "strange"
SOUND = HEAD + row(1, "2024-05-01", "6000")
"""One invoice above the floor."""
BESIDE = {
    "扫描件.pdf": b"%PDF-1.4",
    "照片.jpg": b"\xff\xd8\xff\xe0",
    "~$附件6.xlsx": b"\x00" * 165,
    "Thumbs.db": b"\xd0\xcf\x11\xe0",
}


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli(*arguments)
    out, err = capsys.readouterr()
    return code, out + err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "报送"
    made.mkdir()
    return made


@pytest.mark.parametrize("command", ["validate", "total"])
def test_a_blank_form_is_said_to_be_one(folder: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    (folder / "附件6.xlsx").write_bytes(xlsx(HEAD))
    code, text = said(capsys, command, str(folder), "--notice", "wuhan-2025")
    assert code == 1
    assert "空表，没有填写" in text
    assert "没有发现问题" not in text
    assert "未达到" not in text


@pytest.mark.parametrize("command", ["validate", "total"])
@pytest.mark.parametrize("asked", [("--notice", "wuhan-2025"), ("--notice", "tianjin-2025", "--attachment", "附件6")])
def test_a_table_of_another_call_or_form_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, asked: tuple[str, ...]
) -> None:
    text = GOOD.replace("智能制造试点示范项目推荐汇总表", "2022年度湖北省智能制造试点示范项目推荐汇总表")
    (folder / "江岸区.xlsx").write_bytes(xlsx(text))
    code, shown = said(capsys, command, str(folder), *asked)
    assert code in (1, 2)
    assert "hubei-2022" in shown or "没有认出投资明细表" in shown or "没有投资窗口" in shown
    assert "没有发现问题" not in shown


def test_a_table_that_is_no_form_is_not_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "名单.xlsx").write_bytes(xlsx("| 姓名 | 电话 |\n| 张三 | 12 |"))
    code, text = said(capsys, "validate", str(folder), "--notice", "wuhan-2025")
    assert code == 1
    assert "没有认出任何一个附件的表头" in text


@pytest.mark.parametrize("heading", ["含税金额", "开票日期"])
def test_without_its_decisive_column_a_form_is_not_clean(
    folder: Path, capsys: pytest.CaptureFixture[str], heading: str
) -> None:
    (folder / "附件6.xlsx").write_bytes(xlsx(SOUND.replace(f" {heading} ", " 别的 ")))
    code, text = said(capsys, "validate", str(folder), "--notice", "wuhan-2025")
    assert code == 1
    assert "本表不能核算" in text


@pytest.mark.parametrize("command", ["validate", "total", "merge"])
def test_a_folder_of_scans_alone_is_nothing_to_read(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    for name, data in BESIDE.items():
        (folder / name).write_bytes(data)
    out = ("-o", str(folder.parent / "汇总.xlsx")) if command == "merge" else ()
    code, text = said(capsys, command, str(folder), "--notice", "wuhan-2025", *out)
    assert code == 3
    assert "没有找到 Excel、Word 或 CSV 文件" in text
    assert not (folder.parent / "汇总.xlsx").exists()


def test_scans_photos_and_lock_files_beside_a_form_are_counted_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "附件6.xlsx").write_bytes(xlsx(SOUND))
    for name, data in BESIDE.items():
        (folder / name).write_bytes(data)
    code, text = said(capsys, "validate", str(folder), "--notice", "wuhan-2025")
    assert code == 0
    assert "扫描件或 PDF 1 个（扫描件.pdf）" in text
    assert "图片 1 个（照片.jpg）" in text
    assert "临时文件" in text
    assert "选错" not in text


def test_a_shipped_blank_in_a_package_is_not_filled_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notice = load_notice("wuhan-2025")
    name, data = blank_of(notice, notice.attachment("附件6"))
    (folder / name).write_bytes(data)
    code, text = said(capsys, "package", str(folder), "--notice", "wuhan-2025")
    assert code == 1
    assert "未填" in text
