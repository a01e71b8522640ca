"""Pictures, films, texts, slides: what the header says, and that nothing bad makes the check fall over."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from application.enterprise import mp4, png, pptx
from hypothesis import given, settings
from hypothesis import strategies as st
from summary.forms import write

from xltools.application.films import film, minutes
from xltools.application.papers import paper, slides
from xltools.application.pictures import picture
from xltools.application.texts import (
    TextSection,
    credit_codes,
    labelled,
    lacking_topics,
    scenarios,
    text_of_file,
    without_title,
)
from xltools.demo.minimal_docx import document
from xltools.forms.wordcount import CHARACTERS, word_count


def codes(media: object) -> list[str]:
    return [fault.code for fault in media.faults]  # type: ignore[attr-defined]


def jpeg(width: int, height: int, *, thumbnail: bool = False) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 2 + 40) + (b"\xff\xd8thumb\xff\xd9" if thumbnail else b"").ljust(40, b"\0")
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + exif + frame + b"\xff\xda\x00\x02" + b"\x55" * 200 + b"\xff\xd9"


def bmp(width: int, height: int) -> bytes:
    body = bytes(width * height * 3)
    return (
        b"BM"
        + struct.pack("<IHHI", 54 + len(body), 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, width, -height, 1, 24, 0, 0, 0, 0, 0, 0)
        + body
    )


def tiff(width: int, height: int) -> bytes:
    entries = struct.pack("<HHII", 256, 3, 1, width) + struct.pack("<HHII", 257, 4, 1, height)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entries + bytes(4)


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00\x3b"


def webp(width: int, height: int) -> bytes:
    body = (
        b"WEBPVP8X"
        + struct.pack("<I", 10)
        + bytes(4)
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.jpg", jpeg(1920, 1080), "JPEG"),
        ("a.jpg", jpeg(1920, 1080, thumbnail=True), "JPEG"),
        ("a.png", png(3000, width=1920)[:20] + struct.pack(">I", 1080) + png(3000, width=1920)[24:], "PNG"),
        ("a.bmp", bmp(1920, 1080), "BMP"),
        ("a.tif", tiff(1920, 1080), "TIFF"),
        ("a.gif", gif(1920, 1080), "GIF"),
        ("a.webp", webp(1920, 1080), "WebP"),
    ],
)
def test_a_picture_states_its_format_and_size(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    found = picture(write(tmp_path / name, data))
    assert (found.kind, found.width, found.height, codes(found)) == (kind, 1920, 1080, [])


def test_a_picture_that_is_none(tmp_path: Path) -> None:
    assert codes(picture(write(tmp_path / "a.jpg", b"MZ" + bytes(500)))) == ["not_a_picture"]
    assert codes(picture(write(tmp_path / "a.jpg", b""))) == ["empty_file"]
    assert codes(picture(write(tmp_path / "a.jpg", bytes(4) + b"ftypheic" + bytes(90)))) == ["heic"]
    assert codes(picture(write(tmp_path / "a.jpg", png(3000)))) == ["ext_mismatch"]
    assert codes(picture(tmp_path / "没有.jpg")) == ["not_found"]
    assert codes(picture(tmp_path)) == ["not_a_file"]


def test_a_picture_that_is_cut_off(tmp_path: Path) -> None:
    assert codes(picture(write(tmp_path / "a.png", png(300_000)[:200_000]))) == ["truncated"]
    assert codes(picture(write(tmp_path / "a.jpg", jpeg(800, 600, thumbnail=True)[:200]))) == ["truncated"]
    assert codes(picture(write(tmp_path / "a.bmp", bmp(80, 60)[:500]))) == ["truncated"]
    assert codes(picture(write(tmp_path / "a.jpg", jpeg(800, 600)[:30]))) == ["truncated"]


def avi(seconds: int, *, frames: int = 25, video: bool = True) -> bytes:
    avih = struct.pack("<I12xI", 1_000_000 // frames, seconds * frames).ljust(56, b"\0")
    kind = b"vids" if video else b"auds"
    strh = kind + bytes(16) + struct.pack("<IIII", 1, frames, 0, seconds * frames if video else 0) + bytes(24)
    stream = b"LIST" + struct.pack("<I", 4 + 8 + len(strh)) + b"strlstrh" + struct.pack("<I", len(strh)) + strh
    hdrl = b"hdrlavih" + struct.pack("<I", len(avih)) + avih + stream
    body = b"AVI LIST" + struct.pack("<I", len(hdrl)) + hdrl + b"LIST" + struct.pack("<I", 4) + b"movi"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def vint(value: int) -> bytes:
    return (value | 1 << 28).to_bytes(4, "big")


def element(identity: int, content: bytes) -> bytes:
    return identity.to_bytes((identity.bit_length() + 7) // 8, "big") + vint(len(content)) + content


def mkv(seconds: float, *, live: bool = False, track: int = 1) -> bytes:
    info = element(0x2AD7B1, (1_000_000).to_bytes(3, "big"))
    info += b"" if live else element(0x4489, struct.pack(">d", seconds * 1000))
    tracks = element(0xAE, element(0x83, bytes([track])))
    segment = element(0x1549A966, info) + element(0x1654AE6B, tracks) + element(0x1F43B675, bytes(50))
    return element(0x1A45DFA3, element(0x4286, b"\1")) + element(0x18538067, segment)


def wmv(seconds: float, *, extra: int = 0) -> bytes:
    properties = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
    stream = (
        bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")
        + struct.pack("<Q", 40)
        + bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
    )
    size = 30 + 104 + len(stream)
    fields = (
        bytes(16)
        + struct.pack("<Q", size + extra)
        + bytes(16)
        + struct.pack("<QQQ", round((seconds + 3) * 1e7), 0, 3000)
        + bytes(16)
    )
    parts = properties + struct.pack("<Q", 104) + fields + stream
    head = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + struct.pack("<QIBB", 30 + len(parts), 2, 1, 2)
    return head + parts


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.mp4", mp4(178), "MP4"),
        ("a.mov", mp4(178).replace(b"isom", b"qt  ", 1), "MOV"),
        ("a.avi", avi(178), "AVI"),
        ("a.mkv", mkv(178), "MKV"),
        ("a.wmv", wmv(178), "WMV"),
    ],
)
def test_a_film_states_its_length(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    found = film(write(tmp_path / name, data))
    assert (found.kind, found.seconds, codes(found)) == (kind, pytest.approx(178), [])


def test_films_that_are_cut_off_silent_or_none(tmp_path: Path) -> None:
    whole = mp4(60, padding=5000)
    assert codes(film(write(tmp_path / "a.mp4", whole[:3000]))) == ["truncated"]
    assert codes(film(write(tmp_path / "a.mp4", whole[:-20]))) == ["truncated"]
    assert codes(film(write(tmp_path / "a.mp4", whole.replace(b"vide", b"soun")))) == ["no_video"]
    assert codes(film(write(tmp_path / "a.avi", avi(60)[:-4]))) == ["truncated"]
    assert codes(film(write(tmp_path / "a.avi", avi(60, video=False)))) == ["no_video"]
    assert codes(film(write(tmp_path / "a.mkv", mkv(60)[:-10]))) == ["truncated"]
    assert codes(film(write(tmp_path / "a.mkv", mkv(60, live=True)))) == ["no_duration"]
    assert codes(film(write(tmp_path / "a.mkv", mkv(60, track=2)))) == ["no_video"]
    assert codes(film(write(tmp_path / "a.wmv", wmv(60, extra=9)))) == ["truncated"]
    assert codes(film(write(tmp_path / "a.mp4", b""))) == ["empty_file"]
    assert codes(film(write(tmp_path / "a.mp4", png(3000)))) == ["not_a_film"]


def test_lengths_as_people_say_them() -> None:
    assert [minutes(seconds) for seconds in (178, 180.4, 59.96, 7.4)] == ["2分58秒", "3分0.4秒", "0分60秒", "0分7.4秒"]


@settings(max_examples=150)
@given(st.sampled_from([mp4(60), avi(60), mkv(60), wmv(60), jpeg(80, 60), png(3000), tiff(80, 60)]), st.data())
def test_no_damage_makes_a_reader_fall_over(data: bytes, draw: st.DataObject) -> None:
    import tempfile

    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(0, 8))):
        damaged[draw.draw(st.integers(0, min(len(damaged), 400) - 1))] = draw.draw(st.integers(0, 255))
    damaged = damaged[: draw.draw(st.integers(0, len(damaged)))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.bin"
        path.write_bytes(damaged)
        for look in (film, picture, slides, paper, text_of_file):
            look(path)


# --- texts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    found = text_of_file(write(tmp_path / "简介.txt", "智能工厂，\n建设 情况。".encode(encoding)))
    assert found.text is not None
    assert word_count(found.text) == 10


def test_a_word_text_counts_what_a_reader_sees(tmp_path: Path) -> None:
    found = text_of_file(write(tmp_path / "简介.docx", document(["标题", "正文一二三。", "第二段\n换行"])))
    assert found.text == "标题\n正文一二三。\n第二段\n换行"
    assert word_count(found.text or "") == 13
    assert without_title(found.text or "") == "正文一二三。\n第二段\n换行"


def test_texts_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    def look(name: str, data: bytes) -> list[str]:
        return codes(text_of_file(write(tmp_path / name, data)))

    assert look("a.docx", b"") == ["empty_file"]
    assert look("a.docx", b"PK\x03\x04 torn") == ["corrupt"]
    assert look("a.pdf", b"%PDF-1.4\n%%EOF") == ["pdf_text"]
    assert look("a.txt", bytes(range(20))) == ["not_a_text"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "x")
    assert look("a.docx", out.getvalue()) == ["unsupported"]


def test_a_scene_ends_at_the_next_heading_of_its_level_or_above() -> None:
    text = "总述\n场景一：车间排产\n一二三\n1. 做法\n四五\n（二）场景2 仓储\n六七\n三、保障措施\n不算在内\n第二章\n也不"
    assert scenarios(text) == [
        TextSection("场景一：车间排产", "一二三\n1. 做法\n四五"),
        TextSection("（二）场景2 仓储", "六七"),
    ]


@pytest.mark.parametrize(
    ("text", "words", "characters"),
    [
        ("智能工厂，建设情况。", 10, 10),
        ("用 MES 和 ERP 管 3,000 台设备", 9, 17),
        ("“数字孪生”——5G+工业互联网", 14, 16),
        ("\ufeff\u200b", 0, 0),
        ("", 0, 0),
    ],
)
def test_signs_are_counted_as_word_does_or_sign_by_sign(text: str, words: int, characters: int) -> None:
    assert (word_count(text), word_count(text, CHARACTERS)) == (words, characters)


def test_a_prescribed_line_is_found_behind_its_label() -> None:
    assert labelled("申报书\n推荐单位（盖章）：湖南省工信厅\n正文", "推荐单位") == "湖南省工信厅"
    assert labelled("推荐单位\n湖南省工信厅", "推荐单位") == "湖南省工信厅"
    assert labelled("正文说到推荐单位的地方", "推荐单位") is None


def test_topics_and_codes() -> None:
    assert lacking_topics(
        "一、改造前的基本情况与分析\n二、行业示范意义", ("改造前情况分析", "建设主要内容", "行业示范意义")
    ) == ["建设主要内容"]
    assert credit_codes("代码：91420100MA4JURQ28Y。") == ["91420100MA4JURQ28Y"]


def test_slides_and_papers(tmp_path: Path) -> None:
    assert slides(write(tmp_path / "a.pptx", pptx())).pages == 2
    assert codes(slides(write(tmp_path / "a.pptx", png(3000)))) == ["not_slides"]
    assert codes(slides(write(tmp_path / "b.pptx", document(["x"])))) == ["not_slides"]
    assert codes(slides(write(tmp_path / "c.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40)))) == ["corrupt"]
    assert codes(paper(write(tmp_path / "a.pdf", b"%PDF-1.4\n%%EOF\n"))) == []
    assert codes(paper(write(tmp_path / "b.pdf", b"%PDF-1.4\n cut"))) == ["truncated"]
    assert codes(paper(write(tmp_path / "c.pdf", b"nothing"))) == ["not_a_pdf"]
    assert codes(paper(write(tmp_path / "d.pdf", b"%PDF-1.4\ntrailer<</Encrypt 1 0 R>>\n%%EOF"))) == ["pdf_encrypted"]


def test_encrypted_office_files_are_named_so(tmp_path: Path) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml", reason="msoffcrypto-tool is not installed")
    plain, out = io.BytesIO(document(["内容"])), io.BytesIO()
    msoffcrypto.OOXMLFile(plain).encrypt("示例密码", out)
    path = write(tmp_path / "报告.docx", out.getvalue())
    assert codes(text_of_file(path)) == ["encrypted"]
    assert codes(paper(path)) == ["encrypted"]
    assert codes(slides(write(tmp_path / "演示.pptx", out.getvalue()))) == ["encrypted"]
