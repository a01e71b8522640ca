"""Checks 29-37, 40: 附件说明, annex pages, signature, date, 附注, 版记 (clauses 7.3.4-7.3.7, 7.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..claims import number as number_said
from ..manuscript import FILL_IN_PATTERN
from ..typesetting.fonts import FAMILIES
from ..typesetting.measures import BODY_SIZE, CHARACTERS, SMALL_SIZE
from ..wording import date_text, organs_in_line, parse_date, short_name, width
from .base import ERROR, INFO, WARNING, Case, Check, LetterFault, shorten
from .classify import ANNEX_LABEL, LetterPart, bare_name, enclosure_lines
from .opened import Para

_BESIDE = re.compile(r"（[^）]{0,60}(?:另附|另送|另寄|单独装订)[^）]{0,60}）$|（另附）$")


def enclosures_form(case: Case) -> Iterator[LetterFault]:
    paras = case.parts.of(LetterPart.ENCLOSURE)
    if not paras:
        return
    before = next((para for para in case.document.paragraphs if para.index == paras[0].index - 1), None)
    if before is not None and before.text.strip():
        yield LetterFault("附件说明与正文之间没有空一行。", "正文之下空一行再写“附件：”。", paras[0])
    if not paras[0].text.strip().startswith("附件："):
        yield LetterFault("“附件”之后应是全角冒号。", "写成“附件：”。", paras[0])
    many = len(list(enclosure_lines(case.parts))) > 1
    for place, para in enumerate(paras):
        text = para.text.rstrip()
        if text.endswith(("。", "；", "，", "、", ";", ".", ",")):
            yield LetterFault("附件名称后不加标点。", "删去末尾的标点。", para)
        start = para.left + para.first + _leading_blanks(para.text)
        wanted = 2.0 if place == 0 else 5.0
        if abs(start - wanted) > 0.6:
            label = "左空二字编排“附件：”" if place == 0 else "各附件序号与第一个对齐"
            yield LetterFault(
                f"附件说明的位置不对：{label}。",
                "用悬挂缩进，不用空格。",
                para,
                value=f"{start:.1f} 字",
                expected=f"{wanted:g} 字",
            )
        name_at = wanted + (3.0 if place == 0 else 0) + (1.25 if many else 0)
        if para.first < 0 and not name_at - 0.3 <= para.left <= name_at + 0.8:
            yield LetterFault(
                "附件名称回行后没有与上一行名称的首字对齐。",
                "用悬挂缩进，使回行与名称首字对齐。",
                para,
                expected=f"{name_at:g} 字",
            )


def _leading_blanks(text: str) -> float:
    return width(text) - width(text.lstrip(" 　"))


def enclosures_number(case: Case) -> Iterator[LetterFault]:
    found = list(enclosure_lines(case.parts))
    para = case.parts.first(LetterPart.ENCLOSURE)
    numbers = [number for number, _ in found]
    if len(found) == 1 and numbers[0] is not None:
        yield LetterFault("只有一个附件，不编序号。", "写成“附件：名称”。", para)
    if len(found) > 1 and numbers != list(range(1, len(found) + 1)):
        yield LetterFault(
            "多个附件要用阿拉伯数字按 1. 2. 3. 连续编号。",
            "重新编号。",
            para,
            value="、".join(str(n or "无") for n in numbers),
        )


def annex_pages(case: Case) -> Iterator[LetterFault]:
    found = list(enclosure_lines(case.parts))
    labels = case.parts.of(LetterPart.ANNEX_LABEL)
    wanted = [(number, name) for number, name in found if not _BESIDE.search(name)]
    given: list[tuple[int | None, str, Para]] = []
    for label in labels:
        match = ANNEX_LABEL.match(label.text.strip())
        number = int(match.group(1)) if match and match.group(1) else None
        given.append((number, _annex_title(case, label), label))
        yield from _label_form(label, case)
    for number, name in wanted:
        called = f"附件{number or ''}"
        match_page = next((entry for entry in given if entry[0] == number), None)
        if match_page is None:
            yield LetterFault(
                f"附件说明列有“{name}”，文后没有{called}的页面。", f"补上{called}，或在名称后注明（另附）。", value=name
            )
        elif match_page[1] != re.sub(r"（[^）]{0,60}份[^）]{0,60}）$", "", name) and match_page[1] != name:
            message = f"{called}的标题“{match_page[1]}”与附件说明的“{name}”不一致。"
            yield LetterFault(message, "两处写成一样。", match_page[2], value=match_page[1], expected=name)
    for number, _, label in given:
        if number not in [entry[0] for entry in wanted]:
            yield LetterFault("这个附件没有列入附件说明。", "在附件说明里补上，或删去附件。", label)
    order = [number or 0 for number, _, _ in given]
    if order != sorted(order):
        yield LetterFault("附件的先后与附件说明不一致。", "按附件说明的顺序排列。", labels[0])


def _annex_title(case: Case, label: Para) -> str:
    title = ""
    for para in case.document.paragraphs:
        role = case.parts.roles.get(para.index)
        if para.index > label.index and role is LetterPart.ANNEX_TITLE:
            title += para.text.replace("\n", "").strip()
        elif para.index > label.index and role is not None:
            break
    return title


def _label_form(label: Para, case: Case) -> Iterator[LetterFault]:
    run = label.main_run
    if run is not None and (run.east not in FAMILIES["黑体"] or abs(run.size - BODY_SIZE) > 0.5):
        yield LetterFault(f"附件标记的字体是“{run.east}”{run.size:g} 磅，应为三号黑体。", "改为三号黑体。", label)
    if abs(label.left + label.first) > 0.2 or label.align in ("center", "right"):
        yield LetterFault("附件标记没有顶格。", "左对齐，缩进填 0。", label)
    if "：" in label.text or ":" in label.text:
        yield LetterFault("附件标记后不加冒号。", "写成“附件”或“附件1”。", label)
    earlier = [para for para in case.document.paragraphs if para.index < label.index]
    new_section = bool(earlier) and earlier[-1].section != label.section
    broken = bool(earlier) and earlier[-1].page_break and not earlier[-1].text.strip()
    if earlier and not (label.page_break or new_section or broken):
        yield LetterFault("附件没有另起一页。", "段落 → 段前分页。", label)


_OTHERS = re.compile(
    r"(?:《[^》]{0,200}》|通知|来函|来文)(?:（[^（）]{0,40}）)?(?:中|里)?的?附件\d{1,2}(?:[、和及至—-](?:附件)?\d{1,2})*|《[^》]{0,200}》|“[^”]{0,200}”"
)
"""What is quoted speaks of others' papers: 《通知》附件5, a notice's annexes, a sheet's name."""


def annex_mentions(case: Case) -> Iterator[LetterFault]:
    count = len(list(enclosure_lines(case.parts)))
    text = _OTHERS.sub("", case.parts.text)
    mentioned = {int(number) for number in re.findall(r"附件(\d{1,2})", text)}
    for start, end in re.findall(r"附件(\d{1,2})[-—至～~](?:附件)?(\d{1,2})", text):
        mentioned.update(range(int(start), int(end) + 1))
    beyond = sorted(number for number in mentioned if number > count)
    if beyond:
        yield LetterFault(
            f"正文提到附件{beyond[0]}，附件说明只有{count}个。", "核对附件序号。", value=f"附件{beyond[0]}"
        )
    silent = list(_unmentioned(case, text, mentioned))
    if silent:
        one = count == 1
        listed = "附件" if one else "、".join(f"附件{number}" for number in silent)
        fix = "在有关处注明（见附件）。" if one else "在有关处注明（见附件N）。"
        para = case.parts.first(LetterPart.ENCLOSURE)
        yield LetterFault(f"正文没有提到{listed}。", fix, para, severity=WARNING)


_SENT_ALONG = re.compile(r"随[文函本此]|附[上后送]|另附|一并|现将|报送|报上|寄送|送上")


def _unmentioned(case: Case, text: str, mentioned: set[int]) -> Iterator[int]:
    """Enclosures the text neither numbers nor, where it numbers none, sends along by name (申报书一式四份，随文报送)."""
    lines = list(enclosure_lines(case.parts))
    if len(lines) == 1 and "附件" in text:
        return
    sent = [] if mentioned else [one for one in re.split(r"[。；\n]", text) if _SENT_ALONG.search(one)]
    for number, (_, name) in enumerate(lines, 1):
        # The last words are what a text calls it: 汇总表, 申报书, 申报资料.
        called = bare_name(name)[-3:]
        if number not in mentioned and not any(called in one for one in sent):
            yield number


def organs(case: Case) -> Iterator[LetterFault]:
    signed = [organ for organ in case.parts.organs if not FILL_IN_PATTERN.search(organ)]
    para = case.parts.first(LetterPart.ORGAN)
    if not case.parts.organs:
        yield LetterFault(
            "没有发文机关署名。", "在成文日期之上署发文机关全称或规范化简称。", case.parts.first(LetterPart.DATE)
        )
        return
    if not signed:
        return
    marks = [re.sub(r"(文件)?$", "", mark.text.replace("　", "")).strip() for mark in case.parts.of(LetterPart.MARK)]
    marks = [mark for mark in marks if mark]
    expected = marks[:1] if case.parts.letter_form else marks
    if expected and not _same(expected, signed[: len(expected)] if case.parts.letter_form else signed):
        message = f"署名（{'、'.join(signed)}）与版头的发文机关（{'、'.join(expected)}）不一致。"
        yield LetterFault(message, "两处的机关和顺序写成一样。", para, expected="、".join(expected))
    yield from _title_organs(case, signed, para)


def _title_organs(case: Case, signed: list[str], para: Para | None) -> Iterator[LetterFault]:
    head = case.parts.title.partition("关于")[0].strip(" 　")
    several = re.fullmatch(r"(.+?)等(\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?:部门|单位)", head)
    if several:
        word = several.group(2)
        count = number_said(word)
        if count != len(signed):
            yield LetterFault(
                f"标题写“等{word}部门”，署名的机关有{len(signed)}个。", "核对机关个数。", para, expected=str(count)
            )
        return
    # A line break may stand for the blank between two names: compared without blanks first.
    if short_name(re.sub(r"[　\s、]", "", head)) == short_name("".join(signed)):
        return
    named = [part for part in re.split(r"[　\s、]+", head) if part]
    if named and not _same(named, signed):
        message = f"署名（{'、'.join(signed)}）与标题的机关（{'、'.join(named)}）不一致。"
        yield LetterFault(message, "两处的机关和顺序写成一样。", para, expected="、".join(named))


def _same(one: list[str], other: list[str]) -> bool:
    """Equal organs in equal order; a customary short form equals the full name."""
    return [short_name(name) for name in one] == [short_name(name) for name in other]


def date_form(case: Case) -> Iterator[LetterFault]:
    para = case.parts.first(LetterPart.DATE)
    if para is None:
        yield LetterFault("没有成文日期。", "署名之下写成文日期，如 2022年10月31日。")
        return
    text = case.parts.date
    if FILL_IN_PATTERN.search(text):
        return
    if not re.fullmatch(r"20\d\d年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日", text):
        message = "成文日期用阿拉伯数字将年、月、日标全，月、日不编虚位。"
        yield LetterFault(message, "写成 2022年10月31日 的样子。", para, value=text, expected="2022年10月31日")
    elif parse_date(text) is None:
        yield LetterFault(f"没有{text}这一天。", "核对日期。", para, value=text)


def signature_place(case: Case) -> Iterator[LetterFault]:
    date = case.parts.first(LetterPart.DATE)
    signers = case.parts.of(LetterPart.ORGAN)
    if "此页无正文" in case.parts.text:
        yield LetterFault("“（此页无正文）”的做法已取消。", "调整行距、字距，使署名页有正文。")
    if date is None or not signers:
        return
    if signers[0].page_break or any(
        para.page_break and not para.text.strip() and para.index == signers[0].index - 1
        for para in case.document.paragraphs
    ):
        yield LetterFault("署名前分了页，署名页没有正文。", "去掉分页，调整行距、字距。", signers[0], severity=WARNING)
    if "\t" in signers[-1].text.strip(" 　"):
        # Several names in a row, each in the middle of its column: the date stands in the last column.
        if date.text.count("\t") != signers[-1].text.count("\t"):
            yield LetterFault("联合行文的成文日期应在最后一个机关之下。", "日期与最后一个机关上下对齐。", date)
        return
    if date.table is not None:
        if date.align != "center":
            yield LetterFault("联合行文的成文日期应在最后一个机关之下居中。", "日期居中。", date)
        return
    if signers[-1].table is not None:
        return
    last = signers[-1]
    organ_start, organ_end = _last_name(last)
    date_start, date_end = _extent(date)
    sealed = abs((organ_start + organ_end) - (date_start + date_end)) <= 1.2 and (
        abs(date_end - (CHARACTERS - 4)) <= 0.6 or organ_end >= CHARACTERS - 0.6
    )
    plain = (
        abs(date_start - organ_start - 2) <= 0.6
        and abs(max(organ_end, date_end, *(_extent(p)[1] for p in signers)) - (CHARACTERS - 2)) <= 0.6
    )
    if not (sealed or plain):
        yield LetterFault(
            "署名和成文日期的位置不对。",
            "盖章的：日期右空四字，署名在日期之上居中；不盖章的：署名右空二字，日期比署名右移二字。",
            date,
            value=f"署名止于右空 {CHARACTERS - organ_end:.1f} 字，日期止于右空 {CHARACTERS - date_end:.1f} 字",
        )


def _last_name(para: Para) -> tuple[float, float]:
    """Where the last organ's name stands: several in one line are set apart by blanks, and the date belongs under the last."""
    start, end = _extent(para)
    names = organs_in_line(para.text)
    return (end - width(names[-1]), end) if len(names) > 1 else (start, end)


def _extent(para: Para) -> tuple[float, float]:
    """Where a line of text begins and ends, in 字 from the left edge of the 版心."""
    text = para.text.strip(" 　")
    size = width(text)
    room = CHARACTERS - para.left - para.right
    if para.align in ("right", "end"):
        end = CHARACTERS - para.right - (width(para.text) - width(para.text.rstrip(" 　")))
        return end - size, end
    if para.align == "center":
        start = para.left + (room - size) / 2
        return start, start + size
    start = para.left + para.first + _leading_blanks(para.text)
    return start, start + size


def date_plausible(case: Case) -> Iterator[LetterFault]:
    day = parse_date(case.parts.date)
    para = case.parts.first(LetterPart.DATE)
    if day is None:
        return
    if case.today is not None and day > case.today:
        yield LetterFault(f"成文日期晚于今天（{date_text(case.today)}）。", "核对成文日期。", para, severity=WARNING)
    if case.notice is not None and case.notice.issued and day < case.notice.issued:
        yield LetterFault(f"成文日期早于通知的日期（{date_text(case.notice.issued)}）。", "核对成文日期。", para)
    if case.level is not None and case.level.deadline and day > case.level.deadline:
        message = f"成文日期晚于通知规定的截止日期（{date_text(case.level.deadline)}）。"
        yield LetterFault(message, "逾期的先与受理机关联系。", para, severity=WARNING)
    if day.weekday() >= 5:
        yield LetterFault("成文日期是周末。", "核对成文日期；调休上班的不用管。", para, severity=INFO)


_PHONE = re.compile(r"(?:电话|手机|联系方式)[:：]\s*((?!【待填)[^）\u4e00-\u9fff]{1,60})")


_TELEPHONE = re.compile(
    # 010 and 02x have numbers of eight digits; mobile, service and inner numbers.
    r"(?:0(?:10|2\d)-?\d{8}|0[3-9]\d{2}-?\d{7,8}|1\d{10}|[48]00-?\d{3}-?\d{4}|\d{7,8}|\d{3,6})(?:(?:转|-)\d{1,6})?"
)


def _odd_telephone(text: str) -> str:
    """The first number of a line that has too few or too many digits; "" where all are whole."""
    numbers = re.split(
        r"[、，,；;/ 　]+", re.sub(r"[—－]", "-", re.sub(r"[（(](0\d{2,3})[)）]-?", r"\1-", text.strip()))
    )
    return next((one for one in numbers if one and not _TELEPHONE.fullmatch(one)), "")


def note_form(case: Case) -> Iterator[LetterFault]:
    notes = case.parts.of(LetterPart.NOTE)
    for para in notes:
        text = para.text.strip(" 　")
        if not (text.startswith("（") and text.endswith("）")):
            yield LetterFault("附注没有用全角圆括号。", "写成（联系人：……，联系电话：……）。", para)
        if abs(para.left + para.first + _leading_blanks(para.text) - 2) > 0.3:
            yield LetterFault("附注应左空二字。", "首行缩进 2 字符。", para)
        phone = _PHONE.search(text)
        if phone and not re.fullmatch(r"[\d\-—－()（）、，,；;转/ 　]{7,40}", phone.group(1)):
            message = f"附注里的电话“{shorten(phone.group(1))}”写得不对。"
            yield LetterFault(message, "核对电话：只有数字和连字符。", para, value=phone.group(1)[:40])
        elif phone and (odd := _odd_telephone(phone.group(1))):
            message = f"附注里的电话“{odd}”位数不对。"
            yield LetterFault(message, "核对电话。", para, value=odd, severity=WARNING)
    if case.parts.document_type in ("报告", "请示"):
        said = "".join(para.text for para in notes)
        if not re.search(r"\d{7,}|\d{3,4}-\d{7,8}", said) and not FILL_IN_PATTERN.search(said):
            yield LetterFault(
                "上行文的附注没有联系人和电话。", "成文日期之下写（联系人：……，联系电话：……）。", severity=WARNING
            )


def imprint_form(case: Case) -> Iterator[LetterFault]:
    rows = case.parts.of(LetterPart.IMPRINT)
    if not rows:
        return
    copied = next((para for para in rows if para.text.strip(" 　").startswith("抄送")), None)
    printed = next((para for para in rows if para.text.strip(" 　").endswith("印发")), None)
    if copied is not None and printed is not None and copied.index > printed.index:
        yield LetterFault("版记里抄送在印发机关之下。", "抄送在上，印发机关和印发日期在最后一行。", copied)
    for para in rows:
        run = para.main_run
        if run is not None and abs(run.size - SMALL_SIZE) > 0.5:
            yield LetterFault(f"版记是 {run.size:g} 磅，应为四号（14 磅）。", "改为四号。", para)
    if copied is not None:
        yield from _copied(case, copied)
    if printed is not None:
        yield from _printed_on(case, printed)
    yield from _imprint_rules(case, rows)


def _copied(case: Case, para: Para) -> Iterator[LetterFault]:
    text = para.text.strip(" 　")
    if not text.endswith("。"):
        yield LetterFault("抄送机关末尾没有句号。", "末尾加“。”。", para)
    names = {short_name(name) for name in re.split(r"[、，；]", text[3:].rstrip("。"))}
    both = [name for name in case.parts.addressees if short_name(name) in names]
    if both:
        yield LetterFault(f"“{both[0]}”已是主送机关，不再抄送。", "从抄送里删去。", para, value=both[0])


def _printed_on(case: Case, para: Para) -> Iterator[LetterFault]:
    found = re.search(r"(20\d\d年\d{1,2}月\d{1,2}日)印发$", para.text.strip(" 　"))
    day, signed = parse_date(found.group(1)) if found else None, parse_date(case.parts.date)
    if found is None:
        yield LetterFault("印发日期没有写成年月日加“印发”。", "写成 2022年10月31日印发。", para)
    elif day and signed and day < signed:
        yield LetterFault("印发日期早于成文日期。", "核对印发日期。", para)


def _imprint_rules(case: Case, rows: list[Para]) -> Iterator[LetterFault]:
    if case.parts.letter_form:
        if any(para.borders for para in rows):
            yield LetterFault("信函格式的版记不加分隔线。", "去掉上下边框。", rows[0])
        return
    first, last = rows[0].borders.get("top"), rows[-1].borders.get("bottom")
    if first is None or last is None or abs(first[0] - 8) > 2 or abs(last[0] - 8) > 2:
        yield LetterFault("版记的首条和末条分隔线应为 0.35 mm（1 磅）。", "上下边框设为 1 磅。", rows[0])


CHECKS = (
    Check(
        id="letter.enclosures-form", clause="7.3.4", severity=ERROR, title="附件说明的位置和标点", run=enclosures_form
    ),
    Check(id="letter.enclosures-number", clause="7.3.4", severity=ERROR, title="附件的编号", run=enclosures_number),
    Check(id="letter.annex-pages", clause="7.3.7", severity=ERROR, title="附件页与附件说明一致", run=annex_pages),
    Check(id="letter.annex-mentions", clause="7.3.4", severity=ERROR, title="正文提到的附件", run=annex_mentions),
    Check(id="letter.organs", clause="7.3.5", severity=ERROR, title="署名与版头、标题的机关一致", run=organs),
    Check(id="letter.date-form", clause="7.3.5.4", severity=ERROR, title="成文日期的写法", run=date_form),
    Check(id="letter.signature-place", clause="7.3.5", severity=ERROR, title="署名和日期的位置", run=signature_place),
    Check(
        id="letter.date-plausible",
        clause="7.3.5.4",
        severity=ERROR,
        title="成文日期与通知、截止日期相符",
        run=date_plausible,
    ),
    Check(id="letter.note-form", clause="7.3.6", severity=ERROR, title="附注的写法", run=note_form),
    Check(id="letter.imprint-form", clause="7.4", severity=WARNING, title="版记的顺序、字号、分隔线", run=imprint_form),
)
