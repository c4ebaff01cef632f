"""The shipped measures, loaded once."""

import pytest

from assessment.content.measures import MeasureBook, load_measures
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def book(bank) -> MeasureBook:
    return load_measures(ROOT, bank)
