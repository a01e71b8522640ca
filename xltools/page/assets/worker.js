// The worker: Python runs here, so that the page stays responsive. It can reach nothing but what the page handed to it.
(function () {
  "use strict";
  const HOME = "https://page.invalid/", FILES = "/files";
  let parts = null, python = null, runner = null, mounted = false;

  // Python asks for its own parts by address; they are answered from memory, everything else is refused.
  self.fetch = async (asked) => {
    const name = String(asked && asked.url || asked).replace(HOME, "");
    if (name === "pyodide.asm.wasm") { return new Response(""); } // it comes compiled, see below
    if (!parts[name]) { throw new TypeError("no network: " + name); }
    return new Response(parts[name]);
  };

  const say = (stage) => self.postMessage({ stage });

  async function start(message) {
    parts = message.parts;
    WebAssembly.instantiateStreaming = async (_, imports) =>
      ({ module: message.module, instance: await WebAssembly.instantiate(message.module, imports) });
    say("python");
    python = await self.loadPyodide({ indexURL: HOME, stdout: () => {}, stderr: () => {}, checkAPIVersion: true,
      env: { HOME: "/home/pyodide", XLTOOLS_WORKBOOKS: "/app/主管部门的通知包" } });
    say("code");
    unpack(await parts.code.arrayBuffer());
    python.runPython("import sys; sys.path.insert(0, '/app')");
    parts = {};
    python.FS.mkdirTree(FILES);
    say("rules");
    runner = python.pyimport("xltools.page.runner");
    return runner.start();
  }

  // .tar.bz2; here rather than by Python's tarfile, which takes as long to import as all of xltools to unpack.
  function unpack(data) {
    const whole = python.globals.get("__import__")("bz2").decompress(python.toPy(data));
    const found = whole.getBuffer("u8"), tape = found.data, made = new Set();
    const word = (from, length) => new TextDecoder().decode(tape.subarray(from, from + length)).split("\0")[0].trim();
    for (let at = 0; at + 512 <= tape.length && tape[at];) {
      const size = parseInt(word(at + 124, 12), 8) || 0, prefix = word(at + 345, 155);
      const path = "/app/" + (prefix ? prefix + "/" : "") + word(at, 100), folder = path.slice(0, path.lastIndexOf("/"));
      if (!made.has(folder)) { python.FS.mkdirTree(folder); made.add(folder); }
      python.FS.writeFile(path, tape.slice(at + 512, at + 512 + size));
      at += 512 + Math.ceil(size / 512) * 512;
    }
    found.release();
    whole.destroy();
  }

  // The files are read from where the browser keeps them: no copy in Python's memory, and nothing can be written to them.
  function mount(files) {
    clear();
    python.FS.mount(python.FS.filesystems.WORKERFS, { blobs: files }, FILES);
    mounted = true;
  }

  function clear() {
    runner.clear();
    if (mounted) { python.FS.unmount(FILES); }
    mounted = false;
  }

  function check(message) {
    mount(message.files);
    const told = (done, all, path) => self.postMessage({ progress: [done, all, path] });
    return JSON.parse(runner.check(JSON.stringify(message.names), message.notice, FILES, told, message.explanations));
  }

  // A file that Python wrote.
  function taken(path) {
    return path ? { name: path.split("/").pop(), bytes: python.FS.readFile(path) } : { name: "", bytes: null };
  }

  function repair(message) {
    const made = JSON.parse(runner.repair(message.accepted));
    return Object.assign(made, { file: taken(made.path) });
  }

  const DOES = {
    start, check, repair,
    readPacks: () => { runner.read_packs(); return ""; },
    clear: () => { clear(); return ""; },
    checklist: () => JSON.parse(runner.checklist()),
    suggest: () => JSON.parse(runner.suggest()),
    explain: (message) => JSON.parse(runner.explain(message.line, message.text)),
    save: (message) => taken(runner.save(message.what, message.number)),
  };

  self.onmessage = async (event) => {
    const id = event.data.id;
    try {
      const result = await DOES[event.data.does](event.data);
      self.postMessage({ id, result, memory: python._module.HEAPU8.length });
    } catch (fault) {
      self.postMessage({ id, fault: String(fault && fault.message || fault) });
    }
  };
})();
