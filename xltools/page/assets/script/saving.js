// 自检报告-甲公司-2025-10-08.html: whose it is and of which day, in characters that every system takes in a name.
function savedName(name, whose) {
  const [stemOf, ending] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const plain = whose.replace(/[\\/:*?"<>|\s\x00-\x1f]+/g, "_").slice(0, 60);
  const now = new Date(), two = (number) => String(number).padStart(2, "0");
  return [stemOf, plain, now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate())].filter(Boolean).join("-") + ending;
}

const TYPES = { html: "text/html;charset=utf-8", zip: "application/zip",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };

// A file that the worker made: {name, bytes}.
function handOver(file, name) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([file.bytes], { type: TYPES[name.split(".").pop()] || "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
