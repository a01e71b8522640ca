// Small helpers. Texts of files reach the page as text, never as markup.
const by = (id) => document.getElementById(id);

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) { made.className = className; }
  if (text !== undefined && text !== "") { made.textContent = text; }
  return made;
}

function button(text, does, className) {
  const made = make("button", className || "", text);
  made.type = "button";
  made.addEventListener("click", does);
  return made;
}

function tag(state, word) { return make("span", "tag " + state, word); }

function listed(level, title, entries) {
  const list = make("ul");
  for (const entry of entries) { list.append(make("li", "", entry)); }
  return entries.length ? [make(level, "", title), list] : [];
}

function folded(title, ...parts) {
  const made = make("details");
  made.append(make("summary", "", title), ...parts);
  return made;
}

// One row as cells; each says its heading, for small screens on which a row stands as a card.
function tableRow(headings, row, className) {
  const line = make("tr", className || "");
  row.forEach((part, at) => {
    const cell = make("td", typeof part === "string" && /^-?[\d,]+\.\d+$/.test(part) ? "n" : "");
    cell.dataset.h = headings[at];
    if (part instanceof Node) { cell.append(part); } else { cell.textContent = part; }
    if (part === "") { cell.classList.add("none"); }
    line.append(cell);
  });
  return line;
}

function tableHead(headings) {
  const top = make("thead"), head = make("tr");
  for (const heading of headings) {
    const cell = make("th");
    cell.scope = "col";
    if (heading instanceof Node) { cell.append(heading); } else { cell.textContent = heading; }
    head.append(cell);
  }
  top.append(head);
  return top;
}

function table(headings, rows, className) {
  const made = make("table", className || ""), body = make("tbody");
  body.append(...rows.map((row) => row instanceof Node ? row : tableRow(headings, row)));
  made.append(tableHead(headings), body);
  return made;
}
