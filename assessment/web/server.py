"""How the pages are served: middleware, addresses of our own, and what is done before the first visit."""

from __future__ import annotations

import asyncio
import gc
import itertools
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import uvicorn
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import net_util
from streamlit.runtime.scriptrunner import get_script_run_ctx
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assessment import settings
from assessment.web import (
    callers,
    evidence_files,
    frame,
    handing,
    kept_theme,
    late_answers,
    overtaken,
    packed,
    uploads,
    verifying,
)
from assessment.web.centre import downloads
from assessment.web.door import routes as door
from assessment.web.frontage import Frontage
from assessment.work import kept


class _Assets(StaticFiles):
    """Our own style sheet, script and icon; their addresses change with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, immutable, max-age=31536000"
        return response


def at_base(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes below the path that everything is served under."""
    base = callers.base()
    for route in routes:
        if isinstance(route, Mount):
            yield Mount(base + route.path, route.app, name=route.name)
        else:
            assert isinstance(route, Route)
            yield Route(base + route.path, route.endpoint, methods=list(route.methods or ()), name=route.name)


def stay_inside() -> None:
    """Streamlit asks the outside world for its own address when it does not know a name; here it gets no answer."""
    for question in ("get_external_ip", "get_internal_ip"):
        assert hasattr(net_util, question)
        setattr(net_util, question, lambda: None)


MIDDLEWARE = [
    Middleware(ProxyHeadersMiddleware, trusted_hosts=callers.believed()),
    Middleware(Frontage),
    Middleware(uploads.Gate),
    Middleware(packed.Packed),
]
ROUTES: list[BaseRoute] = list(
    at_base(
        [
            Mount("/assets", _Assets(directory=frame.ASSETS), name="assets"),
            *downloads.ROUTES,
            *evidence_files.ROUTES,
            *door.ROUTES,
            *late_answers.ROUTES,
            *verifying.ROUTES,
        ]
    )
)


def say_no_name() -> None:
    """Answers do not tell which web server gives them; it is found by the signal that it waits for."""
    running = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(running, uvicorn.Server):
        running.config.encoded_headers = [one for one in running.config.encoded_headers if one[0] != b"server"]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load content, models and the database before the first visitor comes, and close the database at the end."""
    from assessment.web import ending, resources

    stay_inside()
    overtaken.leave_alone()
    kept_theme.keep()
    say_no_name()
    handing.refuse_quietly()
    ending.prepare()
    resources.warm()
    # A page's every part is sent by the thread that hears the browsers, which would wait much longer for each.
    sys.setswitchinterval(0.002)
    gc.collect()
    gc.freeze()  # what stays need not be looked through after every run of a page, while all others wait
    forgetting = asyncio.create_task(_forget())
    try:
        yield
    finally:
        forgetting.cancel()
        resources.close()


async def _forget() -> None:
    """Delete what centres handed in and nobody has used for days, at the start and every minute.

    Every hour, what was kept as long as it may be goes, too.
    """
    from assessment.web import resources

    for minute in itertools.count():
        await asyncio.to_thread(kept.sweep, resources.store())
        if minute % 60 == 0 and (days := settings.kept_days()):
            await asyncio.to_thread(resources.store().expire, timedelta(days=days))
        await asyncio.sleep(60)


def is_page_run() -> bool:
    """Is this a visitor's run of the entry script (and not the server importing it)?"""
    return get_script_run_ctx(suppress_warning=True) is not None
