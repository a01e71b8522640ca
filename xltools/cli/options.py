"""What commands share: their options, and words that people may type in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import UsageError
from ..reports import RENDER
from ..words import DATE_BASIS, LEVEL, LEVEL_ALSO, ROLE, TAX_BASIS, key_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..answers.waivers import Waiver
    from ..forms.inputs import Request

    _Parameter = click.ParamType[str]
else:
    _Parameter = click.ParamType  # older click has no type argument to give


class Spoken(_Parameter):
    """A value that people say in Chinese and programs by its key: 市级 or city. `closed`: nothing else is taken."""

    name = "text"

    def __init__(
        self, words: Mapping[str, str], *, closed: bool = False, also: Mapping[str, str] | None = None
    ) -> None:
        self.words, self.closed, self.also = words, closed, dict(also or {})

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The key. A word that is none of ours stays: a pack may name levels of its own."""
        said = str(value).strip()
        key = self.also.get(said) or key_of(self.words, said)
        if self.closed and said and key not in self.words:
            self.fail(f"没有“{said}”。可用：{'、'.join([*self.words.values(), *self.also])}。", param, ctx)
        return key

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """The words; the keys say what they stand for."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word, help=key) for key, word in self.words.items() if word.startswith(incomplete)]


def complete_notice(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The packs' numbers."""
    from click.shell_completion import CompletionItem

    from ..notice.load import notice_ids

    return [CompletionItem(one) for one in notice_ids() if one.startswith(incomplete)]


PATHS = click.argument("paths", metavar="路径...", nargs=-1, required=True, type=click.Path(path_type=str))
NOTICE = click.option(
    "--notice",
    default="",
    metavar="编号",
    shell_complete=complete_notice,
    help="通知包的编号（见 xltools notices）；不给则从内容辨认。",
)
ATTACHMENT_KEY: Final = Spoken(ROLE)
ATTACHMENT = click.option(
    "--attachment",
    default="",
    metavar="附件",
    type=ATTACHMENT_KEY,
    help="附件编号或用途，如 附件6、汇总表（summary）。",
)
LEVEL_KEY: Final = Spoken(LEVEL, also=LEVEL_ALSO)
PASSWORD = click.option("--password", default=None, metavar="密码", help="加密文件的打开密码。")
MAP = click.option("--map", "columns", multiple=True, metavar="列=F", help="手工指定列，如 --map 含税金额=L；可重复。")
OUT = click.option(
    "-o", "--output", "out", default="", type=click.Path(), metavar="文件", help="写到文件而不是屏幕；格式按文件名。"
)
FORCE = click.option("--force", is_flag=True, help="覆盖已有文件（原文件留作带日期的备份）。")
REDACT = click.option("--redact", is_flag=True, help="遮盖姓名、电话和代码，便于转发。")
WAIVERS = click.option(
    "--waivers",
    default="",
    type=click.Path(),
    metavar="文件",
    help="本单位的豁免文件（.toml）：哪条规则、哪家单位、理由、批准人、有效期。",
)
REGISTER = click.argument("register", metavar="台账", type=click.Path(path_type=str))
DATE: Final = Spoken(DATE_BASIS, closed=True)
TAX: Final = Spoken(TAX_BASIS, closed=True)


def form_option(what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """``--format`` with the forms that the command can be rendered in."""
    forms = list(RENDER[what])
    return click.option("--format", "form", type=click.Choice(forms), default=None, help="输出格式（默认 text）。")


SKIP_HIDDEN = click.option("--skip-hidden", is_flag=True, help="不计隐藏的行和列（默认照常读取，并说明）。")
SKIP_STRUCK = click.option("--skip-struck", is_flag=True, help="不计划了删除线的行（默认照常读取，并说明）。")


JOBS = click.option(
    "--jobs", type=click.IntRange(0, 64), default=0, metavar="N", help="同时读取的进程数（默认按文件多少决定）。"
)
CLUSTER = click.option(
    "--cluster", default="", metavar="tcp://…", help="由 dask 集群读取：调度器的地址（须安装 xltools[cluster]）。"
)


def request_for(
    paths: Sequence[str],
    notice: str,
    attachment: str,
    password: str | None = None,
    columns: Sequence[str] = (),
    *,
    skip_hidden: bool = False,
    skip_struck: bool = False,
) -> Request:
    """The inputs asked for. Raises UsageError for a ``--map`` that cannot be read."""
    from ..forms.inputs import Request

    bound: dict[str, str] = {}
    for text in columns:
        name, sign, letters = text.partition("=")
        if not sign or not name or not letters:
            raise UsageError("bad_map", f"--map 的写法是 列=列标，如 --map 含税金额=L；现为“{text}”。")
        bound[name.strip()] = letters.strip()
    return Request(
        paths=tuple(paths),
        notice=notice,
        attachment=attachment,
        password=password,
        columns=bound,
        skip_hidden=skip_hidden,
        skip_struck=skip_struck,
    )


def waivers_from(path: str) -> tuple[Waiver, ...]:
    """The waivers of ``--waivers``; none where it is not given. Raises InputRefused."""
    if not path:
        return ()
    from ..answers.waivers import load_waivers

    return load_waivers(path)


def pairs_of(settings: Sequence[str]) -> list[tuple[str, str]]:
    """``--set`` as (name, content) pairs. Raises UsageError."""
    pairs = []
    for text in settings:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError("bad_setting", f"--set 的写法是 名称=内容，现为“{text}”。")
        pairs.append((name.strip(), value))
    return pairs
