"""The page that a watched folder keeps up to date: the merge's own page that loads itself anew, or why there is none."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

from ..files.names import utf8
from ..summary.model import Merged

_MARK: Final = '<meta name="xltools" content="watch">'


def status_page(
    merged: Merged | None = None, out: str = "", *, fault: str = "", files: Sequence[str] = (), every: float = 60
) -> bytes:
    """`merged`: what was written to `out`; else `fault` says why nothing was, and `files` what lies there."""
    again = f'{_MARK}\n<meta http-equiv="refresh" content="{max(int(every), 5)}">'
    if merged is not None:
        from .html import merge_html

        return utf8(merge_html(merged, out).replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{again}', 1))
    listed = "".join(f"<li>{html.escape(name)}</li>" for name in files)
    return utf8(
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n{again}\n<title>汇总没有更新</title>\n</head>\n'
        f"<body>\n<h1>汇总没有更新</h1>\n<p>{html.escape(fault)}</p>\n<p>文件夹中的文件：</p>\n<ul>{listed}</ul>\n</body>\n</html>\n"
    )


def is_status_page(data: bytes) -> bool:
    """Whether a page was written here, so that it may be written over."""
    return _MARK.encode() in data[:2000]
