"""The API says what the command line says, and imports nothing heavy for it."""

from __future__ import annotations

import builtins
import json
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from documents.submissions import prepare
from packaging_lists import HEAVY
from program import called
from selection import panel

import xltools
from xltools import api

Made = Callable[[], xltools.Result]
CALLS: dict[str, Made] = {
    "validate 收件 没有.xlsx --notice hubei-2022": lambda: xltools.validate(["收件", "没有.xlsx"], notice="hubei-2022"),
    "validate 甲/附件6.xlsx --waivers 豁免.toml": lambda: xltools.validate(Path("甲/附件6.xlsx"), waivers="豁免.toml"),
    "validate 坏.xlsx": lambda: xltools.validate("坏.xlsx"),
    "inspect 甲/附件6.xlsx": lambda: xltools.inspect("甲/附件6.xlsx"),
    "inspect 坏.xlsx": lambda: xltools.inspect("坏.xlsx"),
    "total 甲 坏.xlsx": lambda: xltools.total(["甲", "坏.xlsx"]),
    "total 甲 --from 2020-01-01 --date 合同签订日期 --tax with": lambda: xltools.total(
        "甲", start=date(2020, 1, 1), date_basis="合同签订日期", tax_basis="with"
    ),
    "pivot 甲 --rows 供应商": lambda: xltools.pivot("甲", "供应商"),
    "merge 收件 坏.xlsx -o 汇总.xlsx --notice hubei-2022 --level city": lambda: _again(
        xltools.merge(["收件", "坏.xlsx"], "汇总.xlsx", notice="hubei-2022", level="市级"), Path("汇总.xlsx")
    ),
    "trace 汇总.xlsx C5": lambda: xltools.trace("汇总.xlsx", "C5"),
    "repair 甲 --accept all -o 已修复 --force": lambda: xltools.repair("甲", "已修复", accept="all", force=True),
    "handin add 台账.jsonl 坏.xlsx --notice hubei-2022": lambda: _again(
        xltools.handin_add("台账.jsonl", "坏.xlsx", notice="hubei-2022", level="市级"), Path("台账.jsonl")
    ),
    "handin add 台账2.jsonl 改名 --notice hubei-2022": lambda: _again(
        xltools.handin_add("台账2.jsonl", "改名", notice="hubei-2022"), Path("台账2.jsonl")
    ),
    "handin status 台账.jsonl": lambda: xltools.handin_status("台账.jsonl"),
    "notices check 包": lambda: xltools.check_notice("包"),
    "notices try 改/hubei-2022 收件": lambda: xltools.try_notice("改/hubei-2022", "收件"),
    "package 企业/甲 --notice wuhan-2025": lambda: xltools.package("企业/甲", notice="wuhan-2025"),
}


def _again(made: xltools.Result, written: Path) -> xltools.Result:
    """The command line is to find what the call found: no register, no summary."""
    written.unlink()
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    prepare()
    return tmp_path


def test_a_result_is_what_the_command_line_says(folder: Path) -> None:
    for line, make in CALLS.items():
        made = make()
        done = called(*line.split(), "--format", "json")
        assert made.to_json() == done.stdout.decode(), line
        assert made.to_dict() == json.loads(done.stdout), line
        assert made.ok is (done.returncode == 0), line
        frame = made.to_frame()
        assert list(frame.columns) == list(made.columns), line
        assert repr(made) == f"<xltools.{type(made).__name__} ok={made.ok}>"


def test_pages_are_the_command_lines_too(folder: Path) -> None:
    for line in ("validate 甲 收件", "total 甲"):
        name, *paths = line.split()
        made = getattr(xltools, name)(paths)
        assert called(*line.split(), "-o", f"{name}.html").returncode in (0, 1)
        assert made.to_html() == Path(f"{name}.html").read_text(encoding="utf-8")
        assert made.to_text() in called(*line.split()).stdout.decode()
        saved = made.save("saved.xlsx", force=True)
        assert saved.read_bytes()[:2] == b"PK"
    inspected = xltools.inspect("甲/附件6.xlsx")
    with pytest.raises(xltools.UsageError, match="inspect 不能写成 html"):
        inspected.to_html()


def test_a_folder_is_received_and_its_overview_is_the_page(folder: Path) -> None:
    made = xltools.receive("企业", "收件检查", notice="wuhan-2025", letters=False)
    assert made.to_html() == Path("收件检查/收件概览.html").read_text(encoding="utf-8")
    assert [unit.name for unit in made.units] == ["武汉示例乙有限公司", "武汉示例甲有限公司"]
    assert not made.ok
    assert list(made.to_frame().state) == ["to_correct", "to_correct"]
    assert made.to_dict()["summary"]["units"] == 2


def test_amounts_and_days_are_pythons_own_and_exact(folder: Path) -> None:
    ledger = xltools.total("甲")
    assert ledger.counted == Decimal(1000)
    assert ledger.window == (date(2023, 10, 1), date(2025, 9, 30))
    assert [row.verdict for row in ledger.rows] == [
        *(xltools.Verdict.COUNTED, xltools.Verdict.UNREADABLE, xltools.Verdict.OUTSIDE),
    ]
    frame = ledger.to_frame()
    assert frame.amount.dropna().sum() == Decimal(51000)
    assert isinstance(frame["first"][0], date)
    assert (frame["row"].dtype, type(frame.amount[0])) == ("int64", Decimal)
    assert (ledger.refused, ledger.enterprises[0].counted) == ((), Decimal(1000))
    inspected = xltools.inspect("甲/附件6.xlsx").to_frame()
    assert list(inspected.gross) == [Decimal(1000), "约120", Decimal(50000)]


def test_findings_say_where(folder: Path) -> None:
    made = xltools.validate(["甲", "坏.xlsx"])
    (wrong,) = [one for one in made.findings if one.severity is xltools.Severity.ERROR]
    assert (wrong.path, wrong.sheet, wrong.cell) == ("甲/附件6.xlsx", "附件6", "G4")
    assert [(file.path, file.refusal and file.refusal.code) for file in made.refused] == [("坏.xlsx", "corrupt")]
    assert (made.errors, len(made.files)) == (1, 2)


def test_no_row_is_an_empty_frame_with_its_columns(folder: Path) -> None:
    assert list(xltools.validate("没有.xlsx").to_frame().columns)[:3] == ["path", "sheet", "cell"]


@pytest.mark.parametrize(
    ("call", "kind", "code", "file"),
    [
        (lambda: xltools.validate([]), xltools.UsageError, "no_paths", ""),
        (lambda: xltools.validate(["甲", ""]), xltools.UsageError, "no_paths", ""),
        (lambda: xltools.validate("甲", notice="x"), xltools.UsageError, "unknown_notice", ""),
        (lambda: xltools.validate("甲", columns={"含税金额": "第三列"}), xltools.UsageError, "bad_column", ""),
        (lambda: xltools.validate("甲", waivers="没有.toml"), xltools.InputRefused, "not_found", "没有.toml"),
        (lambda: xltools.total("甲", start="昨天"), xltools.UsageError, "bad_date", ""),
        (lambda: xltools.total("收件", notice="hubei-2022"), xltools.UsageError, "nothing_to_total", ""),
        (lambda: xltools.merge("没有.xlsx", "新.xlsx"), xltools.InputRefused, "not_found", "没有.xlsx"),
        (lambda: xltools.merge("收件", "收件/江夏区.xlsx"), xltools.OutputFault, "is_input", "收件/江夏区.xlsx"),
        (lambda: xltools.trace("坏.xlsx"), xltools.InputRefused, "corrupt", "坏.xlsx"),
        (lambda: xltools.letter("没有.xlsx", "函.docx"), xltools.InputRefused, "not_found", "没有.xlsx"),
        (lambda: xltools.check_letter("坏.docx"), xltools.InputRefused, "not_a_workbook", "坏.docx"),
        (lambda: xltools.receive("没有", "出"), xltools.InputRefused, "not_found", "没有"),
        (lambda: xltools.package("没有"), xltools.InputRefused, "not_found", "没有"),
        (lambda: xltools.inspect("收件"), xltools.UsageError, "one_file", ""),
        (lambda: xltools.pivot("甲", "没有这一列"), xltools.UsageError, "bad_pivot", ""),
        (lambda: xltools.repair("甲", "出"), xltools.UsageError, "nothing_accepted", ""),
        (lambda: xltools.handin_status("没有.jsonl"), xltools.InputRefused, "not_found", "没有.jsonl"),
        (lambda: xltools.handin_diff("没有.jsonl", "蔡甸区"), xltools.InputRefused, "not_found", "没有.jsonl"),
        (lambda: xltools.check_notice("收件"), xltools.InputRefused, "not_found", "收件"),
        (lambda: xltools.try_notice("收件", "收件"), xltools.InputRefused, "not_found", "收件"),
        (lambda: xltools.select_start("坏.xlsx", "遴选", ["甲"]), xltools.InputRefused, "corrupt", "坏.xlsx"),
        (lambda: xltools.select_show("没有"), xltools.InputRefused, "not_found", "没有/遴选记录.jsonl"),
        (lambda: xltools.select_decide("没有", "抽签", by="甲", why="乙"), xltools.UsageError, "unknown_decision", ""),
        (lambda: xltools.verify_receipt("坏.docx"), xltools.InputRefused, "unsupported", "坏.docx"),
        (lambda: xltools.load_notice("x"), xltools.NoticeError, "unknown_notice", ""),
        (lambda: xltools.schema("x"), xltools.UsageError, "no_such_schema", ""),
        (lambda: xltools.validate("甲").save("x.docx"), xltools.UsageError, "no_such_form", ""),
        (lambda: xltools.validate("甲").save("坏.xlsx"), xltools.OutputFault, "exists", "坏.xlsx"),
        (
            lambda: xltools.validate("甲").save("甲/附件6.xlsx", force=True),
            xltools.OutputFault,
            "is_input",
            "甲/附件6.xlsx",
        ),
    ],
)
def test_bad_input_is_one_exception_in_chinese_at_the_callers_line(
    folder: Path, call: Callable[[], object], kind: type[xltools.XltoolsError], code: str, file: str
) -> None:
    with pytest.raises(xltools.XltoolsError) as caught:
        call()
    fault = caught.value
    assert (type(fault), fault.code, fault.file) == (kind, code, file)
    assert any("一" <= sign <= "鿿" for sign in str(fault))
    assert len(traceback.extract_tb(fault.__traceback__)) <= 4, "the test's two lines, the call, its boundary"
    assert fault.__suppress_context__
    again = pickle.loads(pickle.dumps(fault))
    assert (type(again), again.code, str(again), again.file) == (kind, code, str(fault), file)


def test_the_register_and_the_receipt(folder: Path) -> None:
    added = xltools.handin_add("台账.jsonl", "收件", notice="hubei-2022", level="市级")
    assert (added.opened, list(added.to_frame().unit.dropna())) == (True, ["蔡甸区", "江夏区"])
    status = xltools.handin_status("台账.jsonl")
    assert (status.ok, "洪山区" in status.missing, "蔡甸区" in status.missing) == (False, True, False)
    assert dict(status.to_frame().state.value_counts()) == {"received": 2, "missing": len(status.missing)}
    xltools.package("企业/甲", notice="wuhan-2025").write_receipt("回执.json")
    Path("企业/甲/图.png").rename("企业/甲/画.png")
    Path("企业/甲/附件6.xlsx").unlink()
    verified = xltools.verify_receipt("回执.json", "企业/甲")
    assert (verified.missing, verified.renamed, verified.ok) == (("附件6.xlsx",), (("图.png", "画.png"),), False)
    assert verified.to_frame().to_dict("list") == {
        "path": ["附件6.xlsx", "画.png"],
        "state": ["missing", "renamed"],
        "was": ["", "图.png"],
    }


def test_what_a_unit_changed_is_a_frame(folder: Path) -> None:
    with pytest.raises(xltools.UsageError, match="没有附件“附件99”"):
        xltools.handin_add("台账.jsonl", "收件", notice="hubei-2022", level="市级", attachments=["附件99"])
    xltools.handin_add("台账.jsonl", "收件", notice="hubei-2022", level="市级", attachments=["汇总表"])
    assert [unit.lacking for unit in xltools.handin_status("台账.jsonl").units if unit.unit == "蔡甸区"] == [()]
    xltools.handin_add("台账.jsonl", "重报")
    made = xltools.handin_diff("台账.jsonl", "蔡甸区", attachment="汇总表")
    assert made.to_json() == called("handin", "diff", "台账.jsonl", "蔡甸区", "--format", "json").stdout.decode()
    (change,) = made.to_frame().to_dict("records")
    assert (change["unit"], change["attachment"], change["round"]) == ("蔡甸区", "附件5", 2)
    assert (change["before"], change["after"], change["after_cell"]) == ("2级", "3级", "H4")


def test_a_pack_is_tried_before_its_rules_change(folder: Path) -> None:
    tried = xltools.try_notice("改/hubei-2022", "收件", against="hubei-2022")
    assert (tried.ok, tried.files, len(tried.changes)) == (True, 2, 2)
    assert set(tried.to_frame()[["change", "rule"]].itertuples(index=False, name=None)) == {("new", "name-short")}
    checked = xltools.check_notice("包")
    assert not checked.ok
    assert list(checked.to_frame().needed) == [True] * len(checked.mistakes) + [False] * len(checked.advice)


def test_a_selection_is_held(folder: Path) -> None:
    panel.rollup(Path("汇总.xlsx"), 12)
    started = xltools.select_start("汇总.xlsx", "遴选", ["示例甲"])
    assert (started.ok, started.command, started.settled) == (True, "select start", False)
    blank = xltools.select_collect("遴选", started.written)
    assert (blank.ok, blank.to_dict()["collected"][0]["status"]) == (False, "refused")
    panel.back("遴选", "符合性审查", lambda *_: "符合")
    panel.back("遴选", "现场核验", lambda *_: 80)
    assert xltools.select_collect("遴选", "来件").ok
    ranked = xltools.select_rank("遴选")
    assert (ranked.ok, ranked.winners, bool(ranked.open)) == (False, (), True)
    frame = ranked.to_frame()
    assert (len(frame), set(frame.score), set(frame["rank"])) == (12, {Decimal(80)}, {1})
    with pytest.raises(xltools.UsageError, match="by"):
        xltools.select_decide("遴选", "退出", ["1"], by="", why="自愿")
    assert xltools.select_decide("遴选", "退出", ["1"], by="组长", why="自愿").ok
    with pytest.raises(xltools.LetterError):
        xltools.select_announce("遴选")
    for company in ("", "2"):
        shown = xltools.select_show("遴选", company)
        done = called("select", "show", "遴选", *filter(None, [company]), "--format", "json")
        assert (shown.to_json(), shown.ok) == (done.stdout.decode(), done.returncode == 0)


def test_a_pack_is_loaded_by_id_or_folder(folder: Path) -> None:
    assert xltools.load_notice("hubei-2022").id == "hubei-2022"
    assert xltools.load_notice(Path("改/hubei-2022")).title == xltools.load_notice("hubei-2022").title
    assert "wuhan-2025" in [notice.id for notice in xltools.notices()]


def test_without_pandas_it_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = builtins.__import__

    def missing(name: str, *more: object) -> object:
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return there(name, *more)  # type: ignore[arg-type]

    made = xltools.validate("甲")
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(xltools.UsageError, match="pip install pandas"):
        made.to_frame()


def test_the_names_are_those_of_the_room() -> None:
    assert sorted({*api.__all__, "__version__"}) == sorted(xltools.__all__)
    assert set(xltools.__all__) <= set(dir(xltools))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        xltools.nothing  # noqa: B018
    assert (Path(xltools.__file__).parent / "py.typed").exists()


def test_nothing_is_loaded_before_it_is_asked_for(folder: Path) -> None:
    code = (
        "import sys, xltools; print(len([m for m in sys.modules if m.startswith('xltools')]));"
        "from xltools import *; print(validate('甲').errors, total('甲').counted);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "1000.0"]
    assert set(done.stderr.split()).isdisjoint({*HEAVY, "click"})
