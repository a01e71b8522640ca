"""The items of a package, one by one: presence, number, size, length, words. Which checks an item gets, its kind says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..findings import Finding, Refused, Severity
from ..forms.filling import BLANK_FORM
from ..forms.values import squeeze
from ..forms.wordcount import WORDS, word_count
from ..notice.model import Material
from . import texts
from .collecting import says
from .films import film, minutes
from .media import Fault, Media, hand_in_again
from .model import Item, ItemFile, ItemState, PackedFile
from .papers import paper, slides
from .pictures import picture

_MB = 1 << 20
_ROUNDING = 1.0
"""Seconds: containers round up to whole frames; a film a fraction over is to be looked at, not sent back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form recognised in the package."""

    file: PackedFile
    attachment: str
    factory_type: str
    what: str
    """附件6 14 行."""
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Checker:
    """What the items are checked against."""

    forms: Sequence[Form]
    refused: Mapping[str, Refused]
    """Shown path -> (code, message) of tables that could not be read."""
    factory_type: str
    wanted: Mapping[str, str]
    """Attachment -> factory type it is for; empty for forms of every factory."""
    texts: dict[str, str] = field(default_factory=dict)
    """Shown path -> words of the papers that could be read, for checks across."""
    added: str = ""
    """The attachment of the ledger: its files are parts to be added, or versions that the ledger tells apart."""
    short: set[str] = field(default_factory=set)
    """Papers with a limit of characters: they need not write the enterprise's name in full."""
    _findings: list[Finding] = field(default_factory=list)

    def item(self, material: Material, files: Sequence[PackedFile]) -> Item:
        """One item with its state."""
        self._findings = []
        check: Mapping[str, Callable[[Material, Sequence[PackedFile]], list[ItemFile]]] = {
            "attachment": self._attachment,
            "text": self._texts,
            "pictures": self._pictures,
            "film": self._film,
            "slides": self._slides,
        }
        shown = check.get(material.kind, self._papers)(material, files)
        findings = tuple(self._findings)
        return Item(
            material=material,
            state=_state(material, bool(shown), findings),
            title=self._title(material),
            files=tuple(shown),
            findings=findings,
        )

    def _title(self, material: Material) -> str:
        key = self._asked(material)
        return (
            f"{material.title}：{key}（{self.factory_type}）"
            if key and len(material.attachments) > 1
            else material.title
        )

    def _asked(self, material: Material) -> str:
        """The attachment that the factory's type asks for; empty where the type is not known."""
        if len(material.attachments) == 1:
            return material.attachments[0]
        own = [key for key in material.attachments if self.factory_type and self.wanted.get(key) == self.factory_type]
        return own[0] if len(own) == 1 else ""

    # --- forms ---------------------------------------------------------------------------------------------------------

    def _attachment(self, material: Material, files: Sequence[PackedFile]) -> list[ItemFile]:
        forms = [form for form in self.forms if form.attachment in material.attachments]
        shown = [ItemFile(shown=form.file.shown, size=form.file.size, what=form.what) for form in forms]
        paths = {form.file.shown for form in forms}
        for form in forms:
            self._findings.extend(form.findings)
        for file in files:
            if file.shown in paths:
                continue
            refusal = self.refused.get(file.shown)
            found = paper(file.path)
            what = "未能读取" if refusal else found.shown or "未认出"
            shown.append(ItemFile(shown=file.shown, size=file.size, what=f"{what}（不是可核对的表格）"))
            if refusal:
                self._say(material, refusal.code, file.shown, refusal.what or refusal.message, hand_in_again(refusal.code))
            else:
                self._faults(material, file, found)
        self._copies(material, forms)
        asked = self._asked(material)
        if not forms:
            if any(one.shown not in self.refused for one in shown):
                need = asked or "或".join(material.attachments)
                self._say(
                    material, "no_form", shown[0].shown, f"没有可核对的{need}，只有扫描件或其他文件",
                    f"请放入填好的{need}（.xlsx、.xls、.et 或 .docx）。",
                )  # fmt: skip
        elif asked and all(form.attachment != asked for form in forms):
            there = "、".join(form.attachment for form in forms)
            self._say(
                material, "wrong_type", forms[0].file.shown, f"工厂类型是{self.factory_type}，应填{asked}，交的是{there}",
                f"请改填{asked}。",
            )  # fmt: skip
        return shown

    def _copies(self, material: Material, forms: Sequence[Form]) -> None:
        """Two files of one form: which of them counts?"""
        first: dict[str, Form] = {}
        for form in forms:
            earlier = first.setdefault(form.attachment, form)
            if earlier.file is not form.file and form.attachment != self.added:
                self._say(
                    material, "copies", form.file.shown, f"{form.attachment}有两份，另一份是 {earlier.file.shown}",
                    "请只留有效的一份。", sure=False,
                )  # fmt: skip

    # --- texts ---------------------------------------------------------------------------------------------------------

    def _texts(self, material: Material, files: Sequence[PackedFile]) -> list[ItemFile]:
        shown = []
        read: list[tuple[PackedFile, str]] = []
        unread: list[tuple[PackedFile, Media]] = []
        for file in files:
            found = texts.text_of_file(file.path)
            shown.append(ItemFile(shown=file.shown, size=file.size, what=found.shown))
            if found.text is not None:
                read.append((file, found.text))
                self.texts[file.shown] = found.text
                if material.options.get("max_chars"):
                    self.short.add(file.shown)
            else:
                unread.append((file, found))
        for file, found in unread:
            # A scan beside the readable text is the sealed copy.
            faults = (
                found.faults
                if not read
                else [fault for fault in found.faults if fault.code in ("empty_file", "corrupt")]
            )
            self._faults(material, file, found, faults)
        for file, text in read:
            self._words(material, file, text)
        return shown

    def _words(self, material: Material, file: PackedFile, text: str) -> None:
        options = material.options
        counted = str(options.get("counted", WORDS))
        size = word_count(text, counted)
        if not size:
            self._say(material, "no_text", file.shown, "文件里没有文字", "请写入文字内容。")
            return
        most = int(options.get("max_chars", 0))
        if most and size > most:
            body = word_count(texts.without_title(text), counted)
            if body <= most:
                self._say(
                    material, "max_chars", file.shown, f"连标题共 {size} 字，去掉标题 {body} 字，上限 {most} 字",
                    "标题是否计入通知没有写明，稳妥起见请删减。", sure=False, value=str(size),
                )  # fmt: skip
            else:
                self._say(
                    material, "max_chars", file.shown, f"共 {size} 字，超过上限 {most} 字",
                    f"请删减 {size - most} 字以上。", value=str(size), expected=f"不超过 {most} 字",
                )  # fmt: skip
        lacking = texts.lacking_topics(text, tuple(options.get("topics", ())))
        if lacking:
            self._say(
                material, "topics", file.shown, f"没有看到规定的内容：{'、'.join(lacking)}",
                "请补写；已写而标题不同的，请核对。", sure=False,
            )  # fmt: skip
        self._literal(material, file, text)
        self._scenarios(material, file, text, size)

    def _literal(self, material: Material, file: PackedFile, text: str) -> None:
        """A line of the text that must read exactly as the notice gives it (推荐单位：…)."""
        asked = material.options.get("literal")
        if not asked:
            return
        said = texts.labelled(text, str(asked["label"]))
        if said is not None and squeeze(said) != squeeze(str(asked["text"])):
            self._say(
                material, "literal", file.shown, f"“{asked['label']}”写的是“{said[:40] or '空白'}”",
                f"请逐字改为：{asked['text']}", value=said[:40], expected=str(asked["text"]),
            )  # fmt: skip

    def _scenarios(self, material: Material, file: PackedFile, text: str, size: int) -> None:
        most = int(material.options.get("max_chars_per_scenario", 0))
        if not most:
            return
        sections = texts.scenarios(text)
        for section in sections:
            count = word_count(section.text, str(material.options.get("counted", WORDS)))
            if count > most:
                self._say(
                    material, "max_chars_per_scenario", file.shown, f"“{section.title}”共 {count} 字，超过上限 {most} 字",
                    f"请删减 {count - most} 字以上。", value=str(count), expected=f"不超过 {most} 字",
                )  # fmt: skip
        if not sections and size > most:
            self._say(
                material, "scenarios_unseen", file.shown, f"全文 {size} 字，没有认出各场景的标题，不能逐个计字",
                f"请核对每个场景不超过 {most} 字；标题写作“场景一：…”可自动核对。", sure=False,
            )  # fmt: skip

    # --- pictures, film, slides, papers ----------------------------------------------------------------------------------

    def _pictures(self, material: Material, files: Sequence[PackedFile]) -> list[ItemFile]:
        found = [(file, picture(file.path)) for file in files]
        least = int(material.options.get("min_bytes", 0))
        for file, media in found:
            self._faults(material, file, media)
            if media.kind and media.size < least:
                self._say(
                    material, "min_bytes", file.shown, f"只有 {_megabytes(media.size)}，不足 {_megabytes(least)}",
                    "请放入未压缩的原图。", value=str(media.size), expected=f"不小于 {least} 字节",
                )  # fmt: skip
        count = int(material.options.get("count", 0))
        good = sum(bool(media.kind) for _, media in found)
        if count and found and good < count:
            self._say(material, "count", "", f"只有 {good} 张图片，应有 {count} 张", f"请补 {count - good} 张。")
        elif count and good > count:
            self._say(
                material, "count", "", f"有 {good} 张图片，应为 {count} 张", f"请选定 {count} 张，其余移出或放到证明材料中。",
                sure=False,
            )  # fmt: skip
        return [ItemFile(shown=file.shown, size=file.size, what=media.shown) for file, media in found]

    def _film(self, material: Material, files: Sequence[PackedFile]) -> list[ItemFile]:
        found = [(file, film(file.path)) for file in files]
        most = float(material.options.get("max_seconds", 0))
        for file, media in found:
            self._faults(material, file, media)
            if most and media.seconds is not None and media.seconds > most:
                self._say(
                    material, "max_seconds", file.shown, f"时长 {minutes(media.seconds)}，超过 {minutes(most)}",
                    "请剪辑后重新导出。", sure=media.seconds > most + _ROUNDING, value=f"{media.seconds:.1f} 秒",
                    expected=f"不超过 {most:g} 秒",
                )  # fmt: skip
        if len(found) > 1:
            self._say(material, "count", "", f"有 {len(found)} 个视频", "请只留一个。", sure=False)
        return [ItemFile(shown=file.shown, size=file.size, what=media.shown) for file, media in found]

    def _slides(self, material: Material, files: Sequence[PackedFile]) -> list[ItemFile]:
        found = [(file, slides(file.path)) for file in files]
        for file, media in found:
            self._faults(material, file, media)
        return [ItemFile(shown=file.shown, size=file.size, what=media.shown) for file, media in found]

    def _papers(self, material: Material, files: Sequence[PackedFile]) -> list[ItemFile]:
        found = [(file, paper(file.path)) for file in files]
        for file, media in found:
            self._faults(material, file, media)
            if media.text is not None:
                self.texts[file.shown] = media.text
        for word in material.options.get("each", ()):
            if found and not any(says(file, word) for file, _ in found):
                self._say(
                    material,
                    "each",
                    "",
                    f"没有看到“{word}”",
                    f"请补上，文件名写明“{word}”。",
                    sure=False,
                    expected=word,
                )
        return [ItemFile(shown=file.shown, size=file.size, what=media.shown) for file, media in found]

    # --- saying ----------------------------------------------------------------------------------------------------------

    def _faults(
        self, material: Material, file: PackedFile, media: Media, faults: Iterable[Fault] | None = None
    ) -> None:
        for fault in media.faults if faults is None else faults:
            self._say(material, fault.code, file.shown, fault.message, fault.fix, sure=fault.sure)

    def _say(
        self, material: Material, code: str, path: str, message: str, fix: str, *, sure: bool = True, value: str = "",
        expected: str = "",
    ) -> None:  # fmt: skip
        self._findings.append(finding_of(material, code, path, message, fix, sure=sure, value=value, expected=expected))


def finding_of(
    material: Material, code: str, path: str, message: str, fix: str, *, sure: bool = True, value: str = "",
    expected: str = "",
) -> Finding:  # fmt: skip
    """A finding on an item; `path` is empty where it belongs to no single file."""
    return Finding(
        rule=f"{material.key}.{code}",
        severity=Severity.ERROR if sure else Severity.WARNING,
        value=value,
        expected=expected,
        message=message,
        fix=fix,
        basis=material.basis,
        kind="material",
        path=path,
    )


def _state(material: Material, present: bool, findings: Sequence[Finding]) -> ItemState:
    if not present:
        return ItemState.MISSING if material.required else ItemState.ABSENT
    if any(finding.rule == BLANK_FORM for finding in findings):
        return ItemState.BLANK
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return ItemState.WRONG
    return ItemState.WARNED if Severity.WARNING in severities else ItemState.OK


def _megabytes(size: int) -> str:
    return f"{size / _MB:.2f} MB"


# --- across --------------------------------------------------------------------------------------------------------------


def across(
    papers: Mapping[str, str], short: set[str], enterprise: str, credit_code: str, basis: str
) -> Iterator[Finding]:
    """The enterprise's name and credit code in the papers' words, against those of the forms."""
    for shown, text in papers.items():
        squeezed = "".join(text.split())
        if enterprise and squeezed and shown not in short and "".join(enterprise.split()) not in squeezed:
            yield _across(
                "name-in-text",
                Severity.WARNING,
                shown,
                f"文中没有出现企业全称“{enterprise}”",
                "请用营业执照上的全称。",
                basis,
            )
        for code in texts.credit_codes(text):
            if credit_code and code != credit_code:
                yield _across(
                    "code-in-text", Severity.ERROR, shown, f"文中的信用代码 {code} 与申报表的 {credit_code} 不一致",
                    "请以营业执照为准改正。", basis, value=code, expected=credit_code,
                )  # fmt: skip


def _across(rule: str, severity: Severity, path: str, message: str, fix: str, basis: str, **facts: Any) -> Finding:
    return Finding(
        rule=rule, severity=severity, message=message, fix=fix, basis=basis, kind="material", path=path, **facts
    )
