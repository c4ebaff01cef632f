"""Content that a centre imported, in force in place of what is shipped; results that are finished keep theirs."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from assessment import settings
from assessment.advisory import Advisor
from assessment.benchmarks import Benchmarks
from assessment.benchmarks.published import check_values
from assessment.content.benchmarks import ValuesFile
from assessment.content.loading import validation_problems
from assessment.content.providers import imported_pool
from assessment.problems import InputRefused, Problem
from assessment.store.assessments import Store
from assessment.store.records import ContentKind

KINDS: tuple[ContentKind, ...] = ("provider_pool", "benchmark_values")
CHECK_EVERY = 5.0
"""Seconds after which another process's import is noticed."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class InForce:
    """The advisor with the imports in force, and the imports that no longer fit the content, with what is wrong."""

    advisor: Advisor
    versions: dict[ContentKind, int]
    unfit: dict[ContentKind, tuple[Problem, ...]]


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
                if self._known is None or versions != self._known.versions:
                    self._known = _applied(self._shipped(), self._store(), versions)
                self._checked = time.monotonic()
            return self._known

    def changed(self) -> None:
        """Somebody has just imported something here: look at once."""
        with self._lock:
            self._checked = float("-inf")


def _applied(shipped: Advisor, store: Store, versions: dict[ContentKind, int]) -> InForce:
    advisor, unfit = shipped, {}
    for kind in KINDS:
        kept = store.content_in_force(kind) if versions[kind] else None
        if kept is None:
            continue
        try:
            advisor = apply(advisor, kind, kept.document)
        except InputRefused as refused:
            # Questions or measures may have changed since; everybody else must still get advice.
            _LOG.error("%s version %d no longer fits: %s", kind, kept.version, refused)
            unfit[kind] = refused.problems
    return InForce(advisor, versions, unfit)


def apply(advisor: Advisor, kind: ContentKind, document: Any) -> Advisor:
    """The advisor with an imported document in force; raises ``InputRefused`` when it does not fit the content."""
    if kind == "provider_pool":
        pool = imported_pool(document, advisor.pool.categories.values(), advisor.bank, advisor.measures.measures)
        return replace(advisor, pool=pool)
    return replace(advisor, benchmarks=_with_values(advisor.benchmarks, document))


def _with_values(benchmarks: Benchmarks, document: Any) -> Benchmarks:
    try:
        values = ValuesFile.model_validate_json(json.dumps(document), strict=True).values
    except ValidationError as fault:
        raise InputRefused(validation_problems(fault, lambda path: ".".join(map(str, path)))) from None
    faults = [
        fault.at(f"values.{fault.index}.{fault.key}") for fault in check_values(values, benchmarks, settings.today())
    ]
    if faults:
        raise InputRefused(faults)
    return benchmarks.with_values(values)


def values_document(shipped: Benchmarks, now: Benchmarks) -> dict[str, Any]:
    """The values that stand now and are not shipped so, as they are kept: a version holds all that was imported."""
    known: Sequence[Any] = shipped.values
    return {"values": [value.model_dump(mode="json") for value in now.values if value not in known]}
