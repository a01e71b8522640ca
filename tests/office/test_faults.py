"""Kills, Ctrl-C, full disks and rivals, with real processes. The old output survives whole; nothing else is left."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals and mounts of POSIX")]

WRITER = """
import sys
from xltools.files.atomic import write_atomically
path, size, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
for number in range(count):
    write_atomically(path, bytes([66 + number % 20]) * size, may_replace=lambda old: True)
print("done", flush=True)
"""


def start(*arguments: str, code: str = WRITER, **options: object) -> subprocess.Popen[str]:
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **options
    )  # type: ignore[call-overload,no-any-return]


def is_whole(data: bytes, size: int) -> bool:
    return len(data) == size and data == data[:1] * size


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_killed_at_any_moment_the_output_is_whole(tmp_path: Path, kind: signal.Signals) -> None:
    size = 1_500_000
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"A" * size)
    chance = random.Random(7)
    for _ in range(8):
        process = start(str(target), str(size), "100000")
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.06))
        process.send_signal(kind)
        process.communicate(timeout=20)
        assert is_whole(target.read_bytes(), size)
        litter = [name for name in os.listdir(tmp_path) if name != target.name]
        assert len(litter) <= (kind is not signal.SIGINT), litter
        for name in litter:  # killed between link and rename: recognisable, and swept by a later run
            assert name.startswith(".~xltools-")
            os.utime(tmp_path / name, (1, 1))
    process = start(str(target), str(size), "1")
    process.communicate(timeout=20)
    assert os.listdir(tmp_path) == [target.name]


def test_a_killed_run_leaves_no_lock_behind(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom xltools.files.atomic import output\n"
        "with output(sys.argv[1]):\n    print('ready', flush=True)\n    time.sleep(60)\n"
    )
    target = tmp_path / "a.xlsx"
    process = start(str(target), code=code)
    assert process.stdout is not None
    process.stdout.readline()
    rival = start(str(target), "10", "1")
    _, said = rival.communicate(timeout=20)
    assert rival.returncode != 0
    assert f"进程号 {process.pid}" in said
    process.kill()
    process.communicate(timeout=20)
    after = start(str(target), "10", "1")
    after.communicate(timeout=20)
    assert after.returncode == 0
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_of_several_processes_each_writes_whole_or_says_so(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    size = 800_000
    processes = [start(str(target), str(size + number), "1") for number in range(4)]
    ends = [(process.communicate(timeout=30), process.returncode) for process in processes]
    data = target.read_bytes()
    assert any(is_whole(data, size + number) for number in range(4))
    assert any(code == 0 for _, code in ends)
    for (_, said), code in ends:
        assert code == 0 or "另一个 xltools" in said or "被别人写过" in said
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_a_limit_on_file_size_is_a_full_disk(tmp_path: Path) -> None:
    code = (
        "import resource, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from xltools.errors import OutputFault\nfrom xltools.files.atomic import write_atomically\n"
        "try:\n    write_atomically(sys.argv[1], b'B' * 500_000, force=True)\n"
        "except OutputFault as fault:\n    print(fault.code)\n"
    )
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    said, _ = start(str(target), code=code).communicate(timeout=20)
    assert said.strip() == "disk_full"
    assert target.read_bytes() == b"old"
    # The backup that force would keep is a second name of the old file; it may stay, the old file must.
    assert all((tmp_path / name).read_bytes() == b"old" for name in os.listdir(tmp_path))


def test_without_permission_nothing_is_touched(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom xltools.errors import OutputFault\nfrom xltools.files.atomic import write_atomically\n"
        "if os.getuid() == 0:\n    os.setgroups([])\n    os.setgid(65534)\n    os.setuid(65534)\n"
        "try:\n    write_atomically(sys.argv[1], b'new', force=True)\nexcept OutputFault as fault:\n    print(fault.code)\n"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.xlsx").write_bytes(b"old")
        folder.chmod(0o555)
        said, wrong = start(str(folder / "a.xlsx"), code=code).communicate(timeout=20)
        folder.chmod(0o755)
        assert said.strip() == "permission", wrong
        assert (folder / "a.xlsx").read_bytes() == b"old"
        assert os.listdir(folder) == ["a.xlsx"]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A tmpfs of one megabyte."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def test_on_a_full_disk_the_old_output_stays(small_disk: Path) -> None:
    from xltools.errors import OutputFault
    from xltools.files.atomic import write_atomically

    target = small_disk / "a.xlsx"
    target.write_bytes(b"old" * 1000)
    for options in ({"force": True}, {"may_replace": lambda _: True}):
        with pytest.raises(OutputFault) as caught:
            write_atomically(target, b"B" * 2_000_000, **options)  # type: ignore[arg-type]
        assert caught.value.code == "disk_full"
        assert target.read_bytes() == b"old" * 1000
    (small_disk / "fill").write_bytes(b"")
    with contextlib.suppress(OSError), (small_disk / "fill").open("wb") as file:
        file.write(b"x" * 2_000_000)
    with pytest.raises(OutputFault):
        write_atomically(small_disk / "new.xlsx", b"B" * 10_000)
    assert not (small_disk / "new.xlsx").exists()
    (small_disk / "fill").unlink()
    write_atomically(small_disk / "new.xlsx", b"B" * 10_000)
    assert not [name for name in os.listdir(small_disk) if name.startswith(".~")]


def test_a_read_only_disk_is_said_in_words(small_disk: Path) -> None:
    from xltools.errors import OutputFault
    from xltools.files.atomic import write_atomically

    (small_disk / "a.xlsx").write_bytes(b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        with pytest.raises(OutputFault) as caught:
            write_atomically(small_disk / "a.xlsx", b"new", force=True)
        assert caught.value.code == "permission"
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
