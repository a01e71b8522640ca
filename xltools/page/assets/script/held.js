// What was chosen: path -> {data, inFolder, size}. Bytes are read when a file is chosen: what happens to it on the disk
// afterwards changes nothing.
const held = new Map();
let wipes = 0; // what was read for a list that was wiped meanwhile is dropped
const MOST_COPIED = 64 << 20; // a film is not copied into memory: it stays where it lies

const isTable = (name) => by("files").dataset.endings.split(" ").some((ending) => name.toLowerCase().endsWith(ending));
const clean = (path) => path.split("/").filter((part) => part && part !== "." && part !== "..").join("/");
const base = (path) => path.split("/").pop();
const stem = (path) => path.replace(/\.zip$/i, "");

// Lay what was just chosen beside what is held: [{path, file, inFolder}]. True where it is to be checked.
async function hold(chosen) {
  const mine = wipes, read = [];
  for (const { path, file, inFolder } of chosen) {
    const copied = file.size <= MOST_COPIED || isTable(path);
    const data = copied ? new Blob([await file.arrayBuffer()]) : file;
    read.push({ path: clean(path), data, inFolder });
  }
  const before = Array.from(held);
  for (const one of read) { one.twin = one.inFolder ? "" : await twinOf(one, before); }
  if (mine !== wipes) { return false; }
  dropOlder(read);
  for (const one of read) {
    const place = placeOf(one), path = place === one.path && held.has(one.twin) ? renamed(one) : place;
    held.set(path, { data: one.data, size: one.data.size, inFolder: one.inFolder || path !== one.path });
  }
  return true;
}

// The one file held so far, of another name, that has the same content.
async function twinOf(one, before) {
  const same = [];
  for (const [path, { data, size }] of before) {
    if (size === one.data.size && base(path) !== base(one.path) && !(data instanceof File) && await sameBytes(data, one.data)) { same.push(path); }
  }
  return same.length === 1 ? same[0] : "";
}

async function sameBytes(first, second) {
  const [one, other] = [await first.arrayBuffer(), await second.arrayBuffer()].map((bytes) => new Uint8Array(bytes));
  return one.every((byte, at) => byte === other[at]);
}

// A file that was given another name is the one file that it was.
function renamed(one) {
  held.delete(one.twin);
  return one.twin.slice(0, one.twin.length - base(one.twin).length) + one.path;
}

// A folder chosen again is the folder as it is now; a folder and its .zip are one thing.
function dropOlder(read) {
  const tops = new Set(read.filter((one) => one.inFolder).map((one) => one.path.split("/")[0]));
  const zips = new Set(read.filter((one) => !one.inFolder && /\.zip$/i.test(one.path)).map((one) => stem(one.path)));
  const names = new Set(read.filter((one) => one.inFolder).map((one) => base(one.path)));
  for (const [path, one] of held) {
    const top = path.split("/")[0];
    const again = one.inFolder ? tops.has(top) || zips.has(top) : tops.has(stem(path)) || names.has(path);
    if (again) { held.delete(path); }
  }
}

// A single file has no folder: it takes the place of the only held file of its name, else stands by itself.
function placeOf(one) {
  if (one.inFolder || held.has(one.path)) { return one.path; }
  const same = Array.from(held.keys()).filter((path) => base(path) === one.path);
  return same.length === 1 ? same[0] : one.path;
}

// What the worker is to see: every file, and the names under which they are checked.
function heldForCheck() {
  const files = [], names = new Set();
  for (const [path, { data, inFolder }] of held) {
    names.add(inFolder ? path.split("/")[0] : path);
    files.push({ name: path, data });
  }
  return { files, names: [...names] };
}

// A big file that stayed on the disk, and is no longer what was chosen.
async function goneFiles() {
  const gone = [];
  for (const [path, { data }] of held) {
    if (data instanceof File) { await data.slice(0, 1).arrayBuffer().catch(() => gone.push(path)); }
  }
  return gone;
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

// What was dropped can be asked for only now, before the first await.
function droppedItems(transfer) {
  return Array.from(transfer.items || []).filter((item) => item.kind === "file").map((item) => {
    const entry = item.webkitGetAsEntry ? item.webkitGetAsEntry() : null, folder = entry && entry.isDirectory;
    return { entry: folder && entry, file: folder ? null : item.getAsFile(),
      handle: folder && item.getAsFileSystemHandle ? item.getAsFileSystemHandle() : null };
  });
}

async function filesOf(items) {
  const found = [];
  for (const { entry, file, handle } of items) {
    if (file) { found.push({ path: file.name, file, inFolder: false }); }
    else if (handle) { await walkHandle(await handle, entry.name, found); }
    else if (entry) { await walkEntry(entry, entry.name, found); }
  }
  return found;
}
