"""Outputs appear whole or not at all, and never in the place of something that must stay."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from xltools.errors import OutputFault
from xltools.files import atomic
from xltools.files.atomic import check_output, output, write_atomically
from xltools.files.locks import open_elsewhere


def code_of(action: object, *arguments: object, **options: object) -> OutputFault:
    with pytest.raises(OutputFault) as caught:
        action(*arguments, **options)  # type: ignore[operator]
    return caught.value


def test_a_new_file_is_written_with_its_folder(tmp_path: Path) -> None:
    target = tmp_path / "输出" / "汇总.xlsx"
    assert write_atomically(target, b"whole") is None
    assert target.read_bytes() == b"whole"
    assert os.listdir(target.parent) == ["汇总.xlsx"]


def test_an_existing_file_needs_force_and_leaves_a_dated_backup(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    assert code_of(write_atomically, target, b"new").code == "exists"
    backup = write_atomically(target, b"new", force=True)
    assert backup is not None
    assert backup.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert write_atomically(target, b"newer", force=True) != backup


def test_what_may_be_replaced_is_replaced_without_a_backup(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"ours")
    assert write_atomically(target, b"newer", may_replace=lambda old: old == b"ours") is None
    assert sorted(os.listdir(tmp_path)) == ["a.xlsx"]


def test_the_same_bytes_again_leave_the_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    write_atomically(target, b"same")
    before = target.stat().st_mtime_ns, target.stat().st_ino
    write_atomically(target, b"same", force=True)
    assert (target.stat().st_mtime_ns, target.stat().st_ino) == before
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_permissions_of_the_old_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_atomically(target, b"new", force=True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_refused_before_work(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(b"input")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.xlsx").symlink_to(source)
    (tmp_path / "dangling.xlsx").symlink_to(tmp_path / "nothing")
    os.link(source, tmp_path / "hard.xlsx")
    assert code_of(check_output, source, inputs=[source], force=True).code == "is_input"
    assert code_of(check_output, tmp_path / "hard.xlsx", inputs=[source], force=True).code == "is_input"
    assert code_of(check_output, tmp_path / "x" / ".." / "in.xlsx", inputs=[source], force=True).code == "is_input"
    assert code_of(check_output, tmp_path / "folder").code == "is_folder"
    assert code_of(check_output, tmp_path / "link.xlsx", force=True).code == "is_link"
    assert code_of(check_output, tmp_path / "dangling.xlsx").code == "is_link"
    assert code_of(check_output, "/dev/null", force=True).code == "not_a_file"
    assert code_of(check_output, source / "a.xlsx").code == "bad_name"
    assert code_of(check_output, tmp_path / ("长" * 300)).code == "bad_name"
    assert source.read_bytes() == b"input"


def owner_file(name: str) -> bytes:
    narrow = name.encode("gb18030")
    return (
        bytes([len(narrow)])
        + narrow.ljust(54, b" ")
        + len(name).to_bytes(2, "little")
        + name.encode("utf-16-le").ljust(108, b"\0")
    )


@pytest.mark.parametrize("owner", ["~$汇总.xlsx", ".~汇总.xlsx"])
def test_a_file_open_in_excel_or_wps_names_its_holder(tmp_path: Path, owner: str) -> None:
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"old")
    (tmp_path / owner).write_bytes(owner_file("示例科长"))
    fault = code_of(write_atomically, target, b"new", force=True)
    assert fault.code == "in_use"
    assert "示例科长" in fault.message
    assert owner in fault.message
    assert target.read_bytes() == b"old"


def test_a_word_file_has_a_shortened_owner_file(tmp_path: Path) -> None:
    (tmp_path / "~$函件汇总表.docx").write_bytes(owner_file("示例"))
    found = open_elsewhere(tmp_path / "推荐函件汇总表.docx")
    assert found is not None
    assert found[1] == "示例"


def test_libreoffice_lock_names_its_holder(tmp_path: Path) -> None:
    (tmp_path / ".~lock.a.xlsx#").write_text(",示例科员,机器,24.11.2026 10:00,file:///x;", encoding="utf-8")
    assert "示例科员" in code_of(check_output, tmp_path / "a.xlsx").message


def test_a_file_written_by_somebody_else_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    with output(target) as mine:
        target.write_bytes(b"theirs")
        assert code_of(mine.write, b"mine").code == "busy"
    assert target.read_bytes() == b"theirs"
    with output(target, force=True) as mine:
        target.write_bytes(b"changed again")
        assert code_of(mine.write, b"mine").code == "busy"
    assert sorted(os.listdir(tmp_path)) == ["a.xlsx"]


def test_a_second_writer_at_the_same_output_is_told(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    with output(target) as first:
        fault = code_of(write_atomically, tmp_path / "." / "a.xlsx", b"second")
        assert fault.code == "busy"
        assert str(os.getpid()) in fault.message
        write_atomically(tmp_path / "b.xlsx", b"another output is free")
        first.write(b"first")
    write_atomically(target, b"third", force=True)
    assert target.read_bytes() == b"third"


def test_many_threads_one_file_one_wins_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    contents = [bytes([65 + number]) * 200_000 for number in range(8)]
    codes: list[str] = []

    def write(data: bytes) -> None:
        try:
            write_atomically(target, data)
            codes.append("written")
        except OutputFault as fault:
            codes.append(fault.code)

    threads = [threading.Thread(target=write, args=(data,)) for data in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count("written") == 1
    assert set(codes) <= {"written", "busy", "exists"}
    assert target.read_bytes() in contents
    assert os.listdir(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize("nameless", [True, False])
@pytest.mark.parametrize("exists", [True, False])
def test_interrupted_while_writing_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nameless: bool, exists: bool
) -> None:
    target = tmp_path / "a.xlsx"
    if exists:
        target.write_bytes(b"old")
    if not nameless:
        monkeypatch.setattr(os, "O_TMPFILE", 0, raising=False)

    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, b"new", may_replace=lambda _: True)
    assert {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)} == (
        {"a.xlsx": b"old"} if exists else {}
    )


@pytest.mark.parametrize("exists", [True, False])
def test_file_systems_without_nameless_files_or_links_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    import errno

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    target = tmp_path / "a.xlsx"
    if exists:
        target.write_bytes(b"old")
    monkeypatch.setattr(os, "link", no_links)
    backup = write_atomically(target, b"new", force=True)
    assert target.read_bytes() == b"new"
    if exists:
        assert backup is not None
        assert backup.read_bytes() == b"old"
    assert len(os.listdir(tmp_path)) == 1 + exists


def test_leftovers_of_killed_runs_are_swept_when_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".~xltools-1-a.part", tmp_path / ".~xltools-2-b.part"
    for leftover in (old, young):
        leftover.write_bytes(b"half")
    os.utime(old, (1, 1))
    write_atomically(tmp_path / "a.xlsx", b"new")
    assert sorted(os.listdir(tmp_path)) == [young.name, "a.xlsx"]


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    import errno

    fault = atomic.fault_of(OSError(errno.ENOSPC, "x"), tmp_path / "a.xlsx")
    assert fault.code == "disk_full"
    assert "原有文件未动" in fault.message
