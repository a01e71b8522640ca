// The engine: Python in a worker. Ending it is the one way to stop a check at once and to give its memory back; the parts
// stay here, and the compiled WebAssembly with them, so that the next one starts soon.
const engine = { worker: null, parts: null, module: null, source: "", calls: 0, waiting: new Map(), ready: null, told: () => {}, staged: () => {} };

function bytesOf(id) {
  const holder = by(id), text = holder.textContent;
  let bytes;
  if (Uint8Array.fromBase64) { bytes = Uint8Array.fromBase64(text); } else {
    const plain = atob(text);
    bytes = new Uint8Array(plain.length);
    for (let i = 0; i < plain.length; i++) { bytes[i] = plain.charCodeAt(i); }
  }
  if (bytes.length !== Number(holder.dataset.length)) { throw new Error("incomplete"); }
  holder.remove();
  return bytes;
}

async function gunzipped(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpacked(bytes) { // .tgz -> {name: bytes}
  const tape = await gunzipped(bytes);
  const word = (from, length) => new TextDecoder().decode(tape.subarray(from, from + length)).split("\0")[0].trim();
  const files = {};
  for (let at = 0; at + 512 <= tape.length && tape[at];) {
    const size = parseInt(word(at + 124, 12), 8) || 0;
    files[word(at, 100).split("/").pop()] = tape.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

// Two .zip as one, in pieces: Python looks for a module's bytecode before it looks for its source.
function joined(first, second) {
  const END = 22, [one, other] = [first, second].map((zip) => {
    const at = zip.length - END, end = new DataView(zip.buffer, zip.byteOffset + at, END);
    return { zip, at, count: end.getUint16(10, true), list: end.getUint32(16, true) };
  });
  const list = second.slice(other.list, other.at), fields = new DataView(list.buffer), end = new DataView(first.slice(one.at).buffer);
  for (let at = 0; at < list.length; at += 46 + [28, 30, 32].reduce((sum, field) => sum + fields.getUint16(at + field, true), 0)) {
    fields.setUint32(at + 42, fields.getUint32(at + 42, true) + one.list, true); // where the entry begins
  }
  for (const field of [8, 10]) { end.setUint16(field, one.count + other.count, true); }
  end.setUint32(12, one.at - one.list + list.length, true);
  end.setUint32(16, one.list + other.list, true);
  return [first.subarray(0, one.list), second.subarray(0, other.list), first.subarray(one.list, one.at), list, end];
}

async function unpackEngine() {
  if (!by("end")) { throw new Error("incomplete"); }
  const code = new Blob([bytesOf("code")]), compiled = bytesOf("bytecode"), files = await unpacked(bytesOf("pyodide"));
  engine.source = URL.createObjectURL(new Blob([files["pyodide.asm.js"], "\n", files["pyodide.js"], "\n", by("worker").textContent],
    { type: "text/javascript" }));
  engine.module = WebAssembly.compile(files["pyodide.asm.wasm"]);
  engine.module.catch(() => {}); // told where it is awaited
  const library = files["python_stdlib.zip"];
  engine.parts = { code, "pyodide-lock.json": new Blob([files["pyodide-lock.json"]]),
    "python_stdlib.zip": new Blob(compiled.length ? joined(library, await gunzipped(compiled)) : [library]) };
}

// A new worker; what it says when it is ready.
function startEngine() {
  engine.worker = new Worker(engine.source);
  engine.worker.onmessage = (event) => heard(event.data);
  engine.worker.onerror = (event) => { event.preventDefault(); failAll(event.message || "worker"); };
  engine.ready = engine.module.then((module) => call("start", { parts: engine.parts, module }));
  engine.ready.catch(() => {});
  return engine.ready;
}

// Whatever it does, it does no longer.
function restartEngine() {
  engine.worker.terminate();
  window.xltools.memory = 0;
  failAll("stopped");
  return startEngine();
}

function call(does, message) {
  const id = ++engine.calls;
  return new Promise((resolve, reject) => {
    engine.waiting.set(id, { resolve, reject });
    engine.worker.postMessage(Object.assign({ id, does }, message));
  });
}

async function ask(does, message) {
  await engine.ready;
  return call(does, message || {});
}

function heard(said) {
  if (said.stage) { engine.staged(said.stage); return; }
  if (said.progress) { engine.told(...said.progress); return; }
  const asked = engine.waiting.get(said.id);
  engine.waiting.delete(said.id);
  window.xltools.memory = said.memory || window.xltools.memory;
  if (said.fault !== undefined) { asked.reject(new Error(said.fault)); } else { asked.resolve(said.result); }
}

function failAll(why) {
  for (const asked of engine.waiting.values()) { asked.reject(new Error(why)); }
  engine.waiting.clear();
}
