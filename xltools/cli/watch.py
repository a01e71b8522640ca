"""xltools watch."""

from __future__ import annotations

from collections.abc import Sequence

import click

from .chinese import Command
from .exits import CLEAN, merge_code
from .options import ATTACHMENT, LEVEL_KEY, NOTICE, PASSWORD, PATHS, request_for
from .output import complain, progress, tell


@click.command("watch", cls=Command)
@PATHS
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(),
    metavar="汇总表.xlsx",
    help="汇总表写到哪个文件（不能在所看守的文件夹里）。",
)
@click.option(
    "--handin",
    default="",
    type=click.Path(),
    metavar="台账",
    help="报送台账：登记报来的文件，只汇总每个单位最后一次报送的文件。",
)
@click.option(
    "--status",
    default="",
    type=click.Path(),
    metavar="状态.html",
    help="状态页写到哪个文件（默认与汇总表同名的 .html）。",
)
@click.option("--every", type=click.FloatRange(1), default=60.0, metavar="秒", help="每隔多少秒看一次（默认 60）。")
@click.option(
    "--quiet", type=click.FloatRange(0), default=2.0, metavar="秒", help="文件多少秒不再变化才读取（默认 2）。"
)
@click.option("--once", is_flag=True, help="只看一次就结束，供计划任务使用。")
@NOTICE
@ATTACHMENT
@click.option("--level", default="", metavar="层级", type=LEVEL_KEY, help="由哪一级汇总：区级、市级、省级、部级。")
@PASSWORD
@click.pass_context
def command(
    context: click.Context,
    paths: Sequence[str],
    out: str,
    handin: str,
    status: str,
    every: float,
    quiet: float,
    once: bool,
    notice: str,
    attachment: str,
    level: str,
    password: str | None,
) -> None:
    """看守报送文件夹：有新文件或改动就更新汇总表、报送台账和状态页；没有变化什么也不读。"""
    from ..app.merge import MergeOptions
    from ..app.watch import Watch, WatchOptions

    watching = WatchOptions(handin=handin, status=status, every=every, quiet=quiet)
    watch = Watch(
        request_for(paths, notice, attachment, password), MergeOptions(out=out, level=level, jobs=1), watching
    )
    if not once:
        told = ""
        for cycle in watch.run(progress("汇总")):
            if cycle.fault and cycle.fault != told:
                complain(f"没有更新 {out}：{cycle.fault}")
            told = cycle.fault
            if cycle.outcome is not None:
                tell(f"已更新 {out}（{cycle.files} 个文件），状态页 {watch.status}")
        return
    cycle = watch.once(progress("汇总"))
    if cycle.outcome is None:
        tell(f"没有变化（{cycle.files} 个文件）。")
        context.exit(CLEAN)
    tell(f"已更新 {out}，状态页 {watch.status}")
    context.exit(merge_code(cycle.outcome))
