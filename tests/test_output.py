"""Files appear whole or not at all, and whatever stood there before is kept; one sentence says what went wrong."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
import xlsxwriter
from click.testing import CliRunner

from assessment import output
from assessment.cli import main
from assessment.output import check_target, write_text, written
from assessment.problems import InputRefused
from tests.conftest import ROOT

FIRMS = "企业名称,所在地,从业人数\n示例甲有限公司,南昌,40\n"


class Full:
    """A disk that is full after some bytes."""

    def __init__(self, stream: IO[bytes], room: int):
        self.stream, self.room = stream, room

    def write(self, data: bytes) -> int:
        if len(data) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= len(data)
        return self.stream.write(data)

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


@pytest.fixture
def full_disk(monkeypatch) -> None:
    opened = Path.open

    def limited(self: Path, *args, **more) -> IO[bytes]:
        stream = opened(self, *args, **more)
        return Full(stream, 300) if self.name.endswith(".part") else stream

    monkeypatch.setattr(Path, "open", limited)


def only(folder: Path, *names: str) -> bool:
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


def sentence(refused: pytest.ExceptionInfo[InputRefused]) -> str:
    (problem,) = refused.value.problems
    return problem.sentence("zh")


class TestWritten:
    def test_the_file_is_there_when_all_of_it_is(self, tmp_path: Path) -> None:
        out = tmp_path / "结果.csv"
        out.write_text("旧")
        with written(out) as stream:
            stream.write("新".encode())
            assert out.read_text() == "旧"
        assert out.read_text() == "新"
        assert only(tmp_path, "结果.csv")

    def test_a_fault_half_way_keeps_the_old_file(self, tmp_path: Path) -> None:
        out = tmp_path / "a.csv"
        out.write_text("旧")
        with pytest.raises(TypeError), written(out) as stream:
            stream.writelines([b"half", None])
        assert out.read_text() == "旧"
        assert only(tmp_path, "a.csv")

    def test_a_full_disk_is_told_in_one_sentence(self, tmp_path: Path, full_disk: None) -> None:
        out = tmp_path / "a.txt"
        with pytest.raises(InputRefused) as refused:
            write_text(out, "x" * 1000)
        assert "磁盘满了" in sentence(refused) and "原来的文件没有动过" in sentence(refused)
        assert only(tmp_path)

    def test_a_library_that_wraps_the_fault_is_understood(self, tmp_path: Path, full_disk: None) -> None:
        with (
            pytest.raises(InputRefused) as refused,
            written(tmp_path / "a.xlsx") as stream,
            xlsxwriter.Workbook(stream) as book,
        ):
            book.add_worksheet().write_column(0, 0, range(500))
        assert "磁盘满了" in sentence(refused)
        assert only(tmp_path)

    def test_what_a_killed_writer_left_goes_with_the_next_one_and_what_another_is_writing_stays(
        self, tmp_path: Path
    ) -> None:
        out = tmp_path / "结果.csv"
        (tmp_path / ".结果.csv.0123abcd.part").write_text("left behind")
        strangers = (".结果.csv.part", ".另一个.csv.0123abcd.part")
        for name in strangers:
            (tmp_path / name).write_text("not ours")
        with written(out) as first:
            first.write(b"first")
            write_text(out, "second")
            assert len(list(tmp_path.iterdir())) == 2 + len(strangers), "the first one is still being written"
        assert out.read_text() == "first"
        assert only(tmp_path, "结果.csv", *strangers)

    def test_permissions_and_links_stay(self, tmp_path: Path) -> None:
        real = tmp_path / "real.txt"
        real.write_text("旧")
        real.chmod(0o640)
        link = tmp_path / "link.txt"
        link.symlink_to(real)
        write_text(link, "新")
        assert link.is_symlink() and real.read_text() == "新"
        assert real.stat().st_mode & 0o777 == 0o640

    def test_a_device_is_written_straight(self) -> None:
        write_text(Path(os.devnull), "x")

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
    def test_a_kill_half_way_keeps_the_old_file(self, tmp_path: Path, how: signal.Signals) -> None:
        out = tmp_path / "a.txt"
        out.write_text("旧")
        script = """
            import sys, pathlib
            from assessment.cli.console import told
            from assessment.output import written
            with told("zh"), written(pathlib.Path(sys.argv[1])) as stream:
                stream.write(b"half")
                stream.flush()
                print("here", flush=True)
                sys.stdin.read()
        """
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), str(out)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"here\n"
        child.send_signal(how)
        child.communicate(timeout=60)
        assert child.returncode != 0
        assert out.read_text() == "旧"
        if how is signal.SIGTERM:
            assert only(tmp_path, "a.txt")


class TestTargets:
    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputRefused) as refused:
            check_target(tmp_path / "没有" / "a.xlsx")
        assert "文件夹不存在" in sentence(refused)

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputRefused, match="a folder, no file"):
            check_target(tmp_path)

    def test_a_folder_that_may_not_be_written(self, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setattr(output.os, "access", lambda *_: False)
        with pytest.raises(InputRefused) as refused:
            check_target(tmp_path / "a.xlsx")
        assert "权限" in sentence(refused)

    @pytest.mark.parametrize("name", ["r.ods", "r.xls", "r", "r.pdf"])
    def test_an_ending_that_does_not_fit(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InputRefused) as refused:
            check_target(tmp_path / name, (".xlsx", ".csv"))
        assert ".xlsx、.csv" in sentence(refused)

    @pytest.mark.parametrize(
        "make",
        [
            lambda source, out: None if source == out else out.hardlink_to(source),
            lambda source, out: out.symlink_to(source),
        ],
        ids=["hard link", "symbolic link"],
    )
    def test_the_input_by_another_name(self, tmp_path: Path, make: Callable[[Path, Path], None]) -> None:
        source, out = tmp_path / "firms.csv", tmp_path / "out.csv"
        source.write_text(FIRMS)
        make(source, out)
        with pytest.raises(InputRefused) as refused:
            check_target(out, (".csv",), [source])
        assert "正在读取的文件" in sentence(refused)


class TestCommands:
    """Each command that writes a file, given a place where it cannot or should not."""

    @pytest.fixture
    def firms(self, tmp_path: Path) -> Path:
        path = tmp_path / "firms.csv"
        path.write_text(FIRMS, encoding="utf-8")
        return path

    def refused(self, *arguments: object) -> str:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.output
        return result.stderr

    @pytest.mark.parametrize("command", ["score", "reports", "matchmake"])
    def test_a_missing_folder(self, firms: Path, command: str) -> None:
        suffix = ".zip" if command == "reports" else ".xlsx"
        assert "文件夹不存在" in self.refused(command, firms, firms.parent / "没有" / f"out{suffix}")

    @pytest.mark.parametrize("command", ["score", "reports", "matchmake"])
    def test_another_ending(self, firms: Path, command: str) -> None:
        assert "后缀" in self.refused(command, firms, firms.parent / "out.ods")
        assert only(firms.parent, "firms.csv")

    def test_the_template_and_the_report_of_one_firm(self, tmp_path: Path) -> None:
        sample = next((ROOT / "seeds" / "firms").glob("*.yaml"))
        assert "后缀" in self.refused("template", tmp_path / "t.ods")
        assert "后缀" in self.refused("advise", sample, "--pdf", tmp_path / "a.docx")
        assert "文件夹不存在" in self.refused("advise", sample, "--json", tmp_path / "x" / "a.json")

    def test_the_own_input_is_kept(self, firms: Path) -> None:
        assert "正在读取的文件" in self.refused("score", firms, firms)
        assert firms.read_text(encoding="utf-8") == FIRMS

    @pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
    def test_a_full_disk(self, firms: Path, full_disk: None, suffix: str) -> None:
        out = firms.parent / f"out{suffix}"
        out.write_text("旧")
        assert "磁盘满了" in self.refused("score", firms, out)
        assert out.read_text() == "旧"
        assert only(firms.parent, "firms.csv", out.name)


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_stream_that_lacks_a_sign_ends_no_command(encoding: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from assessment.cli import main; main()", "doctor"],
        cwd=ROOT,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": encoding,
            "PYTHONUTF8": "0",
            "ASSESSMENT_DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}",
        },
        capture_output=True,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr
    if encoding == "gbk":
        assert "√" in done.stdout.decode("gbk")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["facts", "doctor"])
def test_what_a_command_prints_onto_a_full_disk_ends_in_a_sentence(
    command: str, unbuffered: str, tmp_path: Path
) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from assessment.cli import main; main()", command],
            cwd=ROOT,
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "PYTHONUNBUFFERED": unbuffered,
                "ASSESSMENT_DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}",
            },
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
        )
    told = done.stderr.decode()
    assert (done.returncode, "Traceback" in told) == (1, False)
    assert told.startswith("屏幕输出写不下，只写了一部分")
