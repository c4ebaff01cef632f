"""`eu-dma` and `eurostat-dii-v3` against their formulas, written a second time."""

from fractions import Fraction

import numpy as np
import pytest

from assessment.answers import AnswerTable
from assessment.scoring import Framework, score
from tests.random_firms import random_record

TICKS = {  # question: the fact, rows in the denominator
    "Q1_invested": ("digital_areas_invested", 10),
    "Q1_planned": ("digital_areas_planned", 10),
    "Q2": ("digital_preparedness", 10),
    "Q3": ("everyday_digital_tools", 10),
    "Q5": ("skill_building", 7),
    "Q6": ("staff_engagement", 8),
    "Q7": ("data_practices", 8),
    "Q8": ("data_protection", 6),
    "Q10": ("green_uses", 10),
}
TECHNOLOGIES = ("simulation", "vr_ar", "cad_cam", "mes", "iot", "blockchain", "3d_printing")
SCALES = {
    "Q4": [f"technology_{name}" for name in TECHNOLOGIES],
    "Q9": [f"ai_{name}" for name in ("language", "vision", "speech", "robots", "analytics")],
}
TRIPLE = [f"green_{name}" for name in ("strategy", "management_system", "procurement", "it_energy", "reuse")]
WORTH = {"no": Fraction(0), "partly": Fraction(1, 2), "yes": Fraction(1)}


def _question_scores(record, negative_rows=8):
    q = {}
    for name, (fact, rows) in TICKS.items():
        positive = [tick for tick in record[fact] if tick not in ("none", "data_not_digital")]
        q[name] = Fraction(10 * len(positive), negative_rows if name == "Q7" else rows)
    for name, facts in SCALES.items():
        q[name] = Fraction(10 * sum(int(record[fact][1]) for fact in facts), 5 * len(facts))
    q["Q11"] = 10 * sum(WORTH[record[fact]] for fact in TRIPLE) / len(TRIPLE)
    return q


def _dimensions(q, variant="A"):
    first = 100 * (q["Q1_invested"] + q["Q1_planned"] + q["Q2"]) / 30
    if variant == "B":
        first = 100 * ((q["Q1_invested"] + q["Q1_planned"]) / 2 + q["Q2"]) / 20
    pairs = [("Q3", "Q4"), ("Q5", "Q6"), ("Q7", "Q8")]
    middle = [100 * (q[a] + q[b]) / 20 for a, b in pairs]
    return [first, *middle, 100 * q["Q9"] / 10, 100 * (q["Q10"] + q["Q11"]) / 20]


def _read(framework, bank, record):
    table, faults = AnswerTable.from_records(bank, [record])
    assert not faults
    scores = score(framework, table)
    ends = [scores.exact(0, node.id) for node in framework.dimensions]
    assert all(low == high for low, high in ends)
    return [low for low, _ in ends], scores.exact(0)[0], int(scores.level_low[0])


def _with_choice(framework, bank, parameter, choice):
    """The framework under another reading of one open point."""
    replaced = framework.spec.parameters[parameter].choices[choice]
    nodes = {node.id: node for node in (*framework.spec.nodes, *replaced.nodes)}
    items = {item.id: item for item in (*framework.spec.items, *replaced.items)}
    spec = framework.spec.model_copy(update={"nodes": tuple(nodes.values()), "items": tuple(items.values())})
    return Framework(spec, bank)


@pytest.fixture
def dma(frameworks):
    return frameworks["eu-dma"]


@pytest.fixture
def worked_example(bank):
    """The published worked example, as answers."""
    ticked = {"Q1_invested": 2, "Q1_planned": 3, "Q2": 2, "Q3": 4, "Q5": 1, "Q6": 2, "Q7": 2, "Q8": 1, "Q10": 2}
    record = {TICKS[q][0]: [o.id for o in bank.facts[TICKS[q][0]].options[:n]] for q, n in ticked.items()}
    for facts, steps in ((SCALES["Q4"], (0, 0, 1, 2, 1, 0, 0)), (SCALES["Q9"], (0, 0, 0, 0, 1))):
        record |= {fact: f"s{step}" for fact, step in zip(facts, steps, strict=True)}
    return record | dict(zip(TRIPLE, ("no", "no", "partly", "no", "no"), strict=True))


def test_the_worked_example_comes_out_as_published(dma, bank, worked_example):
    dimensions, overall, level = _read(dma, bank, worked_example)
    assert [round(float(d), 4) for d in dimensions] == [23.3333, 25.7143, 19.6429, 20.8333, 4, 15]
    assert round(float(overall), 4) == 18.0873
    assert level == 1


def test_random_firms_agree_with_the_formulas(dma, bank):
    rng = np.random.default_rng(11)
    for _ in range(100):
        record = random_record(bank, dma.facts, rng)
        dimensions, overall, level = _read(dma, bank, record)
        expected = _dimensions(_question_scores(record))
        assert dimensions == expected
        assert overall == sum(expected) / 6
        assert level == 1 + sum(overall >= edge for edge in (25, 50, 75))


def test_the_other_readings_of_the_open_points_follow_their_formulas(dma, bank):
    rng = np.random.default_rng(12)
    averaged = _with_choice(dma, bank, "q1_weighting", "B")
    seven = _with_choice(dma, bank, "q7_negative_tick", "seven")
    for _ in range(30):
        record = random_record(bank, dma.facts, rng)
        assert _read(averaged, bank, record)[0] == _dimensions(_question_scores(record), "B")
        assert _read(seven, bank, record)[0] == _dimensions(_question_scores(record, negative_rows=7))


def test_every_open_point_has_a_default_among_its_choices(dma):
    defaults = {name: parameter.default for name, parameter in dma.spec.parameters.items()}
    assert defaults == {"q1_weighting": "A", "q7_negative_tick": "exclusive"}
    assert all(parameter.default in parameter.choices for parameter in dma.spec.parameters.values())


def test_collecting_no_data_digitally_earns_nothing(dma, bank, worked_example):
    for tick in ("data_not_digital", "none"):
        dimensions, _, _ = _read(dma, bank, worked_example | {"data_practices": [tick], "data_protection": ["none"]})
        assert dimensions[3] == 0


def test_the_negative_tick_excludes_the_others(bank):
    excluding = {option.id for option in bank.facts["data_practices"].options if option.excludes_others}
    assert excluding == {"data_not_digital", "none"}


def test_rows_of_every_question_are_those_published(dma, bank):
    for fact, rows in TICKS.values():
        assert sum(option.id != "none" for option in bank.facts[fact].options) == rows
    assert [dimension.id for dimension in dma.dimensions] == [f"d{i}" for i in range(1, 7)]


@pytest.mark.parametrize("points", range(13))
def test_digital_intensity_counts_items_into_four_classes(frameworks, bank, points):
    framework = frameworks["eurostat-dii-v3"]
    record = {fact: "yes" if i < points else "no" for i, fact in enumerate(framework.facts)}
    table, faults = AnswerTable.from_records(bank, [record])
    assert not faults
    scores = score(framework, table)
    assert scores.exact(0) == (points, points)
    assert scores.level_low[0] == (1 if points <= 3 else 2 if points <= 6 else 3 if points <= 9 else 4)


def test_digital_intensity_has_twelve_items_of_one_point(frameworks):
    framework = frameworks["eurostat-dii-v3"]
    assert len(framework.facts) == len(framework.items) == 12
    assert {item.points for item in framework.spec.items} == {Fraction(1)}
    assert [level.name.en for level in framework.spec.levels] == ["Very low", "Low", "High", "Very high"]
