"""Parts of a package as text that is edited, never rebuilt: what is not touched keeps its bytes.

Regular expressions suffice because a part is first freed of comments and CDATA (the only places where markup may stand
without being markup). Attribute values in quotes may hold ``>``, which the patterns allow for.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import dirname, normpath, relpath
from typing import Final

from .safetext import xml_attribute

ATTRIBUTES: Final = r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+"
"""What stands in a start tag before its ``>``; it gives nothing back, so a tag that never ends is given up at once."""
_ATTRIBUTE = re.compile(r"\s([\w:.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_HIDDEN_MARKUP = re.compile(r"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)|<!\[CDATA\[((?:[^\]]|\](?!\]>))*+)(?:\]\]>|\Z)")
_ROOT = re.compile(rf"<((?:[\w.-]++:)?+)([\w.-]++){ATTRIBUTES}>")
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")

RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES: Final = "[Content_Types].xml"
_DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def text_of(part: bytes) -> str:
    """The part as text without comments and CDATA sections; its declaration says UTF-8 from now on."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = part.decode("utf-16")
    else:
        text = part.decode("utf-8-sig")
    if "<!" in text:
        text = _HIDDEN_MARKUP.sub(lambda found: "" if found[1] is None else _escaped(found[1]), text)
    if not part.startswith(b"<?xml") or b"UTF-8" not in part[:60].upper():
        text = _DECLARATION.sub(lambda _: _DECLARED.strip(), text, count=1)
    return text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attributes(tag: str) -> dict[str, str]:
    """Attributes of a start tag, unescaped."""
    return {name: html.unescape(value[1:-1]) for name, value in _ATTRIBUTE.findall(tag)}


@lru_cache(maxsize=256)
def _of_attribute(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s{re.escape(name)}\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def with_attribute(tag: str, name: str, value: str | None) -> str:
    """A start tag with one attribute set, or taken away (None)."""
    pattern = _of_attribute(name)
    stripped = pattern.sub("", tag, count=1)
    if value is None:
        return stripped
    found = pattern.search(tag)
    new = f' {name}="{xml_attribute(value)}"'
    if found:
        return tag[: found.start()] + new + tag[found.end() :]
    end = re.search(r"(?<!\s)\s*+/?>\Z", stripped)
    assert end is not None
    return stripped[: end.start()] + new + stripped[end.start() :]


def root_of(text: str) -> tuple[str, str]:
    """The root's start tag and its prefix with colon (empty for the usual default namespace)."""
    found = _ROOT.search(text)
    if found is None:
        raise ValueError("no root element")
    return found[0], found[1]


_STRICT_RELATIONSHIPS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_DECLARED_PREFIX = re.compile(
    r"xmlns:([\w.-]+)\s*=\s*[\"\'](?:http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    r"|http://purl.oclc.org/ooxml/officeDocument/relationships)[\"\']"
)


def with_relationship_prefix(text: str) -> tuple[str, str]:
    """`text` with the relationships namespace declared on its root, and the prefix it has there."""
    root, _ = root_of(text)
    found = _DECLARED_PREFIX.search(root)
    if found:
        return text, found[1]
    space = _STRICT_RELATIONSHIPS if "purl.oclc.org" in root else RELATIONSHIPS
    return text.replace(root, with_attribute(root, "xmlns:r", space), 1), "r"


@dataclass(frozen=True, slots=True)
class Piece:
    """One child of the root: its local name and where it stands in the text."""

    name: str
    start: int
    end: int


_TAG = re.compile(rf"<(/?)([\w:.-]++){ATTRIBUTES}>")


def children(text: str) -> Iterator[Piece]:
    """Elements that stand directly in `text` (not inside another one). A closing tag too many ends the walk."""
    depth, start, name = 0, 0, ""
    for found in _TAG.finditer(text):
        if found[1]:
            depth -= 1
            if depth < 0:
                return
            if depth == 0:
                yield Piece(name, start, found.end())
            continue
        if depth == 0:
            start, name = found.start(), found[2].rpartition(":")[2]
        if not found[0].endswith("/>"):
            depth += 1
        elif depth == 0:
            yield Piece(name, start, found.end())


@lru_cache(maxsize=256)
def _of_element(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Start and end tag: a large sheet asks for its cells hundreds of thousands of times."""
    return re.compile(rf"<{re.escape(name)}(?=[\s/>]){ATTRIBUTES}>"), re.compile(rf"</{re.escape(name)}\s*>")


def element(text: str, name: str, start: int = 0) -> tuple[int, int] | None:
    """Where the first element `name` (with prefix) stands. It must not hold another of its own name."""
    opening, closing = _of_element(name)
    found = opening.search(text, start)
    if found is None:
        return None
    if found[0].endswith("/>"):
        return found.span()
    close = closing.search(text, found.end())
    if close is None:
        raise ValueError(f"<{name}> is not closed")
    return found.start(), close.end()


def open_element(text: str, span: tuple[int, int]) -> tuple[str, str, str]:
    """Start tag, inside and end tag of the element at `span`; an empty-element tag is opened up."""
    body = text[span[0] : span[1]]
    found = re.match(rf"<([\w:.-]+){ATTRIBUTES}>", body)
    assert found is not None
    tag = found[0]
    if tag.endswith("/>"):
        return tag[:-2].rstrip() + ">", "", f"</{found[1]}>"
    close = body.rindex("</")
    return tag, body[found.end() : close], body[close:]


@dataclass(slots=True)
class Relationship:
    id: str
    type: str
    """The last word of the type's address: worksheet, styles, comments, hyperlink."""
    target: str
    """Part name in the package, or the address of something outside."""
    external: bool


@dataclass(slots=True)
class Package:
    """A package under change. `parts` keeps the order and, where untouched, the bytes."""

    parts: dict[str, bytes]
    _taken: set[str] = field(default_factory=set)
    """Names in small letters, which is how Excel compares them."""
    _numbers: dict[str, int] = field(default_factory=dict)
    """Pattern -> the last number given."""

    def text(self, name: str) -> str:
        return text_of(self.parts[name])

    def put(self, name: str, text: str) -> None:
        self.parts[name] = text.encode("utf-8")

    def relationships(self, part: str) -> list[Relationship]:
        """Relationships of `part` ("" for the package's own)."""
        name = rels_name(part)
        if name not in self.parts:
            return []
        return list(_relationships(self.text(name), part))

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that `part` has under relationship `kind`, if they exist."""
        return [
            found.target
            for found in self.relationships(part)
            if found.type == kind and not found.external and found.target in self.parts
        ]

    def relate(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """Add a relationship (or find an equal one); its id."""
        return self.relate_all(part, kind, [target], external=external)[target]

    def relate_all(self, part: str, kind: str, targets: Iterable[str], *, external: bool = False) -> dict[str, str]:
        """Add relationships of one kind (or find equal ones); target -> id."""
        existing = self.relationships(part)
        ids = {found.target: found.id for found in existing if (found.type, found.external) == (kind, external)}
        taken = {found.id for found in existing}
        name = rels_name(part)
        text = (
            self.text(name) if name in self.parts else f'{_DECLARED}<Relationships xmlns="{_PACKAGE_RELATIONSHIPS}"/>'
        )
        _, prefix = root_of(text)
        full = kind if "/" in kind else f"{RELATIONSHIPS}/{kind}"
        mode = ' TargetMode="External"' if external else ""
        new: list[str] = []
        number = len(existing)
        for target in dict.fromkeys(targets):
            if target in ids:
                continue
            number += 1
            while f"rId{number}" in taken:
                number += 1
            ids[target] = f"rId{number}"
            address = xml_attribute(target if external else relpath(f"/{target}", f"/{dirname(part)}"))
            new.append(f'<{prefix}Relationship Id="rId{number}" Type="{full}" Target="{address}"{mode}/>')
        if new:
            self.put(name, append_inside(text, f"{prefix}Relationships", "".join(new)))
        return ids

    def declare(self, part: str, content_type: str) -> None:
        """Say in [Content_Types].xml what a new part is."""
        text = self.text(_CONTENT_TYPES)
        _, prefix = root_of(text)
        new = f'<{prefix}Override PartName="/{xml_attribute(part)}" ContentType="{content_type}"/>'
        self.put(_CONTENT_TYPES, append_inside(text, f"{prefix}Types", new))

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Say what parts with an ending are, unless that is said already."""
        text = self.text(_CONTENT_TYPES)
        if re.search(rf'Extension\s*=\s*["\']{ending}["\']', text, re.IGNORECASE):
            return
        root, prefix = root_of(text)
        new = f'<{prefix}Default Extension="{ending}" ContentType="{content_type}"/>'
        self.put(_CONTENT_TYPES, text.replace(root, root + new, 1))

    def undeclare(self, part: str) -> None:
        text = self.text(_CONTENT_TYPES)
        pattern = re.compile(rf"<[\w:]*Override\b(?=[^<>]*PartName\s*=\s*[\"']/{re.escape(part)}[\"']){ATTRIBUTES}>")
        self.put(_CONTENT_TYPES, pattern.sub("", text, count=1))

    def remove(self, part: str, owner: str) -> None:
        """Take a part away with its declaration and its relationship from `owner`."""
        del self.parts[part]
        self.undeclare(part)
        name = rels_name(owner)
        text = self.text(name)
        for tag in re.findall(rf"<[\w:]*Relationship\b{ATTRIBUTES}>", text):
            found = attributes(tag)
            if found.get("TargetMode") != "External" and resolve(owner, found.get("Target", "")) == part:
                text = text.replace(tag, "", 1)
        self.put(name, text)

    def new_name(self, pattern: str) -> str:
        """A part name nobody has; `pattern` holds {} for the number."""
        # Parts that are added bear names from here: what the package brought is looked through once.
        self._taken = self._taken or {name.lower() for name in self.parts}
        number = self._numbers.get(pattern, 0) + 1
        while (name := pattern.format(number)).lower() in self._taken or name in self.parts:
            number += 1
        self._numbers[pattern] = number
        self._taken.add(name.lower())
        return name


def rels_name(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def resolve(part: str, target: str) -> str:
    """The name of the part that `target` means in the relationships of `part`."""
    from urllib.parse import unquote

    target = unquote(target.replace("\\", "/"))
    base = "" if target.startswith("/") else f"{dirname(part)}/"
    return normpath(f"/{base}{target}").lstrip("/")


def _relationships(text: str, part: str) -> Iterator[Relationship]:
    for tag in re.findall(rf"<[\w:]*Relationship\b{ATTRIBUTES}>", text):
        found = attributes(tag)
        external = found.get("TargetMode", "").lower() == "external"
        target = found.get("Target", "")
        yield Relationship(
            found.get("Id", ""),
            found.get("Type", "").rpartition("/")[2],
            target if external else resolve(part, target),
            external,
        )


def append_inside(text: str, name: str, new: str) -> str:
    """`text` with `new` as the last children of its first element `name`."""
    span = element(text, name)
    if span is None:
        raise ValueError(f"no <{name}>")
    tag, inside, end = open_element(text, span)
    return text[: span[0]] + tag + inside + new + end + text[span[1] :]
