"""How long it takes to publish a round of 80,000 firms again and again, from a SQLite file, and how much is shown."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import bindparam, delete, insert, update

from assessment.advisory import Advisor, default_advisor
from assessment.answers.firm_name import initials, name_core, name_key
from assessment.batch.monitored import Asked, area_figures
from assessment.content.counties import load_counties
from assessment.monitoring import PublishedFigures, publish
from assessment.settings import PROJECT
from assessment.store import schema
from assessment.store.assessments import Store, open_store
from assessment.store.firm_list import FirmReach

FIRMS, RELEASES, FLOOR = 80_000, 4, 10
LEFT, ANSWERED, MOVED, NEW = 0.03, 0.10, 0.02, 0.05
"""Of all firms, from one release to the next."""
OPEN = 0.1
"""With answers missing."""
_AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Published:
    """A release: seconds elapsed and of the processor to read and to publish it, and what it told."""

    reading: float
    elapsed: float
    processor: float
    told: PublishedFigures


def tables() -> str:
    """The table for the documents."""
    lines = [
        "| 第几次 / release | 读出 / reading s | 发布 / publishing s | 处理器 / processor s "
        "| 家数 / counts | 占比 / shares | 得分 / means |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for number, one in enumerate(releases(FIRMS, RELEASES), 1):
        counts, shares, means = shown(one.told)
        lines.append(
            f"| {number} | {one.reading:.1f} | {one.elapsed:.1f} | {one.processor:.1f} "
            f"| {counts:.0%} | {shares:.0%} | {means:.0%} |"
        )
    return "\n".join(lines)


def shown(told: PublishedFigures) -> tuple[float, float, float]:
    """The part of counts, of shares and of means that is told, of all groups that may be named."""
    groups = [told.whole, *(one for some in told.groups.values() for one in some)]
    counts = np.mean([one.firms is not None for one in groups])
    shares = np.mean([share is not None for one in groups for share in one.shares.values()])
    return float(counts), float(shares), float(np.mean([one.points is not None for one in groups]))


def releases(firms: int, number: int, seed: int = 7) -> Iterator[Published]:
    """Published one after the other from a database, in which time passes between them."""
    advisor = default_advisor()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'store.sqlite3'}")
        lot = Lot(store, advisor, seed)
        lot.join(firms)
        for release in range(number):
            if release:
                lot.pass_time()
            day = date(2026, 3, 1) + timedelta(days=60 * (release + 1))
            begun = time.perf_counter()
            asked = Asked(store.rounds()[0], None, day)
            figures = area_figures(store, advisor, load_counties(PROJECT, advisor.bank), asked, FirmReach(), 0).figures
            read, processor = time.perf_counter(), time.process_time()
            told = publish(figures, "示例", FLOOR, store)
            yield Published(read - begun, time.perf_counter() - read, time.process_time() - processor, told)
        store.close()


class Lot:
    """Firms drawn by lot in a round of a database: who joins, and what becomes of them."""

    def __init__(self, store: Store, advisor: Advisor, seed: int):
        self.store, self.lot, self.rng = store, random.Random(seed), np.random.default_rng(seed)
        bank = advisor.bank
        counties = load_counties(PROJECT, bank)
        framework = advisor.main_on(_AT.date())
        self.version, self.key = framework.spec.version, framework.spec.id
        self.needed = [framework.points_needed(one.level) for one in framework.spec.levels]
        self.cities = {city: [one.code for one in counties.below(city)] for city in bank.option_names("city")}
        self.chains = list(bank.option_names("chain"))
        self.round = store.create_round("示例", ["miit"], _AT.date(), [], _AT, _AT + timedelta(days=900), "示例").id
        self.there: list[tuple[UUID, UUID]] = []
        self.joined = 0

    def join(self, number: int) -> None:
        """So many firms more."""
        rows, begun, stood = [], [], []
        for _ in range(number):
            self.joined += 1
            name = f"示例{self.joined}企业有限公司"
            firm, assessment = UUID(int=self.lot.getrandbits(128)), UUID(int=self.lot.getrandbits(128))
            self.there.append((firm, assessment))
            rows.append(
                {
                    "id": firm,
                    "credit_code": f"9136{self.joined:014d}",
                    "name": name,
                    "name_key": name_key(name),
                    "name_core": name_core(name),
                    "initials": initials(name),
                    "employees": self.lot.randint(3, 900),
                    "source": "import",
                    "created_at": _AT,
                    "updated_at": _AT,
                    **self._place(),
                }
            )
            begun.append(
                {
                    "id": assessment,
                    "created_at": _AT,
                    "updated_at": _AT,
                    "finished_at": _AT,
                    "language": "zh",
                    "consent": False,
                    "firm_id": firm,
                    "round_id": self.round,
                }
            )
            size = self.lot.choices(("micro", "small", "medium"), (5, 4, 1))[0]
            own = {"framework": self.key, "version": self.version, "size": size, "at": _AT}
            stood.append({"assessment_id": assessment, **own, **self._answers()})
        with self.store.engine.execution_options(writing=True).begin() as connection:
            for table, some in ((schema.firms, rows), (schema.assessments, begun), (schema.standings, stood)):
                connection.execute(insert(table), some)

    def pass_time(self) -> None:
        """Some firms leave, some answer anew, some move, some join."""
        fate = self.rng.random(len(self.there))
        left = [one for one, at in zip(self.there, fate, strict=True) if at < LEFT]
        answered = [one for one, at in zip(self.there, fate, strict=True) if LEFT <= at < LEFT + ANSWERED]
        moved = [one for one, at in zip(self.there, fate, strict=True) if at > 1 - MOVED]
        self.there = [one for one, at in zip(self.there, fate, strict=True) if at >= LEFT]
        with self.store.engine.execution_options(writing=True).begin() as connection:
            gone = delete(schema.assessments).where(schema.assessments.c.id == bindparam("own"))
            connection.execute(gone, [{"own": assessment} for _, assessment in left])
            anew = update(schema.standings).where(schema.standings.c.assessment_id == bindparam("own"))
            connection.execute(anew, [{"own": assessment, **self._answers()} for _, assessment in answered])
            away = update(schema.firms).where(schema.firms.c.id == bindparam("own"))
            connection.execute(away, [{"own": firm, **self._place()} for firm, _ in moved])
        self.join(int(NEW * len(self.there)))

    def _place(self) -> dict[str, str | None]:
        """A city, one of its counties, and a chain: a few of each have most of the firms."""
        city = self._one(list(self.cities))
        known = self.cities[city] and self.lot.random() < 0.85
        return {
            "city": city,
            "county": self._one(self.cities[city]) if known else None,
            "chain": self._one(self.chains),
        }

    def _one(self, of: list[str]) -> str:
        return self.lot.choices(of, [1 / (1 + at) for at in range(len(of))])[0]

    def _answers(self) -> dict[str, Any]:
        """Where the firm stands: mostly low, some with answers missing."""
        points = round(min(100.0, max(0.0, self.lot.gauss(32, 17))) * 2) / 2
        open_ = self.lot.random() < OPEN
        most = min(100.0, points + round(self.lot.random() * 50) / 2) if open_ else points
        low, high = (sum(end >= one for one in self.needed) for end in (points, most))
        if low and self.lot.random() < 0.2:  # a level asks for more than points
            low -= 1
            high = high if open_ else low
        return {
            "level": low,
            "level_high": high,
            "points": points,
            "points_high": most,
            "open_questions": 3 if open_ else 0,
            "needs": f" {' '.join(self.lot.sample(('erp', 'mes', 'cloud', 'security'), 2))} ",
        }


if __name__ == "__main__":  # python -m benchmarks.speed.publishing FIRMS RELEASES
    for release in releases(int(sys.argv[1]), int(sys.argv[2])):
        print(f"{release.reading:.1f} {release.elapsed:.1f} {release.processor:.1f}", shown(release.told), flush=True)
