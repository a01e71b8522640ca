"""select, select show: where a selection stands, every rank with its scores, every score with its file and cell."""

from __future__ import annotations

from typing import Annotated, TypedDict

from ..selection.collecting import Taking
from ..selection.model import DecisionKind, StepState
from . import Envelope
from .findings import AssumedDocument, FindingDocument
from .scalars import CellName, Moment, Sha256


class ApplicantDocument(TypedDict):
    key: Annotated[str, "企业的标识，由信用代码、名称和项目算出"]
    number: Annotated[int, "在汇总表中的次序，从 1 起"]
    company: Annotated[str, "企业名称"]
    project: Annotated[str, "项目名称"]
    place: Annotated[str, "所在区"]
    cell: Annotated[CellName, "汇总表里企业名称的单元格"]


class DepartureDocument(ApplicantDocument):
    reason: Annotated[str, "为什么离开"]


class ScoreDocument(TypedDict):
    expert: Annotated[str, "专家"]
    score: Annotated[str, "打的分"]
    counted: Annotated[bool, "是否计入平均（去掉的最高分、最低分为 false）"]
    path: Annotated[str, "收回的文件，在遴选文件夹之下"]
    sheet: Annotated[str, "工作表"]
    cells: Annotated[list[str], "单元格，几个打分项的有几个"]


class RankingDocument(ApplicantDocument):
    rank: Annotated[int, "名次；同分的相同"]
    tied: Annotated[bool, "与别家并列，没有裁定"]
    decided: Annotated[bool, "并列经人裁定"]
    score: Annotated[str, "得分，已舍入"]
    parts: Annotated[dict[str, str], "综合评议：各环节的得分"]
    scores: Annotated[list[ScoreDocument], "各专家的打分"]


class TieDocument(TypedDict):
    rank: Annotated[int, "并列的名次"]
    score: Annotated[str, "得分"]
    free: Annotated[int, "其中几家有名额"]
    applicants: Annotated[list[ApplicantDocument], "并列的企业"]


class ReturnedDocument(TypedDict):
    expert: Annotated[str, "谁的表"]
    path: Annotated[str, "收回的文件"]
    findings: Annotated[int, "重读时发现的问题数；不为 0 的不计"]


class StepDocument(TypedDict):
    key: Annotated[str, "环节的代号"]
    name: Annotated[str, "环节"]
    state: Annotated[str, StepState, "未开始、进行中、待裁定、已完成"]
    merged: Annotated[bool, "与下一环节合并开展"]
    entered: Annotated[int, "进入几家"]
    on: Annotated[list[str], "继续的企业的标识"]
    left: Annotated[list[DepartureDocument], "离开的企业"]
    most_dropped: Annotated[int, "审查：最多淘汰几家"]
    returned: Annotated[list[ReturnedDocument], "已收回的表"]
    missing: Annotated[list[str], "还缺谁的表"]
    ranking: Annotated[list[RankingDocument], "排名"]
    ties: Annotated[list[TieDocument], "要人裁定的并列"]
    vacancies: Annotated[int, "空缺的名额"]
    next: Annotated[list[str], "按名次可递补的企业的标识"]


class DecisionDocument(TypedDict):
    at: Annotated[Moment, "登记的时间"]
    kind: Annotated[str, DecisionKind, "并列、退出、递补、空缺、回避"]
    step: Annotated[str, "环节的代号"]
    companies: Annotated[list[str], "企业，按先后"]
    expert: Annotated[str, "回避的专家"]
    by: Annotated[str, "由谁决定"]
    why: Annotated[str, "理由"]


class RollupDocument(TypedDict):
    path: Annotated[str, "汇总表，相对于遴选文件夹"]
    sha256: Annotated[Sha256, "开始时的 SHA-256"]
    sheet: Annotated[str, "工作表"]


class SelectionDocument(Envelope):
    folder: Annotated[str, "遴选文件夹"]
    notice: Annotated[str, "通知包"]
    selection: Annotated[str, "这次遴选的标识，发出的表都带着它"]
    rollup: Annotated[RollupDocument, "汇总表"]
    experts: Annotated[list[str], "打分的专家"]
    rows: Annotated[int, "汇总表的行数"]
    not_taking_part: Annotated[list[DepartureDocument], "没有参加遴选的行"]
    steps: Annotated[list[StepDocument], "各环节"]
    winners: Annotated[list[ApplicantDocument], "拟认定的企业；还没有结果的为空"]
    decisions: Annotated[list[DecisionDocument], "登记的决定"]
    open: Annotated[list[str], "待办，给人看的话"]
    faults: Annotated[list[str], "遴选记录的毛病（被改动、没有写完）"]
    assumed: Annotated[list[AssumedDocument], "通知没有写明、按假定办理的口径"]


class WrittenFile(TypedDict):
    path: Annotated[str, "写出的文件"]
    changed: Annotated[bool, "false：内容与原来相同，没有动"]


class CollectedDocument(TypedDict):
    path: Annotated[str, "收到的文件"]
    status: Annotated[str, Taking, "收了、已有、换了、没有收、略过"]
    step: Annotated[str | None, "环节的代号"]
    expert: Annotated[str | None, "谁的表"]
    kept: Annotated[str | None, "存档在哪里"]
    message: Annotated[str, "给人看的话"]
    findings: Annotated[list[FindingDocument], "不收的原因，逐格"]


class SelectDocument(SelectionDocument):
    """`xltools select start`, `collect`, `rank`, `decide`, `announce`."""

    written: Annotated[list[WrittenFile], "写出的文件"]
    collected: Annotated[list[CollectedDocument], "收到的每个文件"]
    findings: Annotated[list[FindingDocument], "公示里还要人填写、核对的"]


class WayStep(TypedDict):
    key: Annotated[str, "环节的代号"]
    name: Annotated[str, "环节"]
    result: Annotated[str, "继续、拟认定，或为什么离开"]
    ranking: Annotated[RankingDocument | None, "名次和打分；没有排名的环节为 null"]


class WayDocument(ApplicantDocument):
    credit_code: Annotated[str, "统一社会信用代码"]
    out: Annotated[str, "为什么没有参加遴选"]
    steps: Annotated[list[WayStep], "它经过的环节"]


class SelectShowDocument(SelectionDocument):
    """`xltools select show`."""

    way: Annotated[WayDocument | None, "所问的企业；没有问的为 null"]
