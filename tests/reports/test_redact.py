"""--redact hides persons, phones and codes, and nothing that the verdict needs."""

from __future__ import annotations

import pytest
from reports import samples

from xltools.findings import Finding, Severity
from xltools.reports.json import dumps, report_json
from xltools.reports.redact import mask, redact_finding, redact_report


def finding(column: str, value: str) -> Finding:
    return Finding(
        rule="r", severity=Severity.ERROR, column=column, value=value, message=f"“{value}”不对", fix=f"改 {value}"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话 13800138000", "电话 138****00"),
        ("座机 027-85316000", "座机 027****00"),
        ("邮箱 a.b@example.cn。", "邮箱 ***@example.cn。"),
        ("91420100MAA9JYF6JB", "9142****F6JB"),
        ("发票 45785327423276517011 重复", "发票 4578****7011 重复"),
        ("C9 单元格 2024-03-05 计 893.4521 万元", "C9 单元格 2024-03-05 计 893.4521 万元"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_persons_are_hidden_by_their_column_in_message_and_value() -> None:
    hidden = redact_finding(finding("联系人", "欧阳示例"))
    assert hidden.value == "欧**"
    assert "欧阳示例" not in hidden.message + hidden.fix


def test_amounts_are_no_phones() -> None:
    assert redact_finding(finding("含税金额", "13182970000")).value == "13182970000"


def test_eight_digit_invoice_numbers_are_hidden_in_their_column_only() -> None:
    assert redact_finding(finding("发票号码", "25536066")).value == "25****66"
    assert redact_finding(finding("开票日期", "20240305")).value == "20240305"


def test_a_report_keeps_its_verdicts() -> None:
    before, after = report_json(samples.report()), report_json(redact_report(samples.report()))
    assert before["summary"] == after["summary"]
    assert "45785327423276517011" not in dumps(after)
    assert [f["cell"] for f in before["files"][0]["findings"]] == [f["cell"] for f in after["files"][0]["findings"]]
