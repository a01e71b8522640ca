"""No command on any hostile file takes more than 5 s or 512 MB: each runs in a process of its own and is measured there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "files"
SECONDS, MEGABYTES = 5.0, 512
BOOKS = sorted(FILES.glob("*.xlsx"))
COMMANDS = {
    "validate": ["validate", "{path}"],
    "redact": ["validate", "{path}", "--redact", "--format", "html"],
    "mark": ["validate", "{path}", "--mark", "{out}"],
    "unmark": ["unmark", "{path}", "-o", "{out}/a.xlsx"],
    "inspect": ["inspect", "{path}"],
    "total": ["total", "{path}", "--notice", "wuhan-2025"],
    "merge": ["merge", "{path}", "-o", "{out}/a.xlsx"],
    "trace": ["trace", "{path}"],
    "draft": ["draft", "{path}", "-o", "{out}/pack"],
}
_MEASURED = """
import resource, sys
from xltools.cli import run
code = run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print(f"MEASURED {code} {used.ru_utime + used.ru_stime:.2f} {used.ru_maxrss // 1024}", file=sys.stderr)
"""


def measured(arguments: list[str]) -> tuple[int, float, int]:
    """Exit code, seconds of the processor, megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments], capture_output=True, timeout=60, check=False, env=os.environ
    )
    last = done.stderr.decode("utf-8", "replace").splitlines()[-1]
    assert last.startswith("MEASURED "), done.stderr[-2000:]
    code, seconds, megabytes = last.split()[1:]
    return int(code), float(seconds), int(megabytes)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_every_command_ends_in_time(path: Path, command: str, tmp_path: Path) -> None:
    arguments = [part.format(path=path, out=tmp_path) for part in COMMANDS[command]]
    code, seconds, megabytes = measured(arguments)
    assert code in (0, 1, 2, 3, 4)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("name", ["register-types.jsonl", "register-tz.jsonl"])
def test_registers_end_in_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((FILES / name).read_bytes())
    for arguments in (["handin", "status", str(path)], ["handin", "view", str(path), "-o", str(tmp_path / "a.xlsx")]):
        code, seconds, megabytes = measured(arguments)
        assert code in (0, 1)
        assert seconds < SECONDS
        assert megabytes < MEGABYTES


@pytest.mark.slow
def test_the_forged_receipt_ends_in_time_and_is_no_success() -> None:
    code, seconds, megabytes = measured(["receipt", "verify", str(FILES / "receipt-forged.json"), "--hash-only"])
    assert (code, seconds < SECONDS, megabytes < MEGABYTES) == (1, True, True)
