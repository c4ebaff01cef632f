"""What all visitors share: the advisor with its content, and the database; opened once a process."""

from __future__ import annotations

from functools import lru_cache

from assessment.advisory import MAIN_FRAMEWORK, Advisor, default_advisor
from assessment.asking import order_of_asking
from assessment.content.bank import FactBank
from assessment.content.counties import Counties, load_counties
from assessment.content.facts import MultiFact, TextFact
from assessment.content.frameworks import current_id
from assessment.scoring import Framework
from assessment.settings import content_root, today
from assessment.store.assessments import Store, open_store
from assessment.web.aside import Aside
from assessment.web.imported import Imports
from assessment.web.slowed import wait_openly
from assessment.work.drawing import draw_kinds
from assessment.work.exporting import export_kinds
from assessment.work.importing import import_kinds, settle
from assessment.work.kinds import kinds
from assessment.work.notifying import webhook_kinds
from assessment.work.runner import Runner

OFFERED = (MAIN_FRAMEWORK, "jiangxi-key-indicators")
"""The frameworks that an owner is asked about unless told otherwise."""
PATIENCE = 5.0
"""Seconds that jobs get to stop when the server ends."""
FIRST_TOPICS = ("profile",)
"""Who the firm is comes before everything else: it decides its size class and what applies to it."""


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
def counties() -> Counties:
    """The cities and counties under their codes."""
    return load_counties(content_root(), shipped().bank)


@lru_cache(maxsize=1)
def store() -> Store:
    """The database, brought to the current schema."""
    return open_store(sleep=wait_openly)


@lru_cache(maxsize=1)
def runner() -> Runner:
    """Does the jobs that stand in the database."""
    works = {
        **kinds(advisor),
        **import_kinds(advisor),
        **export_kinds(counties),
        **draw_kinds(advisor, counties),
        **webhook_kinds(),
    }
    return Runner(store, works, settle)


@lru_cache(maxsize=1)
def aside() -> Aside:
    """Where plans are worked out: beside this process once the server has begun, else in it."""
    return Aside(advisor)


def wake() -> None:
    """There is a new job, or one was asked to stop."""
    runner().wake()


def wanted(scope: str | None) -> list[Framework]:
    """The frameworks of an assessment: those that ``scope`` names (ids joined by commas), or all that are offered."""
    current = advisor().frameworks_on(today())
    named = [name for name in map(current_id, (scope or "").split(",")) if name in current]
    return [current[name] for name in named or OFFERED if name in current]


def asked(scope: str | None) -> tuple[str, ...]:
    """The facts that ``scope`` asks for, in the order of asking: the same for everybody and at any time."""
    frameworks = tuple(wanted(scope))
    return _in_order(frameworks, tuple(advisor().facts_to_fill(frameworks)))


def later() -> frozenset[str]:
    """What the first topics ask that can wait for the end: the level and the size class do without it.

    Names wait, too: they are most of the typing, and whoever asks first what a firm is called asks for trust first.
    """
    facts = [fact for fact in bank().facts.values() if bank().topic_of[fact.id] in FIRST_TOPICS]
    can_wait = (f for f in facts if not isinstance(f, MultiFact) and not f.asked_if)
    return frozenset(f.id for f in can_wait if isinstance(f, TextFact) or not f.required)


@lru_cache(maxsize=64)
def _in_order(frameworks: tuple[Framework, ...], facts: tuple[str, ...]) -> tuple[str, ...]:
    optional = [topic.id for topic in bank().topics.values() if topic.optional]
    if not frameworks:
        return facts
    first = (*FIRST_TOPICS, *frameworks[0].spec.asked_first)
    order = order_of_asking(frameworks, facts, advisor().crosswalk, first=first, last=optional)
    waiting = later()
    end = next((i for i, fact in enumerate(order) if bank().topic_of[fact] in optional), len(order))
    before = [fact for fact in order[:end] if fact not in waiting]
    return (*before, *(fact for fact in order[:end] if fact in waiting), *order[end:])


def warm() -> None:
    """Load everything now; raises what is wrong with the content or the database before any visitor meets it."""
    advisor()
    store()
    runner().start()
    aside().begin()


def close() -> None:
    """Close the database; jobs wait for the next start, and what else still runs is refused and told so."""
    aside().end()
    if runner.cache_info().currsize:
        runner().end(PATIENCE)
    if store.cache_info().currsize:
        store().close()
