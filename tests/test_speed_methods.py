"""What `python -m benchmarks` compares must score alike, or the times mean nothing."""

import numpy as np

from assessment.knowledge import Knowledge
from assessment.scoring import score
from benchmarks.speed.bare import Bare
from benchmarks.speed.firms import random_firms
from benchmarks.speed.rowwise import as_frame, row_scorer


def test_a_function_of_one_row_scores_alike(miit):
    table = random_firms(miit, 400)
    found = as_frame(table).apply(row_scorer(miit), axis=1).to_numpy(float)
    scores = score(miit, table)
    expected = np.column_stack([*scores.points(), scores.level_low, scores.level_high])
    assert np.abs(found - expected).max() < 1e-6


def test_the_bare_sum_is_the_same_sum(miit):
    table = random_firms(miit, 20_000)
    bare = Bare(miit, Knowledge(table))
    expected = score(miit, table).worst.nodes["total"]
    assert (bare.plain() == expected).all()
    assert (bare.tuned() == expected).all()
