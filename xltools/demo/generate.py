"""Folders of invented submissions, and the truth about them: what must be counted, merged and found.

Three districts, nine enterprises with 附件6 and 附件7 of wuhan-2025, three 推荐汇总表 of hubei-2022, as .xlsx, .docx and
.csv, every file laid out in its own way. The truth has the shape of a test's expectation, amounts in 元.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from . import invent
from .investment import Investment, invent_investment, investment_content, investment_truth, plant_investment
from .layout import Content, Laid, SampleLook, as_csv, as_docx, as_xlsx, invent_look, lay_out
from .software import invent_software, plant_software, software_content, software_truth
from .summary import Summary, invent_summary, plant_summary, summary_content, summary_truth

_INVESTMENT_MISTAKES: Final = (
    ("tax_mismatch", "invoice_as_number"),
    (),
    ("blank_name",),
    ("unit_slip",),
    ("bad_date", "dup_invoice"),
    (),
    ("subtotal_wrong",),
    ("bad_category", "unreadable_amount"),
    ("dup_invoice_across",),
)
_SOFTWARE_MISTAKES: Final = ((), ("blank_software_name",), (), (), (), ("software_total_wrong",), (), (), ())
_SUMMARY_MISTAKES: Final = (("low_maturity", "bad_phone"), ("rank_gap", "bad_uscc"), ("dup_across", "few_links"))
_SUMMARY_FORMS: Final = ("xlsx", "docx", "csv")
_BELOW_FLOOR: Final = 5
"""The enterprise, counted from 0, that stays below 5000 万元."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file to write: the path below the output folder, and its bytes."""

    path: str
    content: bytes


def generate(out: Path, *, seed: int = 1, mistakes: bool = True) -> dict[str, Any]:
    """Write the submissions into `out` and return the truth, which is also written as ``truth.json``.

    Same `seed`, same bytes. Existing files of the same names are overwritten; nothing else is touched.
    """
    files: list[_File] = []
    truth: dict[str, Any] = {"seed": seed, "dirty": mistakes, "investment": [], "software": [], "summary": []}
    rng = Random(seed)  # noqa: S311  # samples, not secrets
    enterprises = _enterprises(rng, mistakes=mistakes)
    for number, (district, made) in enumerate(enterprises):
        files.append(_investment_file(rng, district, made, truth))
        files.append(_software_file(rng, number, district, made.enterprise, truth, mistakes=mistakes))
    for number, summary in enumerate(_summaries(rng, mistakes=mistakes)):
        files.append(_summary_file(rng, number, summary, truth))
    for file in files:
        target = out / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
    (out / "truth.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    return truth


def _enterprises(rng: Random, *, mistakes: bool) -> list[tuple[str, Investment]]:
    made = []
    for number in range(9):
        name = invent.enterprise(rng, number)
        made.append((invent.DISTRICTS[number // 3], invent_investment(rng, name, below_floor=number == _BELOW_FLOOR)))
    if mistakes:
        for (_, investment), kinds in zip(made, _INVESTMENT_MISTAKES, strict=True):
            lender = made[1][1]
            plant_investment(rng, investment, list(kinds), lender.rows[5])
            if "dup_invoice_across" in kinds:
                # Whose it is, nobody knows: undecided at both.
                lender.rows[5] = lender.rows[5].change("any")
    return made


def _summaries(rng: Random, *, mistakes: bool) -> list[Summary]:
    made = [invent_summary(rng, district) for district in invent.DISTRICTS]
    if mistakes:
        for summary, kinds in zip(made, _SUMMARY_MISTAKES, strict=True):
            plant_summary(summary, list(kinds), made[0])
    return made


def _investment_file(rng: Random, district: str, made: Investment, truth: dict[str, Any]) -> _File:
    content = investment_content(rng, made)
    laid = lay_out(content, invent_look(content, rng, sheet="附件6"))
    path = f"wuhan-2025/{district}/附件6-{made.enterprise}.xlsx"
    truth["investment"].append(investment_truth(made, laid, path))
    return _File(path, as_xlsx(laid))


def _software_file(
    rng: Random, number: int, district: str, enterprise: str, truth: dict[str, Any], *, mistakes: bool
) -> _File:
    """Every third list is handed in as Word table."""
    made = invent_software(rng, enterprise)
    if mistakes:
        plant_software(made, list(_SOFTWARE_MISTAKES[number]))
    content = software_content(rng, made)
    form = "docx" if number % 3 == 2 else "xlsx"
    data, laid = _as(form, content, invent_look(content, rng, sheet="附件7"))
    path = f"wuhan-2025/{district}/附件7-{enterprise}.{form}"
    truth["software"].append(software_truth(made, laid, path))
    return _File(path, data)


def _summary_file(rng: Random, number: int, made: Summary, truth: dict[str, Any]) -> _File:
    content = summary_content(made)
    form = _SUMMARY_FORMS[number]
    data, laid = _as(form, content, invent_look(content, rng, sheet="推荐汇总表"))
    path = f"hubei-2022/{made.district}-推荐汇总表.{form}"
    truth["summary"].append(summary_truth(made, laid, path, form))
    return _File(path, data)


def _as(form: str, content: Content, look: SampleLook) -> tuple[bytes, Laid]:
    laid = lay_out(content, look)
    if form == "docx":
        return as_docx(content, laid)
    if form == "csv":
        return as_csv(laid, "gb18030"), laid
    return as_xlsx(laid), laid
