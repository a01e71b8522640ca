"""Number formats: which of them show a number as a date, and what date that is.

Sources: ECMA-376 Part 1, 18.8.30 (numFmt) with the zh-cn lists for the ids 27-36 and 50-58, 18.17.4.1 (dates as numbers).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

GENERAL: Final = "General"

BUILTIN: Final[dict[int, str]] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The formats a file names by number only, in their Chinese reading."""

_SAID: Final = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.I | re.S)
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_FRACTION: Final = re.compile(r"(?<!s)s++\.0++", re.I)
_GENERAL: Final = re.compile(r"general|standard|g/通用格式", re.I)
_DATE_SIGNS: Final = re.compile(r"[ydmhs]|e(?![+-])|aaa|上午|am/pm", re.I)
_known: dict[str, bool] = {}


def is_date_format(code: str) -> bool:
    """Whether Excel shows a number under this format as a date or a time of day.

    Colours, quoted and escaped text, currency marks and `General` are no dates; elapsed time ([h]:mm) is a quantity and
    stays a number.
    """
    known = _known.get(code)
    if known is None:
        if len(_known) > 10_000:  # formats come from strangers
            _known.clear()
        known = _known[code] = _shows_date(code)
    return known


def _shows_date(code: str) -> bool:
    shown = _SAID.sub(" ", code[:1000]).split(";", 1)[0]
    if _ELAPSED.search(shown):
        return False
    shown = _FRACTION.sub("s", _GENERAL.sub(" ", shown))
    if any(sign in shown for sign in "0#?@"):
        return False
    return _DATE_SIGNS.search(shown) is not None


_EPOCH_1900: Final = datetime(1899, 12, 30)
_EPOCH_BEFORE_MARCH: Final = datetime(1899, 12, 31)  # Excel believes in 29 February 1900 (serial 60)
_EPOCH_1904: Final = datetime(1904, 1, 1)
_END_1900: Final = 2_958_466  # 10000-01-01
_END_1904: Final = 2_957_004
_DAY_MS: Final = 86_400_000


def to_datetime(serial: Decimal, date1904: bool = False) -> datetime | None:
    """The date a serial number means, to the millisecond; None where Excel has no such date.

    Serials below 1 (0 in the 1904 system) and the non-existent 1900-02-29 (60) have none.
    """
    if date1904:
        if not 0 <= serial < _END_1904:
            return None
        epoch = _EPOCH_1904
    else:
        if not 1 <= serial < _END_1900 or int(serial) == 60:
            return None
        epoch = _EPOCH_1900 if serial > 60 else _EPOCH_BEFORE_MARCH
    days = int(serial)
    if days == serial:
        return epoch + timedelta(days=days)
    try:
        return epoch + timedelta(days=days, milliseconds=round((serial - days) * _DAY_MS))
    except OverflowError:  # 23:59:59.9999 on the last day
        return None
