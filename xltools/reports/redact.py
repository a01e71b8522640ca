"""``--redact``: a report that may be shown around, without persons' names, phones, e-mails and long codes.

What to hide is known in two ways: by the column a finding speaks of (联系人, 填表人 …) and by the look of the text
(phones, e-mail, 18-character codes, long digit strings). Enterprises' names stay: the report is about them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..findings import FileReport, Finding, Report
from ..words import masked_name

_PERSON = re.compile(r"contact$|person|signer|联系人|姓名|负责人|填表人|经办人|法定代表人|签发人")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ID_LIKE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*[0-9])[0-9A-Z]{15,20}(?![0-9A-Za-z])")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?:0\d{2,3}[- ]?\d{7,8}(?:-\d{1,5})?|1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![0-9A-Za-z])"
)
_CODE = re.compile(r"(?<![0-9A-Za-z.])\d{10,}(?![0-9A-Za-z.])")
_CODE_COLUMN = re.compile(r"invoice|contract_(?:no|number)|号码?$|编号|代码")
_SHORT_CODE = re.compile(r"(?<![0-9A-Za-z.])\d{8,}(?![0-9A-Za-z.])")
_FIGURE_COLUMN = re.compile(r"amount|tax|date|price|金额|税额|单价|日期|时间|合计")


def mask(text: str) -> str:
    """Hide phones, e-mail addresses and codes in any text, keeping enough of each to find it again."""
    text = _EMAIL.sub(lambda found: f"***@{found[0].rpartition('@')[2]}", text)
    text = _PHONE.sub(lambda found: f"{found[0][:3]}****{found[0][-2:]}", text)
    text = _ID_LIKE.sub(lambda found: f"{found[0][:4]}****{found[0][-4:]}", text)
    return _CODE.sub(lambda found: f"{found[0][:2]}****{found[0][-2:]}", text)


def redact_finding(finding: Finding) -> Finding:
    """The same finding with hidden texts. Amounts and dates stay: eleven digits of 元 are no telephone."""
    if _FIGURE_COLUMN.search(finding.column) and not _CODE_COLUMN.search(finding.column):
        return finding
    message, fix, value, expected = finding.message, finding.fix, finding.value, finding.expected
    if value and _PERSON.search(finding.column):
        hidden = masked_name(value)
        message, fix = message.replace(value, hidden), fix.replace(value, hidden)
        value, expected = hidden, masked_name(expected) if expected == finding.value else expected
    short = bool(_CODE_COLUMN.search(finding.column))
    hide = _mask_code if short else mask
    return replace(finding, message=hide(message), fix=hide(fix), value=hide(value), expected=hide(expected))


def _mask_code(text: str) -> str:
    """As `mask`, and eight digits are an invoice number here, not a date."""
    return _SHORT_CODE.sub(lambda found: f"{found[0][:2]}****{found[0][-2:]}", mask(text))


def _redact_all(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(redact_finding(finding) for finding in findings)


def redact_report(report: Report) -> Report:
    """The same verdicts at the same cells, with hidden values."""

    def one(file: FileReport) -> FileReport:
        return replace(file, findings=_redact_all(file.findings))

    return replace(report, files=tuple(one(file) for file in report.files))
