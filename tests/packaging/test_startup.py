"""What a small job must not drag in: start-up is what people wait for a hundred times a day."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sheets
from packaging_lists import HEAVY

SMALL = """
# 附件6
| 生产性设备购置与改造投资以及项目相关的研发投入明细表 | < | < | < |
| 序号 | 投资类别 | 设备名称 | 含税金额 |
| 1 | 设备改造 | 数控机床 | 12.5 |
"""


def imported(*arguments: str) -> set[str]:
    """Names of the modules loaded by one run of the program."""
    code = "import sys; from xltools.cli import run; run(sys.argv[1:]); print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [("--help",), ("validate", "FILE", "--notice", "wuhan-2025"), ("total", "FILE")])
def test_a_small_job_imports_no_heavy_library(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheets.xlsx(SMALL))
    modules = imported(*(str(path) if word == "FILE" else word for word in arguments))
    assert "click" in modules
    assert not modules.intersection(HEAVY)
