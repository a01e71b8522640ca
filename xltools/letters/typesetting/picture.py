"""A seal's picture over the name of its organ (7.3.5.1). It floats: the lines stand as they stand without it."""

from __future__ import annotations

import io

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ..manuscript import SealPicture
from . import measures as m
from .oxml import Element
from .paper import Paper

_EMU = 635
"""English metric units in a twip."""
_ABOVE_NAME = 1.5
"""Lines from a seal's upper edge to the name: half a line under the text, so that name and date lie a little under its centre."""


def press_seal(paper: Paper, line: Element, seal: SealPicture, centre: float) -> None:
    """Anchor `seal` to the line of an organ's name, its middle `centre` 字 from the left margin, 42 mm across."""
    relation, _ = paper.document.part.get_or_add_image(io.BytesIO(seal.data))
    across = m.SEAL * m.MM * _EMU / max(seal.wide, seal.high)
    wide, high = round(seal.wide * across), round(seal.high * across)
    left = round(centre * m.CHARACTER * _EMU - wide / 2)
    top = round(-_ABOVE_NAME * m.LINE * _EMU)
    paper.seals += 1
    line.append(
        parse_xml(
            _ANCHOR.format(
                names=nsdecls("w", "wp", "a", "pic", "r"),
                behind=int(not seal.see_through),
                left=left,
                top=top,
                wide=wide,
                high=high,
                number=paper.seals,
                relation=relation,
            )
        )
    )


_ANCHOR = """<w:r {names}><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}"
behindDoc="{behind}" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="margin"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{number}" name="印章{number}" descr="印章"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="{number}" name="印章{number}"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"""
