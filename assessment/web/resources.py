"""What all visitors share: the advisor with its content, and the database; opened once a process."""

from __future__ import annotations

import datetime
from functools import lru_cache

from assessment.advisory import MAIN_FRAMEWORK, Advisor, default_advisor
from assessment.content.bank import FactBank
from assessment.framework import Framework
from assessment.store.assessments import Store, open_store
from assessment.web.imported import Imports

OFFERED = (MAIN_FRAMEWORK, "jiangxi-key-indicators")
"""The frameworks that an owner is asked about unless told otherwise."""
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def advisor() -> Advisor:
    """The advisor over the project's content, with what a centre imported in its place."""
    return imports().in_force().advisor


def shipped() -> Advisor:
    """The advisor over the project's own content."""
    return default_advisor()


@lru_cache(maxsize=1)
def imports() -> Imports:
    """The imported content that is in force."""
    return Imports(shipped, store)


def bank() -> FactBank:
    """The bank of facts."""
    return advisor().bank


@lru_cache(maxsize=1)
def store() -> Store:
    """The database, brought to the current schema."""
    return open_store()


def today() -> datetime.date:
    """The date in China."""
    return datetime.datetime.now(CHINA).date()


def wanted(scope: str | None) -> list[Framework]:
    """The frameworks of an assessment: those that ``scope`` names (ids joined by commas), or all that are offered."""
    current = advisor().frameworks_on(today())
    named = [name for name in (scope or "").split(",") if name in current]
    return [current[name] for name in named or OFFERED if name in current]


def warm() -> None:
    """Load everything now; raises what is wrong with the content or the database before any visitor meets it."""
    advisor()
    store()
