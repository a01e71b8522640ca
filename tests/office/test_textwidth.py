"""Room that texts take in a cell: a row is never a line too low."""

from __future__ import annotations

import pytest

from xltools.office.textwidth import lines_needed

INDUSTRY = "化学原料和化学制品制造业"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        (INDUSTRY, 16, 2),
        (INDUSTRY, 13, 3),  # 91 pixels less the edges hold five Hanzi
        (INDUSTRY, 11, 3),
        ("计算机、通信和其他电子设备制造业", 16, 3),
        ("武汉示例装备制造股份有限公司", 28, 2),  # fourteen Hanzi of 15 pixels; the cell holds twelve
        ("91420100MAXECEBKJJ", 22, 1),
        ("甲\n乙", 30, 2),
        ("", 10, 1),
    ],
)
def test_lines_of_whole_hanzi(text: str, width: float, lines: int):
    assert lines_needed(text, width) == lines
