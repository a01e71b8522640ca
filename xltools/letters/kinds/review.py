"""核查推荐报告: a district reports what it checked, enterprise by enterprise, and whom it recommends."""

from __future__ import annotations

from decimal import Decimal

from ..figures import FigureRow, SummaryFigures
from ..manuscript import FILL_IN_PATTERN, Manuscript, RuledTable, fill_in
from ..slots import item_slot
from ..wording import clean, copies_text, money_column, money_text, plain_amount
from .base import Job, LetterKind
from .submission import official, open_lines, refused_lines
from .tables import laid_out

DEFAULT_CHECKS = ("资格条件", "项目真实性", "项目合规性")
TABLE_LEADS = ("各企业的核查结论如下", "核查结论如下")
"""The prose's paragraph under which the table stands begins so."""


def _compose(job: Job, kind: LetterKind) -> Manuscript:
    context = job.context
    figures = job.figures
    checks = tuple(str(check) for check in job.option("checks", DEFAULT_CHECKS))
    table = check_table(job, checks)
    answered = [
        check
        for place, check in enumerate(checks, len(table.heads) - len(checks))
        if any(not FILL_IN_PATTERN.search(row[place]) for row in table.rows)
    ]
    context.put("核查内容", tuple(answered), "汇总表的审核栏")
    recommended = figures.recommended
    good = recommended.companies
    items = [rows[0] for rows in _by_project(recommended).values()]
    context.put("名单", tuple(item_slot(row) for row in items), "汇总表")
    context.put("推荐数", len(good), "汇总表")
    context.put("推荐项目数", len(items), "汇总表")
    context.put("有审核意见", all(row.opinion for row in items), "汇总表")
    context.put("申报企业数", len(figures.companies), "汇总表")
    # One application per enterprise here, however many rows of investment it has.
    copies = int(job.level.copies.get("application", 0))
    context.put("申报书本数", len(good) * copies, "推算")
    context.put("申报书份数", copies_text(copies) if copies else "", "通知")
    context.put("不予推荐", refused_lines(job), job.profile.sources.get("不予推荐", "汇总表"))
    context.put("未推荐", open_lines(job), "汇总表")
    return official(job, kind, "review-report", dict.fromkeys(TABLE_LEADS, table))


def _by_project(figures: SummaryFigures) -> dict[tuple[str, str], list[FigureRow]]:
    """Rows by enterprise and project: a ledger has many rows of one project, an enterprise may have several projects."""
    found: dict[tuple[str, str], list[FigureRow]] = {}
    for row in figures.rows:
        found.setdefault((row.credit_code or row.company, row.project), []).append(row)
    return found


def check_table(job: Job, checks: tuple[str, ...]) -> RuledTable:
    """Enterprises × checks, project by project where an enterprise has several. A cell is what the summary says (its own
    column, or the amount), what the office set, or a marked fill-in."""
    groups = _by_project(job.figures)
    several = len(groups) > len(job.figures.companies)
    rows = []
    for place, group in enumerate(groups.values(), 1):
        cells = {key: value for row in group for key, value in row.cells.items()}
        names = (clean(group[0].company), *((clean(group[0].project),) if several else ()))
        amount = job.figures.amount_of(group[0].company, group[0].project)
        rows.append((str(place), *names, *(_verdict(job, check, amount, cells) for check in checks)))
    columns = [money_column(cells) if _are_amounts(cells) else cells for cells in zip(*rows, strict=True)]
    heads = ("序号", "企业名称", *(("项目名称",) if several else ()))
    named = len(heads)
    aligns = "c".ljust(named, "l") + "".join("r" if _are_amounts(cells) else "c" for cells in columns[named:])
    return laid_out((*heads, *checks), tuple(zip(*columns, strict=True)), aligns)


def _are_amounts(cells: tuple[str, ...]) -> bool:
    return any(cell.endswith("元") and plain_amount(cell) is not None for cell in cells)


def _verdict(job: Job, check: str, amount: Decimal | None, cells: dict[str, str]) -> str:
    key = next((key for table in job.figures.tables for key, heading in table.columns if heading == check), check)
    if cells.get(key):
        return clean(cells[key])
    if "投资" in check and amount is not None:
        return money_text(amount)
    return clean(job.profile.get("核查意见")) or fill_in("核查意见")


KINDS = (
    LetterKind(
        key="review-report",
        name="核查推荐报告",
        aliases=("推荐报告",),
        document_type="报告",
        upward=True,
        reviews=True,
        to_addressees=True,
        compose=_compose,
    ),
)
