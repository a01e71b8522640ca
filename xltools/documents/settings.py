"""config show: the settings, each with where it comes from."""

from __future__ import annotations

from typing import Annotated, TypedDict

from ..settings import Origin
from . import Envelope


class SettingDocument(TypedDict):
    name: Annotated[str, "设置或办公信息的名称"]
    value: Annotated[str, "值；没有的为空"]
    origin: Annotated[str, tuple(one.name.lower() for one in Origin), "从哪里来：默认、文件、环境变量、选项"]
    where: Annotated[str, "哪个文件、环境变量或选项"]
    meaning: Annotated[str, "是什么"]


class SettingsDocument(Envelope):
    """`xltools config show`."""

    settings: Annotated[list[SettingDocument], "每一项"]
