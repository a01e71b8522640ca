"""Checks 51-54: what must not travel with the file."""

from __future__ import annotations

from collections.abc import Iterator

from ..claims import counts_claimed, expected_counts
from ..typesetting.fonts import FAMILIES, PROFILES
from .base import ERROR, INFO, WARNING, Case, Check, LetterFault, shorten
from .counts import without_names


def revisions(case: Case) -> Iterator[LetterFault]:
    document = case.document
    if document.revisions:
        yield LetterFault(
            f"有{document.revisions}处修订没有接受或拒绝。", "审阅 → 接受所有修订。", value=str(document.revisions)
        )
    if document.comments:
        yield LetterFault(f"有{document.comments}条批注。", "审阅 → 删除所有批注。", value=str(document.comments))
    for para in document.paragraphs:
        if any(run.hidden and run.text.strip() for run in para.runs):
            yield LetterFault("有隐藏文字。", "字体 → 去掉“隐藏”，或删去。", para)


def headers(case: Case) -> Iterator[LetterFault]:
    for text in case.document.headers:
        yield LetterFault(f"页眉里有文字“{shorten(text)}”。", "公文没有页眉，删去。", value=text[:40])


def text_boxes(case: Case) -> Iterator[LetterFault]:
    for text in case.document.text_boxes:
        words = " ".join(text.split())
        wrong = _wrong_counts(words, case)
        yield LetterFault(
            f"文本框里有文字“{shorten(words)}”{wrong}。",
            "文本框里的字不随正文走，也不便核对：移进正文，或删去。",
            value=words[:40],
            severity=ERROR if wrong else None,
        )


def _wrong_counts(text: str, case: Case) -> str:
    if case.figures is None:
        return ""
    for claim in counts_claimed(without_names(text, case.figures), case.figures, year=case.year):
        allowed = expected_counts(claim, case.figures)
        if allowed and claim.value not in allowed:
            return f"，{claim.what}写的是{claim.value}，汇总表里是{allowed[0]}"
    return ""


def external(case: Case) -> Iterator[LetterFault]:
    for link in case.document.external:
        yield LetterFault(f"文件里有外部链接（{link}）。", "断开链接或取消超链接。", value=link)
    for part in case.document.embedded:
        yield LetterFault(f"文件里有宏、嵌入对象或外部域（{part}）。", "删去后另存为 .docx。", value=part)


def author(case: Case) -> Iterator[LetterFault]:
    for label, name in (("作者", case.document.author), ("最后修改者", case.document.last_author)):
        if name.strip():
            yield LetterFault(
                f"文档属性里有{label}“{name}”。", "文件 → 信息 → 检查文档 → 删除属性和个人信息。", value=name
            )


def fonts(case: Case) -> Iterator[LetterFault]:
    known = {name for names in FAMILIES.values() for name in names}
    known |= {name for profile in PROFILES.values() for name in profile.names}
    seen: set[str] = set()
    for para in case.document.paragraphs:
        for run in para.runs:
            if run.themed and "主题" not in seen and run.text.strip():
                seen.add("主题")
                yield LetterFault("有文字用主题字体，换一台电脑会变。", "改为具体的字体名。", para, value=run.east)
            elif run.east and run.east not in known and run.east not in seen and run.text.strip():
                seen.add(run.east)
                yield LetterFault(
                    f"用了公文以外的字体“{run.east}”。", "改为仿宋、楷体、黑体、宋体或小标宋。", para, value=run.east
                )


CHECKS = (
    Check(id="letter.headers", clause="7.1", severity=WARNING, title="没有页眉", run=headers),
    Check(id="letter.text-boxes", clause="文件整洁", severity=WARNING, title="没有浮在正文外的文本框", run=text_boxes),
    Check(
        id="letter.revisions",
        clause="文件整洁",
        severity=WARNING,
        title="没有修订、批注、隐藏文字",
        run=revisions,
        official=False,
    ),
    Check(
        id="letter.external",
        clause="文件整洁",
        severity=ERROR,
        title="没有外部链接、宏、嵌入对象",
        run=external,
        official=False,
    ),
    Check(
        id="letter.author",
        clause="文件整洁",
        severity=WARNING,
        title="文档属性里没有个人信息",
        run=author,
        official=False,
    ),
    Check(id="letter.fonts", clause="5.2.2", severity=INFO, title="只用公文字体", run=fonts, official=False),
)
