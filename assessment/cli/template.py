"""The empty workbook to fill in."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import lang_option, named_frameworks, on_option, told, wrote
from assessment.language import Lang
from assessment.output import check_target, written

if TYPE_CHECKING:
    from assessment.workbook.firms.template import Several


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--framework", "frameworks", multiple=True, help="只要这些框架用到的问题 / only what these frameworks ask."
)
@click.option(
    "--several",
    type=click.Choice(["letters", "words", "ticks"]),
    default="letters",
    show_default=True,
    help="多选题怎么填：字母、原话、每个选项一列打勾 / several answers by letters, by words, or in a column each.",
)
@click.option(
    "--rows",
    type=click.IntRange(1, 100_000),
    default=2000,
    show_default=True,
    help="多少行有下拉列表 / rows that have lists.",
)
@on_option
@lang_option
def template(
    out: Path, frameworks: tuple[str, ...], several: Several, rows: int, on: datetime.date, lang: Lang
) -> None:
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
            facts = [*advisor.facts_to_fill(chosen), CONSENT_FACT]
            write_template(stream, advisor.bank, lang, facts, several=several, rows=rows)
    wrote(out, lang)
