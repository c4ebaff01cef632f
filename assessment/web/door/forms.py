"""The documents of the doors: a form each, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from assessment.language import Label, Lang, label
from assessment.store.refusals import StoreRefused
from assessment.web import callers, frame
from assessment.web.markup import escape

_OTHER = label("English", "中文")


@dataclass(frozen=True)
class EntryField:
    """One field to fill in; a browser knows by ``kept`` what it may remember."""

    name: str
    text: Label
    kept: str
    value: str = ""
    secret: bool = False


@dataclass(frozen=True)
class Form:
    """A document with a heading, words, and a form that is sent to its own address."""

    heading: Label
    words: tuple[Label, ...]
    fields: tuple[EntryField, ...]
    button: Label
    other_way: tuple[Label, str] | None = None
    """Another way in: its words, and its address as seen from the document."""


def language(request: Request) -> Lang:
    """The reader's language."""
    return "en" if request.query_params.get("lang") == "en" else "zh"


def draw(request: Request, form: Form, refusal: StoreRefused | None = None, status: int = 200) -> HTMLResponse:
    """The document, with what was refused at its head."""
    lang = language(request)
    told = "" if refusal is None else _told(refusal, lang)
    words = "".join(f"<p>{escape(one.text(lang))}</p>" for one in form.words)
    fields = "".join(_field(one, lang) for one in form.fields)
    other = ""
    if form.other_way is not None:
        other = f'<p><a class="button second" href="{escape(form.other_way[1])}">{form.other_way[0].text(lang)}</a></p>'
    turned = urlencode(dict(request.query_params) | {"lang": "zh" if lang == "en" else "en"})
    markup = (
        f"<h2>{form.heading.text(lang)}</h2>{told}{words}"
        f'<form method="post">{fields}<button type="submit">{form.button.text(lang)}</button></form>{other}'
        f'<p><a href="?{escape(turned)}">{_OTHER.text(lang)}</a></p>'
    )
    return _document(request, markup, status)


def refuse(request: Request, refusal: StoreRefused, status: int = 403) -> HTMLResponse:
    """A document that says why something does not open."""
    return _document(request, _told(refusal, language(request)), status)


def _document(request: Request, markup: str, status: int) -> HTMLResponse:
    up = "../" * (_depth(request) - 1) or "./"
    return HTMLResponse(
        frame.page(frame.APP_NAME, markup, language(request), up), status, {"Cache-Control": "no-store"}
    )


def _depth(request: Request) -> int:
    return request.url.path.removeprefix(callers.base()).count("/")


def _told(refusal: StoreRefused, lang: Lang) -> str:
    end = "。" if lang == "zh" else ". "
    words = f"{refusal.message.text(lang)}{end}{refusal.remedy.text(lang)}"
    return f'<p class="fault" role="alert">{escape(words)}</p>'


def _field(field: EntryField, lang: Lang) -> str:
    kind = "password" if field.secret else "text"
    return (
        f'<label for="{field.name}">{field.text.text(lang)}</label>'
        f'<input id="{field.name}" name="{field.name}" type="{kind}" autocomplete="{field.kept}" '
        f'value="{escape(field.value)}" maxlength="200" required />'
    )
