"""Ten columns named after the heavenly stems, and the sheet by which a blank is known again."""

from __future__ import annotations

from grids import grid

from xltools.formats.grid import Grid

STEMS = [f"{stem}列" for stem in "甲乙丙丁戊己庚辛壬癸"]
TEN = [{"key": f"k{at}", "heading": heading} for at, heading in enumerate(STEMS)]


def stamp(**said: str) -> Grid:
    return grid(*([key, text] for key, text in said.items()), name="_xltools")
