"""A file of firms scored."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import (
    STRICT,
    FilePace,
    Progress,
    by_option,
    cluster_option,
    firms_of,
    lang_option,
    limits_of,
    map_option,
    max_mb_option,
    named_frameworks,
    on_option,
    processes_option,
    say,
    say_what_was_read,
    show,
    told,
    wrote,
)
from assessment.cli.entering import leave_line
from assessment.language import Lang, label
from assessment.output import check_target, written

if TYPE_CHECKING:
    from assessment.batch import Batch, Engine, Flowed


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
    "--fresh", is_flag=True, help="方案从头算，不接着上次 / begin the plans anew instead of going on where they were."
)
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另存一份标出问题的原表（.xlsx），改好后可直接再交 / also the workbook itself with its bad cells marked.",
)
@on_option
@processes_option
@cluster_option
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
    fresh: bool,
    marked: Path | None,
    on: datetime.date,
    processes: int | None,
    cluster: str | None,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """给一批企业评分 / Score a workbook (.xlsx), CSV or Parquet of firms; OUT is .xlsx, .csv or .parquet.

    每个有问题的单元格都会列出位置和改法，其余照常评分。
    Every bad cell is named with what to do; everything else is scored. Result columns are <framework>.points,
    .points_low, .points_high, .level, .level_low, .level_high and one per dimension; points and level stay empty
    where missing answers leave them open.

    \b
    文件再大，内存也不再多用：CSV 或 Parquet 进，.csv 或 .parquet 出，边读边写。
    Large files, in little memory: CSV or Parquet in, .csv or .parquet out.
    --plans 中断后再运行同一条命令会接着算：算好的在旁边的 OUT.plans 里，写好结果后自动删除。
    Broken off, the same command with --plans goes on: what is done lies in OUT.plans until the results are written.
    assessment score firms.parquet results.parquet --processes 4
    """
    from assessment.batch import SUFFIXES, Engine, kept_plans, made_from

    with told(lang):
        check_target(out, (".xlsx", *SUFFIXES), [firms])
        if marked is not None:
            check_target(marked, (".xlsx",), [firms, out])
        engine = Engine(processes or 1, cluster)
        if out.suffix.lower() in SUFFIXES and marked is None and not plans:
            flowed = _flow(firms, out, frameworks, on, engine, max_mb, mapping, strict, lang)
            if flowed is not None:
                leave_line("firms_scored", by, firms=flowed.firms)
                _say_done(flowed.firms, flowed.found, out, lang)
                return
        batch = firms_of(firms, on, max_mb, lang, strict=strict and marked is None, mapping=mapping)
        if strict and marked is not None and batch.problems:
            _mark(batch, firms, marked, max_mb, lang)
            sys.exit(1)
        wanted = [batch.framework(name) for name in frameworks]
        journal, made = out.with_name(f"{out.name}.plans"), None
        if plans:
            source = made_from(batch.reading.advisor.root, on, firms, mapping and mapping.read_text(encoding="utf-8"))
            made = kept_plans(
                batch.reading, journal, source, Engine(processes, cluster), Progress(lang).advance, fresh=fresh
            )
        batch.save(out, lang, wanted, made)
        if plans:
            journal.unlink(missing_ok=True)
        leave_line("firms_scored", by, firms=len(batch.table))
        _say_done(len(batch.table), len(batch.problems), out, lang)
        if marked is not None:  # last: a file may be too large for it, and the results stand
            _mark(batch, firms, marked, max_mb, lang)


def _say_done(n: int, bad: int, out: Path, lang: Lang) -> None:
    words = label("已评 {n} 家企业，{bad} 处问题，结果写入 {out}", "Scored {n} firms, {bad} problems, results in {out}")
    say(words.fill(n=n, bad=bad, out=out), lang)


def _flow(
    firms: Path,
    out: Path,
    frameworks: tuple[str, ...],
    on: datetime.date,
    engine: Engine,
    max_mb: int,
    mapping: Path | None,
    strict: bool,
    lang: Lang,
) -> Flowed | None:
    """Score a file as it is read; None when it has to be read whole. Ends the command where ``strict`` says so."""
    from assessment.advisory import default_advisor
    from assessment.batch import FlowJob, score_flow
    from assessment.workbook.firms.mapping import NO_MAPPING, load_mapping

    advisor = default_advisor()
    means = NO_MAPPING if mapping is None else load_mapping(mapping, advisor.bank)
    wanted = tuple(one.spec.id for one in named_frameworks(advisor, frameworks, on)) if frameworks else ()
    job = FlowJob(advisor, on, "parquet" if out.suffix.lower() == ".parquet" else "csv", means, wanted)
    pace = FilePace(lang)
    flowed = score_flow(job, firms, out, limits_of(max_mb), engine=engine, progress=pace.advance, strict=strict)
    if flowed is None:
        return None
    show(flowed.problems, lang, flowed.found)
    say_what_was_read(firms, flowed.tally, len(flowed.unknown), lang)
    if strict and flowed.found:
        say(STRICT, lang)
        sys.exit(1)
    return flowed


def _mark(batch: Batch, firms: Path, out: Path, max_mb: int, lang: Lang) -> None:
    """Write the marked copy of a file, or say that there is nothing to mark."""
    from assessment.batch import marked_copy

    if not batch.problems:
        say(label("没有问题，不用标记。", "There is no problem to mark."), lang)
        return
    with written(out) as stream:
        stream.write(marked_copy(batch, firms.read_bytes(), firms.name, lang, limits_of(max_mb)))
    wrote(out, lang)
