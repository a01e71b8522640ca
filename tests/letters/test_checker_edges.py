"""How far a letter may stray: one step inside the standard's tolerance nothing is said, one step outside it is.

The letters are opened once; a paragraph, a page or a run of the opened letter is then changed and checked again. All
that is said of a change stands in tests/golden/letter-edges.txt (`--update-golden`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from letter_samples import ITEMS, NOTICE, SUMMARY, figures, summary_rows
from letters.edges import INSIDE, OUTSIDE, Edit, found, line_of, opened, say

from xltools.letters import figures_from_rows
from xltools.letters.checker.body import heading_number
from xltools.letters.checker.classify import classify
from xltools.letters.checker.lists import difference
from xltools.letters.manuscript import Style


@pytest.mark.parametrize(("rule", "name", "edit"), INSIDE, ids=[f"{n}-{one[0]}" for n, one in enumerate(INSIDE)])
def test_inside_nothing_is_said(rule: str, name: str, edit: Edit) -> None:
    assert [finding.message for finding in found(edit(opened(name))) if finding.rule == rule] == []


def titles() -> list[str]:
    """Rule and words of each case, those that stand twice with their number."""
    names = [f"{rule}: {words}" for rule, _, _, words in OUTSIDE]
    return [f"{one} {names[:at].count(one) + 1}" if names.count(one) > 1 else one for at, one in enumerate(names)]


@pytest.mark.parametrize(
    ("rule", "name", "edit", "words", "title"),
    [(*case, title) for case, title in zip(OUTSIDE, titles(), strict=True)],
    ids=titles(),
)
def test_outside_it_is_said_with_what_is_wrong(
    rule: str, name: str, edit: Edit, words: str, title: str, golden_part: Callable[[str, str, str], None]
) -> None:
    made = found(edit(opened(name)))
    said = [finding.message for finding in made if finding.rule == rule]
    assert any(words in message for message in said), said
    golden_part("letter-edges.txt", title, "".join(sorted(f"{line_of(finding)}\n" for finding in made)))


@pytest.mark.parametrize(
    ("day", "today", "words"),
    [
        ("2022年10月8日", None, []), ("2022年10月7日", None, ["早于通知"]), ("2022年10月31日", None, []), ("2022年11月1日", None, ["截止日期"]),
        ("2022年10月28日", date(2022, 10, 28), []), ("2022年10月28日", date(2022, 10, 27), ["晚于今天"]),
        ("2022年10月29日", None, ["周末"]), ("2022年10月30日", None, ["周末"]),
    ],
)  # fmt: skip
def test_the_day_of_a_letter(day: str, today: date | None, words: list[str]) -> None:
    document = say(Style.DATE, "2022年10月28日", day)(opened("plain"))
    said = [
        f.message for f in found(document, today=today) if f.rule == "letter.date-plausible" and "周末" not in f.message
    ]
    said += [
        f.message
        for f in found(document)
        if f.rule == "letter.date-plausible" and "周末" in f.message and "周末" in words
    ]
    assert len(said) == len(words)
    assert all(word in message for word, message in zip(words, said, strict=True))


@pytest.mark.parametrize(("today", "late"), [(date(2022, 10, 31), False), (date(2022, 11, 1), True)])
def test_the_deadline_of_the_notice(today: date, late: bool) -> None:
    said = [f.message for f in found(opened("plain"), today=today) if f.rule == "letter.notice-terms"]
    assert bool(said) is late


@pytest.mark.parametrize(
    ("text_", "number"),
    [
        ("一、", 1), ("十、", 10), ("十二、", 12), ("二十、", 20), ("二十三、", 23), ("（三）", 3), ("(十一)", 11), ("1.", 1), ("12.", 12),
        ("（7）", 7), ("⑴", 1), ("⒇", 20), ("①", 1), ("⑳", 20), ("　二、", 2),
    ],
)  # fmt: skip
def test_the_number_of_a_heading(text_: str, number: int) -> None:
    assert heading_number(text_) == number


def test_what_two_names_differ_in() -> None:
    assert difference("示例股分公司", "示例股份公司") == "写作“分”，应为“份”"
    assert difference("示例公司", "示例有限公司") == "漏写“有限”"
    assert difference("示例公司。", "示例公司") == "多写“。”"
    assert difference("同", "同") == "相同"


def test_a_renamed_row_a_missing_row_and_a_wrong_rank_of_the_printed_summary() -> None:
    rows = summary_rows()
    rows[0]["rank"], rows[3]["project"] = "2", "质量追溯"
    changed = figures_from_rows(NOTICE, SUMMARY, rows, level="district")
    said = [f.message for f in found(opened("plain"), against=changed)]
    assert "附表第1行的序号是1，汇总表里是2。" in said
    assert "附表第4行（武汉示例生物医药有限公司）“项目名称”是“质量精准追溯”，汇总表里是“质量追溯”，不一致。" in said
    fewer = [f.message for f in found(opened("plain"), against=figures(ITEMS[:4])) if f.rule == "letter.names"]
    assert f"附表第5行“武汉示例新材料有限公司”不在汇总表《{SUMMARY.title}》里。" in fewer
    more = figures((*ITEMS, ("优秀场景", "武汉示例家居有限公司", "柔性定制", "示例一区")))
    missing = [f.message for f in found(opened("plain"), against=more) if f.rule == "letter.names"]
    assert "公函里没有汇总表的“武汉示例家居有限公司”。" in missing
    assert f"附表少了汇总表《{SUMMARY.title}》里的“武汉示例家居有限公司——柔性定制”这一行。" in missing


def test_a_list_out_of_order_names_the_first_that_is_wrong() -> None:
    document = say(Style.LEVEL3, "1.", "2.", 0)(opened("plain"))
    said = [f.message for f in found(document) if f.rule == "letter.ranks"]
    assert len(said) == 1
    assert said[0].startswith("示范工厂名单的序号应为1，现为2（武汉示例装备股份有限公司")
    other = figures((ITEMS[1], ITEMS[0], *ITEMS[2:]))
    said = [f.message for f in found(opened("plain"), against=other) if f.rule == "letter.ranks"]
    assert any(message.startswith("示范工厂名单第1位是“武汉示例装备") for message in said)


@pytest.mark.parametrize(("count", "severity"), [(15, None), (16, "error"), (1, None), (2, "warning")])
def test_a_quota_met_exactly_is_met(count: int, severity: str | None) -> None:
    items = tuple(("示范工厂", f"武汉示例{n}号有限公司", f"第{n}厂", "示例一区") for n in range(1, count + 1))
    said = [
        f
        for f in found(opened("plain"), against=figures(items, level="province"), level="province")
        if f.rule == "letter.quota"
    ]
    if count == 15:
        assert [f.severity.value for f in said] == ["warning"], (
            "15 are too many for a group of enterprises, not for a province"
        )
    else:
        assert [f.severity.value for f in said] == ([severity] if severity else [])


def test_the_roles_of_a_letters_lines() -> None:
    parts = classify(opened("head"))
    assert parts.number == "示经信〔2022〕18号"
    assert parts.signers == ("张三", "李思源")
    assert parts.organs == ("示例区经济和信息化局", "示例区发展和改革局")
    assert parts.date == "2022年10月28日"
    assert parts.addressees == ("示例市经济和信息化局",)
    assert (parts.document_type, parts.official, parts.letter_form) == ("报告", True, False)
    assert parts.enclosures == (
        "智能制造试点示范项目推荐汇总表",
        "智能制造试点示范项目申报书（纸质版一式四份，共20本，另附）",
    )
    assert classify(opened("letter")).letter_form
    assert not classify(opened("plain")).letter_form


def test_a_pack_called_otherwise_than_its_document_judges_citations_by_its_own_words_for_it() -> None:
    """title = "2022年度试点示范申报" is a label; what rules and letters cite is `cites`."""
    label = replace(NOTICE, title="2022年度国家智能制造试点示范申报", cites={"": NOTICE.title})
    other = replace(label, cites={"": "关于组织申报2022年度国家智能制造试点示范的通知"})
    assert not [one for one in found(opened("plain"), notice=label) if one.rule == "letter.citation"]
    assert not [one for one in found(opened("plain"), notice=replace(label, cites={})) if one.rule == "letter.citation"]
    assert [one for one in found(opened("plain"), notice=other) if one.rule == "letter.citation"]
