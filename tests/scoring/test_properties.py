"""What must hold for every framework and every firm."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.content.facts import FactFile
from assessment.content.frameworks import FrameworkFile
from assessment.scoring.framework import Framework
from assessment.scoring.score import score
from tests.random_firms import random_record, with_gaps

TEXT = {"zh": "示例", "en": "sample"}


def _table(bank, records):
    table, faults = AnswerTable.from_records(bank, records)
    assert not faults
    return table


@pytest.fixture(params=["miit", "jiangxi-key-indicators", "eu-dma", "eurostat-dii-v3"])
def framework(request, frameworks):
    return frameworks[request.param]


def test_a_batch_gives_what_single_firms_give(bank, framework):
    rng = np.random.default_rng(7)
    records = [with_gaps(random_record(bank, framework.facts, rng), rng) for _ in range(60)]
    batch = score(framework, _table(bank, records)).frame([str(i) for i in range(60)])
    for i, record in enumerate(records):
        one = score(framework, _table(bank, [record])).frame([str(i)])
        assert batch.iloc[[i]].equals(one), record


def test_points_of_the_parts_add_up_to_the_total(bank, framework):
    rng = np.random.default_rng(8)
    scores = score(framework, _table(bank, [random_record(bank, framework.facts, rng) for _ in range(200)]))
    assert (scores.item_low.sum(axis=0) == scores.node_low[framework.root]).all()
    for node in framework.nodes:
        below = [child.id for child in framework.children(node)]
        own = [i for i, item in enumerate(framework.spec.items) if item.node == node]
        assert (
            sum(scores.node_low[child] for child in below) + scores.item_low[own].sum(axis=0) == scores.node_low[node]
        ).all()


def test_every_completion_lies_in_the_interval(bank, framework):
    rng = np.random.default_rng(9)
    for _ in range(40):
        gappy = with_gaps(random_record(bank, framework.facts, rng), rng, rng.random())
        known = {k: v for k, v in gappy.items() if v is not None and not isinstance(v, dict)}
        interval = score(framework, _table(bank, [gappy]))
        completions = []
        while len(completions) < 25:
            filled = random_record(bank, framework.facts, rng) | known
            if not AnswerTable.from_records(bank, [filled])[1]:
                completions.append(filled)
        scores = score(framework, _table(bank, completions))
        low, high = interval.exact(0)
        for row in range(len(completions)):
            assert low <= scores.exact(row)[0] <= high
            assert interval.level_low[0] <= scores.level_low[row] <= interval.level_high[0]


def test_a_better_answer_never_lowers_a_score(bank, framework):
    rng = np.random.default_rng(10)
    for item in framework.spec.items:
        record = random_record(bank, framework.facts, rng)
        if item.kind == "ratio":
            whole = record[item.denominator] = 60.0
            ladder = [{item.numerator[0]: float(p)} for p in range(0, 61, 3)]
            for other in item.numerator[1:]:
                record[other] = 0.0
            for fact_id in framework.facts:
                fact = bank.facts[fact_id]
                if getattr(fact, "at_most", None) == item.denominator and fact_id != item.numerator[0]:
                    record[fact_id] = min(record[fact_id], whole)
        elif item.kind == "multi":
            ids = [o.id for o in bank.facts[item.fact].options if not o.excludes_others]
            none = next(o.id for o in bank.facts[item.fact].options if o.excludes_others)
            ladder = [{item.fact: ids[:k] or [none]} for k in range(len(ids) + 1)]
        else:
            order = sorted(item.options, key=lambda o: (item.options[o].points, item.options[o].grade))
            ladder = [{item.fact: option} for option in order]
        scores = score(framework, _table(bank, [record | step for step in ladder]))
        totals = scores.node_low[framework.root]
        assert (np.diff(totals) >= 0).all(), item.id
        assert (np.diff(scores.level_low.astype(int)) >= 0).all(), item.id


def _small_bank():
    def option(i):
        return {"id": f"o{i}", "label": TEXT}

    common = {"label": TEXT, "ask": TEXT}
    number = common | {"kind": "count", "unit": TEXT, "maximum": 4}
    return FactBank(
        [
            FactFile.model_validate(
                {
                    "topic": {"id": "t", "title": TEXT, "intro": TEXT, "order": 1},
                    "facts": [
                        common | {"id": "gate", "kind": "choice", "options": [option(0), option(1)]},
                        common | {"id": "pick", "kind": "choice", "options": [option(i) for i in range(3)]},
                        common | {
                            "id": "ticks", "kind": "multi",
                            "options": [option(0) | {"excludes_others": True}, option(1), option(2)],
                        },
                        number | {"id": "whole", "minimum": 1},
                        number | {"id": "part", "at_most": "whole"},
                        number | {"id": "other_part", "at_most": "whole"},
                        common | {
                            "id": "gated", "kind": "choice", "options": [option(0), option(1)],
                            "asked_if": {"gate": ["o1"]},
                        },
                    ],
                }
            )
        ]
    )  # fmt: skip


def _small_framework(bank, points, edges, need):
    bands = [
        {"range": f"[0,{edges[0]}]", "points": 0},
        {"range": f"({edges[0]},{edges[1]}]", "points": points[0], "grade": 1},
        {"range": f"({edges[1]},100]", "points": points[0] + points[1], "grade": 2},
    ]
    ratio = {"node": "total", "title": TEXT, "kind": "ratio", "denominator": "whole", "bands": bands}
    spec = {
        "id": "small", "version": "1", "title": TEXT, "short_title": TEXT, "purpose": TEXT, "issuer": TEXT,
        "document": "示例", "date": "2026-01-01", "valid_from": "2026-01-01", "fidelity": "sample", "provenance": TEXT,
        "sources": [{"title": "示例"}], "minutes": 1, "no_level": TEXT,
        "nodes": [{"id": "total", "title": TEXT}, {"id": "half", "title": TEXT, "parent": "total", "scale_to": 10}],
        "items": [
            {"id": "a", "node": "half", "title": TEXT, "kind": "choice", "fact": "pick", "options": {
                "o0": {"points": 0}, "o1": {"points": points[2], "grade": 1},
                "o2": {"points": points[2] + points[0], "grade": 1}}},
            {"id": "b", "node": "half", "title": TEXT, "kind": "multi", "fact": "ticks", "options": {
                "o0": {}, "o1": {"points": points[1], "grade": 1}, "o2": {"points": "1/7", "grade": 2}}},
            ratio | {"id": "c", "numerator": ["part"]},
            ratio | {"id": "d", "numerator": ["other_part"]},
            {"id": "e", "node": "total", "title": TEXT, "kind": "choice", "fact": "gated", "options": {
                "o0": {}, "o1": {"points": points[3], "grade": 2}}},
        ],
        "sets": {"all": {"title": TEXT, "items": ["a", "b", "c", "d", "e"]}},
        "levels": [
            {"level": 1, "name": TEXT, "meaning": TEXT, "requires": [
                {"node": "total", "at_least": need}, {"items": "all", "grade": 1, "at_least": 2}]},
            {"level": 2, "name": TEXT, "meaning": TEXT, "requires": [{"items": "all", "grade": 2, "at_least": 3}]},
        ],
    }  # fmt: skip
    return Framework(FrameworkFile.model_validate(spec), bank)


VALUES = {
    "gate": ["o0", "o1"],
    "pick": ["o0", "o1", "o2"],
    "ticks": [["o0"], ["o1"], ["o2"], ["o1", "o2"]],
    "whole": [1, 2, 3, 4],
    "part": [0, 1, 2, 3, 4],
    "other_part": [0, 1, 2, 3, 4],
    "gated": ["o0", "o1"],
}
SMALL = _small_bank()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_interval_is_exact_over_all_completions(data):
    """Worst and best completion by enumeration equal the interval, for points and for levels."""
    points = data.draw(st.tuples(*[st.integers(1, 5)] * 4), label="points")
    edges = data.draw(st.sampled_from([(10, 50), (25, 50), (33, 67)]), label="edges")
    framework = _small_framework(SMALL, points, edges, data.draw(st.integers(1, 10), label="need"))
    known = {
        fact: data.draw(st.sampled_from(values), label=fact)
        for fact, values in VALUES.items()
        if data.draw(st.booleans(), label=f"{fact} known")
    }
    assume(all(known.get(p, 0) <= known.get("whole", 4) for p in ("part", "other_part")))
    completions = [
        dict(zip(VALUES, combination, strict=True))
        for combination in product(*([known[f]] if f in known else VALUES[f] for f in VALUES))
    ]
    completions = [c for c in completions if max(c["part"], c["other_part"]) <= c["whole"]]
    everything = score(framework, _table(SMALL, completions))
    interval = score(framework, _table(SMALL, [known]))
    totals = everything.node_low[framework.root]
    assert (everything.node_low[framework.root] == everything.node_high[framework.root]).all()
    assert interval.node_low[framework.root][0] == totals.min()
    assert interval.node_high[framework.root][0] == totals.max()
    assert interval.level_low[0] == everything.level_low.min()
    assert interval.level_high[0] == everything.level_high.max()


def test_hidden_questions_carry_no_points():
    framework = _small_framework(SMALL, (1, 1, 1, 5), (10, 50), 1)
    answered = {"gate": "o0", "gated": "o1"}
    scores = score(framework, _table(SMALL, [answered]))
    assert scores.item_high[framework.item_position["e"], 0] == 0


def test_thirds_and_sevenths_stay_exact():
    framework = _small_framework(SMALL, (1, 1, 1, 1), (33, 67), 1)
    scores = score(framework, _table(SMALL, [{"ticks": ["o2"], "pick": "o0"}]))
    low, _ = scores.exact(0, "half")
    assert low == Fraction(10) * Fraction(1, 7) / (Fraction(2) + 1 + Fraction(1, 7))
