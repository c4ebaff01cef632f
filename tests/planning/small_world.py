"""Small random worlds for planning: a bank, a framework, measures and a firm."""

import contextlib
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.content.facts import FactFile
from assessment.content.frameworks import FrameworkFile
from assessment.content.measure_checks import dependencies
from assessment.content.measures import Measure, MeasureBook, MeasureFile
from assessment.scoring import Framework

TEXT = {"zh": "示例", "en": "sample"}
OPTIONS = {"skill": 4, "tool": 3, "gated": 3}
TICKS = ["t1", "t2", "t3"]


def _option(name, **more):
    return {"id": name, "label": TEXT} | more


def _bank() -> FactBank:
    common = {"label": TEXT, "ask": TEXT}
    number = common | {"kind": "count", "unit": TEXT, "maximum": 5}
    choices = {name: [_option(f"o{i}") for i in range(n)] for name, n in OPTIONS.items()}
    facts = [
        common | {"id": "gate", "kind": "choice", "options": [_option("no"), _option("yes")]},
        *(common | {"id": name, "kind": "choice", "options": options} for name, options in choices.items()),
        common | {
            "id": "ticks", "kind": "multi",
            "options": [*(_option(t) for t in TICKS), _option("none", excludes_others=True)],
        },
        number | {"id": "whole", "minimum": 1},
        number | {"id": "part", "at_most": "whole"},
        number | {"id": "other_part", "at_most": "whole"},
    ]  # fmt: skip
    facts[3]["asked_if"] = {"gate": ["yes"]}
    topic = {"id": "t", "title": TEXT, "intro": TEXT, "order": 1}
    return FactBank([FactFile.model_validate({"topic": topic, "facts": facts})])


BANK = _bank()


def _choice_item(rng, name, node):
    worths = np.cumsum([0, *rng.integers(0, 4, OPTIONS[name] - 1)])
    grades = np.minimum(np.cumsum([0, *rng.integers(0, 2, OPTIONS[name] - 1)]), 2)
    states = {f"o{i}": {"points": int(w), "grade": int(g)} for i, (w, g) in enumerate(zip(worths, grades, strict=True))}
    return {"id": name, "node": node, "title": TEXT, "kind": "choice", "fact": name, "options": states}


def _ratio_item(rng, name, parts):
    first, second = (int(e) for e in np.sort(rng.choice([10, 20, 25, 33, 40, 50, 60, 75, 80], 2, replace=False)))
    a, b = int(rng.integers(1, 5)), int(rng.integers(0, 5))
    closed = bool(rng.integers(2))
    left, right = ("[", ")") if closed else ("(", "]")
    bands = [
        {"range": f"[0,{first}{right}", "points": 0},
        {"range": f"{left}{first},{second}{right}", "points": a, "grade": 1},
        {"range": f"{left}{second},100]", "points": a + b, "grade": 2},
    ]
    return {"id": name, "node": "total", "title": TEXT, "kind": "ratio", "numerator": parts, "denominator": "whole",
            "bands": bands}  # fmt: skip


def _states(item):
    return item["bands"] if item["kind"] == "ratio" else list(item["options"].values())


def _best(item):
    points = [state.get("points", 0) for state in _states(item)]
    return sum(points) if item["kind"] == "multi" else max(points)


def _framework(rng) -> Framework:
    ticks = {t: {"points": int(rng.integers(0, 4)), "grade": int(rng.integers(0, 3))} for t in TICKS} | {"none": {}}
    items = [
        _choice_item(rng, "skill", "half"),
        _choice_item(rng, "tool", "total"),
        _choice_item(rng, "gated", "half"),
        {"id": "ticks", "node": "half", "title": TEXT, "kind": "multi", "fact": "ticks", "options": ticks},
        _ratio_item(rng, "rate", ["part"]),
        _ratio_item(rng, "joint_rate", ["part", "other_part"]),
    ]
    grade = int(rng.integers(1, 3))
    able = sum(grade <= max(state.get("grade", 0) for state in _states(item)) for item in items)
    requires = [{"node": "total", "at_least": int(rng.integers(1, max(2, int(0.5 * sum(map(_best, items))))))}]
    if able:
        requires.append(
            {"items": "all", "grade": grade, "at_least": int(rng.integers(1, able // 2 + 2)) if able > 1 else 1}
        )
    spec = {
        "id": "small", "version": "1", "title": TEXT, "short_title": TEXT, "purpose": TEXT, "issuer": TEXT,
        "document": "示例", "date": "2026-01-01", "valid_from": "2026-01-01", "fidelity": "sample", "provenance": TEXT,
        "sources": [{"title": "示例"}], "minutes": 1, "no_level": TEXT,
        "nodes": [{"id": "total", "title": TEXT}, {"id": "half", "title": TEXT, "parent": "total"}],
        "items": items, "sets": {"all": {"title": TEXT, "items": [i["id"] for i in items]}},
        "levels": [{"level": 1, "name": TEXT, "meaning": TEXT, "requires": requires}],
    }  # fmt: skip
    return Framework(FrameworkFile.model_validate(spec), BANK)


def cost(low, likely, high):
    """One price for every size class."""
    return {size: {"low": low, "likely": likely, "high": high} for size in ("micro", "small", "medium")}


def measure(name, raises, price=(1, 1, 1), each=None, **more):
    """A measure with what matters to a test and fillers for the rest."""
    base = {"id": name, "title": TEXT, "description": TEXT, "example": TEXT, "raises": raises, "weeks": 1}
    base |= {"own_days": 1, "category": "training", "barrier": "lacks_means"}
    if price is not None:
        base["cost"] = cost(*price)
    if each is not None:
        base["cost_per_unit"] = cost(*each)
    return Measure.model_validate(base | more)


def book(measures) -> MeasureBook:
    """A book of measures made in a test."""
    head = {"date": "2026-01-01", "fidelity": "sample", "anchor": TEXT, "sources": [{"title": "示例"}]}
    return MeasureBook(
        [MeasureFile.model_validate(head | {"measures": [m.model_dump(by_alias=True) for m in measures]})]
    )


def _price(rng):
    low, more, most = rng.integers(0, 40, 3) / 10
    return tuple(round(float(p), 2) for p in (low, low + more, low + more + most))


def _random_raise(rng):
    kind = rng.integers(4)
    if kind == 0:
        return {"fact": "ticks", "ticks": sorted({TICKS[i] for i in rng.integers(0, 3, 2)})}
    if kind == 1:
        return {"fact": str(rng.choice(["part", "other_part"])), "per_unit": int(rng.integers(1, 3))}
    fact = str(rng.choice(list(OPTIONS)))
    to = int(rng.integers(1, OPTIONS[fact]))
    start = int(rng.integers(0, to))
    return {"fact": fact, "to": f"o{to}"} | ({"from": f"o{start}"} if start and rng.random() < 0.6 else {})


def _measures(rng):
    measures = []
    for i in range(int(rng.integers(4, 7))):
        raises = {r["fact"]: r for r in (_random_raise(rng) for _ in range(int(rng.integers(1, 3))))}
        counted = any("per_unit" in r for r in raises.values())
        more = {"weeks": int(rng.integers(1, 50))}
        if measures and rng.random() < 0.3:
            more["prerequisites"] = [str(rng.choice([m.id for m in measures]))]
        measures.append(
            measure(f"m{i}", list(raises.values()), None if counted and rng.random() < 0.5 else _price(rng),
                    _price(rng) if counted else None, **more)
        )  # fmt: skip
    return measures


def _firm(rng):
    whole = int(rng.integers(1, 6))
    record = {
        "gate": str(rng.choice(["no", "yes", "yes", "yes"])), "skill": f"o{rng.integers(0, 2)}", "tool": "o0",
        "gated": f"o{rng.integers(0, 2)}", "whole": whole, "part": int(rng.integers(0, whole // 2 + 1)),
        "other_part": int(rng.integers(0, whole // 2 + 1)),
        "ticks": [t for t in TICKS if rng.random() < 0.15] or ["none"],
    }  # fmt: skip
    gaps = [None, {"state": "dont_know"}, {"state": "not_applicable", "reason": "示例"}]
    return {k: gaps[rng.integers(3)] if rng.random() < 0.12 else v for k, v in record.items()}


@dataclass
class World:
    """A framework, measures and one firm."""

    framework: Framework
    measures: list[Measure]
    record: dict

    @property
    def book(self) -> MeasureBook:
        return book(self.measures)

    @property
    def table(self) -> AnswerTable:
        table, faults = AnswerTable.from_records(BANK, [self.record])
        assert not faults
        return table


def random_world(seed: int) -> World:
    """A world whose measures do not wait for each other in a circle, as loading would demand."""
    rng = np.random.default_rng(seed)
    while True:
        measures = _measures(rng)
        with contextlib.suppress(CycleError):
            TopologicalSorter(dependencies(measures, BANK)).prepare()
            return World(_framework(rng), measures, _firm(rng))
