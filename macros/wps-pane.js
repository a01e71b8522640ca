
// 以下只在 WPS 的窗格里有：把打开的工作簿存一份副本交给上面的自检页，把结果标回表里。
// 标注与 Excel 加载项相同：条件格式的公式里有 xltools:，批注有头有尾，清除时只去掉自己的。尚未在 WPS 中运行过。
(function () {
  "use strict";
  if (!window.Application || !window.Application.PluginStorage) { return; }
  const HEAD = "【附表工具·", TAIL = "——附表工具", MARK = "xltools:", EXPRESSION = 2, MOST_NOTES = 200;
  const FILL = { error: 0xC4C9FF, warning: 0xB0E9FF, info: 0xF7E6D6 }; // BGR
  let heard = "", lines = [], at = -1;

  function each(collection, visit) { // backwards: what is visited may go
    for (let n = collection.Count; n >= 1; n--) { visit(collection.Item(n)); }
  }

  function copyOfBook() {
    const app = window.Application, book = app.ActiveWorkbook, name = book.Name;
    const suffix = /\.[^.]+$/.test(name) ? name.match(/\.[^.]+$/)[0] : ".xlsx";
    const path = app.Env.GetTempPath() + "/xltools-" + Date.now() + suffix;
    book.SaveCopyAs(path);
    try {
      const text = app.FileSystem.readAsBinaryString(path);
      return new File([Uint8Array.from(text, (sign) => sign.charCodeAt(0) & 255)], name);
    } finally { app.FileSystem.Remove(path); }
  }

  async function check() {
    const files = new DataTransfer(), input = document.getElementById("input-files");
    while (!window.xltools || !window.xltools.ready) { await new Promise((done) => setTimeout(done, 100)); }
    document.getElementById("wipe").click();
    window.xltools.done = false;
    files.items.add(copyOfBook());
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
    while (!window.xltools.done) { await new Promise((done) => setTimeout(done, 50)); }
    read();
    clear();
    paint();
  }

  function read() { // the page's verdict; a click on a row of the page goes to the first cell it names
    const words = { error: "错误", warning: "提醒", info: "说明" }, order = Object.keys(words);
    const verdict = window.xltools.verdict, shown = verdict.shown ? verdict.shown.files.flatMap((file) => file.lines) : [];
    const cited = Object.fromEntries(shown.map((line) => [line.rule, line.basis]));
    at = -1;
    lines = verdict.validate.files.flatMap((file) => file.findings)
      .filter((found) => found.sheet && found.cell)
      .map((found) => ({ sheet: found.sheet, cell: found.cell, level: found.severity, word: words[found.severity],
        what: found.message, expected: found.expected, fix: found.fix, basis: cited[found.rule] || found.basis }))
      .sort((one, other) => order.indexOf(one.level) - order.indexOf(other.level));
    for (const row of document.querySelectorAll("#files table.findings tbody tr")) {
      const where = row.querySelector(".cell"), found = where && where.firstChild.textContent.match(/^(?:(.*)!)?([A-Z]{1,3}[0-9]+)/);
      const line = found && lines.find((one) => one.cell === found[2] && (!found[1] || one.sheet === found[1]));
      if (line) { row.style.cursor = "pointer"; row.addEventListener("click", () => go(line)); }
    }
  }

  function paint() {
    const book = window.Application.ActiveWorkbook;
    let notes = 0;
    for (const line of lines) {
      const sheet = book.Sheets.Item(line.sheet);
      if (sheet.ProtectContents) { continue; }
      const cell = sheet.Range(line.cell), word = '"' + MARK + line.level + '"';
      cell.FormatConditions.Add(EXPRESSION, undefined, "=" + word + "=" + word).Interior.Color = FILL[line.level];
      if (notes < MOST_NOTES && !cell.Comment) {
        const said = [HEAD + line.word + "】" + line.what, line.expected && "应为：" + line.expected,
          line.fix && "怎样改：" + line.fix, line.basis && "依据：" + line.basis, TAIL];
        try { cell.AddComment(said.filter(Boolean).join("\n")); notes += 1; } catch (refused) { /* costs that note */ }
      }
    }
  }

  function clear() {
    each(window.Application.ActiveWorkbook.Sheets, (sheet) => {
      if (sheet.ProtectContents) { return; }
      each(sheet.Cells.FormatConditions, (rule) => {
        if (rule.Type === EXPRESSION && String(rule.Formula1).includes(MARK)) { rule.Delete(); }
      });
      each(sheet.Comments, (note) => {
        const text = note.Text(), start = text.indexOf(HEAD), end = text.lastIndexOf(TAIL);
        if (start < 0 || end < start) { return; }
        const rest = (text.slice(0, start).trim() + "\n" + text.slice(end + TAIL.length).trim()).trim();
        if (rest) { note.Text(rest); } else { note.Delete(); }
      });
    });
  }

  function go(line) {
    const sheet = window.Application.ActiveWorkbook.Sheets.Item(line.sheet);
    at = lines.indexOf(line);
    sheet.Activate();
    sheet.Range(line.cell).Select();
  }

  function step(by) {
    if (lines.length) { go(lines[(at + by + lines.length) % lines.length]); }
  }

  const WISHES = {
    btnValidate: check, btnClear: clear, btnNext: () => step(1), btnPrevious: () => step(at < 0 ? 0 : -1),
  };

  async function listen() {
    const wish = window.Application.PluginStorage.getItem("xltools_wish") || "";
    if (wish !== heard) {
      heard = wish;
      const does = WISHES[wish.split(" ")[0]];
      try { if (does) { await does(); } } catch (fault) { alert("没有做成：" + fault.message); }
    }
    setTimeout(listen, 200);
  }
  listen();
})();
