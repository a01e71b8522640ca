// The index: every chosen file with its state, to jump to, to filter by, to take off the list.
const picked = { level: "", text: "" };
const troubled = new Map(); // papers of an application that are damaged, too small …: path -> [state, word]
const readSoFar = new Set(); // files that the running check has read

const fits = (file, line) => (!picked.level || line.severity === picked.level) && (!picked.text ||
  [file.path, line.kind, line.column, line.message, line.value, line.where, line.rule].some((text) => text.toLowerCase().includes(picked.text)));

function fileFits(file) {
  if (!picked.level && !picked.text) { return true; }
  return file.lines.some((line) => fits(file, line)) || (!picked.level && file.path.toLowerCase().includes(picked.text));
}

function stateOf(path, files, checking) {
  const own = files.filter((file) => file.path === path || file.path.startsWith(path + "/"));
  if (checking) { return Array.from(readSoFar).some((one) => one === path || one.startsWith(path + "/")) ? ["busy", "已读取"] : ["", "等待"]; }
  if (!own.length) { return troubled.get(path) || ["", files.length ? (isTable(path) ? "未校验" : "材料") : ""]; }
  if (own.length === 1) { return [own[0].state, own[0].tag]; }
  const errors = own.reduce((sum, file) => sum + file.errors, 0);
  const state = own.some((file) => file.state === "error") ? "error" : own.some((file) => file.state === "warning") ? "warning" : "good";
  return [state, own.length + " 个文件" + (errors ? "，" + errors + " 处" + words.severity.error : "")];
}

function readTroubles(lists) {
  troubled.clear();
  for (const { folder, items } of lists) {
    for (const item of items || []) {
      for (const line of item.lines) { if (line.path) { troubled.set((folder ? folder + "/" : "") + line.path, [item.state, item.word]); } }
    }
  }
}

function showIndex(files, checking, remove, jump) {
  const lines = Array.from(held.keys()).sort().map((path) => {
    const [state, word] = stateOf(path, files, checking), line = make("li");
    const shown = files.find((file) => file.path === path || file.path.startsWith(path + "/"));
    const name = shown && !checking ? button(path, () => jump(shown), "link") : make("span", "", path);
    line.append(name, word ? tag(state || "plain", word) : "");
    const off = button("移除", () => remove(path), "small");
    off.setAttribute("aria-label", "移除 " + path);
    line.append(off);
    line.hidden = Boolean(shown) && !checking && !fileFits(shown);
    return line;
  });
  by("held").replaceChildren(...lines);
  const hidden = lines.filter((line) => line.hidden).length;
  by("held-count").textContent = "已选的文件（" + held.size + "）" + (hidden ? "，筛选后显示 " + (held.size - hidden) : "");
  by("held-box").hidden = !held.size;
}

function showLevels(counts, changed) {
  const all = [["全部", counts.reduce((sum, one) => sum + one[1], 0), ""], ...counts];
  by("levels").replaceChildren(...all.filter((one) => !one[2] || one[1]).map(([word, count, level]) => {
    const made = button(word + " " + count, () => { picked.level = level; changed(); }, "small");
    made.setAttribute("aria-pressed", String(picked.level === level));
    return made;
  }));
}
