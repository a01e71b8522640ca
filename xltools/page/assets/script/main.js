// The page: takes files, hands them to the worker, shows the verdict.
window.xltools.begun = true;
const page = { busy: false, again: false, ready: false, standing: false, verdict: null, explanations: [], telling: null, unsaved: false, round: 0 };
let words = null;
const MUCH_MEMORY = 100 << 20; // what Python holds: 34 MB from the start to a hundred small files
const PATIENCE = 800; // milliseconds for a check that is out of date: a small one ends sooner than a worker starts anew

const STAGES = {
  unpack: [10, "正在解开页面内的程序…"], python: [30, "正在启动校验程序（Python）…"],
  code: [60, "正在解开校验规则…"], rules: [70, "正在装入校验规则…"],
};

function stage(name) {
  by("progress").value = STAGES[name][0];
  by("progress-text").textContent = STAGES[name][1];
}

async function start() {
  stage("unpack");
  await new Promise((done) => setTimeout(done, 30)); // let the first picture appear
  await unpackEngine();
  const version = await startEngine();
  window.xltools.seconds = performance.now() / 1000; // since the page was opened
  by("start").hidden = true;
  by("about").textContent = "启动用时 " + window.xltools.seconds.toFixed(1) + " 秒；Python " + version + "。";
  window.xltools.ready = page.ready = true;
  if (held.size) { check(); } else { ask("readPacks").catch(() => {}); }
}

function broken(fault) {
  by("start").hidden = by("work").hidden = true;
  by("broken").hidden = false;
  by("broken-why").textContent = fault.message === "incomplete"
    ? "页面文件不完整（可能是拷贝或下载时中断），请重新拷贝后打开。"
    : "校验程序没有启动。请换用新版本的 Edge、Chrome 或 Firefox 打开；仍不行的，把下面这行文字告诉发给您本页的单位：" + fault.message;
  window.xltools.fault = fault.message;
}

function tell(state, word, detail) {
  const box = by("verdict");
  box.className = "verdict " + state;
  box.replaceChildren(make("strong", "", word));
  if (detail) { box.append(make("pre", "", detail)); }
  if (state === "busy") { box.append(" ", button("停止", cancel, "small stop")); }
}

// --- choosing ----------------------------------------------------------------------------------------------------
async function taken(chosen) {
  if (!chosen.length) { note("选的文件夹里没有文件。"); return; }
  note("正在读入 " + chosen.length + " 个文件…");
  try {
    const kept = await hold(chosen);
    note("");
    if (kept) { await check(); }
  } catch (fault) {
    wrong("有文件读不出，这一次选的都没有采用：文件已被移动、改动或正被占用。请关闭打开它的程序后重新选择。", fault.message);
  }
}

async function dropped(event) {
  event.preventDefault();
  document.body.classList.remove("over");
  const items = droppedItems(event.dataTransfer);
  if (!items.length) { return; } // a text, a link
  let files = [];
  try {
    files = await filesOf(items);
  } catch (fault) {
    wrong("浏览器不让本页读取拖来的文件夹，请改用“选择文件夹…”。", fault.message);
    return;
  }
  await taken(files);
}

function remove(path) {
  held.delete(path);
  if (held.size) { check(); } else { wipe(); }
}

// --- checking ----------------------------------------------------------------------------------------------------
async function check() {
  listHeld();
  if (!held.size) { return; }
  if (!page.ready) { tell("", "已选 " + held.size + " 个文件，启动完毕即检查。"); return; }
  if (page.busy) { checkAnew(); return; }
  page.busy = true;
  window.xltools.done = false;
  const mine = page.round, typed = commit();
  stand(false);
  try {
    await typed;
    do { page.again = false; await checkOnce(mine); } while (page.again && mine === page.round);
  } catch (fault) {
    if (mine === page.round) { checkFailed(fault); }
  }
  if (mine !== page.round) { return; } // somebody stopped it, and said so
  page.busy = false;
  window.xltools.done = true;
  listHeld();
}

// Other files than those that are being checked: what runs is out of date, and waited for only where it is soon done.
function checkAnew() {
  const mine = page.round;
  page.again = true;
  tell("busy", "文件有变动，正在重新检查…");
  setTimeout(() => { if (page.busy && page.again && mine === page.round) { stopChecking(); check(); } }, PATIENCE);
}

// An explanation that is being typed when files are chosen counts.
function commit() {
  if (by("results").contains(document.activeElement)) { document.activeElement.blur(); }
  return page.telling;
}

// Whether what is shown is what Python holds: only then can more be asked about it.
function stand(there) {
  page.standing = there;
  const controls = "#results :is(.explain input, #repairs input, #repairs button, .checklist button)";
  if (!there) { for (const one of document.querySelectorAll(controls)) { one.disabled = true; } }
  enable();
}

async function checkOnce(mine) {
  if (mine !== page.round) { return; } // stopped or wiped before it began
  readSoFar.clear();
  tell("busy", "正在检查 " + held.size + " 个文件…");
  note("");
  listHeld();
  for (const path of await goneFiles()) { throw new Error("gone " + path); }
  if (mine !== page.round) { return; }
  const verdict = await ask("check", { ...heldForCheck(), notice: by("notice").value, explanations: JSON.stringify(page.explanations) });
  if (mine !== page.round || page.again) { return; }
  show(verdict);
  const lists = await ask("checklist"), repairs = await ask("suggest");
  if (mine !== page.round || page.again) { return; }
  stand(true);
  showMore(lists, repairs);
}

function checkFailed(fault) {
  if (fault.message.startsWith("gone ")) {
    tell("error failed", "“" + fault.message.slice(5) + "”在选择之后被改动或移走了，请重新选择它。");
    return;
  }
  stopChecking(); // what has failed once may not answer again
  if (/memory|allocat|MemoryError/i.test(fault.message)) {
    tell("error failed", "这台电脑的内存不够同时检查这些文件。请关闭别的网页和程序，或分几次选择（先移除一部分）。", fault.message);
  } else {
    window.xltools.fault = fault.message;
    tell("error failed", "没有检查成：程序内部出错，请把下面的文字告诉发给您本页的单位。", fault.message);
  }
  window.xltools.done = true;
}

engine.staged = stage;
engine.told = (done, all, path) => {
  readSoFar.add(path);
  const word = by("verdict").querySelector("strong");
  if (!page.busy || page.again || !word) { return; }
  word.textContent = done < all ? "正在检查：已读取 " + done + " / " + all + " 个文件" : "已读取 " + all + " 个文件，正在核对…";
  listHeld();
};

// Ends what runs at once; what was shown before stays, dimmed, and says so.
function cancel() {
  stopChecking();
  tell("stopped", "已停止检查。" + (page.verdict ? "下面是上一次的结果。" : ""));
  by("verdict").append(" ", button("重新检查", check, "small"));
  window.xltools.done = true;
}

function stopChecking() {
  page.round++;
  page.busy = page.again = false;
  stand(false);
  restartEngine().catch((fault) => { if (fault.message !== "stopped") { broken(fault); } }); // stopped once more while it started
  listHeld();
}

function wipe() {
  wipes++;
  held.clear();
  page.verdict = window.xltools.verdict = null;
  page.standing = false;
  page.explanations = [];
  page.unsaved = false;
  // A worker never gives memory back: where there was much, or while it works, a new one takes its place.
  if (page.ready && (page.busy || window.xltools.memory > MUCH_MEMORY)) { stopChecking(); } else if (page.ready) { ask("clear").catch(() => {}); }
  for (const id of ["files", "total", "assumed", "checklists", "repairs", "packs", "levels", "sections"]) { by(id).replaceChildren(); }
  by("passed").hidden = by("filter").hidden = true;
  picked.level = picked.text = by("find").value = "";
  tell("", "还没有选择文件。");
  by("when").textContent = "";
  note("");
  listHeld();
  enable();
  window.xltools.done = true;
}

// --- showing -----------------------------------------------------------------------------------------------------
const shownFiles = () => page.verdict ? page.verdict.shown.files : [];

function listHeld() { showIndex(shownFiles(), page.busy, remove, jump); }

function show(verdict) {
  page.verdict = window.xltools.verdict = verdict;
  window.xltools.checklists = [];
  readTroubles([]);
  const shown = verdict.shown;
  tell(shown.state, shown.word);
  by("packs").replaceChildren(...shown.packs.map((said) => make("p", "note", said)));
  by("total").replaceChildren(...(shown.total ? ledgerParts(shown.total) : shown.total_note ? [make("p", "note", shown.total_note)] : []));
  by("passed").hidden = !shown.passed_over.length;
  by("passed").textContent = "不是表格、没有逐格校验的文件：" + shown.passed_over.join("、");
  by("assumed").replaceChildren(...listed("h2", "通知没有写明、本次采用的口径", shown.assumed));
  by("checklists").replaceChildren();
  by("repairs").replaceChildren();
  by("who").textContent = shown.submitter;
  by("when").textContent = "检查时间：" + new Date().toLocaleString("zh-CN") + "（本机时钟）";
  by("filter").hidden = !shown.files.length;
  showFiles();
}

function showFiles() {
  const shown = page.verdict.shown, files = shown.files.filter(fileFits), picking = Boolean(picked.level || picked.text);
  showLevels(shown.counts, showFiles);
  const wrong = files.filter((file) => file.state !== "good");
  by("files").replaceChildren(...files.map((file) =>
    fileSection(file, files.length <= MOST_OPEN || wrong.slice(0, MOST_OPEN).includes(file) || (picking && files.length <= 10), explain)));
  if (!files.length && shown.files.length) { by("files").append(make("p", "soft", "没有符合筛选条件的文件。")); }
  listHeld();
}

function showMore(lists, repairs) {
  window.xltools.checklists = lists;
  by("checklists").replaceChildren(...lists.map((one, number) => checklistSection(one, number, save)));
  by("repairs").replaceChildren(...repairParts(repairs, carryOut));
  tellVerdict(page.verdict.shown);
  readTroubles(lists);
  showSections();
  enable();
}

// The parts that there are, to jump to.
function showSections() {
  const parts = [["filter", "逐个文件"], ["repairs", "可以代为修改的"], ["total", "投资窗口核算"], ["checklists", "材料清单" + (lacking() ? "（缺少 " + lacking() + " 项）" : "")]]
    .filter(([id]) => !by(id).hidden && by(id).childElementCount);
  by("sections").replaceChildren(...parts.map(([id, word]) => {
    const link = make("a", "", word);
    link.href = "#" + id;
    return link;
  }));
}

// An application without its papers is not ready, whatever its tables say.
function tellVerdict(said) {
  const missing = lacking();
  tell(missing && said.state === "good" ? "warning" : said.state, said.word + (missing ? "材料清单缺少 " + missing + " 项。" : ""));
}

function lacking() {
  return window.xltools.checklists.reduce((sum, one) => sum + (one.folder && one.lacking || 0), 0);
}

// Buttons for what there is.
function enable() {
  const verdict = page.verdict;
  for (const one of document.querySelectorAll("[data-saves]")) { one.disabled = !page.standing; }
  by("save-ledger").disabled = !(page.standing && verdict.shown.total);
  by("wipe").disabled = !held.size;
}

function jump(file) {
  const section = Array.from(by("files").children).find((one) => one.dataset.path === file.path);
  if (!section) { return; }
  section.open = true;
  section.fill();
  section.scrollIntoView();
  section.querySelector("summary").focus({ preventScroll: true });
}

function explain(line, text) {
  page.telling = explained(line, text).then(() => true, () => false); // no: somebody stopped or wiped meanwhile
  return page.telling;
}

async function explained(line, text) {
  const said = await ask("explain", { line: line.id, text });
  page.unsaved = Boolean(said.explanations.length);
  page.explanations = said.explanations;
  line.explained = text;
  line.settled = Boolean(text);
  line.word = text ? words.answer.explained : words.severity[line.severity];
  tellVerdict(said);
  said.files.forEach((now) => {
    Object.assign(shownFiles().find((file) => file.path === now.path), now);
    const section = Array.from(by("files").children).find((one) => one.dataset.path === now.path);
    if (section) { section.querySelector("summary .tag").replaceWith(tag(now.state, now.tag)); }
  });
  listHeld();
}

// --- saving ------------------------------------------------------------------------------------------------------
const NOT_THERE = "在浏览器的“下载”里找；没有的，多半是浏览器拦住了下载，或者磁盘已满：允许下载、腾出空间后再保存一次。";

// What is said of a file to be saved stands beside the verdict, never in its place.
function note(word, detail) {
  by("handed").className = "soft";
  by("handed").replaceChildren(word);
  if (detail) { by("handed").append(make("pre", "", detail)); }
  by("handed").hidden = !word;
}

function wrong(word, detail) {
  note(word, detail);
  by("handed").className = "t-error";
}

function handingFailed(what, fault) {
  if (fault.message === "stopped") { note(""); return; } // somebody wiped or stopped it meanwhile
  wrong(what + "：程序内部出错，请把下面的文字告诉发给您本页的单位。", fault.message);
}

async function save(what, name, number) {
  const whose = number === undefined ? page.verdict.shown.submitter : window.xltools.checklists[number].enterprise;
  note("正在准备文件…");
  try {
    const file = await ask("save", { what, number: number || 0 });
    if (what === "marked") { page.unsaved = false; }
    if (!file.name) { note("没有发现问题，没有可以标注的文件。"); return; }
    const ending = file.name.slice(file.name.lastIndexOf("."));
    const given = savedName(name.includes(".") ? name : name + ending, whose);
    handOver(file, given);
    note("已交给浏览器保存：" + given + "。" + NOT_THERE);
  } catch (fault) {
    handingFailed("没有保存成", fault);
  }
}

async function carryOut(accepted) {
  note("正在准备文件…");
  try {
    const made = await ask("repair", { accepted: JSON.stringify(accepted) });
    handOver(made.file, made.file.name);
    note("已修改 " + made.repairs + " 处，写出副本 " + made.copies + " 个。请用副本代替原文件，再选择一次。" + NOT_THERE);
  } catch (fault) {
    handingFailed("没有修改成", fault);
  }
}

function listen() {
  for (const [opener, input] of [["pick-files", "input-files"], ["pick-folder", "input-folder"]]) {
    by(opener).addEventListener("click", () => by(input).click());
    by(input).addEventListener("change", (event) => {
      const chosen = Array.from(event.target.files, (file) =>
        ({ path: file.webkitRelativePath || file.name, file, inFolder: Boolean(file.webkitRelativePath) }));
      event.target.value = ""; // the same file, corrected, may be chosen again
      taken(chosen);
    });
  }
  by("notice").addEventListener("change", check);
  by("find").addEventListener("input", () => { picked.text = by("find").value.trim().toLowerCase(); if (page.verdict) { showFiles(); } });
  for (const [id, what, name] of [["save-report", "report", "自检报告.html"], ["save-findings", "findings", "问题清单.xlsx"],
    ["save-marked", "marked", "标注副本"], ["save-ledger", "ledger", "投资窗口核算.xlsx"]]) {
    by(id).addEventListener("click", () => save(what, name));
  }
  by("print").addEventListener("click", () => window.print());
  by("wipe").addEventListener("click", wipe);
  document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) { document.body.classList.remove("over"); } });
  document.addEventListener("drop", dropped);
  window.addEventListener("beforeunload", (event) => { if (page.unsaved) { event.preventDefault(); } }); // typed, and in no file yet
  let shut = []; // a print shows what is folded away on the screen
  window.addEventListener("beforeprint", () => {
    shut = Array.from(document.querySelectorAll("main details:not([open])"));
    for (const part of shut) { part.open = true; if (part.fill) { part.fill(); } }
  });
  window.addEventListener("afterprint", () => { for (const part of shut) { part.open = false; } });
}

document.addEventListener("DOMContentLoaded", () => {
  if (window.xltools.missing.length) { return; }
  words = JSON.parse(by("words").textContent);
  by("work").hidden = false;
  listen();
  enable(); // a reload in Firefox brings buttons back as they were
  start().catch(broken);
});
