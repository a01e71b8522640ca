"""The form of a code: credit code with its check character, phone, invoice number, e-mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from operator import mul
from typing import ClassVar, Final

from ..findings import Finding, Severity
from ..forms.values import Unreadable, plain
from .base import ColumnKey, Rule, View

_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_RANK: Final = {mark: rank for rank, mark in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_PHONE = re.compile(
    r"(?:\+?(?:86|0086)-?)?1[3-9]\d-?\d{4}-?\d{4}"
    r"|(?:\+?86-?)?(?:\(?0\d{2,3}\)?-?)[2-9]\d{2,3}-?\d{4}(?:(?:-|\*|#|x|ext\.?|\(?(?:转|分机)[:号]?)\d{1,6}\)?)?"
    r"|[48]00-?\d{3,4}-?\d{3,4}(?:(?:-|转)\d{1,6})?",
    re.IGNORECASE,
)
_HYPHENS = str.maketrans("—－–−‐‑·", "-------")
_SEPARATORS = re.compile(r"[、,;/\n]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


def credit_code_fault(code: str) -> str:
    """Why a unified social credit code (GB 32100—2015) is wrong; empty where its form and check character hold."""
    code = plain(code).upper()
    if len(code) != 18:
        return f"应为 18 位，现为 {len(code)} 位"
    if not _CREDIT_RANK.keys() >= set(code):
        strange = sorted(set(code) - _CREDIT_RANK.keys())
        return f"不应出现字符 {'、'.join(strange)}（不使用 I、O、S、V、Z）"
    right = check_character(code)
    return "" if right == code[-1] else f"校验位不符：末位应为 {right}，现为 {code[-1]}"


def check_character(code: str) -> str:
    """The 18th character that belongs to the first seventeen. Source: GB 32100—2015, 4.5 (weights 3^(i-1) mod 31)."""
    return _CREDIT_ALPHABET[-sum(map(mul, map(_CREDIT_RANK.__getitem__, code), _CREDIT_WEIGHTS)) % 31]


def phone_fault(text: str) -> str:
    """Why a phone number is wrong: mobile, area code and number, 400/800; several are parted by 、 or /."""
    for part in _SEPARATORS.split(plain(text)):
        number = "".join(part.split()).translate(_HYPHENS)
        if not _PHONE.fullmatch(number):
            return "既不是 11 位手机号，也不是带区号的固定电话"
    return ""


def invoice_fault(text: str) -> str:
    """Why an invoice number is wrong: 8 digits, or 20 for fully digital invoices; several are parted by 、."""
    for part in _SEPARATORS.split(plain(text)):
        number = part.strip().removeprefix("No.").removeprefix("№").strip()
        if not re.fullmatch(r"\d{8}|\d{20}", number):
            return (
                f"应为 8 位或 20 位数字，“{number}”为 {len(number)} 位" if number.isdecimal() else "应为 8 位或 20 位数字"
            )
    return ""


def email_fault(text: str) -> str:
    """Why an e-mail address is wrong."""
    return "" if _EMAIL.fullmatch(plain(text)) else "不是电子邮箱地址"


FORMATS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "credit-code": (credit_code_fault, "18 位统一社会信用代码", "请对照营业执照核对并重新填写。"),
    "phone": (phone_fault, "11 位手机号或带区号的固定电话", "请填写如 13800138000 或 027-85316000。"),
    "invoice-number": (invoice_fault, "8 位或 20 位发票号码", "请对照发票原件，以文本格式填写完整号码。"),
    "email": (email_fault, "电子邮箱", "请填写如 name@example.com。"),
}


STANDARDS = {"credit-code": "GB 32100-2015"}
"""Format -> the standard that it is held against, where a standard gives it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Format(Rule):
    """A code in its proper form.

    Why
        A credit code or invoice number with one wrong character names another company or nothing.
    Declared as
        `format` on a column (credit-code, phone, invoice-number, email), or kind = "format", column, format.
    Passes over
        Blanks and unreadable values. Of a credit code only the 18th character is computed.
    """

    kind: ClassVar[str] = "format"
    stage: ClassVar[int] = 1
    column: ColumnKey
    format: str

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        fault_of, expected, fix = FORMATS[self.format]
        standard = STANDARDS.get(self.format, "")
        simple = re.compile(r"\d{8}|\d{20}").fullmatch if self.format == "invoice-number" else None
        for index in view.rows(self.spec):
            value = values[index]
            if value is None or isinstance(value, Unreadable) or (simple and simple(value)):
                continue
            fault = fault_of(str(value))
            if fault:
                message = f"“{view.table.heading(self.column)}”的“{value}”{fault}"
                found = self.found(view, index, self.column, expected=expected, message=message, fix=fix)
                # No notice speaks of the form of a code: its standard does, and a typing slip bars nobody.
                yield replace(found, severity=Severity.WARNING, basis=standard) if standard else found
