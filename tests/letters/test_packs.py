"""Every letter that a shipped notice asks for can be made, and the checker passes it."""

from __future__ import annotations

import pytest

from xltools.letters import (
    Profile,
    check_letter,
    figures_from_rows,
    join_figures,
    letter_kinds,
    make_letters,
    with_settings,
)
from xltools.letters.figures import _ROLES, SummaryFigures, _find
from xltools.notice.load import load_notice, notice_ids
from xltools.notice.model import Attachment, LetterSpec, Level, Notice, Role

NAMES = (
    "武汉示例装备股份有限公司",
    "武汉示例光电子科技有限公司",
    "武汉示例汽车零部件有限公司",
    "武汉示例生物医药有限公司",
)
PROJECTS = ("重型装备智能制造示范工厂", "光电子器件智能工厂", "产线柔性配置", "质量精准追溯")


def asked() -> list[tuple[str, str, str]]:
    return [
        (notice_id, level.key, spec.kind)
        for notice_id in notice_ids()
        for level in load_notice(notice_id).levels
        for spec in level.letters
    ]


def rows_of(attachment: Attachment) -> list[dict[str, str]]:
    """Two rows in each of the first two categories, filled where a letter looks."""
    roles = {role: _find(attachment.columns, *names) for role, names in _ROLES.items()}
    categories = [block.value for block in attachment.blocks] or [""]
    if attachment.category and not attachment.blocks:
        categories = [choice.value for choice in attachment.column(attachment.category).values]
    rows: list[dict[str, str]] = []
    for category in categories[:2]:
        for rank in (1, 2):
            place = len(rows)
            row = {column.key: column.values[0].value if column.values else "" for column in attachment.columns}
            row |= {column.key: "6000" for column in attachment.columns if column.sum}
            known = {
                "company": NAMES[place],
                "project": PROJECTS[place],
                "credit_code": f"91420100MA4KEXM{place:03d}",
                "contact": "赵示例",
            }
            row |= {roles[role]: value for role, value in known.items() if roles[role]}
            row |= {attachment.category: category} if attachment.category else {}
            row |= {attachment.order: str(rank)} if attachment.order else {}
            rows.append(row)
    return rows


def figures_for(notice: Notice, level: Level, spec: LetterSpec) -> SummaryFigures:
    wanted = spec.attachments or tuple(one.key for one in notice.attachments if one.role in (Role.SUMMARY, Role.ROLLUP))
    parts = [
        figures_from_rows(
            notice, notice.attachment(key), rows_of(notice.attachment(key)), level=level.key, sender="示例市示例区"
        )
        for key in wanted
    ]
    return join_figures(parts)


@pytest.mark.slow
@pytest.mark.parametrize(("notice_id", "level_key", "kind"), asked())
def test_a_letter_that_a_notice_asks_for(notice_id: str, level_key: str, kind: str):
    notice = load_notice(notice_id)
    level = notice.level(level_key)
    spec = next(spec for spec in level.letters if spec.kind == kind)
    day = level.deadline or notice.issued
    assert day is not None or level.deadline is None
    settings = {"联系人": "王五", "联系电话": "027-00000000", "核查意见": "符合"}
    if day is not None:
        settings["成文日期"] = day.isoformat()
    profile = with_settings(Profile(), settings)
    figures = figures_for(notice, level, spec)
    letters = make_letters(notice, level, figures, profile, kind=kind)
    assert letters
    for letter in letters:
        found = check_letter(letter.data, against=figures, notice=notice, level=level)
        errors = [(finding.rule, finding.message) for finding in found if finding.severity == "error"]
        assert errors == []


@pytest.mark.parametrize("notice_id", notice_ids())
def test_kinds_of_a_level_begin_with_what_the_notice_asks_for(notice_id: str):
    notice = load_notice(notice_id)
    for level in notice.levels:
        kinds = letter_kinds(notice, level)
        assert [kind.key for kind in kinds if kind.required] == [spec.kind for spec in level.letters]
        assert len({kind.key for kind in kinds}) == len(kinds)
