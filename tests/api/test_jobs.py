"""Imports and exports from the asking to the result, done by the jobs of the server."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from assessment import settings
from assessment.advisory import Advisor
from assessment.content.counties import load_counties
from assessment.permissions import Role
from assessment.work import kept
from assessment.work.exporting import export_kinds, file_of
from assessment.work.importing import import_kinds
from assessment.work.runner import Runner
from tests.api.conftest import DONGHU, World
from tests.batches import as_csv, records
from tests.web.waiting import until

CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def runner(world: World, advisor: Advisor) -> Iterator[Runner]:
    counties = load_counties(advisor.root, advisor.bank)
    made = Runner(lambda: world.store, {**import_kinds(lambda: advisor), **export_kinds(lambda: counties)})
    made.start()
    yield made
    made.end(10)


@pytest.fixture(scope="module")
def file(advisor: Advisor) -> bytes:
    firms = records(advisor, 3, seed=40)
    for firm, city in zip(firms, ("nanchang", "nanchang", "jiujiang"), strict=True):
        firm |= {"city": city, "firm_name": f"示例表里的{firm['firm_name']}"}
    return as_csv(firms, employees_2="=1+1")


def ended(program: TestClient, where: str) -> dict[str, Any]:
    """The job once it has ended."""
    return until(lambda: program.get(where).json(), lambda job: job["ended_at"] is not None, looks=600)


def test_a_file_is_tried_then_imported_within_the_area_and_what_was_left_out_is_named(
    world: World, runner: Runner, file: bytes
):
    clerk = world.client(Role.CLERK)
    tried = clerk.post("/v1/imports", params={"name": "示例.csv", "dry_run": True}, content=file, headers=CSV)
    assert tried.status_code == 202 and tried.json()["kind"] == "import_try"
    assert ended(clerk, tried.headers["Location"])["state"] == "done"
    found = clerk.get(f"{tried.headers['Location']}/result").json()
    assert not found["written"] and found["counts"]["outside"] == 1 and found["counts"]["faulty"] == 1
    whole = clerk.post("/v1/imports?name=x.csv", content=file, headers=CSV)
    assert (failed := ended(clerk, whole.headers["Location"]))["state"] == "failed"
    assert "一行也没有写" in failed["faults"][0]["zh"]
    assert clerk.get(f"{whole.headers['Location']}/result").json()["type"].endswith("no-result")
    good = clerk.post("/v1/imports?name=x.csv&good_rows=true", content=file, headers=CSV)
    assert ended(clerk, good.headers["Location"])["state"] == "done"
    written = clerk.get(f"{good.headers['Location']}/result").json()
    assert written["written"] and written["counts"]["new"] == 1
    assert {row["verdict"] for row in written["left_out"]} == {"outside", "faulty"}
    assert clerk.get(f"{whole.headers['Location']}/log").json()["lines"][-1]["words"]["zh"]
    for other in (Role.CONSULTANT, Role.OWNER):
        assert world.client(other).get(good.headers["Location"]).status_code == 403
    taken = f"/v1/imports/{written['id']}/undo"
    assert clerk.post(f"/v1/imports/{found['id']}/undo").json()["type"].endswith("import-refused"), "it was only tried"
    narrow = world.store.make_token(world.accounts[Role.CLERK].id, "示例窄", Role.CLERK, DONGHU, 1)[1]
    assert world.with_token(narrow).get(good.headers["Location"]).status_code == 404, "of the whole city"
    assert world.with_token(narrow).post(taken).status_code == 404
    undone = clerk.post(taken)
    assert undone.status_code == 202 and ended(clerk, undone.headers["Location"])["kind"] == "import_undo"
    left = clerk.get(f"{undone.headers['Location']}/result").json()
    assert (left["id"], left["written"], left["left_out"]) == (written["id"], False, [])
    assert clerk.post(taken).status_code == 409 and world.store.firm_import(UUID(written["id"])).state == "undone"


def test_firms_and_answers_are_exported_as_they_stand_and_no_text_becomes_a_formula(world: World, runner: Runner):
    clerk = world.client(Role.CLERK)
    clerk.post("/v1/firms", json={"name": "=HYPERLINK(1)", "area": DONGHU})
    lines = {}
    for what in ("firms", "answers"):
        asked = clerk.post("/v1/exports", json={"what": what})
        assert ended(clerk, asked.headers["Location"])["state"] == "done"
        file = clerk.get(f"{asked.headers['Location']}/result")
        assert (
            file.headers["Content-Type"].startswith("text/csv") and "attachment" in file.headers["Content-Disposition"]
        )
        lines[what] = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    firms = {one["firm"]: one for one in lines["firms"]}
    assert str(world.here.firm) in firms and str(world.there.firm) not in firms
    assert {one["name"] for one in lines["firms"] if "HYPERLINK" in one["name"]} == {"'=HYPERLINK(1)"}
    answers = {(one["assessment"], one["question"]): one["value"] for one in lines["answers"]}
    own = world.store.answers(world.here.assessment)
    assert float(answers[str(world.here.assessment), "employees"]) == own["employees"].number
    assert {one["firm"] for one in lines["answers"]} <= set(firms)


def test_a_job_is_stopped_and_what_it_made_stays_until_its_time_is_over(world: World, monkeypatch: pytest.MonkeyPatch):
    clerk = world.client(Role.CLERK)
    where = clerk.post("/v1/exports", json={"what": "firms"}).headers["Location"]
    assert clerk.post(f"{where}/cancel").json()["state"] == "cancelled"
    again = clerk.post(f"{where}/cancel")
    assert again.status_code == 409 and again.json()["type"].endswith("job-ended")
    job = UUID(where.rpartition("/")[2])
    file_of(job).parent.mkdir(parents=True)
    kept.sweep(world.store)
    assert world.store.job(job) is not None and file_of(job).parent.exists()
    later = settings.now() + timedelta(days=40)
    monkeypatch.setattr(settings, "now", lambda: later)
    kept.sweep(world.store)
    assert world.store.job(job) is None
