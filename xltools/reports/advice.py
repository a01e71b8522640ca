"""How to mend a finding, in the words of the face the person uses."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from ..findings import ActionKind, Finding


class Face(StrEnum):
    """Where a person reads the advice: an option is no button, and a button no option."""

    COMMAND_LINE = "command-line"
    PAGE = "page"
    RIBBON = "ribbon"
    COPY = "marked-copy"
    """Goes back to whoever filled it in, who has no xltools: only the fix."""


_DO: Final[dict[Face, dict[ActionKind, str]]] = {
    Face.COMMAND_LINE: {
        ActionKind.BIND: "不改文件的，用 --map {column}={letters} 指明。",
        ActionKind.CHOOSE_NOTICE: "请用 --notice 指明通知后重新运行。",
        ActionKind.CHOOSE_FORM: "不改文件的，用 --notice、--attachment 和 --map 列=F 指明。",
        ActionKind.KEEP_ORDER: "要保留改动前排定的顺序，用 --order own。",
        ActionKind.NAME_LEVEL: "汇总的级别用 --level 指明。",
        ActionKind.ASK_REGISTER: "也可用 --handin 由报送台账决定。",
    },
    Face.PAGE: {ActionKind.CHOOSE_NOTICE: "请在本页“通知”一栏选定通知，即重新检查。"},
    Face.COPY: {},
    Face.RIBBON: {
        ActionKind.CHOOSE_NOTICE: "请再点一次“校验本表”，在提问时选定通知。",
        ActionKind.BIND: "不改表头的，在“采纳”一栏写“是”或列标（如 F），再点“采纳修改”，以后同样版式的表都这样读。",
    },
}


def advice(finding: Finding, face: Face = Face.COMMAND_LINE) -> str:
    """The fix, and what this face offers beside it. A face that has nothing of the kind says only the fix."""
    action = finding.action
    offered = _DO[face].get(action.kind, "") if action is not None else ""
    return finding.fix + (offered.format(column=action.column, letters=action.letters) if action is not None else "")
