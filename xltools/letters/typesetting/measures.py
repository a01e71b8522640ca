"""The numbers of GB/T 9704—2012, each with its clause, in the units Word keeps (twips = 1/20 pt)."""

from __future__ import annotations

import math

MM = 1440 / 25.4
"""Twips per millimetre."""

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
"""A4 (5.1)."""
TOP = round(37 * MM)
"""天头 37 mm ± 1 mm (5.2.1)."""
LEFT = round(28 * MM)
"""订口 28 mm ± 1 mm (5.2.1)."""
TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 156, 225
"""版心 (5.2.1)."""
RIGHT = PAGE_WIDTH - LEFT - round(TEXT_WIDTH_MM * MM)
BOTTOM = PAGE_HEIGHT - TOP - round(TEXT_HEIGHT_MM * MM)
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
TEXT_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

LINES, CHARACTERS = 22, 28
"""22 lines of 28 characters fill the 版心 (5.2.3)."""
LINE = TEXT_HEIGHT // LINES
"""579 twips = 28.95 pt: the largest pitch that still gives 22 lines."""
CHARACTER = TEXT_WIDTH / CHARACTERS
"""One 字 of the grid: 315.86 twips."""

BODY_SIZE = 16
"""3号 (5.2.2)."""
TITLE_SIZE = 22
"""2号 (7.3.1)."""
SMALL_SIZE = 14
"""4号: 版记 and page numbers (7.4, 7.5)."""
CHARACTER_SPACE = math.floor((CHARACTER / 20 - BODY_SIZE) * 4096)
"""docGrid charSpace, relative to the size of Normal. Rounding towards zero makes 28 characters 0.003 pt too wide."""
CHARACTER_TIGHT = -6
"""The same grid as character spacing, in twips: 28 × (16 - 0.3) pt = 439.6 pt of 442.2 pt. Measured in LibreOffice 7.4,
which rounds the text area down to whole cells: -5 leaves only 27 characters."""

TITLE_LINE = 33 * 20
"""Line pitch of titles; the standard gives none, practice is 33-36 pt."""
TABLE_SIZES = (12, 10.5, 9)
"""小四, 五号, 小五."""
TABLE_LINES = (20 * 20, 16 * 20, 14 * 20)
"""28.95 pt is too tall in cells."""
CELL_PADDING = 57
"""Left and right in a ruled cell."""

HEADER_DISTANCE = round(15 * MM)
FOOTER_DISTANCE = round((35 - 7 - 2.47) * MM)
"""The page number's dash stands 7 mm under the 版心 (7.5): half an exact 14 pt line is 2.47 mm."""

MARK_TOP = round(35 * MM)
"""Upper edge of the 发文机关标志 under the top of the 版心 (7.2.4)."""
RED_LINE_GAP = round(4 * MM)
"""Red line under the 发文字号 (7.2.7); in a 信函 double line under the mark (10.1)."""
LETTER_MARK_TOP = 30.0
"""信函: mark under the paper's upper edge, mm (10.1)."""
LETTER_LINE_BOTTOM = 20.0
"""信函: second double line above the paper's lower edge, mm (10.1)."""
LETTER_LINE_WIDTH = 170.0
"""信函: length of the double lines, mm (10.1)."""

SEAL = 42.0
"""Diameter of a seal in mm."""
