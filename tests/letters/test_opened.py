"""A Word document as the checks see it: what is in force after styles, bases, defaults and theme; which line is what."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from letters.bases import BASES
from letters.edges import opened

from xltools.letters.checker.classify import LetterPart, classify
from xltools.letters.checker.opened import FIELD, OpenedLetter, Para
from xltools.letters.checker.reading import read_opened
from xltools.letters.opening import open_document

W = nsdecls("w")
STYLES = {
    "Far": '<w:pPr><w:jc w:val="center"/><w:spacing w:before="60" w:line="579" w:lineRule="exact"/><w:ind w:left="632"/></w:pPr>'
    '<w:rPr><w:rFonts w:eastAsia="黑体" w:ascii="Arial"/><w:sz w:val="32"/><w:b/></w:rPr>',
    "Near": '<w:basedOn w:val="Far"/><w:pPr><w:ind w:firstLineChars="200" w:firstLine="632"/><w:widowControl w:val="0"/></w:pPr>'
    '<w:rPr><w:rFonts w:eastAsia="楷体"/><w:color w:val="ff0000"/></w:rPr>',
    "Loop": '<w:basedOn w:val="Loop"/><w:rPr><w:sz w:val="28"/></w:rPr>',
}


def document(*paragraphs: str, styles: dict[str, str] = STYLES) -> OpenedLetter:
    """A document of these paragraphs (the inside of <w:p>), read back from its bytes."""
    made = docx.Document()
    for name, inside in styles.items():
        style = f'<w:style {W} w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}的样式"/>{inside}</w:style>'
        made.styles.element.append(parse_xml(style))
    body = made.element.body
    for inside in paragraphs:
        body.insert(len(body) - 1, parse_xml(f"<w:p {W}>{inside}</w:p>"))
    out = BytesIO()
    made.save(out)
    return read_opened(open_document(out.getvalue()))


def one(inside: str) -> Para:
    return document(inside).paragraphs[0]


def run(inside: str, paragraph: str = "") -> object:
    return one(f"{paragraph}<w:r>{inside}<w:t>字</w:t></w:r>").runs[0]


def styled(name: str, more: str = "") -> str:
    return f'<w:pPr><w:pStyle w:val="{name}"/>{more}</w:pPr>'


def test_the_nearest_layer_decides() -> None:
    far, near = one(styled("Far") + "<w:r><w:t>字</w:t></w:r>"), one(styled("Near") + "<w:r><w:t>字</w:t></w:r>")
    assert (far.style, far.align, far.line, far.before, round(far.left, 2), far.first) == (
        "Far的样式",
        "center",
        579,
        60,
        2.0,
        0.0,
    )
    assert (near.style, near.align, near.line, near.before, round(near.left, 2), near.first) == (
        "Near的样式",
        "center",
        579,
        60,
        2.0,
        2.0,
    )
    assert (far.runs[0].east, far.runs[0].latin, far.runs[0].size, far.runs[0].bold, far.runs[0].color) == (
        "黑体",
        "Arial",
        16,
        True,
        "",
    )
    assert (near.runs[0].east, near.runs[0].latin, near.runs[0].bold, near.runs[0].color) == (
        "楷体",
        "Arial",
        True,
        "FF0000",
    )
    assert not near.widow
    assert one(styled("Loop") + "<w:r><w:t>字</w:t></w:r>").runs[0].size == 14
    direct = one(styled("Near", '<w:jc w:val="right"/><w:widowControl/>') + "<w:r><w:t>字</w:t></w:r>")
    assert (direct.align, direct.widow, direct.line) == ("right", True, 579)


def test_what_a_document_says_nothing_of() -> None:
    plain = document("<w:r><w:t>字</w:t></w:r>", styles={}).paragraphs[0]
    assert (plain.align, plain.line, plain.before, plain.first, plain.left, plain.right) == ("left", None, 0, 0, 0, 0)
    assert (plain.page_break, plain.shaded, plain.frame, plain.borders, plain.table, plain.section) == (
        False,
        False,
        None,
        {},
        None,
        0,
    )
    assert plain.widow
    first = plain.runs[0]
    assert (first.bold, first.italic, first.underline, first.hidden, first.color, first.highlight, first.style) == (
        False, False, False, False, "", "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        ("<w:b/>", "bold", True), ('<w:b w:val="0"/>', "bold", False), ('<w:b w:val="false"/>', "bold", False), ('<w:b w:val="off"/>', "bold", False),
        ('<w:b w:val="true"/>', "bold", True), ("<w:i/>", "italic", True), ('<w:u w:val="single"/>', "underline", True),
        ('<w:u w:val="none"/>', "underline", False), ("<w:u/>", "underline", False), ('<w:sz w:val="33"/>', "size", 16.5),
        ('<w:color w:val="auto"/>', "color", ""), ('<w:color w:val="00ff0a"/>', "color", "00FF0A"), ("<w:vanish/>", "hidden", True),
        ("<w:webHidden/>", "hidden", True), ('<w:highlight w:val="yellow"/>', "highlight", "yellow"),
        ('<w:highlight w:val="none"/>', "highlight", ""), ('<w:shd w:fill="FFFF00"/>', "highlight", "FFFF00"),
        ('<w:shd w:fill="auto"/>', "highlight", ""), ('<w:shd w:fill="FFFFFF"/>', "highlight", ""),
        ('<w:rFonts w:eastAsia="仿宋" w:ascii="Times"/>', "east", "仿宋"), ('<w:rFonts w:eastAsia="仿宋" w:ascii="Times"/>', "latin", "Times"),
        ('<w:rFonts w:hint="eastAsia"/>', "hint", "eastAsia"), ('<w:rFonts w:eastAsia="仿宋" w:eastAsiaTheme="minorEastAsia"/>', "themed", True),
        ('<w:rFonts w:eastAsia="仿宋"/>', "themed", False),
    ],
)  # fmt: skip
def test_the_look_of_a_run(inside: str, field: str, value: object) -> None:
    assert getattr(run(f"<w:rPr>{inside}</w:rPr>"), field) == value


@pytest.mark.parametrize(
    ("indent", "first", "left", "right"),
    [
        ('w:firstLineChars="200"', 2, 0, 0), ('w:firstLine="640"', 640 / 240, 0, 0), ('w:hangingChars="150" w:leftChars="500"', -1.5, 5, 0),
        ('w:rightChars="400"', 0, 0, 4), ('w:endChars="100" w:startChars="300"', 0, 3, 1), ('w:leftChars="0" w:left="240"', 0, 1, 0),
        ('w:leftChars="0"', 0, 0, 0), ('w:right="480"', 0, 0, 2), ('w:left="-240"', 0, -1, 0),
    ],
)  # fmt: skip
def test_indents_in_characters_of_the_paragraph(indent: str, first: float, left: float, right: float) -> None:
    para = one(f'<w:pPr><w:ind {indent}/></w:pPr><w:r><w:rPr><w:sz w:val="24"/></w:rPr><w:t>字</w:t></w:r>')
    assert (para.first, para.left, para.right) == pytest.approx((first, left, right))


def test_at_sixteen_points_the_grids_character_counts() -> None:
    for half_points, width in (("31", 310), ("32", 316), ("33", 330)):
        para = one(
            f'<w:pPr><w:ind w:left="3160"/></w:pPr><w:r><w:rPr><w:sz w:val="{half_points}"/></w:rPr><w:t>字</w:t></w:r>'
        )
        assert para.left == pytest.approx(3160 / width, abs=0.06), half_points


def test_first_line_and_hanging_exclude_each_other() -> None:
    para = one(styled("Near", '<w:ind w:hangingChars="100"/>') + "<w:r><w:t>字</w:t></w:r>")
    assert para.first == -1
    assert round(para.left, 2) == 2


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        ('<w:spacing w:line="360" w:lineRule="auto"/>', "line", None), ('<w:spacing w:line="360"/>', "line", None),
        ('<w:spacing w:line="360" w:lineRule="exact"/>', "line", 360), ('<w:spacing w:after="20"/>', "after", 20),
        ("<w:pageBreakBefore/>", "page_break", True), ('<w:pageBreakBefore w:val="0"/>', "page_break", False),
        ('<w:shd w:fill="D9D9D9"/>', "shaded", True), ('<w:shd w:fill="auto"/>', "shaded", False), ('<w:framePr w:w="8844"/>', "frame", 8844),
        ('<w:pBdr><w:top w:val="single" w:sz="8" w:color="ff0000"/><w:bottom w:val="nil"/></w:pBdr>', "borders", {"top": (8, "FF0000")}),
        ('<w:pBdr><w:top w:val="single"/></w:pBdr>', "borders", {"top": (0, "AUTO")}), ('<w:jc w:val="distribute"/>', "align", "distribute"),
    ],
)  # fmt: skip
def test_the_look_of_a_paragraph(inside: str, field: str, value: object) -> None:
    assert getattr(one(f"<w:pPr>{inside}</w:pPr><w:r><w:t>字</w:t></w:r>"), field) == value


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"), ("<w:r><w:t>甲</w:t><w:ptab/><w:cr/></w:r>", "甲\t\n"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙"), ("<w:r><w:t>2</w:t><w:noBreakHyphen/><w:t>3</w:t></w:r>", "2-3"),
        ("<w:r><w:instrText> PAGE </w:instrText></w:r>", f"{FIELD}PAGE{FIELD}"), ("<w:ins><w:r><w:t>加</w:t></w:r></w:ins>", "加"),
        ("<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText><w:t>乙</w:t></w:r></w:del>", "甲"),
        ("<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>", "链"), ("<w:smartTag><w:r><w:t>甲</w:t></w:r></w:smartTag>", "甲"),
        ("<w:r><w:t>甲</w:t></w:r><w:txbxContent><w:r><w:t>框</w:t></w:r></w:txbxContent>", "甲"), ("<w:r/>", ""),
    ],
)  # fmt: skip
def test_the_text_of_a_paragraph(inside: str, text: str) -> None:
    assert one(inside).text == text


def test_the_run_with_most_text_is_the_paragraphs_font() -> None:
    para = one(
        '<w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">          </w:t></w:r><w:r><w:rPr><w:sz w:val="30"/></w:rPr><w:t>甲</w:t></w:r>'
        '<w:r><w:rPr><w:sz w:val="32"/></w:rPr><w:t>甲乙</w:t></w:r><w:r><w:rPr><w:sz w:val="40"/></w:rPr><w:t>丙丁</w:t></w:r>'
    )
    assert para.main_run is not None
    assert para.main_run.size == 16
    assert one("<w:r><w:t> </w:t></w:r>").main_run is None
    assert one('<w:r><w:t>甲</w:t><w:br w:type="page"/></w:r>').page_break
    assert not one("<w:r><w:t>甲</w:t><w:br/></w:r>").page_break


def test_tables_sections_and_controls_stand_in_reading_order() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    head = "<w:tr><w:trPr><w:tblHeader/><w:cantSplit/></w:trPr>" + cell.format("名称") + cell.format("数量") + "</w:tr>"
    row = "<w:tr><w:trPr><w:cantSplit/></w:trPr>" + cell.format("甲") + cell.format("1") + "</w:tr>"
    grid = '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    ruled = '<w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr>'
    bare = '<w:tblPr><w:tblBorders><w:top w:val="none"/></w:tblBorders></w:tblPr>'
    made = docx.Document()
    parts = [
        "<w:p {0}><w:r><w:t>一</w:t></w:r></w:p>", f"<w:tbl {{0}}>{ruled}{grid}{head}{row}</w:tbl>",
        '<w:p {0}><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr><w:r><w:t>二</w:t></w:r></w:p>',
        "<w:sdt {0}><w:sdtContent><w:p><w:r><w:t>三</w:t></w:r></w:p></w:sdtContent></w:sdt>", "<w:sdt {0}/>",
        f"<w:tbl {{0}}>{bare}{grid}{row}{row.replace('<w:cantSplit/>', '')}</w:tbl>",
    ]  # fmt: skip
    body = made.element.body
    for part in parts:
        body.insert(len(body) - 1, parse_xml(part.format(W)))
    out = BytesIO()
    made.save(out)
    found = read_opened(open_document(out.getvalue()))
    assert [para.text for para in found.paragraphs] == [
        "一",
        "名称",
        "数量",
        "甲",
        "1",
        "二",
        "三",
        "甲",
        "1",
        "甲",
        "1",
    ]
    assert [para.index for para in found.paragraphs] == list(range(11))
    assert [para.table for para in found.paragraphs] == [None, 0, 0, 0, 0, None, None, 1, 1, 1, 1]
    assert [para.section for para in found.paragraphs] == [0] * 6 + [1] * 5
    first, second = found.tables
    assert (first.rows, first.width, first.head_repeats, first.whole_rows, first.ruled, first.section, first.after) == (
        (("名称", "数量"), ("甲", "1")), 5000, True, True, True, 0, 0,
    )  # fmt: skip
    assert (second.head_repeats, second.whole_rows, second.ruled, second.section, second.after) == (
        False,
        False,
        False,
        1,
        6,
    )
    assert [para.text for para in found.flow] == ["一", "二", "三", "甲", "1", "甲", "1"]
    assert (found.sections[0].width, found.sections[0].height, found.sections[0].landscape) == (11906, 16838, False)
    assert (found.sections[0].top, found.sections[0].grid_type, found.sections[0].line_pitch) == (0, "", 0)


@pytest.mark.parametrize("name", BASES)
def test_a_letter_without_our_styles_is_understood_the_same(name: str) -> None:
    document = opened(name)
    bare = replace(document, paragraphs=tuple(replace(para, style="Normal") for para in document.paragraphs))
    assert classify(bare).roles == classify(document).roles


@pytest.mark.parametrize("name", BASES)
def test_every_line_has_its_role(name: str) -> None:
    document = opened(name)
    parts = classify(document)
    order = [parts.roles[para.index] for para in document.paragraphs if para.index in parts.roles]
    texts = {role: [para.text for para in parts.of(role)] for role in set(order)}
    assert all(para.text.strip() for para in document.paragraphs if para.index in parts.roles)
    assert all(para.index in parts.roles for para in document.paragraphs if para.text.strip())
    flat = [role for place, role in enumerate(order) if role is not LetterPart.CELL and role not in order[:place]]
    expected = [
        LetterPart.TITLE,
        LetterPart.ADDRESSEE,
        LetterPart.BODY,
        LetterPart.ENCLOSURE,
        LetterPart.ORGAN,
        LetterPart.DATE,
        LetterPart.NOTE,
        LetterPart.ANNEX_LABEL,
        LetterPart.ANNEX_TITLE,
    ]
    assert [role for role in flat if role in expected] == [role for role in expected if role in flat]
    assert [text.strip() for text in texts[LetterPart.DATE]] == ["2022年10月28日"]
    assert (LetterPart.MARK in texts, LetterPart.IMPRINT in texts) == (
        name != "plain" and name != "single",
        name in ("head", "letter"),
    )
    assert parts.first(LetterPart.MARK) is (None if LetterPart.MARK not in texts else parts.of(LetterPart.MARK)[0])


LINES = (
    ("示例区经济和信息化局", "center", 16), ("关于报送推荐项目的报告", "center", 22), ("示例市经济和信息化局：", "left", 16), ("现报告如下。", "both", 16),
    ("附件：1.推荐汇总表", "left", 16), ("2.申报书", "left", 16), ("示例区经济和信息化局", "right", 16), ("2022年10月28日", "right", 16),
    ("（联系人：王五）", "left", 16), ("附件1", "left", 16), ("推荐汇总表", "center", 22), ("表略", "left", 16), ("抄送：示例市财政局。", "left", 14),
)  # fmt: skip
WANTED = [
    LetterPart.TITLE, LetterPart.TITLE, LetterPart.ADDRESSEE, LetterPart.BODY, LetterPart.ENCLOSURE, LetterPart.ENCLOSURE, LetterPart.ORGAN, LetterPart.DATE, LetterPart.NOTE, LetterPart.ANNEX_LABEL,
    LetterPart.ANNEX_TITLE, LetterPart.ANNEX, LetterPart.IMPRINT,
]  # fmt: skip


def typed(lines: tuple[tuple[str, str, int], ...]) -> list[LetterPart]:
    document_ = document(
        *(
            f'<w:pPr><w:jc w:val="{align}"/></w:pPr><w:r><w:rPr><w:sz w:val="{size * 2}"/></w:rPr><w:t>{text}</w:t></w:r>'
            for text, align, size in lines
        ),
        styles={},
    )
    parts = classify(document_)
    return [parts.roles[para.index] for para in document_.paragraphs]


def test_a_letter_typed_by_hand_line_by_line() -> None:
    assert typed(LINES) == WANTED
    assert typed(LINES[:8]) == WANTED[:8]
    # Without a date nobody signs; the enclosures go on until the end.
    assert typed((*LINES[:4], LINES[6]))[-1] is LetterPart.BODY
    no_annex = (*LINES[:4], *LINES[6:9])
    assert typed(no_annex) == [*WANTED[:4], *WANTED[6:9]]
    assert typed((*LINES[:8], LINES[12])) == [*WANTED[:8], LetterPart.IMPRINT]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("一、总体情况", LetterPart.LEVEL1), ("十二.其他", LetterPart.LEVEL1), ("（三）审核", LetterPart.LEVEL2), ("(二)审核", LetterPart.LEVEL2), ("1.某公司", LetterPart.LEVEL3),
        ("12．某公司", LetterPart.LEVEL3), ("1.5万元", LetterPart.BODY), ("（1）某项", LetterPart.LEVEL4), ("⑴某项", LetterPart.LEVEL4), ("①某项", LetterPart.LEVEL4),
        ("一是认真组织。", LetterPart.BODY), ("2022年组织申报。", LetterPart.BODY),
    ],
)  # fmt: skip
def test_a_lines_number_says_its_level(text: str, role: LetterPart) -> None:
    assert typed((*LINES[:3], (text, "both", 16), *LINES[6:8]))[3] is role


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("示经信〔2022〕18号", "示经信〔2022〕18号"), ("示经信[2022]18号", "示经信[2022]18号"), ("示经信（2022）第18号", "示经信（2022）第18号"),
        ("示经信〔2022〕18号\t签发人：张　三　李思源", "示经信〔2022〕18号"),
    ],
)  # fmt: skip
def test_the_number_and_the_signers_of_a_head(line: str, number: str) -> None:
    first = f"<w:r><w:t>{line.replace(chr(9), '</w:t><w:tab/><w:t>')}</w:t></w:r>"
    document_ = document(
        first,
        '<w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="44"/></w:rPr><w:t>关于报送的报告</w:t></w:r>',
        styles={},
    )
    parts = classify(document_)
    assert (parts.roles[0], parts.number, parts.title, parts.document_type) == (
        LetterPart.NUMBER,
        number,
        "关于报送的报告",
        "报告",
    )
    assert parts.signers == (("张三", "李思源") if "签发人" in line else ())
    assert (parts.organs, parts.date, parts.addressees, parts.enclosures) == ((), "", (), ())


def test_enclosures_over_several_lines() -> None:
    lines = (*LINES[:4], ("附件：1.推荐汇总表（含各区", "left", 16), ("2.申报书", "left", 16), *LINES[6:8])
    document_ = document(
        *(
            f'<w:pPr><w:jc w:val="{a}"/></w:pPr><w:r><w:rPr><w:sz w:val="{s * 2}"/></w:rPr><w:t>{t}</w:t></w:r>'
            for t, a, s in lines
        ),
        styles={},
    )
    assert classify(document_).enclosures == ("推荐汇总表（含各区", "申报书")
    assert classify(opened("plain")).text.startswith("按照《")
