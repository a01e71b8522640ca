"""Checks 51-54: what must not travel with the file."""

from __future__ import annotations

from collections.abc import Iterator

from ..typesetting.fonts import FAMILIES, PROFILES
from .base import ERROR, INFO, WARNING, Case, Check, Fault


def revisions(case: Case) -> Iterator[Fault]:
    document = case.document
    if document.revisions:
        yield Fault(
            f"有{document.revisions}处修订没有接受或拒绝。", "审阅 → 接受所有修订。", value=str(document.revisions)
        )
    if document.comments:
        yield Fault(f"有{document.comments}条批注。", "审阅 → 删除所有批注。", value=str(document.comments))
    for para in document.paragraphs:
        if any(run.hidden and run.text.strip() for run in para.runs):
            yield Fault("有隐藏文字。", "字体 → 去掉“隐藏”，或删去。", para)


def external(case: Case) -> Iterator[Fault]:
    for link in case.document.external:
        yield Fault(f"文件里有外部链接（{link}）。", "断开链接或取消超链接。", value=link)
    for part in case.document.embedded:
        yield Fault(f"文件里有宏、嵌入对象或外部域（{part}）。", "删去后另存为 .docx。", value=part)


def author(case: Case) -> Iterator[Fault]:
    for label, name in (("作者", case.document.author), ("最后修改者", case.document.last_author)):
        if name.strip():
            yield Fault(f"文档属性里有{label}“{name}”。", "文件 → 信息 → 检查文档 → 删除属性和个人信息。", value=name)


def fonts(case: Case) -> Iterator[Fault]:
    known = {name for names in FAMILIES.values() for name in names}
    known |= {name for profile in PROFILES.values() for name in profile.names}
    seen: set[str] = set()
    for para in case.document.paragraphs:
        for run in para.runs:
            if run.themed and "主题" not in seen and run.text.strip():
                seen.add("主题")
                yield Fault("有文字用主题字体，换一台电脑会变。", "改为具体的字体名。", para, value=run.east)
            elif run.east and run.east not in known and run.east not in seen and run.text.strip():
                seen.add(run.east)
                yield Fault(
                    f"用了公文以外的字体“{run.east}”。", "改为仿宋、楷体、黑体、宋体或小标宋。", para, value=run.east
                )


CHECKS = (
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
