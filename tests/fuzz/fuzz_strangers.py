"""Coverage-guided fuzzing of what meets strangers' bytes: readers, records, packs, letters.

    python tests/fuzz/fuzz_strangers.py --seconds 20            # each target in a process of its own, corpus kept
    python tests/fuzz/fuzz_strangers.py records --seconds 600

Needs atheris (`pip install atheris`: Linux, CPython up to 3.12); where it is not, the run is left out with a word. What it
finds new is kept in tests/fuzz/corpus, which the fast tests read again without atheris.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))
CORPUS = HERE / "corpus"
LONGEST = 1 << 16


def records(data: bytes) -> None:
    """Undo records, lineage, receipts, register lines, snapshots: a type, or a refusal."""
    from xltools.application.receipt import _checked
    from xltools.application.signing import checked_signature
    from xltools.errors import InputRefused
    from xltools.files.records import Malformed, read_json, stretched
    from xltools.office.undo import parsed as undo_parsed
    from xltools.register.journal import _line
    from xltools.register.snapshot import unpack
    from xltools.summary.written import parsed

    text = data.decode("utf-8", "replace")
    _line(data)
    unpack(text)
    with contextlib.suppress(Malformed):
        stretched(text, 1 << 16)
    with contextlib.suppress(InputRefused):
        parsed((line.split("|") for line in text.split("\n")), "a.xlsx")
    try:
        value = read_json(data)
    except Malformed:
        return
    for read in (undo_parsed, _checked):
        with contextlib.suppress(Malformed, KeyError):
            read(value)
    if isinstance(value, dict):
        checked_signature(value)


def readers(data: bytes) -> None:
    """Any bytes: a book, or a refusal with a code."""
    from xltools.errors import InputRefused
    from xltools.formats.opening import open_bytes

    try:
        open_bytes(data, shown="a.xlsx")
    except InputRefused as refused:
        if not refused.code:
            raise AssertionError from refused


def packs(data: bytes) -> None:
    """A pack's file: a notice, or mistakes with their places."""
    from xltools.notice.load import read_folder

    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "pack"
        folder.mkdir()
        (folder / "notice.toml").write_bytes(data)
        notice, mistakes = read_folder(folder)
        assert notice is not None or mistakes


def letters(data: bytes) -> None:
    """A Word document: findings, or a refusal."""
    from xltools.errors import InputRefused, LetterError
    from xltools.letters.checker import check_letter

    try:
        check_letter(data, name="a.docx")
    except (InputRefused, LetterError) as refused:
        if not refused.code:
            raise AssertionError from refused


TARGETS: dict[str, Callable[[bytes], None]] = {
    "records": records, "readers": readers, "packs": packs, "letters": letters
}  # fmt: skip


def _fuzz(name: str, seconds: int) -> None:
    import atheris

    atheris.instrument_all()
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-rss_limit_mb=512", "-timeout=5", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", nargs="?", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=20)
    asked = parser.parse_args()
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("fuzz: atheris is not installed here, the run is left out")
        return 0
    if asked.target:
        _fuzz(asked.target, asked.seconds)
        return 0
    status = 0
    for name in TARGETS:
        done = subprocess.run([sys.executable, __file__, name, "--seconds", str(asked.seconds)], check=False)
        print(f"fuzz: {name}: {'nothing found' if done.returncode == 0 else f'exit {done.returncode}'}")
        status = status or done.returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
