"""Every document there is, by the command that writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..errors import UsageError
from . import schema_id
from .application import PackageDocument, ReceiptDocument, VerificationDocument
from .findings import ErrorDocument, LetterDocument, ReportDocument
from .handin import DifferencesDocument, HandinAddDocument, HandinStatusDocument, ReceiveDocument
from .ledger import LedgerDocument, PivotDocument
from .notices import PackDocument, PacksDocument, ReviewDocument, TrialDocument
from .selection import SelectDocument, SelectShowDocument
from .settings import SettingsDocument
from .shape import JsonSchema, schema_of
from .summary import InspectDocument, MergeDocument, RepairsDocument, TraceDocument
from .surroundings import SurroundingsDocument


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`shape` is the TypedDict of the whole document."""

    shape: type[Any]
    title: str


DOCUMENTS: Final[Mapping[str, DocumentKind]] = {
    "receive": DocumentKind(ReceiveDocument, "收件检查"),
    "notices": DocumentKind(PacksDocument, "通知包的列表"),
    "notices show": DocumentKind(PackDocument, "一个通知包"),
    "notices check": DocumentKind(ReviewDocument, "通知包的错误"),
    "notices try": DocumentKind(TrialDocument, "改规则之前的试查"),
    "inspect": DocumentKind(InspectDocument, "从一个文件读到的一切"),
    "validate": DocumentKind(ReportDocument, "校验结果"),
    "repair": DocumentKind(RepairsDocument, "代为修改的结果"),
    "total": DocumentKind(LedgerDocument, "投资核算"),
    "merge": DocumentKind(MergeDocument, "汇总回执"),
    "pivot": DocumentKind(PivotDocument, "交叉统计"),
    "trace": DocumentKind(TraceDocument, "汇总表的追溯"),
    "handin add": DocumentKind(HandinAddDocument, "报送台账：登记"),
    "handin status": DocumentKind(HandinStatusDocument, "报送台账：状态"),
    "handin diff": DocumentKind(DifferencesDocument, "报送台账：重报的改动"),
    "select start": DocumentKind(SelectDocument, "遴选：开始"),
    "select collect": DocumentKind(SelectDocument, "遴选：收回专家的表"),
    "select rank": DocumentKind(SelectDocument, "遴选：排名"),
    "select decide": DocumentKind(SelectDocument, "遴选：登记人的决定"),
    "select announce": DocumentKind(SelectDocument, "遴选：综合评议表和公示"),
    "select show": DocumentKind(SelectShowDocument, "遴选：到了哪一步"),
    "package": DocumentKind(PackageDocument, "申报材料自检"),
    "receipt": DocumentKind(ReceiptDocument, "自检回执（文件）"),
    "receipt verify": DocumentKind(VerificationDocument, "自检回执的核对"),
    "letter": DocumentKind(LetterDocument, "写出的公函"),
    "check-letter": DocumentKind(ReportDocument, "公函检查结果"),
    "doctor": DocumentKind(SurroundingsDocument, "本机检查"),
    "config show": DocumentKind(SettingsDocument, "设置"),
    "error": DocumentKind(ErrorDocument, "没有做成的命令"),
}
"""Command, and the two that are none: the receipt, and what stands instead of a document where a command fails."""


def document_schema(name: str) -> JsonSchema:
    """The JSON Schema (2020-12) of a document, named as the command or as the file: ``handin add``, ``handin-add``.

    Raises UsageError.
    """
    command = next((one for one in DOCUMENTS if name in (one, file_stem(one), schema_id(one))), None)
    if command is None:
        known = "、".join(map(file_stem, DOCUMENTS))
        raise UsageError("no_such_schema", f"没有名为“{name}”的文档。可用：{known}。")
    kind = DOCUMENTS[command]
    return schema_of(kind.shape, schema_id(command), kind.title)


def file_stem(command: str) -> str:
    """``handin add`` -> ``handin-add``: the schema's name on the command line and in docs/schema/."""
    return command.replace(" ", "-")
