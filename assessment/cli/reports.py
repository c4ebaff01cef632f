"""A report for every firm of a file."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from assessment.cli.console import (
    Progress,
    by_option,
    cluster_option,
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
from assessment.problems import refuse
from assessment.settings import address

_NO_FOLDER = label("--split 要一个文件夹", "--split needs a folder")
_NAME_A_FOLDER = label("请写文件夹的名字，不带 .zip。", "Give the name of a folder, without .zip.")


@click.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="有任何问题就不生成 / make nothing if anything is wrong.")
@click.option(
    "--split",
    type=click.Choice(["city", "county"]),
    help="按设区市或县区分开，OUT 是文件夹，每处一个压缩包 / an archive for each city or county; OUT is a folder.",
)
@click.option("--fresh", is_flag=True, help="从头做，不接着上次 / begin anew instead of going on.")
@click.option(
    "--choices",
    is_flag=True,
    help="每份再写上别的做法和一笔钱能买到什么，慢几倍 / each also tells what may be chosen instead; much slower.",
)
@on_option
@processes_option
@cluster_option
@max_mb_option
@map_option
@by_option
@lang_option
def reports(
    firms: Path,
    out: Path,
    strict: bool,
    split: str | None,
    fresh: bool,
    choices: bool,
    on: datetime.date,
    processes: int | None,
    cluster: str | None,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """给每家企业生成报告 / Write the report of every firm of a workbook or CSV; OUT is a .zip, a folder with --split.

    每家一份 PDF，附目录；同类的服务商在相邻企业之间轮流出现。读不懂的单元格都会列出位置和改法，按没有回答计。
    One PDF a firm and an index. Every bad cell is named with what to do and counts as unanswered. A firm whose report
    fails is named in the index and here, the others go on; the file appears under its name when it is complete.

    \b
    assessment reports firms.xlsx reports.zip
    assessment reports firms.xlsx 各县报告 --split county
    中断后再运行同一条命令会接着做：做好的放在旁边的 OUT.parts 里，全部完成后自动删除。
    Broken off, the same command goes on: what is done lies in OUT.parts until all is done.
    """
    from assessment.batch import Engine, ReportGroup, ReportJob, by_area, made_from, write_reports

    with told(lang):
        if split is None:
            check_target(out, (".zip",), [firms])
        elif out.is_file() or out.suffix.lower() == ".zip":
            raise refuse(str(out), _NO_FOLDER, _NAME_A_FOLDER)
        batch = firms_of(firms, on, max_mb, lang, strict=strict, mapping=mapping)
        reading, progress = batch.reading, Progress(lang)
        progress.say(label("生成报告…", "Making the reports…"))
        job = ReportJob(reading.advisor, reading.on, lang, choices, address())
        all_firms = ReportGroup("", tuple(range(len(reading.table))))
        written = write_reports(
            out,
            job,
            reading.table,
            [all_firms] if split is None else by_area(batch, lang, split == "county"),
            made_from(
                reading.advisor.root,
                reading.on,
                firms,
                lang,
                choices,
                address(),
                split,
                mapping and mapping.read_text(encoding="utf-8"),
            ),
            engine=Engine(processes, cluster),
            progress=progress.advance,
            fresh=fresh,
        )
        enter(written.seals if address() else ())
        leave_line("report_made", by, reports=written.reports)
    for place in written.failed:
        say(label(f"{place}：没有生成", f"{place}: could not be made"), lang)
    done = label(f"{written.reports} 份报告写入 {out}", f"{written.reports} reports in {out}")
    say(done, lang)
