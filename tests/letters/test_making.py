"""Letters from figures: what they say, to whom, and what stops them."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import docx
import pytest
from letter_samples import NOTICE, figures, office

from xltools.errors import LetterError
from xltools.letters import Profile, make_letters


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]


def test_import_of_the_room_is_cheap():
    code = "import sys, xltools.letters; print([m for m in ('docx', 'jinja2', 'lxml', 'docxtpl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_report_counts_what_the_summary_holds():
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    said = "".join(texts(letter.data))
    assert "共推荐项目5个，涉及企业5家" in said
    assert "示范工厂2个、优秀场景3个" in said
    assert letter.findings == ()


def test_a_report_without_a_profile_waits_with_marked_fill_ins():
    (letter,) = make_letters(NOTICE, "district", figures(), Profile())
    assert [finding.value for finding in letter.findings] == ["发文机关", "成文日期", "联系人", "联系电话"]
    assert any("【待填：成文日期】" in text for text in texts(letter.data))


def test_a_red_head_stops_where_a_slot_is_empty():
    with pytest.raises(LetterError, match="成文日期"):
        make_letters(NOTICE, "district", figures(), office(成文日期=""), settings={"版头": "文件"})


def test_one_letter_for_each_addressee():
    letters = make_letters(NOTICE, "province", figures(level="province"), Profile())
    assert [letter.addressee for letter in letters] == ["工业和信息化部", "国家发展改革委"]
    assert [letter.file_suffix for letter in letters] == ["工业和信息化部", "国家发展改革委"]


def test_the_same_input_gives_the_same_bytes():
    first, second = (make_letters(NOTICE, "district", figures(), office())[0].data for _ in range(2))
    assert first == second


def test_hostile_text_stays_literal():
    nasty = "A&B <甲> {{ 企业数 }} {% x %}\n[标题] 假标题\x00=1+1"
    items = (("示范工厂", nasty, nasty, "示例一区"),)
    (letter,) = make_letters(NOTICE, "district", figures(items), office())
    line = next(text for text in texts(letter.data) if text.startswith("1."))
    assert "A&B <甲> {{ 企业数 }} {% x %} [标题] 假标题 =1+1" in line
