"""The real server on a free port with a database of its own, and a real browser in front of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import make_url

import tools.browser
from assessment.permissions import ROLES, Role
from assessment.store.account_records import Browser as Known
from assessment.store.accounts import Person
from assessment.store.assessments import Store, open_store
from tests.web import devices
from tests.web.owner import Owner
from tests.web.waiting import LONG, until

ROOT = Path(__file__).resolve().parents[2]
SIGNED_IN: dict[str, Morsel[str]] = {}
"""The cookie of an administrator, by the server."""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
expect.set_options(timeout=LONG / 2)


def _as_in_the_foreground() -> None:
    """A server takes every signal, also where the tests run in the background, for which a shell turns some off."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class AppServer:
    """The pages, served by a process of its own."""

    def __init__(self, folder: Path, base: str = "", **settings: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base, self.settings = base, settings
        self.url = f"http://127.0.0.1:{self.port}{base}"
        self.database = f"sqlite:///{folder / 'assessment.sqlite3'}"
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, way: str = "run", processes: int = 1) -> None:
        """By `streamlit run`, or by `assessment serve` ("serve"), which may start several processes."""
        arguments = ["-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.address", "127.0.0.1"]
        arguments += ["--server.baseUrlPath", self.base] if self.base else []
        if way == "serve":
            arguments = ["-m", "assessment.cli", "serve", "--port", str(self.port), "--base-path", self.base]
            arguments += ["--processes", str(processes)] if processes > 1 else []
        else:
            arguments += ["--server.port", str(self.port)]
        file = make_url(self.database)
        if file.get_backend_name() == "sqlite" and not Path(str(file.database)).exists():
            open_store(self.database).close()  # the steps to the schema of today are taken once for all tests
        own = {"ASSESSMENT_DATABASE_URL": self.database}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                env=os.environ | own | self.settings,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                preexec_fn=_as_in_the_foreground,
            )
        answers = until(self._answers, bool, looks=900 * processes)
        assert answers, f"the server did not start:\n{self.log.read_text()}"
        SIGNED_IN[self.url] = self.sign_in()

    def sign_in(self, role: Role = Role.ADMINISTRATOR, area: str = "", name: str = "") -> Morsel[str]:
        """The cookie of a visit of somebody in a role; the account is made when there is none of that name."""
        name = name or f"示例{ROLES[role].zh}{area}"
        store = open_store(self.database)
        account = store.account_named(name) or store.add_account(Person(name, name, role, area), None)
        cookie = store.open_session(account.id, Known("Chromium", "127.0.0.1"))
        jar = SimpleCookie({f"ganqi_{store.secret.mark[:8]}": cookie})
        store.close()
        return next(iter(jar.values()))

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                return True
        except OSError:
            return False

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """The power fails."""
        self.stop(signal.SIGKILL)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(30)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One server for all browser tests; whatever they do, its log holds no traceback."""
    running = AppServer(tmp_path_factory.mktemp("web"))
    running.start()
    yield running
    running.stop()
    log = running.log.read_text()
    assert "Traceback" not in log, log
    assert "ScriptRunContext" not in log, "something asked for its page after the page had been drawn"


@pytest.fixture(scope="session")
def store(server: AppServer) -> Iterator[Store]:
    """The database of the server, looked at from outside."""
    opened = open_store(server.database)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser in which an administrator is signed in."""
    with tools.browser.browser() as started:
        devices.lend_out(started, SIGNED_IN)
        yield started


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone that has never been here."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(phone: Page, server: AppServer, store: Store) -> Owner:
    """An owner with a phone, who has not opened anything yet."""
    return Owner(phone, server.url, store)


@pytest.fixture
def owner(visitor: Owner) -> Owner:
    """An owner at the first page of an assessment just begun."""
    visitor.begin()
    visitor.page.wait_for_selector(".st-key-question-city")
    return visitor


@pytest.fixture
def second(browser: Browser, server: AppServer, store: Store) -> Iterator[Owner]:
    """The same owner at another device."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    yield Owner(context.new_page(), server.url, store)
    context.close()
