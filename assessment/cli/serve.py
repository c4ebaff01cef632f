"""The pages served."""

from __future__ import annotations

import os
import sys

import click

from assessment.cli.console import told
from assessment.settings import content_root


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口 / port.")
def serve(host: str, port: int) -> None:
    """打开网页 / Serve the pages.

    先建好或升级数据库；空的数据库里放进示例企业，打印各自的链接。
    The database is made or upgraded first; into an empty one go the sample firms, whose links are printed.
    """
    from assessment.store.samples import seed_samples

    with told("zh"):
        samples = seed_samples(content_root())
    for name, code in samples:
        click.echo(f"示例 / sample: {name}  http://{host}:{port}/result?code={code}", err=True)
    click.echo(f"赣企数诊 http://{host}:{port}  (Ctrl+C 停止 / to stop)", err=True)
    app = content_root() / "streamlit_app.py"
    arguments = ["-m", "streamlit", "run", str(app), "--server.address", host, "--server.port", str(port)]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter, no shell
