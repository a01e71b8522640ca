// One section a file. Sections are filled when they are opened: a hundred files are a list, not seventy screens.
const FINDING = ["级别", "位置", "填写内容", "问题", "应为", "怎样改", "依据"];
const MOST_OPEN = 3, MOST_LINES = 200;

function fileSection(file, open, explain) {
  const section = make("details", "file"), head = make("summary"), body = make("div");
  const name = make("h2", "", file.path);
  name.append(" ", tag(file.state, file.tag));
  head.append(name);
  section.append(head, body);
  section.dataset.path = file.path;
  let filled = false;
  section.fill = () => { if (!filled) { filled = true; body.append(...fileParts(file, explain)); } };
  section.addEventListener("toggle", () => { if (section.open) { section.fill(); } });
  if (open) { section.open = true; section.fill(); }
  return section;
}

function fileParts(file, explain) {
  if (file.refusal) { return [make("p", "t-error", file.refusal)]; }
  const what = file.forms.length ? file.forms.join("；") : "没有认出是哪一个附件";
  const parts = [make("p", "soft", [what, file.notice, file.facts].filter(Boolean).join(" · "))];
  const lines = file.lines.filter((line) => fits(file, line));
  if (!file.lines.length) { return [...parts, make("p", "t-good", "没有发现问题。")]; }
  const made = make("table", "findings");
  made.append(tableHead(FINDING));
  const show = (from) => {
    for (const line of lines.slice(from, from + MOST_LINES)) { made.append(findingBody(line, explain)); }
    if (lines.length <= from + MOST_LINES) { return; }
    const more = button("再显示 " + Math.min(MOST_LINES, lines.length - from - MOST_LINES) + " 条（共 " + lines.length + " 条）",
      () => { more.remove(); show(from + MOST_LINES); }, "more");
    made.after(more);
  };
  const holder = make("div");
  holder.append(made);
  show(0);
  return [...parts, holder];
}

function findingBody(line, explain) {
  const body = make("tbody", line.settled ? "settled" : line.severity);
  body.append(tableRow(FINDING, findingCells(line)));
  const more = [line.row && rowGrid(line), explain && line.severity === "warning" && explaining(line, body, explain)].filter(Boolean);
  if (more.length) {
    const row = make("tr", "sub"), cell = make("td");
    cell.colSpan = FINDING.length;
    cell.append(...more);
    row.append(cell);
    body.append(row);
  }
  return body;
}

function findingCells(line) {
  const where = make("span", "cell", line.where), what = make("span");
  if (line.count > 1) { where.append(make("br"), make("small", "soft", "共 " + line.count + " 处")); }
  else if (line.beside) { where.append(make("br"), make("small", "soft", "连同 " + line.beside)); }
  if (line.column) { what.append(make("b", "", line.column), " "); }
  what.append(line.message);
  for (const place of line.related) { what.append(make("br"), make("small", "soft", "另见 " + place)); }
  const value = make("span");
  if (line.count > 1 && line.value) { value.append(make("small", "soft", "如：")); }
  value.append(line.value);
  return [tag(line.settled ? "good" : line.severity, line.word), where, line.value ? value : "", what, line.expected, line.fix, line.basis];
}

// The row around the wrong cell, as it stands in the sheet.
function rowGrid(line) {
  const grid = make("div", "grid"), number = String(line.row.number);
  grid.append(make("span", "grid-row", "第 " + number + " 行"));
  for (const [letters, heading, text, wrong] of line.row.cells) {
    const cell = make("span", wrong ? "grid-cell wrong" : "grid-cell");
    cell.append(make("small", "", letters + number + " " + (heading === letters ? "" : heading)), make("span", "", text || " "));
    if (wrong) { cell.append(make("span", "unseen", "（所指的单元格）")); }
    grid.append(cell);
  }
  return grid;
}

// A reminder that was looked at and is right: why. It goes into the marked copy and the list of findings.
function explaining(line, body, explain) {
  const label = make("label", "explain", "说明 "), input = make("input");
  input.type = "text";
  input.maxLength = 500;
  input.value = line.explained;
  input.placeholder = "核对无误的，在此写明情况";
  input.addEventListener("change", async () => {
    const text = input.value.trim();
    if (!await explain(line, text)) { return; }
    body.className = text ? "settled" : line.severity;
    const shown = body.querySelector(".tag");
    shown.className = "tag " + (text ? "good" : line.severity);
    shown.textContent = text ? words.answer.explained : words.severity[line.severity];
  });
  label.append(input);
  return label;
}
