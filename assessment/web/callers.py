"""Who calls: under which name the server was called, from which page, from which address, and below which path."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope
from streamlit import config

from assessment import settings
from assessment.language import Label, label

FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
HERE = "here"
"""The client that a browser on this machine is counted as."""

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_FOREIGN_HOST = label(
    "本系统不认识这个网址。请从原来的入口打开；管理员请把它的域名写进设置 ASSESSMENT_HOSTS 再重启。",
    "This system is not known under this address. Open it as you did before; whoever runs it adds the name to the "
    "setting ASSESSMENT_HOSTS and restarts.",
)
_FOREIGN_ORIGIN = label(
    "这个请求来自别的网站，没有受理。请直接打开本系统的网页。",
    "This request came from another site and was not taken. Open the pages of this system themselves.",
)


def refusal(scope: Scope) -> Label | None:
    """Why a request or a connection is not taken: a host that is not ours, or a page of another site that sent it.

    The origin must be written exactly as the host is: whatever differs, Streamlit would look up with the outside world.
    """
    headers = Headers(scope=scope)
    named, origins = headers.getlist("host"), headers.getlist("origin")
    if len(named) != 1 or not is_ours(named[0]):
        return _FOREIGN_HOST
    return None if all(_same_site(scope, headers, origin) for origin in origins) else _FOREIGN_ORIGIN


def _same_site(scope: Scope, headers: Headers, origin: str) -> bool:
    if origin == "null":  # what a browser says in place of our address, since our pages send no referrer
        return scope["type"] == "http" and headers.get("sec-fetch-site") == "same-origin"
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc == headers["host"]


def is_ours(host: str) -> bool:
    """Is a Host header one under which the pages may be opened?

    An address in figures cannot be pointed at this machine by a foreign site, a name can.
    """
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found[1].lower().rstrip(".")
    if is_loopback(name) or _address(name) is not None:
        return True
    return any(name == ours or (ours.startswith("*.") and name.endswith(ours[1:])) for ours in settings.hosts())


def is_here(address: str | None, headers: Mapping[str, str]) -> bool:
    """Is this a browser on this machine, and nobody behind a proxy or under a foreign name?"""
    if any(name in headers for name in FORWARDED):
        return False
    names = [headers.get("Host", ""), urlsplit(headers.get("Origin", "")).netloc]
    return is_loopback(address or "127.0.0.1") and all(is_loopback(re.sub(r":\d+$", "", one)) for one in names if one)


def is_loopback(name: str) -> bool:
    """Does a name or an address mean this machine?"""
    found = _address(name)
    return name.lower() == "localhost" if found is None else found.is_loopback


def client_of(address: str | None) -> str:
    """Whom an address counts as; of an IPv6 address the network, since one household has all of it.

    The address is the connection's own or, from a trusted proxy, the last hop that is none.
    """
    found = _address(address or "")
    if found is None or found.is_loopback:
        return HERE if not address or found is not None else address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None
    # What listens for IPv6 and IPv4 at once writes an IPv4 address as one of IPv6: all of them lie in one network.
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def believed() -> list[str]:
    """The proxies whose word of where a visitor comes from is taken: this machine's, and those that are set.

    One of this machine may stand before or behind one of another, so that both must be known wherever they stand.
    """
    told = [ipaddress.ip_network(one) for one in ("127.0.0.0/8", "::1", *settings.trusted_proxies())]
    mapped = [f"::ffff:{one.network_address}/{96 + one.prefixlen}" for one in told if one.version == 4]
    return [*map(str, told), *mapped]


def base() -> str:
    """The path below which everything is served, as ``/ganqi``; empty at the root."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def below(path: str, root: str) -> str | None:
    """A path as it is below the base, ``/`` for the base itself; None for one that lies elsewhere."""
    if path == root:
        return "/"
    return path[len(root) :] if path.startswith(f"{root}/") else None
