"""Reports that were handed out: entered once, confirmed by number, and nothing of whose they are."""

import datetime
import io
import zipfile

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assessment.advisory import default_advisor
from assessment.cli import main
from assessment.report.document import write_report
from assessment.store.assessments import open_store
from assessment.telling.seal import number_in
from assessment.web import resources, verifying
from tests.batches import as_csv, records
from tests.conftest import ROOT
from tests.report.conftest import advisories  # noqa: F401
from tests.report.drawing import read

HERE = "https://zhenduan.example.cn"
FIRM = str(ROOT / "seeds" / "firms" / "sample_moulding.yaml")


def test_a_report_entered_twice_is_one_and_another_file_under_its_number_is_told(store, clock):
    day = datetime.date(2026, 11, 23)
    for _ in range(2):
        store.hand_out("AAAA-BBBB-CCCC-DDDD", "0" * 64, day, ["miit@2024"])
        clock.move(minutes=1)
    store.hand_out("AAAA-BBBB-CCCC-DDDD", "1" * 64, day, ["miit@2024"])
    first, second = store.handed_out("AAAA-BBBB-CCCC-DDDD")
    assert (first.digest, first.on, first.editions) == ("0" * 64, day, ("miit@2024",))
    assert second.at > first.at
    assert store.handed_out("EEEE-BBBB-CCCC-DDDD") == []


@pytest.fixture
def visitor(tmp_path, monkeypatch):
    kept = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    monkeypatch.setattr(resources, "store", lambda: kept)
    with TestClient(Starlette(routes=list(verifying.ROUTES))) as client:
        client.store = kept
        yield client
    kept.close()


def test_whoever_holds_a_report_may_have_it_confirmed_and_learns_no_name(visitor, advisories):  # noqa: F811
    out = io.BytesIO()
    advisory = advisories["moulding"]
    seal = write_report(out, advisory, "zh", verify_at=HERE)
    verifying.enter(seal)
    for typed in (seal.id, seal.id.lower().replace("-", " ")):
        answer = visitor.get(f"/verify/{typed}")
        assert answer.status_code == 200
        assert all(one in answer.text for one in (seal.id, seal.digest, "2026-11-23", "国家评测指标 2024"))
        assert advisory.firm.name not in answer.text
        assert "<script" not in answer.text
    assert "Digest of the file" in visitor.get(f"/verify?number={seal.id}&lang=en").text
    assert f"{HERE}/verify/{seal.id}".encode() not in out.getvalue(), "in the text of the page, and as no link"


@pytest.mark.parametrize("typed", ["AAAA-BBBB-CCCC-DDDD", "<b>x</b>", "%00", "x" * 500])
def test_a_number_that_was_never_given_is_told_so(visitor, typed):
    answer = visitor.get("/verify", params={"number": typed})
    assert answer.status_code == 404
    assert "没有登记过" in answer.text
    assert "<b>" not in answer.text
    assert visitor.get("/verify").status_code == 200


def test_the_same_report_has_the_same_number_and_any_other_has_another(advisories):  # noqa: F811
    made = [
        write_report(io.BytesIO(), advisories["moulding"], lang, verify_at=at)
        for lang in ("zh", "en")
        for at in ("", HERE)
    ]
    assert made[0].id == made[1].id != made[2].id == made[3].id
    assert len({one.digest for one in made}) == 4, "with and without a code on the cover"
    again = write_report(io.BytesIO(), advisories["moulding"], "zh")
    assert again == made[0]


def test_commands_enter_reports_where_the_pages_have_an_address_and_verify_them(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    run = CliRunner().invoke
    alone, entered = tmp_path / "alone.pdf", tmp_path / "entered.pdf"
    common = ["--no-choices", "--length", "page", "--on", "2026-11-23"]
    assert run(main, ["advise", FIRM, "--pdf", str(alone), *common]).exit_code == 0
    assert not (tmp_path / "store.sqlite3").exists(), "a command alone opens no database"
    monkeypatch.setenv("ASSESSMENT_ADDRESS", HERE)
    assert run(main, ["advise", FIRM, "--pdf", str(entered), *common]).exit_code == 0
    assert number_in(alone.read_bytes()) == number_in(entered.read_bytes())
    good = run(main, ["verify", str(entered)])
    assert good.exit_code == 0 and "2026-11-23" in good.output and "没有改过" in good.output
    changed = run(main, ["verify", str(alone)])
    assert changed.exit_code == 1 and "不一样" in changed.output
    firms, archive = tmp_path / "firms.csv", tmp_path / "reports.zip"
    firms.write_bytes(as_csv(records(default_advisor(), 2, seed=1, gaps=0.95)))
    many = run(main, ["reports", str(firms), str(archive), "--on", "2026-11-23", "--processes", "1"])
    assert many.exit_code == 0, many.output
    with zipfile.ZipFile(archive) as packed:
        made = [packed.read(name) for name in packed.namelist() if name.endswith(".pdf")]
    assert len({number_in(one) for one in made}) == 2
    for one in made:
        entered.write_bytes(one)
        assert run(main, ["verify", str(entered)]).exit_code == 0
        assert f"{HERE}/verify/" in read(one)
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 nothing")
    assert "没有报告编号" in run(main, ["verify", str(other)]).output
