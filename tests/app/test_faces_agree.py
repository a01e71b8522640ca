"""One verdict: whatever face an ordinary case is shown to, sums and mistakes are the same.

The case's command is not run: its files are read as each face reads them. `total`, `validate`, the roll-up, the package,
the register, the self-check page and the add-in (on a book that lies on disk) are held against one another.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import xlwings

from xltools.addin import buttons, hosts
from xltools.addin.copies import copy_of
from xltools.addin.desk import Desk
from xltools.app.handin import add
from xltools.app.merge import MergeOptions, merge
from xltools.app.package import check_package
from xltools.app.total import ledger_of
from xltools.app.total import total as total_of
from xltools.app.validate import validate
from xltools.errors import UsageError, XltoolsError
from xltools.files.tables import TABLES
from xltools.findings import Finding, Severity
from xltools.forms.inputs import Request
from xltools.ledger import Ledger
from xltools.notice.model import Role
from xltools.page import runner
from xltools.register.arrivals import RegisterOptions
from xltools.reports.json import ledger_json, report_json
from xltools.rules.checking import Checked
from xltools.rules.submissions import submissions

SAMPLE = 12
"""Every so manieth case is run with the fast tests; all of them with the slow ones."""


@dataclass(frozen=True)
class Case:
    id: str
    notice: str
    paths: tuple[str, ...]
    """The files or the folder that the case's command reads."""

    def request(self, **more: str) -> Request:
        return Request(paths=self.paths, notice=self.notice, **more)


def cases_in(folder: Path, work: Path, step: int) -> list[Case]:
    """The cases, their files copied below `work`."""
    found = []
    for place in sorted(path for path in folder.iterdir() if (path / "case.json").is_file())[::step]:
        spec = json.loads((place / "case.json").read_text(encoding="utf-8"))
        home = work / spec["id"]
        shutil.copytree(place, home, ignore=shutil.ignore_patterns("case.json"))
        words = [word for command in (*spec.get("before_hand", ()), spec["command"]) for word in command]
        paths = dict.fromkeys(str(home / word) for word in words if (place / word).exists())
        if paths and spec["command"][0] != "notices":
            found.append(Case(spec["id"], spec["notice"], tuple(paths)))
    return found


@pytest.fixture(scope="session")
def handed_cases(shared_inputs: Path) -> Path:
    folder = shared_inputs.parent / "cases" / "tables"
    if not folder.is_dir():
        pytest.skip(f"no ordinary cases in {folder}")
    return folder


Said = set[tuple[str, str, tuple[str, ...], str, str]]


def said(findings: Sequence[Finding], above: str = "") -> Said:
    """What is said where: (file, sheet, cells, rule, severity), files as seen from `above`."""
    return {(os.path.relpath(os.path.join(above, f.path)), f.sheet, f.cells, f.rule, str(f.severity)) for f in findings}


def all_of(checked: Checked) -> list[Finding]:
    return [finding for file in checked.report.files for finding in file.findings]


class OnDisk(hosts.LibreOfficeHost):
    """A book without unsaved edits: its copy is the file."""

    def path(self, book: xlwings.Book) -> Path | None:
        return Path(book.fullname)

    def save_copy(self, book: xlwings.Book, target: Path) -> None:
        shutil.copyfile(book.fullname, target)


def book_on_disk(path: str) -> xlwings.Book:
    app = SimpleNamespace(engine=SimpleNamespace(name="on disk"))
    return cast("xlwings.Book", SimpleNamespace(fullname=path, name=Path(path).name, app=app))


def total_and_validate(case: Case, checked: Checked) -> Ledger | None:
    """`total` judges on what `validate` found: the same findings of its files, the floor as its rule says it."""
    try:
        ledger, _ = total_of(case.request())
    except UsageError as fault:
        if fault.code not in ("nothing_to_total", "no_ledger"):
            raise
        return None
    named = {row.file for row in ledger.rows}
    own = [f for f in ledger.findings if not f.rule.startswith("ledger.") and f.path in named]
    assert said(own) == said([f for f in all_of(checked) if f.path in named])
    below = {one.name for one in ledger.enterprises if one.meets_floor is False}
    told = [f for f in all_of(checked) if f.kind == "threshold" and f.severity is Severity.ERROR]
    assert bool(below) == bool(told)
    return ledger


def page(case: Case, checked: Checked, ledger: Ledger | None) -> None:
    home = os.path.dirname(case.paths[0])
    names = [os.path.relpath(path, home) for path in case.paths]
    where = os.getcwd()
    try:
        shown = json.loads(runner.check(json.dumps(names), case.notice, home))
        relative = Request(paths=tuple(names), notice=case.notice)
        again = validate(relative)
        assert shown["validate"] == report_json(again.report)
        assert shown["total"] == (ledger_json(ledger_of(again)) if ledger is not None else None)
        assert said(all_of(again)) == {(os.path.relpath(path, home), *rest) for path, *rest in _absolute(checked)}
    finally:
        os.chdir(where)


def _absolute(checked: Checked) -> list[tuple[Any, ...]]:
    return [(os.path.abspath(f.path), f.sheet, f.cells, f.rule, str(f.severity)) for f in all_of(checked)]


def add_in(case: Case, checked: Checked, ledger: Ledger | None) -> None:
    for file in checked.report.files:
        if Path(file.path).suffix not in (".xlsx", ".xls"):
            continue
        book = book_on_disk(file.path)
        desk = Desk(answers={"notice": case.notice})
        if len(checked.report.files) == 1:
            assert said(all_of(buttons.verdict(book, desk))) == said(all_of(checked))
        with copy_of(book) as copy:
            alone = validate(copy.request(notice=case.notice))
            assert said(all_of(alone)) == said(all_of(validate(Request(paths=(file.path,), notice=case.notice))))
            if ledger is not None and len(checked.report.files) == 1:
                assert ledger_json(total_of(copy.request(notice=case.notice))[0]) == ledger_json(ledger)


def roll_up(case: Case, ledger: Ledger | None, out: Path) -> None:
    """One row per enterprise: what is counted and open as `total` has it."""
    if ledger is None:
        return
    merged = merge(case.request(attachment="rollup"), MergeOptions(out=str(out))).merged
    # Not by name: where the forms of one enterprise spell it differently, the roll-up shows 附件1's way, which is a finding.
    columns = [merged.rows.columns[key] for key in ("invest_counted", "invest_undecided", "meets_floor")]
    rows = [row for row in zip(*columns, strict=True) if row[0] is not None]
    words = {True: "是", False: "否", None: "待定"}
    expected = [(one.counted, one.undecided, words[one.meets_floor]) for one in ledger.enterprises]
    assert sorted(rows, key=str) == sorted(expected, key=str)


def package(case: Case, checked: Checked) -> None:
    """A package is one enterprise's: held against `validate` where the files are."""
    folder = case.paths[0]
    own = [view for view in checked.views if view.table.attachment.role not in (Role.SUMMARY, Role.ROLLUP)]
    if not os.path.isdir(folder) or not own or len(submissions(own)) != 1 or len(own) != len(checked.views):
        return
    report = check_package(folder, case.notice)
    found = [f for item in report.items for f in item.findings] + list(report.cross)
    forms = {rule for _, _, _, rule, _ in said(all_of(checked))}
    assert {one for one in said(found, folder) if one[3] in forms} == said(all_of(checked))


def register(case: Case, checked: Checked, out: Path) -> None:
    added = add(str(out), case.request(), RegisterOptions(), clock=datetime(2026, 1, 5))
    counts = {file.path: file for file in checked.report.files}
    for one in added.arrived:
        if one.event is not None and one.event.attachment:
            file = counts[one.path]
            assert one.event.errors == file.count(Severity.ERROR)
            assert one.event.warnings == file.count(Severity.WARNING)


def agree(case: Case, work: Path) -> None:
    checked = validate(case.request())
    ledger = total_and_validate(case, checked)
    page(case, checked, ledger)
    add_in(case, checked, ledger)
    package(case, checked)
    roll_up(case, ledger, work / f"{case.id}-附表.xlsx")
    if any(file.attachment for file in checked.report.files):
        register(case, checked, work / f"{case.id}.jsonl")


def disagreements(cases: Sequence[Case], work: Path) -> list[str]:
    made = []
    for case in cases:
        try:
            agree(case, work)
        except (AssertionError, XltoolsError) as fault:
            made.append(f"{case.id}: {type(fault).__name__} {str(fault)[:1500]}")
    return made


@pytest.fixture
def _on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(hosts._HOSTS, "on disk", OnDisk())


@pytest.mark.slow
@pytest.mark.usefixtures("_on_disk")
def test_every_face_says_the_same_of_a_sample(handed_cases: Path, tmp_path: Path) -> None:
    cases = cases_in(handed_cases, tmp_path / "cases", SAMPLE)
    assert len(cases) >= 10
    assert disagreements(cases, tmp_path) == []


@pytest.mark.slow
@pytest.mark.usefixtures("_on_disk")
def test_every_face_says_the_same_of_every_case(handed_cases: Path, tmp_path: Path) -> None:
    cases = cases_in(handed_cases, tmp_path / "cases", 1)
    assert {Path(path).suffix for case in cases for path in case.paths} <= {*TABLES, ""}
    assert disagreements(cases, tmp_path) == []
