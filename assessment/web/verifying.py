"""Confirming a report by its number: that it was handed out here, of which day, with which digest and editions.

Whoever holds a report may ask, without any code; whose it is stands nowhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from assessment import settings
from assessment.language import Label, Lang, label
from assessment.settings import in_china
from assessment.store.handed_out import HandedOut
from assessment.store.refusals import StoreRefused
from assessment.telling.seal import VERIFY, Seal
from assessment.web import frame, keepsake, resources

_TITLE = label("核对报告", "Confirm a report")
_ASK = label("报告编号（封面和每页页脚）", "Number of the report (on the cover and at the foot of each page)")
_GO = label("核对", "Confirm")
_NONE = label(
    "这个编号没有登记过。请检查有没有抄错；没有登记的报告（如命令行单独生成的）查不到。",
    "No report was entered under this number. Please check the spelling; reports that were not entered (as made by a "
    "command alone) cannot be found.",
)
_FOUND = label("这份报告是从这里出的。", "This report was handed out here.")
_LATER = label("数据库暂时打不开，请稍后再试。", "The database cannot be reached at the moment; please try again.")
_HOW = label(
    "文件摘要是 SHA-256；与手里文件的 sha256sum（Windows：certutil -hashfile 文件 SHA256）相同，文件就没有改过。",
    "The digest is SHA-256; where sha256sum of your file (Windows: certutil -hashfile FILE SHA256) is the same, the "
    "file is unchanged.",
)
_ROWS = (
    label("报告编号", "Number"),
    label("结果日期", "Day of the result"),
    label("首次出具", "First handed out"),
    label("文件摘要", "Digest of the file"),
    label("规则版本", "Editions of the rules"),
)
_SOFTWARE = "software", label("本系统", "this system")
_SHAPE = re.compile(r"[A-Z2-7]{16}")


def address_here() -> str:
    """Where the pages are: as it is set, else as this visitor has opened them."""
    return settings.address() or keepsake.site()


def enter(seal: Seal) -> None:
    """Enter a report that is handed out, so that it can be confirmed."""
    resources.store().hand_out(seal.id, seal.digest, seal.on, seal.editions)


def number_of(typed: str) -> str:
    """What somebody typed as a number of a report is spelt: capitals, groups of four; empty where it is none."""
    signs = re.sub(r"[\s-]", "", typed[:60]).upper().replace("0", "O").replace("1", "I").replace("8", "B")
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4)) if _SHAPE.fullmatch(signs) else ""


async def _page(request: Request) -> Response:
    lang: Lang = "en" if request.query_params.get("lang") == "en" else "zh"
    typed = request.path_params.get("number") or request.query_params.get("number", "")
    up = "../" if "number" in request.path_params else "./"
    try:
        found = await run_in_threadpool(_found, number_of(typed))
    except StoreRefused:
        return HTMLResponse(_document(f"<p>{_LATER.text(lang)}</p>", "", lang, up), 503)
    body = "".join(_told(one, lang) for one in found)
    if typed and not found:
        body = f'<p class="caution">{_NONE.text(lang)}</p>'
    status = 200 if found or not typed else 404
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return HTMLResponse(_document(body, typed, lang, up), status, headers)


def _found(number: str) -> list[HandedOut]:
    return resources.store().handed_out(number) if number else []


def _told(one: HandedOut, lang: Lang) -> str:
    values = (
        one.number,
        f"{one.on:%Y-%m-%d}",
        f"{in_china(one.at):%Y-%m-%d %H:%M}",
        one.digest,
        ("、" if lang == "zh" else ", ").join(_named(edition, lang) for edition in one.editions),
    )
    rows = "".join(
        f"<dt>{html.escape(name.text(lang))}</dt><dd>{html.escape(value)}</dd>"
        for name, value in zip(_ROWS, values, strict=True)
    )
    return f'<p>✓ {_FOUND.text(lang)}</p><dl>{rows}</dl><p class="quiet">{_HOW.text(lang)}</p>'


def _named(edition: str, lang: Lang) -> str:
    """An edition by its title; one that is no longer among the files by its key."""
    name, _, number = edition.partition(" ")
    if name == _SOFTWARE[0]:
        return f"{_SOFTWARE[1].text(lang)} {number}"
    titles = {one.key: f"{one.spec.short_title.text(lang)} {one.spec.version}" for one in resources.advisor().editions}
    return titles.get(edition, edition)


def _document(body: str, typed: str, lang: Lang, up: str) -> str:
    other: tuple[Lang, Label] = ("zh", label("中文", "中文")) if lang == "en" else ("en", label("English", "English"))
    field = (
        f'<form method="get" action="{up}{VERIFY}"><label for="number">{_ASK.text(lang)}</label> '
        f'<input id="number" name="number" maxlength="40" value="{html.escape(typed[:40])}" autocomplete="off">'
        f'<input type="hidden" name="lang" value="{lang}"> <button>{_GO.text(lang)}</button></form>'
    )
    return frame.page(
        _TITLE,
        f"{body}{field}"
        f'<p><a href="?lang={other[0]}&amp;number={html.escape(number_of(typed))}">{other[1].text(lang)}</a></p>',
        lang,
        up,
    )


ROUTES: Sequence[BaseRoute] = (
    Route(f"/{VERIFY}", _page, methods=["GET"]),
    Route(f"/{VERIFY}/{{number}}", _page, methods=["GET"]),
)
