"""What callers say, as `app` takes it: Chinese words or keys, paths of any kind, days as texts or dates."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..words import LEVEL, LEVEL_ALSO, ROLE, key_of
from .boundary import PathLike, Paths, texts_of

if TYPE_CHECKING:
    from ..answers.waivers import Waiver
    from ..forms.inputs import Request


def request_for(
    paths: Paths,
    notice: str,
    attachment: str,
    password: str | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    skip_hidden: bool = False,
    skip_struck: bool = False,
) -> Request:
    from ..forms.inputs import Request

    return Request(
        paths=texts_of(paths),
        notice=notice,
        attachment=key_of(ROLE, attachment),
        password=password,
        columns=dict(columns or {}),
        skip_hidden=skip_hidden,
        skip_struck=skip_struck,
    )


def waivers_from(path: PathLike) -> tuple[Waiver, ...]:
    from ..answers.waivers import load_waivers

    return load_waivers(os.fspath(path)) if path else ()


def level_of(said: str) -> str:
    return LEVEL_ALSO.get(said) or key_of(LEVEL, said)
