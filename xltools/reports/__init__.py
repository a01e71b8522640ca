"""What is said, rendered: `RENDER[what][form]` for every command and form, and the way from a file's name to its form.

A renderer takes the command's result and returns text, lines of styled pieces, a JSON document, or a workbook's bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from ..errors import UsageError
from ..files.names import utf8, visible_lines

RENDER: Final[Mapping[str, Mapping[str, str]]] = {
    "validate": {
        "text": "text.report_lines",
        "json": "json.report_json",
        "html": "html.report_html",
        "xlsx": "findings_book.write_findings",
        "md": "markdown.report_markdown",
    },
    "repair": {"text": "repairs_book.repair_lines", "json": "repairs_book.repair_json"},
    "receive": {"text": "receive.receive_lines", "json": "receive.receive_json"},
    "total": {
        "text": "text.ledger_lines",
        "json": "json.ledger_json",
        "html": "html.ledger_html",
        "xlsx": "ledger_book.write_ledger",
    },
    "merge": {"text": "merge.merge_lines", "json": "merge.merge_document", "html": "merge.merge_page"},
    "trace": {"text": "trace.trace_text", "json": "trace.trace_json"},
    "inspect": {"text": "inspection.inspection_text", "json": "inspection.inspection_json"},
    "pivot": {
        "text": "pivot.pivot_text",
        "json": "pivot.pivot_json",
        "csv": "pivot.pivot_csv",
        "xlsx": "pivot.pivot_book",
    },
    "package": {
        "text": "application.package_lines",
        "json": "application.package_json",
        "html": "application_html.package_html",
    },
    "receipt": {"html": "application_html.receipt_html", "json": "application.receipt_json"},
    "receipt verify": {"text": "application.verification_text", "json": "application.verification_json"},
    "handin add": {"text": "register.add_text", "json": "register.add_json"},
    "handin status": {"text": "register.status_text", "json": "register.status_json"},
    "handin diff": {"text": "register.difference_text", "json": "register.differences_json"},
    "select start": {"text": "selection.outcome_text", "json": "selection_json.outcome_json"},
    "select collect": {"text": "selection.outcome_text", "json": "selection_json.outcome_json"},
    "select rank": {"text": "selection.outcome_text", "json": "selection_json.outcome_json"},
    "select decide": {"text": "selection.outcome_text", "json": "selection_json.outcome_json"},
    "select announce": {"text": "selection.outcome_text", "json": "selection_json.outcome_json"},
    "select show": {"text": "selection.shown_text", "json": "selection_json.shown_json"},
    "letter": {"text": "letter.letter_text", "json": "letter.letter_json"},
    "check-letter": {
        "text": "text.report_lines",
        "json": "json.letter_report_json",
        "html": "html.report_html",
        "xlsx": "findings_book.write_findings",
        "md": "markdown.report_markdown",
    },
    "config show": {"text": "settings.settings_lines", "json": "settings.settings_json"},
    "doctor": {"text": "surroundings.conditions_lines", "json": "surroundings.conditions_json"},
    "notices": {"text": "notices.packs_text", "json": "notices.given"},
    "notices show": {"text": "notices.pack_text", "json": "notices.given"},
    "notices check": {"text": "notices.review_text", "json": "notices.review_json"},
    "notices try": {"text": "notices.trial_text", "json": "notices.trial_json"},
}
"""Command -> form -> renderer (module of this room, function): named by words, so that a small job imports little."""

ENDINGS: Final[Mapping[str, str]] = {
    ".txt": "text",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".md": "md",
    ".docx": "docx",
    ".pdf": "pdf",
    ".xls": "xls",
}
"""What a file's name promises. Any other ending promises nothing."""

Rendered = str | bytes | Mapping[str, Any] | Iterable[list[tuple[str, str]]]


def form_for(what: str, form: str | None, out: str) -> str:
    """The form of a report: the one asked for, else the one `out` promises, else text.

    Raises UsageError where the two contradict each other, the command has no such form, or a workbook has no file.
    """
    forms = RENDER[what]
    ending = Path(out).suffix.casefold()
    promised = ENDINGS.get(ending, "")
    if form and promised and promised != form:
        raise UsageError(
            "form_contradicts", f"--format {form} 与 -o 的文件名“{out}”不一致。请改文件名，或不写 --format。"
        )
    chosen = form or promised or "text"
    if chosen not in forms:
        known = "、".join(end for end, name in ENDINGS.items() if name in forms and end != ".htm")
        raise UsageError("no_such_form", f"{what} 不能写成 {ending or chosen}。可用：{known}。")
    if chosen == "xlsx" and not out:
        raise UsageError("no_output", "xlsx 格式的结果要用 -o 指明写到哪个文件。")
    return chosen


def rendered(what: str, form: str, *subject: Any, out: str = "") -> Rendered:
    """The result of `what` in that form. Links in a workbook are seen from the folder of `out`."""
    module, _, name = RENDER[what][form].partition(".")
    function = cast("Callable[..., Rendered]", getattr(import_module(f".{module}", __name__), name))
    if form == "xlsx" and out:
        return function(*subject, links_base=Path(out).resolve().parent)
    return function(*subject)


def render(what: str, form: str, *subject: Any, out: str = "") -> bytes:
    """The same as the content of a file."""
    return content(rendered(what, form, *subject, out=out))


def content(made: Rendered) -> bytes:
    """What was rendered as bytes, UTF-8."""
    if isinstance(made, bytes):
        return made
    if isinstance(made, str):
        return utf8(visible_lines(made))
    if isinstance(made, Mapping):
        from .json import dumps

        return utf8(dumps(made))
    from .terminal import plain

    return utf8(plain(made))
