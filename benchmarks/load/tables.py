"""The tables of docs/benchmarks.md about many people at once."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assessment.content.bank import FactBank
from assessment.content.library import load_bank
from assessment.settings import content_root
from assessment.store.assessments import open_store
from benchmarks.load.importing import begin_import, import_is_open
from benchmarks.load.rounds import Beside, Round, play, results
from benchmarks.load.servers import BARE, PAGES, Server, server
from benchmarks.load.weight import complete_firms, weigh

LEVELS, SECONDS = (10, 50, 100), 25.0
CROWD, RESULTS = 40, 20
"""Owners who answer while so many results are opened within half a second."""
MANY, PROCESSES = 200, 2
IMPORTED = 30_000
"""Firms of an import beside so many: it lasts longer than the round."""
_WARM, _WARMING = 3, 15.0
_HEAD = (
    "| 人数 / owners | | 答/秒 / answers a second | p50 s | p95 s | p99 s | 处理器 ms 每次触动 / processor ms a touch |"
    " 占一核 / of a core | MB 每人 / an owner | 排过队 / waited | 存的回答、不对 / answers, wrong |\n"
    "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


@contextlib.contextmanager
def two_servers(bank: FactBank, processes: int = 0) -> Iterator[dict[str, Server]]:
    """The bare page and the real ones, up and warm; the real ones by so many ``processes``, 0: without a front."""
    with contextlib.ExitStack() as stack:
        found: dict[str, Server] = {}
        for name, script, some in (("bare", BARE, 0), ("pages", PAGES, processes)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            found[name] = stack.enter_context(server(folder, script, some))
            asyncio.run(play(found[name], bank, _WARM * max(1, some), _WARMING, 1))
        yield found


def results_beside(one: Server, number: int, took: list[float]) -> Beside:
    """Open so many results of complete firms at once; what each took goes into ``took``."""
    store = open_store(one.database)
    codes = complete_firms(store, number)
    store.close()

    async def beside() -> None:
        took.extend(await results(one, codes))

    return beside


def with_import(one: Server, bank: FactBank) -> Round:
    """A round of many owners while the server imports a sheet, from before they come until after they are measured."""
    begin_import(one, IMPORTED)
    found = asyncio.run(play(one, bank, MANY, SECONDS, 30_000))
    assert import_is_open(one), "the import was over before the round: take more firms"
    return found


def tables() -> str:
    """Rounds of more and more owners, a crowd beside many results, two processes with and without an import beside
    them, and the weight of a first visit."""
    bank = load_bank(content_root())
    lines = [_HEAD]
    with two_servers(bank) as servers:
        for number, owners in enumerate(LEVELS):
            found = {
                n: asyncio.run(play(one, bank, owners, SECONDS, 1000 * (number + 1))) for n, one in servers.items()
            }
            lines += [_row("裸页 / bare", found["bare"]), _row("**本系统 / ours**", found["pages"]), _ratio(**found)]
            print(*lines[-3:], sep="\n", file=sys.stderr, flush=True)
        took: list[float] = []
        beside = results_beside(servers["pages"], RESULTS, took)
        crowd = asyncio.run(play(servers["pages"], bank, CROWD, SECONDS, 9000, beside))
        weight = weigh(servers["pages"])
    with two_servers(bank, PROCESSES) as servers:
        many = asyncio.run(play(servers["pages"], bank, MANY, SECONDS, 20_000))
        lines.append(_row(f"{PROCESSES} 个进程 / processes", many))
        lines.append(
            _row(f"{PROCESSES} 个进程，旁边在导入 / and an import beside", with_import(servers["pages"], bank))
        )
    heaviest = "、".join(f"{name} {size:.2f}" for name, size in weight.heaviest)
    took.sort()
    return "\n".join(
        (
            *lines,
            "",
            f"{CROWD} 人答题时，{RESULTS} 份结果在半秒内一起打开 / {RESULTS} results opened within half a second "
            f"beside {CROWD} owners: 回答 / answers p95 {crowd.p95:.2f} s, 最长 / longest {crowd.longest:.2f} s; "
            f"结果 / results 中位 / middle {took[len(took) // 2]:.1f} s, 最后 / last {took[-1]:.1f} s。",
            "",
            "首页、一页问卷、结果，浏览器从空缓存打开 / first page, a page of questions and a result from an empty "
            f"cache: {weight.plain:.2f} MB, 线路上 / on the wire {weight.wire:.2f} MB（长连接 / over the socket "
            f"{weight.socket:.2f} MB）。最大的 / heaviest, MB: {heaviest}。",
        )
    )


def _row(name: str, one: Round) -> str:
    return (
        f"| {one.owners} | {name} | {one.rate:.1f} | {one.middle:.3f} | {one.p95:.3f} | {one.p99:.3f} | "
        f"{1000 * one.processor:.1f} | {one.busy:.2f} | {one.held:.2f} | {one.waited} | "
        f"{f'{one.given:,}、{one.wrong}' if one.given and name[0] != '裸' else '—'} |"
    )


def _ratio(bare: Round, pages: Round) -> str:
    return (
        f"| {pages.owners} | 倍数 / ratio | {pages.rate / bare.rate:.2f} | {pages.middle / bare.middle:.1f} | "
        f"{pages.p95 / bare.p95:.1f} | {pages.p99 / bare.p99:.1f} | {pages.processor / bare.processor:.2f} | "
        f"{pages.busy / bare.busy:.2f} | | | |"
    )
