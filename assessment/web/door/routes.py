"""The addresses of the doors. A link that is only looked at is not used up: that takes a press of the button."""

from __future__ import annotations

import asyncio
import os
from urllib.parse import parse_qs

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.language import Label, label
from assessment.permissions import Role
from assessment.store.account_records import Account, OneTimeLink
from assessment.store.refusals import LinkRefused, PasswordRefused, SignInRefused, StoreRefused
from assessment.web import callers, links, resources, visitors
from assessment.web.door import forms, oidc
from assessment.web.door.forms import EntryField, Form

LARGEST = 8192
"""Bytes of a form."""
_AFTER = {
    Role.CLERK: links.CENTRE,
    Role.ADMINISTRATOR: links.CENTRE,
    Role.CONSULTANT: links.CONSULTANT,
    Role.OWNER: links.ACCOUNT,
    Role.PROVIDER: links.ACCOUNT,
}
"""The page that somebody wants first."""
_LOGIN = EntryField("login", label("账号", "Account"), "username")
_PASSWORD = EntryField("password", label("密码", "Password"), "current-password", secret=True)
_NEW = EntryField(
    "password", label("新密码（至少 10 个字符）", "New password, 10 characters or more"), "new-password", secret=True
)
_AGAIN = EntryField("again", label("再输一遍", "The same again"), "new-password", secret=True)
_ORGANISATION = label("用单位统一身份登录", "Sign in with your organisation")
_SIGN_IN = Form(
    label("登录", "Sign in"),
    (
        label(
            "给工作人员、顾问、服务商和有账号的企业。企业填自测不用登录，凭续答码就行。",
            "For staff, consultants, providers, and firms with an account. To assess itself a firm needs none.",
        ),
    ),
    (_LOGIN, _PASSWORD),
    label("登录", "Sign in"),
)
_DIFFER = PasswordRefused(
    label("两遍密码不一样", "The two passwords differ"), label("请再输一次。", "Please enter them again.")
)
_ELSEWHERE = LinkRefused(
    label(
        "首次启动的链接只能在运行本系统的这台电脑上打开",
        "The link of a first start opens on the computer that runs this system only",
    ),
    label(
        "请在那台电脑上打开，或在那里运行 assessment account create 得到邀请链接。",
        "Open it there, or run 'assessment account create' there for an invitation.",
    ),
)
# Each check of a password takes memory and a processor for a moment; the right one waits for few others at most.
_checking = anyio.CapacityLimiter(max(2, os.cpu_count() or 2))


async def _sign_in(request: Request) -> Response:
    """The form to sign in, and what it sends."""
    other = (_ORGANISATION, f"./oidc/begin?{request.url.query}") if oidc.is_set() else None
    form = Form(_SIGN_IN.heading, _SIGN_IN.words, _SIGN_IN.fields, _SIGN_IN.button, other)
    if request.method != "POST":
        return forms.draw(request, form)
    sent = await _sent(request)
    if isinstance(sent, Response):
        return sent
    login, browser, client = sent.get("login", ""), visitors.browser_of(request), visitors.client_of(request)
    try:
        cookie = await anyio.to_thread.run_sync(
            resources.store().sign_in, login, sent.get("password", ""), browser, client, limiter=_checking
        )
    except SignInRefused as refused:
        await asyncio.sleep(refused.delay)
        return forms.draw(request, _with_login(form, login), refused, 403)
    except StoreRefused as refused:
        return forms.draw(request, _with_login(form, login), refused, 503)
    return await entered(request, cookie)


async def _invitation(request: Request) -> Response:
    """The form that sets a password, and what it sends."""
    store, secret = resources.store(), request.path_params["secret"]
    try:
        link = await run_in_threadpool(store.link, secret)
        if link.purpose == "first":
            return await _first(request)
        form = _welcome(link, secret, request)
        if request.method != "POST":
            return forms.draw(request, form)
        sent = await _sent(request)
        if isinstance(sent, Response):
            return sent
        if sent.get("password") != sent.get("again"):
            return forms.draw(request, form, _DIFFER, 400)
        password, browser = sent.get("password", ""), visitors.browser_of(request)
        cookie = await anyio.to_thread.run_sync(store.follow, secret, password, browser, limiter=_checking)
    except PasswordRefused as refused:
        return forms.draw(request, form, refused, 400)
    except StoreRefused as refused:
        return forms.refuse(request, refused)
    return await entered(request, cookie)


async def _first(request: Request) -> Response:
    """The link that ``serve`` printed: one click opens the centre, on this machine."""
    if request.method != "GET" or not callers.is_here(request.client.host if request.client else None, request.headers):
        return forms.refuse(request, _ELSEWHERE)
    store = resources.store()
    cookie = await run_in_threadpool(store.follow_first, request.path_params["secret"], visitors.browser_of(request))
    return await entered(request, cookie)


async def entered(request: Request, cookie: str) -> Response:
    """To the page that was wanted, with the cookie of the session."""
    found = await run_in_threadpool(resources.store().signed_in, cookie)
    assert found is not None
    wanted = request.query_params.get("next")
    address = wanted if wanted in links.ADDRESSES.values() and wanted else links.ADDRESSES[_AFTER[found.account.role]]
    lang = "?lang=en" if forms.language(request) == "en" else ""
    return visitors.give(RedirectResponse(f"{callers.base()}/{address}{lang}", 303), cookie)


def _welcome(link: OneTimeLink, secret: str, request: Request) -> Form:
    account, again = link.account, link.purpose == "reset"
    other = None
    if oidc.is_set():
        other = (_ORGANISATION, f"../oidc/begin?invitation={secret}&{request.url.query}")
    return Form(
        label("重设密码", "A new password") if again else label("欢迎", "Welcome"),
        (_for_whom(account),),
        (_NEW, _AGAIN),
        label("保存并登录", "Save and sign in"),
        other,
    )


def _for_whom(account: Account) -> Label:
    return label(
        "{name}，您的账号是 {login}。请设一个密码：四个不相干的词连起来，容易记也难猜。",
        "{name}, your account is {login}. Please choose a password: four unrelated words in a row are easy to remember "
        "and hard to guess.",
    ).fill(name=account.name, login=account.login)


def _with_login(form: Form, login: str) -> Form:
    filled = (EntryField("login", _LOGIN.text, _LOGIN.kept, login[:200]), _PASSWORD)
    return Form(form.heading, form.words, filled, form.button, form.other_way)


async def _sent(request: Request) -> dict[str, str] | Response:
    """The fields of a form that a page of ours has sent."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return Response(status_code=403)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return Response(status_code=413)
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


ROUTES: list[BaseRoute] = [
    Route("/sign-in", _sign_in, methods=["GET", "POST"]),
    Route("/invitation/{secret}", _invitation, methods=["GET", "POST"]),
    *oidc.ROUTES,
]
