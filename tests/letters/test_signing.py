"""What a secretary need not touch: seals over names, the short title, amounts under each other, what the first page holds."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from letter_samples import LEDGER, NOTICE, REVIEW_NOTICE, SUMMARY, figures, office, summary_rows

from xltools.errors import LetterError
from xltools.letters import Profile, check_letter, figures_from_rows, join_figures, load_profile, make_letters
from xltools.letters.figures import SummaryFigures
from xltools.letters.kinds.tables import laid_out
from xltools.letters.typesetting import measures as m
from xltools.letters.typesetting.measures import CHARACTER, LINE
from xltools.letters.typesetting.seal_rows import sealed_rows
from xltools.letters.wording import money_column, plain_amount, width
from xltools.notice.model import Column, ColumnType, LetterSpec, Notice

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 635


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]


def png(folder: Path, name: str = "章.png", *, alpha: bool = True, wide: int = 4, high: int = 4) -> str:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 6 if alpha else 2, 0, 0, 0)
    points = zlib.compress((b"\0" + b"\xdc\0\0\xff"[: 4 if alpha else 3] * wide) * high)
    path = folder / name
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b""))
    return str(path)


# --- seals -----------------------------------------------------------------------------------------------------------


def anchors(data: bytes) -> list[tuple[str, float, float, str, str]]:
    """(the line's text, middle in 字 from the margin, lines above the name, width in mm, behind) of each picture."""
    body = docx.Document(BytesIO(data)).element.body
    found = []
    for anchor in body.iter(f"{WP}anchor"):
        left, top = (int(anchor.find(f"{WP}position{axis}").find(f"{WP}posOffset").text) for axis in "HV")
        across = int(anchor.find(f"{WP}extent").get("cx"))
        line = "".join(next(anchor.iterancestors(qn("w:p"))).itertext()).strip()
        middle = (left + across / 2) / EMU / CHARACTER
        found.append(
            (line, round(middle, 1), round(-top / EMU / LINE, 2), round(across / 36000), anchor.get("behindDoc"))
        )
    return found


def test_one_seal_lies_over_name_and_date(tmp_path: Path):
    alone = office(发文机关="示例区经济和信息化局", 签发人="张三", 印章图片=png(tmp_path))
    (letter,) = make_letters(NOTICE, "district", figures(), alone, kind="submission")
    # 2022年10月28日 is 7 字 wide: it ends 4 字 before the margin (28), so the middle stands at 28 - 4 - 3.5.
    ((_, middle, above, across, behind),) = anchors(letter.data)
    assert (middle, above, across, behind) == (20.5, 1.5, 42, "0")
    assert "示例区经济和信息化局" in texts(letter.data)


def test_joint_seals_lie_in_the_order_of_the_organs(tmp_path: Path):
    seals = "、".join((png(tmp_path, "甲.png"), png(tmp_path, "乙.png", alpha=False)))
    (letter,) = make_letters(NOTICE, "district", figures(), office(印章图片=seals))
    assert [found[1:] for found in anchors(letter.data)] == [(7.0, 1.5, 42, "0"), (21.0, 1.5, 42, "1")]
    found = check_letter(letter.data, against=figures(), notice=NOTICE, level="district")
    assert [finding.message for finding in found if finding.severity != "info"] == []


def test_a_letter_without_a_picture_or_unsealed_has_none(tmp_path: Path):
    (plain,) = make_letters(NOTICE, "district", figures(), office())
    (unsealed,) = make_letters(NOTICE, "district", figures(), office(印章图片=png(tmp_path), 盖章="否"))
    assert anchors(plain.data) == anchors(unsealed.data) == []


def test_the_same_seal_twice_gives_the_same_bytes(tmp_path: Path):
    seals = "、".join([png(tmp_path)] * 2)
    one, two = (make_letters(NOTICE, "district", figures(), office(印章图片=seals))[0].data for _ in range(2))
    assert one == two


def test_pictures_that_are_none(tmp_path: Path):
    with pytest.raises(LetterError, match="发文机关2个，印章图片1个"):
        make_letters(NOTICE, "district", figures(), office(印章图片=png(tmp_path)))
    text = tmp_path / "字.png"
    text.write_text("不是图片", encoding="utf-8")
    cut = tmp_path / "断.png"
    cut.write_bytes(Path(png(tmp_path)).read_bytes()[:20])
    for path, words in (
        (text, "不是 PNG"),
        (cut, "不是 PNG"),
        (tmp_path / "没有.png", "读不出"),
        (tmp_path, "不是文件"),
    ):
        with pytest.raises(LetterError, match=words):
            make_letters(NOTICE, "district", figures(), office(印章图片=f"{path}、{path}"))


def test_nothing_sealed_waits_for_a_word(tmp_path: Path):
    seals = "、".join([png(tmp_path)] * 2)
    with pytest.raises(LetterError, match="成文日期"):
        make_letters(NOTICE, "district", figures(), office(印章图片=seals, 成文日期=""))


def test_a_seal_named_in_the_profile_lies_beside_it(tmp_path: Path):
    png(tmp_path, "局.png")
    (tmp_path / "office.toml").write_text('"印章图片" = "局.png"\n', encoding="utf-8")
    assert load_profile(tmp_path / "office.toml").get("印章图片") == str(tmp_path / "局.png")


# --- the short title -------------------------------------------------------------------------------------------------


def test_a_notice_named_again_is_cited_in_full_once():
    """The quota paragraph names the notice again: 以下简称《通知》 stands behind the full title, and only there."""
    (letter, _) = make_letters(
        NOTICE,
        "province",
        figures(level="province"),
        Profile(),
        settings={"报送主体": "省", "成文日期": "2022年12月1日"},
    )
    said = texts(letter.data)
    basis = next(text for text in said if text.startswith("按照"))
    assert f"《{NOTICE.title}》（{NOTICE.document}，以下简称《通知》）要求" in basis
    assert any(text.startswith("《通知》规定的推荐限额为") for text in said)
    assert "".join(said).count(NOTICE.title) == 1
    found = check_letter(letter.data, against=figures(level="province"), notice=NOTICE, level="province")
    assert not {"letter.citation", "letter.short-title"} & {finding.rule for finding in found}


def test_a_notice_named_once_gets_no_short_title():
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    assert "以下简称" not in "".join(texts(letter.data))


def test_a_persons_own_words_bring_the_short_title_in():
    (letter,) = make_letters(
        NOTICE, "district", figures(), office(), settings={"审核情况": "按照《通知》要求逐项审核。"}
    )
    assert "以下简称《通知》" in "".join(texts(letter.data))


@pytest.mark.parametrize(
    ("basis", "words"),
    [("《示例通知》要求", "通知规定的推荐限额"), ("《示例通知》（以下简称《通知》）要求", "《通知》规定的推荐限额")],
)
def test_a_basis_of_the_offices_own_decides(basis: str, words: str):
    settings = {"报送主体": "省", "依据": basis}
    (letter, _) = make_letters(NOTICE, "province", figures(level="province"), Profile(), settings=settings)
    assert any(text.startswith(words) for text in texts(letter.data))


def with_paragraphs(*added: str) -> bytes:
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    document = docx.Document(BytesIO(letter.data))
    place = next(one for one in document.paragraphs if one.text.startswith("一、"))
    for text in added:
        place.insert_paragraph_before(text, style=document.styles["公文正文"])
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("added", "found"),
    [
        (("按照《通知》要求办理。",), ["用了简称《通知》，前面没有写明是哪一份文件的简称。"]),
        (("按照《通知》要求办理。", "《通知》另有规定。"), ["用了简称《通知》，前面没有写明是哪一份文件的简称。"]),
        (("按照《关于申报工作的通知》（以下简称《通知》）要求办理。", "《通知》另有规定。"), []),
        (("按照《关于申报工作的通知》（示办〔2022〕4号，以下简称“通知”）要求办理。", "《通知》另有规定。"), []),
        (("按照《关于申报工作的通知》要求办理。", "通知另有规定，“通知”一词不加书名号。"), []),
        (
            ("按照《关于申报工作的通知》（以下简称《通知》）要求办理。", "《关于申报工作的通知》另有规定。"),
            ["前面已写明“以下简称《通知》”，这里又写了全称《关于申报工作的通知》。"],
        ),
    ],
)
def test_short_titles(added: tuple[str, ...], found: list[str]):
    said = check_letter(with_paragraphs(*added))
    assert [finding.message.rpartition("”：")[2] for finding in said if finding.rule == "letter.short-title"] == found


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        (("1200", "88.5", "1,234.56"), ("1200.00", "88.50", "1234.56")),
        (("1200", "0.123456"), ("1200.000000", "0.123456")),  # no amount is rounded
        (("1200.50万元", "-3万元", "待核"), ("1200.50万元", "-3.00万元", "待核")),
        (("", "—", "01200", "12,34"), ("", "—", "1200.00", "12,34")),
    ],
)
def test_amounts_of_a_column_have_equally_many_decimals(cells: tuple[str, ...], printed: tuple[str, ...]):
    assert money_column(cells) == printed


def test_what_is_no_amount():
    assert [plain_amount(text) for text in ("12a", "1,23", "", "1.2.3", "约100")] == [None] * 5


def ledger(*amounts: str) -> SummaryFigures:
    rows = [
        {"rank": str(at), "company": f"武汉示例{at}号有限公司", "project": f"{at}号工厂", "amount": amount}
        for at, amount in enumerate(amounts, 1)
    ]
    return figures_from_rows(REVIEW_NOTICE, LEDGER, rows, level="district")


def aligned(data: bytes, heading: str) -> list[tuple[str, str]]:
    """(text, alignment) of a column's cells below its heading, in the last table that has it."""
    for table in reversed(docx.Document(BytesIO(data)).tables):
        heads = [cell.text for cell in table.rows[0].cells]
        if heading in heads:
            cells = [row.cells[heads.index(heading)] for row in table.rows[1:]]
            return [
                (cell.text, cell.paragraphs[0].alignment.name if cell.paragraphs[0].alignment is not None else "")
                for cell in cells
            ]
    raise AssertionError(heading)


def test_a_column_of_money_stands_point_under_point():
    summary = ledger("6000", "12345.6", "98.75")
    settings = {"核查意见": "符合", "成文日期": "2025年10月16日"}
    notice = replace(REVIEW_NOTICE, attachments=(LEDGER,))
    (letter,) = make_letters(notice, "district", summary, office(), kind="submission", settings=settings)
    column = [("6000.00", "RIGHT"), ("12345.60", "RIGHT"), ("98.75", "RIGHT")]
    # A roll-up of details is no annex unless the pack says so.
    spec = next(one for one in notice.levels if one.key == "district")
    named = replace(spec, letters=tuple(replace(one, attachments=("附件6",)) for one in spec.letters))
    (letter,) = make_letters(replace(notice, levels=(named,)), "district", summary, office(), settings=settings)
    assert aligned(letter.data, "投资额（万元）") == column
    found = check_letter(letter.data, against=summary, notice=notice, level="district")
    assert [finding.message for finding in found if finding.rule == "letter.names"] == []


def test_a_changed_amount_in_the_annex_is_caught_whatever_its_noughts():
    summary, other = ledger("6000", "88.5"), ledger("6000", "88.6")
    spec = next(one for one in REVIEW_NOTICE.levels if one.key == "district")
    named = replace(spec, letters=tuple(replace(one, attachments=("附件6",)) for one in spec.letters))
    notice = replace(REVIEW_NOTICE, attachments=(LEDGER,), levels=(named,))
    settings = {"核查意见": "符合", "成文日期": "2025年10月16日"}
    (letter,) = make_letters(notice, "district", summary, office(), settings=settings)
    found = check_letter(letter.data, against=other, notice=notice, level="district")
    assert any("“88.50”" in one.message and "“88.6”" in one.message for one in found if one.rule == "letter.names")


def test_codes_that_look_like_amounts_are_left_alone():
    columns = (
        *LEDGER.columns,
        Column(key="number", heading="编号"),
        Column(key="unit", heading="单价（元）", type=ColumnType.AMOUNT, unit="元"),
    )
    rows = [{"company": "武汉示例甲有限公司", "project": "甲厂", "number": "0012", "unit": "5", "amount": "1"}]
    (row,) = figures_from_rows(REVIEW_NOTICE, replace(LEDGER, columns=columns), rows).rows
    assert row.cells["number"] == "0012"
    table = figures_from_rows(REVIEW_NOTICE, replace(LEDGER, columns=columns), rows).tables[0]
    assert dict(table.amounts) == {"amount": "万元", "unit": "元"}


# --- six organs ------------------------------------------------------------------------------------------------------

SIX = "、".join(
    f"示例区{name}局" for name in ("经济和信息化", "发展和改革", "财政", "市场监督管理", "数据", "科学技术")
)
SIGNERS = "张三、李四、王五、赵六、孙七、周八九"


def six(title: str) -> list[str]:
    asked = office(版头="文件", 发文机关=SIX, 签发人=SIGNERS, 机关简称="")
    settings = {"标题": title} if title else {}
    (letter,) = make_letters(NOTICE, "district", figures(), asked, settings=settings)
    return [finding.message for finding in letter.findings if finding.rule in ("letter.first-page", "letter.signers")]


def test_six_organs_leave_room_for_text_and_have_six_signers():
    assert six("") == []


def test_a_head_that_leaves_no_room_for_text_is_said():
    lines = "|".join(
        ("示例区经信局等六部门关于报送", *(f"{word}项有关情况的说明和{word}项" for word in "甲乙丙丁"), "的报告")
    )
    (said,) = six(lines)
    assert said == "6个机关的发文机关标志缩到14磅，首页仍排不下正文（GB/T 9704 7.3.3 要求首页有正文）。"


# --- what a notice asks an office to say -----------------------------------------------------------------------------

STATEMENTS = {
    "申报数": ("11", "收到申报的项目11个"),
    "初审未通过数": ("3", "初审未通过3个"),
    "审核时间": ("10月20日至21日", "10月20日至21日，我们"),
    "会同部门": ("示例区财政局、示例区市场监督管理局", "会同示例区财政局和示例区市场监督管理局"),
    "信用安全环保核查": ("经向有关部门核查，没有失信、安全和环保问题", "没有失信、安全和环保问题。"),
    "专家评审": ("10月22日组织7名专家评审", "10月22日组织7名专家评审。"),
    "公示情况": ("10月23日至27日公示，没有异议", "公示，没有异议。"),
    "线上审核": ("2022年10月28日", "我们已于2022年10月28日完成线上审核。"),
    "材料一致": ("是", "纸质材料与网上填报内容一致。"),
    "查验原件": ("是", "我们查验了申报资料原件。"),
    "真实性说明": ("是", "我们已核实推荐项目申报材料的真实性和合规性。"),
}


@pytest.mark.parametrize("kind", ["report", "submission", "recommendation", "review-report"])
def test_what_was_entered_stands_in_every_kind_that_recommends(kind: str):
    settings = {name: value for name, (value, _) in STATEMENTS.items()}
    (letter,) = make_letters(
        NOTICE, "district", figures(), office(), kind=kind, settings={**settings, "核查意见": "符合"}
    )
    said = "".join(texts(letter.data))
    assert [words for _, words in STATEMENTS.values() if words not in said] == []
    (bare,) = make_letters(NOTICE, "district", figures(), office(), kind=kind, settings={"核查意见": "符合"})
    unsaid = "".join(texts(bare.data))
    assert [words for _, words in STATEMENTS.values() if words in unsaid] == []


def test_what_the_notice_asks_for_and_nobody_said_is_named():
    level = next(one for one in NOTICE.levels if one.key == "district")
    asking = replace(
        level, letters=tuple(replace(one, options={**one.options, "asks": ["线上审核"]}) for one in level.letters)
    )
    notice = replace(NOTICE, levels=(asking,))
    (silent,) = make_letters(notice, "district", figures(), office())
    assert [one.value for one in silent.findings if one.severity == "warning"] == ["线上审核"]
    for settings in ({"线上审核": "已完成"}, {"审核情况": "已在平台完成线上审核。"}):
        (said,) = make_letters(notice, "district", figures(), office(), settings=settings)
        assert [one.value for one in said.findings if one.severity == "warning"] == []


# --- several summaries, addressees nobody knows ----------------------------------------------------------------------


def two_summaries() -> tuple[SummaryFigures, Notice]:
    """优秀场景 in 附件5 and 示范工厂 in 附件8; the notice wants only 附件5 from a district."""
    first, second = (
        replace(SUMMARY, key="附件5", title="优秀场景汇总表"),
        replace(SUMMARY, key="附件8", title="示范工厂汇总表"),
    )
    rows = summary_rows()
    parts = [
        figures_from_rows(NOTICE, attachment, [row for row in rows if row["category"] == category], level="district")
        for attachment, category in ((first, "优秀场景"), (second, "示范工厂"))
    ]
    level = next(one for one in NOTICE.levels if one.key == "district")
    asked = (LetterSpec(kind="report", attachments=("附件5",)), LetterSpec(kind="review-report"))
    levels = (replace(level, letters=asked),)
    return join_figures(parts), replace(NOTICE, attachments=(first, second), levels=levels)


def test_a_summary_the_notice_does_not_want_here_is_left_out_and_said():
    summary, notice = two_summaries()
    (letter,) = make_letters(notice, "district", summary, office(), kind="report")
    assert [one.value for one in letter.findings if one.rule == "letter.left-out"] == ["附件8"]
    said = "".join(texts(letter.data))
    assert "共推荐项目3个" in said
    assert "示范工厂汇总表" not in said


def test_one_table_of_the_letters_own_may_hold_the_enterprises_of_two_summaries():
    summary, notice = two_summaries()
    settings = {"核查意见": "符合"}
    (letter,) = make_letters(notice, "district", summary, office(), kind="review-report", settings=settings)
    found = check_letter(letter.data, against=summary, notice=notice, level="district")
    assert [one.message for one in found if one.rule in ("letter.names", "letter.ranks")] == []


def test_an_addressee_that_nobody_knows_waits():
    level = next(one for one in NOTICE.levels if one.key == "district")
    notice = replace(NOTICE, levels=(replace(level, addressees=()),))
    (letter,) = make_letters(notice, "district", figures(), office())
    assert "【待填：主送机关】：" in texts(letter.data)
    with pytest.raises(LetterError, match="主送机关"):
        make_letters(notice, "district", figures(), office(版头="文件"))


def test_an_enterprises_paper_goes_to_whom_the_enterprise_hands_in_to():
    letters = make_letters(NOTICE, "province", figures(level="province"), office(), kind="承诺书")
    assert (len(letters), {letter.addressee for letter in letters}) == (5, {"示例区经济和信息化局"})


def test_a_form_of_many_boxes_has_no_head_to_repeat():
    offices = [f"{word}部门" for word in "甲乙丙丁戊己庚"]
    level = next(one for one in NOTICE.levels if one.key == "district")
    notice = replace(
        NOTICE, levels=(replace(level, letters=(LetterSpec(kind="opinion-form", options={"offices": offices}),)),)
    )
    (letter,) = make_letters(notice, "district", figures(), office(), kind="opinion-form")
    assert letter.findings == ()


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        (("甲区财政局", "甲区科技局", "甲区商务局"), [3]),
        (("甲区财政局", "甲区经济和信息化委员会", "甲区商务局"), [2, 1]),
        (("甲区财政局", "甲区人民政府国有资产监督管理委员会", "甲区商务局", "甲区科技局"), [2, 2]),
        (("甲市东湖新技术开发区管理委员会", "甲市经济技术开发区管理委员会"), [2]),
    ],
)
def test_joint_names_stand_in_rows_with_room_for_every_seal(names: tuple[str, ...], rows: list[int]):
    laid = sealed_rows(names)
    assert [len(row) for row in laid.rows] == rows
    for row in laid.rows:
        middles = [laid.middle(column, len(row)) for column in range(len(row))]
        assert all(right - left >= m.SEAL * m.MM / m.CHARACTER for left, right in pairwise(middles))
        ends = [
            (at - laid.scale * width(name) / 2, at + laid.scale * width(name) / 2)
            for at, name in zip(middles, row, strict=True)
        ]
        assert ends[0][0] >= 0
        assert ends[-1][1] <= m.CHARACTERS
        assert all(left[1] < right[0] for left, right in pairwise(ends))


def test_names_too_long_to_be_sealed_on_one_page_are_said_before_anything_is_written():
    names = "、".join(f"示例市东湖新技术开发区管理委员会科技创新和经济发展{name}局" for name in "甲乙丙丁戊")
    with pytest.raises(LetterError, match="排不下"):
        make_letters(NOTICE, "district", figures(), office(发文机关=names), kind="submission")
    assert make_letters(NOTICE, "district", figures(), office(发文机关=names, 盖章="否"), kind="submission")


def test_the_room_of_a_table_goes_to_texts_before_columns_without_any():
    heads = ("序号", "企业名称", "统一社会信用代码", "项目名称", *(f"核查{place}" for place in "甲乙丙丁戊己庚辛"))
    row = ("1", "示例精密重型装备股份有限公司", "91420100MA4KEXM001", "重型装备智能制造示范工厂", *[""] * 8)
    table = laid_out(heads, (row, row), "c" * len(heads), room=m.TEXT_HEIGHT)
    code, empty = table.widths[2], table.widths[4:]
    assert code > 18 / 2 * 1.2  # unbroken in a font with wider digits
    assert min(table.widths[1], table.widths[3]) > 1.5 * max(empty)


def test_a_form_for_six_offices_and_a_long_title_stays_on_its_page():
    offices = "、".join(f"示例市{name}局" for name in ("工业和信息化", "发展改革", "财政", "国资", "市场监管", "数据"))
    (letter,) = make_letters(
        NOTICE,
        "province",
        figures(level="province"),
        office(发文机关=offices, 标题="很长的推荐意见表" * 4),
        kind="opinion-form",
    )
    form = docx.Document(BytesIO(letter.data)).tables[0]
    heights = sum(int(row._tr.find(f".//{qn('w:trHeight')}").get(qn("w:val"))) for row in form.rows)
    assert heights < (225 - 36) * m.MM
