"""`eu-dma` and `eurostat-dii-v3` against what is published of them; random firms: tests/scoring/test_independent.py."""

from fractions import Fraction

import pytest

from assessment.answers import AnswerTable
from assessment.scoring import score
from tests.scoring.independent_eu import DEGREES, SCALES, TICKS


def _read(framework, bank, record):
    table, faults = AnswerTable.from_records(bank, [record])
    assert not faults
    scores = score(framework, table)
    ends = [scores.exact(0, node.id) for node in framework.dimensions]
    assert all(low == high for low, high in ends)
    return [low for low, _ in ends], scores.exact(0)[0], int(scores.level_low[0])


@pytest.fixture
def dma(frameworks):
    return frameworks["eu-dma"]


@pytest.fixture
def worked_example(bank):
    """The published worked example, as answers."""
    ticked = {"Q1_invested": 2, "Q1_planned": 3, "Q2": 2, "Q3": 4, "Q5": 1, "Q6": 2, "Q7": 2, "Q8": 1, "Q10": 2}
    record = {TICKS[q][0]: [o.id for o in bank.facts[TICKS[q][0]].options[:n]] for q, n in ticked.items()}
    for question, kind, steps in (("Q4", "technology", (0, 0, 1, 2, 1, 0, 0)), ("Q9", "ai", (0, 0, 0, 0, 1))):
        record |= {f"{kind}_{name}": f"s{step}" for name, step in zip(SCALES[question], steps, strict=True)}
    degrees = ("no", "no", "partly", "no", "no")
    return record | {f"green_{name}": degree for name, degree in zip(DEGREES, degrees, strict=True)}


def test_the_worked_example_comes_out_as_published(dma, bank, worked_example):
    dimensions, overall, level = _read(dma, bank, worked_example)
    assert [round(float(d), 4) for d in dimensions] == [23.3333, 25.7143, 19.6429, 20.8333, 4, 15]
    assert round(float(overall), 4) == 18.0873
    assert level == 1


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
