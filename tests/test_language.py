"""Numbers as people read them: one way of rounding, wherever a share is told."""

import re
from fractions import Fraction

import pytest

from assessment.language import percent, rounded
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("share", "decimals", "told"),
    [
        (0.125, 1, "12.5%"),
        (0.125, 0, "13%"),
        (0.115, 0, "12%"),
        (0.45, 1, "45%"),
        (0.0005, 1, "0.1%"),
        (0, 1, "0%"),
        (1, 0, "100%"),
    ],
)
def test_halves_go_up_and_no_zero_trails(share, decimals, told):
    assert percent(share, decimals) == told


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.285, 2, "0.29"),
        (Fraction(1, 8), 2, "0.13"),
        (57.0, 1, "57.0"),
    ],
)
def test_a_number_is_rounded_as_people_do(value, decimals, told):
    assert str(rounded(value, decimals)) == told


def test_no_share_is_rounded_in_another_way():
    """Python rounds halves to the even neighbour: 12.5 % would be 12 % here, 13 % there. A model's card is a table."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "assessment").rglob("*.py"))
        if path.name != "card.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r":\.\d%\}", line)
    ]
    assert found == []


def test_the_sign_stands_at_its_figure_in_every_text():
    """45.2%, in English as in Chinese. Of two files every word is in the key of a trained model, and so they wait."""
    files = [*(ROOT / "assessment").rglob("*.py"), *(ROOT / "questionnaires").rglob("*.yaml")]
    files += [
        path for path in (ROOT / "seeds").rglob("*.yaml") if path.name not in ("population.yaml", "archetypes.yaml")
    ]
    assert len(files) > 400
    away = re.compile(r"[\d}] %(?![\w(])")
    assert [path.name for path in files if away.search(path.read_text(encoding="utf-8"))] == []
