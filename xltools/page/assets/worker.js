// The worker: Python runs here, so that the page stays responsive. It can reach nothing but what the page handed to it.
(function () {
  "use strict";
  const HOME = "https://page.invalid/";
  const TYPES = { wasm: "application/wasm", json: "application/json", zip: "application/zip" };
  let parts = null, python = null, runner = null;

  // Python asks for its own parts by address; they are answered from memory, everything else is refused.
  self.fetch = async (asked) => {
    const name = String(asked && asked.url || asked).replace(HOME, "");
    if (!parts[name]) { throw new TypeError("no network: " + name); }
    return new Response(parts[name], { headers: { "content-type": TYPES[name.split(".").pop()] || "text/plain" } });
  };

  const say = (stage) => self.postMessage({ stage });

  async function start(message) {
    parts = message.parts;
    say("python");
    python = await self.loadPyodide({ indexURL: HOME, stdout: () => {}, stderr: () => {}, checkAPIVersion: true });
    say("code");
    python.unpackArchive(message.code, "zip", { extractDir: "/app" });
    python.runPython("import sys; sys.path.insert(0, '/app')");
    parts = {};
    say("rules");
    runner = python.pyimport("xltools.page.runner");
    return JSON.parse(runner.start());
  }

  function check(message) {
    runner.clear();
    for (const file of message.files) {
      const path = "/files/" + file.path;
      python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      python.FS.writeFile(path, new Uint8Array(file.bytes));
    }
    return JSON.parse(runner.check(JSON.stringify(message.names), message.notice));
  }

  const DOES = {
    start, check,
    clear: () => { runner.clear(); return ""; },
    report: () => runner.report_page(),
    ledger: () => runner.ledger_page(),
    csv: () => runner.findings_csv(),
  };

  self.onmessage = async (event) => {
    const id = event.data.id;
    try {
      self.postMessage({ id, result: await DOES[event.data.does](event.data) });
    } catch (fault) {
      self.postMessage({ id, fault: String(fault && fault.message || fault) });
    }
  };
})();
