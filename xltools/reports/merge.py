"""The receipt of a merge in every form, with what the hand-in register took in where one was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .terminal import Line

if TYPE_CHECKING:
    from ..documents.summary import MergeDocument
    from ..register.arrived import AddOutcome
    from ..summary.model import Merged


def merge_lines(merged: Merged, output: str, added: AddOutcome | None = None) -> Iterator[Line]:
    """The receipt, then what came in."""
    from . import text

    yield from text.merge_lines(merged, output)
    if added is not None:
        from .register import add_text

        yield []
        yield from ([("", line)] for line in add_text(added).splitlines())


def merge_document(merged: Merged, output: str, added: AddOutcome | None = None) -> MergeDocument:
    """`xltools merge --format json`."""
    from .json import merge_json

    document = merge_json(merged, output)
    if added is None:
        return document
    from .register import add_json

    return {**document, "handin": add_json(added)}


def merge_page(merged: Merged, output: str, added: AddOutcome | None = None) -> str:  # noqa: ARG001 - one call for all forms
    """The receipt as a page; the register has its own workbook."""
    from .html import merge_html

    return merge_html(merged, output)
