"""The verdict as Markdown: for notes, issues and chats that take no attachments."""

from __future__ import annotations

from collections.abc import Iterator

from .. import words
from ..files.sources import common_folder
from ..findings import FileReport, Report, Severity
from ..notice.citing import cited
from .advice import advice
from .grouping import answer_words, grouped, level_words, places


def report_markdown(report: Report) -> str:
    """A heading per file, a table row per group of findings."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    folder = common_folder([file.path for file in report.files])
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    yield "# 校验结果"
    yield ""
    yield f"文件 {len(report.files)} 个，未能读取 {report.refused} 个，错误 {errors} 处，提醒 {warnings} 处。"
    for file in report.files:
        if file.findings or file.refusal is not None:
            yield ""
            yield from _file(file, folder)
    clean = sum(not file.findings and file.refusal is None for file in report.files)
    if clean:
        yield ""
        yield f"另有 {clean} 个文件没有发现问题。"
    for title, value in report.assumed:
        yield f"- 口径：{title}：{words.assumed_words(value)}"


def _file(file: FileReport, folder: str) -> Iterator[str]:
    yield f"## {_plain(file.path.removeprefix(folder))}"
    yield ""
    if file.refusal is not None:
        yield f"未能读取：{_plain(file.refusal.message)}"
        return
    yield "| 级别 | 位置 | 问题 | 改法 | 依据 |"
    yield "|---|---|---|---|---|"
    for group in grouped(file.findings):
        first = group.first
        where, _ = places([cell for _, cell in group.cells], first, group.count, 8)
        said = first.message + (f"（{answer_words(first.answer)}）" if first.answer is not None else "")
        place = f"{first.sheet}!{where}" if where and first.sheet else where
        cells = (level_words(first), place, said, advice(first), cited(first.basis))
        yield f"| {' | '.join(map(_plain, cells))} |"


_MARKS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|"})


def _plain(text: str) -> str:
    """What strangers typed is no markup here, and one line."""
    return " ".join(text.translate(_MARKS).split())
