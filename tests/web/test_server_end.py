"""The real server is stopped in every way: the database file alone holds every answer afterwards."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from assessment.answers.answer import Answer, State
from assessment.cli import main
from assessment.store.assessments import open_store
from tests.conftest import ROOT
from tests.web.conftest import AppServer
from tests.web.tab import Tab
from tests.web.test_doors import in_a_form
from tests.web.waiting import until

WRITER = (
    "import os, sys\n"
    "from assessment.answers.answer import Answer, State, UNANSWERED\n"
    "from assessment.store.assessments import open_store\n"
    "store = open_store(sys.argv[1])\n"
    "firm, code = store.create_assessment('zh')\n"
    "for n in range(20):\n"
    "    store.save_answer(firm.id, f'f{n}', Answer(State.ANSWERED, float(n)), 'self', 'owner', UNANSWERED)\n"
    "print(code, flush=True)\n"
    "os._exit(9)\n"
)
"""Answers, and ends without closing anything: what it wrote is in the log, which the server has open."""
EXPECTED = {f"f{n}": Answer(State.ANSWERED, float(n)) for n in range(20)}


@pytest.fixture
def server(tmp_path: Path) -> AppServer:
    """A server of one's own, to be stopped."""
    (tmp_path / "var").mkdir()
    return AppServer(tmp_path / "var")


def write_answers(server: AppServer) -> str:
    """Twenty answers that lie in the write-ahead log alone; their code."""
    ran = subprocess.run(
        [sys.executable, "-c", WRITER, server.database], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 9, ran.stderr
    assert wal(server).stat().st_size > 0
    return ran.stdout.strip()


def file_of(server: AppServer) -> Path:
    return Path(server.database.removeprefix("sqlite:///"))


def wal(server: AppServer) -> Path:
    return file_of(server).with_name(file_of(server).name + "-wal")


def answers_in(path: Path, code: str) -> dict[str, Answer]:
    store = open_store(f"sqlite:///{path}")
    found = store.answers(store.resume(code, "phone").id)
    store.close()
    return found


def test_killed_started_again_and_ended_it_leaves_one_file_that_holds_everything(
    server: AppServer, tmp_path: Path
) -> None:
    server.start()
    code = write_answers(server)
    server.kill()
    assert wal(server).stat().st_size > 0
    server.start("serve")
    with urllib.request.urlopen(f"{server.url}/questions?code={code}") as page:
        assert page.status == 200
    assert answers_in(file_of(server), code) == EXPECTED
    server.stop(signal.SIGHUP)
    assert not wal(server).exists()
    shutil.copy(file_of(server), tmp_path / "alone")
    assert answers_in(tmp_path / "alone", code) == EXPECTED
    assert "Traceback" not in server.log.read_text()
    assert code not in server.log.read_text(), "a code is a secret, which no log tells"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_a_reader_that_stands_still_does_not_hold_up_the_end(server: AppServer, number: signal.Signals) -> None:
    server.start()
    code = write_answers(server)
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        reader.connect(("127.0.0.1", server.port))
        reader.sendall(f"GET {largest_file()} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert reader.recv(15) == b"HTTP/1.1 200 OK"
        server.stop(number)
    assert not wal(server).exists()
    assert answers_in(file_of(server), code) == EXPECTED


def test_a_file_that_is_on_its_way_does_not_hold_up_the_end_and_is_no_fault(server: AppServer) -> None:
    server.start()
    with Tab(server, staff=True) as tab:
        tab.open("centre")
        for left in (True, False):  # one visitor leaves in the middle, the other stands still
            sender = socket.create_connection(("127.0.0.1", server.port))
            sender.sendall(beginning_of_a_file(server, tab.session))
            if left:
                sender.close()
                assert until(lambda: "broken off PUT" in server.log.read_text(), bool)
        server.stop()
        sender.close()
    told = server.log.read_text()
    assert told.count("broken off PUT") == 2 and "Traceback" not in told, told


def beginning_of_a_file(server: AppServer, session: str) -> bytes:
    """A request that hands in 20 MB, and the first of them."""
    with urllib.request.urlopen(f"{server.url}/_stcore/health") as answer:
        (xsrf,) = re.findall(r"_streamlit_xsrf=([^;]+)", answer.headers["set-cookie"])
    lines = (
        f"PUT /_stcore/upload_file/{session}/{'f' * 8} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"Cookie: _streamlit_xsrf={xsrf}",
        f"X-Xsrftoken: {xsrf}",
        "Content-Type: multipart/form-data; boundary=edge",
        f"Content-Length: {20 << 20}",
    )
    return "\r\n".join([*lines, "", ""]).encode() + in_a_form(b"x" * (1 << 20))


def largest_file() -> str:
    """The address of the largest file that the server has, more than any buffer on the way holds."""
    import streamlit

    root = Path(streamlit.__file__).parent / "static"
    return f"/{max(root.rglob('*.js'), key=lambda path: path.stat().st_size).relative_to(root)}"


def test_the_database_is_copied_while_the_server_runs_and_put_back_only_when_it_does_not(
    server: AppServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.start()
    code, out = write_answers(server), tmp_path / "copy.sqlite3"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", server.database)
    copied = CliRunner().invoke(main, ["backup", str(out)])
    assert (copied.exit_code, "20 个回答" in copied.stderr) == (0, True), copied.stderr
    refused = CliRunner().invoke(main, ["restore", str(out)])
    assert (refused.exit_code, "正在使用" in refused.stderr) == (1, True), refused.stderr
    server.stop()

    (tmp_path / "elsewhere").mkdir()
    elsewhere = tmp_path / "elsewhere" / "assessment.sqlite3"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{elsewhere}")
    restored = CliRunner().invoke(main, ["restore", str(out)])
    assert restored.exit_code == 0, restored.stderr
    assert answers_in(elsewhere, code) == EXPECTED
    with closing(sqlite3.connect(elsewhere)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
