"""Prose of the letters: templates/letters/*.txt, one line a paragraph, `[样式] 文字`, with jinja2 slots.

The text is rendered in a sandbox where an unknown name is an error. Values are literal: a line break in one cannot begin a
paragraph, and braces in one are not read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import LetterError
from ..notice.places import data_folder
from .manuscript import Paragraph, Style
from .wording import clean, numeral

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_LINE = re.compile(r"\[(\w+)\] ?(.*)")
_STYLES: Mapping[str, Style] = {
    "正文": Style.BODY,
    "左起": Style.PLAIN,
    "一级": Style.LEVEL1,
    "二级": Style.LEVEL2,
    "三级": Style.LEVEL3,
    "四级": Style.LEVEL4,
    "封面": Style.COVER_LINE,
}
_DEPTH = {Style.LEVEL1: 0, Style.LEVEL2: 1, Style.LEVEL3: 2, Style.LEVEL4: 3}


@dataclass(frozen=True, slots=True)
class Prose:
    """A rendered text: its title and its paragraphs, headings numbered."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def render(name: str, values: Mapping[str, Any]) -> Prose:
    """The text templates/letters/`name`.txt with `values`. Raises LetterError for a slot without a value."""
    from jinja2 import TemplateError, UndefinedError

    source = (data_folder("templates") / "letters" / f"{name}.txt").read_text(encoding="utf-8")
    try:
        text = _compiled(source).render(values)
    except UndefinedError as fault:
        slot = re.search(r"'([^']+)' is undefined", str(fault))
        what = slot.group(1) if slot else str(fault)
        raise LetterError(
            "missing_slot", f"缺少“{what}”，公函没有生成。请用 --set {what}=… 给出。", slot=what
        ) from fault
    except TemplateError as fault:
        raise LetterError("bad_prose", f"文稿模板 {name}.txt 有误：{fault}", template=name) from fault
    return _parse(name, text)


def _parse(name: str, text: str) -> Prose:
    title = ""
    found: list[Paragraph] = []
    counts = [0, 0, 0, 0]
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        if match is None or (match.group(1) != "标题" and match.group(1) not in _STYLES):
            raise LetterError("bad_prose", f"文稿模板 {name}.txt 有一行没有样式标记：{line[:30]}", template=name)
        kind, words = match.group(1), match.group(2).strip()
        if kind == "标题":
            title = words
        elif words:
            style = _STYLES[kind]
            found.append(Paragraph(style, numbered(style, words, counts)))
            if style not in _DEPTH:
                # Running text ends a list: the next 1. begins anew.
                counts[2:] = [0, 0]
    return Prose(title, tuple(found))


def numbered(style: Style, words: str, counts: list[int]) -> str:
    """Put the number of its level before a heading: 一、（一）1.（1） (7.3.3)."""
    if style not in _DEPTH:
        return words
    depth = _DEPTH[style]
    counts[depth] += 1
    counts[depth + 1 :] = [0] * (3 - depth)
    count = counts[depth]
    mark = (f"{numeral(count)}、", f"（{numeral(count)}）", f"{count}.", f"（{count}）")[depth]
    return mark + words


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    """Compiling a text takes ten times as long as rendering it, and a batch renders the same few."""
    return _environment().from_string(source)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # No autoescape: plain text, not markup; what writes the XML escapes it.
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=clean
    )
