"""What all visitors share: the content and the database, opened once a process."""

from __future__ import annotations

import datetime
from functools import lru_cache

from assessment.content.bank import FactBank
from assessment.content.library import content_root, default_bank, edition_on, load_frameworks
from assessment.framework import Framework
from assessment.store.assessments import Store, open_store


def bank() -> FactBank:
    """The bank of facts."""
    return default_bank()


@lru_cache(maxsize=1)
def frameworks() -> dict[str, Framework]:
    """Every framework, compiled, by ``id@version``."""
    found = load_frameworks(content_root())
    return {key: Framework(item.spec, bank(), item.source.where) for key, item in found.items()}


@lru_cache(maxsize=1)
def store() -> Store:
    """The database, brought to the current schema."""
    return open_store()


def warm() -> None:
    """Load everything now; raises what is wrong with the content or the database before any visitor meets it."""
    frameworks()
    store()


MAIN_FRAMEWORK = "miit-2024"
"""The framework that a full assessment is about."""


def current_frameworks() -> list[Framework]:
    """The edition of each framework in force today, the main one first."""
    by_id: dict[str, list[Framework]] = {}
    for framework in frameworks().values():
        by_id.setdefault(framework.spec.id, []).append(framework)
    today = datetime.date.today()
    current = []
    for editions in by_id.values():
        edition = edition_on([framework.spec for framework in editions], today)
        current += [framework for framework in editions if framework.spec is edition]
    return sorted(current, key=lambda framework: framework.spec.id != MAIN_FRAMEWORK)


OFFERED = (MAIN_FRAMEWORK, "jiangxi-key-indicators")
"""The frameworks that an owner is asked about unless told otherwise."""


def wanted(scope: str | None) -> list[Framework]:
    """The frameworks of an assessment: the one that ``scope`` names, or all that are offered."""
    current = current_frameworks()
    return [f for f in current if f.spec.id == scope] or [f for f in current if f.spec.id in OFFERED]
