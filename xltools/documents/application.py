"""package: an application folder against the list of materials. receipt: its self-check receipt, and its verification."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from ..application.model import ItemState
from ..application.receipt import FORMAT
from ..application.signing import Signed
from . import Envelope
from .findings import AssumedDocument, PlacedFinding
from .scalars import Sha256

Outcome = Annotated[str, ("complete", "incomplete")]


class PackedFileDocument(TypedDict):
    path: Annotated[str, "文件夹之下的路径"]
    size: Annotated[int, "字节数"]
    what: Annotated[str, "是什么：附件6 14 行、JPEG 1920×1080……"]


class ItemDocument(TypedDict):
    key: Annotated[str, "材料的代号"]
    title: Annotated[str, "材料的名称"]
    required: Annotated[bool, "必须有"]
    state: Annotated[str, ItemState, "齐全、有提醒、有错误、空表、缺、不要求"]
    hint: Annotated[str | None, "缺的该怎样交"]
    files: Annotated[list[PackedFileDocument], "属于它的文件"]
    findings: Annotated[list[PlacedFinding], "它的问题"]
    basis: Annotated[str, "条款"]


class PackageSummary(TypedDict):
    """How many items are in which state."""

    items: Annotated[int, "材料项数"]
    ok: Annotated[int, "齐全的项数"]
    warned: Annotated[int, "有提醒的项数"]
    wrong: Annotated[int, "有错误的项数"]
    blank: Annotated[int, "交了空表的项数"]
    missing: Annotated[int, "缺的项数"]
    absent: Annotated[int, "不要求、没有交的项数"]
    files: Annotated[int, "文件数"]
    errors: Annotated[int, "错误处数"]
    warnings: Annotated[int, "提醒处数"]


class PackageDocument(Envelope):
    """`xltools package`."""

    path: Annotated[str, "文件夹"]
    notice: Annotated[str, "通知包"]
    enterprise: Annotated[str, "企业；没有填的为空"]
    credit_code: Annotated[str, "统一社会信用代码"]
    factory_type: Annotated[str | None, "离散型、流程型"]
    verdict: Annotated[Outcome, "齐全、不齐全"]
    items: Annotated[list[ItemDocument], "逐项"]
    cross: Annotated[list[PlacedFinding], "各表、各材料之间的问题"]
    other: Annotated[list[PlacedFinding], "没有核对的文件"]
    unassigned: Annotated[list[PackedFileDocument], "不属于任何一项的文件"]
    reminders: Annotated[list[str], "文件里看不出、请自行确认的"]
    packs: Annotated[list[str], "所用的不是随程序发布的通知包，各一句话"]
    assumed: Annotated[list[AssumedDocument], "通知没有写明、按假定处理的口径"]
    summary: Annotated[PackageSummary, "合计"]


class SignatureDocument(TypedDict):
    state: Annotated[str, Signed, "没有签名、可信、不认识的钥匙、不符"]
    name: Annotated[str, "签名者"]
    fingerprint: Annotated[str, "钥匙的指纹"]


class RenamedDocument(TypedDict):
    before: Annotated[str, "回执里的名称"]
    after: Annotated[str, "现在的名称"]


class AgainDocument(TypedDict):
    verdict: Annotated[Outcome, "重新检查的结论"]
    errors: Annotated[int, "错误处数"]
    warnings: Annotated[int, "提醒处数"]


class VerificationDocument(Envelope):
    """`xltools receipt verify`."""

    path: Annotated[str, "回执"]
    folder: Annotated[str, "材料文件夹"]
    number: Annotated[str | None, "回执的编号"]
    untouched: Annotated[bool, "内容与编号相符"]
    same_rules: Annotated[bool, "本机的规则与回执所用的相同"]
    signature: Annotated[SignatureDocument, "签名"]
    files_agree: Annotated[bool, "文件与回执一致"]
    same: Annotated[int, "一致的文件数"]
    changed: Annotated[list[str], "改动的文件"]
    missing: Annotated[list[str], "缺少的文件"]
    added: Annotated[list[str], "新增的文件"]
    renamed: Annotated[list[RenamedDocument], "改名的文件"]
    receipt: Annotated[dict[str, object], "回执自己说的（files、items 之外的）"]
    again: Annotated[AgainDocument | None, "重新检查；没有重新检查的为 null"]


class ReceiptItem(TypedDict):
    key: Annotated[str, "材料的代号"]
    title: Annotated[str, "材料的名称"]
    state: Annotated[str, ItemState, "齐全、有提醒、有错误、空表、缺、不要求"]


class ReceiptListed(TypedDict):
    path: Annotated[str, "文件夹之下的路径"]
    size: Annotated[int, "字节数"]
    sha256: Annotated[Sha256, "文件内容的 SHA-256；读不出的为空"]


class WaivedDocument(TypedDict):
    rule: Annotated[str, "规则编号"]
    reason: Annotated[str, "理由"]
    approver: Annotated[str, "批准人"]
    until: Annotated[str, "有效期"]


class ReceiptDocument(TypedDict):
    """`xltools package --receipt 回执.json`: a file of its own that is verified by its number, so its head is its own."""

    schema: Annotated[str, "文档的种类和版本"]
    format: Annotated[str, (FORMAT,), "回执的格式"]
    tool: Annotated[str, "xltools 和版本"]
    notice: Annotated[str, "通知包"]
    notice_title: Annotated[str, "通知"]
    notice_version: Annotated[str, "通知包的版本"]
    rules_sha256: Annotated[Sha256, "规则的指纹"]
    rules_from: Annotated[str, "规则从哪里来"]
    enterprise: Annotated[str, "企业"]
    credit_code: Annotated[str, "统一社会信用代码"]
    factory_type: Annotated[str, "离散型、流程型"]
    verdict: Annotated[Outcome, "齐全、不齐全"]
    errors: Annotated[int, "错误处数"]
    warnings: Annotated[int, "提醒处数"]
    missing: Annotated[list[str], "缺的材料"]
    items: Annotated[list[ReceiptItem], "逐项"]
    files: Annotated[list[ReceiptListed], "每个文件"]
    time: Annotated[str, "检查的时间"]
    waived: NotRequired[Annotated[list[WaivedDocument], "豁免；没有的不写"]]
    number: Annotated[str, "编号：其余内容的指纹"]
    signature: NotRequired[Annotated[dict[str, object], "签名；没有的不写"]]
