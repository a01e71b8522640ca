"""Checks 17-28: fonts, indents, headings, punctuation, leftovers, pitches (clause 7.3.3, GB/T 15834)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ..manuscript import FILL_IN_PATTERN
from ..typesetting.fonts import FAMILIES
from ..typesetting.measures import BODY_SIZE
from ..wording import clean
from .base import ERROR, WARNING, Case, Check, LetterFault, shorten
from .classify import LetterPart, heading_level
from .opened import FIELD, Para, Run

RUNNING = (LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3, LetterPart.LEVEL4)
_LEVELS = (LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3, LetterPart.LEVEL4)
HANZI = "\u3400-\u9fff"
_NUMERALS = "一二三四五六七八九十"


def body_font(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(
        LetterPart.BODY, LetterPart.ADDRESSEE, LetterPart.ENCLOSURE, LetterPart.ORGAN, LetterPart.DATE, LetterPart.NOTE
    ):
        run = para.main_run
        if run is None:
            continue
        if run.east not in FAMILIES["仿宋"]:
            yield LetterFault(
                f"字体是“{run.east or '未定'}”，应为三号仿宋。",
                "改为仿宋_GB2312 或仿宋。",
                para,
                value=run.east,
                expected="仿宋",
            )
        if abs(run.size - BODY_SIZE) > 0.5:
            yield LetterFault(
                f"字号是 {run.size:g} 磅，应为三号（16 磅）。",
                "改为三号。",
                para,
                value=f"{run.size:g} 磅",
                expected="16 磅",
            )


def indent(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(*RUNNING):
        if para.text[:1] in (" ", "　", "\t"):
            yield LetterFault("段首用空格缩进。", "删去空格，段落首行缩进 2 字符。", para)
        elif abs(para.first - 2) > 0.15 or abs(para.left) > 0.15:
            start = para.first + para.left
            yield LetterFault(
                f"首行缩进 {start:.1f} 字，应左空二字。", "首行缩进 2 字符，左缩进 0。", para, expected="2 字符"
            )


def heading_order(case: Case) -> Iterator[LetterFault]:
    counts = dict.fromkeys(_LEVELS, 0)
    text_between, before = True, ""
    listing = False
    for para in case.parts.of(*RUNNING):
        level = heading_level(para.text)
        if level is None:
            text_between, before = True, para.text
            continue
        number = heading_number(para.text)
        above = _LEVELS[: _LEVELS.index(level)]
        # （1）（2） under a sentence with a colon are a list rather than headings: said once, no error.
        listing = level is LetterPart.LEVEL4 and (listing if number > 1 else before.rstrip().endswith("："))
        if level in (LetterPart.LEVEL2, LetterPart.LEVEL4) and not counts[above[-1]] and not (listing and number > 1):
            severity = WARNING if listing else None
            message = f"{level}之上没有{above[-1]}，层次跳级。"
            yield LetterFault(message, "按 一、→（一）→1.→（1）的顺序使用。", para, severity=severity)
        expected = counts[level] + 1
        # After running text a list of 1. 2. 3. may begin anew; 一、 and （一） may not.
        anew = number == 1 and text_between and level in (LetterPart.LEVEL3, LetterPart.LEVEL4)
        if number != expected and not anew:
            yield LetterFault(
                f"序号应为第{expected}，现为第{number}。",
                "按顺序重新编号。",
                para,
                value=str(number),
                expected=str(expected),
            )
        counts[level] = number
        text_between = False
        for below in _LEVELS[_LEVELS.index(level) + 1 :]:
            counts[below] = 0


def heading_number(text: str) -> int:
    """The number at a heading's beginning: 十二、 → 12, （三） → 3."""
    found = re.match(rf"[　\s]*[（(]?([{_NUMERALS}]+|\d+)", text)
    if found is None:
        circled = text.strip()[:1]
        return ord(circled) - ord("⑴") + 1 if "⑴" <= circled <= "⒇" else ord(circled or "①") - ord("①") + 1
    word = found.group(1)
    if word.isdecimal():
        return int(word)
    tens, _, ones = word.rpartition("十")
    if "十" not in word:
        return _NUMERALS.index(word[0]) + 1
    return (_NUMERALS.index(tens) + 1 if tens else 1) * 10 + (_NUMERALS.index(ones) + 1 if ones else 0)


def heading_font(case: Case) -> Iterator[LetterFault]:
    wanted = {
        LetterPart.LEVEL1: "黑体",
        LetterPart.LEVEL2: "楷体",
        LetterPart.LEVEL3: "仿宋",
        LetterPart.LEVEL4: "仿宋",
    }
    for para in case.parts.of(*_LEVELS):
        role = case.parts.roles[para.index]
        run = next((run for run in para.runs if run.text.strip()), None)
        if run is None:
            continue
        if run.east not in FAMILIES[wanted[role]]:
            yield LetterFault(
                f"{role}的字体是“{run.east}”，应为三号{wanted[role]}。",
                f"改为{wanted[role]}。",
                para,
                expected=wanted[role],
            )
        if abs(run.size - BODY_SIZE) > 0.5:
            yield LetterFault(f"{role}是 {run.size:g} 磅，应为三号（16 磅）。", "改为三号。", para)
        if run.bold or run.italic or run.underline:
            yield LetterFault(
                f"{role}加了粗、斜或下划线，标准只用字体区分层次。", "去掉加粗、倾斜和下划线。", para, severity=WARNING
            )


def heading_form(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(*RUNNING):
        text = para.text.strip(" 　")
        found = re.match(
            rf"(\d{{1,2}}、|[（(][{_NUMERALS}]{{1,3}}[)）]、|[{_NUMERALS}]{{1,3}}[.．]|\([{_NUMERALS}]{{1,3}}\)|[⑴-⒇]|[（(]\d{{1,2}}[)）]、|\d{{1,2}}．)",
            text,
        )
        if found:
            yield LetterFault(
                f"层次序数“{found.group(1)}”的写法不对。", "依次写作 一、 （一） 1. （1）。", para, value=found.group(1)
            )


def heading_stop(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(LetterPart.LEVEL1, LetterPart.LEVEL2):
        text = para.text.strip()
        # （一）某企业：事由。 is a sentence of its own, no heading.
        sentence = re.search(r"：.", text)
        if text.endswith(("。", ".", "：", "，")) and text.count("。") <= 1 and len(text) <= 30 and not sentence:
            yield LetterFault("单独成行的标题末尾不用标点。", "删去末尾的标点。", para)


def half_width(case: Case) -> Iterator[LetterFault]:
    pattern = re.compile(
        rf"(?<=[{HANZI}）》”])[,;:?!](?=[{HANZI}（《“\s]|$)|(?<=[{HANZI}])\(|\)(?=[{HANZI}])|\((?=[{HANZI}])|(?<=[{HANZI}])\)"
    )
    for para in case.parts.of(*RUNNING, LetterPart.ADDRESSEE, LetterPart.NOTE, LetterPart.ENCLOSURE):
        text = FILL_IN_PATTERN.sub("", without_names(case, para.text))
        found = pattern.search(text)
        if found:
            around = text[max(0, found.start() - 6) : found.end() + 6]
            yield LetterFault(
                f"汉字之间用了半角标点“{found.group()}”（…{around}…）。", "改为全角标点。", para, value=found.group()
            )


def quotes(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(*RUNNING, LetterPart.TITLE, LetterPart.NOTE, LetterPart.ENCLOSURE):
        text = without_names(case, para.text)
        if '"' in text or re.search(rf"(?<=[{HANZI}])'|'(?=[{HANZI}])", text):
            yield LetterFault("用了直引号。", "改为中文引号“”。", para)
        for opening, closing in ("“”", "《》", "（）", "〔〕", "【】"):
            if text.count(opening) != text.count(closing):
                yield LetterFault(f"{opening}{closing}不成对。", "补上缺的一半。", para, value=opening + closing)


def quote_font(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(*RUNNING, LetterPart.TITLE):
        for run in para.runs:
            if re.search(r"[“”‘’—…]", run.text) and run.hint != "eastAsia" and run.latin != run.east:
                message = f"引号、破折号会用西文字体“{run.latin}”显示。"
                yield LetterFault(message, "把这些符号设为中文字体，或数字字体与正文一致。", para, value=run.latin)
                break


_LEFTOVER = re.compile(
    r"\ufffd|[\ue000-\uf8ff]|[\x00-\x01\x03-\x08\x0b-\x1f]|\{\{|\}\}|\{%|%\}|｛｛|｝｝|｛％"
    r"|(?<![A-Za-z])(?:[xX]{2,}|(?i:todo|tbd)|None|nan|NaN|NULL|null|undefined|N/A)(?![A-Za-z])"
    r"|(?<![A-Za-z0-9+.-])[xXＸ×](?=[年月日个家项名]|号(?![楼线机炉厂]))"
    r"|[×Ⅹ]{2,}|[□■○◇＊*?？]{2,}|(?<![一二三四五六七八九])〇{2,}|(?<!\{)\{[^{}]{1,20}\}(?!\})|〔\s*〕|《\s*》|_{3,}|＿{2,}|某某|#(?:REF|N/A|VALUE|NAME|DIV/0)|(?:（|\()\s*+(?:详?见\s*+)?(?:）|\))"
)
_MOJIBAKE = re.compile(r"锟斤拷|烫烫烫|屯屯屯|[ÃÂ][\x80-\xbf]|â€|ï»¿|å[\x80-\xbf]|浣犲|鈥")
"""What Chinese text becomes when UTF-8 is read as GBK or Latin, and the other way."""


def leftover(case: Case) -> Iterator[LetterFault]:
    yield from _fill_ins(case)
    for para in case.document.paragraphs:
        rest = FILL_IN_PATTERN.sub("", para.text).replace(FIELD, "")
        if _LEFTOVER.search(rest):
            # Only now: what the summary itself holds is literal text, however odd.
            rest = _without_cells(case, rest)
        match = _LEFTOVER.search(rest)
        garbled = _MOJIBAKE.search(rest)
        if garbled:
            yield LetterFault(f"有乱码“{garbled.group()}”。", "重新输入这几个字。", para, value=garbled.group())
        elif match:
            shown = match.group() if match.group().isprintable() else repr(match.group())
            yield LetterFault(f"留有没替换的占位或异常字符“{shown}”。", "补上内容或删去。", para, value=shown)
        elif "待填" in rest:
            yield LetterFault("留有“待填”字样。", "补上内容或删去。", para, value="待填")


def _fill_ins(case: Case) -> Iterator[LetterFault]:
    """Our own marks, once per name however often it stands (a table of open verdicts)."""
    places: dict[str, list[Para]] = {}
    for para in case.document.paragraphs:
        for what in FILL_IN_PATTERN.findall(para.text):
            places.setdefault(what, []).append(para)
    for what, paras in places.items():
        times = f"（共{len(paras)}处）" if len(paras) > 1 else ""
        yield LetterFault(
            f"“{what}”还没有填{times}。", f"填上{what}，去掉标记。", paras[0], value=what, severity=WARNING
        )


def _without_cells(case: Case, text: str) -> str:
    cells = {clean(cell) for row in case.figures.rows for cell in row.cells.values()} if case.figures else set()
    for cell in sorted((cell for cell in cells if _LEFTOVER.search(cell)), key=len, reverse=True):
        text = text.replace(cell, "")
    return text


def pitch(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(*RUNNING, LetterPart.ADDRESSEE):
        section = case.document.sections[min(para.section, len(case.document.sections) - 1)]
        if para.line is not None and not _LEAST_PITCH <= para.line <= _MOST_PITCH:
            message = f"行距是固定值 {para.line / 20:g} 磅，与全文不一致，排不成每页22行。"
            yield LetterFault(message, "行距设为固定值 28.95 磅。", para, value=f"{para.line / 20:g} 磅")
        elif para.line is None and abs(para.factor - 1) > 0.05:
            message = f"行距是{para.factor:.2g}倍，排不成每页22行。"
            yield LetterFault(message, "行距设为固定值 28.95 磅。", para, value=f"{para.factor:.2g}倍")
        elif para.line is None and not section.grid_type.startswith("lines"):
            yield LetterFault("行距不是固定值，页面排不成22行。", "行距设为固定值 28.95 磅。", para)
        elif para.before or para.after:
            message = f"段前 {para.before / 20:g} 磅、段后 {para.after / 20:g} 磅，应为 0。"
            yield LetterFault(message, "段前段后填 0。", para)


_LEAST_PITCH, _MOST_PITCH = 540, 620
"""Twips: 27 to 31 pt are used by offices for a full page; what lies outside is a slip in one paragraph."""


def emphasis(case: Case) -> Iterator[LetterFault]:
    """Runs that differ from the paragraph around them: the standard knows emphasis by neither weight nor line nor size."""
    for para in case.parts.of(
        LetterPart.BODY, LetterPart.ADDRESSEE, LetterPart.ENCLOSURE, LetterPart.ORGAN, LetterPart.DATE, LetterPart.NOTE
    ):
        shown = [run for run in para.runs if run.text.strip()]
        for name, wrong in _EMPHASES.items():
            run = next((run for run in shown if wrong(run)), None)
            if run is not None:
                message = f"“{shorten(run.text, 12)}”用了{name}。"
                yield LetterFault(message, f"去掉{name}。", para, value=run.text[:20])
        yield from _odd_sizes(para, shown)
    for para in case.parts.of(*_LEVELS, LetterPart.TITLE):
        struck = next((run for run in para.runs if run.text.strip() and run.strike), None)
        if struck is not None:
            yield LetterFault(f"“{shorten(struck.text, 12)}”用了删除线。", "去掉删除线，或删去文字。", para)


_EMPHASES: Mapping[str, Callable[[Run], bool]] = {
    "加粗": lambda run: run.bold,
    "斜体": lambda run: run.italic,
    "下划线": lambda run: run.underline,
    "删除线": lambda run: run.strike,
}


def _odd_sizes(para: Para, shown: list[Run]) -> Iterator[LetterFault]:
    main = para.main_run
    for run in shown:
        if main is None or abs(run.size - BODY_SIZE) <= 0.5 or run.size == main.size:
            continue
        hidden = "，几乎看不见" if run.size < _LEGIBLE else ""
        message = f"“{shorten(run.text, 12)}”的字号是{run.size:g}磅{hidden}，应为三号（16 磅）。"
        yield LetterFault(message, "改为三号，或删去。", para, value=run.text[:20], expected="16 磅")
        return


_LEGIBLE = 5
"""Points below which a text is there for nobody to read."""


def blank_lines(case: Case) -> Iterator[LetterFault]:
    """Blank paragraphs inside the text, and a long gap before the signature (7.3.5.5: spacing is adjusted instead)."""
    before: LetterPart | None = None
    blanks: list[Para] = []
    for para in case.document.paragraphs:
        if para.table is not None:
            before, blanks = None, []
        elif not para.text.strip():
            # A blank paragraph that ends a page or a section is a way of breaking, not a gap.
            blanks = blanks if para.page_break else [*blanks, para]
        else:
            part = case.parts.roles.get(para.index)
            if blanks and before in RUNNING and part in RUNNING:
                message = f"正文中间有{len(blanks)}个空行。"
                yield LetterFault(message, "删去空段落；段与段之间不空行。", para)
            elif len(blanks) > _MOST_BLANKS and part in (LetterPart.ORGAN, LetterPart.DATE):
                message = f"署名前空了{len(blanks)}行，空白太多。"
                yield LetterFault(message, "删去空段落；盖章的署名之上空一至两行。", para)
            before, blanks = part, []


_MOST_BLANKS = 4


def widow(case: Case) -> Iterator[LetterFault]:
    found = [para for para in case.parts.of(*RUNNING) if para.widow]
    if found:
        message = f"有{len(found)}段开了孤行控制，会使一页不足22行。"
        yield LetterFault(message, "段落 → 换行和分页 → 去掉“孤行控制”。", found[0])


def without_names(case: Case, text: str) -> str:
    """The text without names from the summary: what an enterprise calls itself is not for the letter to correct."""
    if case.figures is None:
        return text
    for row in case.figures.rows:
        for name in (clean(row.company), clean(row.project)):
            if name and name in text:
                # A name leaves a word behind: 项目名称：甲工厂； has no doubled mark.
                text = text.replace(name, "某")
    return text


CHECKS = (
    Check(id="letter.body-font", clause="5.2.2、7.3.3", severity=ERROR, title="正文三号仿宋", run=body_font),
    Check(id="letter.indent", clause="7.3.3", severity=ERROR, title="每段左空二字，用缩进不用空格", run=indent),
    Check(id="letter.heading-order", clause="7.3.3", severity=ERROR, title="层次序数连续、不跳级", run=heading_order),
    Check(id="letter.heading-font", clause="7.3.3", severity=ERROR, title="各级标题的字体", run=heading_font),
    Check(id="letter.heading-form", clause="7.3.3", severity=ERROR, title="层次序数的写法", run=heading_form),
    Check(
        id="letter.heading-stop", clause="7.3.3", severity=WARNING, title="单独成行的标题不用句末标点", run=heading_stop
    ),
    Check(
        id="letter.half-width",
        clause="GB/T 15834—2011",
        severity=ERROR,
        title="汉字间用全角标点",
        run=half_width,
        official=False,
    ),
    Check(
        id="letter.quotes",
        clause="GB/T 15834—2011",
        severity=WARNING,
        title="引号、书名号、括号成对",
        run=quotes,
        official=False,
    ),
    Check(id="letter.quote-font", clause="5.2.2", severity=ERROR, title="引号、破折号用中文字体", run=quote_font),
    Check(
        id="letter.leftover",
        clause="文稿完整",
        severity=ERROR,
        title="没有占位、空槽和乱码",
        run=leftover,
        official=False,
    ),
    Check(id="letter.pitch", clause="5.2.3", severity=WARNING, title="固定行距，段前段后为 0", run=pitch),
    Check(
        id="letter.emphasis",
        clause="7.3.3",
        severity=WARNING,
        title="正文不加粗、不倾斜、不加线，字号一致",
        run=emphasis,
    ),
    Check(
        id="letter.blank-lines",
        clause="7.3.3、7.3.5",
        severity=WARNING,
        title="正文中间和署名前没有多余的空行",
        run=blank_lines,
    ),
    Check(id="letter.widow", clause="5.2.3", severity=WARNING, title="不用孤行控制", run=widow),
)
