"""In provinces that report otherwise than predicted the intervals hold, and the list beats visits at random."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.visits import CHOSEN_BY, JUDGED_BY, judged, provinces


@pytest.mark.parametrize(
    ("bias", "source"),
    [
        ("by county", "modelled"),
        ("too low (10 %)", "modelled"),
        ("twice as much", "other"),
        ("just below the level", "modelled"),
        ("as predicted", "of kinds"),
    ],
)
def test_intervals_hold_and_the_error_is_a_third_less_than_at_random(bias, source):
    one = judged((CHOSEN_BY | JUDGED_BY)[bias], many=3, draws=60, first=900, source=source)
    assert one.covered >= 0.91 and one.width <= 1.3 * 2 * 1.96 * one.error, "held, and not by being too wide"
    assert one.error <= 2 / 3 * one.at_random


def test_firms_below_the_level_are_found_above_it_where_answers_are_too_low():
    """Who needs least is likeliest to be found above; and a visit is likelier to change those who report too little."""
    (one,) = provinces(CHOSEN_BY["too low (10 %)"], 1, 900, 2_000, 2)
    below = ~one.reported
    found = one.truth & below
    assert found.sum() > 20 and not (one.reported & ~one.truth).any()
    assert one.risk[found].mean() > 2 * one.risk[below & ~one.truth].mean()


def test_without_bias_everybody_stands_where_they_say():
    (one,) = provinces(CHOSEN_BY["none"], 1, 900, 300, 2)
    assert (one.truth == one.reported).all() and 0 < one.reported.mean() < 1
    assert np.ptp(one.risk) > 0
