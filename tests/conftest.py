"""What every test may ask for: the shipped content, loaded once."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from assessment.content.bank import FactBank
from assessment.content.library import load_bank, load_frameworks
from assessment.scoring import Framework

ROOT = Path(__file__).resolve().parents[1]
# The same examples each time, so that a change is judged by itself; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=40)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def bank() -> FactBank:
    return load_bank(ROOT)


@pytest.fixture(scope="session")
def frameworks(bank: FactBank) -> dict[str, Framework]:
    """Every shipped framework by its id (the newest edition)."""
    return {found.spec.id: Framework(found.spec, bank, found.source.where) for found in load_frameworks(ROOT).values()}


@pytest.fixture(scope="session")
def miit(frameworks: dict[str, Framework]) -> Framework:
    return frameworks["miit"]
