"""What a program may send wrong, and what it may send twice: a clear end each, in its language."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from assessment import settings
from assessment.permissions import Role
from assessment.store.accounts import Person
from assessment.store.trail import TrailFilter
from tests.api.conftest import DONGHU, JIUJIANG, NANCHANG, World
from tests.api.test_matrix import FIRM

KEY = "Idempotency-Key"


def test_a_request_sent_twice_under_one_key_is_done_once(world: World):
    clerk = world.client(Role.CLERK)
    asked = {"what": "firms"}
    first, again = (clerk.post("/v1/exports", json=asked, headers={KEY: "once"}) for _ in range(2))
    assert first.status_code == again.status_code == 202 and first.json() == again.json()
    assert first.headers["Location"] == again.headers["Location"] and again.headers["Idempotent-Replay"] == "true"
    other = clerk.post("/v1/exports", json={"what": "answers"}, headers={KEY: "once"})
    assert other.status_code == 422 and other.json()["type"].endswith("key-used-otherwise")
    elsewhere = clerk.post("/v1/firms", json=FIRM, headers={KEY: "once"})
    assert elsewhere.status_code == 422 and "另一个请求" in elsewhere.json()["title"]
    strangers = world.client(Role.ADMINISTRATOR).post("/v1/exports", json=asked, headers={KEY: "once"})
    assert strangers.status_code == 202 and strangers.json()["id"] != first.json()["id"], "keys are an account's own"


def test_the_key_of_a_request_that_was_refused_may_be_used_again(world: World):
    clerk = world.client(Role.CLERK, **{KEY: "refused-first"})
    assert clerk.post("/v1/firms", json=FIRM | {"area": JIUJIANG}).status_code == 403
    assert clerk.post("/v1/firms", json=FIRM | {"name": "示例再来一次"}).status_code == 201


def test_pages_go_on_where_the_last_one_ended_and_a_cursor_is_nobody_elses(world: World):
    admin, clerk = world.client(Role.ADMINISTRATOR), world.client(Role.CLERK)
    for i in range(5):
        admin.post("/v1/firms", json={"name": f"示例分页{i}", "area": NANCHANG})
    whole = [one["id"] for one in admin.get("/v1/firms?limit=200").json()["firms"]]
    seen, page = [], admin.get("/v1/firms?limit=2").json()
    first = page["next"]
    while True:
        seen += [one["id"] for one in page["firms"]]
        if page["next"] is None:
            break
        page = admin.get("/v1/firms", params={"limit": 2, "cursor": page["next"]}).json()
    assert seen == whole and len(set(seen)) == len(seen) >= 7
    forged = first[:-2] + ("AA" if not first.endswith("AA") else "BB")
    for program, path, cursor in (
        (clerk, "/v1/firms", first),
        (admin, "/v1/assessments", first),
        (admin, f"/v1/firms?area={NANCHANG}", first),
        (admin, "/v1/firms", forged),
        (admin, "/v1/firms", "not base64 é"),
    ):
        answer = program.get(path, params={"cursor": cursor} | ({"area": NANCHANG} if "area" in path else {}))
        assert answer.status_code == 400 and answer.json()["type"].endswith("strange-cursor"), (path, cursor)


def test_what_has_not_changed_is_not_sent_again_and_only_what_was_read_is_changed(world: World):
    clerk = world.client(Role.CLERK)
    made = clerk.post("/v1/firms", json={"name": "示例条件", "area": DONGHU})
    where, tag = made.headers["Location"], made.headers["ETag"]
    same = clerk.get(where, headers={"If-None-Match": tag})
    assert same.status_code == 304 and not same.content and same.headers["ETag"] == tag
    entry = {"name": "示例条件二", "area": DONGHU, "employees": 40}
    missing = clerk.put(where, json=entry)
    assert missing.status_code == 428 and "If-Match" in missing.json()["title"]
    changed = clerk.put(where, json=entry, headers={"If-Match": tag})
    assert changed.status_code == 200 and changed.json()["employees"] == 40
    late = clerk.put(where, json=entry | {"employees": 41}, headers={"If-Match": tag})
    assert late.status_code == 412 and clerk.get(where).json()["employees"] == 40
    assert clerk.put(where, json=entry | {"employees": 42}, headers={"If-Match": "*"}).json()["employees"] == 42


def test_an_owners_program_answers_and_overwrites_nobody(world: World):
    owner = world.client(Role.OWNER)
    where = f"/v1/assessments/{world.here.assessment}/answers/employees"
    read = owner.get(where)
    given = owner.put(where, json={"answer": 52}, headers={"If-Match": read.headers["ETag"]})
    assert given.status_code == 200 and given.json()["reported"]["answer"] == 52
    late = owner.put(where, json={"answer": 53}, headers={"If-Match": read.headers["ETag"]})
    assert late.status_code == 412 and owner.get(where).json()["reported"]["answer"] == 52
    wrong = owner.put(
        where, json={"answer": "many"}, headers={"If-Match": "*", "Accept-Language": "en;q=0.9, zh;q=0.1"}
    )
    assert wrong.status_code == 422 and wrong.headers["Content-Language"] == "en"
    assert wrong.json()["title"] == "not a number" and wrong.json()["errors"][0]["where"] == "employees"
    assert owner.put(f"{where}x", json={"answer": 1}, headers={"If-Match": "*"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "body", "status", "words"),
    [
        ("text/plain", b"x", 415, "Content-Type"),
        ("", b"{}", 415, "Content-Type"),
        ("application/json", b"{", 422, "JSON"),
        ("application/json", b"\xff", 422, "JSON"),
        ("application/json", b"[" * 100_000, 422, "JSON"),
        ("application/json", b"[]", 422, "“body”"),
        ("application/json", b'{"name": "x"}', 422, "area"),
        ("application/json", b'{"name": "x", "area": "360102", "more": 1}', 422, "more"),
        ("application/json", b'{"name": "x", "area": "360199"}', 422, "没有这个地区"),
        ("application/json", b'{"name": "x", "area": "360102", "chain": "x"}', 422, "没有这条产业链"),
        ("application/json", b'{"name": "x", "area": "360102", "credit_code": "91"}', 422, "18"),
        ("application/json", b'"' + b"x" * 300_000 + b'"', 413, "256 KB"),
    ],
)
def test_a_body_that_is_not_as_it_should_be_is_told_so(world: World, kind: str, body: bytes, status: int, words: str):
    answer = world.client(Role.CLERK).post("/v1/firms", content=body, headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == status and words in answer.text, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json" and answer.json()["status"] == status


def test_a_large_body_is_refused_before_it_has_come_and_a_file_of_a_wrong_kind_too(world: World):
    clerk = world.client(Role.CLERK)
    told = {"Content-Type": "text/csv", "Content-Length": str(40 * 2**20)}
    assert clerk.post("/v1/imports?name=x.csv", content=b"x", headers=told).status_code == 413
    picture = clerk.post("/v1/imports?name=x.png", content=b"x", headers={"Content-Type": "image/png"})
    assert picture.status_code == 415 and "text/csv" in picture.json()["detail"]


def test_a_token_used_too_often_waits_until_the_next_minute(world: World, monkeypatch: pytest.MonkeyPatch):
    account = world.accounts[Role.PROVIDER].id
    program = world.with_token(world.store.make_token(account, "示例多次", Role.PROVIDER, "", 1)[1])
    monkeypatch.setenv(settings.api_each_minute.name, "3")
    answers = [program.get("/v1/me") for _ in range(8)]
    refused = [one for one in answers if one.status_code == 429]
    assert refused and all(1 <= int(one.headers["Retry-After"]) <= 60 for one in refused)
    assert answers[0].headers["RateLimit-Remaining"] == "2"


def test_what_a_program_looks_at_and_changes_stands_in_the_trail(world: World):
    clerk, account = world.client(Role.CLERK), world.accounts[Role.CLERK]
    clerk.get(f"/v1/firms/{world.here.firm}")
    clerk.get(f"/v1/firms/{world.there.firm}")
    clerk.post("/v1/firms", json={"name": "示例记录", "area": DONGHU})
    lines = world.store.trail.lines(TrailFilter(actor=account.signature), limit=3)
    assert [line.act for line in lines] == ["firm_created", "refused", "firm_viewed"]
    assert all(line.role == "clerk" for line in lines) and lines[1].firm == world.there.firm.hex
    assert lines[2].details["token"] and "示例" not in json.dumps([line.details for line in lines], ensure_ascii=False)


def test_results_and_reports_are_those_that_were_kept(world: World):
    consultant = world.client(Role.CONSULTANT)
    base = f"/v1/assessments/{world.here.assessment}/results"
    assert [one["number"] for one in consultant.get(base).json()["results"]] == [1]
    result = consultant.get(f"{base}/1")
    assert result.json()["format"] == "advisory/1" and result.headers["ETag"]
    assert consultant.get(f"{base}/1", headers={"If-None-Match": result.headers["ETag"]}).status_code == 304
    assert consultant.get(f"{base}/2").status_code == 404
    paper = consultant.get(f"{base}/1/report.pdf?length=page&lang=en")
    word = consultant.get(f"{base}/1/report.docx?length=page")
    assert paper.content[:5] == b"%PDF-" and word.content[:2] == b"PK"
    assert "attachment" in paper.headers["Content-Disposition"]
    assert (
        consultant.get(
            f"{base}/1/report.pdf?length=page&lang=en", headers={"If-None-Match": paper.headers["ETag"]}
        ).status_code
        == 304
    )


def test_erasing_a_firm_takes_the_replies_about_it_along(world: World):
    admin = world.client(Role.ADMINISTRATOR)
    made = admin.post("/v1/firms", json={"name": "示例将抹去的厂", "area": DONGHU}, headers={KEY: "to-be-erased"})
    erased = world.store.erase(UUID(made.json()["id"]))
    assert erased.rows["api_replies"] == 1 and not erased.left
    again = admin.post("/v1/firms", json={"name": "示例将抹去的厂", "area": DONGHU}, headers={KEY: "to-be-erased"})
    assert again.status_code == 201 and "Idempotent-Replay" not in again.headers


# -- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_has_no_more_than_its_account_and_dies_with_it(world: World):
    store = world.store
    account = store.add_account(Person("token-clerk", "示例令牌经办", Role.CLERK, NANCHANG), None)
    _, text = store.make_token(account.id, "示例", Role.CLERK, DONGHU, 30)
    program = world.with_token(text)
    assert program.get("/v1/me").json()["area"] == DONGHU
    assert program.get(f"/v1/firms/{world.here.firm}").status_code == 404, "of the city, not known to be of the county"
    store.change_account(account.id, Person("token-clerk", "示例", Role.CLERK, JIUJIANG), None)
    moved = program.get("/v1/me")
    assert moved.status_code == 401 and "角色或地区改了" in moved.json()["title"]
    store.change_account(account.id, Person("token-clerk", "示例", Role.CLERK, NANCHANG), None)
    assert program.get("/v1/me").status_code == 200
    store.disable_account(account.id, True, None)
    disabled = program.get("/v1/me", headers={"Accept-Language": "en-GB"})
    assert disabled.status_code == 401 and disabled.json()["title"] == "The account of this token is disabled"
    store.disable_account(account.id, False, None)
    (token,) = store.tokens(account.id)
    store.revoke_token(account.id, token.id)
    assert "已经收回" in program.get("/v1/me").json()["title"] and not store.tokens(account.id)


@pytest.mark.parametrize(
    ("role", "token_role", "area"),
    [
        (Role.CLERK, Role.CLERK, JIUJIANG),
        (Role.CLERK, Role.CLERK, "360000"),
        (Role.CLERK, Role.ADMINISTRATOR, ""),
        (Role.OWNER, Role.CLERK, NANCHANG),
        (Role.CONSULTANT, Role.OWNER, ""),
        (Role.ADMINISTRATOR, Role.CLERK, "36"),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, NANCHANG),
    ],
)
def test_a_token_of_more_than_the_account_has_is_not_made(world: World, role: Role, token_role: Role, area: str):
    with pytest.raises(Exception, match="token"):
        world.store.make_token(world.accounts[role].id, "示例", token_role, area, 30)


@pytest.mark.parametrize("asked", ["aera=360100", "changed_since=2026-11-26", "changed_since=-13106", "limit=0"])
def test_a_filter_that_was_misspelt_or_is_none_does_not_show_everything(world: World, asked: str):
    answer = world.client(Role.CLERK).get(f"/v1/firms?{asked}")
    assert answer.status_code == 422 and answer.json()["errors"][0]["where"] == asked.partition("=")[0]
