"""The file: a clean start, clean properties, the same bytes for the same letter."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from ...office.theme import CONTENT_TYPE, PART, THEME
from .oxml import make

EPOCH = (1980, 1, 1, 0, 0, 0)
CREATED = datetime(2000, 1, 1)
_FONT_TABLE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_STYLES_WITH_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_DROPPED = (RT.CUSTOM_XML, RT.THEME, RT.NUMBERING, RT.WEB_SETTINGS, RT.FONT_TABLE, _STYLES_WITH_EFFECTS)
_APP = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<DocSecurity>0</DocSecurity></Properties>"
)
"""Extended properties without the template maker's program, names and counts."""


def clean_document() -> Document:
    """python-docx's template without its content, theme, thumbnail, custom XML and personal marks."""
    document = docx.Document()
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    theme = Part(PackURI(f"/word/{PART}"), CONTENT_TYPE, THEME, document.part.package)
    for relations, unwanted in (
        (document.part.package.rels, (RT.THUMBNAIL,)),
        (document.part.rels, _DROPPED),
    ):
        for key in [key for key, relation in relations.items() if relation.reltype in unwanted]:
            del relations[key]
    document.part.relate_to(theme, RT.THEME)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.title = ""
    properties.created = properties.modified = CREATED
    properties.revision = 1
    return document


def add_font_table(document: Document, table: bytes) -> None:
    """Attach word/fontTable.xml."""
    part = Part(PackURI("/word/fontTable.xml"), _FONT_TABLE, table, document.part.package)
    document.part.relate_to(part, RT.FONT_TABLE)


def set_variables(document: Document, variables: Mapping[str, str]) -> None:
    """Document variables in the settings: they survive editing in Word and print nowhere."""
    if not variables:
        return
    holder = make("docVars")
    for name in sorted(variables):
        holder.append(make("docVar", name=name, val=variables[name]))
    settings = document.settings.element
    # The schema puts docVars directly before rsids; after removing those, before mathPr.
    anchor = settings.find("{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr")
    if anchor is not None:
        anchor.addprevious(holder)
    else:
        settings.append(holder)


def document_bytes(document: Document) -> bytes:
    """The .docx with fixed times and a fixed order of parts."""
    raw = io.BytesIO()
    document.save(raw)
    return repack(raw.getvalue())


def repack(data: bytes) -> bytes:
    """The same zip content with fixed times, [Content_Types].xml first, the rest by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            content = source.read(name)
            if name == "docProps/app.xml":
                content = _APP
            target.writestr(entry, content)
    return out.getvalue()
