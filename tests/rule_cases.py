"""Case files of rule kinds: tests/rules/cases/<kind>.md, read as data.

    ```toml
    columns = [{ key = "合计", type = "amount" }, { key = "甲" }]
    [[rules]]
    total = "合计"
    parts = ["甲"]
    ```
    ## pass: why nothing is said
    | 合计 | 甲 |
    | 3    | 3  |
    ## fail: what is wrong
    | 合计 | 甲 |
    | 3    | 4  |
    - sum-equals A2 B2 warning: 各项之和为 4

The first block is an attachment (`[notice]` holds what belongs to the notice, `[[attachments]]` several attachments);
what every pack has to say and no kind asks for is filled in: ids are the kind, headings the keys. Further blocks are
files beside it: ```` ```csv registers/名单.csv ````, ```` ```toml reference/名单.toml ````. Sheets are Markdown (see
sheets.py); `### 附件6 甲公司/附件6.xlsx` before a table names its attachment and file. An expected finding is: rule, cells
(with `file!` where there are several files), severity where it is no error, and words of the message.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sheets import xlsx

from xltools.findings import Finding
from xltools.formats.opening import open_book
from xltools.forms.continued import link_sheets
from xltools.forms.reading import read_table
from xltools.notice.model import Notice
from xltools.notice.structure import Mistakes, structure
from xltools.rules import View, check_batch, check_submission, check_table, rule_mistakes

_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_FINDING = re.compile(
    r"- (?P<rule>\S+)(?P<cells>(?: (?:\S+!)?[A-Z]+\d+)*)(?: (?P<severity>warning|info))?(?:[:：] *(?P<words>.*))?"
)
_FILE = "表.xlsx"


class Expected(NamedTuple):
    """One finding that a case asks for. `cells` are `A2` or `file!A2`, the first ones suffice; `words` are of the message."""

    rule: str
    cells: tuple[str, ...]
    severity: str
    words: str


@dataclass(slots=True)
class Case:
    """One `##` of a case file."""

    kind: str
    passes: bool
    title: str
    tables: list[tuple[str, str, str]] = field(default_factory=list)
    """(attachment key, file, sheet as Markdown)."""
    expected: list[Expected] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


@dataclass(slots=True)
class CaseFile:
    """A kind's cases, the pack they are checked with as plain data, and the files beside it."""

    kind: str
    pack: dict[str, Any]
    beside: dict[str, str]
    cases: list[Case]


def read_cases(path: Path) -> CaseFile:
    """The case file at `path`; its stem is the kind."""
    text = path.read_text(encoding="utf-8")
    blocks = _BLOCK.findall(text)
    beside = {name: body for _, name, body in blocks if name}
    pack = next((tomllib.loads(body) for language, name, body in blocks if language == "toml" and not name), {})
    cases = list(_cases(path.stem, _BLOCK.sub("", text)))
    return CaseFile(path.stem, _completed(pack, path.stem), beside, cases)


def _cases(kind: str, text: str) -> Iterator[Case]:
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        verdict, _, title = head.partition(": ")
        assert verdict in ("pass", "fail"), head
        case = Case(kind, verdict == "pass", title.strip())
        key, name, lines = "附件", _FILE, list[str]()
        for line in body.splitlines():
            if line.startswith("### "):
                if lines:
                    case.tables.append((key, name, "\n".join(lines)))
                    lines = []
                key, _, name = line[4:].strip().partition(" ")
            elif line.startswith(("|", "# ")):
                lines.append(line)
            elif line.startswith("- "):
                match = _FINDING.fullmatch(line.strip())
                assert match is not None, line
                cells = tuple(match["cells"].split())
                case.expected.append(Expected(match["rule"], cells, match["severity"] or "error", match["words"] or ""))
        case.tables.append((key, name or _FILE, "\n".join(lines)))
        assert case.passes != bool(case.expected), f"{case}: a passing case expects nothing, a failing one something"
        yield case


def _completed(pack: dict[str, Any], kind: str) -> dict[str, Any]:
    notice = pack.pop("notice", {})
    attachments = pack.pop("attachments", None) or [pack]
    notice = {"id": "示例", "title": "示例通知", "version": "1", **notice}
    notice["rules"] = [_rule(rule, kind) for rule in notice.get("rules", ())]
    notice["attachments"] = [_attachment(attachment, kind) for attachment in attachments]
    return notice


def _attachment(data: dict[str, Any], kind: str) -> dict[str, Any]:
    columns = [{"heading": column["key"], **column} for column in data.get("columns", ())]
    labels = [{"text": label["key"], **label} for label in data.get("labels", ())]
    rules = [_rule(rule, kind) for rule in data.get("rules", ())]
    made = {"key": "附件", "title": "示例表", "role": "form", "layout": "inferred", "basis": "示例 §一", **data}
    return {**made, "columns": columns, "labels": labels, "rules": rules}


def _rule(data: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": data.get("kind", kind), "kind": kind, "basis": "示例 §一", **data}


def notice_of(file: CaseFile, folder: Path) -> Notice:
    """The pack of a case file, with the files beside it written below `folder`; it must have no mistakes."""
    for name, body in file.beside.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    mistakes: Mistakes = []
    notice = structure(Notice, {**file.pack, "folder": str(folder)}, file.kind, mistakes)
    assert not mistakes, [str(mistake) for mistake in mistakes]
    assert notice is not None
    assert [str(mistake) for mistake in rule_mistakes(notice)] == []
    return notice


def findings_of(case: Case, notice: Notice, folder: Path) -> list[Finding]:
    """Everything said of the case's tables, on all reaches; paths are relative to `folder`."""
    views: list[View] = []
    found: list[Finding] = []
    for key, name, markdown in case.tables:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(xlsx(markdown))
        book = open_book(path, shown=name)
        tables = [read_table(notice, notice.attachment(key), book, grid) for grid in book.grids]
        link_sheets([table for table in tables if table is not None])
        for table in tables:
            assert table is not None, f"{case}: {key} was not found in\n{markdown}"
            findings, view = check_table(table)
            found.extend(findings)
            views.append(view)
    return [*found, *check_submission(views), *check_batch(views)]


def shown(case: Case, finding: Finding) -> tuple[str, tuple[str, ...], str]:
    """A finding as a case file writes it, but for its words."""
    many = len({name for _, name, _ in case.tables}) > 1
    cells = tuple(f"{finding.path}!{cell}" if many else cell for cell in finding.cells)
    return finding.rule, cells, finding.severity.value


def matches(case: Case, found: list[Finding]) -> bool:
    """True where exactly the expected findings were made. An expected finding may leave out all cells but the first."""
    rest = list(found)
    for expected in case.expected:
        fit = next((one for one in rest if _fits(case, one, expected)), None)
        if fit is None:
            return False
        rest.remove(fit)
    return not rest


def _fits(case: Case, finding: Finding, expected: Expected) -> bool:
    rule, cells, severity = shown(case, finding)
    return (
        (rule, severity) == (expected.rule, expected.severity)
        and cells[: max(len(expected.cells), 0)] == expected.cells
        and expected.words in finding.message
    )
