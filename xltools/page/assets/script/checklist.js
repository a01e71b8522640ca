// The list of materials, one a folder, and what is handed over with it.
const MATERIAL = ["序号", "材料", "状态", "文件和问题"];

function checklistSection(one, number, save) {
  const section = make("section", "checklist"), title = make("h2", "", "材料清单" + (one.folder ? "：" + one.folder : ""));
  section.append(title);
  if (!one.package) { section.append(make("p", "note", one.why)); return section; }
  title.append(" ", tag(one.state, one.word));
  section.append(make("p", "soft", [one.enterprise || "（未填企业名称）", one.notice].join(" · ")));
  for (const said of one.packs) { section.append(make("p", "note", said)); }
  const buttons = make("p", "buttons");
  buttons.append(button("保存自检回执", () => save("receipt", "自检回执.html", number), "receipt"),
    button("保存材料清单", () => save("checklist", "材料清单.html", number)));
  section.append(buttons, make("p", "soft", "自检回执记下每个文件的指纹和所用的规则，主管部门用 xltools receipt verify 核对；回执没有电子签名。"));
  section.append(folded(one.lacking ? "缺少 " + one.lacking + " 项，共 " + one.items.length + " 项" : "共 " + one.items.length + " 项，没有缺少",
    table(MATERIAL, one.items.map(itemCells))));
  section.querySelector("details").open = Boolean(one.folder);
  section.append(...problems("各表、各材料之间", one.cross), ...problems("没有核对的文件", one.refused));
  section.append(...listed("h3", "不属于任何一项的文件", one.unassigned), ...listed("h3", "文件里看不出、请自行确认", one.reminders));
  return section;
}

function itemCells(item) {
  const title = make("span", "", item.title), files = make("span");
  if (item.basis) { title.append(make("br"), make("small", "soft", item.basis)); }
  if (item.hint) { files.append(make("span", "soft", item.hint)); }
  for (const file of item.files) { files.append(make("span", "line", file)); }
  if (item.more) { files.append(make("span", "line soft", "另有 " + item.more + " 个文件")); }
  if (item.forms) { files.append(make("span", "line t-" + item.state, item.forms + "，见“逐个文件”")); }
  files.append(...item.lines.map(problemLine));
  return [String(item.number), title, tag(item.state, item.word), files];
}

function problemLine(line) {
  const made = make("span", "line");
  const where = [line.path, line.where].filter(Boolean).join(" ");
  made.append(tag(line.settled ? "good" : line.severity, line.word), " ", where ? make("b", "", where + " ") : "", line.message);
  if (line.fix) { made.append(make("span", "soft", " " + line.fix)); }
  return made;
}

function problems(title, lines) {
  if (!lines.length) { return []; }
  const box = make("p");
  box.append(...lines.map(problemLine));
  return [make("h3", "", title), box];
}
