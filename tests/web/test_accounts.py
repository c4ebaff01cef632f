"""Every page, section and address as every role; signing in by password, link and another provider; no browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import httpx
import pytest
from oidc_provider_mock import run_server_in_thread
from starlette.routing import Route

from assessment.permissions import PROVINCE, TABLE, Right, Role, Scope
from assessment.store.accounts import Person
from assessment.store.assessments import Store, open_store
from assessment.web import links, rooms, server
from assessment.web.centre import sections
from tests.web.conftest import AppServer
from tests.web.tab import Tab

PASSWORD = "四个不相干的词语 horse"
EVERYBODY: tuple[Role | None, ...] = (None, *Role)
CLOSED = ("本页要登录后才能用", "没有这一页的权限")
OPEN_TO_ALL = {
    "/sign-in": "to sign in",
    "/invitation/{secret}": "by its own secret",
    "/oidc/begin": "to sign in",
    "/oidc/callback": "by its state",
    "/answers": "by the token of an assessment",
    "/answers/pulse": "by the token of an assessment",
    "/verify": "for everybody, by the number of a report",
    "/verify/{number}": "for everybody, by the number of a report",
}
"""Addresses that ask for no account, and why."""
GUARDED = {"/downloads/{job}/{ticket}/{name}": Right.EXPORT, "/evidence/{id}": Right.SEE_EVIDENCE}
"""Addresses that ask for a right."""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A real provider of identities on this machine."""
    with run_server_in_thread(require_nonce=True) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[AppServer]:
    told = {"ISSUER": provider, "CLIENT": "ganqi", "SECRET": "示例-secret"}
    running = AppServer(tmp_path_factory.mktemp("accounts"), **{f"ASSESSMENT_OIDC_{k}": v for k, v in told.items()})
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


@pytest.fixture(scope="module")
def store(here: AppServer) -> Iterator[Store]:
    opened = open_store(here.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def cookies(here: AppServer) -> dict[Role | None, Morsel[str] | None]:
    """Somebody in every role, and a visitor."""
    areas = {Role.CLERK: PROVINCE}
    return {role: here.sign_in(role, areas.get(role, "")) if role else None for role in EVERYBODY}


def may_ever(role: Role | None, right: Right | None) -> bool:
    return right is None or (role is not None and TABLE[right][list(Role).index(role)] is not Scope.NOTHING)


def asked(here: AppServer, path: str, cookie: Morsel[str] | None = None, **options: object) -> httpx.Response:
    """One request as a program sends it; a redirect is not followed."""
    jar = {} if cookie is None else {cookie.key: cookie.value}
    return httpx.request(str(options.pop("method", "GET")), f"{here.url}{path}", cookies=jar, timeout=60, **options)  # type: ignore[arg-type]


# -- who may enter ---------------------------------------------------------------------------------------------------


def test_every_page_section_and_address_has_its_rule():
    assert set(rooms.NEEDED) == set(links.ADDRESSES)
    assert set(sections.RIGHTS) == set(sections.SECTIONS)
    paths = {route.path for route in server.ROUTES if isinstance(route, Route)}
    assert paths == set(OPEN_TO_ALL) | set(GUARDED), "an address without a rule"


@pytest.mark.parametrize("role", EVERYBODY, ids=str)
def test_a_page_opens_to_those_whom_the_table_names_and_to_nobody_else(here: AppServer, cookies, role: Role | None):
    with Tab(here, cookie=cookies[role]) as tab:
        for page, address in links.ADDRESSES.items():
            shown = tab.open(address)
            closed = any(words in shown for words in CLOSED)
            assert closed != may_ever(role, rooms.NEEDED[page]), address


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR])
def test_a_section_opens_to_those_whom_the_table_names(here: AppServer, cookies, role: Role):
    with Tab(here, cookie=cookies[role]) as tab:
        for section, right in sections.RIGHTS.items():
            listed = f'"{sections.SECTIONS[section].zh}"' in tab.open("centre", f"section={section}")
            assert listed == may_ever(role, right), section


def test_a_clerk_of_a_county_neither_sees_nor_opens_what_is_the_whole_provinces(here: AppServer):
    with Tab(here, cookie=here.sign_in(Role.CLERK, "360102")) as tab:
        shown = tab.open("centre", "section=content")
        assert '"企业"' in shown
        assert '"内容"' not in shown and "资源池" not in shown


@pytest.mark.parametrize("role", EVERYBODY, ids=str)
def test_a_download_asks_for_its_right_before_it_looks_for_the_file(here: AppServer, cookies, role: Role | None):
    for path, right in GUARDED.items():
        answer = asked(here, path.format(job="x", ticket="ticket", name="y.zip", id=UUID(int=1)), cookies[role])
        assert answer.status_code == (404 if may_ever(role, right) else 403), path


def test_rights_that_change_hold_in_pages_that_are_open(here: AppServer, store: Store):
    cookie = here.sign_in(Role.CLERK, PROVINCE, "示例要变的经办")
    account = store.account_named("示例要变的经办")
    assert account is not None
    with Tab(here, cookie=cookie) as tab:
        assert CLOSED[1] not in tab.open("centre")
        store.change_account(account.id, Person(account.login, account.name, Role.PROVIDER), None)
        assert CLOSED[1] in tab.open("centre")
        store.end_all_sessions(account.id)
        assert CLOSED[0] in tab.open("centre")


@pytest.mark.parametrize("value", ["", "x", "é", "x" * 5000, "null", "0"])
def test_a_forged_cookie_opens_nothing(here: AppServer, cookies, value: str):
    good = cookies[Role.ADMINISTRATOR]
    jar: SimpleCookie = SimpleCookie()
    jar[good.key] = value
    with Tab(here, cookie=jar[good.key]) as tab:
        assert CLOSED[0] in tab.open("centre")


# -- signing in ------------------------------------------------------------------------------------------------------


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return cookie


def invited(store: Store, login: str, role: Role = Role.CONSULTANT) -> str:
    account = store.account_named(login) or store.add_account(Person(login, "示例 <b>王</b>", role), None)
    return f"/invitation/{store.new_link(account.id, None)}"


def test_an_invitation_sets_a_password_that_signs_in_and_is_not_used_up_by_looking(here: AppServer, store: Store):
    path = invited(store, "walker")
    for _ in range(2):
        shown = asked(here, path)
        assert shown.status_code == 200 and "示例 &lt;b&gt;王" in shown.text and "set-cookie" not in shown.headers
    differing = asked(here, path, method="POST", data={"password": PASSWORD, "again": "x"})
    short = asked(here, path, method="POST", data={"password": "short", "again": "short"})
    assert "两遍密码不一样" in differing.text and "10 到 200 个字符" in short.text
    followed = asked(here, path, method="POST", data={"password": PASSWORD, "again": PASSWORD})
    assert (followed.status_code, followed.headers["location"]) == (303, "/consultant")
    replayed = asked(here, path, method="POST", data={"password": "another password", "again": "another password"})
    assert replayed.status_code == 403 and "只能用一次，已经用过了" in replayed.text

    form = {"login": "Walker", "password": PASSWORD}
    entered = asked(here, "/sign-in?next=account&lang=en", method="POST", data=form)
    assert (entered.status_code, entered.headers["location"]) == (303, "/account?lang=en")
    with Tab(here, cookie=cookie_of(entered)) as tab:
        assert "Walker".casefold() in tab.open("account")


def test_a_wrong_password_is_told_after_a_while_and_keeps_the_right_person_out_never(here: AppServer, store: Store):
    asked(here, invited(store, "careful"), method="POST", data={"password": PASSWORD, "again": PASSWORD})
    wrong = asked(here, "/sign-in", method="POST", data={"login": "careful", "password": 'x"><script>'})
    assert wrong.status_code == 403 and "账号或密码不对" in wrong.text and "<script>" not in wrong.text
    assert wrong.elapsed.total_seconds() >= 1
    right = asked(here, "/sign-in", method="POST", data={"login": "careful", "password": PASSWORD})
    assert right.status_code == 303
    assert "wrong sign-in" in here.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "../evil", "sign-in", ""])
def test_signing_in_leads_to_our_own_pages_only(here: AppServer, store: Store, wanted: str):
    path = f"{invited(store, 'led')}?{urlencode({'next': wanted})}"
    followed = asked(here, path, method="POST", data={"password": PASSWORD, "again": PASSWORD})
    assert followed.headers["location"] == "/consultant"


def test_a_form_of_another_site_is_not_taken(here: AppServer):
    form = {"login": "x", "password": "y"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert asked(here, "/sign-in", method="POST", data=form, headers=headers).status_code == 403
    assert asked(here, "/sign-in", method="POST", data={"login": "x" * 9000}).status_code == 413


# -- another provider ------------------------------------------------------------------------------------------------


class Traveller:
    """A browser on its way to the provider and back."""

    def __init__(self, here: AppServer, subject: str):
        self.here, self.subject = here, subject
        self.client = httpx.Client(base_url=here.url, timeout=60)

    def leave(self, path: str = "/oidc/begin") -> str:
        """The address at the provider to which the system sends."""
        answer = self.client.get(path)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def back_from(self, address: str) -> str:
        """Say who one is at the provider; the address to which it sends back."""
        answer = httpx.post(address, data={"sub": self.subject}, timeout=60)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def travel(self, path: str = "/oidc/begin") -> httpx.Response:
        return self.client.get(self.back_from(self.leave(path)))


def test_an_identity_is_linked_by_an_invitation_and_signs_in_from_then_on(here: AppServer, store: Store):
    stranger = Traveller(here, "42").travel()
    assert stranger.status_code == 403 and "还没有对应的账号" in stranger.text
    secret = invited(store, "linked").removeprefix("/invitation/")
    page = asked(here, f"/invitation/{secret}").text
    assert "../oidc/begin?invitation=" in page
    linked = Traveller(here, "42").travel(f"/oidc/begin?invitation={secret}")
    assert (linked.status_code, linked.headers["location"]) == (303, "/consultant")
    again = Traveller(here, "42").travel()
    assert again.status_code == 303
    assert Traveller(here, "43").travel().status_code == 403
    replayed = Traveller(here, "43").travel(f"/oidc/begin?invitation={secret}")
    assert replayed.status_code == 403 and "已经用过了" in replayed.text


def test_what_comes_back_must_be_what_was_sent_by_this_browser(here: AppServer):
    one, other = Traveller(here, "42"), Traveller(here, "42")
    asked_for = parse_qs(urlsplit(address := one.leave()).query)
    assert asked_for["code_challenge_method"] == ["S256"] and asked_for["nonce"] and asked_for["state"]
    back = one.back_from(address)
    assert other.client.get(back).status_code == 403, "a browser that never left"
    other.leave()
    assert other.client.get(back).status_code == 403, "the state of another"
    assert one.client.get(re.sub("state=[^&]+", "state=x", back)).status_code == 403
    assert one.client.get(back).status_code == 403, "what was refused once is over"
    third = Traveller(here, "42")
    back = third.back_from(third.leave())
    assert third.client.get(back).status_code == 303
    assert third.client.get(back).status_code == 403, "a code works once"


# -- other programs --------------------------------------------------------------------------------------------------


def test_the_interface_for_programs_is_beside_the_pages_and_takes_no_cookie_for_a_token(
    here: AppServer, store: Store, cookies
):
    account = store.add_account(Person("program", "示例程序", Role.CLERK, PROVINCE), None)
    token = {"Authorization": f"Bearer {store.make_token(account.id, '示例', Role.CLERK, '', 1)[1]}"}
    assert asked(here, "/api/v1/openapi.json").json()["openapi"].startswith("3.1")
    first = asked(here, "/api/v1/rounds", headers=token)
    assert first.status_code == 200 and first.headers["x-content-type-options"] == "nosniff"
    same = asked(here, "/api/v1/rounds", headers=token | {"If-None-Match": first.headers["etag"]})
    assert same.status_code == 304
    made = asked(here, "/api/v1/firms", method="POST", headers=token, json={"name": "示例接口厂", "area": "360102"})
    assert made.headers["location"].startswith("/api/v1/firms/")
    assert asked(here, made.headers["location"], headers=token).json()["name"] == "示例接口厂"
    assert asked(here, "/api/v1/firms", cookies[Role.ADMINISTRATOR]).status_code == 401
    foreign = asked(here, "/api/v1/firms", headers=token | {"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    missing = asked(here, "/api/v1/x", headers=token | {"Accept": "text/html"})
    assert missing.status_code == 404 and missing.headers["content-type"] == "application/problem+json"
