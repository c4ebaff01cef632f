"""Large files on their way out: from the disk, by a ticket that only the page gives."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.permissions import Right, reach
from assessment.web import visits
from assessment.web.centre import bench

FOLDER = "downloads"


def address(archive: bench.Archive) -> str:
    """Where the browser fetches an archive, as seen from the page."""
    return f"./{FOLDER}/{archive.ticket}/{quote(archive.name)}"


def _send(request: Request) -> Response:
    found = visits.of_request(request)
    if found is None or not reach(found.account.actor, Right.EXPORT):
        return PlainTextResponse("请先登录有权导出的账号。 / Please sign in with an account that may export.", 403)
    archive = bench.archive_of(request.path_params["ticket"])
    if archive is None or not archive.path.exists():
        return PlainTextResponse("文件已不在，请回到页面重新生成。 / The file is gone; please make it again.", 404)
    never_kept = {"Cache-Control": "no-store"}
    return FileResponse(archive.path, filename=archive.name, media_type="application/zip", headers=never_kept)


ROUTES: list[BaseRoute] = [Route(f"/{FOLDER}/{{ticket}}/{{name}}", _send)]
