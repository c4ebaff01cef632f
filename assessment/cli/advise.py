"""Advice for one firm."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import by_option, lang_option, on_option, say, show, told
from assessment.cli.entering import enter, leave_line
from assessment.language import Lang, label, visible
from assessment.output import check_target, write_text, written
from assessment.problems import refuse
from assessment.settings import address

if TYPE_CHECKING:
    from assessment.planning import PlanLimits, StepReply
    from assessment.telling.blocks import Length


@click.command()
@click.argument("firm", type=click.Path(path_type=Path))
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="写出 PDF 报告 / write the report.")
@click.option("--word", type=click.Path(dir_okay=False, path_type=Path), help="写出 Word 报告 / write it for Word.")
@click.option(
    "--json",
    "json_out",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="写出 JSON，- 为标准输出 / write JSON, - for standard output.",
)
@on_option
@click.option(
    "--level", type=click.IntRange(min=1), help="方案要到的等级，默认下一级 / level of the plan, default the next."
)
@click.option("--budget", type=click.FloatRange(min=0), help="总预算，万元 / budget in all, in 10 000 CNY.")
@click.option("--months", type=click.FloatRange(min=0), help="几个月内做完 / to be done within so many months.")
@click.option(
    "--hands", type=float, metavar="DAYS", help="自己人每周能出的人天 / person-days a week of your own people."
)
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    help="哪天开工，默认当天 / the day on which the first step may begin, by default that of the advice.",
)
@click.option(
    "--without", multiple=True, metavar="MEASURE", help="不做的措施，可多次 / a measure to leave out; may be repeated."
)
@click.option(
    "--contracted",
    multiple=True,
    metavar="MEASURE[=N]",
    help="已签约的措施，按数量买的写数量 / a measure already contracted, with how many where it is bought by number.",
)
@click.option(
    "--trouble",
    "troubles",
    multiple=True,
    metavar="TROUBLE",
    help="最头疼的事，可多次，如 late_delivery / what troubles the firm most; may be repeated (seeds/troubles.yaml).",
)
@click.option(
    "--reply",
    "replies",
    multiple=True,
    metavar="MEASURE=REPLY",
    help="对一步的答复：doing、too_hard、not_for_us、later；已在做的按数量买的写 doing:9 / "
    "what the owner says to a step; doing:9 where nine are under way.",
)
@click.option(
    "--length",
    type=click.Choice(["page", "owner", "full"]),
    default="full",
    show_default=True,
    help="报告的长短：一页、给企业主看的、带附录的全本 / length of the report.",
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="SECTION",
    help="只要这一节，可多次，按写的顺序，如 result、plan / this section only; may be repeated, in the order given.",
)
@click.option(
    "--profile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="顾问资料（YAML：name、organisation、title、phone、registration、color、logo），印在报告上；是草稿 / "
    "a consultant's profile, printed on the report; a draft until it is signed on the page.",
)
@click.option(
    "--adjust",
    type=click.Path(dir_okay=False, path_type=Path),
    help="顾问对方案的调整（YAML：author 和 changes，见 docs/reports.md）：照着重算，写明是顾问的 / "
    "what a consultant changes about the plan: worked out anew and told as theirs.",
)
@click.option(
    "--choices/--no-choices",
    default=None,
    help="算不算别的选择：最坏情况最省、其他做法、一笔钱买什么；有 --pdf、--word 或 --json 时默认算 / "
    "whether to work out what may be chosen instead of the plan; by default with --pdf, --word or --json.",
)
@by_option
@lang_option
def advise(
    firm: Path,
    pdf: Path | None,
    word: Path | None,
    json_out: str | None,
    on: datetime.date,
    level: int | None,
    budget: float | None,
    months: float | None,
    hands: float | None,
    start: datetime.datetime | None,
    without: tuple[str, ...],
    contracted: tuple[str, ...],
    troubles: tuple[str, ...],
    replies: tuple[str, ...],
    length: Length,
    sections: tuple[str, ...],
    profile: Path | None,
    adjust: Path | None,
    choices: bool | None,
    by: str,
    lang: Lang,
) -> None:
    """给一家企业出建议 / Advise one firm described in a YAML file.

    文件格式见 seeds/firms/*.yaml。不写 --pdf、--word 和 --json 时在屏幕上显示摘要。
    See seeds/firms/*.yaml for the format. Without --pdf, --word or --json a summary is shown. The JSON is one
    documented object (docs/advisory.md): frameworks with the reason for each item, comparisons, archetype, plan with
    its proof, shortlist, versions of everything used.

    \b
    条件 / limits:  assessment advise firm.yaml --level 3 --budget 60 --months 12 --without connected_mes
    人手 / hands:   assessment advise firm.yaml --hands 1.5 --start 2027-03-01
    做不到时会写明最少放宽多少；措施编号见 JSON 里的 plan.steps[].measure 和 seeds/measures。
    Where it cannot be done, the least that would have to be eased is told. Ids of measures: seeds/measures.
    """
    from assessment.advisory import default_advisor
    from assessment.advisory.adjustment_file import load_adjustments
    from assessment.answers.firm_file import load_firm
    from assessment.planning import Aim
    from assessment.providers import Exposure

    with told(lang):
        if pdf is not None:
            check_target(pdf, (".pdf",), [firm])
        if word is not None:
            check_target(word, (".docx",), [firm])
        if json_out not in (None, "-"):
            check_target(Path(json_out), (".json",), [firm])
        advisor = default_advisor()
        _, table, faults, source = load_firm(firm, advisor.bank)
        show([fault.at(source.where(("answers", fault.fact))) for fault in faults], lang)
        brand = None
        if profile is not None:
            from assessment.telling.brand_file import load_brand

            brand, problems = load_brand(profile)
            show(problems, lang)
        limits = plan_limits(budget, months, without, contracted).model_copy(
            update={"hands": hands, "start": None if start is None else start.date()}
        )
        wanted = bool(pdf or word or json_out) if choices is None else choices
        aim = Aim(
            level=level, limits=limits, replies=step_replies(replies), troubles=tuple(dict.fromkeys(troubles)) or None
        )
        adjustments = () if adjust is None else load_adjustments(adjust, on)
        advisory = advisor.reading(table, on).advisory(0, Exposure(), aim, wanted, adjustments)
        for one in advisory.adjusted.adjustments if advisory.adjusted is not None else ():
            if not one.used:
                say(label(visible(one.sentence.zh), visible(one.sentence.en)), lang)
        if adjustments and advisory.adjusted is None:
            say(_NOTHING_TO_ADJUST, lang)
        if pdf is not None:
            from assessment.report.document import write_report

            at = address()
            with written(pdf) as stream:
                seal = write_report(stream, advisory, lang, brand, length=length, chosen=sections or None, verify_at=at)
            enter([seal] if at else [])
            say(label(f"报告写入 {pdf}", f"Report in {pdf}"), lang)
        if word is not None:
            from assessment.word.document import write_word

            with written(word) as stream:
                write_word(stream, advisory, lang, brand, length=length, chosen=sections or None)
            say(label(f"报告写入 {word}", f"Report in {word}"), lang)
        if json_out is not None:
            _write_json(json_out, json.dumps(advisory.model_dump(mode="json"), ensure_ascii=False, indent=2))
        made = [kind for kind, out in (("pdf", pdf), ("word", word), ("json", json_out)) if out is not None]
        leave_line("report_made", by, reports=1, kinds=made)
        if pdf is None and word is None and json_out is None:
            for line in advisory.summary_lines():
                click.echo(line.text(lang))


def _write_json(out: str, text: str) -> None:
    if out == "-":
        click.echo(text.encode("utf-8"))  # JSON is UTF-8, whatever the terminal shows
    else:
        write_text(Path(out), text + "\n")


def plan_limits(
    budget: float | None, months: float | None, without: tuple[str, ...], contracted: tuple[str, ...]
) -> PlanLimits:
    """The limits as given on the command line; raises ``InputRefused`` for a figure that is none."""
    from assessment.planning import PlanLimits, weeks_of

    for name, figure in (("--budget", budget), ("--months", months)):
        if figure is not None and not math.isfinite(figure):
            text = label("不是数字", "not a number")
            raise refuse(name, text, label("请写数字，例如 12。", "Give a number, for example 12."), str(figure))
    done: dict[str, int] = {}
    for given in contracted:
        name, _, units = given.partition("=")
        if units and not (units.isascii() and units.isdigit() and int(units)):
            raise refuse(
                "--contracted",
                label("数量要写成正整数", "how many must be a whole number above nought"),
                label("例如 equipment_digital=9。", "For example equipment_digital=9."),
                given,
            )
        done[name] = int(units or 1)
    weeks = None if months is None else weeks_of(months)
    return PlanLimits(budget=budget, weeks=weeks, forbidden=tuple(dict.fromkeys(without)), contracted=done)


def step_replies(given: tuple[str, ...]) -> tuple[StepReply, ...]:
    """The replies as given on the command line, the last one for each measure; raises ``InputRefused`` for no reply."""
    from assessment.planning import StepReply

    found: dict[str, StepReply] = {}
    for text in given:
        name, _, said = text.partition("=")
        reply, _, units = said.partition(":")
        whole = units.isascii() and units.isdigit() and int(units) > 0
        if reply not in _REPLIES or (units and not (whole and reply == "doing")):
            raise refuse(
                "--reply",
                label("看不懂这个答复", "this is no reply"),
                label(
                    "写成 措施=答复，答复用 doing、too_hard、not_for_us 或 later；例如 light_erp=later。",
                    "Write MEASURE=REPLY with doing, too_hard, not_for_us or later, for example light_erp=later.",
                ),
                text,
            )
        found[name] = StepReply(measure=name, reply=reply, units=int(units or 1))
    return tuple(found.values())


_NOTHING_TO_ADJUST = label(
    "没有方案可以调整，调整没有用上。", "There is no plan to be adjusted; nothing of the file was used."
)
_REPLIES = ("doing", "too_hard", "not_for_us", "later")
