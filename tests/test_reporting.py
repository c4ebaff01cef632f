"""Reports of many firms in parts: a run that was broken off goes on, and what it left is the same as in one go."""

from __future__ import annotations

import csv
import datetime
import io
import threading
import zipfile
from pathlib import Path

import pytest

from assessment.advisory import Advisor, default_advisor
from assessment.batch import (
    Batch,
    Engine,
    ReportGroup,
    ReportJob,
    Stopped,
    by_area,
    made_from,
    reporting,
    score_file,
    write_reports,
)
from assessment.batch import archive as archiving
from assessment.batch.archive import Made
from assessment.problems import InputRefused
from tests.batches import as_csv, records

ON = datetime.date(2026, 11, 23)
FIRMS = 7


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="module")
def source(advisor: Advisor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    firms = records(advisor, FIRMS, 3)
    for place, firm in enumerate(firms):
        firm["city"] = ("nanchang", "jiujiang")[place % 2]
    path = tmp_path_factory.mktemp("reports") / "企业.csv"
    path.write_bytes(as_csv(firms, city_2="南昌市青山湖区", city_4="南昌县", city_8=""))
    return path


@pytest.fixture
def batch(advisor: Advisor, source: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """The firms; a report is the name of its firm, made at once, and that of the third fails."""

    class Quick:
        def __init__(self, job: ReportJob):
            self.job = job

        def reports(self, block):
            ids, columns = block
            names = columns["firm_name"].values
            return [
                Made(place, name, None, None if name.endswith("3") else f"%PDF {name}".encode(), "示例的错")
                for place, name in zip(ids, names, strict=True)
            ]

    monkeypatch.setattr(archiving, "_Worker", Quick)
    monkeypatch.setattr(archiving, "FEW", 1_000)
    monkeypatch.setattr(reporting, "PART", 2)
    return score_file(advisor, source, ON)


def job_of(advisor: Advisor) -> ReportJob:
    return ReportJob(advisor, ON, "zh", False, "")


def made(job: ReportJob, source: Path) -> dict[str, str]:
    return made_from(job.advisor.root, job.on, source, job.lang)


def everything(batch: Batch) -> list[ReportGroup]:
    return [ReportGroup("", tuple(range(len(batch.table))))]


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_run_that_was_broken_off_goes_on_where_it_was(advisor: Advisor, source: Path, batch: Batch, tmp_path: Path):
    job, out = job_of(advisor), tmp_path / "报告.zip"
    said = made(job, source)
    stop, told = threading.Event(), []

    def until_four(done: int, all_: int) -> None:
        told.append(done)
        if done >= 4:
            stop.set()
            raise Stopped

    with pytest.raises(Stopped):
        write_reports(out, job, batch.table, everything(batch), said, progress=until_four)
    assert not out.exists()
    assert sorted(path.name for path in (tmp_path / "报告.zip.parts").glob("*.zip")) == [
        "0000-000001.zip",
        "0000-000003.zip",
    ]
    again: list[int] = []
    written = write_reports(
        out, job, batch.table, everything(batch), said, progress=lambda done, all_: again.append(done)
    )
    assert again == [4, 6, 7]
    assert (written.reports, written.failed) == (6, (batch.table.ids[2],))
    assert list(tmp_path.iterdir()) == [out], "the parts are gone"
    at_once = write_reports(tmp_path / "once.zip", job, batch.table, everything(batch), said, engine=Engine(1))
    assert contents(out) == contents(tmp_path / "once.zip") and at_once == written
    index = list(csv.reader(io.StringIO(contents(out)["目录.csv"].decode("utf-8-sig"))))
    assert [line[0] for line in index[1:4]] == ["1_示例企业1.pdf", "2_示例企业2.pdf", "没有生成"]


def test_what_was_made_from_something_else_is_not_taken_over(
    advisor: Advisor, source: Path, batch: Batch, tmp_path: Path
):
    job, out = job_of(advisor), tmp_path / "报告.zip"

    def stop(done: int, all_: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        write_reports(out, job, batch.table, everything(batch), made(job, source), progress=stop)
    other = ReportJob(advisor, ON + datetime.timedelta(days=1), "en", False, "")
    with pytest.raises(InputRefused, match=r"the day \(then 2026-11-23\), the options"):
        write_reports(out, other, batch.table, everything(batch), made(other, source))
    write_reports(out, other, batch.table, everything(batch), made(other, source), fresh=True)
    assert "index.csv" in contents(out)


def test_reports_by_county_are_an_archive_each_and_one_index(
    advisor: Advisor, source: Path, batch: Batch, tmp_path: Path
):
    job = job_of(advisor)
    groups = by_area(batch, "zh", counties=True)
    assert sorted(row for group in groups for row in group.rows) == list(range(FIRMS))
    assert {group.name: len(group.rows) for group in groups} == {
        "没有写所在地": 1, "南昌": 1, "南昌青山湖区": 1, "南昌南昌县": 1, "九江": 3,
    }  # fmt: skip
    assert [len(group.rows) for group in by_area(batch, "zh", counties=False)] == [1, 3, 3]
    write_reports(tmp_path / "各县", job, batch.table, groups, made(job, source))
    names = {path.name for path in (tmp_path / "各县").iterdir()}
    assert names == {"目录.csv", *(f"{group.name}.zip" for group in groups)}
    index = (tmp_path / "各县" / "目录.csv").read_text(encoding="utf-8-sig")
    assert "九江/1_示例企业2.pdf" in index
    assert len(contents(tmp_path / "各县" / "九江.zip")) == 4
