"""One round: so many owners for so long, what they met, what the server spent, and whether every answer is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import httpx
import numpy as np

from assessment.content.bank import FactBank
from assessment.store.assessments import open_store
from benchmarks.load.owners import Diary, owner
from benchmarks.load.servers import Server
from benchmarks.load.tab import Tab

RAMP = 0.1
"""Seconds between two owners who come."""
Beside = Callable[[], Awaitable[object]]
"""Something else that is begun in the middle of a round."""


class Round(NamedTuple):
    """What a round showed; times in seconds, of answers given once all owners were there."""

    owners: int
    answers: int
    rate: float
    """Answers a second."""
    middle: float
    p95: float
    p99: float
    longest: float
    processor: float
    """Seconds of the processor for one touch of an owner (an answer, or on to the next page)."""
    busy: float
    """Share of one processor."""
    held: float
    """Megabytes that the server held more at the end than before the owners came, for each of them."""
    messages: float
    octets: float
    """What one answer brings to the browser."""
    given: int
    wrong: int
    """Answers that the page had taken and the database does not hold so."""
    waited: int
    faults: list[str]


async def play(
    server: Server, bank: FactBank, owners: int, seconds: float, seed: int, beside: Beside | None = None
) -> Round:
    """Let owners come one after the other, then measure for ``seconds``; ``beside`` begins a third of the way in."""
    loop = asyncio.get_running_loop()
    diary, before = Diary(), server.cost()
    begun = loop.time()
    full = begun + owners * RAMP + 3.0
    until = full + seconds

    async def one(number: int) -> None:
        await asyncio.sleep(number * RAMP)
        async with httpx.AsyncClient(verify=False, timeout=120) as http:
            await owner(server.address, bank, diary, until, seed + number, http)

    tasks = [asyncio.create_task(one(number)) for number in range(owners)]
    await asyncio.sleep(full - loop.time())
    first = server.cost()
    if beside is not None:
        await asyncio.sleep(seconds / 3)
        tasks.append(asyncio.ensure_future(beside()))
    await asyncio.sleep(until - loop.time())
    last = server.cost()
    await asyncio.gather(*tasks)
    acts = [act for act in diary.acts if full <= act.at < until]
    answers = [act.run for act in acts if act.kind == "answer"]
    times = np.array([run.seconds for run in answers] or [np.nan])
    spent = last.processor - first.processor
    return Round(
        owners,
        len(answers),
        len(answers) / seconds,
        *(float(np.quantile(times, share)) for share in (0.5, 0.95, 0.99, 1.0)),
        spent / max(1, sum(act.kind != "open" for act in acts)),
        spent / seconds,
        (last.megabytes - before.megabytes) / owners,
        float(np.mean([run.messages for run in answers] or [np.nan])),
        float(np.mean([run.octets for run in answers] or [np.nan])),
        sum(map(len, diary.given.values())),
        _wrong(server, diary),
        diary.waited,
        diary.faults,
    )


async def results(server: Server, codes: Sequence[str], within: float = 0.5) -> list[float]:
    """Open the result of every code within so many seconds, each as a person at home does; how long each took."""

    async def one(number: int, code: str) -> float:
        await asyncio.sleep(within * number / len(codes))
        tab = Tab(server.address, "result", f"code={code}", f"198.51.100.{number % 250}")
        begun = asyncio.get_running_loop().time()
        async with httpx.AsyncClient(verify=False, timeout=120) as http:
            await tab.open(http)
        took = asyncio.get_running_loop().time() - begun
        await tab.close()
        return took

    return await asyncio.gather(*(one(number, code) for number, code in enumerate(codes)))


def _wrong(server: Server, diary: Diary) -> int:
    """Answers that the database holds otherwise or not at all; the bare page, whose codes are empty, keeps none."""
    if not any(diary.given):
        return 0
    store = open_store(server.database)
    wrong = 0
    for code, given in diary.given.items():
        kept = store.answers(store.resume(code, "load").id)
        wrong += sum(kept.get(fact) != answer for fact, answer in given.items())
    store.close()
    return wrong
