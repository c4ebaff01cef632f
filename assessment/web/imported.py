"""Content that a centre imported, in force in place of what is shipped; results that are finished keep theirs."""

from __future__ import annotations

import datetime
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from assessment import settings
from assessment.advisory import Advisor
from assessment.benchmarks import Benchmarks
from assessment.benchmarks.published import check_values
from assessment.content.benchmarks import BenchmarkValue
from assessment.content.centres import entered_centres
from assessment.content.learned_costs import learned_costs
from assessment.content.loading import KeyPath, validation_problems
from assessment.content.providers import imported_pool
from assessment.language import label
from assessment.problems import InputRefused, Problem, refuse
from assessment.store.assessments import Store
from assessment.store.records import ContentKind
from assessment.work.inviting import record_words

KINDS: tuple[ContentKind, ...] = ("measure_costs", "provider_pool", "benchmark_values", "city_centres")
CHECK_EVERY = 5.0
"""Seconds after which another process's import is noticed."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class InForce:
    """The advisor with the imports in force on a day, and what of them does not fit the content, with the reason.

    ``left_out`` holds the published values that are not used, as they were given; later versions go on carrying them.
    """

    advisor: Advisor
    versions: dict[ContentKind, int]
    day: datetime.date
    unfit: dict[ContentKind, tuple[Problem, ...]]
    left_out: tuple[Any, ...] = ()
    noted: tuple[int, int] | None = None
    """Up to where the records of the pool's providers count what was noted of invitations."""


class Imports:
    """Keeps the advisor in step with the database; safe to share between threads."""

    def __init__(self, shipped: Callable[[], Advisor], store: Callable[[], Store]):
        self._shipped, self._store = shipped, store
        self._lock = threading.Lock()
        self._known: InForce | None = None
        self._checked = float("-inf")

    def in_force(self) -> InForce:
        """What is in force now."""
        with self._lock:
            if self._known is None or time.monotonic() - self._checked > CHECK_EVERY:
                versions = {kind: self._store().content_version(kind) for kind in KINDS}
                day = settings.today()
                if self._known is None or (versions, day) != (self._known.versions, self._known.day):
                    self._known = _applied(self._shipped(), self._store(), versions, day)
                self._known = _with_records(self._known, self._store())
                self._checked = time.monotonic()
            return self._known

    def changed(self) -> None:
        """Somebody has just imported something here: look at once."""
        with self._lock:
            self._checked = float("-inf")


def _with_records(known: InForce, store: Store) -> InForce:
    """The same with what became of the providers' invitations up to now; as it was where nothing was noted since."""
    noted = store.invitations_changed()
    if noted == known.noted:
        return known
    floor = settings.peer_floor()
    records = {name: record_words(one, known.day, floor) for name, one in store.provider_records().items()}
    pool = known.advisor.pool
    advisor = replace(known.advisor, pool=pool.with_records(records)) if records or pool.records else known.advisor
    return replace(known, advisor=advisor, noted=noted)


def _applied(shipped: Advisor, store: Store, versions: dict[ContentKind, int], day: datetime.date) -> InForce:
    advisor, unfit, left_out = shipped, {}, ()
    for kind in KINDS:
        kept = store.content_in_force(kind) if versions[kind] else None
        if kept is None:
            continue
        try:
            advisor, faults, without = apply(advisor, kind, kept.document, day)
            left_out = (*left_out, *without)
        except InputRefused as refused:
            # Questions or measures may have changed since; everybody else must still get advice.
            faults = refused.problems
        if faults:
            told = "; ".join(fault.sentence("en") for fault in faults)
            _LOG.error("%s version %d does not fit in full: %s", kind, kept.version, told)
            unfit[kind] = faults
    return InForce(advisor, versions, day, unfit, left_out)


def apply(
    advisor: Advisor, kind: ContentKind, document: Any, day: datetime.date
) -> tuple[Advisor, tuple[Problem, ...], tuple[Any, ...]]:
    """The advisor with an imported document in force on a day; why parts of it are left out, and those parts.

    Each published value stands or falls by itself; a pool is used whole. Raises ``InputRefused`` for a document of
    which nothing can be used.
    """
    if kind == "provider_pool":
        pool = imported_pool(document, advisor.pool.categories.values(), advisor.bank, advisor.measures.measures)
        return replace(advisor, pool=pool), (), ()
    if kind == "measure_costs":
        book = learned_costs(document, advisor.measures).applied(advisor.measures)
        return replace(advisor, measures=book), (), ()
    if kind == "city_centres":
        return replace(advisor, centres=entered_centres(document, advisor.bank)), (), ()
    benchmarks, problems, left_out = _with_values(advisor.benchmarks, document, day)
    return replace(advisor, benchmarks=benchmarks), problems, left_out


def _with_values(
    benchmarks: Benchmarks, document: Any, day: datetime.date
) -> tuple[Benchmarks, tuple[Problem, ...], tuple[Any, ...]]:
    entries = document.get("values") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        raise refuse(
            "values",
            label("不是一份指标数值", "not a list of values"),
            label("请重新导入这些数值。", "Import the values again."),
        )
    read: dict[int, BenchmarkValue] = {}
    problems: list[Problem] = []
    for i, entry in enumerate(entries):
        try:
            read[i] = BenchmarkValue.model_validate_json(json.dumps(entry), strict=True)
        except ValidationError as refused:
            problems += validation_problems(refused, partial(_place, i))
    places, values = list(read), list(read.values())
    for fault in check_values(values, benchmarks, day):
        value = read.pop(places[fault.index], values[fault.index])
        problems.append(fault.at(f"{value.indicator} {value.geography} {value.date} {fault.key}"))
    left_out = tuple(entry for i, entry in enumerate(entries) if i not in read)
    return benchmarks.with_values(read.values()), tuple(problems), left_out


def _place(i: int, path: KeyPath) -> str:
    return ".".join(map(str, ("values", i, *path)))


def values_document(shipped: Benchmarks, now: Benchmarks, left_out: Sequence[Any] = ()) -> dict[str, Any]:
    """The values that stand now and are not shipped so, as they are kept: a version holds all that was imported.

    What was left out so far is kept too, until another value takes its place.
    """
    values = [value.model_dump(mode="json") for value in now.values if value not in shipped.values]
    standing = [_key(value) for value in values]
    return {"values": [*values, *(entry for entry in left_out if _key(entry) not in standing)]}


def _key(entry: Any) -> tuple[Any, ...]:
    """Which value an entry is about; nothing for what is no value."""
    names = ("indicator", "geography", "date", "kind")
    return tuple(entry.get(name) for name in names) if isinstance(entry, dict) else ()
