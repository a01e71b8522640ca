"""How a command speaks beside its result: -v, -q, --log, and which of the user's settings hold. The same for all commands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

import click
from click.core import ParameterSource

from ..errors import SettingsFault
from ..settings import BY_NAME, Origin, Value, values

VERBOSE, QUIET = "详细", "安静"
_META: Final = "xltools.manner"


@dataclass(slots=True)
class Manner:
    """What this call was told about itself: by file and environment (`held`), by options (`said`, by ASCII name)."""

    held: dict[str, Value] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    fault: SettingsFault | None = None

    def text(self, name: str) -> str:
        return self.said[name] if name in self.said else self.held[name].text if name in self.held else ""

    def effective(self) -> list[Value]:
        """What holds for every setting, options included."""
        return [
            replace(value, text=self.said[name], origin=Origin.OPTION, where="") if name in self.said else value
            for name, value in self.held.items()
        ]


def manner_of(ctx: click.Context) -> Manner:
    """The call's manner. Its settings are read once; that they cannot be read is told when something is to be run."""
    made: Manner | None = ctx.meta.get(_META)
    if made is None:
        made = ctx.meta[_META] = Manner()
        try:
            made.held = values()
        except SettingsFault as fault:
            made.fault = fault
    return made


def is_quiet() -> bool:
    """Whether only results and faults are asked for."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and manner_of(ctx).text("verbosity") == QUIET


def defaults(ctx: click.Context) -> dict[str, Any]:
    """What options say where nobody gives them, by name, as the settings have it."""
    return {name: one.text for name, one in manner_of(ctx).held.items() if one.origin is not Origin.DEFAULT}


def manner_options(*, hidden: bool) -> list[click.Parameter]:
    """-v, -q and --log: shown once at the program, understood behind every command too."""

    def option(*names: str, **more: Any) -> click.Option:
        return click.Option(names, hidden=hidden, expose_value=False, callback=_keep, **more)

    return [
        option(
            "-v", "--verbose", "verbosity", flag_value=VERBOSE, help="另外说明用了哪些设置、读了哪些文件、用时多少。"
        ),
        # `watch` has a --quiet of its own.
        option(
            "-q",
            *([] if hidden else ["--quiet"]),
            "verbosity",
            flag_value=QUIET,
            help="只说结果和毛病，不说进度和“已写出”。",
        ),
        option(
            "--log", type=click.Path(), metavar="文件", default="", help="把运行经过追加到日志文件，不含单元格内容。"
        ),
    ]


def _keep(ctx: click.Context, param: click.Parameter, value: str) -> None:
    if param.name in BY_NAME and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
        manner_of(ctx).said[param.name] = value


def begin(ctx: click.Context, *, mends: bool) -> None:
    """Before a command does its work. Raises SettingsFault, OutputFault: the log cannot be written."""
    manner = manner_of(ctx)
    if manner.fault is not None and not mends:
        raise manner.fault
    log, verbose = manner.text("log"), manner.text("verbosity") == VERBOSE
    if log or verbose:
        from .log import start

        start(ctx, manner.effective(), log, verbose=verbose)


def keeps_log() -> bool:
    """Whether the course of this call is noted somewhere."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and (bool(manner_of(ctx).text("log")) or manner_of(ctx).text("verbosity") == VERBOSE)
