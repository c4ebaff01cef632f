"""A file scored part by part: the same as read whole, whatever the parts, and nothing half written."""

from __future__ import annotations

import csv
import datetime
import io
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assessment.advisory import Advisor, default_advisor
from assessment.batch import Engine, Flowed, FlowJob, Stopped, score_file, score_flow
from assessment.problems import InputRefused
from assessment.workbook.grid import parts
from assessment.workbook.grid.files import Limits
from tests.batches import as_csv, records

ON = datetime.date(2026, 11, 23)
LIMITS = Limits(rows=10_000)
CODE = "91360100MA0000000Q"


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="module")
def messy(advisor: Advisor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Firms with bad cells, twins far apart, totals, notes, a header again, another one, and quotation marks."""
    firms = records(advisor, 40, 1, gaps=0.1)
    for place, firm in enumerate(firms):
        firm["credit_code"] = CODE if place in (3, 30) else None
    firms[35]["firm_name"] = firms[2]["firm_name"]
    cells = {"city_3": "火星", "employees_20": "约40", "firm_name_9": '示例"甲",\n有限公司'}
    lines = as_csv(firms, **cells).decode().split("\r\n")
    head, rows = lines[0], lines[1:-1]
    rows[12:12] = ["南昌市小计,,,12", "", "九江市汇总", head]
    rows[30:30] = ["说明：本表由示例中心填报", "法人名称,女职工数,注册地区", "示例丙,5,南昌"]
    rows[36:36] = ["firm_name,employees,city", "示例丁有限公司,41,南昌", "示例戊有限公司,很多,九江"]
    path = tmp_path_factory.mktemp("flow") / "企业.csv"
    path.write_text("\r\n".join([head, *rows]) + "\r\n", encoding="utf-8-sig")
    return path


def flow(advisor: Advisor, source: Path, out: Path, **more: object) -> Flowed:
    kind = "parquet" if out.suffix == ".parquet" else "csv"
    flowed = score_flow(FlowJob(advisor, ON, kind), source, out, LIMITS, **more)  # type: ignore[arg-type]
    assert flowed is not None
    return flowed


@pytest.mark.parametrize("signs", [700, 2_500, 9_000])
def test_parts_of_any_size_give_what_the_whole_file_gives(
    advisor: Advisor, messy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signs: int
):
    whole = score_file(advisor, messy, ON)
    whole.save(tmp_path / "whole.csv", "zh")
    monkeypatch.setattr(parts, "SIGNS", signs)
    shares: list[float] = []
    flowed = flow(advisor, messy, tmp_path / "parts.csv", progress=lambda firms, share: shares.append(share))
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert len(shares) > 1 and shares == sorted(shares)
    assert set(flowed.problems) == set(whole.problems)
    assert flowed.found == len(whole.problems) == len(flowed.problems)
    assert flowed.tally.sentence() == whole.tally.sentence()
    assert set(flowed.tally.left_out) == set(whole.tally.left_out)
    assert {one.read_as for one in flowed.tally.understood} == {one.read_as for one in whole.tally.understood}


def test_a_parquet_file_gives_what_its_csv_gives_and_comes_back(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    firms = records(advisor, 30, 4, gaps=0.2)
    firms[3]["employees"] = {"state": "not_applicable", "reason": "示例"}
    source = tmp_path / "企业.csv"
    source.write_bytes(as_csv(firms, city_5="火星"))
    whole = score_file(advisor, source, ON)
    whole.save(tmp_path / "whole.parquet", "zh")
    # Groups of two and parts of seven rows: a part holds several groups, the last one fewer.
    pq.write_table(pq.read_table(tmp_path / "whole.parquet"), tmp_path / "whole.parquet", row_group_size=2)
    monkeypatch.setattr(parts, "ROWS", 7)
    flowed = flow(advisor, tmp_path / "whole.parquet", tmp_path / "again.csv")
    assert flowed.firms == 30
    whole.save(tmp_path / "whole.csv", "zh")
    first, second = (_cells(tmp_path / name) for name in ("whole.csv", "again.csv"))
    for one, other in zip(first, second, strict=True):
        assert {k: v for k, v in one.items() if k != "firm"} == {k: v for k, v in other.items() if k != "firm"}
    assert [row["firm"] for row in second[:2]] == ["whole!2", "whole!3"]
    flow(advisor, tmp_path / "whole.parquet", tmp_path / "again.parquet")
    again = pq.read_table(tmp_path / "again.parquet")
    assert again.num_rows == 30
    assert pa.types.is_floating(again.schema.field("employees").type)
    assert again["employees.state"].to_pylist()[3] == "not_applicable: 示例"


def _cells(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_columns_of_other_programs_are_read_by_their_types(advisor: Advisor, tmp_path: Path):
    table = pa.table({
        "企业名称": ["示例甲有限公司", "示例乙有限公司"],
        "employees": pa.array([40, None], pa.int32()),
        "network": pa.array([["workshop_control_network"], []], pa.list_(pa.string())),
        "hobby": ["x", "y"],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "in.parquet")
    flowed = flow(advisor, tmp_path / "in.parquet", tmp_path / "out.csv")
    rows = _cells(tmp_path / "out.csv")
    assert [(row["employees"], row["network"]) for row in rows] == [("40", "workshop_control_network"), ("", "")]
    assert any(problem.where == "in!D1" for problem in flowed.problems)


def test_with_strict_and_when_stopped_nothing_is_written(advisor: Advisor, messy: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(parts, "SIGNS", 2_500)
    out = tmp_path / "out" / "out.csv"
    out.parent.mkdir()
    assert flow(advisor, messy, out, strict=True).found
    stop = threading.Event()
    with pytest.raises(Stopped):
        flow(advisor, messy, out, stop=stop, progress=lambda *_: stop.set())
    assert list(out.parent.iterdir()) == []


def test_an_open_quotation_mark_and_a_damaged_file_end_with_their_place(advisor: Advisor, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(parts, "SIGNS", 500)
    source = tmp_path / "企业.csv"
    source.write_bytes(as_csv(records(advisor, 20, 1), firm_name_12="示例甲").replace("示例甲".encode(), b'"x', 1))
    with pytest.raises(InputRefused, match="企业!"):
        flow(advisor, source, tmp_path / "out.csv")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1" + bytes(5000))
    with pytest.raises(InputRefused, match=r"bad\.parquet"):
        flow(advisor, tmp_path / "bad.parquet", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_processes_give_the_same_file(advisor: Advisor, messy: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(parts, "SIGNS", 2_500)
    flow(advisor, messy, tmp_path / "one.csv")
    flow(advisor, messy, tmp_path / "two.csv", engine=Engine(2))
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
