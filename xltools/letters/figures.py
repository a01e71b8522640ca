"""The only source of a letter's numbers and names: the checked summary, as frozen data.

`app.py` builds it from the summary workbook with `figures_from_rows`; nothing in a letter is typed a second time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..notice.model import Attachment, Column, ColumnType, Notice, Role
from ..words import masked_name

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_ROLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # role: (column keys, beginnings of headings)
    "company": (
        ("company", "applicant", "enterprise", "enterprise_name", "company_name"),
        ("申报主体", "企业名称", "申报单位", "申报企业", "企业"),
    ),
    "credit_code": (("credit_code", "uscc", "code"), ("统一社会信用代码", "社会信用代码", "信用代码")),
    "project": (
        ("project", "project_name", "factory", "factory_name"),
        ("项目名称", "揭榜任务", "工厂名称", "工厂/项目名称", "场景名称", "拟申报项目"),
    ),
    "industry": (("industry", "sector"), ("所属行业", "行业", "所属领域")),
    "district": (("district", "place", "city", "location"), ("所在区", "所在地", "所在市")),
    "maturity": (("maturity", "maturity_level"), ("成熟度等级", "智能制造能力成熟度", "自评等级", "成熟度")),
    "links": (("links", "coverage", "link_count"), ("覆盖环节",)),
    "contact": (("contact", "contact_person"), ("联系人",)),
    "phone": (("phone", "contact_phone", "telephone"), ("联系电话", "联系方式", "电话")),
    "opinion": (("opinion", "review_opinion"), ("审核意见", "核查意见", "核查结论", "推荐意见")),
    "remark": (("remark", "note", "notes"), ("备注",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row of the summary. `cells` are the texts of all its columns by key; personal data stays out of `repr`."""

    rank: str
    category: str
    company: str
    credit_code: str = ""
    project: str = ""
    industry: str = ""
    district: str = ""
    maturity: str = ""
    links: str = ""
    remark: str = ""
    opinion: str | None = None
    """What the summary's own column of opinions says (推荐, 不予推荐), None where it has none."""
    contact: str = ""
    """Masked (张*): for messages. The annex prints `cells`."""
    place: int = 0
    """Where it stands in its summary, from 0."""
    doubts: tuple[str, ...] = ()
    """Why the checks do not let it be recommended whatever the opinion: mistakes in the row, the floor not reached."""
    cells: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def recommended(self) -> bool:
        """An opinion says so (a summary without such a column is itself the opinion) and no check stands against it."""
        return not self.doubts and (self.opinion is None or says_yes(self.opinion))

    @property
    def refused(self) -> bool:
        """The office says no, in words."""
        return bool(self.opinion) and not says_yes(self.opinion or "")

    @property
    def open_points(self) -> tuple[str, ...]:
        """What keeps a row that nobody refused from being recommended."""
        if self.refused:
            return ()
        return (*(("审核意见没有填",) if self.opinion == "" else ()), *self.doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """One summary: its attachment, headings in official order, rows in priority order."""

    attachment: str
    title: str
    columns: tuple[tuple[str, str], ...]
    """(key, heading)."""
    rows: tuple[FigureRow, ...]
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    """Column key -> sum, amounts in 元."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Unit in which the cells of each summed column stand (元, 万元, 亿元)."""
    amounts: Mapping[str, str] = field(default_factory=dict)
    """Unit (元, 万元, 亿元) of every column of money: a print may write 1200 as 1200.00."""
    official: bool = False
    """A summary that the notice wants handed in, not the details behind one."""
    ordered: bool = False
    """The order of the rows is a priority order (序号 within a category)."""
    rank_key: str = ""
    company_key: str = ""
    name_keys: tuple[str, str, str] = ("", "", "")
    """Columns of credit code, enterprise and project: what names a row, whatever its place."""
    sha256: str = ""
    """Of the summary file: a letter whose summary changed afterwards is caught by it."""

    def by_category(self) -> dict[str, int]:
        return _count(row.category for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFigures:
    """What the summary says. Several tables where a level hands in several summaries (天津: 附件4, 6, 8, 9)."""

    notice: str
    level: str
    tables: tuple[FigureTable, ...]
    offices: tuple[str, ...] = ()
    """Offices whose rows are in it, in official order."""
    sender: str = ""
    """推荐单位 as the summary names it."""

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        return tuple(row for table in self.tables for row in table.rows)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def companies(self) -> tuple[str, ...]:
        """Enterprises in order of first appearance; one credit code (or name) counts once."""
        seen: dict[str, str] = {}
        for row in self.rows:
            seen.setdefault(row.credit_code or row.company, row.company)
        return tuple(seen.values())

    @property
    def recommended(self) -> SummaryFigures:
        """Only what the offices recommend."""
        return self._where(lambda row: row.recommended)

    @property
    def reviewed(self) -> bool:
        """Whether the summary holds all who applied, with an opinion on each."""
        return any(row.opinion for row in self.rows)

    def _where(self, wanted: Callable[[FigureRow], bool]) -> SummaryFigures:
        tables = (replace(table, rows=tuple(filter(wanted, table.rows))) for table in self.tables)
        return replace(self, tables=tuple(table for table in tables if table.rows))

    def by_category(self) -> dict[str, int]:
        return _count(row.category for row in self.rows)

    def by_district(self) -> dict[str, int]:
        return _count(row.district for row in self.rows if row.district)

    @property
    def sha256(self) -> str:
        """Fingerprint of all summaries, in order."""
        return "+".join(table.sha256 for table in self.tables if table.sha256)

    def of_tables(self, titles: Iterable[str]) -> SummaryFigures:
        """Only the summaries of these titles; all where none of them, or every one, is meant."""
        wanted = set(titles)
        tables = tuple(table for table in self.tables if table.title in wanted)
        return replace(self, tables=tables) if tables else self

    def only(self, company: str) -> SummaryFigures:
        """The rows of one enterprise."""
        return self._where(lambda row: row.company == company)

    def amount_of(self, company: str, project: str | None = None) -> Decimal | None:
        """The sum of an enterprise's amounts (of one project) in 元 over the first summed column; None where nothing is
        summed."""
        found: Decimal | None = None
        for table in self.tables:
            key = next(iter(table.units), "")
            for row in table.rows:
                text = row.cells.get(key, "").replace(",", "").strip()
                if row.company == company and project in (None, row.project) and _NUMBER.fullmatch(text):
                    found = (found or Decimal(0)) + Decimal(text) * UNITS[table.units[key]]
        return found

    @property
    def digest(self) -> str:
        """Fingerprint of what the summaries say: unchanged when a workbook is only saved again."""
        said = [
            [table.attachment, list(table.columns), [sorted(row.cells.items()) for row in table.rows]]
            for table in self.tables
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8")).hexdigest()

    def table(self, attachment: str) -> FigureTable:
        """The summary for `attachment`. Raises KeyError."""
        for table in self.tables:
            if table.attachment == attachment:
                return table
        raise KeyError(attachment)


def figures_from_rows(
    notice: Notice,
    attachment: Attachment,
    rows: Sequence[Mapping[str, str]],
    *,
    level: str = "",
    offices: Sequence[str] = (),
    sender: str = "",
    sums: Mapping[str, Decimal] | None = None,
    sha256: str = "",
    doubts: Mapping[int, Sequence[str]] | None = None,
) -> SummaryFigures:
    """Figures of one summary. `rows` map column keys to texts as the summary shows them, in the summary's order;
    a key that the attachment does not declare is kept in `cells`. `sums` are in 元, by column key. `doubts`: by place in
    `rows`, why the checks do not let the row be recommended.

    A category that the rows do not name (a table for one category only) is the attachment's single block, else the grade
    in its title (先进级智能工厂), else empty.
    """
    roles = {role: _find(attachment.columns, *names) for role, names in _ROLES.items()}
    default = attachment.blocks[0].value if len(attachment.blocks) == 1 else grade_of(attachment.title)
    against = doubts or {}
    made = tuple(
        replace(row, doubts=tuple(against.get(place, ())))
        for place, row in enumerate(_ranked(attachment, roles, rows, default))
    )
    table = FigureTable(
        attachment=attachment.key,
        title=attachment.title,
        columns=tuple((column.key, column.heading) for column in attachment.columns),
        rows=made,
        sums=dict(sums or {}),
        units={column.key: _unit(column, attachment) for column in attachment.columns if column.sum},
        amounts={column.key: _unit(column, attachment) for column in attachment.columns if _is_money(column)},
        official=attachment.role is Role.SUMMARY,
        ordered=bool(attachment.order),
        rank_key=attachment.order,
        company_key=roles["company"],
        name_keys=(roles["credit_code"], roles["company"], roles["project"]),
        sha256=sha256,
    )
    named = tuple(offices) or tuple(_count(row.district for row in made if row.district))
    return SummaryFigures(notice=notice.id, level=level, tables=(table,), offices=named, sender=sender)


def join_figures(parts: Iterable[SummaryFigures]) -> SummaryFigures:
    """Several summaries of one level as one: tables in the order given, offices without repetition."""
    found = tuple(parts)
    offices = tuple(dict.fromkeys(office for part in found for office in part.offices))
    tables = tuple(table for part in found for table in part.tables)
    first = found[0]
    return SummaryFigures(notice=first.notice, level=first.level, tables=tables, offices=offices, sender=first.sender)


_YES = re.compile(r"推荐|同意|通过|合格|符合|^[是√]$")
_NO = re.compile(
    r"不(?:予|宜|同意|推荐|合格|符合|通过|上报|建议|拟|能)|未(?:通过|达|纳|予)|暂[缓不]|退回|补正|否决|^[否×]$"
)


def says_yes(opinion: str) -> bool:
    """Whether an opinion recommends: 推荐, 未发现问题，同意上报; not 不予推荐, 暂缓, 待核实, nor an empty one."""
    text = opinion.strip()
    return bool(_YES.search(text)) and not _NO.search(text)


def grade_of(title: str) -> str:
    found = re.search(r"(领航级|卓越级|先进级|基础级)(智能工厂)?", title)
    return found.group() if found else ""


def _ranked(
    attachment: Attachment, roles: Mapping[str, str], rows: Sequence[Mapping[str, str]], default: str
) -> Iterator[FigureRow]:
    """Rows with their rank; without a 序号 column the rank is the place within the category."""
    seen: dict[str, int] = {}
    for place, row in enumerate(rows):
        category = str(row.get(attachment.category, "") if attachment.category else "").strip() or default
        seen[category] = seen.get(category, 0) + 1
        rank = str(row.get(attachment.order, "") if attachment.order else "").strip() or str(seen[category])
        yield _row(roles, row, category, rank, place)


def _row(roles: Mapping[str, str], row: Mapping[str, str], category: str, rank: str, place: int) -> FigureRow:
    def cell(role: str) -> str:
        return str(row.get(roles[role], "") if roles[role] else "").strip()

    return FigureRow(
        rank=rank,
        place=place,
        category=category,
        company=cell("company"),
        credit_code=cell("credit_code"),
        project=cell("project"),
        industry=cell("industry"),
        district=cell("district"),
        maturity=cell("maturity"),
        links=cell("links"),
        remark=cell("remark"),
        opinion=cell("opinion") if roles["opinion"] else None,
        contact=masked_name(cell("contact")),
        cells={key: str(value) for key, value in row.items()},
    )


def _unit(column: Column, attachment: Attachment) -> str:
    for unit in ("万元", "亿元", "元"):
        if unit in (column.unit, attachment.unit) or f"（{unit}）" in column.heading:
            return unit
    return "元"


def _is_money(column: Column) -> bool:
    return column.type is ColumnType.AMOUNT or bool(re.search(r"（[万亿]?元）$", column.heading))


def _find(columns: Sequence[Column], keys: tuple[str, ...], headings: tuple[str, ...]) -> str:
    """The column that plays a role: by key, else by the beginning of its heading."""
    for column in columns:
        if column.key in keys:
            return column.key
    for heading in headings:
        for column in columns:
            if column.heading.startswith(heading):
                return column.key
    return ""


def _count(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts
