"""Who should meet whom: many firms and the resource pool."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

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
    show,
    told,
    wrote,
)
from assessment.language import Lang, label
from assessment.output import check_target, written

if TYPE_CHECKING:
    from assessment.batch import Batch
    from assessment.content.providers import ProviderPool
    from assessment.providers import Matchmaking

_NAMED = label(
    "受邀的 {firms} 家企业里，{named} 家已同意告知名称；别的在清单里只有编号。",
    "Of {firms} invited firms {named} have agreed to be named; the others have a number in the lists.",
)


@click.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--pool",
    "pool_file",
    type=click.Path(path_type=Path),
    help="本中心的资源池（按网页上的模板）；不写用系统自带的 / the centre's own pool; shipped one unless given.",
)
@click.option("--good-rows", is_flag=True, help="资源池只用没有问题的行 / use only the pool's rows without a fault.")
@click.option(
    "--lists",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另写一个压缩包，每家服务商一份清单 / also a .zip with one list a provider, to send out.",
)
@click.option("--keep", "kept", is_flag=True, help="记住这些邀约 / remember the invitations of known firms.")
@click.option("--round", "round_id", type=click.UUID, help="记在哪个轮次 / the round for which they are kept.")
@by_option
@click.option("--strict", is_flag=True, help="有任何问题就不生成 / make nothing if anything is wrong.")
@on_option
@processes_option
@cluster_option
@max_mb_option
@map_option
@lang_option
def matchmake(
    firms: Path,
    out: Path,
    pool_file: Path | None,
    good_rows: bool,
    lists: Path | None,
    kept: bool,
    round_id: UUID | None,
    by: str,
    strict: bool,
    on: datetime.date,
    processes: int | None,
    cluster: str | None,
    max_mb: int,
    mapping: Path | None,
    lang: Lang,
) -> None:
    """供需对接：谁该和谁谈 / Invitation lists for many firms and the resource pool; OUT is .xlsx.

    先给每家企业算到下一级最省钱的方案，再在服务商的承接能力之内安排邀约，让尽可能多的需求有人谈，求解器证明没有更好的
    安排。工作簿里有概况、按地区和按产业链的缺口图、按服务商和按企业的清单、没落实的需求和原因。结果与网页“对接”一致。

    Plans the cheapest way of every firm to its next level, then arranges within the providers' capacity whom each
    should meet, so that as many needs as possible are met; the solver proves that no arrangement is better. The
    workbook holds an overview, heat maps of the pool's holes by area and chain, lists by provider and by firm, and
    what stays open with the reason. It is what the page gives for the same firms and pool; a pool that was imported
    there can be downloaded there and passed as --pool.

    \b
    assessment matchmake firms.xlsx meetings.xlsx
    assessment matchmake firms.xlsx meetings.xlsx --pool providers.xlsx --lists to_send.zip
    assessment matchmake firms.xlsx meetings.xlsx --keep
    """
    from assessment.batch import Engine, invitation_archive, matchmake_firms
    from assessment.content.providers import imported_pool
    from assessment.workbook.grid.readers import read_grid
    from assessment.workbook.invitations.book import write_invitations
    from assessment.workbook.pool.columns import PoolColumns
    from assessment.workbook.pool.reading import read_pool

    with told(lang):
        inputs = [firms, *([pool_file] if pool_file else [])]
        check_target(out, (".xlsx",), inputs)
        if lists is not None:
            check_target(lists, (".zip",), inputs)
        batch = firms_of(firms, on, max_mb, lang, strict=strict, mapping=mapping)
        reading = batch.reading
        advisor = reading.advisor
        pool, book = advisor.pool, advisor.measures.measures
        if pool_file is not None:
            read = read_pool(read_grid(pool_file), PoolColumns(advisor.bank, book, pool.categories.values()), on)
            document = read.pool_file(valid_rows=good_rows).model_dump(mode="json")
            show(read.problems, lang)
            for line in read.tally.lines():
                say(line, lang)
            pool = imported_pool(document, pool.categories.values(), advisor.bank, book)
        progress, engine = Progress(lang), Engine(processes, cluster)
        made = matchmake_firms(reading, pool, engine=engine, say=progress.say, progress=progress.advance)
        with written(out) as stream:
            write_invitations(stream, made, advisor.bank, lang)
        wrote(out, lang)
        if lists is not None:
            named = _named(batch, made)
            with written(lists) as stream:
                invitation_archive(stream, made, named, advisor.bank, lang)
            wrote(lists, lang)
            agreed = len(frozenset().union(*named.values()))
            say(_NAMED.fill(firms=len({one.firm for one in made.invitations}), named=agreed), lang)
        say(made.summary, lang)
        if kept:
            _keep(batch, made, pool, round_id, by, lang)


def _named(batch: Batch, made: Matchmaking) -> dict[str, frozenset[str]]:
    """By provider the firms that have agreed to be named to it."""
    from assessment.store.assessments import open_store
    from assessment.work import inviting

    store = open_store()
    try:
        return inviting.named(store, batch, made)
    finally:
        store.close()


def _keep(batch: Batch, made: Matchmaking, pool: ProviderPool, round_id: UUID | None, by: str, lang: Lang) -> None:
    """Remember the invitations of firms that are known; the others are named."""
    from assessment.store.assessments import open_store
    from assessment.store.trail import acting
    from assessment.work import inviting

    store = open_store()
    try:
        if round_id is not None:
            store.round(round_id)
        proposal = inviting.propose(store, batch, made, pool)
        for line in proposal.lines():
            say(line, lang)
        with acting(f"command:{by}"):
            say(inviting.kept_words(inviting.keep(store, proposal, made, round_id, by)), lang)
    finally:
        store.close()
