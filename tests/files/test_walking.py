"""Folders, .zip folders and single files as a row of inputs."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from pathlib import Path

import pytest
from formats.corpus_legacy import GOOD as XLS
from formats.corpus_ooxml import basic
from formats.ooxml_maker import document, pack, paragraph

from xltools.errors import InputRefused
from xltools.files.limits import Limits
from xltools.files.walking import Source, walk
from xltools.formats.opening import open_source

GOOD = pack(basic())


def shown(*paths: object) -> list[str]:
    return [source.shown.replace(os.sep, "/") for source in walk([str(path) for path in paths])]


def refusal(source: object) -> str:
    with pytest.raises(InputRefused) as refused:
        open_source(source)
    assert source.shown in refused.value.message
    return refused.value.code


def test_folders_are_walked_in_order_and_only_tables_count(tmp_path: Path) -> None:
    names = [
        "b.xlsx",
        "a.xls",
        "~$b.xlsx",
        ".hidden.xlsx",
        ".~b.xlsx",
        ".~lock.b.xlsx#",
        "图.png",
        "说明.pdf",
        "x.txt",
        "y.json",
        "c/d.csv",
        "c/e.mp4",
        ".git/f.xlsx",
        "B.docx",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(GOOD)
    root = str(tmp_path)
    assert shown(tmp_path) == [f"{root}/{name}" for name in ("B.docx", "a.xls", "b.xlsx", "c/d.csv")]


def test_the_path_is_kept_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "区").mkdir()
    (tmp_path / "区" / "a.xlsx").write_bytes(GOOD)
    monkeypatch.chdir(tmp_path)
    assert shown("区") == ["区/a.xlsx"]
    assert shown("区/") == ["区/a.xlsx"]
    assert shown("./区") == ["./区/a.xlsx"]
    assert shown(".") == ["./区/a.xlsx"]
    assert shown("区/a.xlsx") == ["区/a.xlsx"]


def test_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(GOOD)
    assert len(shown(tmp_path / "a.xlsx", tmp_path, tmp_path / "." / "a.xlsx")) == 1


def test_a_named_file_is_always_opened_or_refused(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("只是文字", encoding="utf-8")
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    sources = list(walk([tmp_path / "说明.txt", tmp_path / "~$a.xlsx", tmp_path / "没有.xlsx"]))
    assert [refusal(source) for source in sources] == ["not_a_workbook", "lock_file", "not_found"]
    assert all(source.named for source in sources)


def test_old_word_files_and_archives_get_advice(tmp_path: Path) -> None:
    (tmp_path / "函.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "材料.rar").write_bytes(b"Rar!\x1a\x07\x00")
    sources = list(walk([tmp_path]))
    assert len(sources) == 2
    with pytest.raises(InputRefused, match="解压"):
        open_source(sources[1])


@pytest.mark.skipif(os.name != "posix", reason="links and FIFOs of this kind exist on POSIX only")
def test_links_and_pipes_are_named_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "outside.xlsx").write_bytes(GOOD)
    (inside / "link.xlsx").symlink_to(tmp_path / "outside.xlsx")
    (inside / "loop").symlink_to(inside)
    (inside / "notes.txt").symlink_to(tmp_path / "outside.xlsx")
    os.mkfifo(inside / "pipe.xlsx")
    sources = list(walk([inside]))
    assert [Path(source.shown).name for source in sources] == ["link.xlsx", "loop", "pipe.xlsx"]
    assert {refusal(source) for source in sources} == {"not_a_file"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights do not bind this user")
def test_a_locked_folder_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    try:
        assert [refusal(source) for source in walk([tmp_path])] == ["permission"]
    finally:
        closed.chmod(0o700)


def test_a_zip_is_a_folder(tmp_path: Path) -> None:
    inner = pack({"深/x.xlsx": GOOD, "y.png": b"1"})
    (tmp_path / "报送.zip").write_bytes(
        pack(
            {
                "区/b.xlsx": GOOD,
                "区/a.xls": XLS,
                "__MACOSX/._b.xlsx": b"1",
                "~$b.xlsx": b"1",
                "z.pdf": b"1",
                "内.zip": inner,
                "空.xlsx": b"",
            }
        )
    )
    root = f"{tmp_path}/报送.zip"
    sources = list(walk([root]))
    assert [source.shown for source in sources] == [
        f"{root}/内.zip/深/x.xlsx",
        f"{root}/区/a.xls",
        f"{root}/区/b.xlsx",
        f"{root}/空.xlsx",
    ]
    books = [open_source(source) for source in sources[:3]]
    assert [book.format for book in books] == ["xlsx", "xls", "xlsx"]
    assert [book.member for book in books] == ["内.zip/深/x.xlsx", "区/a.xls", "区/b.xlsx"]
    assert books[2].path == f"{root}/区/b.xlsx"
    assert books[2].grids[0].value(1, 1) == "项目"
    assert refusal(sources[3]) == "empty_file"
    assert shown(tmp_path) == [source.shown for source in sources]


def test_gbk_names_inside_a_zip(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("X" * 8 + ".xlsx", (1980, 1, 1, 0, 0, 0))
        archive.writestr(info, GOOD)
    raw = "武昌汇总".encode("gbk")
    (tmp_path / "a.zip").write_bytes(out.getvalue().replace(b"X" * 8, raw))
    assert shown(tmp_path / "a.zip") == [f"{tmp_path}/a.zip/武昌汇总.xlsx"]


def test_broken_and_empty_zips_are_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(pack({"a.xlsx": GOOD})[:-30])
    (tmp_path / "nothing.zip").write_bytes(pack({"a.txt": b"x"}))
    deep = GOOD
    for _ in range(4):
        deep = pack({"a.xlsx": GOOD, "n.zip": deep})
    (tmp_path / "deep.zip").write_bytes(deep)
    broken, nothing = walk([tmp_path / "broken.zip", tmp_path / "nothing.zip"])
    assert refusal(broken) == "corrupt"
    assert refusal(nothing) == "no_sheets"
    refused = [source for source in walk([tmp_path / "deep.zip"]) if source.refusal]
    assert [refusal(source) for source in refused] == ["unsupported"]


def test_a_workbook_named_zip(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(GOOD)
    (source,) = walk([tmp_path / "a.zip"])
    assert {warning.code for warning in open_source(source).warnings} == {"ext_mismatch"}


def test_a_letter_beside_the_tables(tmp_path: Path) -> None:
    (tmp_path / "函.docx").write_bytes(pack(document(paragraph("关于推荐的函"))))
    (source,) = walk([tmp_path])
    assert not source.named
    assert refusal(source) == "no_sheets"


def test_a_large_zip_is_streamed(tmp_path: Path) -> None:
    """Its file stays open as long as a source may want a member, and is closed afterwards (warnings are errors)."""
    (tmp_path / "a.zip").write_bytes(pack({"a.xlsx": GOOD, "b.xlsx": GOOD, "c.xlsx": GOOD}, zipfile.ZIP_STORED))
    sources = list(walk([tmp_path / "a.zip"], limits=Limits(memory_bytes=len(GOOD) * 2)))
    assert [open_source(source).grids[0].value(1, 1) for source in sources] == ["项目"] * 3


@pytest.mark.parametrize("name", ["~$b.xlsx", ".~b.xlsx", ".~lock.b.xlsx#"])
def test_a_lock_file_that_was_named_is_refused_as_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x04user" + bytes(100))
    (source,) = walk([str(tmp_path / name)])
    assert refusal(source) == "lock_file"


def outcome(source: Source) -> tuple[str, str]:
    """(fingerprint, code of the refusal) of what is read."""
    try:
        return open_source(source).sha256, ""
    except InputRefused as fault:
        return "", fault.code


def test_a_member_is_read_in_another_process_as_here(tmp_path: Path) -> None:
    """The opened .zip does not travel: it is opened there."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.writestr("乙.xlsx", pack(basic()))
    with zipfile.ZipFile(tmp_path / "收件.zip", "w") as package:
        package.writestr("甲.xlsx", pack(basic()))
        package.writestr("里/内.zip", inner.getvalue())
        package.writestr("坏.xlsx", b"PK\x03\x04")
    here = list(walk([tmp_path]))
    there = pickle.loads(pickle.dumps(here))
    assert [source.shown for source in there] == [source.shown for source in here]
    assert [outcome(source) for source in there] == [outcome(source) for source in here]
    assert [code for _, code in map(outcome, there)].count("corrupt") == 1
    good = next(source for source in there if source.shown.endswith("甲.xlsx"))
    with zipfile.ZipFile(tmp_path / "收件.zip", "w") as package:
        package.writestr("丙.xlsx", pack(basic()))
    assert refusal(good) == "changed"
    (tmp_path / "收件.zip").unlink()
    assert refusal(good) == "not_found"


def _zip_of(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(zip_tables=5), ""),
        (Limits(zip_tables=4), "压缩包里的表格太多（连同里面的压缩包超过 4 个），一个也没有读取"),
        (Limits(zip_bytes=4 << 20), "解压后太大（连同里面的压缩包超过 4 MB），一个也没有读取"),
        (Limits(zip_bytes=16 << 20), ""),
    ],
)
def test_a_zip_of_very_many_tables_is_refused_whole_and_says_so(tmp_path: Path, limits: Limits, words: str) -> None:
    inner = _zip_of({"4.csv": b"a,b\n" * (1 << 20), "5.csv": b"a,b"})
    path = tmp_path / "报送.zip"
    path.write_bytes(_zip_of({"1.csv": b"a,b", "2.csv": b"a,b", "3.csv": b"a,b", "里面.zip": inner}))
    found = list(walk([str(path)], limits=limits))
    if not words:
        assert [source.refusal for source in found] == [None] * 5
        return
    (source,) = found
    assert source.refusal is not None
    said = source.refusal.named(source.shown).message
    assert words in said
    assert said.startswith(f"文件“{path}”")
    assert "解压后分成几个文件夹" in said
