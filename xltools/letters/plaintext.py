"""A plain text or Markdown file as the parts of a letter: title, addressee, headings, paragraphs, annexes, signature.

Written like people write: the title first, the addressee with its colon, `#` or 一、 before headings, 附件： before the names of
annexes, organ and date at the end. Nothing is added but the numbers of headings that have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import LetterError
from .manuscript import Paragraph, Style
from .matters import WrittenText
from .prose import numbered
from .wording import clean, date_text, organs_in_line, typed_date

_MARKED = (
    (r"#{2}\s+", Style.LEVEL1),
    (r"#{3}\s+", Style.LEVEL2),
    (r"#{4}\s+", Style.LEVEL3),
    (r"#{5}\s+", Style.LEVEL4),
)
_NUMBERED = (
    (r"[一二三四五六七八九十]{1,3}、", Style.LEVEL1),
    (r"（[一二三四五六七八九十]{1,3}）", Style.LEVEL2),
    (r"\d{1,2}[.．](?!\d)\s*", Style.LEVEL3),
    (r"（\d{1,2}）", Style.LEVEL4),
)
_MOST_TITLE = 80


def read_text(text: str, *, markdown: bool) -> WrittenText:
    """The parts of `text`. Raises LetterError: empty, or without a title."""
    lines = list(_lines(text, markdown))
    if not lines:
        raise LetterError("empty_text", "文本里没有内容，写不出公文。")
    title = lines.pop(0).lstrip("# ")
    if len(title) > _MOST_TITLE:
        raise LetterError("no_title", f"文本的第一行要是公文标题，现为“{title[:30]}…”。请在最前面加一行标题。")
    addressee = ""
    if lines and re.search(r"[：:]$", lines[0]) and "。" not in lines[0] and len(lines[0]) <= _MOST_TITLE:
        addressee = lines.pop(0).removeprefix("主送：").removeprefix("主送:").rstrip("：:")
    note = _note(lines)
    date, organs = _signature(lines)
    enclosures = tuple(_enclosures(lines))
    return WrittenText(
        title=title,
        addressee=addressee,
        paragraphs=tuple(_paragraphs(lines)),
        enclosures=enclosures,
        organs=organs,
        date=date,
        note=note,
    )


def _lines(text: str, markdown: bool) -> Iterator[str]:
    """Paragraphs without marks of emphasis; in Markdown, lines that are not parted by a blank one belong together."""
    blocks = re.split(r"\n\s*\n", text) if markdown else text.splitlines()
    for block in blocks:
        kept: list[str] = []
        for line in block.splitlines() if markdown else [block]:
            plain = clean(_unmarked(line) if markdown else line).strip("　 ")
            if not plain:
                continue
            if kept and _goes_on(kept[-1]) and not _begins_anew(plain):
                kept[-1] += plain
            else:
                kept.append(plain)
        yield from kept


def _unmarked(line: str) -> str:
    line = re.sub(r"!?\[([^\[\]]{0,200})\]\([^()]{0,500}\)", r"\1", line)
    return re.sub(r"\*\*|__|`", "", line)


def _goes_on(line: str) -> bool:
    """Whether a line of Markdown was only broken for the width of a screen: a heading, an addressee, a signer was not."""
    return (
        not line.startswith("#")
        and (line.endswith(("，", "、", "；", "（", "“")) or len(line) >= 25)
        and line[-1] not in "。：:"
    )


def _begins_anew(line: str) -> bool:
    marks = (r"#{1,6}\s", r"[-*+]\s", r"附件", r"主送", *(pattern for pattern, _ in _NUMBERED))
    return any(re.match(mark, line) for mark in marks) or typed_date(line) is not None


def _note(lines: list[str]) -> str:
    """（联系人：…，联系电话：…） under the date, taken off the lines without its brackets."""
    under = len(lines) > 1 and typed_date(lines[-2]) is not None
    found = re.fullmatch(r"[（(]([^（）()]{1,120})[)）]", lines[-1]) if under else None
    if found is None:
        return ""
    lines.pop()
    return found.group(1)


def _signature(lines: list[str]) -> tuple[str, tuple[str, ...]]:
    """Date and organs at the end, taken off the lines; empty where the text does not end with a date."""
    day = typed_date(lines[-1]) if lines else None
    if day is None:
        return "", ()
    lines.pop()
    organs: list[str] = []
    while (
        lines and len(lines[-1]) <= 30 and not re.search(r"[，。；：:！？]", lines[-1]) and not _begins_anew(lines[-1])
    ):
        organs[:0] = organs_in_line(lines.pop())
    return date_text(day), tuple(organs)


def _enclosures(lines: list[str]) -> Iterator[str]:
    """附件：1.甲 2.乙, taken off the end of the lines."""
    start = next((place for place, line in enumerate(lines) if re.match(r"附件\s?[：:]", line)), None)
    if start is None:
        return
    found = [re.sub(r"^附件\s?[：:]\s*", "", lines[start]), *lines[start + 1 :]]
    del lines[start:]
    for name in found:
        plain = re.sub(r"^\d{1,2}[.．、]\s*", "", name).rstrip("。；")
        if plain:
            yield plain


def _paragraphs(lines: Sequence[str]) -> Iterator[Paragraph]:
    counts = [0, 0, 0, 0]
    for line in lines:
        for pattern, style in _MARKED:
            found = re.match(pattern, line)
            if found:
                rest = line[found.end() :]
                already = any(re.match(mark, rest) for mark, _ in _NUMBERED)
                yield Paragraph(style, rest if already else numbered(style, rest, counts))
                break
        else:
            text = re.sub(r"^[-*+]\s+", "", line).lstrip("# ")
            yield Paragraph(next((style for mark, style in _NUMBERED if re.match(mark, text)), Style.BODY), text)
