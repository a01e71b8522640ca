"""文种 against how a letter ends and what it asks; slips of the pen that a person sees and a machine of formats does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from .base import WARNING, Case, Check, LetterFault
from .body import HANZI, RUNNING, without_names
from .classify import LetterPart

_CLOSINGS: Mapping[str, tuple[str, ...]] = {
    "报告": ("特此报告", "专此报告", "以上报告", "此报告"),
    "函": (
        "函告", "函达", "函复", "函请", "函商", "特此推荐", "专此推荐", "函荐", "此复", "为盼", "为荷", "请予", "请批",
        "函报", "请查收", "请审", "特此证明", "特此说明", "请支持",
        "谨致谢意", "致以谢意", "表示感谢", "表示衷心感谢", "敬请知悉",
    ),
    "请示": ("请批示", "请批复", "请予批准", "请予审批", "请审批", "请审定", "请核准", "请予审定", "请予批复", "请指示"),
}  # fmt: skip
"""How each kind ends. A 通知 may end with its last sentence, so may a 公示."""
_OF_ANOTHER: Mapping[str, tuple[str, ...]] = {
    "报告": ("特此报告", "专此报告", "以上报告"),
    "函": ("特此函告", "专此函达", "专此函告", "特此函达", "特此函复", "特此推荐", "特此函荐"),
    "请示": ("请批示", "请予批准", "请审批", "请批复"),
    "通知": ("特此通知",),
}
_PRIVATE = re.compile(r"此致\s*敬礼|此致$|^敬礼|顺颂|敬祝")
_ASKS = re.compile(
    r"[当妥可]否|是否妥当|请予?(?:批复|批示|审批|批准|审定|核准|核拨|拨付|答复|指示|支持)|(?:恳请|请求|敬请|申请|望|盼)[^，。；《]{0,16}(?:批准|批复|支持|解决|安排|拨付|给予|予以|资金|审批)"
)


def closing(case: Case) -> Iterator[LetterFault]:
    kind = case.parts.document_type
    paras = case.parts.of(*RUNNING)
    if not paras:
        return
    end = "".join(para.text.strip() for para in paras[-2:])
    private = next((para for para in paras[-3:] if _PRIVATE.search(para.text.strip())), None)
    if private is not None:
        yield LetterFault("公文不用“此致 敬礼”这样的结束语。", "报告用“特此报告。”，函用“特此函告。”。", private)
        return
    if kind == "报告":
        yield from _asks(case)
    text = case.parts.text
    for other, words in _OF_ANOTHER.items():
        used = next((word for word in words if word in text), "")
        if used and kind and other != kind and not (kind == "函" and other == "请示"):
            message = f"标题的文种是“{kind}”，结尾却写“{used}”。"
            fix = "文种与结束语保持一致；报告不夹带请示事项。"
            yield LetterFault(
                message, fix, case.parts.first(LetterPart.TITLE), expected="、".join(_CLOSINGS.get(kind, ())[:4])
            )
    usual = _CLOSINGS.get(kind)
    if usual and not any(word in end for word in (word for words in _CLOSINGS.values() for word in words)):
        yield LetterFault(
            f"没有{kind}的结束语。", f"正文最后另起一段写“{usual[0]}。”。", paras[-1], expected="、".join(usual[:4])
        )


def _asks(case: Case) -> Iterator[LetterFault]:
    """条例第十五条: a 报告 carries no request."""
    for para in case.parts.of(*RUNNING):
        found = _ASKS.search(re.sub(r"《[^《》]{0,200}》|“[^“”]{0,100}”", "", para.text))
        if found:
            message = f"报告里夹带请示事项（“{found.group()}”）。"
            yield LetterFault(message, "有请示事项的另文用请示；报告只写“特此报告。”。", para, value=found.group())


def kind_named(case: Case) -> Iterator[LetterFault]:
    """The title's 文种: one of the 条例's, and only one."""
    title = case.parts.title.replace("　", "").strip().rstrip("。，；：！？.,;:!? ")
    para = case.parts.first(LetterPart.TITLE)
    if para is None:
        return
    kind = case.parts.document_type
    if not kind:
        odd = re.search(r"的([\u4e00-\u9fff]{1,4})$", title)
        named = f"“{odd.group(1)}”不是公文的文种" if odd and odd.group(1) in _NO_KINDS else "标题没有写明文种"
        message = f"{named}；按有主送机关和署名的公文检查了其余各项。"
        yield LetterFault(message, "标题以报告、函、请示、通知等文种结尾。", para, value=title[-8:])
    elif re.search(r"(请示|报告|通知|函|意见)(请示|报告|通知|函|意见)$", title):
        yield LetterFault("标题有两个文种。", "请示和报告不能合写，只用一个文种。", para, value=title[-4:])


_NO_KINDS = ("汇报", "请求", "申请", "总结", "说明", "情况", "材料", "呈报", "汇总", "请示件", "推荐信", "便函件")

_DOUBLED = re.compile(r"([的了是在和与及为对将并已经把被])\1(?!士)|[，。；：、！？]{2,}|(?<=[。；])[，、；。]")
_DOUBLED_WORD = re.compile(
    r"(?<![\u4e00-\u9fff]{2}[、，])((?:项目|企业|申报|推荐|报送|按照|要求|组织|审核|材料|通知|情况|进行|我们|我局|主体|名单|单位|有关|相关|认真|根据|关于|现将|特此|评审|公示|附件|截至))\1"
)
# Organs of one title stand apart by a blank: 《市经信局 市发改委关于…》.
_BLANKS = re.compile(rf"(?<=[{HANZI}，。；：、])(?<![局委厅办部会院室司处府行])[ \u00a0]+(?=[{HANZI}])")


def slips(case: Case) -> Iterator[LetterFault]:
    for para in case.parts.of(*RUNNING, LetterPart.TITLE, LetterPart.ENCLOSURE, LetterPart.NOTE, LetterPart.ADDRESSEE):
        text = without_names(case, para.text)
        doubled = _DOUBLED.search(text) or _DOUBLED_WORD.search(text)
        if doubled:
            what = "标点" if re.fullmatch(r"\W+", doubled.group()) else "字词"
            yield LetterFault(f"{what}重复“{doubled.group()}”。", "删去多余的。", para, value=doubled.group())
        wrong = _lookalike(text)
        if wrong:
            message = f"“{wrong[0]}”疑为“{wrong[1]}”之误。"
            yield LetterFault(message, f"改为“{wrong[1]}”。", para, value=wrong[0], expected=wrong[1])
        if case.parts.roles.get(para.index) in (*RUNNING, LetterPart.ADDRESSEE):
            blank = _BLANKS.search(text)
            if blank:
                yield LetterFault("汉字之间有空格。", "删去空格。", para, value=text[max(0, blank.start() - 4) :][:8])


_WORDS = (
    "项目", "申报", "推荐", "企业", "已经", "自己", "未通过", "未予", "未达到", "审核", "工业", "智能", "制造", "示范", "材料",
    "部门", "人民政府", "大力", "干部", "建设", "土地", "土建", "上报", "下达", "目标", "目前", "日期", "日前",
)  # fmt: skip
_ALIKE: Mapping[str, str] = {
    "目": "日曰", "日": "曰", "已": "己巳", "己": "已巳", "未": "末", "申": "甲由电", "荐": "存", "业": "亚", "人": "入", "大": "太犬",
    "干": "千于", "土": "士", "上": "土", "下": "卞", "材": "村", "核": "孩该", "智": "知", "制": "刮", "示": "尔", "范": "苑", "部": "陪",
    "达": "迖", "建": "健", "料": "科", "报": "极", "造": "选", "工": "土",
}  # fmt: skip
"""Characters that a tired eye or a scanner takes for one another."""


@cache
def misspelt() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Every word of the field with one character mistaken, unless that is a word itself."""
    found: dict[str, str] = {}
    for word in _WORDS:
        for place, character in enumerate(word):
            for other in _ALIKE.get(character, ""):
                wrong = word[:place] + other + word[place + 1 :]
                if wrong not in _WORDS and wrong not in _REAL:
                    found.setdefault(wrong, word)
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True)))), found


_REAL = frozenset({"健设", "土报", "大千", "千部", "知能", "未予", "土业", "目前", "日前", "科材", "电报", "太力"})
"""Right, or made of the ends of two right words: never reported."""


def _lookalike(text: str) -> tuple[str, str] | None:
    pattern, words = misspelt()
    found = pattern.search(text)
    return (found.group(), words[found.group()]) if found else None


CHECKS = (
    Check(
        id="letter.kind",
        clause="条例第八条",
        severity=WARNING,
        title="标题写明一个文种",
        run=kind_named,
    ),
    Check(
        id="letter.closing",
        clause="条例第十五条、惯例",
        severity=WARNING,
        title="结束语与文种一致，报告不夹带请示事项",
        run=closing,
    ),
    Check(id="letter.slips", clause="文稿完整", severity=WARNING, title="没有叠字、形近字、多余标点和空格", run=slips),
)
