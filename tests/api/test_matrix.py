"""Every endpoint as every role, by guessed ids, too: who may, may; all others learn nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from assessment.api.application import application
from assessment.api.guard import RIGHT
from assessment.api.service import Service
from assessment.permissions import TABLE, Right, Role, Scope
from assessment.store.accounts import Person
from assessment.store.trail import TrailFilter
from tests.api.conftest import JIUJIANG, NANCHANG, KnownFirm, World

DOCUMENT = application(Service(*[lambda: None] * 4)).openapi()  # type: ignore[list-item]
OPERATIONS = [
    (method, path, Right(told[RIGHT]))
    for path, methods in DOCUMENT["paths"].items()
    for method, told in methods.items()
]
FIRM = {"name": "示例新厂", "area": "360102"}
ROUND = {
    "name": "示例另一轮",
    "frameworks": ["miit"],
    "edition": "2026-11-01",
    "opens_at": "2026-11-01T00:00:00+08:00",
    "closes_at": "2027-01-01T00:00:00+08:00",
}
BODIES: dict[tuple[str, str], Any] = {
    ("post", "/v1/firms"): FIRM,
    ("put", "/v1/firms/{firm_id}"): FIRM,
    ("put", "/v1/assessments/{assessment_id}/answers/{question}"): {"answer": 51},
    ("put", "/v1/assessments/{assessment_id}/answers/{question}/verified"): {"answer": 51},
    ("post", "/v1/rounds"): ROUND,
    ("post", "/v1/exports"): {"what": "firms"},
    ("post", "/v1/draws"): {"visits": 2},
}
BEGINNING = ("post", "/v1/assessments")
OF_A_FIRM = ("{firm_id}", "{assessment_id}")
NOBODY = KnownFirm(uuid4(), uuid4())


def call(world: World, role: Role | None, method: str, path: str, whose: KnownFirm, **headers: str) -> httpx.Response:
    """One request about a firm; what is written is written under a condition that never holds."""
    filled = path.format(
        firm_id=whose.firm,
        assessment_id=whose.assessment,
        number=1,
        question="employees",
        round_id=world.round if whose is not NOBODY else uuid4(),
        job_id=uuid4(),
        import_id=uuid4(),
        draw_id=uuid4(),
    )
    told = {"If-Match": '"never"'} if method == "put" else {}
    if (method, path) == ("post", "/v1/imports"):
        told["Content-Type"] = "text/csv"
        return world.client(role).request(method, f"{filled}?name=x.csv", content=b"x", headers=told | headers)
    filled += "?length=page" if "report" in path else ""
    body = {"firm": str(whose.firm)} if (method, path) == BEGINNING else BODIES.get((method, path))
    told |= {} if body is None else {"Content-Type": "application/json"}
    content = None if body is None else json.dumps(body)
    return world.client(role).request(method, filled, content=content, headers=told | headers)


@pytest.fixture(autouse=True, scope="module")
def papers_at_once() -> Iterator[None]:
    """Who gets a report is what is asked here, not how it is drawn."""
    with pytest.MonkeyPatch.context() as own:
        for drawing in ("assessment.report.document.write_report", "assessment.word.document.write_word"):
            own.setattr(drawing, lambda out, *_, **__: out.write(b"drawn"))
        yield


def reaches(role: Role, right: Right) -> bool:
    return TABLE[right][list(Role).index(role)] is not Scope.NOTHING


def test_every_endpoint_names_the_right_that_it_asks_for():
    assert len(OPERATIONS) >= 20
    assert {path for _, path, _ in OPERATIONS if not path.startswith("/v1/")} == set()


@pytest.mark.parametrize(("method", "path", "right"), OPERATIONS)
def test_without_a_token_and_with_a_wrong_one_nothing_opens(world: World, method: str, path: str, right: Right):
    for answer in (
        call(world, None, method, path, world.here),
        call(world, None, method, path, world.here, Authorization="Bearer gq_wrong"),
        call(world, None, method, path, world.here, Authorization="Basic eDp5"),
    ):
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "path", "right"), OPERATIONS)
def test_an_endpoint_opens_to_those_whom_the_table_names(
    world: World, method: str, path: str, right: Right, role: Role
):
    own, others, nobodys = (call(world, role, method, path, one) for one in (world.here, world.there, NOBODY))
    if not reaches(role, right):
        assert {one.status_code for one in (own, others, nobodys)} == {403}
        assert own.content == others.content == nobodys.content, "a refusal must not tell what is there"
        return
    assert own.status_code not in (401, 403), own.text
    if any(part in path for part in OF_A_FIRM) or (method, path) == BEGINNING:
        assert own.status_code in (200, 201, 412), own.text
        assert nobodys.status_code == 404
        if TABLE[right][list(Role).index(role)] is Scope.ALL:
            assert others.status_code in (200, 201, 412)
        else:
            assert others.status_code == 404 and others.content == nobodys.content, "as if it were not there"


def test_lists_hold_what_the_role_reaches_and_nothing_else(world: World):
    own, both = {str(world.here.firm)}, {str(world.here.firm), str(world.there.firm)}
    for role, wanted in {Role.OWNER: own, Role.CONSULTANT: own, Role.CLERK: own, Role.ADMINISTRATOR: both}.items():
        firms = world.client(role).get("/v1/firms").json()["firms"]
        assessments = world.client(role).get("/v1/assessments").json()["assessments"]
        seen = {one["id"] for one in firms}, {one["firm"] for one in assessments}
        assert all(wanted <= one for one in seen), role
        assert role is Role.ADMINISTRATOR or not any(str(world.there.firm) in one for one in seen)


@pytest.mark.parametrize("area", ["360400", "360000", "369999", "36%", "110000"])
def test_an_area_that_is_not_theirs_is_refused_by_whatever_way_it_comes(world: World, area: str):
    clerk, before = world.client(Role.CLERK), refusals(world)
    whole = area == "360000"  # holds the clerk's own: a list is cut to that, and nothing is written outside
    assert clerk.get("/v1/firms", params={"area": area}).status_code in ((200,) if whole else (403, 422))
    assert clerk.post("/v1/firms", json=FIRM | {"area": area}).status_code in (403, 422)
    assert clerk.post("/v1/rounds", json=ROUND | {"areas": [area]}).status_code in (403, 422)
    exported = clerk.post("/v1/exports", json={"what": "firms", "area": area})
    assert exported.status_code in ((202,) if whole else (403, 422))
    if whole:
        job = world.store.job(UUID(exported.json()["id"]))
        assert job is not None and job.given["area"] == NANCHANG
    if area == JIUJIANG:
        assert refusals(world)[: -len(before) or None] == [("area", JIUJIANG)] * 4, "each is a line of the trail"


def refusals(world: World) -> list[tuple[str, str]]:
    """What was refused so far, the latest first: of which kind, and which one."""
    found = world.store.trail.lines(TrailFilter(act="refused"), limit=100_000)
    return [(line.subject_kind, line.subject) for line in found]


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p, _ in OPERATIONS if "{job_id}" in p])
def test_another_accounts_job_is_as_one_that_is_not_there(world: World, method: str, path: str):
    job = world.client(Role.ADMINISTRATOR).post("/v1/exports", json={"what": "firms"}).json()["id"]
    clerk, before = world.client(Role.CLERK), refusals(world)
    known, guessed = (clerk.request(method, path.format(job_id=one)) for one in (job, uuid4()))
    assert known.status_code == guessed.status_code == 404 and known.content == guessed.content
    assert refusals(world)[: -len(before) or None] == [("job", UUID(job).hex)]


def test_a_round_beyond_the_own_area_is_closed_by_nobody_of_a_part_of_it(world: World):
    made = world.client(Role.ADMINISTRATOR).post("/v1/rounds", json=ROUND | {"areas": []}).json()["id"]
    before = refusals(world)
    assert world.client(Role.CLERK).post(f"/v1/rounds/{made}/close").status_code == 403
    assert world.store.round(UUID(made)).closes_at.year == 2026  # as it was made, in universal time
    assert refusals(world)[: -len(before) or None] == [("round", UUID(made).hex)]


@pytest.mark.parametrize(
    ("method", "path"),
    [(m, p) for m, p, right in OPERATIONS if reaches(Role.CONSULTANT, right) and any(one in p for one in OF_A_FIRM)],
)
def test_a_consultant_whose_firm_was_taken_away_is_told_what_a_stranger_is(world: World, method: str, path: str):
    role, login = Role.CONSULTANT, "示例前顾问"
    account = world.store.account_named(login) or world.store.add_account(Person(login, login, role), None)
    world.store.give_firm(account.id, world.here.firm)
    program = replace(world, tokens={role: world.store.make_token(account.id, "示例", role, "", 1)[1]})
    assert call(program, role, method, path, world.here).status_code in (200, 412)
    world.store.take_firm(account.id, world.here.firm)
    before = refusals(world)
    taken, guessed = (call(program, role, method, path, one) for one in (world.here, NOBODY))
    assert taken.status_code == guessed.status_code == 404 and taken.content == guessed.content
    assert program.client(role).get("/v1/firms").json()["firms"] == []
    assert program.client(role).get("/v1/assessments").json()["assessments"] == []
    ((kind, subject),) = refusals(world)[: -len(before) or None]
    assert (kind, subject) in {("firm", world.here.firm.hex), ("assessment", world.here.assessment.hex)}
