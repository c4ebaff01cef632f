"""What a firm asks bidders for, and what their quotes come to."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import by_option, lang_option, on_option, say, show, told, wrote
from assessment.cli.entering import leave_line
from assessment.cli.papers import check_papers, paper_options, write_papers
from assessment.language import Lang, label
from assessment.output import check_target, write_text, written
from assessment.problems import InputRefused

if TYPE_CHECKING:
    from assessment.advisory import Advisor, Advisory
    from assessment.answers import AnswerTable
    from assessment.planning import Plan

level_option = click.option(
    "--level", type=click.IntRange(min=1), help="方案要到的等级，默认下一级 / level of the plan, default the next."
)


@click.group()
def tender() -> None:
    """需求书和比价单 / A requirement document and bid sheet from the plan, and quotes compared."""


@tender.command()
@click.argument("firm", type=click.Path(path_type=Path))
@paper_options("需求书", "the document")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="比价单 .xlsx / the bid sheet.")
@level_option
@on_option
@by_option
@lang_option
def request(
    firm: Path,
    pdf: Path | None,
    word: Path | None,
    sheet: Path | None,
    level: int | None,
    on: datetime.date,
    by: str,
    lang: Lang,
) -> None:
    """由方案生成需求书和比价单 / Make the documents from the plan of one firm (a YAML file).

    需求书写明要什么功能、怎么验收、数据和退出、按验收付款，不写服务商的名字；比价单发给各家填，填好用 compare 读回。
    The document states functions, acceptance, data and exit terms and payment, and names no provider; the sheet goes to
    each bidder and is read back by `compare`.
    """
    from assessment.content.tender import load_tender_terms
    from assessment.telling.leaflets.tendering import request_document
    from assessment.telling.subject import Subject
    from assessment.tendering import tender_request

    with told(lang):
        check_papers(pdf, word, [firm])
        if sheet is not None:
            check_target(sheet, (".xlsx",), [firm])
        advisor, _, advisory, plan = _planned(firm, level, on, lang)
        asked = tender_request(plan, advisor.bank, advisor.measures)
        paper = request_document(Subject(advisory, lang), asked, load_tender_terms(advisor.root))
        made = write_papers(paper, pdf, word, lang)
        if sheet is not None:
            from assessment.workbook.tender.writing import write_bid_sheet

            with written(sheet) as stream:
                write_bid_sheet(stream, asked, lang)
            wrote(sheet, lang)
            made.append("xlsx")
        leave_line("report_made", by, reports=1, kinds=made)
        say(label(f"需求书编号 {asked.number}", f"Request number {asked.number}"), lang)
        for item in asked.items:
            many = "" if item.units is None else f" × {item.units}"
            say(label(f"  {item.title.zh}{many}", f"  {item.title.en}{many}"), lang)


@tender.command()
@click.argument("firm", type=click.Path(path_type=Path))
@click.argument("quotes", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "json_out", type=click.Path(dir_okay=False, path_type=Path), help="写出 JSON / write JSON.")
@level_option
@on_option
@by_option
@lang_option
def compare(
    firm: Path,
    quotes: tuple[Path, ...],
    json_out: Path | None,
    level: int | None,
    on: datetime.date,
    by: str,
    lang: Lang,
) -> None:
    """读回比价单，按真实报价重算 / Read QUOTES (bid sheets filled in) and find the cheapest way on their prices.

    每家一份。报了没要的、单位不对的、小于 0 的、同一家两份的、企业情况变了的，都会指出来，不带着错算。
    One sheet a provider. What was not asked for, other units, prices below nought, two sheets of one provider, or a
    firm that changed meanwhile are named, and nothing is worked out on them.
    """
    from assessment.cli import blocks
    from assessment.telling.leaflets.tendering import compared
    from assessment.telling.subject import Subject
    from assessment.tendering import Quote, check_quotes, compare_quotes, tender_request
    from assessment.workbook.grid.readers import read_grid
    from assessment.workbook.tender.reading import read_bid_sheet

    with told(lang):
        if json_out is not None:
            check_target(json_out, (".json",), [firm, *quotes])
        advisor, table, advisory, plan = _planned(firm, level, on, lang)
        asked = tender_request(plan, advisor.bank, advisor.measures)
        read: list[Quote] = []
        faults = []
        for path in quotes:
            try:
                read.append(read_bid_sheet(read_grid(path), asked))
            except InputRefused as refused:
                faults += [replace(one, where=f"{path.name} {one.where}") for one in refused.problems]
        if faults:
            raise InputRefused(faults)
        check_quotes(asked, read, on)
        planner = advisor.planner(advisor.main_on(on), table, 0, plan.size_class, on)
        found = compare_quotes(planner, plan.target_level, asked, read, plan)
        blocks.echo(compared(Subject(advisory, lang), found, asked).blocks, lang)
        if json_out is not None:
            write_text(json_out, json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")
            wrote(json_out, lang)
        leave_line("report_made", by, reports=1, kinds=["quotes"])


def _planned(
    firm: Path, level: int | None, on: datetime.date, lang: Lang
) -> tuple[Advisor, AnswerTable, Advisory, Plan]:
    """The plan of a firm; raises ``InputRefused`` where there is none to ask anybody for."""
    from assessment.advisory import default_advisor
    from assessment.answers.firm_file import load_firm
    from assessment.planning import Aim
    from assessment.problems import refuse

    advisor = default_advisor()
    _, table, faults, source = load_firm(firm, advisor.bank)
    show([fault.at(source.where(("answers", fault.fact))) for fault in faults], lang)
    advisory = next(advisor.advise(table, on, aim=Aim(level=level)))
    if advisory.plan is None or not advisory.plan.steps:
        note = advisory.plan_note or (advisory.plan.summary if advisory.plan is not None else None)
        raise refuse(
            str(firm),
            note or label("现在没有方案", "there is no plan"),
            label("有了方案才能生成需求书。", "A request is made from a plan."),
        )
    return advisor, table, advisory, advisory.plan
