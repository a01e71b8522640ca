// What can be put right without changing what it says: ticked one by one, done on a copy.
const REPAIR = ["采纳", "位置", "项目", "现值", "改为", "种类"];

function repairParts(found, carryOut) {
  if (!found.length) { return []; }
  const boxes = found.map((one, number) => {
    const box = make("input");
    box.type = "checkbox";
    box.value = String(number);
    box.setAttribute("aria-label", "采纳 " + one.path + " " + one.sheet + "!" + one.cell);
    return box;
  });
  const go = button("把勾选的写入副本并保存", () => carryOut(boxes.filter((box) => box.checked).map((box) => Number(box.value))), "first");
  const counted = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    go.disabled = !ticked;
    go.textContent = "把勾选的 " + ticked + " 处写入副本并保存";
  };
  const several = new Set(found.map((one) => one.path)).size > 1;
  const rows = found.map((one, number) => {
    const where = make("span", "cell", one.sheet + "!" + one.cell);
    if (several) { where.append(make("br"), make("small", "soft", one.path)); }
    return [boxes[number], where, one.column, one.before, one.after, one.kind];
  });
  const made = folded("共 " + found.length + " 处：数字、日期存成了文本，全角、空格、单位、序号等");
  const scroll = make("div", "scroll");
  scroll.append(table(REPAIR, rows));
  scroll.tabIndex = 0;
  made.append(kindButtons(found, boxes, counted), scroll, go);
  made.addEventListener("change", counted);
  counted();
  return [make("h2", "", "可以代为修改的"), make("p", "soft", "不改变内容；改在副本里，原文件不动。"), made];
}

// Ticks all of one kind, or none of them.
function kindButtons(found, boxes, counted) {
  const line = make("p", "buttons"), kinds = new Map();
  found.forEach((one, number) => kinds.set(one.kind, [...(kinds.get(one.kind) || []), boxes[number]]));
  const toggle = (own) => () => {
    const on = own.some((box) => !box.checked);
    for (const box of own) { box.checked = on; }
    counted();
  };
  line.append(button("全部 " + found.length, toggle(boxes), "small"));
  for (const [kind, own] of kinds) { line.append(button(kind + " " + own.length, toggle(own), "small")); }
  return line;
}
