"""A file of firms scored."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from assessment.cli.telling import lang_option, say, show, told
from assessment.language import Lang, label


@click.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="有任何问题就不写结果 / write nothing if anything is wrong.")
@click.option(
    "--max-mb", type=click.IntRange(1, 2048), default=512, show_default=True, help="文件上限 / largest file, MB."
)
@lang_option
def score(firms: Path, out: Path, strict: bool, max_mb: int, lang: Lang) -> None:
    """给一批企业评分 / Score a workbook (.xlsx) or CSV of firms; OUT is .xlsx or .csv.

    每个有问题的单元格都会列出位置和改法，其余照常评分。
    Every bad cell is named with what to do; everything else is scored. Result columns are <framework>.points,
    .points_low, .points_high, .level, .level_low, .level_high and one per dimension; points and level stay empty
    where missing answers leave them open.
    """
    from assessment.advisory import default_advisor
    from assessment.batch import score_file
    from assessment.workbook.files import Limits

    with told(lang):
        limits = Limits(file_bytes=max_mb << 20, rows=2_000_000)
        batch = score_file(default_advisor(), firms, datetime.date.today(), limits=limits)
        show(batch.problems, lang)
        if strict and batch.problems:
            say(label("有问题，按 --strict 没有写结果。", "There are problems; by --strict nothing was written."), lang)
            sys.exit(1)
        batch.save(out, lang)
    n, bad = len(batch.table), len(batch.problems)
    say(
        label(f"已评 {n} 家企业，{bad} 处问题，结果写入 {out}", f"Scored {n} firms, {bad} problems, results in {out}"),
        lang,
    )
