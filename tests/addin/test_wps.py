"""The WPS add-in: its files, and its pane's script in Chromium against a stub of WPS's object model. Not run in WPS."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.browser import Browser
from xltools.addin import wps
from xltools.errors import UsageError
from xltools.notice.places import data_folder

STUB = """
const calls = [];
function range(sheet, address) {
  return {
    FormatConditions: { Add(type, _operator, formula) {
      const rule = { Type: type, Formula1: formula, Interior: {}, address, Delete() { sheet.rules.splice(sheet.rules.indexOf(rule), 1); } };
      sheet.rules.push(rule); return rule;
    } },
    get Comment() { return sheet.notes[address] || null; },
    AddComment(text) { sheet.notes[address] = note(sheet, address, text); },
    Select() { calls.push("select " + address); },
  };
}
function note(sheet, address, said) {
  return { Text(text) { if (text !== undefined) { said = text; } return said; }, Delete() { delete sheet.notes[address]; } };
}
function items(list) { return { get Count() { return list().length; }, Item(n) { return list()[n - 1]; } }; }
const sheet = {
  rules: [{ Type: 4, address: "L3:M9" }], notes: {}, ProtectContents: false,
  Range(address) { return range(sheet, address); }, Activate() { calls.push("activate"); },
  get Cells() { return { FormatConditions: items(() => sheet.rules) }; },
  get Comments() { return items(() => Object.values(sheet.notes)); },
};
sheet.notes.D9 = note(sheet, "D9", "我自己的批注");
const storage = {};
window.Application = {
  PluginStorage: { getItem: (key) => storage[key], setItem: (key, value) => { storage[key] = value; } },
  Env: { GetTempPath: () => "/tmp" },
  FileSystem: { readAsBinaryString: (path) => { calls.push("read " + /xltools-.*[.]xlsx$/.test(path)); return "PK\\u0003\\u0004"; },
                Remove: () => { calls.push("removed"); } },
  ActiveWorkbook: { Name: "附件6.xlsx", SaveCopyAs: () => { calls.push("copied"); },
    Sheets: { Count: 1, Item: () => sheet } },
  CreateTaskPane: (url) => { calls.push("pane " + url.split("/").pop()); return { ID: "7" }; }, GetTaskPane: (id) => ({ ID: id }),
};
window.xltools = { ready: true, done: true, verdict: { validate: { files: [{ findings: [
  { severity: "info", sheet: "附件6", cell: "H3", message: "日期以文本保存", expected: "", fix: "", basis: "" },
  { severity: "error", sheet: "附件6", cell: "C4", message: "“设备名称”没有填写", expected: "必填", fix: "请填写", basis: "第五条" },
  { severity: "error", sheet: "", cell: "", message: "整份文件的问题", expected: "", fix: "", basis: "" } ] }] } } };
"""
PAGE = """<!DOCTYPE html><html><body><button id="wipe"></button><input type="file" id="input-files" multiple>
<div id="files"><table class="findings"><tbody>
<tr><td><span class="tag error">错误</span></td><td><span class="cell">C4<br><small>共 2 处</small></span></td></tr>
</tbody></table></div>
<script>%s
document.getElementById("input-files").addEventListener("change", (event) => { calls.push(event.target.files[0].name + " " + event.target.files[0].size); window.xltools.done = true; });
</script><script>%s</script><script>%s</script></body></html>
"""


def script(name: str) -> str:
    return (data_folder("macros") / name).read_text(encoding="utf-8")


@pytest.mark.chromium
def test_the_pane_checks_marks_walks_and_clears(chromium: str, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(PAGE % (STUB, script("wps-main.js"), script("wps-pane.js")), encoding="utf-8")
    with Browser(chromium, tmp_path / "profile") as browser:
        browser.open(page)
        browser.wait("typeof OnAction === 'function' && document.readyState === 'complete'", 20)

        def click(button: str, until: str) -> None:
            browser.run(f"OnAction({{ Id: {json.dumps(button)} }})")
            browser.wait(until, 20)

        click("btnValidate", "sheet.rules.length === 3 && !!sheet.notes.H3")
        assert json.loads(str(browser.run("JSON.stringify(calls)"))) == [
            "pane pane.html", "copied", "read true", "removed", "附件6.xlsx 4",
        ]  # fmt: skip
        assert browser.run("sheet.rules.slice(1).map((rule) => rule.address).join()") == "C4,H3"
        assert str(browser.run("sheet.notes.C4.Text()")).startswith("【附表工具·错误】“设备名称”没有填写\n应为：必填")
        click("btnValidate", "calls.filter((one) => one === 'copied').length === 2 && sheet.rules.length === 3")
        click("btnNext", "calls.slice(-1)[0] === 'select C4'")
        click("btnNext", "calls.slice(-1)[0] === 'select H3'")
        click("btnPrevious", "calls.slice(-1)[0] === 'select C4'")
        click("btnNext", "calls.slice(-1)[0] === 'select H3'")
        browser.run("document.querySelector('tr').click()")
        assert browser.run("calls.slice(-1)[0]") == "select C4"
        browser.run("sheet.notes.C4.Text(sheet.notes.C4.Text() + '\\n已请企业补正')")
        click("btnClear", "sheet.rules.length === 1")
        assert browser.run("Object.keys(sheet.notes).sort().join()") == "C4,D9"
        assert browser.run("sheet.notes.C4.Text()") == "已请企业补正"


def test_the_folder_holds_what_wps_reads(tmp_path: Path) -> None:
    out = wps.write_wps(tmp_path / "wps", b"<html></html>", "http://intranet.invalid/xltools/")
    assert {path.name for path in (out / "xltools").iterdir()} == {"ribbon.xml", "index.html", "main.js", "pane.html"}
    plugin = ElementTree.fromstring((out / "jsplugins.xml").read_text(encoding="utf-8").split("?>")[1])[0]
    assert (plugin.get("type"), plugin.get("url")) == ("et", "http://intranet.invalid/xltools/")
    assert "尚未有人在 WPS 中实际运行过" in (out / "说明.txt").read_text(encoding="utf-8-sig")
    with pytest.raises(UsageError, match="已有内容"):
        wps.write_wps(out, b"", "http://x.invalid/")
    with pytest.raises(UsageError, match="不是以 / 结尾"):
        wps.write_wps(tmp_path / "other", b"", "http://x.invalid")


def test_the_ribbon_has_the_excel_buttons_labels_and_known_ids() -> None:
    buttons = [element for element in ElementTree.fromstring(wps.ribbon()).iter() if element.tag.endswith("button")]
    assert [button.get("label") for button in buttons] == ["校验本表", "清除标注", "上一条", "下一条"]
    for button in buttons:
        assert f"{button.get('id')}:" in script("wps-pane.js")
