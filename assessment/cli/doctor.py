"""The installation examined."""

from __future__ import annotations

import sys

import click

from assessment.cli.console import lang_option
from assessment.language import Lang


@click.command()
@lang_option
def doctor(lang: Lang) -> None:
    """检查安装、内容和数据库 / Check the installation, the content and the database, and say what to do."""
    from assessment.checks.installation import examine

    healthy = True
    for found in examine():
        healthy &= found.ok
        mark = "✗" if not found.ok else "✓" if found.remedy is None else "○"
        click.echo(f"{mark} {found.label.text(lang)}")
        if found.remedy is not None:
            click.echo(f"    {found.remedy.text(lang)}")
    sys.exit(0 if healthy else 1)
