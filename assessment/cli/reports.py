"""A report for every firm of a file."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from assessment.cli.console import (
    Progress,
    by_option,
    firms_of,
    lang_option,
    map_option,
    max_mb_option,
    on_option,
    processes_option,
    say,
    told,
)
from assessment.cli.entering import enter, leave_line
from assessment.language import Lang, label
from assessment.output import check_target
from assessment.settings import address


@click.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="有任何问题就不生成 / make nothing if anything is wrong.")
@click.option(
    "--choices",
    is_flag=True,
    help="每份再写上别的做法和一笔钱能买到什么，慢几倍 / each also tells what may be chosen instead; much slower.",
)
@on_option
@processes_option
@max_mb_option
@map_option
@by_option
@lang_option
def reports(
    firms: Path,
    out: Path,
    strict: bool,
    choices: bool,
    on: datetime.date,
    processes: int | None,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """给每家企业生成报告 / Write the report of every firm of a workbook or CSV; OUT is a .zip.

    每家一份 PDF，附目录；同类的服务商在相邻企业之间轮流出现。读不懂的单元格都会列出位置和改法，按没有回答计。
    One PDF a firm and an index. Every bad cell is named with what to do and counts as unanswered. A firm whose report
    fails is named in the index and here, the others go on; the file appears under its name when it is complete.

    \b
    assessment reports firms.xlsx reports.zip
    """
    from assessment.batch import reports_archive

    with told(lang):
        check_target(out, (".zip",), [firms])
        batch = firms_of(firms, on, max_mb, lang, strict=strict, mapping=mapping)
        reading, progress = batch.reading, Progress(lang)
        progress.say(label("生成报告…", "Making the reports…"))
        written = reports_archive(
            out,
            reading.advisor,
            reading.table,
            reading.on,
            lang,
            processes=processes,
            progress=progress.advance,
            choices=choices,
            verify_at=address(),
        )
        enter(written.seals if address() else ())
        leave_line("report_made", by, reports=written.reports)
    for place in written.failed:
        say(label(f"{place}：没有生成", f"{place}: could not be made"), lang)
    done = label(f"{written.reports} 份报告写入 {out}", f"{written.reports} reports in {out}")
    say(done, lang)
