"""Whom to visit, and what the visits say of all: lists are kept in the database as they were drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import lang_option, say, told
from assessment.cli.entering import database_is_there
from assessment.cli.rounds import names_round, proved_in_round, round_and_area
from assessment.cli.trials import FIRMS, LEVEL, OUT, Given, asking, inputs
from assessment.language import Label, Lang, label
from assessment.output import check_target
from assessment.problems import refuse

if TYPE_CHECKING:
    from assessment.batch import Batch
    from assessment.batch.foreseeing import DrawnVisits, Foreseen

_REFUSED = click.option(
    "--refused",
    type=click.FloatRange(0, 100),
    default=10.0,
    show_default=True,
    help="一个回答站不住的可能，%（过去走访的经验） / how likely an answer does not stand on a visit, per cent.",
)


@click.command()
@FIRMS
@OUT
@LEVEL
@click.option("--visits", type=click.IntRange(2), required=True, help="走访几家 / how many visits.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="抽签号 / the same draws the same.")
@_REFUSED
@click.option("--a-day", type=click.IntRange(1, 20), default=4, show_default=True, help="一天几家 / visits in a day.")
@asking
def visits(
    given: Given, firms: Path, out: Path, level: int, visits: int, seed: int, refused: float, a_day: int
) -> None:
    """查哪几家最说明问题 / Whom to visit, by which route, so that the visits speak for all; OUT is .xlsx.

    有数据库的机器上，名单存下来并给一个编号，走访以后用 corrected --draw 编号 推算。
    Where there is a database the list is kept under a number, for corrected --draw NUMBER after the visits.
    """
    from assessment.batch.foreseeing import visit_list

    check_target(out, (".xlsx",), inputs(firms))
    batch = given.firms(firms, reported=True)
    proved = proved_in_round(firms, given.area) if names_round(firms) else None
    found, drawn = visit_list(batch, level, visits, seed, given.lang, refused / 100, a_day, proved)
    given.hand_out(found, out, firms, len(batch.table))
    if database_is_there():
        say(_kept(given, firms, batch, drawn, seed, refused), given.lang)


def _kept(given: Given, firms: Path, batch: Batch, drawn: DrawnVisits, seed: int, refused: float) -> Label:
    from assessment.store.assessments import open_store
    from assessment.store.trail import acting
    from assessment.work import drawing

    with acting(f"command:{given.by}"):
        store = open_store()
        try:
            round_id, area = round_and_area(store, firms, given.area) if names_round(firms) else (None, "")
            asked = {"seed": seed, "refused": refused / 100}
            called = given.called(firms, len(batch.table))
            return drawing.told(drawing.keep(store, drawn, batch, called, round_id, area, asked, given.by))
        finally:
            store.close()


@click.command()
@lang_option
def draws(lang: Lang) -> None:
    """存下的走访名单 / The lists of visits that are kept."""
    from assessment.store.assessments import open_store

    with told(lang):
        store = open_store()
        try:
            kept = store.draws()
        finally:
            store.close()
        if not kept:
            say(label("还没有存下的走访名单。", "No list of visits is kept."), lang)
        for one in kept:
            words = label(
                "{number}  {day}  {firms_of}：{firms} 家里抽 {visits} 家，看第 {level} 级（抽签号 {seed}，{by}）",
                "{number}  {day}  {firms_of}: {visits} of {firms}, level {level} (seed {seed}, {by})",
            )
            shown = {
                name: getattr(one, name) for name in ("number", "firms_of", "firms", "visits", "level", "seed", "by")
            }
            say(words.fill(day=f"{one.at:%Y-%m-%d}", **shown), lang)


@click.command()
@FIRMS
@OUT
@click.argument("verified", required=False, type=click.Path(path_type=Path))
@click.option("--draw", metavar="NUMBER", help="存下的名单的编号，见 foresee draws / number of the list that was kept.")
@LEVEL
@click.option("--visits", type=click.IntRange(2), help="没存名单时：当时走访几家 / without a list: how many visits.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="没存名单时：抽签号 / the seed.")
@_REFUSED
@asking
def corrected(
    given: Given,
    firms: Path,
    out: Path,
    verified: Path | None,
    draw: str | None,
    level: int,
    visits: int | None,
    seed: int,
    refused: float,
) -> None:
    """走访后推到全部和各地 / What the visits to a drawn list say of all and of each area; OUT is .xlsx.

    VERIFIED 是走访过的企业和核实的回答；轮次不用写，取数据库里核实过的。
    VERIFIED holds the visited firms as verified; of a round those verified in the database unless it is given.
    """
    check_target(out, (".xlsx",), inputs(firms, *([] if verified is None else [verified])))
    if verified is None and not names_round(firms):
        raise refuse(
            "VERIFIED",
            label("没有走访的结果", "there is nothing about the visits"),
            label("请给出走访过的企业的表，或用 round:轮次名。", "Give the file of visited firms, or round:NAME."),
        )
    batch = given.firms(firms, reported=True)
    seen = given.firms(firms, visited_alone=True) if verified is None else given.firms(verified)
    given.hand_out(_corrected(given, batch, seen, draw, (level, visits, seed, refused)), out, firms, len(batch.table))


def _corrected(
    given: Given, batch: Batch, seen: Batch, draw: str | None, asked: tuple[int, int | None, int, float]
) -> Foreseen:
    from assessment.batch.foreseeing import corrected_levels

    level, visits, seed, refused = asked
    if draw is not None:
        return _by_list(given, draw, batch, seen)
    if visits is None:
        raise refuse(
            "--draw",
            label("没说是哪份走访名单", "which list of visits is not said"),
            label(
                "请写 --draw 编号（foresee draws 会列出）；没存的，照抽的时候写 --visits、--seed、--level、--refused。",
                "Give --draw NUMBER (foresee draws lists those kept); without one, --visits, --seed, --level and "
                "--refused as they were when it was drawn.",
            ),
        )
    return corrected_levels(batch, seen, level, visits, seed, given.lang, refused / 100)


def _by_list(given: Given, draw: str, batch: Batch, seen: Batch) -> Foreseen:
    from assessment.batch.foreseeing import corrected_by
    from assessment.store.assessments import open_store
    from assessment.store.trail import acting
    from assessment.work import drawing

    with acting(f"command:{given.by}"):
        store = open_store()
        try:
            return corrected_by(drawing.kept(store, draw), batch, seen, given.lang, store.mark)
        finally:
            store.close()
