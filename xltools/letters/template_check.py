"""`--check-template`: what is wrong with a user's template, with the words around it, before it meets real data."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import LetterError
from ..findings import Finding, Severity
from .checker.opened import OpenedLetter
from .checker.reading import read_opened
from .manuscript import Style
from .opening import open_document
from .sandbox import done_here, run_apart
from .user_templates import fill_here, template_environment
from .vocabulary import BUILT_IN_FILTERS, FILTERS, NAMES, SlotEntry, sample

if TYPE_CHECKING:
    from jinja2 import nodes

REQUIRED_STYLES = (Style.TITLE, Style.ADDRESSEE, Style.BODY, Style.ORGAN, Style.DATE)
_TAG = re.compile(r"\{\{.{0,500}?\}\}|\{%.{0,500}?%\}|\{#.{0,500}?#\}", re.S)
_WIDE = re.compile(r"[｛{]\s?[｛{%％]|[%％｝}]\s?[｝}]")
_OPENERS, _CLOSERS = {"for": "endfor", "if": "endif"}, {"endfor": "for", "endif": "if"}
_FORBIDDEN = (
    "include",
    "import",
    "from",
    "extends",
    "macro",
    "call",
    "block",
    "do",
    "raw",
    "autoescape",
    "with",
    "trans",
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph of the template and the tags in it."""

    text: str
    tags: tuple[str, ...]


def check_template(data: bytes) -> list[Finding]:
    """Findings on a template, errors first; empty when it can be used. Raises InputRefused: no Word document.

    It is taken apart where it is filled, too: in a process with limits.
    """
    try:
        return [
            Finding(rule=rule, severity=Severity(severity), value=value, message=message, fix=fix, kind="letter")
            for rule, severity, value, message, fix in json.loads(run_apart(looked_over, data))
        ]
    except LetterError as fault:
        return [_finding("endless", fault.message, "请从 xltools 附带的模板改起。")]


def looked_over(data: bytes) -> bytes:
    """The findings as JSON: what the sandbox runs."""
    return json.dumps([[one.rule, one.severity, one.value, one.message, one.fix] for one in faults_in(data)]).encode()


def faults_in(data: bytes) -> list[Finding]:
    """As `check_template`, in this process."""
    document = open_document(data, "模板")
    opened = read_opened(document)
    spots = [Spot(text, tuple(_TAG.findall(text))) for text in _texts(document)]
    findings = [*_brackets(spots), *_blocks(spots), *_expressions(spots), *_styles(opened, document), *_parts(opened)]
    if not any(finding.severity is Severity.ERROR for finding in findings):
        findings += _dry_runs(data)
    return sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)


def _texts(document: Any) -> Iterator[str]:
    from docx.oxml.ns import qn

    elements = [document.element.body]
    elements += [
        relation.target_part.element
        for relation in document.part.rels.values()
        if relation.reltype.endswith(("/header", "/footer", "/footnotes"))
        and not relation.is_external
        and hasattr(relation.target_part, "element")
    ]
    for element in elements:
        for paragraph in element.iter(qn("w:p")):
            text = "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
            if text.strip():
                yield text


def _finding(
    rule: str, message: str, fix: str, spot: Spot | None = None, value: str = "", *, warning: bool = False
) -> Finding:
    around = f"（所在段落：“{_short(spot.text)}”）" if spot else ""
    return Finding(
        rule=f"template.{rule}",
        severity=Severity.WARNING if warning else Severity.ERROR,
        value=value,
        message=f"{message}{around}",
        fix=fix,
        kind="letter",
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _brackets(spots: list[Spot]) -> Iterator[Finding]:
    for spot in spots:
        bare = _TAG.sub("", spot.text)
        wide = next((found for found in _WIDE.finditer(spot.text) if re.search("[｛｝％]", found.group())), None)
        if wide:
            message = f"用了全角括号“{wide.group()}”，会原样印出来"
            yield _finding("full-width", message, "改为半角 {{ 名称 }} 或 {% … %}。", spot, wide.group())
        elif re.search(r"\{\{|\}\}|\{%|%\}|\{\s\{|\}\s\}", bare):
            message = "括号不成对，或中间有空格"
            yield _finding("brackets", message, "每个名称写成 {{ 名称 }}，一段之内开合成对。", spot)


def _blocks(spots: list[Spot]) -> Iterator[Finding]:
    """for/endfor and if/endif balance, with the paragraph where the fault begins; nothing forbidden opens."""
    waiting: list[tuple[str, Spot]] = []
    for spot in spots:
        for tag in spot.tags:
            word = re.match(r"\{%[-+]?\s*(?:(?:p|tr|tc|r)\s+)?(\w+)", tag)
            name = word.group(1) if word else ""
            if name in _OPENERS:
                waiting.append((name, spot))
            elif name in _CLOSERS:
                if not waiting or waiting[-1][0] != _CLOSERS[name]:
                    yield _finding(
                        "unbalanced", f"{tag} 没有与之对应的 {_CLOSERS[name]}", "补上开头，或删去。", spot, tag
                    )
                else:
                    waiting.pop()
            elif name in _FORBIDDEN:
                yield _finding("forbidden", f"模板里不能用 {tag}", "只用名称、for、if 和列出的过滤器。", spot, tag)
    for name, spot in waiting:
        yield _finding("unbalanced", f"{{% {name} … %}} 没有结尾", f"在后面补上 {{% {_OPENERS[name]} %}}。", spot)


def _expressions(spots: list[Spot]) -> Iterator[Finding]:
    """Names, attributes, filters and calls, scope by scope through the for loops."""
    from jinja2 import TemplateSyntaxError

    scopes: list[dict[str, SlotEntry]] = [dict(NAMES)]
    for spot in spots:
        for tag in spot.tags:
            try:
                yield from _tag(tag, scopes, spot)
            except TemplateSyntaxError as fault:
                message = f"{tag} 写法有误：{fault.message}"
                yield _finding("syntax", message, "写成 {{ 名称 }} 或 {% for 个 in 项目 %}。", spot, tag)


def _tag(tag: str, scopes: list[dict[str, SlotEntry]], spot: Spot) -> Iterator[Finding]:
    """Findings of one tag; for and endfor open and close a scope."""
    inner = re.sub(r"^\{[{%#][-+]?\s*(?:(?:p|tr|tc|r)\s+)?|(?<!\s)\s*+[-+]?[}%#]\}$", "", tag).translate(_QUOTES)
    parse = template_environment().parse
    word = inner.partition(" ")[0] if tag.startswith("{%") else ""
    if tag.startswith("{{"):
        yield from _walk(parse(f"{{{{ {inner} }}}}"), scopes[-1], spot)
    elif word == "endfor" and len(scopes) > 1:
        scopes.pop()
    elif word == "for":
        scope, faults = _loop(parse(f"{{% {inner} %}}{{% endfor %}}").body[0], scopes[-1], spot)
        yield from faults
        scopes.append(scope)
    elif word in ("if", "elif"):
        test = inner.partition(" ")[2]
        yield from _walk(parse(f"{{% if {test} %}}{{% endif %}}"), scopes[-1], spot)
    elif word == "set":
        yield _finding("forbidden", f"模板里不能用 {tag}", "直接写名称。", spot, tag)


_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_LOOP = SlotEntry(
    "循环",
    parts={
        name: SlotEntry(name)
        for name in ("index", "index0", "first", "last", "length", "revindex", "previtem", "nextitem")
    },
)


def _loop(loop: nodes.Node, scope: Mapping[str, SlotEntry], spot: Spot) -> tuple[dict[str, SlotEntry], list[Finding]]:
    from jinja2 import nodes

    inside = {**scope, "loop": _LOOP}
    if not isinstance(loop, nodes.For):
        return inside, []
    faults = list(_walk(loop.iter, scope, spot))
    source = _resolve(loop.iter, scope)
    if source is not None and not source.many:
        faults.append(
            _finding("not-a-list", "for 只能循环列表", "列表有：项目、企业、类别统计、单位统计、表、发文机关。", spot)
        )
    targets = [loop.target] if isinstance(loop.target, nodes.Name) else list(loop.target.find_all(nodes.Name))
    for target in targets:
        inside[target.name] = SlotEntry("循环变量", parts=source.parts if source else {})
    return inside, faults


def _walk(tree: nodes.Node, scope: Mapping[str, SlotEntry], spot: Spot) -> Iterator[Finding]:
    from jinja2 import nodes

    for node in [tree, *tree.find_all(nodes.Node)] if isinstance(tree, nodes.Expr) else tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in scope:
            yield _unknown(node.name, scope, spot)
        elif isinstance(node, nodes.Getattr):
            yield from _attribute(node, node.attr, scope, spot)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            yield from _attribute(node, node.arg.value, scope, spot)
        elif isinstance(node, nodes.Call):
            yield _finding("forbidden", "模板里不能调用函数", "只用名称和过滤器。", spot)
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS and node.name not in BUILT_IN_FILTERS:
            known = "、".join(FILTERS)
            yield _finding("filter", f"没有过滤器“{node.name}”", f"可用：{known}。", spot, node.name)


def _attribute(node: Any, name: str, scope: Mapping[str, SlotEntry], spot: Spot) -> Iterator[Finding]:
    if name.startswith("_"):
        yield _finding("forbidden", f"模板里不能用“{name}”", "只用列出的名称。", spot, name)
        return
    holder = _resolve(node.node, scope)
    if holder is not None and name not in holder.parts:
        yield _unknown(name, holder.parts, spot)


def _resolve(node: Any, scope: Mapping[str, SlotEntry]) -> SlotEntry | None:
    """What an expression names in the vocabulary; None where that cannot be told."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr):
        holder = _resolve(node.node, scope)
        return holder.parts.get(node.attr) if holder else None
    if isinstance(node, nodes.Getitem):
        holder = _resolve(node.node, scope)
        if holder is None or not isinstance(node.arg, nodes.Const):
            return None
        if isinstance(node.arg.value, int):
            return SlotEntry(holder.meaning, holder.example, holder.parts)
        return holder.parts.get(node.arg.value)
    return None


def _unknown(name: str, known: Mapping[str, SlotEntry], spot: Spot) -> Finding:
    near = difflib.get_close_matches(name, list(known), n=5, cutoff=0.4)
    near.sort(key=lambda other: other[0] != name[0])
    advice = f"是不是“{near[0]}”？" if near else "可用：" + "、".join(known) + "。"
    return _finding("unknown-name", f"没有名为“{name}”的内容", advice, spot, name)


def _styles(opened: OpenedLetter, document: Any) -> Iterator[Finding]:
    present = {style.name for style in document.styles}
    for style in REQUIRED_STYLES:
        if style not in present:
            fix = "从 xltools 附带的模板改起，或在 Word 里新建同名样式。"
            yield _finding(
                "style", f"模板里没有样式“{style}”，署名、标题等不会自动排好", fix, value=style, warning=True
            )
    if not any(para.style == Style.TITLE for para in opened.paragraphs) and Style.TITLE in present:
        yield _finding(
            "style", "没有一段用“公文标题”样式", "给标题套用“公文标题”样式。", value=Style.TITLE, warning=True
        )


def _parts(opened: OpenedLetter) -> Iterator[Finding]:
    for link in opened.external:
        yield _finding("external", f"模板里有外部链接（{link}）", "断开链接后再用。", value=link)
    for part in opened.embedded:
        yield _finding("embedded", f"模板里有宏、嵌入对象或外部域（{part}）", "删去后另存为 .docx。", value=part)


def _dry_runs(data: bytes) -> Iterator[Finding]:
    """Fill it with examples, then with nothing: a template must survive both."""
    for label, values in (("示例数据", sample()), ("空数据", sample(empty=True))):
        try:
            done_here(fill_here, (data, dict(values), True))
        except LetterError as fault:
            yield _finding("dry-run", f"用{label}试填失败：{fault.message}", "按提示改正模板。")
