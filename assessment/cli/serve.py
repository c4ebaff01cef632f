"""The pages served."""

from __future__ import annotations

import os
import sys

import click

from assessment import settings
from assessment.cli import front, processes
from assessment.cli.console import told
from assessment.language import label
from assessment.problems import InputRefused, refuse

_HERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what is listened on, and how a browser here calls it
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOBODY_YET = (
    "还没有能登录的管理员，工作人员的页面谁也打不开：请在这台机器上运行 assessment account create。\n"
    "No administrator can sign in yet, so the staff's pages open to nobody: run 'assessment account create' here."
)
_NO_FRONT = (
    label("没有找到 HAProxy、nginx 或 Caddy", "none of HAProxy, nginx and Caddy was found"),
    label(
        "几个进程前面要有一个：请安装其中之一（如 apt-get install haproxy），或不用 --processes。",
        "Several processes need one before them: install one (apt-get install haproxy), or leave --processes out.",
    ),
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口 / port.")
@click.option(
    "--base-path",
    default="",
    help="在代理的哪个路径之下，如 /ganqi / below which path of a proxy it is served, as /ganqi.",
)
@click.option(
    "--processes",
    "number",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="几个进程一起做，一个处理器核一个；前面用本机的 HAProxy、nginx 或 Caddy / processes that share the work, one "
    "a core, behind HAProxy, nginx or Caddy of this machine.",
)
def serve(host: str, port: int, base_path: str, number: int) -> None:
    """打开网页 / Serve the pages.

    先建好或升级数据库；空的数据库里放进示例企业，打印各自的链接。还没有能登录的管理员时，再打印一个一次性链接：
    在这台电脑上打开它，就是第一位管理员，能用所有工作人员的页面。
    The database is made or upgraded first; into an empty one go the sample firms, whose links are printed. While no
    administrator can sign in, a one-time link is printed, too: opened on this machine, it opens the staff's pages.
    """
    from assessment.advisory import default_advisor
    from assessment.store.assessments import open_store
    from assessment.store.samples import seed_samples

    base = base_path.strip("/")
    url = f"http://{_HERE.get(host, host)}:{port}" + (f"/{base}" if base else "")
    with told("zh"):
        if faults := tuple(settings.faults()):
            raise InputRefused(faults)
        if behind := settings.clock_behind():
            click.echo(f"{behind.sentence('zh')}\n{behind.sentence('en')}", err=True)
        leading = front.found() if number > 1 else None
        if number > 1 and leading is None:
            raise refuse("--processes", *_NO_FRONT)
        default_advisor()  # content that cannot be used is told before anything is begun
        samples = seed_samples(settings.content_root())
        store = open_store()
        led, link = store.is_led(), store.first_link() if host in _LOOPBACK and leading is None else None
        store.close()
    for name, code in samples:
        click.echo(f"示例 / sample: {name}  {url}/result?code={code}", err=True)
    click.echo(f"赣企数诊 {url}  (Ctrl+C 停止 / to stop)", err=True)
    if link is not None:
        click.echo(f"第一位管理员，只能用一次 / for the first administrator, once: {url}/invitation/{link}", err=True)
    elif not led:
        click.echo(_NOBODY_YET, err=True)
    app = str(settings.PROJECT / "streamlit_app.py")

    def command(host: str, port: int) -> list[str]:
        arguments = ["-m", "streamlit", "run", app, "--server.address", host, "--server.port", str(port)]
        return [sys.executable, *arguments, *(["--server.baseUrlPath", base] if base else [])]

    if leading is None:
        own = settings.environment({})
        os.execve(sys.executable, command(host, port), own)  # noqa: S606 - our own interpreter, no shell
    at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    door = front.Door(at, f"/{base}" if base else "", processes.free_ports(number))
    with told("zh"):
        sys.exit(processes.serve(leading, door, lambda own: command("127.0.0.1", own)))
