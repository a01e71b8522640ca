"""notices, notices show, check, try: the packs as documents."""

from __future__ import annotations

from typing import Annotated, TypedDict

from ..findings import Severity
from ..notice.model import ColumnType, Provenance, Role, StepKind
from . import Envelope
from .scalars import CellName, Day


class PackLine(TypedDict):
    id: Annotated[str, "通知包的编号"]
    title: Annotated[str, "通知"]
    document: Annotated[str, "文号；没有的为空"]
    issued: Annotated[Day | None, "发文日期"]
    version: Annotated[str, "通知包的版本"]
    attachments: Annotated[list[str], "附件"]


class PacksDocument(Envelope):
    """`xltools notices`."""

    notices: Annotated[list[PackLine], "通知包"]


class LevelDocument(TypedDict):
    key: Annotated[str, "层级的代号"]
    name: Annotated[str, "层级"]
    departments: Annotated[list[str], "行文的部门"]
    deadline: Annotated[Day | None, "报送截止日"]
    online_deadline: Annotated[Day | None, "线上填报截止日"]
    copies: Annotated[dict[str, int], "纸质份数"]
    priority_order: Annotated[bool, "按优先顺序"]
    addressees: Annotated[list[str], "报给谁"]
    letters: Annotated[list[str], "公函的种类"]
    basis: Annotated[str, "条款"]


class PackWindow(TypedDict):
    key: Annotated[str, "窗口的代号"]
    start: Annotated[Day, "首日"]
    end: Annotated[Day, "末日"]
    basis: Annotated[str, "条款"]
    assumed: Annotated[bool, "通知没有写明，假定的"]


class ParameterDocument(TypedDict):
    key: Annotated[str, "参数的代号"]
    title: Annotated[str, "参数"]
    value: Annotated[object, "值：文字、数或是否"]
    assumed: Annotated[bool, "通知没有写明，假定的"]
    basis: Annotated[str, "条款"]


class QuotaDocument(TypedDict):
    category: Annotated[str, "类别"]
    limit: Annotated[int, "名额"]
    level: Annotated[str, "哪一级"]
    unit_kind: Annotated[str, "单位的种类"]
    basis: Annotated[str, "条款"]


class SelectionStepDocument(TypedDict):
    key: Annotated[str, "环节的代号"]
    name: Annotated[str, "环节"]
    kind: Annotated[str, StepKind, "审查、打分、综合评议"]
    places: Annotated[int, "留几家，0 为全部"]
    words: Annotated[str, "办法，给人看的话"]
    basis: Annotated[str, "条款"]


class PackRule(TypedDict):
    id: Annotated[str, "规则编号"]
    kind: Annotated[str, "规则种类"]
    severity: Annotated[str, Severity, "级别"]
    title: Annotated[str, "一句话"]
    basis: Annotated[str, "条款"]
    assumed: Annotated[bool, "通知没有写明，假定的"]
    trial_until: Annotated[Day | None, "试行至"]
    holds_from: Annotated[Day | None, "适用自"]
    holds_to: Annotated[Day | None, "适用至"]


class PackColumn(TypedDict):
    key: Annotated[str, "列的代号"]
    heading: Annotated[str, "栏名"]
    type: Annotated[str, ColumnType, "类型"]
    unit: Annotated[str, "单位"]
    required: Annotated[bool, "必填（或某时必填）"]
    values: Annotated[list[str], "下拉项"]
    aliases: Annotated[list[str], "别的写法"]


class AttachmentDocument(TypedDict):
    key: Annotated[str, "附件号"]
    title: Annotated[str, "表名"]
    role: Annotated[str, Role, "用途"]
    layout: Annotated[str, Provenance, "版式来源：见过原件、相近、推定"]
    layout_note: Annotated[str, "版式来源的说明"]
    basis: Annotated[str, "条款"]
    columns: Annotated[list[PackColumn], "列"]
    rules: Annotated[list[PackRule], "规则"]


class ClauseDocument(TypedDict):
    clause: Annotated[str, "条款"]
    subject: Annotated[str, "说什么"]
    by: Annotated[str, "由什么落实"]
    reason: Annotated[str, "为什么不能检查"]


class PackDocument(TypedDict):
    """`xltools notices show`. Its `version` always was the pack's, so the tool's has a key of its own."""

    schema: Annotated[str, "文档的种类和版本"]
    tool: Annotated[str, ("xltools",), "总是 xltools"]
    tool_version: Annotated[str, "写出文档的 xltools 的版本"]
    version: Annotated[str, "通知包的版本"]
    id: Annotated[str, "通知包的编号"]
    title: Annotated[str, "通知"]
    document: Annotated[str, "文号；没有的为空"]
    based_on: Annotated[str | None, "所依据的上级通知包"]
    levels: Annotated[list[LevelDocument], "层级"]
    windows: Annotated[list[PackWindow], "时间窗口"]
    parameters: Annotated[list[ParameterDocument], "参数"]
    quotas: Annotated[list[QuotaDocument], "名额"]
    selection: Annotated[list[SelectionStepDocument], "遴选的环节，没有遴选的为空"]
    attachments: Annotated[list[AttachmentDocument], "附件"]
    rules: Annotated[list[PackRule], "跨附件的规则"]
    clauses: Annotated[list[ClauseDocument], "通知每一条的去向"]


class MistakeDocument(TypedDict):
    path: Annotated[str, "键的路径"]
    place: Annotated[str, "用话说的位置"]
    message: Annotated[str, "毛病"]


class ReviewDocument(Envelope):
    """`xltools notices check`."""

    path: Annotated[str, "通知包文件夹"]
    mistakes: Annotated[list[MistakeDocument], "错误"]
    advice: Annotated[list[MistakeDocument], "建议，不影响使用"]


class TriedFinding(TypedDict):
    rule: Annotated[str, "规则编号"]
    severity: Annotated[str, Severity, "错误或提醒"]
    sheet: Annotated[str, "工作表"]
    cell: Annotated[CellName, "单元格"]
    message: Annotated[str, "问题"]


class TriedDocument(TypedDict):
    path: Annotated[str, "文件"]
    submitter: Annotated[str, "谁报来的"]
    was_clean: Annotated[bool, "原来没有错误"]
    is_clean: Annotated[bool, "改后没有错误"]
    gone: Annotated[list[TriedFinding], "不再有的"]
    new: Annotated[list[TriedFinding], "新增的"]


class TrialDocument(Envelope):
    """`xltools notices try`."""

    files: Annotated[int, "重查的文件数"]
    changes: Annotated[list[TriedDocument], "错误或提醒有变化的文件"]
