"""``--redact``: a report that may be shown around, without persons' names, phones, e-mails and long codes.

What to hide is known in two ways: by the column a finding speaks of (联系人, 填表人, 联系电话 …) and by the look of the text
(phones, e-mail, 18-character codes, long digit strings, right or wrong). A person whom one finding names is hidden everywhere,
in file names too. Enterprises' and offices' names stay: the report is about them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from ..findings import FileReport, Finding, Report
from ..words import masked_name

_PERSON = re.compile(r"contact$|person|signer|联系人|姓名|负责人|填表人|经办人|法定代表人|签发人")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++", re.ASCII)
_ID_LIKE = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]{0,20}[0-9])[0-9A-Za-z]{15,20}(?![0-9A-Za-z])")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?:0\d{2,3}[- ]?\d{7,8}(?:-\d{1,5})?|1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![0-9A-Za-z])"
)
_PHONE_COLUMN = re.compile(r"phone|mobile|tel|fax|电话|手机|座机|传真|联系方式")
_NUMBER_LIKE = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[- 　()（）]{0,2}\d){4,24}(?![0-9A-Za-z])")
"""What was meant as a telephone, however many digits it lacks."""
_ORGANISATION = re.compile(r"公司|集团|[厂局委院所会室处科校店部]|中心|政府|开发区|高新区|[省市区县]$")
_SHORT_NAME = 12
"""Characters; what is longer is no person's name."""
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


def redact_finding(finding: Finding, persons: Collection[str] = ()) -> Finding:
    """The same finding with hidden texts. Amounts and dates stay: eleven digits of 元 are no telephone.

    `persons` are names that other findings of the report showed to be persons'.
    """
    related = tuple(replace(place, path=_hidden(place.path, persons)) for place in finding.related)
    finding = replace(finding, path=_hidden(finding.path, persons), related=related)
    if _FIGURE_COLUMN.search(finding.column) and not _CODE_COLUMN.search(finding.column):
        return finding
    hide = _mask_of(finding.column)
    names = {*persons, *_persons_of(finding)}
    message, fix, value, expected = (
        hide(_without_persons(text, names)) for text in (finding.message, finding.fix, finding.value, finding.expected)
    )
    return replace(finding, message=message, fix=fix, value=value, expected=expected)


def _mask_of(column: str) -> Callable[[str], str]:
    if _PHONE_COLUMN.search(column):
        return lambda text: mask(_NUMBER_LIKE.sub(_number, text))
    return _mask_code if _CODE_COLUMN.search(column) else mask


def _number(found: re.Match[str]) -> str:
    return f"{found[0][:2]}****{found[0][-1:]}"


def _mask_code(text: str) -> str:
    """As `mask`, and eight digits are an invoice number here, not a date."""
    return _SHORT_CODE.sub(lambda found: f"{found[0][:2]}****{found[0][-2:]}", mask(text))


def _persons_of(finding: Finding) -> set[str]:
    """The names that a finding of a person's column quotes."""
    if not _PERSON.search(finding.column):
        return set()
    return {text.strip() for text in (finding.value, finding.expected) if 1 < len(text.strip()) <= 40}


def _without_persons(text: str, persons: Collection[str]) -> str:
    for name in sorted(persons, key=len, reverse=True):
        text = text.replace(name, masked_name(name))
    return text


def _hidden(text: str, persons: Collection[str]) -> str:
    """A path or another text that is nobody's cell."""
    return mask(_without_persons(text, persons))


def _submitter(name: str, persons: Collection[str]) -> str:
    """Who filled the form in: an enterprise or an office by its name, a person hidden."""
    if len(name) <= _SHORT_NAME and not _ORGANISATION.search(name):
        return masked_name(name)
    return _hidden(name, persons)


def redact_report(report: Report) -> Report:
    """The same verdicts at the same cells, with hidden values, names of files and submitters."""
    persons = set().union(*(_persons_of(finding) for file in report.files for finding in file.findings))

    def one(file: FileReport) -> FileReport:
        refusal = None
        if file.refusal is not None:
            said = file.refusal
            refusal = said._replace(message=_hidden(said.message, persons), sheet=_hidden(said.sheet, persons))
        return replace(
            file,
            path=_hidden(file.path, persons),
            submitter=_submitter(file.submitter, persons),
            refusal=refusal,
            findings=tuple(redact_finding(finding, persons) for finding in file.findings),
        )

    beside = tuple(replace(file, path=_hidden(file.path, persons)) for file in report.beside)
    return replace(report, files=tuple(one(file) for file in report.files), beside=beside)
