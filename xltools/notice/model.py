"""What a notice asks for, as frozen data. `load.py` builds these from TOML; nothing here knows of files.

Words: *level* is an office (district, city, province, ministry), *grade* is 基础/先进/卓越/领航, *maturity* is
GB/T 39116. An attachment's key is its number in the notice (附件6); its role says what it is for.
`basis` everywhere is document and clause, e.g. ``wuhan-2025 §二.2``.

All are compared by identity (`eq=False`): a pack is loaded once, and what is derived from its parts is cached. They have
one common `repr`: generated ones would cost a small check a tenth of its time at every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from ..findings import Severity

BLANKS_FOLDER: Final = "空表"
"""The folder of a pack that keeps the office's own blanks."""


class _Data:
    """Shows itself by what people know it by."""

    __slots__ = ()

    def __repr__(self) -> str:
        name = next((getattr(self, field) for field in ("id", "key", "value", "clause") if hasattr(self, field)), "")
        return f"{type(self).__name__}({name})"


class Role(StrEnum):
    INVESTMENT = "investment"
    SUMMARY = "summary"
    SOFTWARE = "software"
    FORM = "form"
    INDICATORS = "indicators"
    SCENARIOS = "scenarios"
    EQUIPMENT = "equipment"
    ROLLUP = "rollup"


class Provenance(StrEnum):
    """How sure a layout is: seen in the official file, in a sister file, or reconstructed."""

    FOUND = "found"
    NEAR = "near"
    INFERRED = "inferred"


class Shape(StrEnum):
    TABLE = "table"
    FORM = "form"
    """Label-value form: a table of one row whose cells lie where the labels say."""
    LIST = "list"
    """A table whose rows are fixed by the notice (indicators, scenarios), keyed by their name."""


class ColumnType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    AMOUNT = "amount"
    """Money; read into 元 whatever the sheet's, the column's or the cell's own unit."""
    PERCENT = "percent"
    """Read into a fraction: 85%, 85 (under a % heading) and 0.85 are one value."""
    DATE = "date"
    CODE = "code"
    """An identifier made of characters (credit code, invoice number): never a number."""
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Choice(_Data):
    """One value of a drop-down, with the other ways people write it."""

    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Column(_Data):
    """One column of a table, one field of a form."""

    key: str
    heading: str
    group: str = ""
    """Heading above a group of columns in the official two-row header (合同, 发票, 付款)."""
    subgroups: tuple[str, ...] = ()
    """Headings between the group and the column's own, from the top down, in headers of three and four rows."""
    aliases: tuple[str, ...] = ()
    type: ColumnType = ColumnType.TEXT
    unit: str = ""
    required: bool = False
    required_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Required only where these columns hold one of these values."""
    values: tuple[Choice, ...] = ()
    values_from: str = ""
    """Name of a list in workbooks/reference that fills `values`."""
    closed: bool = True
    """False: a value outside the list is allowed (warning at most)."""
    format: str = ""
    """credit-code, phone, invoice-number, email: see rules/format.py."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    counted: str = "words"
    """How `max_length` is counted: words (as Word does), characters."""
    fill_down: bool = True
    """A merged cell's value belongs to every row it covers (never summed twice)."""
    sum: bool = False
    """Merging and receipts add this column up; 小计/合计 rows are checked in it."""
    carried: bool = False
    """What the office that merges wrote over it is kept by its next merge, row by row, while the source says the same:
    contacts and remarks are put right without asking back, all else goes back to who handed it in."""
    drawn: bool = True
    """False: read where a sheet has it (发票代码 of old invoices), but not part of the blank."""
    width: float = 12
    prompt: str = ""
    fix: str = ""
    severity: Severity = Severity.ERROR
    """Severity of the checks that the column itself declares (required, type, values, format, range, length)."""
    basis: str = ""
    assumed: bool = False
    cell: str = ""
    """Forms: where the blank puts the value, e.g. C4."""
    source: str = ""
    """Rollup: what merging fills it with, first that exists of a|b: 附件1.project (a form's field), 附件6.enterprise (who
    hands in), 附件6.ledger.counted / undecided / meets_floor, 附件2.sum.self_score, 附件7.rows, findings.errors, office.
    Empty: a person fills it in, and the next run keeps it."""

    @property
    def path(self) -> tuple[str, ...]:
        """All its headings from the top down."""
        return (*((self.group,) if self.group else ()), *self.subgroups, self.heading)

    @property
    def full_heading(self) -> str:
        """Its headings as one name; a group's words that the next heading begins with are said once (付款, 付款金额)."""
        path = self.path
        kept = [text for text, below in pairwise(path) if not below.startswith(text)]
        return "".join([*kept, path[-1]])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RuleSpec(_Data):
    """A rule as the pack declares it; `rules/` binds it to a form by `kind`. `options` are the kind's own."""

    id: str
    kind: str
    severity: Severity = Severity.ERROR
    basis: str = ""
    title: str = ""
    """One line in our own words: what the clause asks."""
    message: str = ""
    """Replaces the kind's message; may use {value} {expected} {cell}."""
    fix: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rows to which it applies: column -> canonical values."""
    assumed: bool = False
    force: str = ""
    """The notice's binding word (原则上, 应, 须, 不低于): what it only wishes is never an error."""
    weaker: str = ""
    """Why a rule warns though the notice's word binds: what the table shows is no proof."""
    example: str = ""
    """A value that fails, for the reference."""
    trial_until: date | None = None
    """试行 up to and with this day: until then it only warns."""
    holds_from: date | None = None
    holds_to: date | None = None
    """The days it holds for, both ends included; empty: always."""
    options: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    """Where in the pack it stands, for messages about the pack."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Label(_Data):
    """A labelled field outside the table: 申报企业（盖章）：…, 填报日期：…, 单位：万元."""

    key: str
    text: str
    aliases: tuple[str, ...] = ()
    type: ColumnType = ColumnType.TEXT
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FixedRow(_Data):
    """A row that the notice prints (an indicator, a scenario)."""

    key: str
    cells: Mapping[str, str]
    """Column key -> printed text."""
    aliases: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Block(_Data):
    """A category block of a table: its heading row, its subtotal, the value of the category column."""

    value: str
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Attachment(_Data):
    """One official form: what it looks like and what it must hold."""

    key: str
    title: str
    role: Role
    layout: Provenance
    layout_note: str = ""
    """Where the layout comes from, for `notices show` and the README of the pack."""
    basis: str = ""
    shape: Shape = Shape.TABLE
    titles: tuple[str, ...] = ()
    """Other titles by which the form is recognised."""
    sheet: str = ""
    """Sheet name in the blank; the attachment's key when empty."""
    within: str = ""
    """A small table that stands on the sheet of a label–value form: that form's key."""
    unit: str = ""
    """Unit of its amounts, 元, 万元 or 亿元, where the sheet does not say."""
    columns: tuple[Column, ...] = ()
    labels: tuple[Label, ...] = ()
    submitter: str = ""
    """Key of the label that names who hands the form in."""
    category: str = ""
    """Column whose value makes the blocks."""
    blocks: tuple[Block, ...] = ()
    subtotals: bool = False
    total: bool = False
    order: str = ""
    """Column that holds the priority order (序号) within a block."""
    key_columns: tuple[str, ...] = ()
    """Columns that together name a row (credit code, project)."""
    rows: tuple[FixedRow, ...] = ()
    row_key: str = ""
    """LIST: the column that names a row."""
    factory_type: str = ""
    """离散型 / 流程型 for attachments that come in pairs."""
    rules: tuple[RuleSpec, ...] = ()
    notes: tuple[str, ...] = ()
    """填表说明, in our own words."""
    signatures: tuple[str, ...] = ()
    blank_rows: int = 12
    word: bool = False
    """The official table is a Word table."""
    landscape: bool = True
    file_name: str = ""
    """Name of the blank without its ending; `<key>-<title>` when empty."""
    blank: str = ""
    """The office's own blank, kept in the pack's folder 空表: handed out and filled as it is. Empty: drawn from the pack."""
    levels: tuple[str, ...] = ()
    """Levels that produce it by merging; empty: enterprises only."""

    def column(self, key: str) -> Column:
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def drawn(self) -> tuple[Column, ...]:
        """The columns of the blank."""
        return tuple(column for column in self.columns if column.drawn)

    def has(self, key: str) -> bool:
        return any(column.key == key for column in self.columns)

    def official(self, key: str) -> tuple[str, ...]:
        """The values that the notice gives a column; none for a column without a list, or no column."""
        return tuple(choice.value for column in self.columns if column.key == key for choice in column.values)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Addressee(_Data):
    """To whom a level writes. `delivery` is the department that takes the papers."""

    name: str
    delivery: str = ""
    senders: tuple[str, ...] = ()
    """Kinds of sender for whom it applies (省, 中央企业集团); empty: all."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LetterSpec(_Data):
    """A letter that a level has to make. What the kinds are, `letters/` says; slots not listed are left out."""

    kind: str
    name: str = ""
    attachments: tuple[str, ...] = ()
    basis: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Level(_Data):
    """One office in the chain: what it signs, to whom, by when, how many copies."""

    key: str
    """district, city, province, ministry (enterprise for who starts the chain)."""
    name: str
    order: int = 0
    departments: tuple[str, ...] = ()
    """Issuing departments, 主办 first: 经济和信息化局, 发展和改革委员会."""
    joint: bool = False
    receives_from: str = ""
    deadline: date | None = None
    online_deadline: date | None = None
    copies: Mapping[str, int] = field(default_factory=dict)
    """What -> number of paper copies: application, summary, letter."""
    priority_order: bool = False
    addressees: tuple[Addressee, ...] = ()
    attachments: tuple[str, ...] = ()
    letters: tuple[LetterSpec, ...] = ()
    offices: str = ""
    """Reference list of the offices of this level, in their official order (wuhan-districts)."""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Window(_Data):
    """A span of days, both ends included."""

    key: str
    start: date
    end: date
    title: str = ""
    basis: str = ""
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Basis(_Data):
    """One way of counting an investment row: which date decides, which amount is added."""

    date: str
    """invoice, contract, payment."""
    tax: str
    """with, without."""
    date_column: str
    amount_column: str
    once_per: str = ""
    """Column whose value counts once (a contract's amount stands on each of its invoice rows)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LedgerSpec(_Data):
    """How the investment ledger counts."""

    attachment: str
    window: str
    floor: Decimal
    """In 元."""
    floor_basis: str
    bases: tuple[Basis, ...]
    category: str = ""
    """Column of the category, where the table has one; a column without a list of values leaves every category open."""
    seller: str = ""
    invoice: str = ""
    """Column of the invoice number; a table without one is counted by its days and amounts alone."""
    fallback_date: str = ""
    fallback_amount: str = ""
    """Columns used by a row that has no invoice (R&D wages); assumed."""
    fallback_categories: tuple[str, ...] = ()
    """Categories whose rows may have no invoice; rows of others are undecided without one."""
    invoice_code: str = ""
    """Column of the 发票代码 that belongs to an 8-digit number."""
    excluded_words: tuple[str, ...] = ()
    """A category that holds one of these does not count (土地, 厂房, 办公)."""
    excluded_basis: str = ""


_SAID = {
    "invoice": "开票日期",
    "contract": "合同签订日期",
    "payment": "付款日期",
    "with": "含税",
    "without": "不含税",
    "characters": "按字符计",
    "words": "按 Word 字数（汉字和中文标点逐字，英文和数字按词）",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Parameter(_Data):
    """A choice that the notice makes, or leaves open (`assumed`)."""

    key: str
    value: Any
    assumed: bool = False
    title: str = ""
    basis: str = ""

    @property
    def said(self) -> str:
        """The value in words, for reports."""
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        return _SAID.get(str(self.value), str(self.value))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Quota(_Data):
    """At most `limit` rows of `category` from one recommending unit of `unit_kind`."""

    category: str
    limit: int
    level: str
    unit_kind: str = ""
    units: tuple[str, ...] = ()
    """Names of the units of this kind, where they are few."""
    from_list: str = ""
    """The reference list whose items of this kind (`kind`) the units are."""
    companies: bool = False
    """The kind of units that are companies: central enterprise groups."""
    basis: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Material(_Data):
    """One item of the enterprise's application package."""

    key: str
    title: str
    required: bool = True
    attachments: tuple[str, ...] = ()
    """Attachments that satisfy it (alternatives by factory type)."""
    files: tuple[str, ...] = ()
    """File name patterns."""
    kind: str = ""
    """attachment, text, pictures, film, slides, document."""
    options: Mapping[str, Any] = field(default_factory=dict)
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AwardRegister(_Data):
    """A list of earlier awards. Not complete: an unlisted name cannot be decided."""

    key: str
    title: str
    files: tuple[str, ...] = ()
    complete: bool = False
    year: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ListedCheck(_Data):
    """A relation of the office's list (审核关系): MV3030 = MV3130 + MV3230. The language: relations/language.py."""

    id: str
    relation: str
    tolerance: Decimal = Decimal(0)
    """In the unit that the sheet shows."""
    severity: Severity = Severity.ERROR
    """A hard relation is an error, a soft one a warning."""
    message: str = ""
    fix: str = ""
    basis: str = ""
    rows: str = ""
    """Row by row of this attachment; empty: once an application."""


class StepKind(StrEnum):
    """How a step of the selection judges."""

    REVIEW = "review"
    """The group as a whole says of each applicant 符合 or 不符合."""
    SCORE = "score"
    """Each expert scores, the best go on."""
    OPINION = "opinion"
    """Scores of earlier steps are put together and ranked; the group gives its opinion on each."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ScoreItem(_Data):
    """One thing that is scored, and its full marks."""

    name: str
    full: Decimal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SelectionStep(_Data):
    """One step of the selection, in the notice's order."""

    key: str
    name: str
    kind: StepKind
    basis: str = ""
    places: int = 0
    """How many go on (of the last step: how many win); 0: all."""
    drop_share: Decimal = Decimal(1)
    """REVIEW: at most this share of the applicants may be dropped."""
    merged_at_most: int = 0
    """REVIEW: with so many applicants or fewer it is held together with the next step."""
    items: tuple[ScoreItem, ...] = ()
    """SCORE: what is scored; the sum is the score."""
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    """OPINION: step -> weight of its score."""
    rest: str = ""
    """OPINION: the step whose score has the weight that is left of 1."""

    @property
    def shares(self) -> Mapping[str, Decimal]:
        """Step -> weight of its score, together 1."""
        return {**self.weights, self.rest: Decimal(1) - sum(self.weights.values())} if self.rest else self.weights


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SelectionSpec(_Data):
    """How winners are selected among those who applied."""

    attachment: str
    """The summary whose rows are the applicants."""
    level: str
    """The level that selects."""
    steps: tuple[SelectionStep, ...]
    decimals: int = 0
    """Decimals that an expert's score may have."""
    mean_decimals: int = 2
    """Decimals to which a mean and a weighted score are rounded, half up; what is ranked is the rounded score."""
    trim_from: int = 0
    """With so many experts or more the highest and the lowest score are dropped; 0: never."""
    letter: LetterSpec | None = None
    """How the winners are made known."""
    basis: str = ""

    def step(self, key: str) -> SelectionStep:
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Clause(_Data):
    """What became of one clause of the notice: a rule, a parameter, or not checkable with the reason."""

    clause: str
    subject: str
    by: str
    """rule:<id>, parameter:<key>, level:<key>, window:<key>, quota, material:<key>, selection:<step>, ledger,
    not-checkable."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Notice(_Data):
    """A notice pack: one folder in workbooks/."""

    id: str
    title: str
    version: str
    short: str = ""
    document: str = ""
    """Document number (文号), empty where the notice shows none."""
    cites: Mapping[str, str] = field(default_factory=dict)
    """The notice's title as people cite it; of a pack of several documents by the sign before § (省, 市)."""
    programme: str = ""
    issuers: tuple[str, ...] = ()
    issued: date | None = None
    year: int = 0
    place: str = ""
    """Place words by which a submission is recognised (武汉)."""
    places: tuple[str, ...] = ()
    based_on: str = ""
    levels: tuple[Level, ...] = ()
    windows: tuple[Window, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    quotas: tuple[Quota, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    ledger: LedgerSpec | None = None
    selection: SelectionSpec | None = None
    materials: tuple[Material, ...] = ()
    registers: tuple[AwardRegister, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    """Rules of scope submission or batch that belong to no single attachment."""
    checks: tuple[ListedCheck, ...] = ()
    clauses: tuple[Clause, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    """Prescribed wordings (推荐单位)."""
    folder: str = ""
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Parameter -> the places of the pack that read it, as the loader found them."""

    def blank_path(self, attachment: Attachment) -> Path | None:
        """Where the office's own blank of an attachment lies; None where the blank is drawn from the pack."""
        return Path(self.folder) / BLANKS_FOLDER / attachment.blank if attachment.blank else None

    def attachment(self, key: str) -> Attachment:
        """By number (附件6) or by role (investment). Raises KeyError."""
        for attachment in self.attachments:
            if key in (attachment.key, attachment.role.value, attachment.title):
                return attachment
        raise KeyError(key)

    def level(self, key: str) -> Level:
        for level in self.levels:
            if level.key == key:
                return level
        raise KeyError(key)

    def window(self, key: str) -> Window:
        for window in self.windows:
            if window.key == key:
                return window
        raise KeyError(key)

    def parameter(self, key: str, default: Any = None) -> Any:
        for parameter in self.parameters:
            if parameter.key == key:
                return parameter.value
        return default
