"""The monthly brief of an area, from the database."""

from __future__ import annotations

import calendar
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import Progress, by_option, lang_option, say, told, wrote
from assessment.cli.rounds import place_of, round_named
from assessment.language import Lang, label
from assessment.output import check_target, written
from assessment.permissions import PROVINCE
from assessment.problems import refuse
from assessment.settings import today

if TYPE_CHECKING:
    from assessment.store.trail import Act
    from assessment.telling.brief.subject import BriefSubject


@click.command()
@click.option("--area", default=PROVINCE, show_default=True, help="区划代码 / code of the area.")
@click.option("--round", "round_id", help="轮次的编号或名称，不写就是各企业最近一次 / id or name of the round.")
@click.option("--before", "before_id", help="和哪一轮比 / id or name of the round to compare with.")
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="哪个月，默认本月 / the month, this one unless given.")
@click.option(
    "--out",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="写到哪里：.pdf、.docx，或背后企业的 .csv / where to: .pdf, .docx, or .csv for the firms behind it.",
)
@by_option
@lang_option
def brief(
    area: str,
    round_id: str | None,
    before_id: str | None,
    month: datetime.datetime | None,
    out: Path,
    by: str,
    lang: Lang,
) -> None:
    """写一个地区的月报 / Write the monthly brief of an area.

    从数据库里的结果算：等级、进度、和上一轮比、比率、规划目标、设备、场景、需要、类型。只供内部使用。
    From the results in the database: levels, coverage, movement, rates, the plan's targets, machines, scenes, needs and
    types. For internal use.

    \b
    assessment brief --area 360100 --round "2026 年下半年" --month 2026-11 --out brief.pdf
    """
    from assessment.advisory import default_advisor
    from assessment.batch.monitored import Asked, area_figures
    from assessment.content.counties import load_counties
    from assessment.store.assessments import open_store
    from assessment.store.firm_list import FirmReach
    from assessment.store.trail import acting
    from assessment.telling.brief.subject import BriefSubject

    with told(lang):
        check_target(out, (".pdf", ".docx", ".csv"), [])
        day = _last_day(month)
        advisor = default_advisor()
        counties = load_counties(advisor.root, advisor.bank)
        city, county = place_of(counties, area)
        with acting(f"command:{by}"):
            store = open_store()
            try:
                named = (("--round", round_id), ("--before", before_id))
                rounds = [None if name is None else round_named(store, option, name) for option, name in named]
                asked = Asked(rounds[0], rounds[1], day)
                progress = Progress(lang)
                found = area_figures(
                    store, advisor, counties, asked, FirmReach(city, county), progress=progress.advance
                )
                now, before = (None if one is None else one.name for one in (asked.round, asked.before))
                place = counties.name(area, advisor.bank)
                _write(out, BriefSubject(found.figures, lang, place, now, before, made_by=by))
                act: Act = "firms_exported" if out.suffix.lower() == ".csv" else "report_made"
                store.trail.record(act, area=area, details={"file": "brief", "firms": len(found.figures.firms)})
            finally:
                store.close()
    say(label(f"{found.figures.scored:,} 家企业有结果", f"{found.figures.scored:,} firms with a result"), lang)
    wrote(out, lang)


def _last_day(month: datetime.datetime | None) -> datetime.date:
    """The last day of a month that is over, today in this one."""
    if month is None:
        return today()
    if month.date() > today():
        raise refuse(
            "--month",
            label("这个月还没有开始", "this month has not begun"),
            label("请写本月或以前的月份，如 2026-11。", "Name this month or one before, such as 2026-11."),
            f"{month:%Y-%m}",
        )
    last = calendar.monthrange(month.year, month.month)[1]
    return min(today(), month.date().replace(day=last))


def _write(out: Path, subject: BriefSubject) -> None:
    from assessment.batch.scored import csv_bytes
    from assessment.report.leaflet import brief_pdf
    from assessment.telling.brief import brief as tell
    from assessment.word.leaflet import brief_word

    ending = out.suffix.lower()
    with written(out) as stream:
        if ending == ".csv":
            stream.write(csv_bytes(list(subject.figures.firms.rows(subject.lang))))
        elif ending == ".pdf":
            stream.write(brief_pdf(tell(subject)))
        else:
            stream.write(brief_word(tell(subject)))
