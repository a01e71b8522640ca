"""xltools key."""

from __future__ import annotations

import click

from .chinese import ChineseGroup
from .output import tell


@click.group("key", cls=ChineseGroup)
def command() -> None:
    """签名的密钥：自检回执可以签名，受理单位离线核对是谁签的。"""


@command.command("new")
@click.option("--name", default="", metavar="单位", help="签名人，如企业或单位全称。")
@click.option(
    "-o",
    "--output",
    "out",
    default="",
    type=click.Path(),
    metavar="文件",
    help="私钥写到哪个文件（默认在用户文件夹）。",
)
def key_new(name: str, out: str) -> None:
    """做一对密钥：私钥自己保管，不给任何人；公钥（.pub）另行交给受理单位。"""
    from ..application.signing import new_key

    private, shared, public = new_key(name, out)
    tell(f"私钥：{private}（只限本人读取，请勿外传）")
    tell(f"公钥：{shared}，指纹 {public.fingerprint}")


@command.command("show")
@click.argument("path", metavar="公钥.pub", type=click.Path(path_type=str))
def key_show(path: str) -> None:
    """显示公钥的署名和指纹，供当面或电话核对。"""
    from ..application.signing import read_public

    found = read_public(path)
    tell(f"{found.name or '未署名'}，指纹 {found.fingerprint}")


@command.command("trust")
@click.argument("path", metavar="公钥.pub", type=click.Path(path_type=str))
def key_trust(path: str) -> None:
    """收下核对过的公钥：以后它的签名在本机算数。"""
    from ..application.signing import trust

    found = trust(path)
    tell(f"已收下 {found.name or '未署名'}，指纹 {found.fingerprint}")
