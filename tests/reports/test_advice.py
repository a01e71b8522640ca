"""Every way out is worded for the face that offers it."""

from __future__ import annotations

import pytest

from xltools.findings import Action, ActionKind, Finding, Severity
from xltools.reports.advice import Face, advice


def finding(action: Action | None, fix: str = "请改正。") -> Finding:
    return Finding(rule="missing-column", severity=Severity.ERROR, message="没有找到这一列", fix=fix, action=action)


@pytest.mark.parametrize("kind", ActionKind)
def test_options_stand_on_the_command_line_only(kind: ActionKind) -> None:
    one = finding(Action(kind, "含税金额", "L"))
    assert "--" in advice(one)
    for face in (Face.PAGE, Face.RIBBON):
        said = advice(one, face)
        assert said.startswith("请改正。")
        assert "--" not in said


def test_a_column_is_bound_by_its_letters() -> None:
    assert advice(finding(Action(ActionKind.BIND, "含税金额", "L"))).endswith("用 --map 含税金额=L 指明。")


@pytest.mark.parametrize("face", Face)
def test_without_a_way_out_the_fix_is_all(face: Face) -> None:
    assert advice(finding(None), face) == "请改正。"
    assert advice(finding(None, "把 {单价} 改正"), face) == "把 {单价} 改正"


@pytest.mark.parametrize("face", [face for face in Face if face is not Face.COPY])
def test_which_notice_it_is_can_be_said_in_every_face(face: Face) -> None:
    assert "通知" in advice(finding(Action(ActionKind.CHOOSE_NOTICE), ""), face)
