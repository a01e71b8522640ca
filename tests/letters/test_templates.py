"""Users' own templates: what the check names, what filling does, what never happens."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from letter_samples import NOTICE, figures, office

from xltools.errors import InputRefused, LetterError
from xltools.findings import Severity
from xltools.letters import check_letter, check_template, make_letters, sandbox, starter_template
from xltools.letters.manuscript import Style
from xltools.letters.slots import build_context
from xltools.letters.template_check import faults_in
from xltools.letters.user_templates import fill_template
from xltools.letters.vocabulary import NAMES, OPTIONAL, sample
from xltools.notice.model import LetterSpec
from xltools.notice.places import data_folder


def changed(mutate: Callable[[Document], object]) -> bytes:
    document = docx.Document(BytesIO(starter_template()))
    mutate(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def with_text(text: str) -> bytes:
    return changed(lambda document: document.add_paragraph(text))


def said(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs)


def test_the_shipped_template_is_what_the_program_makes():
    shipped: Path = data_folder("templates") / "公函模板.docx"
    assert shipped.read_bytes() == starter_template()


def test_the_shipped_template_has_no_faults():
    assert faults_in(starter_template()) == []


def test_vocabulary_names_what_a_letter_really_knows():
    level = NOTICE.level("district")
    context = build_context(NOTICE, level, figures(), office(), LetterSpec(kind="report"), level.addressees[0])
    known = set(context.values())
    assert set(NAMES) - known <= {*OPTIONAL, "文号"}


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("｛｛ 主送机关 ｝｝", "full-width", "｛｛"),
        ("{{ 主送单位 }}", "unknown-name", "主送单位"),
        ("{{ 项目[0].公司 }}", "unknown-name", "公司"),
        ("{% for 个 in 项目 %}{{ 个.电话 }}{% endfor %}", "unknown-name", "电话"),
        ("{% for 个 in 项目 %}{{ 个.企业 }}", "unbalanced", "没有结尾"),
        ("{% endif %}", "unbalanced", "没有与之对应"),
        ("{% for 个 in 项目数 %}x{% endfor %}", "not-a-list", "列表"),
        ("{{ ''.__class__.__mro__ }}", "forbidden", "__class__"),
        ("{{ cycler('a') }}", "forbidden", "函数"),
        ("{% include 'other.docx' %}", "forbidden", "include"),
        ("{% set 甲 = 1 %}", "forbidden", "set"),
        ("{{ 项目数|hex }}", "filter", "hex"),
        ("{{ 主送机关", "brackets", "成对"),
        ("{{ 项目数 + }}", "syntax", "写法有误"),
    ],
)
def test_a_fault_is_named_with_the_words_around_it(text: str, rule: str, words: str):
    found = faults_in(with_text(f"某段文字 {text}"))
    finding = next(one for one in found if one.rule == f"template.{rule}")
    assert words in finding.message
    assert "某段文字" in finding.message
    assert finding.fix


def test_an_unknown_name_suggests_the_nearest():
    (finding,) = faults_in(with_text("{{ 联系电 }}"))
    assert finding.fix == "是不是“联系电话”？"


def test_the_check_takes_a_template_apart_in_a_process_with_limits(monkeypatch: pytest.MonkeyPatch):
    text = with_text("某段文字 {{ 主送单位 }}")
    assert check_template(text) == faults_in(text)
    monkeypatch.setattr(sandbox, "SECONDS", 0.01)
    (finding,) = check_template(text)
    assert (finding.rule, finding.severity) == ("template.endless", Severity.ERROR)
    assert "没有止境" in finding.message


def test_a_name_that_may_be_missing_survives_only_behind_a_test():
    assert faults_in(with_text("{% if 地址 is defined %}{{ 地址 }}{% endif %}")) == []


def test_missing_styles_are_a_warning():
    def rename(document: Document) -> None:
        document.styles[Style.ORGAN].name = "别的样式"

    found = faults_in(changed(rename))
    assert [finding.rule for finding in found] == ["template.style"]
    assert "发文机关署名" in found[0].message


def test_external_links_are_refused():
    def link(document: Document) -> None:
        document.part.relate_to("http://example.invalid/t.dotx", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    assert "template.external" in {finding.rule for finding in faults_in(changed(link))}


def test_filled_template_is_a_letter_that_the_checker_passes():
    (letter,) = make_letters(NOTICE, "district", figures(), office(), kind="submission", template=starter_template())
    found = check_letter(letter.data, against=figures(), notice=NOTICE, level="district")
    assert [(finding.rule, finding.message) for finding in found] == []
    assert letter.data == make_letters(
        NOTICE, "district", figures(), office(), kind="submission", template=starter_template()
    )[0].data  # fmt: skip


def test_hostile_values_stay_literal_in_a_filled_template():
    values = {**sample(), "主送机关": "A&B <甲> {{ 企业数 }} {% x %}\n第二行\x00"}
    assert "A&B <甲> {{ 企业数 }} {% x %} 第二行" in said(fill_template(starter_template(), values))


def test_an_unknown_name_stops_a_letter_too():
    with pytest.raises(LetterError, match="主送单位"):
        fill_template(with_text("{{ 主送单位 }}"), sample())


def test_code_in_a_template_is_not_run():
    with pytest.raises(LetterError):
        fill_template(with_text("{{ ().__class__.__base__.__subclasses__() }}"), sample())


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "{% include '/etc/hostname' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ 'x' * 1000000000000 }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}" * 12 + "{{ a }}",
    ],
)
def test_what_has_no_end_or_loads_files_ends_in_a_sentence(text: str):
    with pytest.raises(LetterError) as refused:
        fill_template(with_text(text), sample())
    assert "模板" in refused.value.message


@pytest.mark.slow
@pytest.mark.parametrize("text", ["{{ 9 ** (9 ** 9) }}", "{% for a in 项目 %}" * 24 + "x" + "{% endfor %}" * 24])
def test_a_template_that_computes_for_ever_is_ended(text: str):
    with pytest.raises(LetterError):
        fill_template(with_text(text), sample())


def test_a_typed_number_that_contradicts_the_summary_stops_the_letter():
    wrong = with_text("共推荐项目7个。")
    with pytest.raises(LetterError, match="7"):
        make_letters(NOTICE, "district", figures(), office(), kind="submission", template=wrong)


def test_no_word_document_is_refused():
    with pytest.raises(InputRefused):
        faults_in(b"PK\x03\x04")
