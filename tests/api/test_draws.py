"""Lists of visits from the drawing to what the visits say, by programs of the centre."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from assessment.advisory import Advisor
from assessment.answers import read_answer
from assessment.content.counties import load_counties
from assessment.permissions import Role
from assessment.store.firm_records import FirmIdentity
from assessment.work.drawing import draw_kinds
from assessment.work.runner import Runner
from tests.api.conftest import DONGHU, JIUJIANG, NANCHANG, World, round_of_nanchang
from tests.batches import records
from tests.web.waiting import until

FIRMS = 14


@pytest.fixture(scope="module")
def runner(world: World, advisor: Advisor) -> Iterator[Runner]:
    counties = load_counties(advisor.root, advisor.bank)
    made = Runner(lambda: world.store, draw_kinds(lambda: advisor, lambda: counties))
    made.start()
    yield made
    made.end(10)


@pytest.fixture(scope="module")
def round_id(world: World, advisor: Advisor) -> UUID:
    """A round of Nanchang in which some firms have answered, a few of them without saying their name."""
    return answered_round(world, advisor, "示例走访轮", "示例走访企业", FIRMS, 70)


def answered_round(world: World, advisor: Advisor, name: str, firms: str, count: int, seed: int) -> UUID:
    made = round_of_nanchang(world.store, name)
    for number, record in enumerate(records(advisor, count, seed=seed)):
        called = f"{firms}{number}"
        firm, _ = world.store.find_or_create_firm(FirmIdentity(called, city="nanchang"), "staff")
        one = world.store.begin_for(firm.id, "zh", made.id, "示例经办")
        said = {fact: plain for fact, plain in record.items() if fact not in ("firm_name", "credit_code")}
        for fact, plain in (said | ({"firm_name": called} if number % 3 else {}) | {"city": "nanchang"}).items():
            world.store.save_answer(one.id, fact, read_answer(advisor.bank.facts[fact], plain), "self", "self", None)
    return made.id


def ended(program: TestClient, where: str) -> dict[str, Any]:
    return until(lambda: program.get(where).json(), lambda job: job["ended_at"] is not None, looks=600)


@pytest.fixture(scope="module")
def draw(world: World, runner: Runner, round_id: UUID) -> dict[str, Any]:
    clerk = world.client(Role.CLERK)
    asked = clerk.post("/v1/draws", json={"round": str(round_id), "level": 2, "visits": 6, "seed": 5})
    assert asked.status_code == 202 and asked.json()["kind"] == "draw"
    assert ended(clerk, asked.headers["Location"])["state"] == "done"
    made = clerk.get(f"{asked.headers['Location']}/result").json()
    assert (made["round"], made["area"], made["firms"], made["visits"]) == (str(round_id), NANCHANG, FIRMS, 6)
    return made


def test_a_list_is_drawn_and_stands_among_the_lists_of_its_area(world: World, draw: dict[str, Any]):
    for role in (Role.CLERK, Role.ADMINISTRATOR):
        assert draw in world.client(role).get("/v1/draws").json()["draws"]
        assert world.client(role).get(f"/v1/draws/{draw['id']}").json() == draw
    assert {one.number for one in world.store.draws()} >= {draw["number"]}


def test_the_firms_of_a_list_are_told_by_name_whether_or_not_they_said_it(world: World, draw: dict[str, Any]):
    firms = world.client(Role.CLERK).get(f"/v1/draws/{draw['id']}/firms").json()["firms"]
    assert len(firms) == 6 and all(one["name"].startswith("示例走访企业") and one["firm"] for one in firms)
    assert all(0 < one["chance"] <= 1 and one["area"] == NANCHANG and not one["verified"] for one in firms)
    assert sum(one["speaks_for"] for one in firms) == pytest.approx(FIRMS)


def test_a_list_of_another_area_is_as_one_that_is_not_there(world: World, draw: dict[str, Any]):
    account = world.accounts[Role.CLERK].id
    narrow = world.with_token(world.store.make_token(account, "示例窄", Role.CLERK, DONGHU, 1)[1])
    for path in ("", "/firms", "/shares"):
        known, guessed = (narrow.get(f"/v1/draws/{one}{path}") for one in (draw["id"], uuid4()))
        assert known.status_code == guessed.status_code == 404 and known.content == guessed.content
    assert narrow.get("/v1/draws").json()["draws"] == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"visits": 6, "level": 7}, "level"),
        ({"visits": 1}, "visits"),
        ({"visits": 10_001}, "visits"),
        ({"visits": "六家"}, "visits"),
        ({"visits": 2.5}, "visits"),
        ({"visits": 6, "refused": 1}, "refused"),
        ({"visits": 6, "refused": 0}, "refused"),
        ({"visits": 6, "seed": -1}, "seed"),
        ({"visits": 6, "area": "示例市"}, "area"),
        ({"visits": 6, "round": str(uuid4())}, "round"),
        ({}, "visits"),
    ],
)
def test_what_cannot_be_drawn_is_told_field_by_field(world: World, asked: dict[str, Any], field: str):
    refused = world.client(Role.CLERK).post("/v1/draws", json=asked)
    assert refused.status_code == 422
    assert [one["where"] for one in refused.json()["errors"]] == [field]


def test_a_list_of_an_area_that_is_not_theirs_is_not_drawn(world: World):
    assert world.client(Role.CLERK).post("/v1/draws", json={"visits": 2, "area": JIUJIANG}).status_code == 403


def test_more_visits_than_firms_end_the_job_with_a_sentence(world: World, runner: Runner, round_id: UUID):
    clerk = world.client(Role.CLERK)
    asked = clerk.post("/v1/draws", json={"round": str(round_id), "visits": FIRMS + 1})
    job = ended(clerk, asked.headers["Location"])
    assert job["state"] == "failed" and "走访家数要在 2 与企业总数之间" in job["faults"][0]["zh"]


def test_of_three_firms_each_is_visited_and_a_longer_list_is_refused(world: World, runner: Runner, advisor: Advisor):
    few = answered_round(world, advisor, "示例三家轮", "示例三家之", 3, 71)
    clerk = world.client(Role.CLERK)
    asked = {visits: clerk.post("/v1/draws", json={"round": str(few), "visits": visits}) for visits in (3, 4)}
    jobs = {visits: ended(clerk, one.headers["Location"]) for visits, one in asked.items()}
    made = clerk.get(f"{asked[3].headers['Location']}/result").json()
    assert jobs[3]["state"] == "done" and made["visits"] == made["firms"] == 3
    firms = clerk.get(f"/v1/draws/{made['id']}/firms").json()["firms"]
    assert all(one["chance"] > 0 and one["speaks_for"] == pytest.approx(1) for one in firms)
    assert jobs[4]["state"] == "failed" and "走访家数要在 2 与企业总数之间" in jobs[4]["faults"][0]["zh"]


def test_the_shares_are_told_once_every_firm_of_the_list_was_verified(
    world: World, draw: dict[str, Any], advisor: Advisor
):
    clerk, shares = world.client(Role.CLERK), f"/v1/draws/{draw['id']}/shares"
    firms = clerk.get(f"/v1/draws/{draw['id']}/firms").json()["firms"]
    for number, one in enumerate(firms):
        early = clerk.get(shares)
        assert early.status_code == 409 and early.json()["type"].endswith("not-visited-yet")
        assert f"{6 - number} 家没有核实" in early.json()["title"]
        answer = read_answer(advisor.bank.facts["employees"], 40)
        world.store.save_answer(UUID(one["assessment"]), "employees", answer, "verified", "示例顾问", None)
    (whole, *_) = clerk.get(shares).json()["shares"]
    assert (whole["area"], whole["firms"], whole["visits"]) == ("", FIRMS, 6)
    assert 0 <= whole["low"] <= whole["corrected"] <= whole["high"] <= 1
    assert whole["corrected"] == pytest.approx(whole["reported"]), "all was found as reported"
