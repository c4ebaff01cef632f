"""Sheets of paper: blank to be answered by hand, or filled in, to be checked and signed."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from assessment.cli.console import (
    firms_of,
    lang_option,
    map_option,
    max_mb_option,
    named_frameworks,
    on_option,
    told,
    wrote,
)
from assessment.language import Lang
from assessment.output import check_target, written


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--firms", type=click.Path(path_type=Path), help="已填的表，每家一张核对单 / a filled workbook: a sheet a firm."
)
@click.option(
    "--framework", "frameworks", multiple=True, help="只要这些框架用到的问题 / only what these frameworks ask."
)
@on_option
@max_mb_option
@map_option
@lang_option
def paper(
    out: Path,
    firms: Path | None,
    frameworks: tuple[str, ...],
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    lang: Lang,
) -> None:
    """生成可打印的答卷，或填好的核对单供负责人签字 / Write a sheet to print: blank, or filled in for each firm to sign.

    OUT 是 .xlsx，一张工作表一家企业，A4 竖排。OUT is an .xlsx with a sheet a firm, for A4.
    """
    from assessment.advisory import default_advisor
    from assessment.workbook.firms.paper import write_answer_sheet, write_check_sheets

    with told(lang):
        check_target(out, (".xlsx",), [firms] if firms else [])
        advisor = default_advisor()
        chosen = named_frameworks(advisor, frameworks, on)
        if firms is None:
            with written(out) as stream:
                write_answer_sheet(stream, advisor.bank, advisor.facts_to_fill(chosen), lang)
        else:
            batch = firms_of(firms, on, max_mb, lang, mapping=mapping)
            asked = chosen if frameworks else [batch.reading.frameworks[name] for name in batch.asked]
            with written(out) as stream:
                write_check_sheets(stream, batch.table, advisor.facts_to_fill(asked), lang)
    wrote(out, lang)
