"""Clauses are shown as people cite them."""

from __future__ import annotations

import pytest

from xltools.notice.citing import cited
from xltools.notice.load import load_all

WUHAN = "《市经信局关于开展2025年武汉标杆智能工厂遴选工作的通知》"
CITY = "《市经信局 市发改委关于转发省经信厅 省发改委申报2022年度国家智能制造试点示范的通知》"
PROVINCE = "《省经信厅 省发改委关于申报2022年度国家智能制造试点示范的通知》"


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("wuhan-2025 §二.2", f"{WUHAN}第二条第2项"),
        ("wuhan-2025 §五.3、§五.6", f"{WUHAN}第五条第3项、第五条第6项"),
        ("wuhan-2025 §四.3–6", f"{WUHAN}第四条第3–6项"),
        ("wuhan-2025 §二.2 未写明", f"{WUHAN}第二条第2项 未写明"),
        ("wuhan-2025 附件2", f"{WUHAN}附件2"),
        ("hubei-2022 市§二、省§三.5", f"{CITY}第二条、{PROVINCE}第三条第5项"),
        ("工信厅联通装函〔2025〕251号 附件1", "工信厅联通装函〔2025〕251号 附件1"),
        ("GB/T 39116-2020", "GB/T 39116-2020"),
        ("nowhere-2025 §二", "nowhere-2025 §二"),
        ("", ""),
    ],
)
def test_a_clause_in_words(basis: str, said: str) -> None:
    assert cited(basis) == said


def test_a_part_of_an_article() -> None:
    assert cited("tianjin-2025 §三(二)3").endswith("工作的通知》第三条第（二）款第3项")


@pytest.mark.parametrize("notice", load_all(), ids=lambda notice: notice.id)
def test_every_clause_of_every_pack_is_put_in_words(notice: object) -> None:
    from xltools.notice.model import Notice

    assert isinstance(notice, Notice)
    rules = [*notice.rules, *(rule for attachment in notice.attachments for rule in attachment.rules)]
    for basis in {rule.basis for rule in rules} | {level.basis for level in notice.levels}:
        assert notice.id not in cited(basis)
        assert "§" not in cited(basis)
