"""Packs that build on a base: what is inherited, patched, placed and taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.notice.load import read_folder
from xltools.notice.model import Notice

BASE = """
abstract = true
id = "base"
title = "底稿"
version = "1"
[[parameters]]
key = "limit"
title = "上限"
value = 3000
basis = "base §一"
"""
TABLE = """
key = "附件5"
title = "汇总表"
role = "summary"
layout = "inferred"
notes = ["甲"]
[[columns]]
key = "rank"
heading = "序号"
type = "integer"
[[columns]]
key = "name"
heading = "企业名称"
aliases = ["单位名称"]
[[columns]]
key = "note"
heading = "备注"
[[rules]]
id = "order"
kind = "sequence"
basis = "base §二"
title = "连续编号"
column = "rank"
[[rules]]
id = "once"
kind = "unique"
basis = "base §三"
columns = ["name"]
"""
CHILD = 'id = "child"\nbased_on = "base"\ntitle = "通知"\nversion = "1"\n'


@pytest.fixture
def load(tmp_path: Path):  # type: ignore[no-untyped-def]
    """(child's notice.toml, its attachment files) -> the child and its mistakes as text."""

    def run(notice: str = CHILD, **files: str) -> tuple[Notice | None, list[str]]:
        (tmp_path / "base").mkdir()
        (tmp_path / "base" / "notice.toml").write_text(BASE, encoding="utf-8")
        (tmp_path / "base" / "附件5.toml").write_text(TABLE, encoding="utf-8")
        (tmp_path / "child").mkdir()
        (tmp_path / "child" / "notice.toml").write_text(notice, encoding="utf-8")
        for name, text in files.items():
            (tmp_path / "child" / f"{name}.toml").write_text(text, encoding="utf-8")
        made, mistakes = read_folder(tmp_path / "child")
        return made, [str(mistake) for mistake in mistakes]

    return run


def rules(notice: Notice, key: str) -> dict[str, str]:
    return {rule.id: rule.basis for rule in notice.attachment(key).rules}


def test_a_child_without_files_has_its_parents_tables_and_parameters(load) -> None:  # type: ignore[no-untyped-def]
    notice, mistakes = load()
    assert mistakes == []
    assert rules(notice, "附件5") == {"order": "base §二", "once": "base §三"}
    assert notice.parameter("limit") == 3000


def test_a_rule_without_kind_changes_only_what_it_names(load) -> None:  # type: ignore[no-untyped-def]
    notice, mistakes = load(附件5='key = "附件5"\n[[rules]]\nid = "order"\nbasis = "child §九"\n')
    assert mistakes == []
    rule = notice.attachment("附件5").rules[0]
    assert (rule.kind, rule.basis, rule.title, rule.options) == (
        "sequence",
        "child §九",
        "连续编号",
        {"column": "rank"},
    )


def test_a_rule_with_kind_replaces_its_namesake_in_place(load) -> None:  # type: ignore[no-untyped-def]
    text = 'key = "附件5"\n[[rules]]\nid = "order"\nkind = "required"\ncolumns = ["rank"]\nbasis = "child §九"\n'
    notice, _ = load(附件5=text)
    rule = notice.attachment("附件5").rules[0]
    assert (rule.id, rule.kind, rule.title) == ("order", "required", "")


def test_a_column_without_heading_keeps_its_names(load) -> None:  # type: ignore[no-untyped-def]
    notice, _ = load(附件5='key = "附件5"\n[[columns]]\nkey = "name"\nrequired = true\n')
    column = notice.attachment("附件5").column("name")
    assert (column.heading, column.aliases, column.required) == ("企业名称", ("单位名称",), True)


def test_a_new_column_stands_where_it_says(load) -> None:  # type: ignore[no-untyped-def]
    notice, _ = load(附件5='key = "附件5"\n[[columns]]\nkey = "code"\nafter = "name"\nheading = "代码"\n')
    assert [column.key for column in notice.attachment("附件5").columns] == ["rank", "name", "code", "note"]


def test_a_parameter_without_value_only_changes_its_clause(load) -> None:  # type: ignore[no-untyped-def]
    notice, _ = load(CHILD + '[[parameters]]\nkey = "limit"\nbasis = "child §五"\n')
    assert [(p.key, p.value, p.basis) for p in notice.parameters] == [("limit", 3000, "child §五")]


def test_an_attachment_under_another_number_takes_the_parents_place(load) -> None:  # type: ignore[no-untyped-def]
    notice, mistakes = load(附件4='key = "附件4"\ninherits = "附件5"\ntitle = "推荐汇总表"\n')
    assert mistakes == []
    assert [(a.key, a.title, a.notes) for a in notice.attachments] == [("附件4", "推荐汇总表", ("甲",))]


def test_sisters_of_one_pack_share_columns_and_rules(load) -> None:  # type: ignore[no-untyped-def]
    sister = TABLE.replace("附件5", "附件6")
    notice, mistakes = load(附件6=sister, 附件7='key = "附件7"\ninherits = "附件6"\ntitle = "另一张"\n')
    assert mistakes == []
    assert rules(notice, "附件7") == rules(notice, "附件6")
    assert notice.attachment("附件7").title == "另一张"


def test_remove_takes_away_a_rule_everywhere_or_in_one_table_and_a_column(load) -> None:  # type: ignore[no-untyped-def]
    sister = 'key = "附件8"\ninherits = "附件5"\n'
    notice, mistakes = load(
        CHILD + 'remove = ["once", "附件8.order", "附件8.note"]\n', 附件5='key = "附件5"\n', 附件8=sister
    )
    assert mistakes == []
    assert (rules(notice, "附件5"), rules(notice, "附件8")) == ({"order": "base §二"}, {})
    assert [column.key for column in notice.attachment("附件8").columns] == ["rank", "name"]


def test_what_cannot_be_found_is_said(load) -> None:  # type: ignore[no-untyped-def]
    _, mistakes = load(CHILD + 'remove = ["附件5.colour"]\n', 附件4='key = "附件4"\ninherits = "附件3"\n')
    assert any("附件5.colour" in mistake for mistake in mistakes)
    assert any("附件3" in mistake for mistake in mistakes)
