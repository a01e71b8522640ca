"""Users' own .docx templates: slots in Chinese names, filled by docxtpl in a sandbox, then set right by style name.

docxtpl's own defaults run code from a template, print nothing for an unknown name and lose text after `A&B`; so every call
here gets our environment: immutable sandbox, strict names, autoescape, no globals, our filters only.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

from ..errors import LetterError
from .manuscript import Enclosure, Manuscript, Paragraph, Signature, Style
from .sandbox import run_apart
from .vocabulary import BUILT_IN_FILTERS, FILTERS, TESTS
from .wording import clean

if TYPE_CHECKING:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types
    from jinja2.nodes import Node, Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment


@lru_cache(maxsize=1)
def template_environment() -> ImmutableSandboxedEnvironment:
    """The only environment a user's template ever meets: docxtpl brings body, headers, notes and properties to it."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class GuardedEnvironment(ImmutableSandboxedEnvironment):
        """Refuses programs between parsing and running, wherever in the file they stand."""

        def _generate(self, source: Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:
            refuse_programs(source)
            return super()._generate(source, name, filename, defer_init)

    environment = GuardedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    filters = {name: environment.filters[name] for name in BUILT_IN_FILTERS}
    environment.filters.clear()
    environment.filters.update(filters)
    environment.filters.update({name: function for name, (_, function) in FILTERS.items()})
    for name in list(environment.tests):
        if name not in TESTS:
            del environment.tests[name]
    return environment


LOOP_DEPTH = 3
"""Loops within loops: 表 → 分类 → 项目 is the deepest that the vocabulary has."""


def fill_template(data: bytes, values: Mapping[str, object], *, sealed: bool = True) -> bytes:
    """The template with its slots filled and its signature and title set by the standard, in a process of its own.

    Raises LetterError: an unknown name, a forbidden call, a broken tag; the message says which and where.
    """
    return run_apart(fill_here, data, dict(values), sealed)


def fill_here(data: bytes, values: Mapping[str, object], sealed: bool) -> bytes:
    """As `fill_template`, in this process: what the sandbox runs."""
    from jinja2 import TemplateError, UndefinedError

    from .opening import open_document

    open_document(data)
    _refuse_links(data)
    template = _docxtpl(data)
    try:
        template.render(_literal(values), template_environment())
    except _Forbidden as fault:
        raise _refusal(data, fault) from fault
    except UndefinedError as fault:
        message = f"模板里的名称没有值：{_in_chinese(fault)}{_place(data, fault)}。请用 --check-template 检查模板。"
        raise LetterError("missing_slot", message) from fault
    except TemplateError as fault:
        message = f"模板有误：{_in_chinese(fault)}{_place(data, fault)}。请用 --check-template 检查模板。"
        raise LetterError("bad_template", message) from fault
    except (ArithmeticError, TypeError, ValueError, RecursionError) as fault:
        raise LetterError(
            "bad_template", f"模板里的算式或过滤器用得不对：{fault}。请用 --check-template 检查模板。"
        ) from fault
    out = io.BytesIO()
    template.save(out)
    return _finished(out.getvalue(), sealed)


def template_texts(data: bytes) -> tuple[str, ...]:
    """The paragraphs of every story that docxtpl fills: body, text boxes, headers, footers, notes."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if _STORY.fullmatch(name):
                root = fromstring(package.read(name))
                texts += ["".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")]
    return tuple(text for text in texts if text.strip())


_DOCUMENT_TYPES = ("报告", "请示", "通知", "通报", "通告", "公告", "公示", "意见", "决定", "批复", "纪要", "命令", "函")


def document_type_of(data: bytes) -> str:
    """文种 at the end of a template's title; empty where a slot stands there or there is no title in our style."""
    from .opening import open_document

    titles = [
        one for one in open_document(data, "模板").paragraphs if one.style is not None and one.style.name == Style.TITLE
    ]
    text = "".join(one.text for one in titles).strip()
    return next((name for name in _DOCUMENT_TYPES if text.endswith(name)), "")


_STORY = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINK_TYPES = ("/attachedTemplate", "/oleObject", "/image", "/frame", "/subDocument", "/mailMergeSource")


def _refuse_links(data: bytes) -> None:
    """Nothing in a letter may be fetched from outside when it is opened: no linked template, picture, object or data source.
    A hyperlink only goes out when a person follows it; the check names it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not name.endswith(".rels"):
                continue
            for relation in fromstring(package.read(name)):
                if relation.get("TargetMode") == "External" and relation.get("Type", "").endswith(_LINK_TYPES):
                    message = f"模板里有外部链接（{relation.get('Target')}），打开公函时会去取外面的内容，没有生成。请断开链接后再用。"
                    raise LetterError("external_link", message)


class _Forbidden(Exception):
    """A template does more than name, test and list. `node` is jinja2's name of what it does."""

    def __init__(self, node: str, depth: int = 0) -> None:
        super().__init__(node)
        self.node = node
        self.depth = depth


def refuse_programs(tree: Node) -> None:
    """What loads files, defines or calls anything, multiplies, or loops within loops without bound is refused before it runs.
    An allow-list, so that a new jinja2 cannot open a door."""
    from jinja2 import nodes

    for node in tree.find_all(nodes.Node):
        if type(node).__name__ not in _ALLOWED:
            raise _Forbidden(type(node).__name__)
    if _depth(tree) > LOOP_DEPTH:
        raise _Forbidden("For", _depth(tree))


def _refusal(data: bytes, fault: _Forbidden) -> LetterError:
    where = _where(data, fault.node)
    if fault.node == "For":
        message = f"模板里的 for 套了{fault.depth}层，最多{LOOP_DEPTH}层{where}。请减少层数。"
        return LetterError("template_too_long", message)
    what = _REFUSED.get(fault.node, f"这种写法（{fault.node}）")
    return LetterError("template_forbidden", f"模板里不能用{what}{where}。只用名称、for、if 和列出的过滤器。")


_ALLOWED = frozenset(
    [
        "Template",
        "Output",
        "TemplateData",
        "Name",
        "Const",
        "Getattr",
        "Getitem",
        "Filter",
        "Test",
        "If",
        "For",
        "CondExpr",
        "Compare",
        "Operand",
        "And",
        "Or",
        "Not",
        "Tuple",
        "List",
        "Keyword",
        "Add",
        "Sub",
        "Concat",
        "Neg",
    ]
)
_REFUSED = {
    "Include": "引入别的文件（include）",
    "Import": "引入模块（import）",
    "FromImport": "引入模块（from … import）",
    "Extends": "继承（extends）",
    "Block": "区块（block）",
    "Macro": "宏（macro）",
    "Call": "函数调用",
    "CallBlock": "调用块（call）",
    "FilterBlock": "过滤块（filter）",
    "Assign": "赋值（set）",
    "AssignBlock": "赋值（set）",
    "With": "with",
    "Mul": "乘法",
    "Pow": "乘方",
    "Div": "除法",
    "FloorDiv": "除法",
    "Mod": "取余",
    "Slice": "切片",
    "Dict": "字典",
    "ScopedEvalContextModifier": "autoescape",
}
_SIGNS = {
    "Include": r"\{%.*?\binclude\b",
    "Import": r"\{%.*?\bimport\b",
    "FromImport": r"\{%.*?\bfrom\b",
    "Extends": r"\{%.*?\bextends\b",
    "Block": r"\{%.*?\bblock\b",
    "Macro": r"\{%.*?\bmacro\b",
    "CallBlock": r"\{%.*?\bcall\b",
    "FilterBlock": r"\{%.*?\bfilter\b",
    "Assign": r"\{%.*?\bset\b",
    "AssignBlock": r"\{%.*?\bset\b",
    "With": r"\{%.*?\bwith\b",
    "Call": r"\{[{%].*?\(",
    "Mul": r"\{[{%].*?\*",
    "Pow": r"\{[{%].*?\*\*",
    "For": r"\{%.*?\bfor\b.*\{%.*?\bfor\b",
}


_MESSAGES = (
    (r"Unexpected end of template.*block that needs to be closed is '(\w+)'", r"{% \1 … %} 没有结束，缺少 {% end\1 %}"),
    (r"Unexpected end of template", "标签没有写完"),
    (r"Encountered unknown tag '(\w+)'", r"不认识的标签 {% \1 %}"),
    (r"^'([^']+)' is undefined", r"没有名为“\1”的内容"),
    (r"has no attribute '([^']+)'", r"没有“\1”这一栏"),
    (r"No filter named '([^']+)'", r"没有过滤器“\1”"),
    (r"No test named '([^']+)'", r"没有“\1”这种判断"),
    (r"(?:expected|unexpected) (?:token )?'?(.+?)'?(?:, got '?(.+?)'?)?$", r"写法有误，问题在“\1”附近"),
)


def _in_chinese(fault: Exception) -> str:
    """What jinja2 says, as far as people meet it."""
    said = str(fault)
    for pattern, words in _MESSAGES:
        found = re.search(pattern, said, re.S)
        if found:
            return found.expand(words)
    return f"写法有误（{said}）"


def _where(data: bytes, name: str) -> str:
    """（所在段落：“…”） of the first paragraph that shows the sign of a forbidden node."""
    sign = _SIGNS.get(name)
    text = next((text for text in template_texts(data) if sign and re.search(sign, text)), "")
    return f"（所在段落：“{text[:40]}{'…' if len(text) > 40 else ''}”）" if text else ""


def _place(data: bytes, fault: Exception) -> str:
    """The paragraph that a fault of jinja2 most likely speaks of: one whose tag holds a word the message quotes."""
    words = re.findall(r"'([^']+)'", str(fault))
    for text in template_texts(data):
        if any(word in tag for tag in re.findall(r"\{[{%].{0,300}?[}%]\}", text) for word in words):
            return f"（所在段落：“{text[:40]}”）"
    return ""


def _depth(tree: Node) -> int:
    """The deepest nesting of loops under `tree`."""
    from jinja2 import nodes

    below = max((_depth(child) for child in tree.iter_child_nodes()), default=0)
    return below + isinstance(tree, nodes.For)


def _docxtpl(data: bytes) -> DocxTemplate:
    try:
        from docxtpl import DocxTemplate
    except ImportError as fault:
        message = "使用自己的 Word 模板需要 docxtpl，请安装：pip install docxtpl。"
        raise LetterError("no_docxtpl", message) from fault
    return DocxTemplate(io.BytesIO(data))


def _literal(value: object) -> object:
    """Values without control characters or line breaks: docxtpl would read those as layout."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _literal(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_literal(part) for part in value)
    return value


def _finished(data: bytes, sealed: bool) -> bytes:
    """The post-pass by style name: titles broken, signature placed; the same bytes for the same content."""
    from docx import Document
    from docx.oxml.ns import qn

    from .typesetting.package import CREATED, document_bytes
    from .typesetting.paper import lines
    from .typesetting.signature import place_signature
    from .typesetting.title import break_title

    document = Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        name = paragraph.style.name if paragraph.style is not None else ""
        plain = not any("\n" in run.text for run in paragraph.runs)
        if name in (Style.TITLE, Style.ANNEX_TITLE) and plain and len(paragraph.text) > 2:
            text = paragraph.text
            for run in paragraph._p.findall(qn("w:r")):
                paragraph._p.remove(run)
            lines(paragraph._p, break_title(text))
    organs = [one for one in document.paragraphs if one.style is not None and one.style.name == Style.ORGAN]
    dates = [one for one in document.paragraphs if one.style is not None and one.style.name == Style.DATE]
    if organs and dates:
        place_signature(
            [one._p for one in organs], dates[-1]._p, [one.text for one in organs], dates[-1].text, sealed=sealed
        )
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = CREATED
    return document_bytes(document)


def starter_template() -> bytes:
    """A ready .docx with our styles and the usual slots: a person edits the words and keeps the styles."""
    from .typesetting.document import typeset
    from .typesetting.fonts import PROFILES

    body = (
        Paragraph(Style.BODY, "按照{{ 依据 }}，{{ 我单位 }}组织{{ 辖区 }}企业开展申报。现将推荐情况函告如下："),
        Paragraph(Style.LEVEL1, "一、组织申报情况"),
        Paragraph(
            Style.BODY,
            "{{ 辖区 }}本次共推荐项目{{ 项目数 }}个，涉及企业{{ 企业数 }}家，其中"
            "{% for 类 in 类别统计 %}{{ 类.类别 }}{{ 类.数量 }}个{% if not loop.last %}、{% endif %}{% endfor %}。",
        ),
        Paragraph(Style.LEVEL1, "二、推荐意见"),
        Paragraph(Style.BODY, "经审核，同意推荐以下项目："),
        Paragraph(Style.BODY, "{%p for 个 in 项目 %}"),
        Paragraph(Style.LEVEL3, "{{ loop.index }}.{{ 个.企业 }}——{{ 个.名称 }}；"),
        Paragraph(Style.BODY, "{%p endfor %}"),
        Paragraph(Style.BODY, "名单详见附件。特此函告。"),
    )
    manuscript = Manuscript(
        title="{{ 标题机关 }}关于报送{{ 项目名称 }}推荐项目的函",
        addressee="{{ 主送机关 }}",
        body=body,
        enclosures=(Enclosure("{{ 汇总表名称 }}（另附）", separate=True),),
        # Unsealed only to stand below one another here; `place_signature` decides when the template is filled.
        signature=Signature(
            organs=("{%p for 机关 in 发文机关 %}", "{{ 机关 }}", "{%p endfor %}"), date="{{ 成文日期 }}", sealed=False
        ),
        note="联系人：{{ 联系人 }}，联系电话：{{ 联系电话 }}",
    )
    return typeset(manuscript, PROFILES["gb2312"], title_breaks=False)
