"""A zip package from strangers (OOXML, OpenDocument): looked over before anything is unpacked.

Part names are compared without case and with either slash, as Office does; entries that Office would not write
(paths that lead outside, two of one name, bombs) refuse the file.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final
from urllib.parse import unquote
from xml.parsers import expat

from ..files.limits import Budget
from ..files.refusals import Refusal, corrupt
from ..files.zips import METHODS, ZIP_FAULTS, look_over, open_zip
from .markup import End, Feed, Start, Text, local, pairs

CHUNK: Final = 1 << 18
_ENCRYPTED: Final = 0x1
_MOST_RELATIONS: Final = 20_000
_SHOWN_PARTS: Final = re.compile(r"^(xl|word|ppt|docProps|customXml|_rels|META-INF|\[Content_Types\]\.xml)(/|$)", re.I)


class Container:
    """The parts of one package by their normalised names.

    Raises `Refusal`: `corrupt` (directory unreadable, names that lead outside), `duplicate_part`, `zip_bomb`,
    `encrypted`, `missing_part`.
    """

    def __init__(self, file: BinaryIO, budget: Budget) -> None:
        self.budget = budget
        self._zip = open_zip(file)
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            key = _key(entry.filename)
            if key in self._parts:
                raise Refusal("duplicate_part", f"包内有两个同名部件 {entry.filename}")
            self._parts[key] = entry
        look_over(entries, budget)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def names(self) -> list[str]:
        """Part names in archive order, with forward slashes."""
        return [entry.filename.replace("\\", "/").lstrip("/") for entry in self._parts.values()]

    def size(self, name: str) -> int:
        """The unpacked size of a part that exists."""
        return self._parts[name.casefold()].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes, piece by piece; a wrong CRC or a broken stream refuses the file."""
        entry = self._parts.get(name.casefold())
        if entry is None:
            raise Refusal("missing_part", f"缺少部件 {name}")
        if entry.flag_bits & _ENCRYPTED:
            raise Refusal("encrypted", "压缩包带密码")
        if entry.compress_type not in METHODS:
            raise Refusal("unsupported", f"部件 {name} 的压缩方法不常见，无法读取")
        try:
            with self._zip.open(entry) as stream:
                while block := stream.read(CHUNK):
                    self.budget.spend_xml(len(block))
                    yield block
        except NotImplementedError:
            raise Refusal("unsupported", f"部件 {name} 的压缩方法不常见，无法读取") from None
        except RuntimeError:  # zipfile: strong encryption
            raise Refusal("encrypted", "压缩包带密码") from None
        except ZIP_FAULTS:
            raise corrupt(f"部件 {name} 已损坏（解压或校验失败）") from None

    def read(self, name: str) -> bytes:
        """A small part whole."""
        self._refuse_large(name)
        return b"".join(self.chunks(name))

    def _refuse_large(self, name: str) -> None:
        if name in self and self.size(name) > self.budget.limits.part_bytes:
            raise Refusal("too_big", f"部件 {name} 太大")

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (type's last word, target part); targets outside the package are left out."""
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels".lstrip("/")
        found: dict[str, tuple[str, str]] = {}
        if name not in self:
            return found

        def start(tag: str, attributes: list[str]) -> None:
            if local(tag) == "Relationship":
                facts = pairs(attributes)
                if facts.get("TargetMode", "").casefold() != "external":
                    kind = facts.get("Type", "").rpartition("/")[2]
                    found[facts.get("Id", "")] = kind, _target(folder, facts.get("Target", ""))
                    if len(found) > _MOST_RELATIONS:
                        raise Refusal("too_big", f"部件 {name} 的关系太多")

        self.each(name, start)
        return found

    def each(self, name: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Send a small part through expat handlers."""
        self._refuse_large(name)
        feed = Feed(name, self.budget.limits, start, end, text)
        for chunk in self.chunks(name):
            feed.feed(chunk)
        feed.close()

    def root(self, name: str) -> str:
        """The local name of a part's root element, empty where the part is not XML."""
        seen: list[str] = []

        def start(tag: str, _: list[str]) -> None:
            if not seen:
                seen.append(local(tag))

        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        for chunk in self.chunks(name):
            try:
                parser.Parse(chunk, False)
            except (expat.ExpatError, LookupError, ValueError):  # the last two: an encoding that is none
                break
            if seen:
                break
        return seen[0] if seen else ""


def _key(filename: str) -> str:
    name = filename.replace("\\", "/")
    if name.startswith("/") and _SHOWN_PARTS.match(name[1:]):
        name = name[1:]  # some writers begin part names with a slash
    if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"):
        raise corrupt(f"包内有指向外部的条目名 {filename}")
    return name.casefold()


def _target(folder: str, target: str) -> str:
    target = unquote(target).replace("\\", "/")
    joined = target if target.startswith("/") else f"{folder}/{target}"
    return posixpath.normpath("/" + joined).lstrip("/")
