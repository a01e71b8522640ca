"""Cells as a sheet's part stores them."""

from __future__ import annotations

from formats.corpus import D, add, one
from formats.corpus_ooxml import BASIC, BASIC_CELLS, CELL, TEXT, basic
from formats.ooxml_maker import (
    pack,
    simple,
)

from xltools.formats.grid import NO_VALUE, ErrorValue

# -- the sheet's XML ---------------------------------------------------------------------------------------------------

add("dimension-too-small.xlsx", pack(basic(before='<dimension ref="A1"/>')), one(BASIC_CELLS))
add("dimension-whole-grid.xlsx", pack(basic(before='<dimension ref="A1:XFD1048576"/>')), one(BASIC_CELLS))
add("dimension-nonsense.xlsx", pack(basic(before='<dimension ref="没有"/>')), one(BASIC_CELLS))
add("last-cell.xlsx", pack(simple('<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>')), one({"XFD1048576": 7}))
add(
    "rows-out-of-order.xlsx",
    pack(
        simple(
            '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
        )
    ),
    one({"A1": 1, "A2": 2, "A3": 3}),
)
add(
    "cells-out-of-order.xlsx",
    pack(simple('<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')),
    one({"A1": 1, "B1": 2, "C1": 3}),
)
add(
    "row-twice.xlsx",
    pack(simple('<row r="1"><c r="C1"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>')),
    one({"A1": 1, "C1": 3}),
)
add(
    "cell-twice-same.xlsx",
    pack(simple('<row r="1"><c r="A1"><v>3</v></c><c r="A1"><v>3</v></c></row>')),
    one({"A1": 3}),
)
add(
    "no-references.xlsx",
    pack(simple("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>")),
    one({"A1": 1, "C1": 3, "A3": 4}),
)
add(
    "some-references.xlsx",
    pack(simple('<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row><row><c r="D3" s="0"/><c><v>3</v></c></row>')),
    one({"B2": 1, "C2": 2, "E3": 3}),
)
add(
    "small-letters.xlsx",
    pack(simple('<row r="12"><c r="ab12"><v>1</v></c><c r="$AC$12"><v>2</v></c></row>')),
    one({"AB12": 1, "AC12": 2}),
)
add(
    "indented.xlsx",
    pack(
        simple(
            '\n  <row r="1">\n    <c r="A1" t="str">\n      <f>B1</f>\n      <v>词 </v>\n    </c>\n    <c r="B1" t="inlineStr">\n <is>\n <t> 空 格 </t>\n </is>\n </c>\n <c r="C1">\n <v>\n 5 \n</v>\n </c>\n  </row>\n  <row r="2">\n<c r="A2"><v>6</v></c>\n</row>\n'
        )
    ),
    one({"A1": "词 ", "B1": " 空 格 ", "C1": 5, "A2": 6}),
)
add(
    "rows-on-lines.xlsx",
    pack(
        simple('<row r="1"><c r="A1" t="str"><v>词</v></c></row>\n<row r="2"><c r="A2" t="str"><v>句</v></c></row>\n')
    ),
    one({"A1": "词", "A2": "句"}),
)
add(
    "comments-cdata.xlsx",
    pack(
        simple(
            '<!-- <row r="9"><c r="A9"><v>9</v></c></row> --><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="A1" s="1"/>a]]>b</t></is></c><?pi <row r="8"></row>?></row>'
        )
    ),
    one({"A1": '<c r="A1" s="1"/>ab'}),
)
add(
    "entities.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1" t="str"><v>A&amp;B &lt;1&gt; &#20013;&#x6587;</v></c><c r="B1"><v>1&#48;</v></c></row>'
        )
    ),
    one({"A1": "A&B <1> 中文", "B1": 10}),
)
add(
    "extensions.xlsx",
    pack(
        simple(
            BASIC.replace("</row>", '<c r="C1"><v>3</v><extLst><ext><v>99</v></ext></extLst></c></row>'),
            TEXT,
            after='<conditionalFormatting sqref="A1"><cfRule type="expression"><formula>1</formula></cfRule></conditionalFormatting><extLst><ext xmlns:x14="u"><x14:t>no</x14:t><x14:f>Sheet2!A1</x14:f></ext></extLst>',
        )
    ),
    one(BASIC_CELLS | {"C1": 3}),
)
add(
    "inline.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>直接</t></is></c>'
            '<c r="B1" t="inlineStr"><is><r><rPr><b/></rPr><t>富</t></r><r><t xml:space="preserve"> 文本</t></r><rPh sb="0" eb="1"><t>wenben</t></rPh></is></c>'
            '<c r="C1" t="inlineStr"><is><t></t></is></c><c r="D1" t="inlineStr"/><c r="E1"><is><t>无类型</t></is></c><c r="F1"><v>6</v></c></row>'
        )
    ),
    one({"A1": "直接", "B1": "富 文本", "E1": "无类型", "F1": 6}),
)
add(
    "rich-shared.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>',
            "<r><t>红</t></r><r><rPr/><t>色</t></r>",
            '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>',
            '<t xml:space="preserve">  前后  </t>',
            "<t/>",
        )
    ),
    one({"A1": "红色", "B1": "東京", "C1": "  前后  "}),
)
add(
    "escapes.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v>a_x000A_b</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>',
            "<t>一_x000D_\n二</t>",
            "<t>_x005F_x000D_</t>",
            "<t>_xD83D__xDE00__x0001_</t>",
        )
    ),
    one({"A1": "一\r\n二", "B1": "a\nb", "C1": "_x000D_", "D1": "😀\x01"}, "control_chars"),
)
add("astral.xlsx", pack(simple(BASIC, "<t>𠮷野家😀𫖯</t>")), one({"A1": "𠮷野家😀𫖯", "B1": 12.5}))
add("long-cell.xlsx", pack(simple(BASIC, f"<t>{'长' * 32767}</t>")), one({"A1": "长" * 32767, "B1": 12.5}))
add("long-inline.xlsx", pack(simple(CELL(f' t="inlineStr"><is><t>{"长" * 32767}</t></is>'))), one({"A1": "长" * 32767}))
add(
    "blanks.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v></v></c><c r="C1"><v/></c><c r="D1" t="s"><v>1</v></c></row>',
            "<t></t>",
            "<t> </t>",
        )
    ),
    one({"D1": " "}),
)
add(
    "booleans.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="b"><v>true</v></c><c r="D1" t="b"><v>false</v></c></row>'
        )
    ),
    one({"A1": True, "B1": False, "C1": True, "D1": False}),
)
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!")
add(
    "errors.xlsx",
    pack(simple("".join(f'<row r="{i}"><c r="A{i}" t="e"><v>{e}</v></c></row>' for i, e in enumerate(ERRORS, 1)))),
    one({f"A{i}": ErrorValue(e) for i, e in enumerate(ERRORS, 1)}, "error_cells"),
)
add(
    "formulas.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"x"</f><v>x</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
            '<c r="D1" t="b"><f>TRUE</f><v>1</v></c><c r="E1"><f t="shared" ref="E1:F1" si="0">A1*2</f><v>4</v></c><c r="F1"><f t="shared" si="0"/><v>5</v></c>'
            '<c r="G1"><f t="array" ref="G1:H1">A1:B1</f><v>6</v></c><c r="H1"><v>7</v></c><c r="I1" t="str"><f>""</f><v></v></c></row>'
        )
    ),
    one(
        {"A1": 2, "B1": "x", "C1": ErrorValue("#DIV/0!"), "D1": True, "E1": 4, "F1": 5, "G1": 6, "H1": 7}, "error_cells"
    ),
)
add(
    "never-calculated.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>A1</f><v></v></c><c r="C1"><f>A1</f><v/></c><c r="D1" t="str"><f>A1</f></c><c r="E1"><f t="shared" si="0"/></c></row>'
        )
    ),
    one(dict.fromkeys(["A1", "B1", "C1", "D1", "E1"], NO_VALUE), "no_cached_value"),
)
add(
    "numbers.xlsx",
    pack(
        simple(
            "".join(
                f'<row r="{i}"><c r="A{i}"><v>{n}</v></c></row>'
                for i, n in enumerate(("0", "-0.5", "1E-07", "1.5E+3", "0.1", "12345678901.23", "+7", ".5", "5."), 1)
            )
        )
    ),
    one(
        {"A1": 0, "A2": -0.5, "A3": 0.0000001, "A4": 1500, "A5": 0.1, "A6": 12345678901.23, "A7": 7, "A8": 0.5, "A9": 5}
    ),
)
add(
    "long-codes.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1"><v>420106199001010000</v></c><c r="B1"><v>9.1420100MA4K1E+17</v></c></row>'.replace(
                "9.1420100MA4K1E+17", "9.14201000000001E+17"
            )
        )
    ),
    one({"A1": 420106199001010000, "B1": 914201000000001000}, "precision_loss"),
)
add(
    "text-numbers.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
            "<t>1,200.50</t>",
            "<t>00123</t>",
        )
    ),
    one({"A1": "1,200.50", "B1": "00123"}),
)
add(
    "formula-like-texts.xlsx",
    pack(
        simple(
            "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>{i - 1}</v></c></row>' for i in range(1, 9)),
            "<t>=HYPERLINK(&quot;http://x&quot;)</t>",
            "<t>+cmd|' /C calc'!A0</t>",
            "<t>@SUM(A1)</t>",
            "<t>-2+3+cmd|x</t>",
            "<t>-5.2</t>",
            "<t>+86 13800000000</t>",
            "<t>- 说明</t>",
            "<t>=DISPIMG(&quot;ID_1&quot;,1)</t>",
        )
    ),
    one(
        {
            "A1": '=HYPERLINK("http://x")',
            "A2": "+cmd|' /C calc'!A0",
            "A3": "@SUM(A1)",
            "A4": "-2+3+cmd|x",
            "A5": "-5.2",
            "A6": "+86 13800000000",
            "A7": "- 说明",
            "A8": '=DISPIMG("ID_1",1)',
        },
        "formula_injection",
    ),
)

# -- many rows (the quick lane) ------------------------------------------------------------------------------------------


def long_sheet(odd: str = "") -> tuple[bytes, dict[str, object]]:
    """600 like rows with some gaps, formulas, dates and one odd row in between."""
    rows, cells = [], {}
    for r in range(1, 601):
        style = ' s="2"' if r % 2 else ' s="3"'
        row = f'<c r="A{r}"><v>{r}</v></c>'
        cells[f"A{r}"] = r
        if r % 7:
            row += f'<c r="B{r}" t="s"><v>{r % 3}</v></c>'
            cells[f"B{r}"] = "甲乙丙"[r % 3]
        else:
            row += f'<c r="B{r}" s="1"/>'
        row += f'<c r="C{r}" s="1"><v>{45000 + r}.25</v></c><c r="D{r}"{style}><f>A{r}*1.5</f><v>{r * 1.5}</v></c>'
        cells[f"C{r}"], cells[f"D{r}"] = D.fromordinal(D(2023, 3, 15).toordinal() + r).replace(hour=6), r * 1.5
        if r % 50 == 0:
            row += f'<c r="E{r}" t="inlineStr"><is><t>注 &amp; {r}</t></is></c>'
            cells[f"E{r}"] = f"注 & {r}"
        if r == 300 and odd:
            row += odd
        rows.append(f'<row r="{r}" spans="1:5">{row}</row>')
    return pack(simple("".join(rows), "<t>甲</t>", "<t>乙</t>", "<t>丙</t>", formats=[0, 22, 2, 4])), cells


LONG, LONG_CELLS = long_sheet()
add("many-rows.xlsx", LONG, one(LONG_CELLS))
add(
    "many-rows-and-error.xlsx",
    lambda: long_sheet('<c r="F300" t="e"><v>#REF!</v></c>')[0],
    one(LONG_CELLS | {"F300": ErrorValue("#REF!")}, "error_cells"),
)


def styled_empties(rows: int) -> bytes:
    cells = "".join(f'<c r="{c}{{0}}" s="1"/>' for c in "ABCDEFGHIJKLMN")
    lines = "".join(
        f'<row r="{r}" spans="1:14" ht="20" customHeight="1">{cells.replace("{0}", str(r))}</row>'
        for r in range(2, rows + 1)
    )
    return pack(simple('<row r="1"><c r="A1"><v>1</v></c></row>' + lines, formats=[0, 14]))


add("million-empty-rows.xlsx", lambda: styled_empties(1_048_576), one({"A1": 1}), slow=True)
add("many-empty-rows.xlsx", lambda: styled_empties(20_000), one({"A1": 1}))
