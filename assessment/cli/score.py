"""A file of firms scored."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import (
    Progress,
    by_option,
    firms_of,
    lang_option,
    map_option,
    max_mb_option,
    on_option,
    say,
    told,
    wrote,
)
from assessment.cli.entering import leave_line
from assessment.language import Lang, label
from assessment.output import check_target, written

if TYPE_CHECKING:
    from assessment.batch import Batch


@click.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="有任何问题就不写结果 / write nothing if anything is wrong.")
@click.option(
    "--framework",
    "frameworks",
    multiple=True,
    help="只要这些框架的结果，可重复；默认是文件里问到的 / these frameworks only; by default those the file is about.",
)
@click.option(
    "--plans",
    is_flag=True,
    help="每家再算下一级要多少钱、找哪类帮手（较慢） / also the next level of each firm, its cost and kinds of help.",
)
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另存一份标出问题的原表（.xlsx），改好后可直接再交 / also the workbook itself with its bad cells marked.",
)
@on_option
@max_mb_option
@map_option
@by_option
@lang_option
def score(
    firms: Path,
    out: Path,
    strict: bool,
    frameworks: tuple[str, ...],
    plans: bool,
    marked: Path | None,
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """给一批企业评分 / Score a workbook (.xlsx) or CSV of firms; OUT is .xlsx or .csv.

    每个有问题的单元格都会列出位置和改法，其余照常评分。
    Every bad cell is named with what to do; everything else is scored. Result columns are <framework>.points,
    .points_low, .points_high, .level, .level_low, .level_high and one per dimension; points and level stay empty
    where missing answers leave them open.
    """
    from assessment.batch import plans_of

    with told(lang):
        check_target(out, (".xlsx", ".csv"), [firms])
        if marked is not None:
            check_target(marked, (".xlsx",), [firms, out])
        batch = firms_of(firms, on, max_mb, lang, strict=strict and marked is None, mapping=mapping)
        if marked is not None:
            _mark(batch, firms, marked, max_mb, lang)
            if strict and batch.problems:
                sys.exit(1)
        wanted = [batch.framework(name) for name in frameworks]
        made = plans_of(batch.reading, os.cpu_count() or 1, Progress(lang).advance) if plans else None
        batch.save(out, lang, wanted, made)
        leave_line("firms_scored", by, firms=len(batch.table))
    n, bad = len(batch.table), len(batch.problems)
    say(
        label(f"已评 {n} 家企业，{bad} 处问题，结果写入 {out}", f"Scored {n} firms, {bad} problems, results in {out}"),
        lang,
    )


def _mark(batch: Batch, firms: Path, out: Path, max_mb: int, lang: Lang) -> None:
    """Write the marked copy of a file, or say that there is nothing to mark."""
    from assessment.batch import marked_copy
    from assessment.workbook.grid.files import Limits

    if not batch.problems:
        say(label("没有问题，不用标记。", "There is no problem to mark."), lang)
        return
    limits = Limits(file_bytes=max_mb << 20, rows=2_000_000)
    with written(out) as stream:
        stream.write(marked_copy(batch, firms.read_bytes(), firms.name, lang, limits))
    wrote(out, lang)
