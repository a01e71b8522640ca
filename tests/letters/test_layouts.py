"""The sweep of layouts: items × organs × sealed or not × heads, every page looked at.

A seeded sample, so that a run stays short; `XLTOOLS_LAYOUTS=432` sweeps all."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from letter_pages import every_layout, layout_faults, layout_letter

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]
_SAMPLE = int(os.environ.get("XLTOOLS_LAYOUTS", "40"))
_BATCH = 40


def test_no_layout_has_a_page_that_a_secretary_sends_back(
    soffice_many: Callable[[list[Path], str, Path], list[Path]], tmp_path: Path
):
    cases = random.Random(9704).sample(every_layout(), _SAMPLE)
    faults: dict[str, list[str]] = {}
    for start in range(0, len(cases), _BATCH):
        made = {tmp_path / f"{case.name}.docx": layout_letter(case) for case in cases[start : start + _BATCH]}
        for path, data in made.items():
            path.write_bytes(data)
        for path, pdf in zip(made, soffice_many(list(made), "pdf", tmp_path), strict=True):
            if found := layout_faults(made[path], pdf):
                faults[path.stem] = found
    assert faults == {}
