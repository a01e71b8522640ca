// The page: takes files, hands them to the worker, shows the verdict. Texts of files reach the page as text, never as markup.
(function () {
  "use strict";
  window.xltools.begun = true;
  const by = (id) => document.getElementById(id);
  const make = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text !== undefined && text !== "") { made.textContent = text; }
    return made;
  };

  // --- the worker ------------------------------------------------------------------------------------------------
  let worker = null, calls = 0;
  const waiting = new Map();

  function ask(does, message, transfer) {
    const id = ++calls;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage(Object.assign({ id, does }, message), transfer || []);
    });
  }

  function heard(event) {
    if (event.data.stage) { stage(event.data.stage); return; }
    const call = waiting.get(event.data.id);
    waiting.delete(event.data.id);
    if (event.data.fault !== undefined) { call.reject(new Error(event.data.fault)); } else { call.resolve(event.data.result); }
  }

  function failed(why) {
    for (const call of waiting.values()) { call.reject(new Error(why)); }
    waiting.clear();
  }

  // --- start -----------------------------------------------------------------------------------------------------
  const STAGES = {
    unpack: [10, "正在解开页面内的程序…"], python: [30, "正在启动校验程序（Python）…"],
    code: [70, "正在装入校验规则…"], rules: [80, "正在读取各通知的规则…"],
  };

  function stage(name) {
    by("progress").value = STAGES[name][0];
    by("progress-text").textContent = STAGES[name][1];
  }

  function bytesOf(id) {
    const holder = by(id), text = atob(holder.textContent), bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) { bytes[i] = text.charCodeAt(i); }
    if (bytes.length !== Number(holder.dataset.length)) { throw new Error("incomplete"); }
    holder.remove();
    return bytes;
  }

  async function unpacked(bytes) { // .tgz -> {name: bytes}
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const tape = new Uint8Array(await new Response(stream).arrayBuffer());
    const word = (from, length) => new TextDecoder().decode(tape.subarray(from, from + length)).split("\0")[0].trim();
    const files = {};
    for (let at = 0; at + 512 <= tape.length && tape[at];) {
      const size = parseInt(word(at + 124, 12), 8) || 0;
      files[word(at, 100).split("/").pop()] = tape.slice(at + 512, at + 512 + size);
      at += 512 + Math.ceil(size / 512) * 512;
    }
    return files;
  }

  async function start() {
    const begun = performance.now();
    if (!by("end")) { throw new Error("incomplete"); }
    stage("unpack");
    await new Promise((done) => setTimeout(done, 30)); // let the first picture appear
    const code = bytesOf("code"), files = await unpacked(bytesOf("pyodide"));
    const source = new Blob([files["pyodide.asm.js"], "\n", files["pyodide.js"], "\n", by("worker").textContent],
      { type: "text/javascript" });
    worker = new Worker(URL.createObjectURL(source));
    worker.onmessage = heard;
    worker.onerror = (event) => { event.preventDefault(); failed(event.message || "worker"); };
    const parts = {};
    for (const name of ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"]) { parts[name] = files[name]; }
    const told = await ask("start", { parts, code }, [code.buffer, ...Object.values(parts).map((part) => part.buffer)]);
    window.xltools.seconds = (performance.now() - begun) / 1000;
    ready(told);
  }

  let endings = [];
  function ready(told) {
    endings = told.endings;
    for (const notice of told.notices) {
      const option = make("option", "", notice.title + (notice.document ? "（" + notice.document + "）" : ""));
      option.value = notice.id;
      by("notice").append(option);
    }
    by("start").hidden = true;
    by("work").hidden = false;
    by("about").textContent = "启动用时 " + window.xltools.seconds.toFixed(1) + " 秒；Python " + told.python + "。";
    window.xltools.ready = true;
    if (held.size) { check(); }
  }

  function broken(fault) {
    by("start").hidden = true;
    by("broken").hidden = false;
    by("broken-why").textContent = fault.message === "incomplete"
      ? "页面文件不完整（可能是拷贝或下载时中断），请重新拷贝后打开。"
      : "校验程序没有启动。请换用新版本的 Edge、Chrome 或 Firefox 打开；仍不行的，把下面这行文字告诉发给您本页的单位：" + fault.message;
    window.xltools.fault = fault.message;
  }

  // --- files -----------------------------------------------------------------------------------------------------
  // path -> {bytes, inFolder}. Bytes are read when a file is chosen: what happens to it on the disk afterwards changes nothing.
  const held = new Map();
  let round = 0; // counts wipes: a verdict on files that were wiped meanwhile is not shown

  const isTable = (name) => endings.some((ending) => name.toLowerCase().endsWith(ending));
  const clean = (path) => path.split("/").filter((part) => part && part !== "." && part !== "..").join("/");

  const base = (path) => path.split("/").pop();
  const stem = (path) => path.replace(/\.zip$/i, "");

  // What was just chosen, read and laid beside what is held: [{path, file, inFolder}].
  async function take(chosen) {
    const mine = round;
    const read = [];
    for (const { path, file, inFolder } of chosen) {
      // What is met in a folder and is no table is never opened, so its content is not needed.
      const bytes = inFolder && !isTable(path) ? new ArrayBuffer(0) : await file.arrayBuffer();
      read.push({ path: clean(path), bytes, inFolder });
    }
    if (mine !== round) { return; }
    // A folder chosen again is the folder as it is now; a folder and its .zip are one thing.
    const tops = new Set(read.filter((one) => one.inFolder).map((one) => one.path.split("/")[0]));
    const zips = new Set(read.filter((one) => !one.inFolder && /\.zip$/i.test(one.path)).map((one) => stem(one.path)));
    const names = new Set(read.filter((one) => one.inFolder).map((one) => base(one.path)));
    for (const [path, one] of held) {
      const top = path.split("/")[0];
      const again = one.inFolder ? tops.has(top) || zips.has(top) : tops.has(stem(path)) || names.has(path);
      if (again) { held.delete(path); }
    }
    for (const one of read) { held.set(placeOf(one), { bytes: one.bytes, inFolder: one.inFolder || placeOf(one) !== one.path }); }
    check();
  }

  // A single file has no folder: it takes the place of the only held file of its name, else stands by itself.
  function placeOf(one) {
    if (one.inFolder || held.has(one.path)) { return one.path; }
    const same = Array.from(held.keys()).filter((path) => base(path) === one.path);
    return same.length === 1 ? same[0] : one.path;
  }

  function taken(list) {
    return read(Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file, inFolder: Boolean(file.webkitRelativePath) })));
  }

  async function read(chosen) {
    try { await take(chosen); } catch (fault) {
      tell("error", "有文件读不出：它已被移动、改动或正被占用。请关闭打开它的程序后重新选择。", fault.message);
    }
  }

  function listHeld() {
    by("held").replaceChildren(...Array.from(held.keys(), (path) => {
      const line = make("li", "", path + " "), button = make("button", "small", "移除");
      button.type = "button";
      button.setAttribute("aria-label", "移除 " + path);
      button.addEventListener("click", () => { held.delete(path); if (held.size) { check(); } else { wipe(); } });
      line.append(button);
      return line;
    }));
    by("held-count").textContent = "已选的文件（" + held.size + "）";
    by("held-box").hidden = !held.size;
  }

  // A folder that was dropped. The newer interface first: from file:// Chromium refuses to open files through the older.
  async function walkHandle(handle, path, found) {
    for await (const below of handle.values()) {
      if (below.kind === "directory") { await walkHandle(below, path + "/" + below.name, found); }
      else { found.push({ path: path + "/" + below.name, file: await below.getFile(), inFolder: true }); }
    }
  }

  async function walkEntry(entry, path, found) {
    if (entry.isFile) {
      found.push({ path, file: await new Promise((done, fail) => entry.file(done, fail)), inFolder: true });
      return;
    }
    const reader = entry.createReader();
    for (;;) { // a reader hands out at most a hundred entries at a time
      const entries = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!entries.length) { return; }
      for (const below of entries) { await walkEntry(below, path + "/" + below.name, found); }
    }
  }

  async function dropped(event) {
    event.preventDefault();
    document.body.classList.remove("over");
    // What was dropped can be asked for only now, before the first await.
    const items = Array.from(event.dataTransfer.items || []).filter((item) => item.kind === "file").map((item) => {
      const entry = item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
      const folder = entry && entry.isDirectory;
      return { entry: folder && entry, file: folder ? null : item.getAsFile(),
        handle: folder && item.getAsFileSystemHandle ? item.getAsFileSystemHandle() : null };
    });
    if (!items.length) { taken(event.dataTransfer.files); return; }
    const found = [];
    try {
      for (const { entry, file, handle } of items) {
        if (file) { found.push({ path: file.name, file, inFolder: false }); }
        else if (handle) { await walkHandle(await handle, entry.name, found); }
        else if (entry) { await walkEntry(entry, entry.name, found); }
      }
    } catch (fault) {
      tell("error", "浏览器不让本页读取拖来的文件夹，请改用“选择文件夹…”。", fault.message);
      return;
    }
    await read(found);
  }

  // --- check -----------------------------------------------------------------------------------------------------
  let busy = false, again = false;

  async function check() {
    listHeld();
    if (!window.xltools.ready || !held.size) { return; }
    if (busy) { again = true; return; }
    busy = true;
    window.xltools.done = false;
    by("wipe").disabled = false;
    tell("busy", "正在检查 " + held.size + " 个文件…");
    try {
      do {
        again = false;
        const files = [], names = new Set();
        for (const [path, { bytes, inFolder }] of held) {
          names.add(inFolder ? path.split("/")[0] : path);
          files.push({ path, bytes: bytes.slice(0) }); // the worker gets a copy: the next check needs them again
        }
        if (!files.length) { break; }
        const mine = round, verdict = await ask("check", { files, names: [...names], notice: by("notice").value }, files.map((f) => f.bytes));
        if (mine === round && !again) { show(verdict); }
      } while (again);
    } catch (fault) {
      window.xltools.fault = fault.message;
      tell("error", "没有检查成：程序内部出错，请把下面的文字告诉发给您本页的单位。", fault.message);
    } finally {
      busy = false;
      window.xltools.done = true;
    }
  }

  function tell(state, word, detail) {
    const box = by("verdict");
    box.className = "verdict " + state;
    box.replaceChildren(make("strong", "", word));
    if (detail) { box.append(make("pre", "", detail)); }
  }

  // --- show ------------------------------------------------------------------------------------------------------
  function show(verdict) {
    window.xltools.verdict = verdict;
    const shown = verdict.shown;
    tell(shown.state, shown.word);
    by("files").replaceChildren(...shown.files.map(fileSection));
    by("total").replaceChildren(...(shown.total ? totalParts(shown.total) : shown.total_note ? [make("p", "note", shown.total_note)] : []));
    by("passed").hidden = !shown.passed_over.length;
    by("passed").textContent = "没有打开的文件（不是表格）：" + shown.passed_over.join("、");
    by("assumed").replaceChildren(...listed("通知没有写明、本次采用的口径", shown.assumed));
    for (const button of document.querySelectorAll("[data-saves]")) { button.disabled = false; }
    by("save-ledger").disabled = !shown.total;
    by("when").textContent = "检查时间：" + new Date().toLocaleString("zh-CN") + "（本机时钟）";
  }

  function listed(title, entries) {
    const list = make("ul");
    for (const entry of entries) { list.append(make("li", "", entry)); }
    return entries.length ? [make("h2", "", title), list] : [];
  }

  function table(headings, rows, className) {
    const made = make("table", className), head = make("tr");
    for (const heading of headings) {
      const cell = make("th", "", heading);
      cell.scope = "col";
      head.append(cell);
    }
    const top = make("thead"), body = make("tbody");
    top.append(head);
    for (const row of rows) {
      const line = make("tr");
      line.append(...row.map((part) => {
        if (part instanceof Node) { const cell = make("td"); cell.append(part); return cell; }
        return make("td", /^-?[\d,]+\.\d+$/.test(part) ? "n" : "", part);
      }));
      body.append(line);
    }
    made.append(top, body);
    return made;
  }

  function fileSection(file) {
    const section = make("section", "file"), head = make("h2", "", file.path);
    const state = file.refusal ? ["error", "未能读取"] : file.errors ? ["error", file.errors + " 处错误"]
      : file.warnings ? ["warning", file.warnings + " 处提醒"] : file.forms.length ? ["good", "通过"] : ["warning", "未认出"];
    head.append(" ", make("span", "tag " + state[0], state[1]));
    section.append(head);
    if (file.refusal) { section.append(make("p", "t-error", file.refusal)); return section; }
    const what = file.forms.length ? file.forms.join("；") : "没有认出是哪一个附件";
    section.append(make("p", "soft", [what, file.notice, file.facts].filter(Boolean).join(" · ")));
    if (file.lines.length) {
      section.append(table(["级别", "位置", "填写内容", "问题", "应为", "怎样改", "依据"], file.lines.map(findingRow), "findings"));
    } else {
      section.append(make("p", "t-good", "没有发现问题。"));
    }
    return section;
  }

  function findingRow(line) {
    const where = make("span", "cell", line.where), what = make("span");
    if (line.count > 1) { where.append(make("br"), make("small", "soft", "共 " + line.count + " 处")); }
    else if (line.beside) { where.append(make("br"), make("small", "soft", "连同 " + line.beside)); }
    if (line.column) { what.append(make("b", "", line.column), " "); }
    what.append(line.message);
    for (const place of line.related) { what.append(make("br"), make("small", "soft", "另见 " + place)); }
    const value = make("span");
    if (line.count > 1 && line.value) { value.append(make("small", "soft", "如：")); }
    value.append(line.value);
    return [make("span", "tag " + line.severity, line.word), where, value, what, line.expected, line.fix, line.basis];
  }

  function totalParts(total) {
    const cards = make("div", "cards");
    for (const [state, figure, word] of [
      ["good", total.counted, "计入（万元）"], [Number(total.undecided.replace(/,/g, "")) ? "warning" : "", total.undecided, "待定（万元）"],
      ["", total.not_counted, "不计入（万元）"], [total.unreadable ? "error" : "", String(total.unreadable), "金额不能识别的行"],
    ]) {
      const card = make("div", "card " + state);
      card.append(make("b", "", figure), make("span", "", word));
      cards.append(card);
    }
    const floor = make("p", "floor");
    // The floor is each enterprise's own: over several there is no verdict on the sum.
    floor.append(total.enterprises.length > 1 ? make("span", "", "最低投资额 " + total.floor + " 万元按企业分别判定，见下表。")
      : make("span", "tag " + total.state, total.word), " ", make("span", "soft", total.floor_basis));
    const made = [make("h2", "", "投资窗口核算"),
      make("p", "soft", "窗口 " + total.window + "（含首尾两日）；口径：" + total.basis), cards, floor];
    const more = make("details");
    more.append(make("summary", "", "换一种口径、按投资类别、没有计入的行"));
    more.append(table(["口径", "计入（万元）", "待定（万元）", "最低投资额"], total.bases));
    if (total.categories.length) { more.append(table(["投资类别", "计入（万元）"], total.categories)); }
    if (total.open_rows.length) { more.append(table(["位置", "名称", "金额（万元）", "判定", "原因"], total.open_rows)); }
    if (total.open_left_out) { more.append(make("p", "soft", "另有 " + total.open_left_out + " 行没有列出，见保存的投资核算表。")); }
    if (total.enterprises.length > 1) {
      made.push(table(["企业", "计入（万元）", "待定（万元）", "不计入（万元）", "最低投资额"], total.enterprises));
    }
    made.push(more);
    return made;
  }

  // --- buttons ---------------------------------------------------------------------------------------------------
  // 自检报告-甲公司-2025-10-08.html: whose it is and of which day, in characters that every system takes in a name.
  function savedName(name) {
    const [stemOf, ending] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
    const whose = window.xltools.verdict.shown.submitter.replace(/[\\/:*?"<>|\s\x00-\x1f]+/g, "_").slice(0, 60);
    const now = new Date(), two = (number) => String(number).padStart(2, "0");
    return [stemOf, whose, now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate())].filter(Boolean).join("-") + ending;
  }

  async function save(does, name, type) {
    try {
      const link = make("a");
      link.href = URL.createObjectURL(new Blob([await ask(does, {})], { type }));
      link.download = savedName(name);
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    } catch (fault) {
      tell("error", "没有保存成：程序内部出错，请把下面的文字告诉发给您本页的单位。", fault.message);
    }
  }

  function wipe() {
    round++;
    held.clear();
    listHeld();
    window.xltools.verdict = null;
    if (window.xltools.ready) { ask("clear", {}).catch(() => {}); } // the worker lets go of them too
    for (const id of ["files", "total", "assumed"]) { by(id).replaceChildren(); }
    by("passed").hidden = true;
    tell("", "还没有选择文件。");
    by("when").textContent = "";
    for (const button of document.querySelectorAll("[data-saves]")) { button.disabled = true; }
  }

  function listen() {
    for (const [button, input] of [["pick-files", "input-files"], ["pick-folder", "input-folder"]]) {
      by(button).addEventListener("click", () => by(input).click());
      by(input).addEventListener("change", (event) => {
        taken(Array.from(event.target.files));
        event.target.value = ""; // the same file, corrected, may be chosen again
      });
    }
    by("notice").addEventListener("change", check);
    by("print").addEventListener("click", () => window.print());
    by("save-report").addEventListener("click", () => save("report", "自检报告.html", "text/html;charset=utf-8"));
    by("save-csv").addEventListener("click", () => save("csv", "问题清单.csv", "text/csv;charset=utf-8"));
    by("save-ledger").addEventListener("click", () => save("ledger", "投资窗口核算.html", "text/html;charset=utf-8"));
    by("wipe").addEventListener("click", wipe);
    document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) { document.body.classList.remove("over"); } });
    document.addEventListener("drop", dropped);
    let shut = []; // a print shows what is folded away on the screen
    window.addEventListener("beforeprint", () => {
      shut = Array.from(document.querySelectorAll("details:not([open])"));
      for (const part of shut) { part.open = true; }
    });
    window.addEventListener("afterprint", () => { for (const part of shut) { part.open = false; } });
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (window.xltools.missing.length) { return; }
    listen();
    start().catch(broken);
  });
})();
