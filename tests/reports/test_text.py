"""Text reports: grouped, aligned, plain in a pipe."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

from reports import samples

from xltools.files.sources import common_folder
from xltools.reports import grouping, terminal, text


def test_equal_findings_become_one_line_with_their_cells_in_reading_order() -> None:
    shown = text.report_text(samples.report())
    assert "C9、C24  必填的" in shown
    assert shown.count("必填的") == 1


def test_totals_line() -> None:
    assert "共 3 个文件，未能读取 1 个，错误 3 处，提醒 1 处" in text.report_text(samples.report())


def test_a_finding_names_cell_expected_fix_basis_and_twin() -> None:
    shown = text.report_text(samples.report())
    for piece in (
        "M19（连同 L19、N19）",
        "应为：104.4431",
        "改法：对照发票",
        "遴选工作的通知》第五条第4项",
        "附件6!J21",
    ):
        assert piece in shown


def test_open_parameters_are_said() -> None:
    assert "以哪个日期判断投资是否在窗口内：开票日期" in text.report_text(samples.report())


def test_a_pipe_gets_no_colours() -> None:
    stream = io.StringIO()
    terminal.show(text.report_lines(samples.report()), stream)
    assert "\x1b" not in stream.getvalue()
    assert stream.getvalue() == text.report_text(samples.report())


def test_a_terminal_gets_colours() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    terminal.show([[("error", "错误"), ("", " C9")]], stream)
    assert "C9" in stream.getvalue()


def test_plain_text_needs_no_rich() -> None:
    code = "import sys, xltools.reports.text; sys.exit('rich' in sys.modules or 'jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_tables_line_up_with_chinese() -> None:
    lines = text.table(["企业", "计入"], [["武汉示例", "1,234.50"], ["A", "2"]], figures=[1])
    assert len({terminal.width(line) for line in lines}) == 1


def test_ledger_shows_verdict_bases_and_rows_not_counted() -> None:
    shown = text.ledger_text(samples.ledger())
    for piece in ("5,879.67690", "合同签订日期、含税", "附件6!L8", "达到 1 家，未达到 0 家，待定 1 家", "未能读取"):
        assert piece in shown


def test_ledger_without_rows() -> None:
    assert "附件6!L8" not in text.ledger_text(samples.ledger(), rows=False)


def test_receipt_shows_balance_and_who_is_missing() -> None:
    shown = text.merge_text(samples.merged(), "out.xlsx")
    for piece in ("读入 4 行 = 汇入 3 行 + 留下 1 行", "尚未报送（1 家）：汉南区", "表1 第 9 行", "已写入 out.xlsx"):
        assert piece in shown


def test_clip_counts_terminal_columns() -> None:
    assert terminal.clip("武汉示例公司", 7) == "武汉示…"
    assert terminal.clip("a\nb", 10) == "a b"


def test_long_cell_lists_say_how_many() -> None:
    assert grouping.cell_list([f"C{row}" for row in range(1, 30)], 3) == "C1、C2、C3 … 等 29 处"


def test_problems_are_named_in_words() -> None:
    finding = samples.blank_name(3)
    assert grouping.kind_words(replace(finding, kind="required")) == "必填项为空"
    assert grouping.kind_words(replace(finding, kind="a-new-kind")) == "“名称”不符合要求"
    assert grouping.kind_words(replace(finding, kind="a-new-kind", column="")) == "required-name"


def test_common_folder() -> None:
    assert common_folder(["a/b/1.xlsx", "a/b/c/2.xlsx"]) == "a/b/"
    assert common_folder(["a/bc.xlsx", "a/bd.xlsx"]) == "a/"
    assert common_folder(["a/1.xlsx"]) == ""
    assert common_folder(["1.xlsx", "2.xlsx"]) == ""
