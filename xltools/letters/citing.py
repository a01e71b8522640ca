"""What a letter may cite: a document that exists."""

from __future__ import annotations

from ..notice.model import Notice


def true_title(notice: Notice) -> tuple[str, str]:
    """(title, number) of the notice as a document that exists: a pack's own title may be a label, so what its letters cite
    under the notice's number goes first. An empty title where the pack names no document."""
    cites = [
        cite
        for level in notice.levels
        for spec in level.letters
        for cite in spec.options.get("cites", ())
        if cite["title"]
    ]
    for cite in cites:
        if notice.document and cite.get("document", "") == notice.document:
            return str(cite["title"]), notice.document
    if notice.title.endswith(("通知", "函", "意见", "公告", "办法", "方案")):
        return notice.title, notice.document
    if cites:
        return str(cites[0]["title"]), str(cites[0].get("document", ""))
    # What no letter of the pack cites people still cite: its own words for the whole notice.
    return notice.cites.get("", ""), notice.document
