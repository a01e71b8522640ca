"""The office profile: what an office would otherwise type into every letter. Its keys stand in the user's settings file.

Keys are Chinese as people say them; the ASCII names are accepted too. `--set key=value` uses the same vocabulary.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import LetterError, SettingsFault
from ..settings import BY_NAME as SETTINGS_BY_NAME
from ..settings import settings_path, stored


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a person can set: its Chinese name, its ASCII name, what it means; whether the profile keeps it."""

    name: str
    ascii: str
    meaning: str
    kept: bool = True


KEYS: tuple[Key, ...] = (
    Key("发文机关", "organs", "全称，主办机关在前，多个用顿号隔开"),
    Key("机关简称", "short_names", "与发文机关逐一对应的规范化简称，联合行文的标题用"),
    Key("文号", "number", "发文字号，可写成带 {年} 和 {号} 的样式，如 示经信〔{年}〕{号}号"),
    Key("号", "serial_number", "发文顺序号，填入文号样式的 {号}", kept=False),
    Key("签发人", "signers", "按发文机关的顺序，多个用顿号隔开"),
    Key("联系人", "contact", "附注里的联系人"),
    Key("联系电话", "phone", "附注里的联系电话"),
    Key("地址", "address", "交接单上的地址"),
    Key("报送主体", "sender_kind", "省、计划单列市、新疆生产建设兵团或中央企业集团，决定主送机关和限额"),
    Key("辖区", "area", "正文里对本辖区的称呼，如 全区、全市"),
    Key("字体", "fonts", "gb2312、windows 或 gbk"),
    Key("西文字体", "latin", "数字和字母的字体，如 Times New Roman；不填则与正文相同"),
    Key("版头", "head", "正文稿、文件或信函"),
    Key("盖章", "sealed", "是或否，决定署名的位置"),
    Key(
        "印章图片",
        "seal_picture",
        "印章的 PNG 图片（背景透明），印在署名和日期上；联合行文按机关顺序，用顿号隔开；不填则留待盖章",
    ),
    Key("抄送", "cc", "版记里的抄送机关，多个用顿号隔开"),
    Key("印发机关", "print_office", "版记里的印发机关"),
    Key("印发日期", "print_date", "版记里的印发日期", kept=False),
    Key("成文日期", "date", "如 2022年10月31日", kept=False),
    Key("份号", "copy_number", "六位数字", kept=False),
    Key("密级", "secrecy", "密级和保密期限", kept=False),
    Key("紧急程度", "urgency", "特急、加急等", kept=False),
    Key("附注", "note", "写进圆括号的文字；不填则写联系人和电话", kept=False),
    Key("标题", "title", "代替自动拟的标题，| 表示在此处回行", kept=False),
    Key("主送机关", "addressee", "代替通知规定的主送机关", kept=False),
    Key("依据", "basis", "代替自动写的发文依据", kept=False),
    Key("审核情况", "review", "审核情况的全文，| 表示另起一段；代替下面各项", kept=False),
    Key("其他说明", "remarks", "正文末尾另加的一段，| 表示另起一段", kept=False),
    Key("申报数", "applied", "收到申报多少，如 11 或 11家；不写单位按个计", kept=False),
    Key("初审未通过数", "failed", "初审没有通过的数量", kept=False),
    Key("申报时间", "applied_when", "申报起止时间，如 2022年10月10日至10月28日", kept=False),
    Key("审核时间", "reviewed_when", "审核的时间，如 10月29日至30日", kept=False),
    Key("会同部门", "reviewed_with", "一同审核的部门，多个用顿号隔开", kept=False),
    Key("信用安全环保核查", "record_checks", "向哪些部门核查了信用、安全、环保，结果如何", kept=False),
    Key("专家评审", "experts", "专家评审的时间、人数和结果", kept=False),
    Key("公示情况", "publicity", "公示的时间、地方和有无异议", kept=False),
    Key("线上审核", "online_review", "填“已完成”或完成的时间，写明已在平台完成线上审核", kept=False),
    Key("材料一致", "paper_matches", "填“是”，写明纸质材料与网上填报内容一致", kept=False),
    Key("查验原件", "originals", "填“是”，写明查验了申报资料原件", kept=False),
    Key("真实性说明", "truth", "填“是”或一段话，推荐单位对材料真实性、合规性的说明", kept=False),
    Key("不予推荐", "rejected", "未推荐的企业及理由，多家用分号隔开", kept=False),
    Key("事由", "subject", "请示、复函的事由，写进标题", kept=False),
    Key("正文", "body", "请示、复函、转发通知的正文，| 表示另起一段", kept=False),
    Key("来函", "their_letter", "复函所答来函的标题和文号", kept=False),
    Key("公示期", "publicity_period", "公示的起止日期", kept=False),
    Key("缺报单位", "overdue_unit", "催报函写给哪个单位", kept=False),
    Key("缺报材料", "overdue_papers", "还没有报来的材料，多种用顿号隔开", kept=False),
    Key("补正期限", "correct_by", "补正或补报的截止日期", kept=False),
    Key("重报方式", "hand_in_how", "怎样重新报送，如 以原文件名发到收件邮箱"),
    Key("名单上限", "list_limit", "正文列名单的最多项数，超过则只写“详见附件”"),
    Key("核查意见", "review_result", "核查表各格的结论，如 符合；不填则标为待填", kept=False),
    Key("工厂类型", "factory_type", "离散型或流程型，决定资料清单用哪些附件", kept=False),
    Key("企业名称", "company", "企业文书只做这一家", kept=False),
    Key("法定代表人", "legal_representative", "承诺书的签字人", kept=False),
)
_NO = ("否", "无", "没有", "不盖章", "false", "no", "0")
_BY_NAME = {key.name: key for key in KEYS} | {key.ascii: key for key in KEYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Values by Chinese key, and where each came from (办公信息文件, 命令行)."""

    values: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def says(self, name: str) -> bool:
        """Whether a person answered 是 (or wrote more than a plain 否)."""
        return self.get(name) not in ("", *_NO)

    @property
    def sealed(self) -> bool:
        """Letters are sealed unless 盖章 says otherwise."""
        return self.get("盖章", "是") not in _NO

    def items(self, name: str) -> tuple[str, ...]:
        """A value that may name several: split at 、 ， ； and line breaks."""
        text = self.get(name)
        for mark in "，；;,\n":
            text = text.replace(mark, "、")
        return tuple(part.strip() for part in text.split("、") if part.strip())


def load_profile(path: Path | None = None) -> Profile:
    """The profile in `path`, else in the user's settings, else an empty one. Raises LetterError: unreadable or unknown keys."""
    try:
        data = stored(path)
    except SettingsFault as fault:
        raise LetterError("profile_unreadable", fault.message, **fault.facts) from fault
    file = path or settings_path()
    if not data or file is None:
        return Profile()
    # The program's own settings stand beside the office's particulars.
    own = {key: value for key, value in data.items() if key.strip() not in SETTINGS_BY_NAME}
    return _beside(with_settings(Profile(), own, source=f"办公信息文件 {file.name}"), file.parent)


def _beside(profile: Profile, folder: Path) -> Profile:
    """Files that a profile names lie beside it, wherever the command is run."""
    named = profile.items("印章图片")
    if not named:
        return profile
    found = "、".join(str(folder / Path(name).expanduser()) for name in named)
    return replace(profile, values={**profile.values, "印章图片": found})


def with_settings(profile: Profile, settings: Mapping[str, object], *, source: str = "--set") -> Profile:
    """`profile` with `settings` laid over it. Raises LetterError for a key nobody knows, with the nearest one."""
    values, sources = dict(profile.values), dict(profile.sources)
    for given, value in settings.items():
        name = key_name(given)
        values[name] = _text(value)
        sources[name] = source
    return Profile(values=values, sources=sources)


def key_name(given: str) -> str:
    """The Chinese name of a key given in Chinese or ASCII."""
    key = _BY_NAME.get(given.strip())
    if key is None:
        near = difflib.get_close_matches(given.strip(), list(_BY_NAME), n=1, cutoff=0.5)
        hint = f"是不是“{near[0]}”？" if near else ""
        known = "、".join(key.name for key in KEYS)
        raise LetterError("unknown_setting", f"没有名为“{given}”的函件信息。{hint}可用：{known}。", key=given)
    return key.name


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Iterable):
        return "、".join(str(part).strip() for part in value)
    return str(value)
