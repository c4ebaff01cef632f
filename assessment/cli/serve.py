"""The pages served."""

from __future__ import annotations

import os
import sys

import click

from assessment import settings
from assessment.cli.console import told
from assessment.problems import InputRefused

_HERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what is listened on, and how a browser here calls it
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOBODY_YET = (
    "还没有能登录的管理员，工作人员的页面谁也打不开：请在这台机器上运行 assessment account create。\n"
    "No administrator can sign in yet, so the staff's pages open to nobody: run 'assessment account create' here."
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口 / port.")
@click.option(
    "--base-path",
    default="",
    help="在代理的哪个路径之下，如 /ganqi / below which path of a proxy it is served, as /ganqi.",
)
def serve(host: str, port: int, base_path: str) -> None:
    """打开网页 / Serve the pages.

    先建好或升级数据库；空的数据库里放进示例企业，打印各自的链接。还没有能登录的管理员时，再打印一个一次性链接：
    在这台电脑上打开它，就是第一位管理员，能用所有工作人员的页面。
    The database is made or upgraded first; into an empty one go the sample firms, whose links are printed. While no
    administrator can sign in, a one-time link is printed, too: opened on this machine, it opens the staff's pages.
    """
    from assessment.store.assessments import open_store
    from assessment.store.samples import seed_samples

    base = base_path.strip("/")
    url = f"http://{_HERE.get(host, host)}:{port}" + (f"/{base}" if base else "")
    with told("zh"):
        if faults := tuple(settings.faults()):
            raise InputRefused(faults)
        samples = seed_samples(settings.content_root())
        store = open_store()
        led, link = store.is_led(), store.first_link() if host in _LOOPBACK else None
        store.close()
    for name, code in samples:
        click.echo(f"示例 / sample: {name}  {url}/result?code={code}", err=True)
    click.echo(f"赣企数诊 {url}  (Ctrl+C 停止 / to stop)", err=True)
    if link is not None:
        click.echo(f"第一位管理员，只能用一次 / for the first administrator, once: {url}/invitation/{link}", err=True)
    elif not led:
        click.echo(_NOBODY_YET, err=True)
    app = settings.content_root() / "streamlit_app.py"
    arguments = ["-m", "streamlit", "run", str(app), "--server.address", host, "--server.port", str(port)]
    arguments += ["--server.baseUrlPath", base] if base else []
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter, no shell
