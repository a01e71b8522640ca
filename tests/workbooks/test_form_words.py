"""附件1 in an enterprise's own words: what bars it is told, what says the right thing otherwise is not (F8)."""

from __future__ import annotations

from pathlib import Path

import pytest
from application.enterprise import application

from xltools.app.validate import validate
from xltools.findings import Severity
from xltools.forms.inputs import Request


def said(folder: Path, **fields: object) -> set[tuple[str, str]]:
    data = application("武汉示例甲有限公司", "91420102MA4KXXXX0P", **fields)
    (folder / "附件1.xlsx").write_bytes(data)
    report = validate(Request(paths=(str(folder),), notice="wuhan-2025")).report
    found = [one for file in report.files for one in file.findings if one.severity is not Severity.INFO]
    return {(one.rule, one.severity.value) for one in found if "credit_code" not in one.rule}


@pytest.mark.parametrize(
    "words",
    [
        "未纳统",
        "暂未纳统",
        "尚未入库",
        "正在申报纳统",
        "拟纳统",
        "待纳统",
        "纳统中",
        "否",
        "无",
        "不属于纳统范围",
        "申报中",
    ],
)
def test_a_project_outside_the_statistics_is_told(tmp_path: Path, words: str) -> None:
    assert said(tmp_path, statistics=words) == {("in-statistics", "error")}


@pytest.mark.parametrize(
    "words", ["已纳统", "已入库：2024-420102-34-03-000001", "示例项目（已入库）", "2024年12月入库"]
)
def test_a_project_in_the_statistics_is_sound(tmp_path: Path, words: str) -> None:
    assert said(tmp_path, statistics=words) == set()


@pytest.mark.parametrize(
    "words",
    [
        "无",
        "未发生",
        "没有",
        "无重大事故",
        "近两年未发生",
        "近两年未发生重大安全、环保、质量事故",
        "未发生重大安全、环保、质量事故",
    ],
)
def test_no_accident_in_any_words(tmp_path: Path, words: str) -> None:
    assert said(tmp_path, accidents=words) == set()


@pytest.mark.parametrize("words", ["有", "发生", "发生重大安全事故", "2024年发生过重大质量事故"])
def test_an_accident_in_any_words(tmp_path: Path, words: str) -> None:
    assert ("no-accident", "error") in said(tmp_path, accidents=words)


@pytest.mark.parametrize("words", ["一般事故1起，已整改", "企业近两年生产正常，无任何重大事故发生"])
def test_what_is_no_plain_answer_is_asked_and_not_judged(tmp_path: Path, words: str) -> None:
    assert said(tmp_path, accidents=words) == {("附件1.accidents.one-of", "warning")}


@pytest.mark.parametrize(
    ("words", "rules"), [("□是 ☑否", {"branch-output"}), ("分公司", {"branch-output"}), ("☑是 □否", set())]
)
def test_whether_it_is_a_legal_person(tmp_path: Path, words: str, rules: set[str]) -> None:
    assert {rule for rule, _ in said(tmp_path, independent=words)} == rules


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("2023年武汉市标杆智能工厂", {"award-declared"}), ("武汉市标杆智能工厂（2022）", {"award-declared"}),
        ("2025年武汉市工业智能化改造示范项目", {"demonstration-declared"}), ("2024年工业智能化改造示范项目", set()),
        ("未获评武汉市标杆智能工厂", set()), ("高新技术企业、专精特新小巨人", set()), ("无", set()),
    ],
)  # fmt: skip
def test_earlier_awards_in_any_words(tmp_path: Path, words: str, rules: set[str]) -> None:
    assert {rule for rule, _ in said(tmp_path, awards=words)} == rules


@pytest.mark.parametrize(
    ("place", "rules"),
    [
        ("黄石市下陆区", {"site-here"}),
        ("广东省深圳市", {"site-here"}),
        ("江岸区示例路1号", set()),
        ("武汉东湖新技术开发区", set()),
    ],
)
def test_where_the_project_stands(tmp_path: Path, place: str, rules: set[str]) -> None:
    assert {rule for rule, _ in said(tmp_path, site=place)} == rules
