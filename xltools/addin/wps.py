"""`xltools addin wps`: an add-in for WPS 表格 in WPS's own way (wpsjs), without VBA and without a Python.

Ribbon and deployment file as WPS reads them; the task pane is the self-check page, fed with a saved copy of the open
workbook, its findings marked through WPS's object model, which is named like Excel's. Made from the public
documentation and tested against a stub in Chromium: nobody has run it in WPS yet.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from .. import __version__
from ..errors import UsageError
from ..notice.places import data_folder
from .build import RIBBON

NAME: Final = "xltools"
BUTTONS: Final = ("btnValidate", "btnClear", "btnPrevious", "btnNext")
"""What a pane can do without Python; the other buttons need the command line."""
_SPACE: Final = "{http://schemas.microsoft.com/office/2009/07/customui}"
_INDEX: Final = (
    '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><script src="main.js"></script></head></html>\n'
)
_PLUGINS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<jsplugins>
  <jsplugin name="{name}" type="et" url="{url}" version="{version}"/>
</jsplugins>
"""
_README: Final = """附表工具 xltools {version}，WPS 表格加载项（wpsjs）。尚未有人在 WPS 中实际运行过，请先在一台机器上试。

服务器方式（单位内网，推荐）：把 {name} 文件夹放到内网网页服务器上，使 {url}index.html 能打开；由管理员把
jsplugins.xml 的地址填入 WPS 的 oem.ini（[Support] JsApiPlugin=true，[Server] JSPluginsServer=…/jsplugins.xml）。
单机方式：把 {name} 文件夹改名为 {name}_{version}，放进 %APPDATA%\\kingsoft\\wps\\jsaddons（Linux：
~/.local/share/Kingsoft/wps/jsaddons），并把 jsplugins.xml 作为 publish.xml 放在同一处。
个人版新版本可能禁止第三方加载项；管理版由管理员放行。

按钮：校验本表（右侧窗格显示问题，点一行跳到单元格，表里标色和批注）、清除标注、上一条、下一条。工作簿的副本只写入本机
临时文件夹，读完即删；不访问网络。其余功能请用命令行。
"""


def ribbon() -> str:
    """ribbon.xml: the same labels and tips as in Excel."""
    source = ElementTree.fromstring((data_folder("macros") / RIBBON).read_bytes())
    found = {button.get("id", ""): button for button in source.iter(f"{_SPACE}button")}
    lines = [
        f'        <button id="{name}" label={quoteattr(found[name].attrib["label"])} size="large" onAction="OnAction"'
        f" screentip={quoteattr(found[name].attrib['screentip'])} supertip={quoteattr(found[name].attrib['supertip'])}/>"
        for name in BUTTONS
    ]
    return (
        '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="OnAddinLoad">\n'
        '  <ribbon startFromScratch="false">\n    <tabs>\n      <tab id="tabXlTools" label="附表工具">\n'
        '       <group id="grpCheck" label="校验">\n' + "\n".join(lines) + "\n       </group>\n"
        "      </tab>\n    </tabs>\n  </ribbon>\n</customUI>\n"
    )


def pane_script() -> str:
    """What the self-check page needs more to be the pane."""
    return (data_folder("macros") / "wps-pane.js").read_text(encoding="utf-8")


def write_wps(out: Path, pane: bytes, url: str) -> Path:
    """Write the add-in's folder; `pane` is the self-check page with `pane_script` in it, `url` where it will lie.

    Raises UsageError for a folder with content, and an address that is none.
    """
    if out.exists() and any(out.iterdir()):
        raise UsageError("exists", f"“{out}”里已有内容。请换一个空文件夹。")
    if not re.fullmatch(r"(https?|file)://[^\s\"<>&]+/", url):
        raise UsageError("bad_url", f"“{url}”不是以 / 结尾的网址，如 http://内网服务器/xltools/。")
    home = out / NAME
    home.mkdir(parents=True, exist_ok=True)
    main = (data_folder("macros") / "wps-main.js").read_text(encoding="utf-8")
    texts = {"ribbon.xml": ribbon(), "index.html": _INDEX, "main.js": main}
    for name, text in texts.items():
        (home / name).write_text(text, encoding="utf-8", newline="\n")
    (home / "pane.html").write_bytes(pane)
    facts = {"name": NAME, "url": url, "version": __version__}
    (out / "jsplugins.xml").write_text(_PLUGINS.format(**facts), encoding="utf-8", newline="\n")
    (out / "说明.txt").write_text(_README.format(**facts), encoding="utf-8-sig", newline="\r\n")
    return out
