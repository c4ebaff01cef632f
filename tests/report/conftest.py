"""Advisories to report on: the sample firms, firms at both ends, and one that a consultant has visited."""

import datetime
import functools
from pathlib import Path

import numpy as np
import pytest

from assessment.advisory import Advisor, Advisory, Comment, default_advisor
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.content.facts import ChoiceFact, MultiFact
from tests.conftest import ROOT
from tests.random_firms import random_record, with_gaps

ON = datetime.date(2026, 11, 23)
SAMPLES = ("moulding", "ceramics", "furniture")
HOSTILE = '<b>&amp;</b> <img src="http://example.com/x.png"> {name} %s'
RARE_NAME = "㑇䶮𬭎喆赟堃𠮷精密机械"


def advise(advisor: Advisor, answers: dict) -> Advisory:
    table, faults = AnswerTable.from_records(advisor.bank, [answers], ["第 1 行"])
    assert not faults
    return next(advisor.advise(table, ON))


def sample_answers(advisor: Advisor, name: str) -> dict:
    file, _, _, _ = load_firm(Path(ROOT / "seeds" / "firms" / f"sample_{name}.yaml"), advisor.bank)
    return dict(file.answers)


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="session")
def advisories() -> dict[str, Advisory]:
    return made_advisories()


@functools.cache
def made_advisories() -> dict[str, Advisory]:
    """By name: the three samples, ``sparse`` (three answers), ``partial``, ``highest`` and ``visited``.

    Made once in a process, whichever rooms' tests ask for them.
    """
    advisor = default_advisor()
    found = {name: advise(advisor, sample_answers(advisor, name)) for name in SAMPLES}
    found["sparse"] = advise(advisor, {"firm_name": "示例小厂", "city": "nanchang", "employees": 9})
    partial = sample_answers(advisor, "ceramics")
    for fact in (
        "network",
        "equipment_connected",
        "management_mechanisms",
        "scene_finance",
        "scene_quality",
        "revenue",
    ):
        del partial[fact]
    found["partial"] = advise(advisor, partial)
    found["highest"] = advise(advisor, _best(advisor))
    visited = sample_answers(advisor, "moulding") | {
        "firm_name": f"{RARE_NAME}{HOSTILE}",
        "key_processes_nc": {"state": "not_applicable", "reason": HOSTILE},
    }
    sections = ("result", "dimensions", "comparison", "archetype", "plan", "shortlist", "programmes", "elsewhere")
    when = datetime.datetime(2026, 11, 19, 23, 30, tzinfo=datetime.UTC)
    found["visited"] = advise(advisor, visited).model_copy(
        update={
            "comments": tuple(
                Comment(section=one, text=f"点评{one}：{HOSTILE}\n第二行", author="顾问𬭎", at=when) for one in sections
            ),
            "verified": ("equipment_total", "scene_finance", "employees"),
        }
    )
    return found


@functools.cache
def advisory_of(name: str) -> Advisory:
    """One of ``made_advisories``, or by ``random1``, ``random2`` … a firm at random, every other one with gaps."""
    if not name.startswith("random"):
        return made_advisories()[name]
    advisor, seed = default_advisor(), int(name.removeprefix("random"))
    rng = np.random.default_rng(seed)
    facts = advisor.facts_to_fill(list(advisor.frameworks_on(ON).values()))
    answers = random_record(advisor.bank, tuple(facts), rng) | {"firm_name": f"示例随机厂{seed}"}
    return advise(advisor, with_gaps(answers, rng, 0.1) if seed % 2 else answers)


def _best(advisor: Advisor) -> dict:
    """The furniture maker with every answer of the national indicators and of the EU index at its best."""
    answers = sample_answers(advisor, "furniture")
    frameworks = advisor.frameworks_on(ON)
    for fact_id in dict.fromkeys((*frameworks["miit"].facts, *frameworks["eurostat-dii-v3"].facts)):
        fact = advisor.bank.facts[fact_id]
        if isinstance(fact, ChoiceFact):
            answers[fact_id] = fact.options[-1].id
        elif isinstance(fact, MultiFact):
            answers[fact_id] = [option.id for option in fact.options if not option.excludes_others]
    return answers | {"equipment_digital": 118, "equipment_connected": 117, "energy_change": "decreased"}
