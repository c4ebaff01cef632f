"""The empty workbook to fill in."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from assessment.cli.console import lang_option, named_frameworks, on_option, told, wrote
from assessment.language import Lang
from assessment.output import check_target, written


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--framework", "frameworks", multiple=True, help="只要这些框架用到的问题 / only what these frameworks ask."
)
@on_option
@lang_option
def template(out: Path, frameworks: tuple[str, ...], on: datetime.date, lang: Lang) -> None:
    """生成空白填报表 / Write an empty workbook to fill in, a row a firm.

    列有下拉选项和填写说明；两种语言的表都能读回。
    Columns carry drop-down lists and notes; a template of either language is read back.
    """
    from assessment.advisory import default_advisor
    from assessment.peers import CONSENT_FACT
    from assessment.workbook.firms.template import write_template

    with told(lang):
        check_target(out, (".xlsx",))
        advisor = default_advisor()
        chosen = named_frameworks(advisor, frameworks, on)
        with written(out) as stream:
            write_template(stream, advisor.bank, lang, facts=[*advisor.facts_to_fill(chosen), CONSENT_FACT])
    wrote(out, lang)
