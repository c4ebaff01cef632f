"""A server in a process of its own, and what it costs: processor time and memory, as Linux counts them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from assessment.settings import content_root

BARE = Path(__file__).with_name("bare_app.py")
PAGES = content_root() / "streamlit_app.py"
_TICK = os.sysconf("SC_CLK_TCK")
_LONG = 120


class Cost(NamedTuple):
    """Processor seconds so far, and resident megabytes now, of all processes of a server."""

    processor: float
    megabytes: float


class Server:
    """A server that is up: its address and its database, and the processes that serve."""

    def __init__(self, address: str, database: str, process: subprocess.Popen[bytes]):
        self.address, self.database, self._process = address, database, process

    def cost(self) -> Cost:
        """What it has cost so far, with all that it has started."""
        processor = megabytes = 0.0
        for pid in _family(self._process.pid):
            try:
                processor += processor_of(pid)
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:  # it has just ended
                continue
            held = re.search(r"VmRSS:\s*(\d+) kB", status)
            megabytes += int(held[1]) / 1024 if held else 0.0
        return Cost(processor, megabytes)


def processor_of(pid: int) -> float:
    """Seconds of the processor that a process has had, and its children that have ended; raises ``OSError``."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICK  # utime, stime, and those of the children


def _family(pid: int) -> Iterator[int]:
    """A process and all below it, whichever thread has started them."""
    yield pid
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = told.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def server(folder: Path, script: Path = PAGES, processes: int = 0) -> Iterator[Server]:
    """The pages, or another script, on its own database in ``folder``; with ``processes`` by `assessment serve`."""
    port, database = free_port(), f"sqlite:///{folder / 'assessment.sqlite3'}"
    arguments = ["-m", "streamlit", "run", str(script), "--server.address", "127.0.0.1", "--server.port", str(port)]
    if processes:
        arguments = ["-m", "assessment.cli", "serve", "--port", str(port), "--processes", str(processes)]
    own = {
        "ASSESSMENT_DATABASE_URL": database,
        "ASSESSMENT_NEW_EACH_HOUR": "100000",
        "ASSESSMENT_NEW_IN_ALL": "100000",
        "PYTHONPATH": str(content_root()),
    }
    with (folder / "server.log").open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, *arguments], env=os.environ | own, cwd=content_root(), stdout=log, stderr=log
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/_stcore/health", started, folder / "server.log")
        yield Server(address, database, started)
    finally:
        started.terminate()
        started.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    late = time.monotonic() + _LONG
    while time.monotonic() < late:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
