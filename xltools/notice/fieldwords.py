"""What each key of a pack means, in Chinese: shown by editors that know the pack's JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Notice": {
        "id": "通知包的编号，与文件夹同名", "title": "通知的名称", "version": "通知包的版本，改版时加一", "short": "简称", "document": "文号，没有的留空",
        "cites": "公文里引用的标题；一包几份文件的，以 § 前的字为键", "programme": "项目、称号的名称", "issuers": "发文机关", "issued": "发文日期", "year": "年份",
        "place": "地名：由它认出本地报来的表", "places": "其他地名", "based_on": "所依据的上级通知包，只写不同之处", "levels": "每一级由谁行文、报给谁、何时报",
        "windows": "时间窗口，首尾两日都算", "parameters": "通知规定或没有写明的口径，规则用 @key 引用", "quotas": "推荐名额", "attachments": "附件（一般各写一个文件）",
        "ledger": "投资怎样核算：窗口、最低投资额、日期列和金额列", "materials": "企业申报材料的清单", "registers": "往年名单", "rules": "跨附件的规则",
        "clauses": "通知每一条的去向", "texts": "规定的文字", "remove": "不要的上级规则、附件或列", "abstract": "true：只供别的包依据，不是通知",
        "checks": "审核关系（统计报表式）", "selection": "遴选：有哪些环节、各留几家、怎样打分",
    },
    "Attachment": {
        "key": "附件号，如 附件6", "title": "表名", "role": "用途", "layout": "版式来源：found 见过原件、near 相近、inferred 推定", "layout_note": "版式来源的说明",
        "basis": "依据的条款", "shape": "table 逐行的表、form 申报表（栏目和填写处成对）、list 固定行的表", "titles": "别的表名", "sheet": "工作表名", "within": "申报表中的小表：它所在的申报表", "unit": "金额单位：元、万元、亿元",
        "columns": "列", "labels": "表外的栏目（填报单位：…）", "submitter": "写明谁报来的标签或列", "category": "分类列", "blocks": "分类的各段", "subtotals": "有小计",
        "total": "有合计", "order": "排序的列", "key_columns": "合起来指明一行的列", "rows": "固定行", "rows_from": "固定行取自清单", "row_key": "固定行的名称列",
        "factory_type": "离散型或流程型", "rules": "规则", "notes": "填表说明", "signatures": "签字盖章", "blank_rows": "空表的行数", "word": "官方是 Word 表",
        "landscape": "横排", "file_name": "空表的文件名", "blank": "单位原来的空表（在 空表 文件夹）", "levels": "由哪几级汇总", "inherits": "与另一附件相同，只写不同之处",
    },
    "Column": {
        "key": "列的代号，规则引用它", "heading": "栏名", "group": "最上一行的组名", "subgroups": "中间各行的组名", "aliases": "别的写法", "type": "类型", "unit": "单位",
        "required": "必填", "required_when": "某列为某值时必填", "values": "下拉项", "values_from": "下拉项取自 reference 的清单", "closed": "false：清单外的只提醒",
        "format": "credit-code、phone、invoice-number、email", "minimum": "不低于", "maximum": "不高于", "max_length": "字数上限", "counted": "words 或 characters",
        "fill_down": "合并单元格的值归每一行", "sum": "汇总相加", "carried": "true：汇总的单位改过的，再次汇总时逐行保留（联系方式、备注）", "drawn": "false：空表里没有", "width": "列宽", "prompt": "输入提示", "fix": "改法", "severity": "级别",
        "basis": "条款", "assumed": "推定", "cell": "申报表：填写处的单元格", "source": "核查汇总：由什么填", "after": "排在哪一列之后",
    },
    "RuleSpec": {
        "id": "规则编号", "kind": "规则种类，见 docs/规则种类.md", "severity": "error 错误、warning 提醒、info 说明", "basis": "条款（必写）", "title": "一句话：条款要求什么",
        "message": "代替原话", "fix": "改法", "when": "只适用于某列为某值的行", "assumed": "推定",
        "force": "通知定轻重的用语（原则上、应、须）", "weaker": "用语是应、须而只提醒的，为什么", "example": "不通过的例子", "options": "种类自己的选项",
        "trial_until": "试行到哪一天（含）：之前只提醒，之后按级别计", "holds_from": "从哪一天起适用", "holds_to": "适用到哪一天（含）",
    },
    "LedgerSpec": {
        "attachment": "投资明细的附件", "window": "窗口", "floor": "最低投资额（元）", "floor_basis": "最低投资额的条款", "bases": "口径：日期列和金额列（必写）", "category": "类别列，没有的不写",
        "seller": "供应商列，没有的不写", "invoice": "发票号码列，没有的不写", "fallback_date": "没有发票时的日期列", "fallback_amount": "没有发票时的金额列",
        "fallback_categories": "可以没有发票的类别", "invoice_code": "发票代码列", "excluded_words": "不计入的字样", "excluded_basis": "不计入的条款",
    },
    "Level": {
        "key": "enterprise、district、city、province、ministry", "name": "名称", "order": "次序", "departments": "行文的部门，主办在前", "joint": "联合行文",
        "receives_from": "收哪一级的", "deadline": "报送截止", "online_deadline": "网上截止", "copies": "份数", "priority_order": "按推荐顺序", "addressees": "收文机关",
        "attachments": "报哪些附件", "letters": "公函", "offices": "本级各单位的名单", "basis": "条款",
    },
    "SelectionSpec": {
        "attachment": "参加遴选的企业所在的汇总表", "level": "由哪一级遴选", "steps": "环节，按先后", "decimals": "专家打分可有几位小数",
        "mean_decimals": "平均分和综合得分四舍五入到几位小数，按此排名", "trim_from": "专家不少于几人时去掉一个最高分和一个最低分，0 为不去", "letter": "怎样公示", "basis": "条款",
    },
    "SelectionStep": {
        "key": "代号", "name": "名称", "kind": "review 审查、score 打分、opinion 综合评议", "basis": "条款", "places": "留几家，0 为全部", "drop_share": "审查：淘汰比例的上限",
        "merged_at_most": "审查：申报企业不超过几家时与下一环节合并", "items": "打分项和满分", "weights": "综合评议：各环节得分的权重", "rest": "综合评议：权重为其余的环节",
    },
    "ScoreItem": {"name": "名称", "full": "满分"},
    "ListedCheck": {
        "id": "编号", "relation": "关系式", "tolerance": "容差（表中的单位）", "severity": "error 硬性、warning 软性", "message": "说明", "fix": "改法",
        "basis": "条款", "rows": "逐行核对的附件",
    },
    "Label": {"key": "代号", "text": "标签的字", "aliases": "别的写法", "type": "类型", "required": "必填"},
    "Parameter": {"key": "代号，用 @key 引用", "value": "值", "assumed": "通知没有写明", "title": "是什么", "basis": "条款"},
    "Window": {"key": "代号", "start": "起始日", "end": "截止日", "title": "名称", "basis": "条款", "assumed": "推定"},
    "Basis": {"date": "invoice、contract、payment", "tax": "with 含税、without 不含税", "date_column": "日期列", "amount_column": "金额列", "once_per": "该列每个值只计一次"},
}  # fmt: skip
