"""Firms of the modelled population in the place of a file of firms: made up by the model, and no real ones."""

from __future__ import annotations

import datetime

import numpy as np

from assessment.advisory import Advisor
from assessment.batch.scored import Batch, scored_firms
from assessment.language import label
from assessment.population import modelled_population
from assessment.workbook.firms.reading import FIRMS, FirmsRead
from assessment.workbook.firms.tally import Tally

_SEED = 1
NAMED = label("模拟的企业 {n} 家（不是真企业）", "{n} modelled firms (no real ones)")
"""What they are called wherever something is told of them."""


def modelled_firms(advisor: Advisor, firms: int, on: datetime.date) -> Batch:
    """So many firms of the population, scored by the rules of a day; the same ones each time."""
    table = modelled_population(advisor.root).sample(firms, _SEED)
    faultless = np.zeros(firms, np.int32)
    read = FirmsRead(table, tuple(table.ids), (), faultless, {}, Tally(FIRMS, firms, firms, (), 0))
    return scored_firms(advisor, read, on)
