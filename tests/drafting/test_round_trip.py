"""The round trip is the law: a pack drafted from a blank binds every heading of it and reads every row filled in on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafting.round_trip import faults


@pytest.mark.parametrize("seed", range(1000, 1030))
def test_a_drafted_pack_reads_the_blank_it_came_from(seed: int, tmp_path: Path) -> None:
    assert faults(seed, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("tenth", range(10))
def test_so_do_five_hundred(tenth: int, tmp_path: Path) -> None:
    assert {seed: found for seed in range(tenth * 50, tenth * 50 + 50) if (found := faults(seed, tmp_path))} == {}
