"""The content examined."""

from __future__ import annotations

import sys

import click

from assessment.cli.console import lang_option, show
from assessment.language import Lang


@click.command()
@lang_option
def check(lang: Lang) -> None:
    """检查内容文件 / Check every content file and explain each fault with file, line and key."""
    from assessment.checks.content import check_everything

    problems, summary = check_everything()
    show(problems, lang)
    for line in summary:
        click.echo(line.text(lang))
    sys.exit(1 if problems else 0)
