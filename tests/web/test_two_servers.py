"""Two processes on one database: PostgreSQL behind the front of `serve --processes 2`, below a path; a SQLite file."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser
from sqlalchemy import select, text

from assessment.cli import front as fronts
from assessment.permissions import Role
from assessment.store import schema
from assessment.store.accounts import Person
from assessment.store.assessments import Store, open_store
from assessment.store.database import connect
from assessment.work import importing, kept, kinds
from tests.store.conftest import SECRET, postgres_url  # noqa: F401  a fixture
from tests.web.conftest import SIGNED_IN, AppServer
from tests.web.tab import Tab
from tests.web.test_doors import begin, hand_in, in_a_form
from tests.web.test_server_end import largest_file
from tests.web.waiting import at_rest, until

PASSWORD = "四个不相干的词语 horse"
FIRMS = 1_500
SERVERS = ("1", "2")
"""How the cookie of the front names the processes."""


class House(NamedTuple):
    """The front's door with the processes behind it, and the database that they share."""

    front: AppServer
    store: Store

    def processes(self) -> list[int]:
        """What the front's own process has started and is alive: two of the pages, and the proxy."""
        return [int(one) for one in Path(f"/proc/{self.front.pid}/task/{self.front.pid}/children").read_text().split()]

    def ports(self) -> list[int]:
        """Where the processes of the pages listen."""
        started = [Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in self.processes()]
        return [int(one[one.index("--server.port") + 1]) for one in started if "--server.port" in one]


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory,
    postgres_url: str,  # noqa: F811
) -> Iterator[House]:
    assert shutil.which("haproxy"), "tools/browser.sh installs it"
    tmp_path, monkeypatch = tmp_path_factory.mktemp("two"), pytest.MonkeyPatch()
    admin = connect(postgres_url, pooled=False).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE two_servers"))
    monkeypatch.setenv("ASSESSMENT_SECRET", SECRET)
    monkeypatch.setenv("ASSESSMENT_FILES", str(tmp_path / "uploads"))
    front = AppServer(tmp_path, "/digital", ASSESSMENT_NEW_EACH_HOUR="1")
    front.database = admin.url.set(database="two_servers").render_as_string(hide_password=False)
    front.start("serve", processes=2)
    store = open_store(front.database)
    try:
        yield House(front, store)
    finally:
        store.close()
        front.stop()
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE two_servers WITH (FORCE)"))
        monkeypatch.undo()


NGINX = shutil.which("nginx") or shutil.which("nginx", path=os.pathsep.join(fronts._PLACES))
"""Tried where it is installed; the suite installs HAProxy alone, since Debian's nginx takes port 80 at once."""


@pytest.fixture(params=["haproxy"] if NGINX is None else ["haproxy", "nginx"])
def door(request: pytest.FixtureRequest, house: House, tmp_path: Path) -> Iterator[AppServer]:
    """The way in to the two processes, through each kind of front."""
    if request.param == "haproxy":
        yield house.front
        return
    told, arguments = fronts._KINDS["nginx"]
    assert NGINX is not None
    other = AppServer(tmp_path, "/digital")
    command = fronts.Front("nginx", NGINX, told, arguments).command(
        fronts.Door(f"127.0.0.1:{other.port}", "/digital", house.ports()), tmp_path
    )
    SIGNED_IN[other.url] = SIGNED_IN[house.front.url]
    with subprocess.Popen(command) as running:
        until(lambda: asked(other, "/_stcore/health"), lambda status: status == 200)
        yield other
        running.terminate()


def asked(front: AppServer, path: str, **cookies: str) -> int:
    """The status of a request; 0 while nobody listens."""
    try:
        return httpx.get(f"{front.url}{path}", cookies=cookies, timeout=60).status_code
    except httpx.TransportError:
        return 0


def test_two_servers_share_sign_ins_revocation_and_imports_and_one_goes_on_for_the_other(house: House) -> None:
    front, store = house.front, house.store
    account = store.add_account(Person("liang", "示例两边", Role.ADMINISTRATOR), None)
    with httpx.Client(base_url=front.url, timeout=60) as visitor:
        path = f"/invitation/{store.new_link(account.id, None)}"
        assert visitor.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
        at = visitor.cookies["server"]
        assert all("server=" not in visitor.get("/sign-in").headers.get("set-cookie", "") for _ in range(3)), "stays"
        cookies = {name: value for name, value in visitor.cookies.items() if name != "server"}
    assert at in SERVERS

    def tab(server: str) -> Tab:
        sent = cookies | {"server": server}
        return Tab(front, Cookie="; ".join(f"{name}={value}" for name, value in sent.items()))

    with tab("1") as one, tab("2") as two:
        assert "示例两边" in one.open("account") and "示例两边" in two.open("account")
        store.end_all_sessions(account.id)
        assert "本页要登录后才能用" in one.open("account") and "本页要登录后才能用" in two.open("account")
    replayed = httpx.post(f"{front.url}{path}", data={"password": PASSWORD, "again": PASSWORD}, timeout=60)
    assert replayed.status_code == 403

    known = store.count_firms()  # the samples
    lines = "".join(f"示例{n},南昌,{n % 300 + 1}\n" for n in range(FIRMS))
    file = kept.put(store, "企业.csv", f"企业名称,所在地,从业人数\n{lines}".encode(), "", date(2026, 11, 23))
    given = {"by": "示例经办", "round": "", "over": False, "good_rows": True}
    job = store.begin_job(importing.IMPORT, "", given, file.id)
    (writing,) = until(store.moving_imports, lambda moving: bool(moving) and moving[0].reached > 0, looks=1200)
    with store.engine.connect() as connection:
        worker = connection.scalar(select(schema.imports.c.worker).where(schema.imports.c.id == writing.id))
    before = house.processes()
    at_work = next(pid for pid in before if f":{pid}:" in str(worker))
    os.kill(at_work, signal.SIGKILL)
    assert [asked(front, "/sign-in", server=name) for name in SERVERS] == [200, 200], "one goes on for the other"
    done = until(lambda: store.job(job.id), lambda found: found is not None and not found.open, looks=1200)
    assert done is not None and done.state == "done", done
    assert [one.state for one in store.firm_imports()] == ["done", "broken_off"]
    assert store.count_firms() == known + FIRMS and store.trail.verify().whole
    after = until(house.processes, lambda found: len(found) == len(before) and at_work not in found)
    assert len(after) == len(before), "what was killed is started again"


def test_a_visitor_keeps_to_one_process_by_a_cookie_of_this_path_that_tls_makes_secure(door: AppServer) -> None:
    for proto, secure in (("http", False), ("https", True)):
        given = httpx.get(f"{door.url}/sign-in", headers={"X-Forwarded-Proto": proto}).headers.get_list("set-cookie")
        (sticky,) = [one for one in given if one.startswith("server=")]
        assert re.search(r"; path=(.*?);", sticky, re.IGNORECASE)[1] == "/digital"  # type: ignore[index]
        assert [secure] * len(given) == ["; secure" in one.lower() for one in given], given


def test_whoever_reads_slowly_gets_the_whole_file(door: AppServer) -> None:
    address = f"{door.base}{largest_file()}"
    size = int(
        httpx.get(f"http://127.0.0.1:{door.port}{address}", headers={"Accept-Encoding": ""}).headers["content-length"]
    )
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        reader.connect(("127.0.0.1", door.port))
        reader.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        begun = b"".join(reader.recv(1) for _ in range(50_000))  # meanwhile all that the front holds is full
        whole = len(begun) - begun.index(b"\r\n\r\n") - 4
        while part := reader.recv(1 << 16):
            whole += len(part)
    assert whole == size


def test_a_file_goes_to_the_process_of_its_page(door: AppServer) -> None:
    form, key = in_a_form(b"x" * (5 << 20)), SIGNED_IN[door.url]
    with ExitStack() as open_ones:
        for name in SERVERS:
            tab = open_ones.enter_context(Tab(door, Cookie=f"{key.key}={key.value}; server={name}"))
            tab.open("centre")
            assert hand_in(door, tab.session, len(form), form, f"server={name}") == 204


def test_what_was_typed_as_the_tab_closed_arrives(door: AppServer, house: House, browser: Browser) -> None:
    firm, code = house.store.create_assessment("zh")
    context = browser.new_context()
    page = context.new_page()
    # Whatever Streamlit itself would send vanishes: what arrives came by the request of the closing page.
    page.add_init_script("""
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (told) { if (!window.cut) send.call(this, told); };
    """)
    page.goto(f"{door.url}/questions?code={code}&topic=profile-rest")
    field = page.locator(".st-key-question-firm_name input[type=text]").first
    field.wait_for()
    at_rest(page)
    page.evaluate("window.cut = true")
    field.press_sequentially("示例关得快")
    page.close()
    found = until(lambda: house.store.answers(firm.id).get("firm_name"), bool)
    context.close()
    assert found is not None and found.value == "示例关得快"


def test_limits_count_for_all_processes_and_the_end_of_one_is_the_end_of_all(house: House) -> None:
    told = [begin(house.front, "198.51.100.4", Cookie=f"server={name}") for name in SERVERS]
    assert ["太多" in one for one in told] == [False, True]
    started = house.processes()
    house.front.stop()
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    log = house.front.log.read_text()
    assert "Traceback" not in log, log


def test_two_servers_on_one_sqlite_file_do_each_job_once_and_one_goes_on_for_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_FILES", str(tmp_path / "uploads"))
    servers = {name: AppServer(_folder(tmp_path, name)) for name in ("one", "two")}
    servers["two"].database = servers["one"].database
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda server: server.start(), servers.values()))
    store = open_store(servers["one"].database)
    try:
        cookie = servers["one"].sign_in(name="示例两边")
        with Tab(servers["two"], cookie=cookie) as tab:
            assert "示例两边" in tab.open("account"), "signed in at one is signed in at the other"

        lines = "".join(f"示例{n},南昌,{n % 300 + 1}\n" for n in range(FIRMS))
        file = kept.put(store, "企业.csv", f"企业名称,所在地,从业人数\n{lines}".encode(), "", date(2026, 11, 23))
        begun, seen = [], set[str]()

        def at_work() -> set[str]:
            if sum(job.open for job in store.jobs()) < 4:
                begun.append(store.begin_job(kinds.READING, "", {}, file.id).id)
            with store.engine.connect() as connection:
                seen.update(filter(None, connection.scalars(select(schema.jobs.c.worker))))
            return {name for name, one in servers.items() if any(f":{one.pid}:" in worker for worker in seen)}

        assert until(at_work, lambda names: names == set(servers), looks=1200) == set(servers)
        ended = until(store.jobs, lambda jobs: not any(job.open for job in jobs), looks=1200)
        assert {(job.state, job.tries) for job in ended} == {("done", 1)} and len(ended) == len(begun)

        given = {"by": "示例经办", "round": "", "over": False, "good_rows": True}
        job = store.begin_job(importing.IMPORT, "", given, file.id)
        imports = schema.imports
        under_way = select(imports.c.worker).where(imports.c.state == "writing", imports.c.reached > 0)

        def writer() -> str | None:
            with store.engine.connect() as connection:
                return connection.scalar(under_way)

        worker = until(writer, bool, looks=1200)
        next(one for one in servers.values() if f":{one.pid}:" in str(worker)).kill()
        done = until(lambda: store.job(job.id), lambda found: found is not None and not found.open, looks=1200)
        assert done is not None and (done.state, done.tries) == ("done", 2), done
        assert [one.state for one in store.firm_imports()] == ["done", "broken_off"]
        assert store.count_firms() == FIRMS and store.trail.verify().whole
    finally:
        store.close()
        for server in servers.values():
            server.kill()


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name
