"""Cases an official could write: answers in, figures out (`tests/cases/<framework>.yaml`).

A case puts together a firm from named parts (``from``, later parts win) and its own ``answers``, may settle an open
point of the rule otherwise (``parameters``), and says what must come out. ``expect`` names ``points`` (the total),
``level`` (0 is none), or any node or item by its id (of an item without points, the grade). One figure means
"certain"; a pair ``[low, high]`` is the range that missing answers leave open. Figures are exact; ``"≈18.0873"`` is
rounded to the decimals shown.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.content.frameworks import with_parameters
from assessment.content.loading import load_file
from assessment.documents import Strict
from assessment.scoring import Framework, score

FOLDER = Path(__file__).parent / "cases"
FRAMEWORKS = ["eu-dma", "eurostat-dii-v3", "jiangxi-key-indicators", "miit"]
Figure = int | float | str


class Case(Strict):
    name: str
    parts: tuple[str, ...] = Field((), alias="from")
    parameters: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, Any] = Field(default_factory=dict)
    expect: dict[str, Figure | tuple[Figure, Figure]]


class CaseFile(Strict):
    framework: str
    firms: dict[str, dict[str, Any]] = Field(default_factory=dict)
    cases: tuple[Case, ...]


FILES = {path.stem: load_file(path, CaseFile)[0] for path in sorted(FOLDER.glob("*.yaml"))}
CASES = [pytest.param(file, case, id=f"{stem}: {case.name}") for stem, file in FILES.items() for case in file.cases]


def _found(scores, key: str) -> tuple[Fraction, Fraction]:
    """Both ends of a figure, exactly."""
    framework = scores.framework
    if key == "level":
        return Fraction(int(scores.level_low[0])), Fraction(int(scores.level_high[0]))
    if key in framework.item_position:
        i = framework.item_position[key]
        if not framework.items[i].best:
            return Fraction(int(scores.grade_low[i, 0])), Fraction(int(scores.grade_high[i, 0]))
        worth = framework.items[i].own / framework.items[i].best
        return int(scores.item_low[i, 0]) * worth, int(scores.item_high[i, 0]) * worth
    return scores.exact(0, framework.root if key == "points" else key)


def _agrees(found: Fraction, wanted: Figure) -> bool:
    text = str(wanted)
    if not text.startswith("≈"):
        return found == Fraction(text)
    decimals = len(text.partition(".")[2])
    return abs(found - Fraction(text[1:])) <= Fraction(1, 2 * 10**decimals)


def check_case(bank: FactBank, framework: Framework, file: CaseFile, case: Case) -> None:
    """Fails when a figure of the case does not come out."""
    if case.parameters:
        framework = Framework(with_parameters(framework.spec, case.parameters), bank)
    record: dict[str, Any] = {}
    for part in case.parts:
        record |= file.firms[part]
    table, faults = AnswerTable.from_records(bank, [record | case.answers])
    assert not faults
    scores = score(framework, table)
    for key, wanted in case.expect.items():
        pair = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        found = _found(scores, key)
        told = [f"{float(end):g}" for end in found]
        assert all(map(_agrees, found, pair)), f"{key}: expected {wanted}, found {told[0]} to {told[1]}"


@pytest.mark.parametrize(("file", "case"), CASES)
def test_case(bank, frameworks, file, case):
    check_case(bank, frameworks[file.framework], file, case)


@pytest.mark.parametrize("framework_id", FRAMEWORKS)
def test_every_framework_has_a_dozen_cases(framework_id):
    cases = FILES[framework_id].cases
    assert FILES[framework_id].framework == framework_id
    assert len(cases) >= 12
    assert len({case.name for case in cases}) == len(cases), "each case is about something else"


@pytest.mark.parametrize("framework_id", FRAMEWORKS)
def test_every_level_of_a_framework_is_met_by_a_case(frameworks, framework_id):
    met = {case.expect.get("level") for case in FILES[framework_id].cases}
    assert met >= {level.level for level in frameworks[framework_id].spec.levels}


@pytest.mark.parametrize("framework_id", FRAMEWORKS)
def test_every_part_of_a_firm_is_used(framework_id):
    file = FILES[framework_id]
    assert {part for case in file.cases for part in case.parts} == set(file.firms)
