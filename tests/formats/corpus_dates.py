"""Serial numbers and the formats that make days of them."""

from __future__ import annotations

from decimal import Decimal

from formats.corpus import D, add, one
from formats.ooxml_maker import (
    pack,
    simple,
)

# -- dates -------------------------------------------------------------------------------------------------------------


def dated(*pairs, date1904: bool = False) -> bytes:
    """A column of numbers, each under its own format."""
    rows = "".join(f'<row r="{i}"><c r="A{i}" s="{i}"><v>{n}</v></c></row>' for i, (n, _) in enumerate(pairs, 1))
    return pack(simple(rows, formats=[0, *(f for _, f in pairs)], date1904=date1904))


CJK = [*range(27, 32), 36, *range(50, 55), 57, 58]
add(
    "cjk-builtin-dates.xlsx",
    dated(*((45352, key) for key in CJK)),
    one({f"A{i}": D(2024, 3, 1) for i in range(1, len(CJK) + 1)}),
)
FORMATS = (
    14,
    15,
    22,
    "yyyy/m/d",
    'yyyy"年"m"月"',
    '[$-804]yyyy"年"m"月"d"日";@',
    "[DBNum1][$-804]yyyy年m月d日",
    "m/d/yy\\ h:mm",
    "yyyy\\-mm\\-dd",
    "[红]yyyy-mm-dd",
    'e"年"m"月"',
    "aaaa",
    "dd/mm/yyyy;@",
    "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
)
add(
    "date-formats.xlsx",
    dated(*((45352, key) for key in FORMATS)),
    one({f"A{i}": D(2024, 3, 1) for i in range(1, len(FORMATS) + 1)}),
)
OTHERS = (
    0,
    1,
    2,
    4,
    9,
    10,
    11,
    12,
    37,
    44,
    49,
    "General",
    "[红]0.00",
    '0"年"',
    '#,##0"元";[Red]-#,##0"元"',
    "0.00E+00",
    '"日期"0',
    "[$¥-804]#,##0.00",
    "[h]:mm:ss",
    "[mm]:ss",
    "G/通用格式",
    'G/通用格式"日"',
    "[蓝]General",
    "_ * #,##0.00_ ;_ * \\-#,##0.00_ ",
    "@",
    "[DBNum2][$-804]General",
    "000000",
    "[<=100]0;[>100]General",
)
add(
    "no-date-formats.xlsx",
    dated(*((45352, key) for key in OTHERS)),
    one({f"A{i}": 45352 for i in range(1, len(OTHERS) + 1)}),
)
add(
    "date-edges.xlsx",
    dated(
        *(
            (n, 22)
            for n in (
                "1",
                "59",
                "60",
                "61",
                "0",
                "-1",
                "2958465",
                "2958466",
                "45352.5",
                "45352.999999999999",
                "0.5",
                "1E300",
            )
        )
    ),
    one(
        {
            "A1": D(1900, 1, 1),
            "A2": D(1900, 2, 28),
            "A3": 60,
            "A4": D(1900, 3, 1),
            "A5": 0,
            "A6": -1,
            "A7": D(9999, 12, 31),
            "A8": 2958466,
            "A9": D(2024, 3, 1, 12),
            "A10": D(2024, 3, 2),
            "A11": 0.5,
            "A12": float("1E300"),
        }
    ),
)
add(
    "dates-1904.xlsx",
    dated(("0", 14), ("1", 14), ("43890", 'yyyy"年"m"月"d"日"'), ("43890", 0), ("2957004", 14), date1904=True),
    one({"A1": D(1904, 1, 1), "A2": D(1904, 1, 2), "A3": D(2024, 3, 1), "A4": 43890, "A5": 2957004}, "date1904"),
)
add(
    "iso-dates.xlsx",
    pack(
        simple(
            "".join(
                f'<row r="{i}"><c r="A{i}" t="d"><v>{t}</v></c></row>'
                for i, t in enumerate(("2024-03-05", "2024-03-05T08:30:00", "2024-03-05T08:30:00.000Z", "12:30:00"), 1)
            )
        )
    ),
    one({"A1": D(2024, 3, 5), "A2": D(2024, 3, 5, 8, 30), "A3": D(2024, 3, 5, 8, 30), "A4": Decimal("12.5") / 24}),
)
add(
    "style-beyond.xlsx",
    pack(simple('<row r="1"><c r="A1" s="99"><v>45352</v></c></row>', formats=[14])),
    one({"A1": 45352}),
)
redefined = simple('<row r="1"><c r="A1" s="1"><v>45352</v></c></row>', formats=[0, "0.00"])
redefined["xl/styles.xml"] = redefined["xl/styles.xml"].replace(b'"164"', b'"14"')
add("builtin-redefined.xlsx", pack(redefined), one({"A1": 45352}))
