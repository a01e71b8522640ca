"""A returned workbook held against the sheet that went out: whatever differs is named by its cell, and nothing is guessed.

Rows are found by their keys and columns by their headings, because programs move them: LibreOffice and WPS change formats,
sheet states and column numbers when they save, and say nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..findings import Finding, Severity
from ..formats.grid import Book, Grid, Value, a1
from ..forms.recognise import stamp_of
from ..forms.values import exact, text_of
from .model import Given, ReturnedSheet
from .sheet import CONFORMS_NOT, KEY_COLUMN, NAME_COLUMN, AnswerColumn, AnswerRow, AnswerType, StepSheet
from .workbook import STAMP, WHOSE, who_line


@dataclass(frozen=True, slots=True)
class SheetStamp:
    """What a workbook says it is; all empty for one that is none of ours."""

    selection: str = ""
    step: str = ""
    expert: str = ""
    sheet: str = ""


def stamp_in(book: Book) -> SheetStamp | None:
    """The stamp of an expert's workbook; None for any other file."""
    facts = stamp_of(book)
    if facts.get("xltools") != STAMP:
        return None
    return SheetStamp(*(facts.get(name, "") for name in ("selection", "step", "expert", "sheet")))


def read_returned(book: Book, stamp: SheetStamp, sheet: StepSheet) -> ReturnedSheet:
    """What the workbook says, or every reason why it does not count."""
    grid = _grid(book, stamp)
    if grid is None:
        said = f"没有找到“{sheet.name}”（有“{KEY_COLUMN}”一列的表）"
        findings = [_fault("sheet", said, "请用发出的表重新填写，不要删改隐藏的列。")]
        return ReturnedSheet(step=sheet.step, expert=sheet.expert, path=book.path, findings=tuple(findings))
    reader = _ReturnedReader(grid, sheet)
    reader.read()
    return ReturnedSheet(
        step=sheet.step,
        expert=sheet.expert,
        path=book.path,
        sheet=grid.name,
        given=reader.given,
        findings=tuple(reader.findings),
    )


def _grid(book: Book, stamp: SheetStamp) -> Grid | None:
    keyed = [grid for grid in book.grids if _heading_row(grid)]
    return next((grid for grid in keyed if grid.name == stamp.sheet), keyed[0] if keyed else None)


def _heading_row(grid: Grid) -> int:
    return next((row for row, _, value in grid.cells() if value == KEY_COLUMN), 0)


def _fault(rule: str, message: str, fix: str, *, sheet: str = "", cells: Sequence[str] = (), **more: str) -> Finding:
    return Finding(
        rule=f"select.{rule}",
        severity=Severity.ERROR,
        sheet=sheet,
        cells=tuple(cells),
        message=message,
        fix=fix,
        kind="select",
        column=more.get("column", ""),
        value=more.get("value", ""),
        expected=more.get("expected", ""),
    )


@dataclass(slots=True)
class _ReturnedReader:
    """One grid read as one sheet."""

    grid: Grid
    sheet: StepSheet
    given: dict[str, Given] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    columns: Mapping[str, int] = field(default_factory=dict)

    def read(self) -> None:
        header = _heading_row(self.grid)
        self.columns = self._columns(header)
        self._whose(header)
        wanted = [KEY_COLUMN, *(one.heading for one in self.sheet.locked), *(one.heading for one in self.sheet.answers)]
        lacking = [heading for heading in wanted if heading not in self.columns]
        if lacking:
            said = f"第{header}行的表头缺少“{'”“'.join(lacking)}”"
            self._say("heading", said, "请不要改动表头；用发出的表重新填写。", a1(header, 1))
            return
        self._read_rows(header)
        self._too_many_against()

    def _read_rows(self, header: int) -> None:
        seen: dict[str, int] = {}
        for number, key in self._keyed(header):
            row, name = self.sheet.row(key), self._at(number, NAME_COLUMN)
            if key in seen:
                said = f"与第{seen[key]}行是同一家企业，有两行"
                self._say("twice", said, "请只保留一行。", name, value=self._text(number, NAME_COLUMN))
            elif row is None:
                self._extra(number, "不在这一环节的企业之列")
            else:
                self._read_row(number, row)
            seen.setdefault(key, number)
        for row in self.sheet.rows:
            if row.required and row.applicant.key not in seen:
                said = f"少了企业“{row.applicant.company}”（{self.sheet.locked[0].heading}{row.cells[0]}）的一行"
                fix = "请用最新发出的表重新填写，不要删行。"
                self._say("missing", said, fix, self._at(header, NAME_COLUMN), value=row.applicant.company)

    def _too_many_against(self) -> None:
        most = self.sheet.most_against
        cells = [
            one.cells[0]
            for key, one in self.given.items()
            if one.word == CONFORMS_NOT and (row := self.sheet.row(key)) is not None and row.required
        ]
        if most is not None and len(cells) > most:
            said = f"{CONFORMS_NOT}的有{len(cells)}家（{'、'.join(cells)}），超过淘汰上限{most}家"
            self._say("too-many", said, "请专家组复核，按通知规定的比例控制淘汰数。", cells[most])

    def _columns(self, header: int) -> dict[str, int]:
        found = self.grid.rows[header]
        pairs = zip(found.columns, found.values, strict=True)
        return {text_of(value).strip(): column for column, value in pairs if isinstance(value, str)}

    def _whose(self, header: int) -> None:
        """The line that says whose it is: a workbook passed on to a colleague is the colleague's in name only."""
        wanted = who_line(self.sheet.expert)
        lines = [
            (a1(row, column), value.strip())
            for row, column, value in self.grid.cells()
            if row < header and isinstance(value, str) and value.startswith(WHOSE)
        ]
        if [text for _, text in lines] != [wanted]:
            cell, said = lines[0] if lines else (a1(1, 1), "没有写明专家")
            self._say(
                "expert",
                f"这份表是发给“{self.sheet.expert}”的，表上是“{said}”",
                "请由该专家本人填写发给他的表。",
                cell,
                value=said,
                expected=wanted,
            )

    def _keyed(self, header: int) -> Iterator[tuple[int, str]]:
        """Row and key of every applicant's row; rows that somebody typed in are named."""
        name = self.columns.get(NAME_COLUMN, 0)
        for number, row in self.grid.rows.items():
            if number <= header:
                continue
            key = self.grid.value(number, self.columns[KEY_COLUMN])
            if key is not None:
                yield number, text_of(key)
            elif name in row.columns or any(self.columns[one.heading] in row.columns for one in self.sheet.answers):
                # The line for signatures stands in the first column alone.
                self._extra(number, "是自己加的，没有企业标识")

    def _extra(self, number: int, why: str) -> None:
        text = self._text(number, NAME_COLUMN)
        said = f"多出一行“{text}”，{why}" if text else f"多出一行，{why}"
        self._say(
            "extra",
            said,
            "请删去这一行；确要增加企业的，由工作人员重新发表。",
            self._at(number, NAME_COLUMN),
            value=text,
        )

    def _read_row(self, number: int, row: AnswerRow) -> None:
        before = len(self.findings)
        for column, wanted in zip(self.sheet.locked, row.cells, strict=True):
            value = self.grid.value(number, self.columns[column.heading])
            if not _same(value, wanted):
                said = f"“{column.heading}”应为“{wanted}”，现为“{'' if value is None else text_of(value)}”"
                self._say(
                    "name" if column.heading == NAME_COLUMN else "changed",
                    f"{said}，与发出的不同",
                    "请改回原样；企业确已更名的，由工作人员在汇总表里改后重新开始。",
                    self._at(number, column.heading),
                    value="" if value is None else text_of(value),
                    expected=str(wanted),
                )
        found = self._answers(number, row)
        if found is not None and len(self.findings) == before:
            self.given[row.applicant.key] = found

    def _answers(self, number: int, row: AnswerRow) -> Given | None:
        if self.sheet.answers[0].type is AnswerType.SCORE:
            return self._score(number, row)
        return self._word(number, row)

    def _score(self, number: int, row: AnswerRow) -> Given | None:
        """The sum of the row's scores; None where nothing is asked or something is wrong."""
        places = [(one, self.columns[one.heading]) for one in self.sheet.answers]
        filled = [place for place in places if self.grid.value(number, place[1]) is not None]
        company = row.applicant.company
        if row.applicant.key in self.sheet.recused:
            if filled:
                said = f"已登记专家“{self.sheet.expert}”不给“{company}”打分，却有分数"
                self._say("recused", said, "请清空这一格，或更正登记。", a1(number, filled[0][1]))
            return None
        if not row.required:
            return None
        scores = [self._one_score(number, at, column, company) for column, at in places]
        whole = [score for score in scores if score is not None]
        if len(whole) < len(scores):
            return None
        return Given(cells=tuple(a1(number, at) for _, at in places), score=sum(whole, Decimal(0)))

    def _one_score(self, number: int, at: int, column: AnswerColumn, company: str) -> Decimal | None:
        value, cell = self.grid.value(number, at), a1(number, at)
        fault = self._score_fault(value, number, at, column)
        if fault is not None:
            rule, said = fault
            fix = f"请在{cell}填0至{column.full:f}的数" + (
                "；该专家回避的，先用 xltools select decide … 回避 登记。" if rule == "blank" else "。"
            )
            shown = "" if value is None else text_of(value)
            self._say(rule, f"“{company}”的“{column.heading}”{said}", fix, cell, value=shown, column=column.heading)
            return None
        assert isinstance(value, Decimal)
        return exact(value)

    def _score_fault(self, value: Value | None, number: int, at: int, column: AnswerColumn) -> tuple[str, str] | None:
        """Rule and words of what is wrong with a score cell."""
        if value is None:
            return "blank", "没有打分"
        if self.grid.formulas.get(number, 0) >> at & 1:
            return "formula", "是公式，不是打的分"
        if not isinstance(value, Decimal):
            return "text", f"是“{text_of(value)}”，不是数"
        if "%" in self.grid.number_format(number, at):
            return "percent", f"按百分比显示为{value * 100:f}%，看不出是几分"
        shown = exact(value)  # typed as 85.3, stored as 85.299999999999997
        if not 0 <= shown <= column.full:
            return "range", f"是{shown:f}，超出0至{column.full:f}"
        if shown != round(shown, self.sheet.decimals):
            return "decimals", f"是{shown:f}，" + (
                f"超过{self.sheet.decimals}位小数" if self.sheet.decimals else "不是整数"
            )
        return None

    def _word(self, number: int, row: AnswerRow) -> Given | None:
        column, reasons = self.sheet.answers
        word, reason = self._text(number, column.heading), self._text(number, reasons.heading)
        cell, company = self._at(number, column.heading), row.applicant.company
        if not row.required:
            # Who withdrew needs no word; one that was given before stays readable.
            return Given(cells=(cell,), word=word, reason=reason) if word in column.words else None
        if word not in column.words:
            said = f"是“{word}”" if word else "没有填"
            fix = f"请填“{'”或“'.join(column.words)}”。"
            self._say("word" if word else "blank", f"“{company}”的“{column.heading}”{said}", fix, cell, value=word)
            return None
        if word == column.words[1] and not reason:
            said = f"“{company}”{word}，没有写理由"
            self._say("reason", said, "请写明理由。", self._at(number, reasons.heading))
            return None
        return Given(cells=(cell, self._at(number, reasons.heading)), word=word, reason=reason)

    def _text(self, number: int, heading: str) -> str:
        value = self.grid.value(number, self.columns.get(heading, 0))
        return "" if value is None else text_of(value).strip()

    def _at(self, number: int, heading: str) -> str:
        return a1(number, self.columns.get(heading, 1))

    def _say(self, rule: str, message: str, fix: str, cell: str, **more: str) -> None:
        self.findings.append(_fault(rule, f"{message}。", fix, sheet=self.grid.name, cells=(cell,), **more))


def _same(value: Value | None, wanted: str | int | Decimal) -> bool:
    """Whether a locked cell still says what it said; LibreOffice keeps numbers, CSV makes texts of them."""
    if isinstance(wanted, str):
        said = "" if value is None else text_of(value)
        return said.split() == wanted.split()
    return isinstance(value, Decimal) and exact(value) == wanted
