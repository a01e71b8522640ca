"""Users' own .docx templates: slots in Chinese names, filled by docxtpl in a sandbox, then set right by style name.

docxtpl's own defaults run code from a template, print nothing for an unknown name and lose text after `A&B`; so every call
here gets our environment: immutable sandbox, strict names, autoescape, no globals, our filters only.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import LetterError
from .manuscript import Enclosure, Manuscript, Paragraph, Signature, Style
from .sandbox import fill_apart
from .vocabulary import BUILT_IN_FILTERS, FILTERS, TESTS
from .wording import clean

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment


@lru_cache(maxsize=1)
def template_environment() -> ImmutableSandboxedEnvironment:
    """The only environment a user's template ever meets."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    filters = {name: environment.filters[name] for name in BUILT_IN_FILTERS}
    environment.filters.clear()
    environment.filters.update(filters)
    environment.filters.update({name: function for name, (_, function) in FILTERS.items()})
    for name in list(environment.tests):
        if name not in TESTS:
            del environment.tests[name]
    return environment


def fill_template(data: bytes, values: Mapping[str, Any], *, sealed: bool = True) -> bytes:
    """The template with its slots filled and its signature and title set by the standard, in a process of its own.

    Raises LetterError: an unknown name, a forbidden call, a broken tag; the message says which.
    """
    return fill_apart(fill_here, data, values, sealed=sealed)


def fill_here(data: bytes, values: Mapping[str, Any], sealed: bool) -> bytes:
    """As `fill_template`, in this process: what the sandbox runs."""
    from jinja2 import TemplateError, UndefinedError

    from .opening import open_document

    open_document(data)
    template = _docxtpl(data)
    try:
        template.render(_literal(values), template_environment())
    except UndefinedError as fault:
        raise LetterError("missing_slot", f"模板里的名称没有值：{fault}。请用 --check-template 检查模板。") from fault
    except TemplateError as fault:
        raise LetterError("bad_template", f"模板有误：{fault}。请用 --check-template 检查模板。") from fault
    out = io.BytesIO()
    template.save(out)
    return _finished(out.getvalue(), sealed)


def _docxtpl(data: bytes) -> Any:
    try:
        from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types
    except ImportError as fault:
        message = "使用自己的 Word 模板需要 docxtpl，请安装：pip install docxtpl。"
        raise LetterError("no_docxtpl", message) from fault
    return DocxTemplate(io.BytesIO(data))


def _literal(value: Any) -> Any:
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
    from .typesetting.parts import place_signature
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
