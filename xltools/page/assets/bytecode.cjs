// node bytecode.cjs FOLDER OUT: the modules of the standard library that every start of the page imports, compiled by the very
// Python that will run them. FOLDER: the unpacked distribution; OUT: a .zip, packed once more by gzip, which browsers unpack.
// The same distribution makes the same bytes: hash seed, order and times are fixed, and the packer is the distribution's own.
const { writeFileSync } = require("node:fs"), { join } = require("node:path");

const OURS = "calendar dataclasses datetime decimal difflib hashlib locale numbers tomllib"; // what xltools needs beyond Python itself
const COMPILE = `
import gzip, importlib, importlib.util, io, sys, zipfile, zipimport
from importlib._bootstrap_external import _code_to_hash_pyc
for name in OURS.split():
    importlib.import_module(name)
home = "/lib/python313.zip"
library = zipimport.zipimporter(home)
tape = io.BytesIO()
with zipfile.ZipFile(tape, "w") as made:
    specs = [spec for m in list(sys.modules.values()) if (spec := getattr(m, "__spec__", None))]
    for path in sorted({spec.origin for spec in specs if isinstance(spec.loader, zipimport.zipimporter)}):
        source = library.get_data(path)
        code = compile(source, path, "exec", dont_inherit=True, optimize=2)  # without docstrings
        entry = zipfile.ZipInfo(path[len(home) + 1:] + "c", (1980, 1, 1, 0, 0, 0))
        made.writestr(entry, bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), False)))
gzip.compress(tape.getvalue(), 9, mtime=0)
`;

(async () => {
  const [home, out] = process.argv.slice(2), { loadPyodide } = require(join(home, "pyodide.js"));
  const python = await loadPyodide({ indexURL: home + "/", env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" } });
  python.globals.set("OURS", OURS);
  writeFileSync(out, python.runPython(COMPILE).toJs());
})().catch((fault) => { process.stderr.write(String(fault && fault.message || fault).slice(-300)); process.exitCode = 1; });
