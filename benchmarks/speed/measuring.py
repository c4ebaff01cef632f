"""Taking times: the best of several runs, elapsed and of the processor."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from assessment.content.library import load_bank, load_frameworks
from assessment.scoring import Framework
from assessment.settings import content_root


@dataclass(frozen=True)
class Time:
    """Seconds: elapsed on the wall clock, and spent by the processor, which a busy machine disturbs less."""

    elapsed: float
    processor: float


def best_of(job: Callable[[], object], runs: int) -> Time:
    """The least elapsed and the least processor time over some runs."""
    found = []
    for _ in range(runs):
        elapsed, processor = time.perf_counter(), time.process_time()
        job()
        found.append((time.perf_counter() - elapsed, time.process_time() - processor))
    return Time(min(e for e, _ in found), min(p for _, p in found))


def national_indicators() -> Framework:
    """The framework that is measured."""
    root = content_root()
    bank = load_bank(root)
    source = next(found for found in load_frameworks(root).values() if found.spec.id == "miit")
    return Framework(source.spec, bank, source.source.where)
