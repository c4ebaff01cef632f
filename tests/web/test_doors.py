"""Who gets in and how far: foreign callers, files, limits, the paths of a proxy, and nothing that calls outside."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus

from assessment import settings
from assessment.permissions import Role
from assessment.store.account_records import SignedIn
from assessment.store.accounts import Person
from assessment.store.assessments import open_store
from assessment.web import callers, links
from assessment.web.centre import downloads
from assessment.work import kinds
from tests.web.conftest import ROOT, SIGNED_IN, AppServer
from tests.web.tab import Tab

MEGABYTE = 1 << 20
WATCH = """
    import ipaddress, pathlib, sys

    def outside(name):
        try:
            return not ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name not in (None, "", "localhost", b"localhost")

    def watch(event, args):
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            named = args[1][0] if isinstance(args[1], tuple) else ""
        elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            named = args[0]
        else:
            return
        if named and outside(named):
            with open(pathlib.Path(__file__).with_name("calls.log"), "a") as log:
                print(event, args, file=log)

    sys.addaudithook(watch)
"""


def watched(folder: Path) -> str:
    """What PYTHONPATH must be for a process of which every call to the outside leaves a line in ``calls.log``."""
    (folder / "calls.log").touch()
    (folder / "sitecustomize.py").write_text(textwrap.dedent(WATCH), encoding="utf-8")
    return f"{folder}:{ROOT}"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server below a path of a proxy, with small limits, in which every call to the outside leaves a line."""
    folder = tmp_path_factory.mktemp("behind")
    home = folder / "content"  # where an operator keeps it apart from the program
    home.mkdir()
    for name in ("questionnaires", "seeds", "models"):
        (home / name).symlink_to(ROOT / name)
    running = AppServer(
        folder,
        "/ganqi",
        ASSESSMENT_HOME=str(home),
        PYTHONPATH=watched(folder),
        ASSESSMENT_HOSTS="zhenduan.example.cn, *.park.example.cn",
        ASSESSMENT_TRUSTED_PROXIES="10.0.0.0/24",
        ASSESSMENT_UPLOADS_MB="120",
        ASSESSMENT_NEW_EACH_HOUR="3",
        FORWARDED_ALLOW_IPS="*",  # of the web server itself: it must not count
    )
    running.start("serve")
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()
    assert (folder / "calls.log").read_text() == "", "the server called somebody outside"


class Answer:
    """What came back."""

    def __init__(self, answer: http.client.HTTPResponse):
        self.status, self.headers = answer.status, answer.headers
        self.text = answer.read().decode("utf-8", "replace")


def call(server: AppServer, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One request with exactly these headers; underscores stand for hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host="Host" in named)
        for name, value in named.items():
            connection.putheader(name, value)
        if body is not None and "Content-Length" not in named:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return Answer(connection.getresponse())
    finally:
        connection.close()


# -- foreign callers -------------------------------------------------------------------------------------------------


def test_a_foreign_origin_or_host_is_refused_for_every_kind_of_request(behind: AppServer):
    kinds = (
        *("", "/", "/questions", "/assets/shell.css", "/static/x.js", "/media/x.pdf", "/component/x/y.js", "/nothing"),
        *("/_stcore/health", "/_stcore/stream", "/_stcore/host-config", "/_stcore/upload_file/x/y"),
        *("/_stcore/bidi-components/x/y.js", "/api/v1/me", "/answers", "/downloads/a/b/c", "/evidence/x", "/sign-in"),
        *("/invitation/x", "/verify/x", "/oidc/callback"),
    )
    for path in (*(f"/ganqi{kind}" for kind in kinds), "/other"):
        for method in ("GET", "POST", "PUT", "OPTIONS", "HEAD"):
            assert call(behind, path, method, Host="evil.example").status == 403, (path, method)
            assert call(behind, path, method, Origin="https://evil.example").status == 403, (path, method)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    upgrade |= {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example", "Origin": "http://evil.example"}):
        assert call(behind, "/ganqi/_stcore/stream", **upgrade, **headers).status == 403
    ours = {"Host": "127.0.0.1:1", "Origin": "http://127.0.0.1:1"}
    assert call(behind, "/ganqi/_stcore/stream", **upgrade, **ours).status == 101


@pytest.mark.parametrize(
    "host", ["zhenduan.example.cn", "ZHENDUAN.example.cn:443", "west.park.example.cn", "[::1]:8501"]
)
def test_names_that_are_set_and_plain_addresses_are_known(behind: AppServer, host: str):
    assert call(behind, "/ganqi/", Host=host).status == 200
    assert call(behind, "/ganqi/", Host=host, Origin=f"https://{host}").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "park.example.cn",
        "evil.example",
        "zhenduan.example.cn.evil.example",
        "a b",
        "x@127.0.0.1",
        "127.0.0.1:x",
        "",
        "é",
    ],
)
def test_other_names_are_not(monkeypatch: pytest.MonkeyPatch, host: str):
    monkeypatch.setenv("ASSESSMENT_HOSTS", "zhenduan.example.cn, *.park.example.cn")
    assert not callers.is_ours(host)


@pytest.mark.parametrize(
    ("kind", "headers", "taken"),
    [
        ("http", {"host": "localhost:8501"}, True),
        ("http", {"host": "localhost:8501", "origin": "http://localhost:8501"}, True),
        ("http", {"host": "localhost:8501", "origin": "http://localhost:8502"}, False),
        ("http", {"host": "localhost:8501", "origin": "http://localhost"}, False),
        ("http", {"host": "localhost:8501", "origin": "null", "sec-fetch-site": "same-origin"}, True),
        ("http", {"host": "localhost:8501", "origin": "null", "sec-fetch-site": "cross-site"}, False),
        ("http", {"host": "localhost:8501", "origin": "null"}, False),
        ("websocket", {"host": "localhost:8501", "origin": "null", "sec-fetch-site": "same-origin"}, False),
        ("websocket", {"host": "localhost:8501", "origin": "http://LOCALHOST:8501"}, False),
        ("websocket", {"host": "localhost:8501", "origin": "http://[::1"}, False),
        ("websocket", {"host": "localhost:8501", "origin": "file://localhost:8501"}, False),
        ("http", {}, False),
    ],
)
def test_an_origin_is_ours_when_it_is_written_as_the_host_is(kind: str, headers: dict[str, str], taken: bool):
    scope = {"type": kind, "headers": Headers(headers).raw}
    assert (callers.refusal(scope) is None) == taken


def test_two_hosts_or_two_origins_are_not_taken():
    ours = (b"host", b"localhost:8501")
    origins = [(b"origin", b"http://localhost:8501"), (b"origin", b"http://evil.example")]
    assert callers.refusal({"type": "http", "headers": [ours, ours]}) is not None
    assert callers.refusal({"type": "websocket", "headers": [ours, *origins]}) is not None


# -- where a caller comes from ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "client"),
    [
        (None, "here"),
        ("127.0.0.1", "here"),
        ("::1", "here"),
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:127.0.0.1", "here"),
        ("unknown", "unknown"),
        ("x" * 500, "x" * 64),
    ],
)
def test_whom_an_address_counts_as(address: str | None, client: str):
    assert callers.client_of(address) == client


def test_cookies_are_secure_where_a_trusted_proxy_says_that_the_browser_came_by_tls(behind: AppServer):
    secure = call(behind, "/ganqi/_stcore/health", X_Forwarded_Proto="https")
    assert secure.headers["set-cookie"].endswith("; Secure")
    assert "Secure" not in call(behind, "/ganqi/_stcore/health").headers["set-cookie"]


# -- the staff's rooms -----------------------------------------------------------------------------------------------


def test_the_staffs_rooms_open_to_those_who_are_signed_in_wherever_they_are_and_to_nobody_else(behind: AppServer):
    for page in ("centre", "consultant", "account", "accounts"):
        with Tab(behind) as stranger:
            assert "本页要登录后才能用" in stranger.open(page)
        for where in ({}, {"X-Forwarded-For": "203.0.113.7"}):
            with Tab(behind, staff=True, **where) as here:
                assert "本页要登录后才能用" not in here.open(page)


def test_the_link_that_serve_printed_opens_the_centre_on_this_machine_once(behind: AppServer):
    printed = re.search(r"http://127\.0\.0\.1:\d+(/ganqi/invitation/\S{43})", behind.log.read_text(encoding="utf-8"))
    assert printed is not None
    for elsewhere in ({"X_Forwarded_For": "203.0.113.7"}, {"Via": "1.1 x"}, {"Host": "zhenduan.example.cn"}):
        far = call(behind, printed[1], **elsewhere)
        assert far.status == 403 and "set-cookie" not in far.headers
    opened = call(behind, printed[1])
    assert (opened.status, opened.headers["location"]) == (303, "/ganqi/centre")
    (cookie,) = SimpleCookie(opened.headers["set-cookie"]).values()
    assert cookie["httponly"] and cookie["samesite"] == "lax" and cookie["path"] == "/ganqi"
    with Tab(behind, cookie=cookie) as first:
        assert "转型促进中心" in first.open("centre")
        assert "还没有设密码" in first.open("account")
    again = call(behind, printed[1])
    assert again.status == 403 and "只能用一次，已经用过了" in again.text and "set-cookie" not in again.headers


# -- files -----------------------------------------------------------------------------------------------------------


def hand_in(server: AppServer, session: str, size: int | None, body: bytes | None = None, cookie: str = "") -> int:
    """Offer a file of some size; nothing of it is sent unless there is a body."""
    xsrf = re.search(r"_streamlit_xsrf=([^;]+)", call(server, f"{server.base}/_stcore/health").headers["set-cookie"])
    assert xsrf is not None
    headers = {"Cookie": f"_streamlit_xsrf={xsrf[1]}; {cookie}", "X-Xsrftoken": xsrf[1]}
    headers |= {"Content-Type": "multipart/form-data; boundary=edge"}
    headers |= {"Transfer-Encoding": "chunked"} if size is None else {"Content-Length": str(size)}
    return call(server, f"{server.base}/_stcore/upload_file/{session}/{'f' * 8}", "PUT", body, **headers).status


def in_a_form(data: bytes) -> bytes:
    head = b'--edge\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
    return head + data + b"\r\n--edge--\r\n"


def test_a_strangers_file_is_refused_before_it_is_read(behind: AppServer):
    with Tab(behind) as stranger:
        stranger.open()
        assert stranger.session
        assert hand_in(behind, stranger.session, 35 * MEGABYTE) == 403
        stranger.open("centre")
        assert hand_in(behind, stranger.session, 35 * MEGABYTE) == 403
    assert hand_in(behind, "nobody", 10) == 403


def test_those_who_passed_a_door_hand_in_files_up_to_their_share_and_all_together_up_to_the_whole(behind: AppServer):
    twelve = in_a_form(b"x" * (12 * MEGABYTE))
    with ExitStack() as open_ones:
        tabs = [open_ones.enter_context(Tab(behind, staff=True)) for _ in range(4)]
        for tab in tabs:
            tab.open("centre")
        assert hand_in(behind, tabs[0].session, len(twelve), twelve) == 204
        assert hand_in(behind, tabs[0].session, None) == 411, "how much comes must be said"
        assert hand_in(behind, tabs[0].session, 30 * MEGABYTE) == 413, "a third of 120 MB is one visitor's share"
        for tab in tabs[1:]:
            whole = in_a_form(b"y" * (38 * MEGABYTE))
            taken = hand_in(behind, tab.session, len(whole), whole)
        assert taken == 507, "12 + 38 + 38 MB are there, and 38 more would be too much"


def test_a_message_larger_than_a_page_of_answers_ends_the_connection(behind: AppServer):
    with Tab(behind) as tab:
        tab.open()
        tab.send(b"\x00" * (3 * MEGABYTE))
        assert tab.closed_with() == 1009


# -- how much --------------------------------------------------------------------------------------------------------


def begin(server: AppServer, forwarded: str, **headers: str) -> str:
    """Press the button that begins an assessment, as somebody whose way here is told by proxies; what is shown then."""
    with Tab(server, **{"X-Forwarded-For": forwarded}, **headers) as tab:
        button = re.search(r"\$\$ID-[0-9a-f]+-start-miit", tab.open())
        assert button is not None
        return tab.open(press=button[0])


def test_beginning_counts_by_the_last_hop_that_is_no_trusted_proxy(behind: AppServer):
    """The proxies are this machine's and those of 10.0.0.0/24; what stands left of the client, it says of itself."""
    for said_of_itself, proxies in (
        ("192.0.2.1", "10.0.0.7"),
        ("192.0.2.2", "127.0.0.1, 10.0.0.7, 127.0.0.1"),
        ("127.0.0.1", "::ffff:10.0.0.7, ::1"),
    ):
        assert "太多" not in begin(behind, f"{said_of_itself}, 198.51.100.4, {proxies}")
    assert "新开始的自测太多了" in begin(behind, "192.0.2.3, 198.51.100.4, 10.0.0.7")
    assert "太多" not in begin(behind, "198.51.100.4, 198.51.100.5")


# -- paths -----------------------------------------------------------------------------------------------------------


def test_below_a_path_of_a_proxy_everything_works_and_closed_addresses_stay_closed(behind: AppServer):
    assert call(behind, "/ganqi/_stcore/health").text == "ok"
    for path in ("_stcore/metrics", "_stcore/agent/openapi.json", "_stcore/script-health-check", "/_stcore/metrics"):
        assert call(behind, f"/ganqi/{path}").status in (400, 404), path
        assert call(behind, f"/{path}").status in (400, 404), path
    page = call(behind, "/ganqi/questions", Accept="text/html")
    assert page.status == 200
    for asset in re.findall(r'(?:href|src)="(\./assets/[^"]+)"', page.text):
        kind = call(behind, f"/ganqi/{asset[2:]}").headers["content-type"]
        assert kind.startswith(("text/css", "text/javascript", "application/javascript", "image/svg+xml")), asset
    cookie = SIGNED_IN[behind.url]
    gone = call(behind, "/ganqi/downloads/nobody/ticket/x.zip", Cookie=f"{cookie.key}={cookie.value}")
    assert gone.status == 404 and "重新生成" in gone.text
    with Tab(behind) as tab:
        assert "赣企数诊" in tab.open() or tab.session


@pytest.mark.parametrize("address", links.ADDRESSES.values())
def test_every_page_is_served(behind: AppServer, address: str):
    answer = call(behind, f"/ganqi/{address}", Accept="text/html")
    assert answer.status == 200 and "<title>赣企数诊</title>" in answer.text


@pytest.mark.parametrize(
    ("path", "up"),
    [
        *(("/ganqi/questions/x", "../"), ("/ganqi/nothing", "./"), ("/ganqi/a/b/c", "../../"), ("/x", "./")),
        *(("/ganqi/api", "./"), ("/ganqi/invitation", "./"), ("/ganqi/oidc", "./"), ("/ganqi/oidc/x", "../")),
        *(("/ganqi/sign-in/x", "../"), ("/ganqi/invitation/a/b", "../../"), ("/ganqi/verify/a/b", "../../")),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_address_that_does_not_exist_is_a_decent_page(behind: AppServer, path: str, up: str, lang: str):
    answer = call(behind, f"{path}?lang={lang}", Accept="text/html,*/*")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "这个网址没有内容" in answer.text and "nothing at this address" in answer.text
    assert f'href="{up}' in answer.text and "stApp" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert call(behind, path).headers["content-type"].startswith("text/plain"), "a program gets plain words"


def test_nothing_is_to_be_indexed_and_nothing_names_the_server(behind: AppServer):
    for path in ("/ganqi/", "/ganqi/result?code=AAAA", "/ganqi/nothing", "/ganqi/assets/shell.css", "/elsewhere"):
        headers = call(behind, path).headers
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert "server" not in headers, path


def test_a_ticket_of_any_spelling_opens_nothing_but_its_own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    opened = open_store(f"sqlite:///{tmp_path / 'tickets.sqlite3'}")
    monkeypatch.setattr(downloads.resources, "store", lambda: opened)
    clerk, colleague = (
        SignedIn(opened.add_account(Person(name, name, Role.CLERK, "360100"), None), uuid4()) for name in ("one", "two")
    )
    mine = clerk.account.signature
    file = opened.keep_file("x.xlsx", 1, mine, date(2026, 11, 26))
    job, other, unfinished = (opened.begin_job(kinds.REPORTS, mine, {}, file.id) for _ in range(3))
    for done in (job, other):
        opened.claim_job("w", [kinds.REPORTS], lambda _: False)
        opened.end_job(done.id, "w", "done")
    ticket, name = downloads.address(job, "x.zip").split("/")[-2:]
    assert name == "x.zip"
    for wrong in ("", "é", "\ud800", ticket[:-1], ticket + "é", downloads.address(other, "x.zip").split("/")[-2]):
        assert downloads.file_of(str(job.id), wrong, clerk) is None
    assert downloads.file_of(str(job.id), ticket, clerk) == kinds.archive_of(job)
    assert downloads.file_of(str(job.id), ticket, colleague) is None, "what somebody else asked for"
    assert downloads.file_of("x", ticket, clerk) is None
    assert downloads.file_of(str(unfinished.id), downloads.address(unfinished, "x").split("/")[-2], clerk) is None
    opened.close()


PATHS = [
    *(
        "/",
        "/ganqi",
        "/ganqi/",
        "/ganqi//",
        "//ganqi",
        "/ganqi/./",
        "/ganqi/../",
        "/ganqi/%2e%2e/",
        "/ganqi/%00",
        "/ganqi/%ff",
    ),
    *("/ganqi/questions?" + "&".join(f"a{i}=1" for i in range(2000)), "/ganqi/?lang=%ff", "/ganqi/?" + "x" * 5000),
    *("/ganqi/downloads/é/x", "/ganqi/downloads/%C3%A9/x", "/ganqi/downloads//", "/ganqi/downloads/a/b/c"),
    *(
        "/ganqi/invitation/",
        "/ganqi/invitation/%C3%A9",
        "/ganqi/invitation/" + "x" * 4000,
        "/ganqi/sign-in?lang=%ff",
        "/ganqi/oidc/begin",
        "/ganqi/oidc/callback?code=x&state=%C3%A9",
        "/ganqi/assets/",
        "/ganqi/assets/../shell.js",
    ),
    *(
        "/ganqi/assets/%2e%2e%2fserver.py",
        "/ganqi/assets/\\..\\server.py",
        "/ganqi/static/",
        "/ganqi/static/%2e%2e/%2e%2e",
    ),
    *("/ganqi/media/", "/ganqi/media/x", "/ganqi/component/x/y", "/ganqi/_stcore/", "/ganqi/_stcore/stream"),
    *("/ganqi/_stcore/upload_file/", "/ganqi/_stcore/upload_file/x/y", "/ganqi/_stcore/upload_file/%C3%A9/%00"),
    *("/ganqi/_stcore/host-config", "/ganqi/_stcore/bidi-components/x", "/ganqi/oauth2callback", "/ganqi/auth/login"),
    *("/ganqi/questions/", "/ganqi/questions/x/", "/ganqi/robots.txt", "/ganqi/favicon.ico", "/ganqi/.git/config"),
    *("/ganqi/index.html", "/ganqi/manifest.json", "/ganqi/%E4%BC%81%E4%B8%9A", "/ganqi/;", "/ganqi/{{7*7}}"),
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "GANQI"]


def test_no_path_and_no_method_breaks_the_server(behind: AppServer):
    for path in PATHS:
        sent = path.encode("utf-8").decode("latin-1")
        for method in METHODS if len(path) < 60 else ["GET"]:
            connection = http.client.HTTPConnection("127.0.0.1", behind.port, timeout=30)
            connection._validate_path = lambda _: None  # type: ignore[attr-defined]
            connection._encode_request = lambda text: text.encode("latin-1")  # type: ignore[attr-defined]
            connection.putrequest(method, sent)
            connection.putheader("Accept", "text/html")
            connection.endheaders()
            assert connection.getresponse().status < 500, (method, path)
            connection.close()


# -- nothing calls outside -------------------------------------------------------------------------------------------


def test_the_watch_sees_a_call(tmp_path: Path):
    call_of_one = "import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"  # sends nothing
    environment = os.environ | {"PYTHONPATH": watched(tmp_path)}
    subprocess.run([sys.executable, "-c", call_of_one], env=environment, check=False)
    assert "192.0.2.1" in (tmp_path / "calls.log").read_text()


def test_nothing_calls_outside_whatever_is_opened(behind: AppServer):
    for page in links.ADDRESSES.values():
        with Tab(behind, staff=True) as tab:
            assert tab.open(page)
    for origin in ("https://evil.example", "http://203.0.113.9", "null"):
        with pytest.raises(InvalidStatus), Tab(behind, Origin=origin):
            pass
    calls = Path(behind.settings["PYTHONPATH"].split(":")[0]) / "calls.log"
    assert calls.read_text() == ""


# -- whose assessment it is ------------------------------------------------------------------------------------------


def test_a_page_opened_by_a_link_says_when_it_was_begun_and_how_to_begin_ones_own(behind: AppServer):
    store = open_store(behind.database)
    _, code = store.create_assessment("zh")
    store.close()
    for place in ("topic=profile", "topic=profile&at=city"):
        with Tab(behind) as tab:
            shown = tab.open("questions", f"code={code}&{place}")
            assert shown.count(f"这份自测是 {settings.today()} 开始的") == 1 and "开始自己的一份" in shown
    with Tab(behind, **{"X-Forwarded-For": "198.51.100.77"}) as tab:
        button = re.search(r"\$\$ID-[0-9a-f]+-start-miit", tab.open())
        assert button is not None
        assert "开始自己的一份" not in tab.open(press=button[0]), "it was begun in this very tab"
