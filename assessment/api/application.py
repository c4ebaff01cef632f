"""The interface put together: its endpoints, its OpenAPI document, and how it is mounted beside the pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.responses import JSONResponse
from starlette.routing import Mount

from assessment.api import about, assessments, draws, firms, jobs, refusing, results, rounds
from assessment.api.guard import KEY
from assessment.api.refusing import FaultView, ProblemView
from assessment.api.service import ADDRESS, BASE, VERSION, Service

OPENAPI = f"{BASE}/openapi.json"
_TITLE = "赣企数诊 / Ganqi Shuzhen"
_ABOUT = (
    "给别的程序用的接口。请求头 Authorization: Bearer 令牌；令牌在“我的账号”一页发。见 docs/api.md。\n\n"
    "The interface for other programs. Send Authorization: Bearer TOKEN; tokens are made under 'My account'. "
    "See docs/api.md."
)
_KEY_TOLD = "同一个键的同一个请求只做一次，一天内答复相同 / the same request under the same key is done once a day"
_TAG_TOLD = "已有的 ETag；没有变就答 304 / the ETag that you have; 304 where it has not changed"
_SILENT: Any = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False}


class Interface(FastAPI):
    """The interface; its document names the shape of every refusal, too."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document, made once."""
        if self.openapi_schema is None:
            made = super().openapi()
            made["servers"] = [{"url": ".."}]  # as seen from the document itself, wherever that is
            shapes = made["components"]["schemas"]
            for model in (ProblemView, FaultView):
                shape = model.model_json_schema(ref_template="#/components/schemas/{model}")
                shape.pop("$defs", None)
                shapes[model.__name__] = shape
            for methods in made["paths"].values():
                for method, told in methods.items():
                    _complete(method, told)
        return dict(self.openapi_schema or {})


def _complete(method: str, told: dict[str, Any]) -> None:
    """Say what holds for every endpoint of a method: keys of repeated requests, and what is not sent again."""
    parameters = told.setdefault("parameters", [])
    if method == "post":
        shape = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        parameters.append(_header(KEY, _KEY_TOLD, shape))
    elif method == "get":
        parameters.append(_header("If-None-Match", _TAG_TOLD, {"type": "string"}))
        told["responses"]["304"] = {"description": "没有变 / not changed"}
    told["responses"]["429"]["headers"] = {"Retry-After": {"schema": {"type": "string"}}}


def _header(name: str, words: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": words, "schema": shape}


def application(service: Service) -> Interface:
    """The interface over what the server has open. It offers no page, so that nothing is fetched from outside."""
    app = Interface(
        title=_TITLE,
        version=VERSION,
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_SILENT,
    )
    app.state.service = service
    versioned = APIRouter(prefix=BASE)
    for part in (about, firms, assessments, results, rounds, draws, jobs):
        versioned.include_router(part.router)
    app.include_router(versioned)
    app.add_route(OPENAPI, lambda _: JSONResponse(app.openapi()), include_in_schema=False)
    refusing.install(app)
    return app


@lru_cache(maxsize=1)
def mounted(service: Service) -> Mount:
    """The interface as a part of the server; the same one for the same service."""
    return Mount(ADDRESS, application(service), name="api")
