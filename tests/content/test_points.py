"""Points in a content file are exact numbers, and anything else is refused in words that help."""

from fractions import Fraction

import pytest
from pydantic import ValidationError

from assessment.content.frameworks import Worth


@pytest.mark.parametrize(
    ("written", "exact"),
    [("0.7", Fraction(7, 10)), ("6", Fraction(6)), ('"10/7"', Fraction(10, 7)), ('"2.5"', Fraction(5, 2))],
)
def test_points_are_read_without_rounding(written, exact):
    assert Worth.model_validate_json(f'{{"points": {written}}}', strict=True).points == exact


@pytest.mark.parametrize("written", ["-1", "true", '"many"', '"1/0"', '"1/2/3"', "[1]", "null"])
def test_what_is_no_number_of_points_is_refused_with_an_example(written):
    with pytest.raises(ValidationError, match=r"such as 0\.7, or a fraction in quotes"):
        Worth.model_validate_json(f'{{"points": {written}}}', strict=True)
