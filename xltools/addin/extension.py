"""The LibreOffice extension: a toolbar and a menu in Calc whose entries call Python and return at once.

Python then attaches to the running LibreOffice and shows progress, questions and the result there. The entries are
those of customUI14.xml; Basic only starts a process, so the system needs no Python support inside LibreOffice.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from .. import __version__
from ..notice.places import data_folder
from .build import RIBBON, sources

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_RIBBON: Final = "{http://schemas.microsoft.com/office/2009/07/customui}"
_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
 <manifest:file-entry manifest:media-type="application/vnd.sun.star.configuration-data" manifest:full-path="Addons.xcu"/>
 <manifest:file-entry manifest:media-type="application/vnd.sun.star.configuration-data" manifest:full-path="CalcWindowState.xcu"/>
 <manifest:file-entry manifest:media-type="application/vnd.sun.star.configuration-data" manifest:full-path="Events.xcu"/>
 <manifest:file-entry manifest:media-type="application/vnd.sun.star.basic-library" manifest:full-path="xltools/"/>
</manifest:manifest>
"""
_DESCRIPTION: Final = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
 <identifier value="xltools.addin"/>
 <version value="{version}"/>
 <display-name><name lang="zh">附表工具</name></display-name>
</description>
"""
_LIBRARY: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="xltools" library:readonly="false" library:passwordprotected="false">
{elements}
</library:library>
"""
_MODULE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Buttons" script:language="StarBasic">{source}</script:module>
"""
_CALL: Final = """Option Explicit

Dim calls As Long

Sub CallPython(verb As String)
    Ask verb, ThisComponent, False
End Sub

Sub Ask(verb As String, document As Object, quiet As Boolean)
    Dim profile As String, stem As String, f As Integer
    profile = CreateUnoService("com.sun.star.util.PathSubstitution").substituteVariables("$(user)", True)
    calls = calls + 1
    stem = {work} & "/" & CLng(Timer * 100) & "-" & calls
    f = FreeFile
    Open stem & ".part" For Output As #f
    Print #f, "verb=" & verb
    Print #f, "toolbar=1"
    If quiet Then Print #f, "quiet=1"
    ' A book that was never saved has no place and is found by its title, written as a URL since requests are ASCII.
    If document.URL = "" Then
        Print #f, "title=" & ConvertToURL("/" & document.Title)
    Else
        Print #f, "book=" & document.URL
    End If
    Print #f, "profile=" & profile
    Close #f
    Name stem & ".part" As stem & ".request"
    If WorkerThere({work} & "/worker.beat") Then
        Wait 500
        If Not FileExists(stem & ".request") Then Exit Sub
    End If
    Shell {python}, 0, "-m xltools.addin --stay --request " & Chr(34) & stem & ".request" & Chr(34), False
End Sub

' Bound to every save (Events.xcu): checks anew where the settings ask for it. What is saved need not be in front.
Sub OnSaved(event As Object)
    If FileExists({work} & "/on-save") Then
        If event.Source.supportsService("com.sun.star.sheet.SpreadsheetDocument") Then Ask "validate", event.Source, True
    End If
End Sub

Function WorkerThere(path As String) As Boolean
    If FileExists(path) Then WorkerThere = DateDiff("s", FileDateTime(path), Now) < 5
End Function
"""
_EVENTS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="Events" oor:package="org.openoffice.Office">
 <node oor:name="ApplicationEvents">
  <node oor:name="Bindings">
   <node oor:name="OnSaveDone" oor:op="replace">
    <prop oor:name="BindingURL" oor:type="xs:string"><value>vnd.sun.star.script:xltools.Buttons.OnSaved?language=Basic&amp;location=application</value></prop>
   </node>
   <node oor:name="OnSaveAsDone" oor:op="replace">
    <prop oor:name="BindingURL" oor:type="xs:string"><value>vnd.sun.star.script:xltools.Buttons.OnSaved?language=Basic&amp;location=application</value></prop>
   </node>
  </node>
 </node>
</oor:component-data>
"""
_ADDONS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="Addons" oor:package="org.openoffice.Office">
 <node oor:name="AddonUI">
  <node oor:name="OfficeMenuBar">
   <node oor:name="xltools.menu" oor:op="replace">
    <prop oor:name="Title" oor:type="xs:string"><value>附表工具</value></prop>
    <prop oor:name="Context" oor:type="xs:string"><value>{context}</value></prop>
    <node oor:name="Submenu">
{menu}
    </node>
   </node>
  </node>
  <node oor:name="OfficeToolBar">
   <node oor:name="xltools.toolbar" oor:op="replace">
{toolbar}
   </node>
  </node>
 </node>
</oor:component-data>
"""
_WINDOW: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcWindowState" oor:package="org.openoffice.Office.UI">
 <node oor:name="UIElements">
  <node oor:name="States">
   <node oor:name="private:resource/toolbar/addon_xltools.toolbar" oor:op="replace">
    <prop oor:name="UIName" oor:type="xs:string"><value>附表工具</value></prop>
    <prop oor:name="Docked" oor:type="xs:boolean"><value>true</value></prop>
    <prop oor:name="DockingArea" oor:type="xs:int"><value>0</value></prop>
    <prop oor:name="DockPos" oor:type="xs:string"><value>0,2</value></prop>
    <prop oor:name="Visible" oor:type="xs:boolean"><value>true</value></prop>
   </node>
  </node>
 </node>
</oor:component-data>
"""
_CONTEXT: Final = "com.sun.star.sheet.SpreadsheetDocument"
_ENTRY: Final = """{indent}<node oor:name="n{number:02}" oor:op="replace">
{indent} <prop oor:name="URL" oor:type="xs:string"><value>vnd.sun.star.script:xltools.Buttons.{sub}?language=Basic&amp;location=application</value></prop>
{indent} <prop oor:name="Title" oor:type="xs:string"><value>{title}</value></prop>
{indent} <prop oor:name="Target" oor:type="xs:string"><value>_self</value></prop>
{indent} <prop oor:name="Context" oor:type="xs:string"><value>{context}</value></prop>
{indent}</node>"""


def entries() -> list[tuple[str, str, str]]:
    """(Sub, label, verb) of every button, in the ribbon's order."""
    verbs: dict[str, str] = {}
    sub = ""
    for line in sources()["XlTools"].splitlines():
        if line.startswith("Public Sub "):
            sub = line.split()[2].partition("(")[0]
        elif line.strip().startswith("XlToolsCall.CallPython"):
            verbs[sub] = line.split('"')[1]
    ribbon = ElementTree.fromstring((data_folder("macros") / RIBBON).read_bytes())
    made = []
    tabs = ribbon.find(f"{_RIBBON}ribbon")
    assert tabs is not None
    for button in tabs.iter(f"{_RIBBON}button"):  # the context menu repeats some of them
        name = button.attrib["onAction"].partition(".")[2]
        made.append((name, button.attrib["label"], verbs[name]))
    return made


def extension(python: Path, work: Path) -> bytes:
    """The .oxt as bytes; its entries call `python` and leave their requests in `work`."""
    buttons = entries()
    basic = _CALL.format(python=_basic_text(str(python)), work=_basic_text(str(work)))
    for sub, _, verb in buttons:
        basic += f'\nSub {sub}()\n    CallPython "{verb}"\nEnd Sub\n'
    parts = {
        "META-INF/manifest.xml": _MANIFEST,
        "description.xml": _DESCRIPTION.format(version=__version__),
        "Addons.xcu": _ADDONS.format(context=_CONTEXT, menu=_nodes(buttons, "     "), toolbar=_nodes(buttons, "    ")),
        "CalcWindowState.xcu": _WINDOW,
        "Events.xcu": _EVENTS,
        "xltools/script.xlb": _LIBRARY.format(elements=' <library:element library:name="Buttons"/>'),
        "xltools/dialog.xlb": _LIBRARY.format(elements=""),
        "xltools/Buttons.xba": _MODULE.format(source=escape(basic)),
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode())
    return stream.getvalue()


def _basic_text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _nodes(buttons: list[tuple[str, str, str]], indent: str) -> str:
    return "\n".join(
        _ENTRY.format(indent=indent, number=number, sub=sub, title=quoteattr(label)[1:-1], context=_CONTEXT)
        for number, (sub, label, _) in enumerate(buttons, start=1)
    )
