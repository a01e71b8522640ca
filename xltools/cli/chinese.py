"""click in Chinese: its messages, its headings, and help that lines up and wraps by the width of Chinese signs."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from typing import Any, Final

import click
from click import core, decorators, exceptions, formatting, parser, types

from ..reports.terminal import fill, pad, width
from .manner import begin, defaults, manner_options

_SAID: Final = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "default: {default}": "默认 {default}",
    "required": "必填",
    "deprecated": "已停用",
    "Show the version and exit.": "显示版本。",
    "Show this message and exit.": "显示本说明。",
    "Error: {message}": "{message}",
    "Try '{command} {option}' for help.": "查看用法：{command} {option}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少{param_type}",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing command.": "缺少命令。",
    "Choose from:\n\t{choices}": "可用：{choices}",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令“{name}”。",
    "Did you mean {possibility}?": "是否想写 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是否想写以下之一：{possibilities}？",
    "Got unexpected extra argument ({args})": "多出了参数：{args}。",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}。",
    "Takes {nargs} values but 1 was given.": "要 {nargs} 个值，只给了 1 个。",
    "Takes {nargs} values but {len} were given.": "要 {nargs} 个值，给了 {len} 个。",
    "{value!r} is not {choice}.": "没有“{value}”。可用：{choice}。",
    "{value!r} is not one of {choices}.": "没有“{value}”。可用：{choices}。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是整数。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 内。",
    "Invalid start character for option ({option})": "选项的写法不对：{option}",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name} 不带值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要有值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要有 {nargs} 个值。",
}
"""click's messages (the msgids of its translations) in Chinese. What is not here stays as click says it."""


def _one(message: str) -> str:
    return _SAID.get(message, gettext.gettext(message))


def _many(message: str, messages: str, count: int) -> str:
    return _one(message if count == 1 else messages)


def translate() -> None:
    """click looks its words up by gettext, in catalogues of the user's locale. Officials' Windows consoles and CI name
    none, and people read Chinese wherever xltools runs: so the look-up itself is answered here, for click alone.
    """
    for module in (core, decorators, exceptions, formatting, parser, types):
        for name, said in (("_", _one), ("ngettext", _many)):
            if hasattr(module, name):
                setattr(module, name, said)


class Formatter(click.HelpFormatter):
    """Help whose columns line up with Chinese in them."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """``用法：xltools merge [选项] 路径...``"""
        self.write(fill(f"{prefix or _one('Usage:')}{prog} {args}".rstrip(), self.width) + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        lines = fill("\n".join(" ".join(part.split()) for part in text.split("\n\n")), self.width - len(indent))
        self.write("".join(f"{indent}{line.strip()}\n" for line in lines.split("\n")))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms to the left, what they mean to the right."""
        rows = list(rows)
        column = min(max((width(term) for term, _ in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, text in rows:
            below = f"\n{indent}{' ' * column}"
            head = pad(term, column) if width(term) <= column - col_spacing else term + below
            room = max(20, self.width - column - len(indent))
            body = below.join(line.strip() for line in fill(text, room).split("\n"))
            self.write(f"{indent}{head}{body}".rstrip() + "\n")


class ChineseContext(click.Context):
    """What an option says where nobody gives it is what the user's settings say."""

    formatter_class = Formatter

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.default_map = defaults(self)


class Command(click.Command):
    """A command of ours. `mends`: works, and is there, to see and mend settings that cannot be read."""

    context_class = ChineseContext

    def __init__(self, *args: Any, mends: bool = False, **more: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **more})
        self.mends = mends
        if not isinstance(self, click.Group):
            self.params += manner_options(hidden=True)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it. Raises SettingsFault before, where the settings cannot be read."""
        if not isinstance(self, click.Group) or self.invoke_without_command:
            begin(ctx, mends=self.mends)
        return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help, whole: in Chinese no blank says where click might cut."""
        text = " ".join((self.help or "").split("\n\n")[0].split())
        return text.partition("：")[0] if width(text) > 2 * limit else text


class ChineseGroup(Command, click.Group):
    """A command with commands below it."""

    command_class = Command

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": "命令 [参数]...", **more})


def usage_message(fault: click.ClickException) -> str:
    """A usage error for people: the message, and where the usage stands."""
    # click quotes options and choices as Python does.
    message = re.sub(r"'([^'\n]*)'", r"“\1”", fault.format_message().rstrip("."))
    message += "" if message.endswith(("。", "？")) else "。"
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    return f"{message}\n查看用法：{context.command_path} --help" if context is not None else message


translate()
