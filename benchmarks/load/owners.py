"""Owners: each begins an assessment and answers question after question, with a pause to think between two touches."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qs

import httpx
from websockets.exceptions import ConnectionClosed

from assessment.answers import Answer, State
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from benchmarks.load.tab import Broken, Run, Tab

THINKING = (2.0, 6.0)
"""Seconds between the page's coming and the next touch."""
FIGURE, TEXT = "6", "示例工厂"
VOICE = "self"
_NEVER = "credit_code"


class Act(NamedTuple):
    """One touch that is through: when (on the loop's clock, in seconds), what was done, and the run of the page."""

    at: float
    kind: str
    run: Run


@dataclass
class Diary:
    """What owners have met, and what each code should hold in the database."""

    acts: list[Act] = field(default_factory=list)
    given: dict[str, dict[str, Answer]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    waited: int = 0
    """Runs in which the page said that it waits its turn."""

    def note(self, kind: str, run: Run) -> None:
        """Put down what is through."""
        self.acts.append(Act(asyncio.get_running_loop().time(), kind, run))


async def owner(address: str, bank: FactBank, diary: Diary, until: float, seed: int, http: httpx.AsyncClient) -> None:
    """Begin and answer until the clock of the loop says ``until``; no touch is begun after that."""
    chance = random.Random(seed)
    tab = Tab(address, client=f"203.0.113.{seed % 250}")
    loop = asyncio.get_running_loop()

    async def think() -> bool:
        await asyncio.sleep(chance.uniform(*THINKING))
        return loop.time() < until

    try:
        diary.note("open", await tab.open(http))
        diary.note("start", await tab.press("start-miit"))
        code = parse_qs(tab.query).get("code", [""])[0]
        mine, done = diary.given.setdefault(code, {}), {_NEVER}
        while await think():
            wanted = next(_open_fields(tab, bank, done), None)
            if wanted is not None:
                fact, key = wanted
                chosen, answer = _choose(fact, chance)
                at = f"{key}-{chosen}" if isinstance(fact, MultiFact) else key
                value = True if isinstance(fact, MultiFact) else chosen
                if isinstance(fact, ChoiceFact):
                    value = tab.fields[key].options[[one.id for one in fact.options].index(chosen)]
                diary.note("answer", await tab.fill(at, value))
                done.add(fact.id)
                if _is_taken(tab, fact):
                    mine[fact.id] = answer
            elif "next" in tab.fields:
                diary.note("next", await tab.press("next"))
            else:
                break
            diary.waited += bool(tab.waited)
    except (Broken, OSError, TimeoutError, KeyError, ConnectionClosed) as fault:
        diary.faults.append(f"{type(fault).__name__}: {fault}")
    finally:
        await tab.close()


def _is_taken(tab: Tab, fact: Fact) -> bool:
    """Does the page say that the answer is kept? A figure may not fit those given before; the bare page keeps all."""
    return not re.search(rf'class="status (fault|ask)" data-fact="{fact.id}"', tab.texts)


def _open_fields(tab: Tab, bank: FactBank, done: set[str]) -> Iterator[tuple[Fact, str]]:
    """The questions on the page that were not tried yet, with the keys of their fields."""
    for key in tab.fields:
        fact_id = key.partition(f"-{VOICE}-")[2]
        fact = bank.facts.get(fact_id) or bank.facts.get(fact_id.rpartition("-")[0])
        if fact is None or fact.id in done:
            continue
        yield fact, key if fact.id == fact_id else key.rpartition("-")[0]


def _choose(fact: Fact, chance: random.Random) -> tuple[str, Answer]:
    """What is touched or typed, and the answer that this is."""
    if isinstance(fact, MultiFact):
        picked = chance.choice(fact.options).id
        return picked, Answer(State.ANSWERED, (picked,))
    if isinstance(fact, ChoiceFact):
        picked = chance.choice(fact.options).id
        return picked, Answer(State.ANSWERED, picked)
    if isinstance(fact, NumberFact):
        return FIGURE, Answer(State.ANSWERED, float(FIGURE))
    return TEXT, Answer(State.ANSWERED, TEXT)
