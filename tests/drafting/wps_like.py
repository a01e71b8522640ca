"""A workbook as WPS and other office suites store it: nothing of what a person sees differs, much of the XML does."""

from __future__ import annotations

import io
import random
import re
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WPS = 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
MORE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="urn:x14ac"'
EXTENSION = f'<extLst><ext uri="{{00000000-0000-0000-0000-000000000000}}" {WPS}><etc:data n="1"/></ext></extLst>'


def wps_like(data: bytes, seed: int) -> bytes:
    """The same workbook, written oddly. One seed, one way of writing."""
    rng = random.Random(seed)
    source = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: source.read(name).decode() for name in source.namelist()}
    shared = re.findall(r"<si><t[^>]*>(.*?)</t></si>", parts["xl/sharedStrings.xml"], re.DOTALL)
    absolute = rng.random() < 0.5
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = _sheet(rng, parts[name], shared)
        elif absolute and name == "xl/_rels/workbook.xml.rels":
            parts[name] = re.sub(r'Target="(?!/)', 'Target="/xl/', parts[name])
    parts["xl/sharedStrings.xml"] = _strings(rng, parts["xl/sharedStrings.xml"])
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("</workbook>", EXTENSION + "</workbook>")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(name, text)
    return made.getvalue()


def _sheet(rng: random.Random, xml: str, shared: list[str]) -> str:
    xml = re.sub(
        r'<dimension ref="[^"]*"/>', rng.choice(['<dimension ref="A1"/>', "", '<dimension ref="A1:XFD1048576"/>']), xml
    )
    columns = "".join(f'<col min="{at}" max="{at}" width="9.{at}" style="1" customWidth="1"/>' for at in range(1, 9))
    columns = f'<cols>{columns}<col min="9" max="16384" width="9" style="1"/></cols>'
    xml = re.sub(r"<cols>.*?</cols>", "", xml, flags=re.DOTALL).replace("<sheetData>", f"{columns}<sheetData>")
    if rng.random() < 0.5:
        # Every text where it stands, cut into runs as fonts change, with the reading that an input method left behind.
        xml = re.sub(r'<c r="([A-Z]+\d+)"([^>]*?) t="s"><v>(\d+)</v></c>', lambda m: _inline(rng, m, shared), xml)
    if rng.random() < 0.5:
        styled = "".join(f'<c r="{column}1048570" s="1"/>' for column in ("A", "I", "XFC", "XFD"))
        last = f'<row r="1048570" spans="1:16384" ht="14" customHeight="1" x14ac:dyDescent="0.2">{styled}</row><row r="1048576"/>'
        xml = xml.replace("</sheetData>", f"{last}</sheetData>")
    xml = xml.replace("</worksheet>", EXTENSION + "</worksheet>").replace(MAIN, f"{MAIN} {MORE}", 1)
    return _prefixed(xml) if rng.random() < 0.3 else xml


def _inline(rng: random.Random, found: re.Match[str], shared: list[str]) -> str:
    return f'<c r="{found[1]}"{found[2]} t="inlineStr"><is>{_runs(rng, shared[int(found[3])])}</is></c>'


def _strings(rng: random.Random, xml: str) -> str:
    return re.sub(r"<si><t[^>]*>(.*?)</t></si>", lambda m: f"<si>{_runs(rng, m[1])}</si>", xml, flags=re.DOTALL)


def _runs(rng: random.Random, text: str) -> str:
    if "&" in text or rng.random() < 0.3:
        return f'<t xml:space="preserve">{text}</t>'
    cut = rng.randint(0, len(text))
    runs = "".join(
        f'<r><rPr><sz val="{size}"/></rPr><t xml:space="preserve">{part}</t></r>'
        for size, part in ((10, text[:cut]), (12, text[cut:]))
    )
    return f'{runs}<rPh sb="0" eb="1"><t>pinyin</t></rPh><phoneticPr fontId="1" type="noConversion"/>'


def _prefixed(xml: str) -> str:
    """Every element of the sheet under a prefix, as libraries write that know no default namespace."""
    declared = MAIN.replace("xmlns=", "xmlns:x=")
    return re.sub(r"<(/?)(?=[a-zA-Z]+[\s/>])", r"<\1x:", xml).replace(MAIN, declared, 1)
