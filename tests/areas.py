"""Databases with many firms of an area in a round, written at once and not by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import insert

from assessment.advisory import MAIN_FRAMEWORK, Advisor
from assessment.answers import AnswerTable, State
from assessment.answers.answer import Answer, read_answer
from assessment.answers.firm_name import name_core, name_key
from assessment.content.counties import load_counties
from assessment.store import schema
from assessment.store.assessments import Store
from assessment.store.firm_records import Round
from tests.batches import records

NEEDS = ("production_software", "system_integration", "training")


def with_places(advisor: Advisor, firms: list[dict[str, Any]], seed: int) -> list[str | None]:
    """A county for most firms, fitting their city; half of the firms in two cities, so that groups are large."""
    rng = np.random.default_rng(seed)
    counties, found = load_counties(advisor.root, advisor.bank), []
    for firm in firms:
        firm["city"] = ("nanchang", "ganzhou")[rng.integers(2)] if rng.random() < 0.6 else firm["city"]
        below = counties.below(firm["city"])
        found.append(below[rng.integers(min(3, len(below)))].code if below and rng.random() < 0.9 else None)
    return found


def put(
    store: Store,
    advisor: Advisor,
    found: Round,
    firms: list[dict[str, Any]],
    counties: list[str | None],
    known: dict[str, UUID] | None = None,
    begun: float = 0.9,
    done: float = 0.8,
    verified: float = 0.3,
    seed: int = 0,
    version: str | None = None,
) -> dict[str, UUID]:
    """Write the firms that are not known, and assessments in a round; the firms by name.

    ``begun`` is the share that takes part, ``done`` of those have a result, ``verified`` of those were visited.
    ``version`` is what the standings are said to be scored by.
    """
    rng = np.random.default_rng(seed)
    at = found.opens_at
    table, _ = AnswerTable.from_records(advisor.bank, firms)
    reading = advisor.reading(table, found.edition)
    scores, sizes = reading.scores[MAIN_FRAMEWORK], reading.sizes.ids()
    by_name = dict(known or {})
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("firms", "assessments", "answers", "standings")}
    for i, firm in enumerate(firms):
        name = firm["firm_name"]
        if name not in by_name:
            by_name[name] = uuid4()
            rows["firms"].append(_firm(by_name[name], firm, counties[i], at))
        if rng.random() >= begun:
            continue
        own, is_done = uuid4(), rng.random() < done
        seen = is_done and rng.random() < verified
        rows["assessments"].append(
            {
                "id": own,
                "created_at": at + timedelta(seconds=i),
                "updated_at": at,
                "finished_at": at if is_done else None,
                "verified_at": at if seen else None,
                "language": "zh",
                "consent": False,
                "firm_id": by_name[name],
                "round_id": found.id,
            }
        )
        for fact, plain in firm.items():
            answer = read_answer(advisor.bank.facts[fact], plain)
            rows["answers"].append(_answer(own, fact, answer, at))
        if is_done:
            low, high = scores.exact(i)
            rows["standings"].append(
                {
                    "assessment_id": own,
                    "framework": MAIN_FRAMEWORK,
                    "version": version or scores.framework.spec.version,
                    "level": int(scores.level_low[i]),
                    "level_high": int(scores.level_high[i]),
                    "points": float(low),
                    "points_high": float(high),
                    "size": sizes[i],
                    "open_questions": int(rng.integers(5)),
                    "needs": f" {' '.join(NEEDS[: rng.integers(1, 4)])} ",
                    "at": at,
                }
            )
    with store._writing() as connection:
        for name, values in rows.items():
            if values:
                connection.execute(insert(schema.metadata.tables[name]), values)
    return by_name


def _firm(id_: UUID, firm: dict[str, Any], county: str | None, at: datetime) -> dict[str, Any]:
    name = firm["firm_name"]
    people = firm.get("employees")
    return {
        "id": id_,
        "name": name,
        "name_key": name_key(name),
        "name_core": name_core(name),
        "initials": "sl",
        "city": firm["city"],
        "county": county,
        "chain": firm["chain"],
        "employees": people if isinstance(people, int | float) else None,
        "source": "import",
        "created_at": at,
        "updated_at": at,
    }


def _answer(own: UUID, fact: str, answer: Answer, at: datetime) -> dict[str, Any]:
    value = answer.plain() if answer.state is State.ANSWERED else None
    return {
        "assessment_id": own,
        "fact_id": fact,
        "origin": "self",
        "state": int(answer.state),
        "value": value,
        "reason": answer.reason,
        "at": at,
        "by": "示例",
    }


def an_area(store: Store, advisor: Advisor, rounds: tuple[Round, ...], n: int, seed: int = 1) -> dict[str, UUID]:
    """``n`` firms that take part in rounds one after the other, each time with other answers."""
    known: dict[str, UUID] = {}
    places: list[str | None] = []
    for number, found in enumerate(rounds):
        firms = records(advisor, n, seed + number, gaps=0.05)
        if not number:
            places = with_places(advisor, firms, seed)
            cities = [firm["city"] for firm in firms]
            chains = [firm["chain"] for firm in firms]
        rng = np.random.default_rng(seed)
        for firm, city, chain in zip(firms, cities, chains, strict=True):
            firm |= {"city": city, "chain": chain}
            if rng.random() < 0.7:
                firm["cloud_use"] = ("yes", "no")[rng.integers(2)]
        known = put(store, advisor, found, firms, places, known, seed=seed + number)
    return known
