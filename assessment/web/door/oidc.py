"""Signing in at the provider of an organisation, by OpenID Connect: authorization code with PKCE, state and nonce.

An account is found by issuer and subject, and is linked to them by following an invitation, never by a name or an
address that the provider tells. Nothing is asked of anybody but the issuer that is set.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, import_key
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assessment import settings
from assessment.language import label
from assessment.store.refusals import LinkRefused, StoreRefused
from assessment.web import callers, resources, visitors
from assessment.web.door import forms

SECONDS = 600
"""So long somebody may take at the provider."""
_WAIT = 10.0
_LOG = logging.getLogger(__name__)
_COOKIE = "oidc"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_BROKEN = label("统一身份登录没有成功", "Signing in with your organisation did not succeed")
_AGAIN = label(
    "请回到登录页再试一次；总是不行，请管理员查看服务器日志。",
    "Go back and try again; if it never works, ask an administrator to look at the server's log.",
)
_UNKNOWN = LinkRefused(
    label("这个统一身份还没有对应的账号", "No account belongs to this identity yet"),
    label(
        "请管理员发一个邀请链接，打开后选“用单位统一身份登录”。",
        "Ask an administrator for an invitation, open it, and choose to sign in with your organisation.",
    ),
)


class ProviderRefused(StoreRefused):
    """The provider did not answer, or not as it must."""

    def __init__(self, why: str):
        _LOG.warning("sign-in by OpenID Connect failed: %s", why)
        super().__init__(_BROKEN, _AGAIN)


def is_set() -> bool:
    """Is there a provider?"""
    return bool(settings.oidc_issuer() and settings.oidc_client())


async def _begin(request: Request) -> Response:
    """To the provider, with what must come back from it kept in a cookie of this browser."""
    if not is_set():
        return Response(status_code=404)
    kept = {
        "state": generate_token(32),
        "nonce": generate_token(32),
        "verifier": generate_token(64),
        "at": settings.now().timestamp(),
        "invitation": request.query_params.get("invitation", "")[:100],
    }
    try:
        async with _client() as client:
            metadata = await _metadata(client)
    except StoreRefused as refused:
        return forms.refuse(request, refused, 502)
    address = prepare_grant_uri(
        metadata["authorization_endpoint"],
        settings.oidc_client(),
        "code",
        redirect_uri=_back(request),
        scope="openid",
        state=kept["state"],
        nonce=kept["nonce"],
        code_challenge=create_s256_code_challenge(kept["verifier"]),
        code_challenge_method="S256",
    )
    response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    # Lax, not strict: it must come back with the visitor whom the provider sends.
    response.set_cookie(_name(), _sealed(kept), SECONDS, path=_path(), httponly=True, samesite="lax")
    return response


async def _callback(request: Request) -> Response:
    """Back from the provider: the code is changed for a token of which every claim is checked."""
    from assessment.web.door.routes import entered

    try:
        kept = _opened(request.cookies.get(_name(), ""))
        issuer, subject = await _identity(request, kept)
        response = await entered(request, await run_in_threadpool(_signed_in, request, kept, issuer, subject))
    except StoreRefused as refused:
        response = forms.refuse(request, refused)
    response.delete_cookie(_name(), path=_path(), httponly=True, samesite="lax")
    return response


def _signed_in(request: Request, kept: Mapping[str, Any], issuer: str, subject: str) -> str:
    store, browser = resources.store(), visitors.browser_of(request)
    if kept["invitation"]:
        return store.follow_as(kept["invitation"], issuer, subject, browser)
    cookie = store.sign_in_as(issuer, subject, browser)
    if cookie is None:
        raise _UNKNOWN
    return cookie


async def _identity(request: Request, kept: Mapping[str, Any]) -> tuple[str, str]:
    """Issuer and subject of whoever comes back; raises ``ProviderRefused``."""
    told = request.query_params
    if not hmac.compare_digest(told.get("state", "").encode(), str(kept["state"]).encode()):
        raise ProviderRefused("the state is not the one that was sent")
    if "code" not in told:
        raise ProviderRefused(f"the provider says {told.get('error', 'nothing')[:40]!r}")
    try:
        async with _client() as client:
            metadata = await _metadata(client)
            token = await _token(client, metadata, told["code"], kept["verifier"], _back(request))
            keys = KeySet([import_key(one) for one in (await _document(client, metadata["jwks_uri"]))["keys"]])
        named = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = [name for name in named if name in _ALGORITHMS]
        decoded = jwt.decode(token["id_token"], keys, algorithms=algorithms)
        wanted = {"iss": {"essential": True, "value": metadata["issuer"]}, "sub": {"essential": True}}
        checked = {"nonce": kept["nonce"], "client_id": settings.oidc_client()}
        claims = CodeIDToken(decoded.claims, decoded.header, wanted, checked)
        claims.validate(leeway=120)  # by the world's clock, which the provider shares
        if not hmac.compare_digest(str(claims.get("nonce", "")), str(kept["nonce"])):
            raise ProviderRefused("the nonce is not the one that was sent")
        audience = claims["aud"]
        if settings.oidc_client() not in ([audience] if isinstance(audience, str) else audience):
            raise ProviderRefused("the token is for another client")
        return metadata["issuer"], str(claims["sub"])[:300]
    except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, ValueError, TypeError) as fault:
        raise ProviderRefused(f"{type(fault).__name__}: {fault}"[:300]) from fault


async def _metadata(client: httpx.AsyncClient) -> dict[str, Any]:
    """What the issuer says of itself; every address that is asked must be its own."""
    issuer = settings.oidc_issuer()
    try:
        told = await _document(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told["issuer"].rstrip("/") != issuer.rstrip("/"):
            raise ProviderRefused(f"the issuer calls itself {told['issuer'][:80]!r}")
        for name in ("token_endpoint", "jwks_uri", "authorization_endpoint"):
            if _origin(told[name]) != _origin(issuer):
                raise ProviderRefused(f"{name} lies at another host than the issuer")
        return told
    except (httpx.HTTPError, KeyError, ValueError, TypeError, AttributeError) as fault:
        raise ProviderRefused(f"{type(fault).__name__}: {fault}"[:300]) from fault


async def _document(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    answer = await client.get(address)
    answer.raise_for_status()
    told = answer.json()
    if not isinstance(told, dict):
        raise ValueError("not an object")
    return told


async def _token(
    client: httpx.AsyncClient, metadata: Mapping[str, Any], code: str, verifier: str, back: str
) -> dict[str, Any]:
    """Change a code for a token."""
    told = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": back}
    secret = settings.oidc_secret()
    named = {} if secret else {"client_id": settings.oidc_client()}
    auth = httpx.BasicAuth(settings.oidc_client(), secret) if secret else httpx.Auth()
    answer = await client.post(metadata["token_endpoint"], data=told | named, auth=auth)
    answer.raise_for_status()
    token: dict[str, Any] = answer.json()
    return token


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=_WAIT, trust_env=False, follow_redirects=False)


def _back(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}{callers.base()}/oidc/callback"


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _name() -> str:
    return f"{visitors.cookie_name()}_{_COOKIE}"


def _path() -> str:
    return f"{callers.base()}/oidc"


def _sealed(kept: Mapping[str, Any]) -> str:
    text = urlsafe_b64encode(json.dumps(kept).encode()).decode()
    return f"{text}.{_mark(text)}"


def _opened(cookie: str) -> dict[str, Any]:
    """What was kept when somebody left for the provider; raises ``ProviderRefused`` when that is not ours, or old."""
    text, _, mark = cookie.partition(".")
    if not hmac.compare_digest(mark.encode("utf-8", "replace"), _mark(text).encode()):
        raise ProviderRefused("this browser did not begin here")
    kept: dict[str, Any] = json.loads(urlsafe_b64decode(text))
    if abs(settings.now().timestamp() - kept["at"]) > SECONDS:
        raise ProviderRefused("it took too long")
    return kept


def _mark(text: str) -> str:
    key = resources.store().secret.key
    return hmac.new(key, b"oidc:" + text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


ROUTES: list[BaseRoute] = [Route("/oidc/begin", _begin), Route("/oidc/callback", _callback)]
