"""How long owners wait to save an answer while 80,000 firms are imported and taken back, on SQLite and PostgreSQL."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from uuid import UUID

import numpy as np

from assessment.answers import UNANSWERED, Answer, State
from assessment.population import modelled_population
from assessment.store.assessments import Store, open_store
from assessment.store.firm_records import FirmIdentity, Standing
from assessment.store.import_records import FirmImport, RowToImport
from assessment.work.importing import RowsToImport
from benchmarks.speed.lists import databases

FIRMS, SEED, OWNERS = 80_000, 20261126, 4
SCORED = 5_000
"""So many standings are put down; scoring itself is measured elsewhere, and holds up nobody."""
PAUSE = 0.1
"""Seconds between two answers of an owner."""


@dataclass(frozen=True)
class Step:
    """What one step took, and how long owners waited meanwhile, in seconds."""

    took: float
    middle: float
    longest: float
    answers: int


def tables(firms: int = FIRMS) -> str:
    """The table for the documents."""
    rows = _Named(firms)
    gc.freeze()  # as the server does when it has loaded
    lines = [
        f"| {firms:,} 家 / firms | 用时 s / takes | 存一个回答，中位 s / saving an answer, middle | 最长 s / longest |"
        " 个数 / answers |",
        "|---|---:|---:|---:|---:|",
    ]
    for kind, url in databases():
        store = open_store(url)
        for name, step in _measured(store, rows).items():
            told = f"{step.took:.0f} | {step.middle:.3f} | {step.longest:.2f} | {step.answers:,}"
            lines.append(f"| {kind}：{name} | {told} |")
        store.close()
    return "\n".join(lines)


class _Named(RowsToImport):
    """Modelled firms with names and credit codes of their own."""

    def __init__(self, firms: int):
        super().__init__(modelled_population().sample(firms, SEED), np.zeros(firms, bool))

    def _row(self, number: int, said: dict[str, Answer]) -> RowToImport:
        name, code = f"示例导入{number}号", f"9136{number:014d}"
        row = super()._row(number, {**said, "firm_name": _told(name), "credit_code": _told(code)})
        identity = FirmIdentity(name, code, row.identity.city, None, row.identity.chain)
        return replace(row, identity=identity, faulty=False)


def _told(value: str) -> Answer:
    return Answer(State.ANSWERED, value)


def _measured(store: Store, rows: RowsToImport) -> dict[str, Step]:
    steps: dict[str, Step] = {}
    kept: list[FirmImport] = []

    def step(name: str, work: Callable[[], FirmImport | None]) -> None:
        steps[name], one = _beside_owners(store, work)
        print(store.engine.dialect.name, name, steps[name], file=sys.stderr)
        kept.extend([one] if one is not None else [])

    def stand() -> None:
        left = SCORED
        while left > 0 and (some := store.unscored(200)):
            store.keep_imported_standings([(one, _STANDING, False) for one in some])
            left -= len(some)

    step("试导 / tried", lambda: store.try_import(rows, "企业.xlsx", "示例经办"))
    step("写入 / written", lambda: store.write_import(kept[0].id, good_rows=False))
    step(f"评分存下 {SCORED:,} 家 / standings kept", stand)
    step("同一张表再试 / the same file tried again", lambda: store.try_import(rows, "企业.xlsx", "示例经办"))
    step("撤回 / taken back", lambda: store.undo_import(kept[0].id, "示例主任"))
    assert kept[-1].state == "undone" and not store.import_rows(kept[0].id, kept=True)
    return steps


_STANDING = Standing("miit", "2024", 1, 1, 40, 40, 3, ("erp",))


def _beside_owners(store: Store, work: Callable[[], FirmImport | None]) -> tuple[Step, FirmImport | None]:
    """Do the work while some owners answer, each as fast as a person taps."""
    done = threading.Event()
    waits: list[list[float]] = [[] for _ in range(OWNERS)]
    faults: list[BaseException] = []

    def answer(own: list[float], assessment_id: UUID) -> None:
        for number in count():
            begun = time.perf_counter()
            try:
                store.save_answer(assessment_id, "erp", _told(f"{number % 2}"), "self", "owner", None)
            except Exception as fault:
                faults.append(fault)
                return
            own.append(time.perf_counter() - begun)
            if done.wait(PAUSE):
                return

    owners = []
    for own in waits:
        begun, _ = store.create_assessment("zh")
        store.save_answer(begun.id, "erp", _told("0"), "self", "owner", UNANSWERED)
        owners.append(threading.Thread(target=answer, args=(own, begun.id)))
    for owner in owners:
        owner.start()
    begun_at = time.perf_counter()
    try:
        one = work()
    finally:
        took = time.perf_counter() - begun_at
        done.set()
        for owner in owners:
            owner.join()
    if faults:
        raise RuntimeError("an owner's answer was not saved") from faults[0]
    every = sorted(wait for own in waits for wait in own)
    return Step(took, every[len(every) // 2], every[-1], len(every)), one
