"""Files that a person gets: written aside and renamed, so that they appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from assessment.language import Label, label
from assessment.problems import InputRefused, refuse

try:
    import fcntl

    HOLDS = True
except ImportError:  # Windows: what a killed writer leaves there stays
    HOLDS = False

_KEPT = label("原来的文件没有动过。", "Whatever was there before is unchanged.")
_REASONS: dict[int, tuple[Label, Label]] = {
    errno.ENOSPC: (
        label("磁盘满了，写不下", "the disk is full"),
        label("请清出空间，或换一个位置再写。", "Free some space or write elsewhere."),
    ),
    errno.ENOENT: (
        label("文件夹不存在", "there is no such folder"),
        label("请先建好文件夹，或核对位置。", "Make the folder first, or check the place."),
    ),
    errno.EACCES: (
        label("没有在这里写文件的权限", "no permission to write there"),
        label("请换一个位置，或请管理员给出权限。", "Write elsewhere, or ask for the permission."),
    ),
    errno.EISDIR: (
        label("这是一个文件夹，不是文件", "this is a folder, no file"),
        label("请写明文件名。", "Give the name of a file."),
    ),
}
_SAME_REASON = {
    errno.EDQUOT: errno.ENOSPC,
    errno.EFBIG: errno.ENOSPC,
    errno.ENOTDIR: errno.ENOENT,
    errno.EPERM: errno.EACCES,
    errno.EROFS: errno.EACCES,
}


def check_target(out: Path, suffixes: tuple[str, ...] = (), inputs: Iterable[Path] = ()) -> None:
    """Refuse, before any work is done, a file that could not or should not be written.

    ``suffixes`` are the endings that fit what will be written; ``inputs`` are the files that are read, under whatever
    name or link. Raises ``InputRefused``.
    """
    if out.is_dir():
        raise _refused(out, errno.EISDIR)
    if not out.exists() or out.is_file():
        if suffixes and out.suffix.lower() not in suffixes:
            endings = "、".join(suffixes)
            raise refuse(
                str(out),
                label(f"文件名的后缀要是 {endings}", f"the name must end in {', '.join(suffixes)}"),
                label("请改后缀；里面的内容不随后缀变化。", "Change the ending; the content does not follow it."),
                out.suffix or None,
            )
        if not out.parent.is_dir():
            raise _refused(out, errno.ENOENT)
        if not os.access(out.parent, os.W_OK):
            raise _refused(out, errno.EACCES)
    for one in inputs:
        if out.exists() and one.exists() and out.samefile(one):
            raise refuse(
                str(out),
                label("要写的文件就是正在读取的文件", "this is the file that is read"),
                label("请换一个文件名，免得覆盖您填好的表。", "Choose another name, so that your own file is kept."),
            )


@contextmanager
def written(out: Path) -> Iterator[IO[bytes]]:
    """A stream whose content becomes the file ``out`` when all of it is there.

    It is written beside ``out``, forced to the disk and renamed; whatever goes wrong leaves the old file as it was and
    nothing beside it. What a killed writer left there goes with the next one. A link is followed. Raises
    ``InputRefused`` when it cannot be written.
    """
    if out.exists() and not out.is_file() and not out.is_dir():  # a device or a pipe: there is nothing to rename
        with out.open("wb") as stream:
            yield stream
        return
    target = Path(os.path.realpath(out))
    try:
        _clear(target)
        file, part, held = _begun(target)
        try:
            with file:
                aside = _Aside(file)
                try:
                    yield aside
                finally:
                    aside.ended = True
                if aside.fault is not None:
                    raise aside.fault
                file.flush()
                os.fsync(file.fileno())
            if target.is_file():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            os.replace(part, target)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            os.close(held)
    except InputRefused:
        raise
    except Exception as fault:
        if (cause := _cause(fault)) is None:
            raise
        raise _refused(out, cause.errno or 0, cause) from fault


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process is in such a block of this folder, and keep others waiting until the end."""
    held = os.open(folder, os.O_RDONLY) if HOLDS else None
    try:
        if held is not None:
            with contextlib.suppress(OSError):  # a disk without holds
                fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        if held is not None:
            os.close(held)


def _begun(target: Path) -> tuple[IO[bytes], Path, int]:
    """A new file beside the target, and the hold on it that keeps others from taking it for left behind."""
    while True:
        part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
        file = part.open("xb")
        held = os.dup(file.fileno())
        try:
            is_ours = _hold(held) and part.exists()
        except OSError:
            is_ours = True  # a disk without holds: nobody clears up there
        if is_ours:
            return file, part, held
        file.close()  # it was taken for one before it could be held
        os.close(held)


def _clear(target: Path) -> None:
    """Delete what killed writers of the target left behind."""
    if not HOLDS:
        return
    name = re.compile(rf"\.{re.escape(target.name[:100])}\.[0-9a-f]{{8}}\.part")
    for left in target.parent.iterdir():
        if name.fullmatch(left.name):
            with contextlib.suppress(OSError), left.open("r+b") as file:
                if _hold(file.fileno()):
                    left.unlink()


def _hold(file: int) -> bool:
    """Take hold of a file until its last descriptor is closed or its process dies; False while another has it."""
    try:
        if HOLDS:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Aside(io.RawIOBase, BinaryIO):
    """The stream of a file that is being written.

    After a fault, and when the file has ended, it swallows what still comes: writers of archives that were broken off
    try to finish them when they are collected, and would complain about it on the screen.
    """

    def __init__(self, file: IO[bytes]):
        self._file = file
        self._at = 0
        self.fault: OSError | None = None
        self.ended = False

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def seekable(self) -> bool:
        """Archives go back to fill in sizes."""
        return True

    @property
    def _over(self) -> bool:
        return self.ended or self.fault is not None

    def write(self, data: Any) -> int:
        """Write all of ``data``."""
        if not self._over:
            try:
                self._file.write(data)
            except OSError as fault:
                self.fault = fault
                raise
        self._at += len(data)
        return len(data)

    def flush(self) -> None:
        """Pass on what was written."""
        if not self._over:
            self._file.flush()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        self._at = offset if self._over else self._file.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        """Where it is."""
        return self._at


def put(out: Path | IO[bytes], data: bytes) -> None:
    """The bytes as a file, or at the end of a stream. Raises ``OSError``."""
    if isinstance(out, Path):
        out.write_bytes(data)
    else:
        out.write(data)


def write_text(out: Path, text: str) -> None:
    """Write a text in UTF-8 as ``written`` does."""
    with written(out) as stream:
        stream.write(text.encode("utf-8"))


def add_line(out: Path, line: str) -> None:
    """Put a line at the end of a file. Raises ``InputRefused`` when it cannot be written; part of it may stand then."""
    try:
        with out.open("ab", buffering=0) as stream:
            left = memoryview(f"{line}\n".encode())
            while left:
                left = left[stream.write(left) :]
    except OSError as fault:
        raise _refused(out, fault.errno or 0, fault) from fault


def _cause(fault: BaseException) -> OSError | None:
    """The fault of the operating system behind an exception of a library that wraps it."""
    if isinstance(fault, OSError):
        return fault
    inside = next((arg for arg in fault.args if isinstance(arg, OSError)), None)
    return inside or (fault.__context__ if isinstance(fault.__context__, OSError) else None)


def _refused(out: Path, number: int, fault: OSError | None = None) -> InputRefused:
    number = _SAME_REASON.get(number, number)
    if number in _REASONS:
        message, remedy = _REASONS[number]
    else:
        message = label("写不了这个文件", "this file cannot be written")
        remedy = label("请核对文件位置和读写权限。", "Check where it is and whether it may be written.")
    said = fault.strerror if fault is not None and number not in _REASONS else None
    return refuse(str(out), message, label(remedy.zh + _KEPT.zh, f"{remedy.en} {_KEPT.en}"), said)
