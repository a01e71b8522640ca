"""The JSON documents of the command line: the shape of each, written once, and the JSON Schema made from it.

Keys may be added, never changed or taken away: programs of other offices read them. A document that has to change gets
a new version beside the old one.
"""

from __future__ import annotations

from typing import Annotated, Final, TypedDict

from .. import __version__

_VERSION: Final = 1


class Envelope(TypedDict):
    """What stands first in every document."""

    schema: Annotated[str, "文档的种类和版本，如 xltools/validate/1"]
    tool: Annotated[str, ("xltools",), "总是 xltools"]
    version: Annotated[str, "写出文档的 xltools 的版本"]


def schema_id(name: str) -> str:
    """``handin add`` -> ``xltools/handin-add/1``. The number rises when a key is changed or taken away."""
    return f"xltools/{name.replace(' ', '-')}/{_VERSION}"


def envelope(name: str) -> Envelope:
    """The head of a document of the command `name`."""
    return {"schema": schema_id(name), "tool": "xltools", "version": __version__}
