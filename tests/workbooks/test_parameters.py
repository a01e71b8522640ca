"""Each parameter of each pack decides something: flipped, a verdict, a sum, a letter or the checklist changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from application.enterprise import application, mp4, png
from letter_samples import office, summary_rows
from summary.forms import form, rows_for, write

from xltools.app.notices import check_pack
from xltools.app.package import check_package
from xltools.app.total import ledger_of
from xltools.app.validate import validate
from xltools.figures import fault_of
from xltools.forms.inputs import Request
from xltools.letters import make_letters
from xltools.letters.figures import figures_from_rows
from xltools.notice.load import load_all, load_notice
from xltools.notice.parameters import unread
from xltools.selection.model import Applicant, Score, StepStanding, StepState
from xltools.selection.ranking import mean, trimmed, weighted
from xltools.selection.sheet import sheet_of

Probe = Callable[[Path, str], Any]
NAME, CODE = "武汉示例甲乙机械有限公司", "91420102MA4KXXXX0P"
LATIN = "智能" * 60 + " Manufacturing Execution System" * 6
"""120 Han signs and 18 words: 138 as Word counts, 288 sign by sign."""


def findings(path: Path, notice: str, *attachment: str) -> list[tuple[str, str, str]]:
    report = validate(Request(paths=(str(path),), notice=notice, attachment="".join(attachment))).report
    return [(f.rule, f.severity.value, f.message) for file in report.files for f in file.findings]


def ledger(folder: Path, notice: str) -> Any:
    """Rows on the window's first day, without tax above and below the floor, and wages without an invoice."""
    rows: list[dict[str, Any]] = [
        {"category": "生产性设备购置", "name": "机床", "supplier": "示例甲有限公司", "contract_no": "HT-1",
         "invoice_no": "24422000000123456781", "contract_date": "2023-03-01", "invoice_date": "2023-10-01", "gross": 2000,
         "tax": 230.0885, "net": 1769.9115, "pay_date": "2023-11-01", "pay_amount": 2000, "contract_amount": 2000},
        {"category": "设备改造", "name": "产线", "supplier": "示例乙有限公司", "contract_no": "HT-2",
         "invoice_no": "24422000000123456782", "contract_date": "2024-03-01", "invoice_date": "2024-04-01", "gross": 3300,
         "tax": 379.6460, "net": 2920.3540, "pay_date": "2024-05-01", "pay_amount": 3300, "contract_amount": 3300},
        {"category": "项目相关研发投入", "name": "研发人员工资", "pay_date": "2024-06-01", "pay_amount": 400},
    ]  # fmt: skip
    attachment = load_notice(notice).attachment("附件6")
    path = write(folder / "附件6.xlsx", form(attachment, [_days(row) for row in rows], NAME, extra="单位：万元"))
    made = ledger_of(validate(Request(paths=(str(path),), notice=notice)))
    return made.counted, made.undecided, made.meets_floor, made.floor, made.date_basis, made.tax_basis


def _days(row: dict[str, Any]) -> dict[str, Any]:
    days = {key: date.fromisoformat(value) for key, value in row.items() if key.endswith("_date")}
    return row | {key: Decimal(str(value)) for key, value in row.items() if isinstance(value, float)} | days


def form_of(**fields: Any) -> Probe:
    def probe(folder: Path, notice: str) -> Any:
        return findings(write(folder / "附件1.xlsx", application(NAME, CODE, **fields)), notice)

    return probe


def materials(folder: Path, notice: str) -> Any:
    """A picture of 1.2 MB, a film of 100 seconds, an introduction and an application of Han signs and words."""
    write(folder / "图1.png", png())
    write(folder / "成果.mp4", mp4(100))
    write(folder / "文字简介.txt", LATIN.encode())
    write(folder / "申报书.txt", f"场景一：排产\n{LATIN * 12}".encode())
    report = check_package(str(folder), notice)
    return [(f.rule, f.severity.value) for f in report.findings], report.reminders


def table_of(key: str, count: int = 1, day: str = "", unit: str = "江岸区", **cells: Any) -> Probe:
    def probe(folder: Path, notice: str) -> Any:
        attachment = load_notice(notice).attachment(key)
        category = cells.get("category", "示范工厂") if attachment.category else ""
        rows = [row | cells for row in rows_for(attachment, unit, count, seed=4, category=category)]
        data = form(attachment, rows, unit, extra=f"填报日期：{day}" if day else "")
        return findings(write(folder / "表.xlsx", data), notice, key)

    return probe


def chains(folder: Path, notice: str) -> Any:
    attachment = load_notice(notice).attachment("附件4")
    rows = [
        row
        for category, count in (("示范工厂", 4), ("智慧供应链", 4))
        for row in rows_for(attachment, "深圳市", count, seed=5, category=category)
    ]
    return findings(write(folder / "表.xlsx", form(attachment, rows, "深圳市工业和信息化局")), notice)


def handover(folder: Path, notice: str) -> Any:
    pack = load_notice(notice)
    figures = figures_from_rows(pack, pack.attachment("附件5"), summary_rows(), level="district")
    return [letter.data for letter in make_letters(pack, "district", figures, office(), kind="handover")]


def selected(folder: Path, notice: str) -> Any:
    """What five experts are asked, and how their scores become a rank."""
    pack = load_notice(notice)
    spec = pack.selection
    assert spec is not None
    applicant = Applicant(key="甲", number=1, cell="C4", company="武汉示例甲有限公司")
    onsite = StepStanding(step=spec.step("onsite"), state=StepState.OPEN, listed=(applicant,))
    values = [Score(expert=str(n), value=Decimal(80 + n * n), path="", sheet="", cells=()) for n in range(5)]
    mean_score = mean(trimmed(values, spec.trim_from), spec.mean_decimals)
    parts = {"onsite": mean_score, "roadshow": Decimal("70.11")}
    total = weighted(parts, spec.steps[-1].shares, spec.mean_decimals)
    asked = sheet_of(pack, "x", onsite, "张示例")
    return mean_score, total, asked.hint, asked.answers[0].full, asked.decimals


FLIPS: Mapping[str, tuple[object, Probe]] = {
    "floor": ("60000000", ledger),
    "date_basis": ("payment", ledger),
    "tax_basis": ("without", ledger),
    "window_ends_included": (False, ledger),
    "rd_evidence": ("none", ledger),
    "output_of_branch": ("20000000000", form_of(independent="否", output_2024=1_200_000)),
    "figure_at_most": ("80000000000", form_of(revenue_2024=9_000_000)),
    "intro_max_chars": (100, form_of(intro=LATIN)),
    "chars_counted": ("characters", materials),
    "picture_min_bytes": (3_000_000, materials),
    "film_max_seconds": (60, materials),
    "scenario_text_max_chars": (500, materials),
    "guideline_instead_of_maturity": (False, table_of("summary", maturity="一级", note="符合行业指导性文件")),
    "summary_copies_to_city": (2, handover),
    "filing_deadline": ("2025-07-10", materials),
    "district_deadline": ("2025-07-10", table_of("附件6", day="2025年7月15日", unit="和平区")),
    "ai_share_zhuoyue": ("0.9", table_of("附件6", unit="和平区")),
    "ai_share_linghang": ("0.9", table_of("附件4", unit="和平区")),
    "provinces_with_more": (["湖北省"], table_of("附件4", 31, unit="湖北省", category="优秀场景")),
    "supply_chain_quota": ("", chains),
    "score_full": ("60", selected),
    "score_decimals": (0, selected),
    "score_mean_decimals": (1, selected),
    "score_trim_from": (7, selected),
    "onsite_weight": ("0.7", selected),
}
ALL = [(notice.id, parameter.key) for notice in load_all() for parameter in notice.parameters]


def child(folder: Path, parent: str, key: str, value: object) -> str:
    """A pack of one's own that changes one parameter."""
    name = f"own-{parent}"
    said = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else repr(value).replace("'", '"')
    text = f'id = "{name}"\nbased_on = "{parent}"\ntitle = "自用"\nversion = "1"\n\n[[parameters]]\nkey = "{key}"\nvalue = {said}\n'
    write(folder / name / "notice.toml", text.encode())
    return name


@pytest.mark.parametrize(("notice", "key"), ALL, ids=lambda one: one)
def test_a_flipped_parameter_changes_an_outcome(
    notice: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flipped, probe = FLIPS[key]
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path / "packs"))
    load_notice.cache_clear()
    current = load_notice(notice).parameter(key)
    same, other = child(tmp_path / "packs", notice, key, current), ""
    before = probe(tmp_path / "a", same)
    load_notice.cache_clear()
    other = child(tmp_path / "packs", notice, key, flipped)
    after = probe(tmp_path / "a", other)
    load_notice.cache_clear()
    assert before != after
    assert check_pack(tmp_path / "packs" / other) == []


def test_a_parameter_that_nobody_reads_is_named(tmp_path: Path) -> None:
    child(tmp_path, "wuhan-2025", "lucky_number", 7)
    (mistake,) = check_pack(tmp_path / "own-wuhan-2025")
    assert "lucky_number" in str(mistake)


def test_a_reference_to_nothing_is_a_mistake(tmp_path: Path) -> None:
    name = child(tmp_path, "wuhan-2025", "floor", "50000000")
    path = tmp_path / name / "notice.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + '\n[texts]\na = "@nothing"\nb = "@{spring.start}"\n', encoding="utf-8"
    )
    said = "\n".join(map(str, check_pack(tmp_path / name)))
    assert "没有参数 nothing" in said
    assert "没有窗口 spring" in said


def test_every_shipped_parameter_has_a_reader_and_a_flip() -> None:
    assert [mistake for notice in load_all() for mistake in unread(notice)] == []
    assert {key for _, key in ALL} == set(FLIPS)


@pytest.mark.parametrize(
    ("reference", "fault"),
    [
        ("附件1.project", ""),
        ("附件6.enterprise", ""),
        ("附件2.row.network_rate.after", ""),
        ("附件2.sum.self_score", ""),
        ("附件7.rows", ""),
        ("附件6.ledger.meets_floor", ""),
        ("附件6.ledger.项目相关研发投入", ""),
        ("附件6.ledger.counts", "没有 ledger.counts"),
        ("附件2.row.nothing.after", "没有固定行 nothing"),
        ("附件1.nothing", "没有列 nothing"),
        ("附件0.project", "没有附件 附件0"),
    ],
)
def test_one_language_names_every_figure(reference: str, fault: str) -> None:
    said = fault_of(reference, load_notice("wuhan-2025"))
    assert fault in said
    assert bool(said) is bool(fault)
