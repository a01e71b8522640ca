"""Mutation fuzz of the readers: any bytes give a book that keeps its promises, or a refusal; quickly, in bounds.

`python tests/formats/fuzz.py --cases 10000 --seed 1 [--keep FOLDER]` prints what it found and ends with 1 if there is
anything. Cases are made from the corpus by fixed seeds: case 17 of seed 1 is the same everywhere. What was found once
stays as a case in `corpus_hostile.py`.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from formats.corpus import all_cases
from formats.ooxml_maker import pack

from xltools.errors import InputRefused
from xltools.formats.grid import Book, NoValue
from xltools.formats.opening import open_book

_LARGEST_SEED = 40_000
_ALSO = ("standard-right.xlsx", "continued-strings.xls")
_LARGEST_PART = 8 << 20
_SECONDS = 20
_BYTES = (0, 1, 0x20, 0x22, 0x3C, 0x3E, 0x7F, 0x80, 0xFF)
_WORDS = (
    b"", b"0", b"-1", b"1e", b"NaN", b"1E400", b"99999999999", b"1048577", b"XFE1", b"A0", b"\xff\xfe", b"&a;", b"&#0;", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<?x ?>", b"<!DOCTYPE a>", b"</row>", b"</c>", b"<c>", b"<row>", b"<v>", b"<v/>", b'"', b"'", b">", b"<", b"/>",
    b'<row r="1">', b'<c r="A1"><v>1</v></c>', b"_x0000_", b"_xD800_", b"inlineStr", b" hidden=\"1\"", b"<si>", b"</si>", b"<rPh>", b"</rPh>",
    "长".encode() * 50, b"\0" * 8, b"<is>", b"<t>", b"</t>", b'xmlns="x"', b"x:",
)  # fmt: skip
_SPLIT = re.compile(rb"(<[^<>]*>)")
_DIGITS = re.compile(rb"[0-9]+")

Seed = tuple[str, bytes]


def seeds() -> list[Seed]:
    """The small files of the corpus, honest and hostile."""
    found = [(case.name, case.content) for case in all_cases() if case.content and len(case.content) < _LARGEST_SEED]
    with tempfile.TemporaryDirectory() as folder:
        for case in all_cases():
            if case.name in _ALSO:
                case.make(Path(folder))
                found.append((case.name, (Path(folder) / case.name).read_bytes()))
    return found


def mutate(seed: Seed, chance: random.Random) -> bytes:
    """One mutated file: the bytes themselves, or the parts inside a package."""
    data = seed[1]
    if data[:2] == b"PK" and chance.random() < 0.75:
        try:
            return _mutate_package(data, chance)
        except Exception:  # a seed that is no readable archive
            pass
    return _mutate_bytes(data, chance)


def _mutate_package(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    at = chance.randrange(len(parts))
    name, content = parts[at]
    luck = chance.random()
    if luck < 0.06:
        del parts[at]
    elif luck < 0.1:
        parts.append((chance.choice(parts)[0].upper(), content))
    elif luck < 0.14:
        parts[at] = (name.replace("/", "\\") if chance.random() < 0.5 else "../" + name, content)
    elif luck < 0.18:
        parts[at] = (name, chance.choice(parts)[1])
    else:
        change = _mutate_bytes if luck < 0.4 else _mutate_markup
        for _ in range(chance.randrange(1, 4)):
            content = change(content, chance)[:_LARGEST_PART]
        parts[at] = (name, content)
    return pack(parts, zipfile.ZIP_STORED)


def _mutate_markup(data: bytes, chance: random.Random) -> bytes:
    """Tags dropped, doubled, moved; numbers changed; odd words put in."""
    tokens = _SPLIT.split(data)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(tokens))
        luck = chance.random()
        if luck < 0.2:
            tokens[at] = b""
        elif luck < 0.35:
            tokens[at] = tokens[at] * (chance.choice((2, 3, 300)) if len(tokens[at]) < 10_000 else 2)
        elif luck < 0.5:
            other = chance.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif luck < 0.8:
            number = chance.choice(
                (b"0", b"-1", b"1048577", b"99999999999999999999", b"16385", b"2147483648", b"7", b"")
            )
            tokens[at] = _DIGITS.sub(number, tokens[at], count=1)
        else:
            cut = chance.randrange(len(tokens[at]) + 1)
            tokens[at] = tokens[at][:cut] + chance.choice(_WORDS) + tokens[at][cut:]
    return b"".join(tokens)


def _mutate_bytes(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(out) + 1)
        size = chance.choice((1, 2, 4, 8, 64, 512))
        luck = chance.random()
        if luck < 0.35 and at < len(out):
            out[at] = chance.choice(_BYTES) if chance.random() < 0.5 else chance.randrange(256)
        elif luck < 0.5 and at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        elif luck < 0.6:
            del out[at : at + size]
        elif luck < 0.7:
            out[at:at] = chance.randbytes(size)
        elif luck < 0.8:
            out[at:at] = out[at : at + size] * chance.choice((1, 2, 50))
        elif luck < 0.9:
            out[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\1\0\0\0", b"\xfe\xff\xff\xff")
            )
        else:
            del out[at:]
    return bytes(out)


def keeps_its_promises(book: Book) -> None:
    """What every book promises (xltools/formats/grid.py). Raises AssertionError."""
    assert book.format
    assert book.grids
    for grid in book.grids:
        before = 0
        for number, row in grid.rows.items():
            assert before < number <= 1_048_576, "rows in order"
            before = number
            columns, values, styles = row
            assert len(columns) == len(values) == len(styles) > 0
            assert columns[0] >= 1
            assert columns[-1] <= 16_384
            assert all(a < b for a, b in pairwise(columns)), "columns in order"
            assert all(0 <= style < len(grid.formats) for style in styles)
            for value in values:
                assert isinstance(value, str | Decimal | datetime | bool | NoValue), type(value)
                if isinstance(value, str):
                    assert value
                    value.encode("utf-16", "surrogatepass")
                if isinstance(value, Decimal):
                    assert value.is_finite()
                    assert value.adjusted() < 400
        for merge in grid.merges:
            assert 1 <= merge.first_row <= merge.last_row <= 1_048_576
            assert 1 <= merge.first_column <= merge.last_column <= 16_384
        assert isinstance(grid.used_range, str | None)


@contextmanager
def alarm(seconds: int) -> Iterator[None]:
    """Ends a case that hangs (POSIX only; elsewhere the clock tells afterwards)."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(cases: int, seed: int, found: Callable[[int, str, bytes, str], None]) -> tuple[Counter[str], float]:
    """Run the cases; `found(case, seed's name, bytes, what)` is called for each that breaks a promise.

    Returns how many ended in which way, and the longest time a case took.
    """
    outcomes: Counter[str] = Counter()
    longest = 0.0
    known = seeds()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(cases):
            chance = random.Random(f"{seed}:{number}")
            origin = chance.choice(known)
            data = mutate(origin, chance)
            path = folder / f"case{Path(origin[0]).suffix}"
            path.write_bytes(data)
            began = time.perf_counter()
            try:
                with alarm(_SECONDS):
                    book = open_book(path, password="口令123" if chance.random() < 0.5 else None)
                    keeps_its_promises(book)
                outcomes["read"] += 1
            except InputRefused as refused:
                outcomes[refused.code] += 1
            except BaseException as fault:
                if isinstance(fault, KeyboardInterrupt):
                    raise
                outcomes["broken"] += 1
                found(number, origin[0], data, "".join(traceback.format_exception(fault)))
            longest = max(longest, time.perf_counter() - began)
    return outcomes, longest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write what was found into this folder")
    given = parser.parse_args()

    def report(number: int, origin: str, data: bytes, what: str) -> None:
        print(f"case {number} from {origin}:\n{what}")
        if given.keep is not None:
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / f"{given.seed}-{number}{Path(origin).suffix}").write_bytes(data)

    outcomes, longest = run(given.cases, given.seed, report)
    print(f"{given.cases} cases of seed {given.seed}: {dict(sorted(outcomes.items()))}, longest {longest:.2f} s")
    if sys.platform != "win32":
        import resource

        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 1 if outcomes["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
