"""Invented submissions, made here and nowhere else, and the tour through all commands on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

SEED = 1


def run(out: Path, say: Callable[[str], None] = print) -> None:
    """Make submissions in `out` and take them through validate, total, merge, letter; tell where to look.

    Output of an earlier run is replaced where it differs (the old file is kept beside it).
    """
    from .generate import generate

    submissions = out / "1-申报材料"
    truth = generate(submissions, seed=SEED)
    count = sum(len(truth[part]) for part in ("investment", "software", "summary"))
    say(f"虚构的申报材料 {count} 份（三个区、九家企业），故意放入的错误记在 truth.json：{submissions}")
    _validate(submissions, out / "2-校验", say)
    _total(submissions / "wuhan-2025", out / "3-投资窗口核算", say)
    summary = _merge(submissions, out / "4-汇总", say)
    _letter(summary, out / "5-公函", say)
    say(f"\n先看：{out / '2-校验' / '校验报告.html'}（浏览器）和 {summary}（Excel、WPS 或 LibreOffice）")


def _step(say: Callable[[str], None], title: str, command: str) -> None:
    say(f"\n== {title}\n$ xltools {command}")


def _validate(submissions: Path, folder: Path, say: Callable[[str], None]) -> None:
    from ..app.validate import validate
    from ..files.atomic import write_atomically
    from ..forms.inputs import Request
    from ..reports.findings_book import write_findings
    from ..reports.html import report_html
    from ..reports.text import report_text

    page, book = folder / "校验报告.html", folder / "校验结果.xlsx"
    _step(say, "校验", f"validate {submissions} --format html -o {page}")
    report = validate(Request(paths=(str(submissions / "wuhan-2025"), str(submissions / "hubei-2022")))).report
    write_atomically(page, report_html(report).encode(), force=True)
    write_atomically(book, write_findings(report, links_base=folder), force=True)
    say(report_text(report).splitlines()[-1])
    say(f"逐条问题：{page}，可筛选的清单：{book}")


def _total(submissions: Path, folder: Path, say: Callable[[str], None]) -> None:
    from ..app.total import total
    from ..files.atomic import write_atomically
    from ..forms.inputs import Request
    from ..reports.html import ledger_html
    from ..reports.text import ledger_text

    page = folder / "投资窗口核算.html"
    _step(say, "投资窗口核算", f"total {submissions} --format html -o {page}")
    ledger, _ = total(Request(paths=(str(submissions),)))
    write_atomically(page, ledger_html(ledger).encode(), force=True)
    say(ledger_text(ledger, rows=False).splitlines()[-1])
    say(f"逐行判定和其他口径：{page}")


def _merge(submissions: Path, folder: Path, say: Callable[[str], None]) -> Path:
    """The districts' recommendations into the city's summary, the enterprises' 附件6 into one list."""
    from ..app.merge import MergeOptions, merge
    from ..files.atomic import write_atomically
    from ..forms.inputs import Request
    from ..reports.html import merge_html

    made = (
        ("推荐汇总表", "hubei-2022", "附件5"),
        ("投资明细汇总", "wuhan-2025", "附件6"),
    )
    for name, notice, attachment in made:
        source, target = submissions / notice, folder / f"{name}.xlsx"
        _step(say, name, f"merge {source} --attachment {attachment} -o {target}")
        request = Request(paths=(str(source),), notice=notice, attachment=attachment)
        merged = merge(request, MergeOptions(out=str(target), force=True)).merged
        write_atomically(folder / f"{name}-回执.html", merge_html(merged, str(target)).encode(), force=True)
        say(f"读入 {merged.rows_in} 行 = 汇入 {merged.rows_out} 行 + 留下 {merged.rows_rejected} 行：{target}")
    say(f"每一行从哪里来：xltools trace {folder / '推荐汇总表.xlsx'} C5 --sources {submissions}")
    return folder / "推荐汇总表.xlsx"


def _letter(summary: Path, folder: Path, say: Callable[[str], None]) -> None:
    from ..app.letter import LetterOptions, write_letters

    target = folder / "推荐函.docx"
    _step(say, "公函", f"letter {summary} -o {target}")
    for line in write_letters(LetterOptions(summaries=(str(summary),), out=str(target), force=True)).lines:
        say(line)
