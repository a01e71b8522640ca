"""Forms of several enterprises below each other on one sheet."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import HEAD, row
from ledger.test_metamorphic import over

from xltools.app.validate import validate
from xltools.findings import Severity
from xltools.forms.inputs import Request

DAY = "2024-03-01"
TITLE, LABELS, HEADING = HEAD.strip().splitlines()
OTHER = LABELS.replace("示例甲", "示例乙")
OWN, MORE = ("\n".join(row(n, DAY, "1000") for n in numbers) for numbers in ((1, 2, 3), (4, 5)))


def notes(folder: Path) -> list[tuple[str, Severity, str]]:
    report = validate(Request(paths=(str(folder),), notice="wuhan-2025")).report
    found = [finding for file in report.files for finding in file.findings if finding.rule == "several-submitters"]
    return [(finding.cells[0], finding.severity, finding.message) for finding in found]


@pytest.mark.parametrize(
    "between",
    [f"{OTHER}\n{HEADING}", OTHER, f"| 申报企业：武汉示例乙有限公司 |\n{HEADING}", "| 申报企业 | 武汉示例乙有限公司 |", "| 申报企业（盖章）： | 武汉示例乙有限公司 |"],
)  # fmt: skip
def test_each_row_is_whose_name_stands_above_it(tmp_path: Path, between: str) -> None:
    made = over(tmp_path, 附件6=f"{HEAD}{OWN}\n{between}\n{MORE}")
    assert [(one.name, one.counted) for one in made.enterprises] == [
        ("武汉示例甲有限公司", Decimal(30_000_000)),
        ("武汉示例乙有限公司", Decimal(20_000_000)),
    ]
    ((cell, severity, message),) = notes(tmp_path)
    assert (cell, severity) == ("A6", Severity.WARNING)
    assert message == "表中第 6 行起另有武汉示例乙有限公司的表，其下各行计入该单位"


@pytest.mark.parametrize(
    "between",
    [f"{LABELS}\n{HEADING}", HEADING, "| 申报企业（盖章）： |", "| 注：申报企业须加盖公章 |", LABELS.replace("武汉示例甲", "武汉 示例甲")],
)  # fmt: skip
def test_a_heading_printed_again_begins_nobody_elses_rows(tmp_path: Path, between: str) -> None:
    made = over(tmp_path, 附件6=f"{HEAD}{OWN}\n{between}\n{MORE}")
    assert [(one.name, one.counted) for one in made.enterprises] == [("武汉示例甲有限公司", Decimal(50_000_000))]
    assert notes(tmp_path) == []


def test_a_signature_below_the_last_row_changes_nothing(tmp_path: Path) -> None:
    made = over(tmp_path, 附件6=f"{HEAD}{OWN}\n{OTHER}")
    assert [one.counted for one in made.enterprises] == [Decimal(30_000_000)]
