"""Workbooks that come back wrong: each fault is named by its cell, nothing is guessed, and nothing of such a file counts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from office.lint import problems
from selection.panel import EXPERTS, back, begin, collect, decide, filled, issued

from xltools.app import select
from xltools.errors import UsageError
from xltools.formats.opening import open_bytes
from xltools.office.opc import pack, unpack
from xltools.office.patching import WorkbookPatch
from xltools.selection.collecting import Taking
from xltools.selection.folder import read_selection
from xltools.selection.model import DecisionKind, StepState
from xltools.selection.record import RECORD
from xltools.selection.returned import read_returned, stamp_in
from xltools.selection.standing import expected_sheet

SHEET = "现场核验打分表"
Spoil = Callable[[WorkbookPatch], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Four applicants (rows 5 to 8 of each workbook), two experts; the review is in, the scores are not."""
    made = begin(tmp_path_factory.mktemp("returned"), 4, EXPERTS[:2])
    collect(made, back(made, "符合性审查", lambda *_: "符合"))
    return made


def faults(folder: str, spoil: Spoil, change: Callable[[bytes], bytes] = lambda data: data) -> list[tuple[str, str]]:
    """(rule, cell) of all that is found in a filled workbook that was spoilt."""
    path = next(path for path in issued(folder, "现场核验") if path.stem.endswith(EXPERTS[0]))
    book = WorkbookPatch(filled(path, lambda *_: Decimal("85.5")))
    spoil(book)
    read = open_bytes(change(book.save()), shown="来件.xlsx")
    selection = read_selection(Path(folder))
    sheet = expected_sheet(
        selection.notice, selection.opened, selection.decisions, selection.step("onsite"), EXPERTS[0]
    )
    stamp = stamp_in(read)
    assert stamp is not None
    came = read_returned(read, stamp, sheet)
    assert len(came.given) == 4 or came.findings
    return [(finding.rule.removeprefix("select."), finding.cell) for finding in came.findings]


def put(cell: str, value: object) -> Spoil:
    return lambda book: book.set(SHEET, cell, value)


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("E6", None, "blank"),
        ("E6", "85", "text"),
        ("E6", "回避", "text"),
        ("E6", True, "text"),
        ("E6", Decimal("100.1"), "range"),
        ("E6", Decimal(-1), "range"),
        ("E6", Decimal("85.55"), "decimals"),
        ("C6", "武汉示例别家有限公司", "name"),
        ("D6", "别的项目", "changed"),
        ("A6", 9, "changed"),
        ("F6", None, "extra"),
        ("F6", "0123456789ab", "extra"),
    ],
)
def test_a_fault_is_named_by_its_cell(folder: str, cell: str, value: object, rule: str) -> None:
    found = faults(folder, put(cell, value))
    assert found[0] == (rule, "C6" if rule == "extra" else cell)
    # Without its key the row is a stranger's, and the applicant's own row is missed.
    assert [one for one, _ in found[1:]] == (["missing"] if rule == "extra" else [])


@pytest.mark.parametrize("value", [Decimal(0), Decimal(100), Decimal("85.299999999999997"), Decimal("85.50")])
def test_a_sound_score_is_taken(folder: str, value: Decimal) -> None:
    assert faults(folder, put("E6", value)) == []


def test_a_row_twice_is_named(folder: str) -> None:
    key = WorkbookPatch(issued(folder, "现场核验")[0].read_bytes())
    grid = open_bytes(key.save(), shown="表.xlsx").grids[0]
    assert faults(folder, put("F6", grid.value(5, 6))) == [("twice", "C6"), ("missing", "C4")]


def test_a_formula_and_a_percentage_are_no_scores(folder: str) -> None:
    def formula(data: bytes) -> bytes:
        return _sheet(data, r'(<c r="E6"[^>]*>)<v>85.5</v>', r"\1<f>80+5.5</f><v>85.5</v>")

    def percent(data: bytes) -> bytes:
        parts = unpack(data)
        styles = parts["xl/styles.xml"].decode()
        number = styles[styles.index("<cellXfs") :].count("<xf ")
        styles = styles.replace(
            "</cellXfs>", '<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        )
        parts["xl/styles.xml"] = styles.encode()
        return _sheet(pack(parts, keep_order=True), r'(<c r="E6")[^>]*><v>85.5</v>', rf'\1 s="{number}"><v>0.855</v>')

    assert faults(folder, put("E5", Decimal(80)), formula) == [("formula", "E6")]
    assert faults(folder, put("E5", Decimal(80)), percent) == [("percent", "E6")]


def _sheet(data: bytes, old: str, new: str) -> bytes:
    """The workbook with its first sheet changed."""
    parts = unpack(data)
    name = next(name for name in parts if name.startswith("xl/worksheets/"))
    text, count = re.subn(old, new, parts[name].decode())
    assert count == 1
    return pack({**parts, name: text.encode()}, keep_order=True)


def test_a_colleague_signs_no_workbook_of_another(folder: str) -> None:
    assert faults(folder, put("A2", f"填表：{EXPERTS[1]}")) == [("expert", "A2")]


def test_a_heading_stays(folder: str) -> None:
    assert faults(folder, put("E4", "分数")) == [("heading", "A4")]


def test_the_workbooks_are_sound_and_protected(folder: str) -> None:
    for path in (*issued(folder, "符合性审查"), *issued(folder, "现场核验")[:1]):
        data = path.read_bytes()
        assert problems(data) == []
        sheet = next(part for name, part in unpack(data).items() if name.startswith("xl/worksheets/")).decode()
        assert '<sheetProtection sheet="1"' in sheet
        assert "password" not in sheet.lower()


# --- collecting ---------------------------------------------------------------------------------------------------------


def scored(folder: str, expert: str, value: str, into: str) -> str:
    path = next(path for path in issued(folder, "现场核验") if path.stem.endswith(expert))
    target = Path(folder).parent / into / path.name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(filled(path, lambda *_: Decimal(value)))
    return str(target)


@pytest.fixture
def fresh(folder: str, tmp_path: Path) -> str:
    """A copy of the selection, to be changed."""
    shutil.copytree(Path(folder).parent, tmp_path / "件")
    return str(tmp_path / "件" / "遴选")


def test_two_files_of_one_expert_are_asked_about(fresh: str) -> None:
    paths = [scored(fresh, EXPERTS[0], "80", "甲"), scored(fresh, EXPERTS[0], "81", "乙")]
    done = collect(fresh, paths).collected
    assert [one.taking for one in done] == [Taking.REFUSED, Taking.REFUSED]
    assert all(path in done[0].message for path in paths)
    same = [scored(fresh, EXPERTS[0], "80", "甲"), scored(fresh, EXPERTS[0], "80", "乙")]
    assert sorted(one.taking for one in collect(fresh, same).collected) == [Taking.AGAIN, Taking.TAKEN]


def test_two_experts_files_of_one_name_are_two(fresh: str) -> None:
    paths = []
    for expert in EXPERTS[:2]:
        path = Path(scored(fresh, expert, "80", expert))
        paths.append(str(path.rename(path.with_name("打分表.xlsx"))))
    done = collect(fresh, paths)
    assert [one.taking for one in done.collected] == [Taking.TAKEN, Taking.TAKEN]
    assert done.selection.step("onsite").state is StepState.DONE


def test_a_later_workbook_counts_only_by_a_persons_word(fresh: str) -> None:
    collect(fresh, [scored(fresh, EXPERTS[0], "80", "甲")])
    later = scored(fresh, EXPERTS[0], "90", "乙")
    (refused,) = collect(fresh, [later]).collected
    assert (refused.taking, "80 → 90" in refused.message) == (Taking.REFUSED, True)
    (replaced,) = collect(fresh, [later], replacing=True).collected
    assert (replaced.taking, replaced.kept) == (Taking.REPLACED, f"2-现场核验/收回/{SHEET}-{EXPERTS[0]}-第2次.xlsx")
    assert read_selection(Path(fresh)).step("onsite").sheets[0].path == replaced.kept


def test_a_sheet_of_another_rollup_is_refused(fresh: str, tmp_path: Path) -> None:
    other = begin(tmp_path / "别的", 3, EXPERTS[:2])
    (done,) = collect(fresh, [scored(other, EXPERTS[0], "80", "甲")]).collected
    assert (done.taking, "另一份汇总表" in done.message) == (Taking.REFUSED, True)


def test_who_is_recused_leaves_a_blank(fresh: str) -> None:
    path = next(path for path in issued(fresh, "现场核验") if path.stem.endswith(EXPERTS[0]))
    target = Path(fresh).parent / path.name
    target.write_bytes(filled(path, lambda _, number: None if number == 2 else Decimal(80)))
    (done,) = collect(fresh, [str(target)]).collected
    assert [finding.cell for finding in done.findings] == ["E6"]
    decide(fresh, DecisionKind.RECUSAL, "2", expert=EXPERTS[0], why="曾任该企业顾问")
    paths = [str(target), scored(fresh, EXPERTS[1], "90", "乙")]
    onsite = collect(fresh, paths).selection.step("onsite")
    assert [(row.applicant.number, row.score, len(row.scores)) for row in onsite.ranking] == [
        (2, Decimal("90.00"), 1),
        (1, Decimal("85.00"), 2),
        (3, Decimal("85.00"), 2),
        (4, Decimal("85.00"), 2),
    ]


def test_who_withdraws_is_not_scored(fresh: str) -> None:
    decide(fresh, DecisionKind.WITHDRAWAL, "3", by="企业来函", why="停产")
    onsite = collect(fresh, [scored(fresh, one, "80", "甲") for one in EXPERTS[:2]]).selection.step("onsite")
    assert [row.applicant.number for row in onsite.ranking] == [1, 2, 4]
    assert [(one.applicant.number, one.reason) for one in onsite.left] == [(3, "退出：停产（企业来函）")]
    with pytest.raises(UsageError, match="已不在"):
        decide(fresh, DecisionKind.WITHDRAWAL, "3", by="企业来函", why="又来一次")


def test_what_was_changed_after_it_was_taken_does_not_count(fresh: str) -> None:
    collect(fresh, [scored(fresh, EXPERTS[0], "80", "甲")])
    kept = Path(fresh) / "2-现场核验" / "收回" / f"{SHEET}-{EXPERTS[0]}.xlsx"
    kept.write_bytes(filled(kept, lambda *_: Decimal(99)))
    onsite = read_selection(Path(fresh)).step("onsite")
    assert EXPERTS[0] in onsite.missing
    assert "收回后被改动过" in onsite.findings[0].message


def test_an_edited_record_is_said_and_announces_nothing(fresh: str) -> None:
    decide(fresh, DecisionKind.WITHDRAWAL, "3", by="企业来函", why="停产")
    record = Path(fresh) / RECORD
    record.write_text(record.read_text(encoding="utf-8").replace("停产", "搬迁"), encoding="utf-8")
    assert read_selection(Path(fresh)).faults == ("第 3 行与校验和不符，可能被人改过",)
    assert select.rank(fresh).selection.faults


def test_a_workbook_in_which_somebody_worked_is_kept(fresh: str) -> None:
    path = issued(fresh, "现场核验")[0]
    path.write_bytes(filled(path, lambda *_: Decimal(80)))
    decide(fresh, DecisionKind.WITHDRAWAL, "3", by="企业来函", why="停产")
    written = [one for one in select.rank(fresh).written if one.path.parent == path.parent]
    assert [one.path for one in written if one.backup is not None] == [path]
    assert all(one.changed for one in written)
    assert len(issued(fresh, "现场核验")) == 2


# --- what other programs make of it ---------------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xlsx:Calc MS Excel 2007 XML", "ods", "xls:MS Excel 97"])
def test_a_workbook_saved_by_libreoffice_is_taken(
    fresh: str, tmp_path: Path, form: str, soffice: Callable[[Path, str, Path], Path]
) -> None:
    saved = soffice(Path(scored(fresh, EXPERTS[0], "80.5", "甲")), form, tmp_path / "存")
    (done,) = collect(fresh, [str(saved)]).collected
    assert (done.taking, done.message, done.findings) == (Taking.TAKEN, "", ())
