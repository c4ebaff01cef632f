"""Several processes of the pages behind one front: started, started again when one dies, and all ended together."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from assessment import settings
from assessment.cli.front import Door, Front
from assessment.language import label
from assessment.problems import refuse

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
PATIENCE = 20.0
"""Seconds that processes get to end: answers are written, and downloads finish."""
STARTING = 180.0
_LOOK = 0.2
_STEADY = 60.0
"""Seconds after which a process that dies is started again at once; before that it waits longer and longer."""
_LONGEST_PAUSE = 30.0
_LEAST_UPLOADS_MB = 120
"""What one process holds at least, so that a third of it takes the largest file."""
_FRONT_ENDED = (
    label("前面的代理自己停了", "the proxy in front ended by itself"),
    label(
        "原因见上面它自己的话：多半是端口已被占用（换 --port），或不许监听这个地址。",
        "Its own words above say why: most likely the port is taken (use another --port), or the address is not this "
        "machine's.",
    ),
)
_PARENT_DIED = 1  # PR_SET_PDEATHSIG


class _Child:
    """One process, at the same port whenever it is started again."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]):
        self._start, self.failed, self._again_at = start, 0, 0.0
        self.process = start()
        self.since = time.monotonic()

    def tend(self) -> None:
        """Start it again where it has died, not too often."""
        now = time.monotonic()
        if self.process.poll() is None:
            return
        if not self._again_at:
            self.failed = 1 if now - self.since > _STEADY else self.failed + 1
            self._again_at = now + (0.0 if self.failed == 1 else min(_LONGEST_PAUSE, 2.0**self.failed))
        if now >= self._again_at:
            self.process, self.since, self._again_at = self._start(), now, 0.0


def serve(front: Front, door: Door, command: Callable[[int], Sequence[str]]) -> int:
    """Serve until a signal says to end; ``command`` starts the process at a port. The status to end with.

    Raises ``InputRefused`` where the front ends by itself; why stands above, in its own words.
    """
    ended = threading.Event()
    for number in ENDING:
        signal.signal(number, lambda *_: ended.set())
    own = settings.environment({settings.uploads_mb: str(_share_of_uploads(len(door.ports)))})

    def at(port: int) -> subprocess.Popen[bytes]:
        return _started(command(port), own)

    children = [_Child(partial(at, port)) for port in door.ports]
    leading: subprocess.Popen[bytes] | None = None
    with tempfile.TemporaryDirectory(prefix="ganqi-front-") as folder:
        try:
            if not _await(children, door, ended):
                return 0 if ended.is_set() else 1
            leading = _started(front.command(door, Path(folder)), own)
            while not ended.wait(_LOOK):
                if leading.poll() is not None:
                    raise refuse(front.name, *_FRONT_ENDED, leading.returncode)
                for child in children:
                    child.tend()
            return 0
        finally:
            # Pages first: what is being written is acknowledged through the front.
            _end([child.process for child in children])
            _end([leading] if leading is not None else [])


def free_ports(number: int) -> list[int]:
    """Ports of this machine on which nobody listens."""
    held = [socket.socket() for _ in range(number)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def _share_of_uploads(processes: int) -> int:
    """Megabytes of files handed in that each process may hold, so that all together hold what is set."""
    return max(_LEAST_UPLOADS_MB, settings.uploads_mb() // processes)


def _started(command: Sequence[str], own: dict[str, str]) -> subprocess.Popen[bytes]:
    """A process that hears from us alone, not from the terminal, and ends when we are killed."""
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def end_with_parent() -> None:
        if library is not None:
            library.prctl(_PARENT_DIED, signal.SIGTERM)

    return subprocess.Popen(command, env=own, start_new_session=True, preexec_fn=end_with_parent)  # noqa: S603


def _await(children: Sequence[_Child], door: Door, ended: threading.Event) -> bool:
    """Wait until all answer; False when one died instead, or nothing came, or it is to end."""
    late, left = time.monotonic() + STARTING, list(door.ports)
    while left and time.monotonic() < late and not ended.wait(_LOOK):
        if any(child.process.poll() is not None for child in children):
            return False
        left = [port for port in left if not _answers(f"http://127.0.0.1:{port}{door.health}")]
    return not left and not ended.is_set()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own address
            return True
    except OSError:
        return False


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to end at once, and wait; whoever does not is killed."""
    for one in processes:
        if one.poll() is None:
            one.terminate()
    late = time.monotonic() + PATIENCE
    for one in processes:
        try:
            one.wait(max(0.0, late - time.monotonic()))
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
