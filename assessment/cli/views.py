"""Three pairs of eyes on one firm."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from assessment.cli.console import by_option, lang_option, on_option, show, told
from assessment.cli.entering import leave_line
from assessment.cli.papers import check_papers, paper_options, write_papers
from assessment.language import Lang


@click.command()
@click.argument("owner", type=click.Path(path_type=Path))
@click.option(
    "--shop-floor",
    type=click.Path(dir_okay=False, path_type=Path),
    help="车间的回答（同样的 YAML） / the shop floor's answers.",
)
@click.option(
    "--accounts", type=click.Path(dir_okay=False, path_type=Path), help="财务的回答 / the answers of the accounts."
)
@paper_options("要谈的几处", "the agenda")
@on_option
@by_option
@lang_option
def views(
    owner: Path,
    shop_floor: Path | None,
    accounts: Path | None,
    pdf: Path | None,
    word: Path | None,
    on: datetime.date,
    by: str,
    lang: Lang,
) -> None:
    """三人对答：老板、车间、财务各答各的 / Where owner, shop floor and accounts differ, and what hangs on it.

    说得不一样的地方，谁的都算可能，总分是一个区间；按分数排出十分钟要谈的几处。
    Where they differ either may be right, so the total is an interval; what is worth most makes a ten-minute agenda.
    """
    from assessment.advisory import default_advisor
    from assessment.advisory.views import Respondent
    from assessment.advisory.views import views as compared
    from assessment.answers.firm_file import load_firm
    from assessment.cli import blocks
    from assessment.content.respondents import Part, load_respondents
    from assessment.telling.leaflets.views import agenda, told_views
    from assessment.telling.subject import Subject

    with told(lang):
        files: dict[Part, Path | None] = {"owner": owner, "shop_floor": shop_floor, "accounts": accounts}
        check_papers(pdf, word, [one for one in files.values() if one is not None])
        advisor = default_advisor()
        given = []
        for part, path in files.items():
            if path is not None:
                _, table, faults, source = load_firm(path, advisor.bank)
                show([fault.at(source.where(("answers", fault.fact))) for fault in faults], lang)
                given.append(Respondent(part, table))
        found = compared(advisor.main_on(on), given, load_respondents(advisor.root, advisor.bank))
        subject = Subject(next(advisor.advise(given[0].table, on)), lang)
        blocks.echo(told_views(subject, found), lang)
        made = write_papers(agenda(subject, found), pdf, word, lang)
        leave_line("report_made", by, reports=1, kinds=["views", *made])
