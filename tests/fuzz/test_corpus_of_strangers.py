"""What fuzzing kept is read again: every case ends in a type or a refusal, without atheris."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.fuzz_strangers import CORPUS, TARGETS

CASES = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name[:12]}")
def test_a_kept_case(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())
