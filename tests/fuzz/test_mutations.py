"""A thousand mutated files of fixed seeds; `make fuzz` runs ten thousand (tests/formats/fuzz.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).resolve().parent.parent / "formats" / "fuzz.py"


@pytest.mark.slow
def test_a_thousand_mutations_are_read_or_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(FUZZ), "--cases", "1000", "--seed", "1", "--keep", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
