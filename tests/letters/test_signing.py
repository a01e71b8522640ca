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
from letter_samples import NOTICE, SUMMARY, figures, office, summary_rows, texts

from xltools.errors import LetterError
from xltools.letters import check_letter, figures_from_rows, join_figures, load_profile, make_letters
from xltools.letters.figures import SummaryFigures
from xltools.letters.kinds.tables import laid_out
from xltools.letters.typesetting import measures as m
from xltools.letters.typesetting.measures import CHARACTER, LINE
from xltools.letters.typesetting.seal_rows import sealed_rows
from xltools.letters.wording import width
from xltools.notice.model import LetterSpec, Notice

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 635


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
