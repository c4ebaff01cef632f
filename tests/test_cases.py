"""Cases an official could write: answers in, figures out (`tests/cases/<framework>.yaml`).

Each case names a framework and a firm's answers; a case may start from the file's ``base`` firm. ``expect`` may hold
points, points_low, points_high, level, level_low, level_high, and the points of any node by its id.
"""

from pathlib import Path

import pytest
import yaml

from assessment.answers import AnswerTable
from assessment.scoring import score

CASES = Path(__file__).parent / "cases"


def _cases():
    for path in sorted(CASES.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for case in document["cases"]:
            yield pytest.param(document, case, id=f"{path.stem}: {case['name']}")


def _answer(value):
    """BaseLoader keeps everything text, so `no` and `yes` stay option ids; figures become numbers here."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


@pytest.mark.parametrize(("document", "case"), _cases())
def test_case(bank, frameworks, document, case):
    framework = frameworks[document["framework"]]
    answers = {**document.get("base", {}), **case.get("answers", {})}
    for fact_id in case.get("without", []):
        answers.pop(fact_id)
    table, faults = AnswerTable.from_records(bank, [{k: _answer(v) for k, v in answers.items()}])
    assert not faults
    scores = score(framework, table)
    name = framework.spec.id
    row = scores.frame(["示例"]).iloc[0]
    for key, wanted in case["expect"].items():
        if key in framework.nodes and key not in ("total",):
            low, high = scores.exact(0, key)
            assert low == high, f"{key} is open"
            assert float(low) == pytest.approx(float(wanted), abs=5e-5), key
        elif wanted == "open":
            assert row[f"{name}.{key}"] != row[f"{name}.{key}"] or row[f"{name}.{key}"] is None, key
        else:
            assert float(row[f"{name}.{key}"]) == pytest.approx(float(wanted), abs=5e-5), key


@pytest.mark.parametrize("framework_id", ["miit-2024", "jiangxi-key-indicators", "eu-dma", "eurostat-dii-v3"])
def test_every_framework_has_a_dozen_cases(framework_id):
    document = yaml.safe_load((CASES / f"{framework_id}.yaml").read_text(encoding="utf-8"))
    assert document["framework"] == framework_id
    assert len(document["cases"]) >= 12
