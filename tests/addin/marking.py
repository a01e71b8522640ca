"""A button run on a book, and two states of a book compared."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from compare import same_text

from xltools.addin.buttons import VERBS
from xltools.addin.desk import Desk


def run(verb: str, book: Any) -> str:
    return VERBS[verb](book, Desk()).message


def same(before: dict[str, str], after: dict[str, str]) -> None:
    assert after.keys() == before.keys()
    for name, text in before.items():
        same_text(name, text.replace("><", ">\n<"), after[name].replace("><", ">\n<"))


def saved(book: Any, folder: Path, name: str) -> dict[str, str]:
    target = folder / f"{name}.xlsx"
    book.impl.save_copy(str(target))
    with zipfile.ZipFile(target) as package:
        names = [name for name in package.namelist() if not name.startswith("docProps/")]
        return {name: package.read(name).decode("utf-8", "replace") for name in names}


def resolved(parts: dict[str, str]) -> dict[str, str]:
    """Every cell with its look instead of the look's number: LibreOffice numbers looks anew at every save.

    It also gives data bars a new identity, and says applyFont of a look by whichever of its cells it meets first.
    """
    styles = parts.pop("xl/styles.xml")
    looks = [re.sub(' applyFont="[a-z]+"', "", xf) for xf in re.findall("<xf .*?</xf>", group(styles, "cellXfs"), re.S)]
    rules = re.findall("<dxf>.*?</dxf>", group(styles, "dxfs"), re.S)
    made = {}
    for name, text in parts.items():
        text = re.sub(r"\{[0-9A-F-]{36}\}", "{}", text)
        text = re.sub(r' s="([0-9]+)"', lambda found: f' s="{looks[int(found[1])]}"', text)
        made[name] = re.sub(r' dxfId="([0-9]+)"', lambda found: f' dxfId="{rules[int(found[1])]}"', text)
    return made | {name: group(styles, name) for name in ("fonts", "fills", "borders", "cellStyles")}


def group(styles: str, name: str) -> str:
    found = re.search(rf"<{name}[ >].*?</{name}>", styles, re.S)
    return found[0] if found else ""
