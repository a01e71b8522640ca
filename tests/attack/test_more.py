"""Attacks of the second hour: pipes and links where a person names a file, merges by the ten thousand, packs without end."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from sheets import xlsx

from xltools.answers.waivers import load_waivers
from xltools.app.new import new_blanks
from xltools.errors import InputRefused, NoticeError
from xltools.files.refusals import ADVICE, Refusal
from xltools.formats.grid import Area
from xltools.formats.opening import open_bytes
from xltools.forms.reading import read_table
from xltools.forms.sketch import Sketch
from xltools.notice.load import load_notice, read_folder
from xltools.office.backread import bytes_of

posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
COLUMN = """
[[columns]]
key = "name"
heading = "企业名称"
"""


def pack(folder: Path, attachment: str = "", notice: str = "") -> Path:
    home = folder / "x-2026"
    home.mkdir()
    (home / "notice.toml").write_text(
        f'id = "x-2026"\ntitle = "示例"\nversion = "1"\nyear = 2026\n{notice}', encoding="utf-8"
    )
    head = 'key = "附件1"\ntitle = "示例表"\nrole = "summary"\nlayout = "found"\nbasis = "x"\n'
    (home / "附件1.toml").write_text(head + attachment + COLUMN, encoding="utf-8")
    return home


@posix
@pytest.mark.parametrize("read", [bytes_of, load_waivers])
def test_nobody_waits_for_a_pipe(read: object, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "模板.docx")
    with pytest.raises(InputRefused):
        read(str(tmp_path / "模板.docx"))  # type: ignore[operator]  # either function


@pytest.mark.parametrize(
    ("attachment", "said"),
    [
        ('blank = "../../秘密.xlsx"', "不能含路径"),
        ("blank_rows = 2000000000", "空表的行数"),
        ('within = "附件1"', "没有申报表"),
    ],
)
def test_what_a_pack_may_not_say(attachment: str, said: str, tmp_path: Path) -> None:
    _, mistakes = read_folder(pack(tmp_path, attachment))
    assert any(said in str(mistake) for mistake in mistakes)


def test_a_pack_nested_without_end_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    _, mistakes = read_folder(pack(tmp_path, notice=f"x = {'[' * 9000}{']' * 9000}\n"))
    assert mistakes


@posix
def test_a_blank_that_leads_out_of_the_pack_is_not_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "秘密.txt").write_text("秘密", encoding="utf-8")
    home = pack(tmp_path, 'blank = "空表.xlsx"')
    (home / "空表").mkdir()
    (home / "空表" / "空表.xlsx").symlink_to(tmp_path / "秘密.txt")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    load_notice.cache_clear()
    with pytest.raises(NoticeError, match="不是普通文件"):
        new_blanks("x-2026", (), tmp_path / "出")


def test_a_refused_source_travels_to_another_process() -> None:
    """A folder with a link in it and so many files that several processes read them ended in a traceback."""
    made = pickle.loads(pickle.dumps(Refusal("corrupt", "内容自相矛盾")))  # our own
    assert (made.code, made.what, made.todo) == ("corrupt", "内容自相矛盾", ADVICE["corrupt"])


@pytest.mark.parametrize("tall", [1, 4])
def test_merges_by_the_ten_thousand_cost_no_more_than_their_number(tall: int) -> None:
    """Each over the whole width, or over each other: once a minute and more."""
    notice = load_notice("wuhan-2025")
    form = notice.attachment("附件6")
    book = open_bytes(
        xlsx("# 附件6\n| 序号 | 设备名称 | 发票号码 |\n| 1 | 机床 | '24422000000012345671 |"), shown="a.xlsx"
    )
    (grid,) = book.grids
    grid.merges.extend(Area(row % 300 + 2, 1, row % 300 + 1 + tall, 16_384) for row in range(30_000))
    Sketch.of(grid, (form,))
    table = read_table(notice, form, book, grid)
    assert table is not None
