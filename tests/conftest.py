"""What every test may ask for: the shipped content, loaded once; and new databases that begin as copies of one."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import settings

from assessment.content.bank import FactBank
from assessment.content.library import load_bank, load_frameworks
from assessment.scoring import Framework
from assessment.store import assessments
from assessment.store.database import read_url
from assessment.store.migrating import migrate

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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Gives a SQLite database of the current schema, to be copied; it is made when it is first asked for."""

    @lru_cache(maxsize=1)
    def made() -> Path:
        path = tmp_path_factory.mktemp("migrated") / "store.sqlite3"
        migrate(f"sqlite:///{path}")
        return path

    return made


@pytest.fixture(scope="session", autouse=True)
def _steps_taken_once(migrated: Callable[[], Path]) -> Iterator[None]:
    """A store that is opened on an empty SQLite file finds there what all the steps make of one, and goes on from it.

    The steps themselves are tested by ``migrate``, which stays as it is.
    """
    alone = threading.Lock()

    def taken(url: str) -> None:
        at = read_url(url)
        with alone:
            if at.get_backend_name() == "sqlite" and Path(str(at.database)).stat().st_size == 0:
                shutil.copyfile(migrated(), str(at.database))
        migrate(url)

    with pytest.MonkeyPatch.context() as own:
        own.setattr(assessments, "migrate", taken)
        yield


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """After how many seconds each program that is solved would be given up."""
    import highspy

    found: list[float] = []

    class Watched(highspy.Highs):
        def run(self) -> highspy.HighsStatus:
            found.append(self.getOptionValue("time_limit")[1])
            return super().run()

    monkeypatch.setattr(highspy, "Highs", Watched)
    return found
