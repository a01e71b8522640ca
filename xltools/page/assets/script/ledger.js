// The investment window. The floor is each enterprise's own: over several there is no verdict on the sum.
const ENTERPRISE = ["企业", "计入（万元）", "待定（万元）", "不计入（万元）", "最低投资额"];
const LEDGER_ROW = ["判定", "位置", "名称", "日期", "金额（万元）", "原因"];

function ledgerParts(total) {
  const cards = make("div", "cards");
  for (const [word, figure, state] of [...total.sums, ["金额不能识别的行", String(total.unreadable), total.unreadable ? "error" : ""]]) {
    const card = make("div", "card " + state);
    card.append(make("b", "", figure), make("span", "", word + (/^\d+$/.test(figure) ? "" : "（万元）")));
    cards.append(card);
  }
  const floor = make("p", "", total.floor + "，按企业分别判定。");
  floor.append(" ", make("span", "soft", total.floor_basis));
  return [make("h2", "", "投资窗口核算"), make("p", "soft", "窗口 " + total.window + "（含首尾两日）；口径：" + total.basis),
    cards, floor, table(ENTERPRISE, total.enterprises.map(enterpriseCells)), ledgerRows(total),
    folded("按投资类别、换一种口径", table(["投资类别", "计入（万元）"], total.categories), table(["口径", "计入（万元）", "待定（万元）"], total.bases))];
}

function enterpriseCells(one) {
  const verdict = make("span");
  verdict.append(tag(one.state, one.word));
  for (const what of one.decides) { verdict.append(make("br"), make("small", "", what)); }
  return [one.name || "（未填企业名称）", ...one.amounts, verdict];
}

function ledgerRows(total) {
  const made = folded("逐笔明细（" + (total.rows.length + total.left_out) + " 笔）");
  made.className = "ledger-rows";
  made.fill = () => {
    if (made.childElementCount > 1) { return; }
    const several = new Set(total.rows.map((row) => row.file)).size > 1;
    const rows = total.rows.map((row) => {
      const where = make("span", "cell", row.where);
      if (several) { where.append(make("br"), make("small", "soft", row.file)); }
      const state = { counted: "good", undecided: "warning", unreadable: "error" }[row.verdict] || "info";
      return tableRow(LEDGER_ROW, [tag(state, row.word), where, row.name, row.date, row.amount, row.reason], row.verdict);
    });
    made.append(table(LEDGER_ROW, rows));
    made.append(make("p", "soft on-paper", "只打印没有计入、待定和不能识别的各笔；计入的见保存的投资核算表。"));
    if (total.left_out) { made.append(make("p", "soft", "另有 " + total.left_out + " 笔没有列出，见保存的投资核算表。")); }
  };
  made.addEventListener("toggle", made.fill);
  return made;
}
