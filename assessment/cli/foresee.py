"""What a rule, a sum or a visit would do to the firms of a file."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import by_option, firms_of, lang_option, map_option, max_mb_option, on_option, say, told
from assessment.cli.entering import leave_line
from assessment.language import Lang
from assessment.output import check_target

if TYPE_CHECKING:  # loading the trials takes seconds, which --help does without
    from assessment.batch.foreseeing import Foreseen

_FIRMS = click.argument("firms", type=click.Path(path_type=Path))
_OUT = click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
_LEVEL = click.option("--level", type=click.IntRange(1, 9), default=2, show_default=True, help="哪一级 / which level.")


@click.group()
def foresee() -> None:
    """先算一算：政策、资金、走访 / What a policy, a sum or visits would do, before they are."""


@foresee.command("sum")
@_FIRMS
@_OUT
@click.option("--budget", type=click.FloatRange(0), required=True, help="总额，万元 / the sum, 10 000 CNY.")
@click.option("--cap", type=click.FloatRange(0), help="单家最多，万元 / at most for one firm, 10 000 CNY.")
@click.option(
    "--floor",
    "floors",
    multiple=True,
    metavar="FACT=OPTION:N",
    help="至少几家，可重复，如 city=nanchang:5 / at least so many firms of a city, chain…; may be repeated.",
)
@on_option
@max_mb_option
@map_option
@by_option
@lang_option
def sum_(
    firms: Path,
    out: Path,
    budget: float,
    cap: float | None,
    floors: tuple[str, ...],
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """一笔钱怎么分，升级的级数最多 / The division of a sum that gains most levels, proven; OUT is .xlsx."""
    from assessment.batch.foreseeing import best_division

    with told(lang):
        check_target(out, (".xlsx",), [firms])
        batch = firms_of(firms, on, max_mb, lang, mapping=mapping)
        division = best_division(batch, budget, cap, floors, lang)
        _hand_out(division, out, len(batch.table), by, lang)


@foresee.command()
@_FIRMS
@_OUT
@_LEVEL
@click.option("--visits", type=click.IntRange(2), required=True, help="走访几家 / how many visits.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="抽签号 / the same draws the same.")
@on_option
@max_mb_option
@map_option
@by_option
@lang_option
def visits(
    firms: Path,
    out: Path,
    level: int,
    visits: int,
    seed: int,
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """查哪几家最说明问题 / Whom to visit, so that the visits speak for all; OUT is .xlsx."""
    from assessment.batch.foreseeing import visit_list

    with told(lang):
        check_target(out, (".xlsx",), [firms])
        batch = firms_of(firms, on, max_mb, lang, mapping=mapping)
        drawn = visit_list(batch, level, visits, seed, lang)
        _hand_out(drawn, out, len(batch.table), by, lang)


@foresee.command()
@_FIRMS
@_OUT
@_LEVEL
@click.option("--percent", type=float, required=True, help="补助支出的百分之几 / share of the spend, per cent.")
@click.option("--cap", type=float, help="单家最多，万元 / at most for one firm, 10 000 CNY.")
@click.option("--budget", type=float, help="总额，万元 / the sum, 10 000 CNY.")
@click.option(
    "--only",
    multiple=True,
    metavar="FACT=OPTION",
    help="谁可以申请，可重复 / who may apply, such as chain=furniture; may be repeated.",
)
@click.option(
    "--years",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    help="企业自己拿得出几年的数字化投入（假设） / years of its own digital spending that a firm can pay (assumed).",
)
@click.option("--merit", is_flag=True, help="花得少的先得，默认先到先得 / cheapest first; otherwise first come.")
@on_option
@max_mb_option
@map_option
@by_option
@lang_option
def policy(
    firms: Path,
    out: Path,
    level: int,
    percent: float,
    cap: float | None,
    budget: float | None,
    only: tuple[str, ...],
    years: float,
    merit: bool,
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """一条补助政策会带动谁 / Whom a subsidy would move, what it costs, what is paid for nothing; OUT is .xlsx."""
    from assessment.batch.foreseeing import tried_policy

    with told(lang):
        check_target(out, (".xlsx",), [firms])
        batch = firms_of(firms, on, max_mb, lang, mapping=mapping)
        outcome = tried_policy(batch, level, percent, cap, budget, only, years, merit, lang)
        _hand_out(outcome, out, len(batch.table), by, lang)


@foresee.command()
@_FIRMS
@click.argument("verified", type=click.Path(path_type=Path))
@_LEVEL
@click.option("--visits", type=click.IntRange(2), required=True, help="走访了几家 / how many visits.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="抽签号 / the seed of the draw.")
@on_option
@max_mb_option
@map_option
@by_option
@lang_option
def corrected(
    firms: Path,
    verified: Path,
    level: int,
    visits: int,
    seed: int,
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """走访后推到全部 / What the visits to a drawn list say of all; VERIFIED holds the visited firms as verified."""
    from assessment.batch.foreseeing import corrected_levels

    with told(lang):
        batch, seen = (firms_of(path, on, max_mb, lang, mapping=mapping) for path in (firms, verified))
        lines = corrected_levels(batch, seen, level, visits, seed)
        leave_line("firms_foreseen", by, firms=len(batch.table))
        for line in lines:
            say(line, lang)


@foresee.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@_OUT
@click.option("--before-on", type=click.DateTime(["%Y-%m-%d"]), help="前一份按哪天的规则 / rules of which day before.")
@on_option
@max_mb_option
@map_option
@by_option
@lang_option
def change(
    before: Path,
    after: Path,
    out: Path,
    before_on: datetime.datetime | None,
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    by: str,
    lang: Lang,
) -> None:
    """前后两次差在哪里 / What changed the points between two files of the same firms; OUT is .xlsx."""
    from assessment.batch.foreseeing import changes

    with told(lang):
        check_target(out, (".xlsx",), [before, after])
        old = firms_of(before, on if before_on is None else before_on.date(), max_mb, lang, mapping=mapping)
        split = changes(old, firms_of(after, on, max_mb, lang, mapping=mapping), lang)
        _hand_out(split, out, len(old.table), by, lang)


@foresee.command()
@click.argument("group", type=click.Path(path_type=Path))
@_OUT
@click.option(
    "--tier", "tiers", multiple=True, required=True, metavar="UNITS:PRICE", help="从几份起每份几万元 / volume price."
)
@click.option("--fee", type=click.FloatRange(0), default=0.0, help="另加一次性费用，万元 / paid once, 10 000 CNY.")
@lang_option
def together(group: Path, out: Path, tiers: tuple[str, ...], fee: float, lang: Lang) -> None:
    """拼单怎么分 / How a group that buys together divides the cost; GROUP is a CSV of name, units, price."""
    from assessment.batch.foreseeing import bought_together

    with told(lang):
        check_target(out, (".xlsx",), [group])
        found = bought_together(group, tiers, fee, lang)
        found.save(out, lang)
        for line in found.lines:
            say(line, lang)


def _hand_out(found: Foreseen, out: Path, firms: int, by: str, lang: Lang) -> None:
    """Write what was found, leave its line in the trail, and say what it comes to."""
    found.save(out, lang)
    leave_line("firms_foreseen", by, firms=firms)
    for line in found.lines:
        say(line, lang)
