"""The same results in the same order from this process, from several and from a cluster; what dies takes nothing along."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from summary.running import hubei

from xltools.app.merge import MergeOptions, merge
from xltools.cli import run as program
from xltools.errors import ClusterFault, XltoolsError
from xltools.files import executor
from xltools.files.executor import Task, run
from xltools.files.workers import Workers
from xltools.forms.inputs import Request, read_inputs

ROOT = Path(__file__).parents[2]


def square(number: int, deadly: tuple[int, ...] = ()) -> int:
    """A worker dies over the deadly ones, as over a file that takes all memory."""
    if number in deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def lost(number: int) -> int:
    return -number


def same(number: int) -> int:
    return number


def outfit() -> str:
    return "the same everywhere"


def task(*deadly: int) -> Task[int, int]:
    return Task(partial(square, deadly=deadly), lost, same, outfit)


def test_how_many_processes_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert [Workers(0).processes(files) for files in (0, 1, 24, 50, 1000)] == [1, 1, 1, 2, 4]
    assert (Workers(3).processes(2), Workers(3).processes(1), Workers(1).processes(99)) == (2, 1, 1)


@pytest.mark.skipif(os.name == "nt", reason="kills")
@pytest.mark.parametrize("deadly", [(), (30,)])
def test_processes_give_the_results_in_order_and_name_what_kills_them(deadly: tuple[int, ...]) -> None:
    found = list(run(task(*deadly), range(60), Workers(2)))
    assert found == [-number if number in deadly else number * number for number in range(60)]


def test_a_cancel_ends_the_reading(tmp_path: Path) -> None:
    hubei(tmp_path)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_inputs(Request(paths=(str(tmp_path),)), workers=Workers(2), progress=stop)


INTERRUPTED = """
import os, signal, time
from xltools.cli import _leave
from xltools.files.executor import Task, run
from xltools.files.workers import Workers

def slow(number):
    time.sleep(0.05)
    return number

def work():
    for number in run(Task(slow, slow, slow, str), range(400), Workers(2)):
        if number == 20:
            os.killpg(0, signal.SIGINT)
            time.sleep(5)
try:
    work()
except KeyboardInterrupt:
    pass
_leave(130)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interrupted_program_ends_with_its_processes() -> None:
    """Ctrl-C while two processes read: the program said 已中断 and waited for them for ever."""
    process = subprocess.Popen([sys.executable, "-c", INTERRUPTED], cwd=ROOT, start_new_session=True)
    try:
        assert process.wait(timeout=30) == 130
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)


def test_a_file_is_the_same_from_its_bytes_alone(tmp_path: Path) -> None:
    from xltools.files.walking import walk
    from xltools.forms.inputs import _carried, _ended_its_process

    paths = hubei(tmp_path)
    source = next(iter(walk([paths[0]])))
    carried = _carried(source)
    Path(paths[0]).unlink()
    from xltools.formats.opening import open_source

    assert open_source(carried).grids
    assert _ended_its_process(source).input.refusal is not None
    assert _carried(source).refusal is not None


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on this machine; the tests' folder is importable there too."""
    pytest.importorskip("distributed")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
                   "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}  # fmt: skip
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        made = subprocess.Popen([sys.executable, "-m", *words], env=environment, stderr=subprocess.PIPE)
        started.append(made)
        return made

    scheduler = start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    assert scheduler.stderr is not None
    address = next(
        line.decode().split()[-1] for line in scheduler.stderr if b"Scheduler at:" in line and b"tcp://" in line
    )
    for _ in range(2):
        start("distributed.cli.dask_worker", address, "--no-dashboard", "--nthreads", "1", "--no-nanny")
    yield address, started
    for one in reversed(started):
        one.kill()  # a worker that has lost its fellow takes its time to leave by itself
    for one in started:
        one.wait(20)
        if one.stderr is not None:
            one.stderr.close()


@pytest.fixture(scope="module")
def address(cluster: tuple[str, list[subprocess.Popen[bytes]]]) -> str:
    import distributed

    with distributed.Client(cluster[0], set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return cluster[0]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
class TestCluster:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        hubei(tmp_path / "区")
        (tmp_path / "区" / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing")
        with zipfile.ZipFile(tmp_path / "区" / "压缩.zip", "w") as package:
            for path in sorted((tmp_path / "区").glob("*.xlsx"))[:2]:
                package.write(path, f"补报/{path.name}")
        return tmp_path / "区"

    @pytest.mark.parametrize("what", ["validate", "total"])
    def test_the_same_answer(
        self, what: str, address: str, folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        answers = []
        for more in ((), ("--jobs", "2"), ("--cluster", address)):
            code = program([what, str(folder), "--format", "json", "--jobs", "1", *more])
            answers.append((code, capsysbinary.readouterr().out))
        assert answers[0] == answers[1] == answers[2]
        if what == "validate":
            assert len(json.loads(answers[0][1])["files"]) > 2

    def test_the_same_summary(self, address: str, folder: Path, tmp_path: Path) -> None:
        written = []
        for number, options in enumerate(({}, {"jobs": 2}, {"cluster": address})):
            out = tmp_path / str(number) / "汇总.xlsx"
            out.parent.mkdir()
            merge(
                Request(paths=(str(folder),), notice="hubei-2022"), MergeOptions(out=str(out), level="city", **options)
            )
            written.append(out.read_bytes())
        assert written[0] == written[1] == written[2]

    def test_another_outfit_is_refused(self, address: str) -> None:
        with pytest.raises(ClusterFault) as fault:
            list(run(Task(square, lost, same, os.getpid), range(3), Workers(cluster=address)))  # type: ignore[arg-type]
        assert fault.value.code == "cluster_differs"

    def test_nobody_there_is_said(self) -> None:
        with pytest.raises(XltoolsError) as fault:
            list(run(task(), range(3), Workers(cluster="tcp://127.0.0.1:9")))
        assert fault.value.code == "cluster_lost"

    def test_a_straggler_holds_nobody_up(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its batch is done here once all others are through, and is in its place among the results."""
        monkeypatch.setattr(executor, "_PATIENCE", 0.2)
        DONE_HERE.clear()
        work = partial(slow_elsewhere, here=os.getpid())
        assert list(run(Task(work, lost, same, outfit), range(60), Workers(cluster=address))) == [
            number * number for number in range(60)
        ]
        assert 30 in DONE_HERE
        assert len(DONE_HERE) < 10

    def test_a_lost_worker_takes_nothing_along(
        self, address: str, cluster: tuple[str, list[subprocess.Popen[bytes]]]
    ) -> None:
        """Last: one of the two workers is gone after it."""
        found = []
        for result in run(Task(slow_square, lost, same, outfit), range(120), Workers(cluster=address)):
            found.append(result)
            if len(found) == 20:
                cluster[1][2].kill()
        assert found == [number * number for number in range(120)]


DONE_HERE: list[int] = []


def slow_elsewhere(number: int, here: int) -> int:
    if os.getpid() == here:
        DONE_HERE.append(number)
    elif number == 30:
        time.sleep(8)
    return number * number


def slow_square(number: int) -> int:
    time.sleep(0.01)
    return number * number
