"""Static files go out compressed to whoever takes that, and as they are to everybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from streamlit import file_util

from assessment.web import frame, packed

SCRIPT = next(Path(file_util.get_static_dir(), "static", "js").glob("index.*.js"))
ADDRESS = f"/static/js/{SCRIPT.name}"


@pytest.fixture(scope="module")
def browser() -> Iterator[TestClient]:
    static = StaticFiles(directory=Path(file_util.get_static_dir()) / "static")
    routes = [Mount("/static", static), Mount("/assets", StaticFiles(directory=frame.ASSETS))]
    begun: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        begun.append("begun")
        yield

    with TestClient(Starlette(routes=routes, middleware=[Middleware(packed.Packed)], lifespan=lifespan)) as client:
        assert begun, "what a server does at its start goes through here, too"
        yield client


def raw(browser: TestClient, address: str, accept: str, **headers: str) -> tuple[int, dict[str, str], int]:
    """Status, headers and the octets that went over the line."""
    with browser.stream("GET", address, headers={"accept-encoding": accept, **headers}) as answer:
        return answer.status_code, dict(answer.headers), len(b"".join(answer.iter_raw()))


@pytest.mark.parametrize("address", [ADDRESS, "/assets/shell.css", "/assets/saving.js"])
def test_what_goes_over_the_line_is_small_and_unpacks_to_the_file(browser: TestClient, address: str) -> None:
    status, headers, size = raw(browser, address, "gzip, deflate, br")
    plain = browser.get(address, headers={"accept-encoding": "identity"})
    assert status == 200 and headers["content-encoding"] == "gzip" and headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == size < len(plain.content) / 2
    assert "content-encoding" not in plain.headers
    assert browser.get(address).content == plain.content
    assert headers["content-type"] == plain.headers["content-type"]


@pytest.mark.parametrize(
    ("address", "accept", "more"),
    [
        (ADDRESS, "identity", {}),
        (ADDRESS, "gzip;q=0, br", {}),
        (ADDRESS, "gzip", {"range": "bytes=0-9"}),
        ("/assets/favicon.svg", "gzip", {}),
    ],
)
def test_everything_else_is_sent_as_it_is(browser: TestClient, address: str, accept: str, more: dict[str, str]) -> None:
    status, headers, _ = raw(browser, address, accept, **more)
    assert status in (200, 206) and "content-encoding" not in headers


def test_a_file_that_the_browser_has_is_not_sent_again(browser: TestClient) -> None:
    tag = raw(browser, ADDRESS, "gzip")[1]["etag"]
    status, _, size = raw(browser, ADDRESS, "gzip", **{"if-none-match": tag})
    assert (status, size) == (304, 0)


@pytest.mark.parametrize("address", ["/static/js/none.js", "/assets/../server.py", "/static/js/..%2f..%2findex.html"])
def test_only_files_that_are_there_are_looked_for(browser: TestClient, address: str) -> None:
    assert raw(browser, address, "gzip")[0] == 404
