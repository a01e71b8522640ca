"""The round trip is the law: a pack drafted from a blank binds every heading of it and reads every row filled in on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from drafting.invented import invented
from drafting.round_trip import faults
from drafting.wps_like import wps_like

SMALL_TABLES = (24, 26, 152, 177, 288, 407, 475, 12066)
"""Forms with tables among their labels: beside a merged label, right below each other, under a line, of printed rows."""


@pytest.mark.parametrize("seed", [*range(1000, 1030), *SMALL_TABLES])
def test_a_drafted_pack_reads_the_blank_it_came_from(seed: int, tmp_path: Path) -> None:
    assert faults(seed, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("tenth", range(10))
def test_so_do_five_hundred(tenth: int, tmp_path: Path) -> None:
    assert {seed: found for seed in range(tenth * 50, tenth * 50 + 50) if (found := faults(seed, tmp_path))} == {}


def written_oddly(seed: int, folder: Path) -> list[str]:
    return faults(seed, folder, lambda data, name: (wps_like(data, seed), name))


XLSX = [seed for seed in range(150) if invented(seed).name.endswith("xlsx")]


@pytest.mark.parametrize("seed", XLSX[:12])
def test_so_do_blanks_written_as_wps_writes(seed: int, tmp_path: Path) -> None:
    assert written_oddly(seed, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_so_do_a_hundred_of_these(part: int, tmp_path: Path) -> None:
    assert {seed: found for seed in XLSX[part::4] if (found := written_oddly(seed, tmp_path))} == {}


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("ending", "filter_"), [("xlsx", "xlsx:Calc MS Excel 2007 XML"), ("xls", "xls:MS Excel 97"), ("ods", "ods:calc8")]
)
def test_so_do_blanks_that_libreoffice_wrote(
    ending: str, filter_: str, tmp_path: Path, soffice: Callable[[Path, str, Path], Path]
) -> None:
    def through(data: bytes, name: str) -> tuple[bytes, str]:
        source = tmp_path / "made" / f"{Path(name).stem}{len(data)}{Path(name).suffix}"
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(data)
        return soffice(source, filter_, tmp_path / "converted").read_bytes(), f"{Path(name).stem}.{ending}"

    seeds = [seed for seed in range(3000, 3020) if invented(seed).name.endswith("xlsx")][:5]
    assert {seed: found for seed in (*seeds, 26, 288) if (found := faults(seed, tmp_path, through))} == {}
