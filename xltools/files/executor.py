"""Work over many files: here, in processes of this machine, or on a dask cluster. What comes back, in the order of the
files, is the same from each.

A worker that dies takes no result with it: what it had is done again, and a file that kills its worker is named. One that
is slow holds nobody up for long: its batch is done here. Ctrl-C ends all of it.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import active_children
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ..errors import ClusterFault, UsageError
from .workers import HERE, Workers

if TYPE_CHECKING:
    import distributed

Item = TypeVar("Item")
Result = TypeVar("Result")

_BATCH: Final = 16
_PATIENCE: Final = 30.0
"""Seconds that a batch may take longer than all behind it."""
_IN_FLIGHT: Final = 4
"""Batches on their way to each thread of a cluster: enough to keep it busy, few enough to be held in memory."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Item, Result]):
    """What is done with each item. The functions must be importable: they are sent to other processes by name."""

    work: Callable[[Item], Result]
    lost: Callable[[Item], Result]
    """The result for an item that ends every process that takes it."""
    carried: Callable[[Item], Item]
    """The item with all that another machine needs to work on it."""
    outfit: Callable[[], str]
    """A fingerprint of what the work depends on beside the item: equal on all machines, or they may not share it."""


def run(task: Task[Item, Result], items: Sequence[Item], workers: Workers = HERE) -> Iterator[Result]:
    """The results in the order of the items. Raises ClusterFault, UsageError (`no_cluster`: not installed)."""
    if workers.cluster:
        return _on_cluster(task, items, workers.cluster)
    jobs = workers.processes(len(items))
    return map(task.work, items) if jobs < 2 else _in_processes(task, items, jobs)


def _batches(items: Sequence[Item], hands: int) -> list[Sequence[Item]]:
    size = max(1, min(_BATCH, len(items) // (4 * hands)))
    return [items[at : at + size] for at in range(0, len(items), size)]


def _all_of(work: Callable[[Item], Result], batch: Sequence[Item]) -> list[Result]:
    return [work(item) for item in batch]


# --- processes --------------------------------------------------------------------------------------------------------


def _in_processes(task: Task[Item, Result], items: Sequence[Item], jobs: int) -> Iterator[Result]:
    waiting = deque(_batches(items, jobs))
    while waiting:
        broken = False
        with _pool(jobs) as pool:
            futures = [pool.submit(_all_of, task.work, batch) for batch in waiting]
            try:
                for future in futures:
                    yield from future.result()
                    waiting.popleft()
            except BrokenProcessPool:
                broken = True
        if broken:  # whose fault it was nobody knows: the next batch goes file by file, the others on as before
            for item in waiting.popleft():
                yield _alone(task, item)


def _alone(task: Task[Item, Result], item: Item) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(task.work, item).result()
        except BrokenProcessPool:
            return task.lost(item)


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the work. Where it is broken off they are ended: they only read, and a pool that is merely
    told to stop leaves some waiting for work that never comes, and the program for them.
    """
    others = set(active_children())
    with ProcessPoolExecutor(jobs, initializer=_leave_interrupts_to_the_main_process) as pool:
        try:
            yield pool
        except BaseException:  # an interrupt as much as a fault
            for child in set(active_children()) - others:
                child.kill()
            raise


def _leave_interrupts_to_the_main_process() -> None:
    """Ctrl-C reaches every process of a terminal; one of them decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


# --- a cluster --------------------------------------------------------------------------------------------------------


def _on_cluster(task: Task[Item, Result], items: Sequence[Item], address: str) -> Iterator[Result]:
    client = _connected(address)
    try:
        hands = _alike(client, task, address)
        waiting = deque(_batches(items, hands))
        flying: deque[tuple[Sequence[Item], distributed.Future[Any]]] = deque()
        while waiting or flying:
            while waiting and len(flying) < hands * _IN_FLIGHT:
                batch = waiting.popleft()
                flying.append((batch, client.submit(_all_of, task.work, [task.carried(one) for one in batch], pure=False)))
            yield from _landed(client, task, flying)
    finally:
        with suppress(Exception):  # whatever ends the work, the connection goes with it
            client.close(timeout=5)  # type: ignore[no-untyped-call]  # dask's own gap


def _connected(address: str) -> distributed.Client:
    try:
        import distributed
    except ImportError:
        raise UsageError("no_cluster", "没有安装集群支持。请先安装：pip install 'xltools[cluster]'。") from None
    try:
        return distributed.Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]  # as above
    except (OSError, ValueError) as fault:  # dask's TimeoutError is an OSError
        raise ClusterFault("cluster_lost", f"连接不上集群“{address}”：{fault}。请检查地址和调度器。") from None


def _alike(client: distributed.Client, task: Task[Item, Result], address: str) -> int:
    """The threads of the cluster. Raises ClusterFault where a worker would give other results than this machine."""
    found = client.run(task.outfit)
    if not found:
        raise ClusterFault("cluster_empty", f"集群“{address}”里没有工作机。请先启动 dask worker。")
    own = task.outfit()
    other = [worker for worker, outfit in found.items() if outfit != own]
    if other:
        raise ClusterFault(
            "cluster_differs",
            f"工作机 {'、'.join(other[:3])} 上的 xltools 版本、通知包或记住的列与本机不同，结果会不一致。请先装成一样的。",
        )
    return sum(client.nthreads().values())  # type: ignore[no-untyped-call]  # as above


def _landed(
    client: distributed.Client, task: Task[Item, Result], flying: deque[tuple[Sequence[Item], distributed.Future[Any]]]
) -> list[Result]:
    """The results of the first batch in flight."""
    import distributed

    batch, future = flying.popleft()
    while True:
        try:
            return list(future.result(timeout=_PATIENCE))
        except TimeoutError:
            # Everybody else is through: its batch is done here.
            if all(other.done() for _, other in flying):  # type: ignore[no-untyped-call]  # dask's own gap
                future.cancel()  # type: ignore[no-untyped-call]  # as above
                return _all_of(task.work, batch)
        except distributed.scheduler.KilledWorker:
            return [_alone_there(client, task, item) for item in batch]
        except (OSError, distributed.client.FutureCancelledError) as fault:
            raise ClusterFault("cluster_lost", f"与集群的连接断了：{fault}。没有写出结果，请重新运行。") from None


def _alone_there(client: distributed.Client, task: Task[Item, Result], item: Item) -> Result:
    import distributed

    try:
        made: list[Result] = client.submit(_all_of, task.work, [task.carried(item)], pure=False).result()
        return made[0]
    except distributed.scheduler.KilledWorker:
        return task.lost(item)
