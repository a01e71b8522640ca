"""All figures of the documentation in one run: docs/数据.md, with the date, the machine and each command.

    python bench/figures.py [--quick] [--only KEY,KEY] [--out FILE]

`--quick` runs everything as small as it goes, to see that it works: the page says that its numbers mean nothing. With `--only` the
others are said not to have been measured: a page is one run on one machine, nothing is kept of an earlier one.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "数据.md"
_PROGRESS = re.compile(r"^  \d+/\d+ ")
"""Lines that only say how far a measurement is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement. `quick`: its arguments where only the run itself is tried; None leaves it out then."""

    key: str
    title: str
    script: str
    full: str = ""
    quick: str | None = ""
    needs: tuple[str, ...] = ()
    """Modules beyond the project's own environment."""
    markdown: bool = False
    """What it prints is a table for the page as it is."""


FIGURES = (
    Figure(key="install", title="安装的大小", script="bench/install_size.py", full="--fresh", markdown=True),
    Figure(key="counts", title="用例有多少", script="bench/counts.py", quick="--without-tests"),
    Figure(key="startup", title="一张小表要等多久", script="bench/startup.py", quick="--rounds 1"),
    Figure(
        key="validate",
        title="校验十万行",
        script="bench/validate_100k.py",
        quick="--rows 200 --rounds 1",
        needs=("frictionless",),
    ),
    Figure(
        key="read",
        title="读十万行",
        script="bench/read_100k.py",
        quick=None,
        needs=("python_calamine",),
    ),
    Figure(key="merge", title="汇总两万行", script="bench/merge_20k.py", quick="--files 2 --rows 5 --rounds 1"),
    Figure(key="sizes", title="汇总随行数", script="bench/sizes.py", quick="--files 1,2 --short 1,2"),
    Figure(key="buttons", title="按钮要等多久", script="bench/addin_marks.py", quick=None),
    Figure(key="bounds", title="恶意文件的时间和内存", script="-m pytest", full="tests/formats/test_bounds.py -m slow -s -q", quick=None),
    Figure(key="fuzz", title="一万个改坏的文件", script="tests/formats/fuzz.py", full="--cases 10000 --seed 1", quick="--cases 20"),
    Figure(
        key="mutants",
        title="改错程序，测试看得出吗",
        script="tests/mutants.py",
        full="--sample 300",
        quick="--list --sample 3 --only ledger",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measurement came to. `words` instead of an output where it was left out."""

    figure: Figure
    command: str
    output: str
    seconds: float
    code: int = 0
    words: str = ""


def measure(figure: Figure, *, quick: bool, wanted: bool = True) -> Measured:
    """Run it, or say why not."""
    arguments = figure.quick if quick else figure.full
    command = f"python {figure.script} {arguments or ''}".strip()
    missing = [name for name in figure.needs if find_spec(name) is None]
    if arguments is None or missing or not wanted:
        words = (
            "这次没有量。" if not wanted else f"没有装 {'、'.join(missing)}，没有量。" if missing else "试运行时不量。"
        )
        return Measured(figure, command, "", 0, words=words)
    print(f"{figure.key}: {command}", flush=True)
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    run = [sys.executable, *shlex.split(command)[1:]]
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    output = done.stdout if not done.returncode else done.stdout + done.stderr[-2000:]
    return Measured(figure, command, output, time.perf_counter() - began, done.returncode)


def machine() -> str:
    """One line: what the figures were measured on."""
    cpu = platform.processor() or platform.machine()
    memory = ""
    if sys.platform == "linux":
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        cpu = found[1] if found else cpu
        memory = f"，{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{cpu}，{os.cpu_count()} 核{memory}；{platform.system()} {platform.release()}；{python}"


def load() -> str:
    """Whether the machine had other work: seconds of others are in every wall clock."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "不详"


def page(found: Iterable[Measured], *, quick: bool, when: date, where: str, before: str) -> str:
    """The whole page."""
    trial = "**试运行：规模最小，数字不作准。** 正式的由 `make figures` 写出。\n\n" if quick else ""
    head = (
        "# 数据\n\n本页的数字由 `make figures` 在一台机器上一次量出，其他各页只引用这里。请勿手改。\n\n"
        f"{trial}{when.isoformat()}，{where}。开始时的负载 {before}。\n"
    )
    return head + "".join(section(one) for one in found)


def section(one: Measured) -> str:
    """A heading that others link to, the command, what it printed."""
    head = f'\n## <a id="{one.figure.key}"></a>{one.figure.title}\n\n`{one.command}`'
    if one.words:
        return f"{head}\n\n{one.words}\n"
    lines = "\n".join(kept(one.output))
    failed = f"，没有做成，退出码 {one.code}" if one.code else ""
    body = lines if one.figure.markdown and not one.code else f"```text\n{lines}\n```"
    return f"{head}（用时 {one.seconds:.0f} 秒{failed}）\n\n{body}\n"


def kept(output: str) -> Iterator[str]:
    for line in output.rstrip().splitlines():
        if not _PROGRESS.match(line):
            yield line.replace(str(ROOT), ".").rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="", help="of " + ", ".join(figure.key for figure in FIGURES))
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    before = load()
    only = set(given.only.split(",")) - {""} or {figure.key for figure in FIGURES}
    found = [measure(figure, quick=given.quick, wanted=figure.key in only) for figure in FIGURES]
    text = page(found, quick=given.quick, when=date.today(), where=machine(), before=before)
    given.out.write_text(text, encoding="utf-8", newline="\n")
    return 1 if any(one.code for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
