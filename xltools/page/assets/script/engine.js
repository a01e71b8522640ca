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

async function unpacked(bytes) { // .tgz -> {name: bytes}
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const tape = new Uint8Array(await new Response(stream).arrayBuffer());
  const word = (from, length) => new TextDecoder().decode(tape.subarray(from, from + length)).split("\0")[0].trim();
  const files = {};
  for (let at = 0; at + 512 <= tape.length && tape[at];) {
    const size = parseInt(word(at + 124, 12), 8) || 0;
    files[word(at, 100).split("/").pop()] = tape.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

async function unpackEngine() {
  if (!by("end")) { throw new Error("incomplete"); }
  const code = new Blob([bytesOf("code")]), files = await unpacked(bytesOf("pyodide"));
  engine.source = URL.createObjectURL(new Blob([files["pyodide.asm.js"], "\n", files["pyodide.js"], "\n", by("worker").textContent],
    { type: "text/javascript" }));
  engine.parts = { code };
  for (const name of ["python_stdlib.zip", "pyodide-lock.json"]) { engine.parts[name] = new Blob([files[name]]); }
  engine.module = WebAssembly.compile(files["pyodide.asm.wasm"]);
  engine.module.catch(() => {}); // told where it is awaited
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
