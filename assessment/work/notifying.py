"""Other systems told that an assessment was finished: signed, tried again while they do not answer, and put down.

A notice goes only to an address of ``ASSESSMENT_WEBHOOKS``. Its host is looked up once, and what is called is the very
address that was found to be no inner one; no proxy is used and no redirect is followed. It is signed as Standard
Webhooks are (https://www.standardwebhooks.com, v1). Each attempt is a job of its own: the jobs are the log.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import json
import socket
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from assessment import settings
from assessment.language import Label, label
from assessment.store.outbox import WEBHOOK
from assessment.store.refusals import StoreRefused
from assessment.work.runner import JobAtWork, Work

BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long it waits after each attempt that failed; after the last one it gives up."""
SECONDS = 10.0
_ODD = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Networks of IPv6 that carry an address of IPv4 inside, which may be any."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_AGAIN = label("{why}；{minutes} 分钟后再试", "{why}; tried again in {minutes} minutes")
_GIVEN_UP = label("{why}；试了 {n} 次，不再试", "{why}; given up after {n} attempts")
_NOT_SET = label("这个网址已不在设置里，没有发", "this address is no longer set; nothing was sent")
_INNER = label("“{host}”是内网地址，没有发", "'{host}' is an inner address; nothing was sent")
_UNKNOWN = label("找不到主机“{host}”", "the host '{host}' was not found")
_NO_ANSWER = label("没有回应（{fault}）", "no answer ({fault})")
_STATUS = label("对方答 {status}", "the answer was {status}")
_LOOK = label("请检查对方系统和设置。", "Check the other system and the settings.")
_ALLOW = label(
    "确实要发到内网的，请写进 ASSESSMENT_WEBHOOK_INNER。", "If it is meant, name it in ASSESSMENT_WEBHOOK_INNER."
)


class NoticeRefused(StoreRefused):
    """A notice that may not be sent to where it was to go."""


class NoticeFailed(StoreRefused):
    """A notice that was not taken."""


def webhook_kinds() -> Mapping[str, Work]:
    """The kind of jobs that tell other systems."""
    return {WEBHOOK: deliver}


def deliver(task: JobAtWork) -> Any:
    """One attempt; where it fails, the next one is put down before that is told. Raises ``NoticeFailed``."""
    given = task.job.given
    address, attempt = str(given["address"]), int(given["attempt"])
    if address not in settings.webhooks():
        raise NoticeRefused(_NOT_SET, _LOOK)
    why = _post(address, str(given["id"]), _body(given["event"]))
    if why is None:
        return {"attempt": attempt}
    if attempt > len(BACKOFF):
        raise NoticeFailed(_GIVEN_UP.fill(why=why, n=attempt), _LOOK)
    wait = BACKOFF[attempt - 1]
    task.store.begin_later(WEBHOOK, task.job.owner, {**given, "attempt": attempt + 1}, settings.now() + wait)
    raise NoticeFailed(_AGAIN.fill(why=why, minutes=int(wait.total_seconds() // 60)), _LOOK)


def signature(message: str, timestamp: int, body: bytes, key: bytes) -> str:
    """What ``webhook-signature`` says of a notice."""
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()


def _body(event: Any) -> bytes:
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _post(address: str, message: str, body: bytes) -> Label | None:
    """Send a notice; why it was not taken, None where it was."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = where_to(host, port)
    except OSError:
        return _UNKNOWN.fill(host=host)
    literal = f"[{found}]" if found.version == 6 else str(found)
    target = parts._replace(netloc=f"{literal}:{port}").geturl()
    timestamp = int(settings.now().timestamp())
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "ganqi",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(message, timestamp, body, settings.webhook_secret()),
    }
    try:
        options: dict[str, Any] = {"content": body, "headers": headers, "extensions": {"sni_hostname": host}}
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS) as client,
            client.stream("POST", target, **options) as got,
        ):
            status = got.status_code
    except httpx.HTTPError as fault:
        return _NO_ANSWER.fill(fault=type(fault).__name__)
    return None if 200 <= status < 300 else _STATUS.fill(status=status)


def where_to(host: str, port: int) -> Address:
    """The address that is called for a host; raises ``NoticeRefused`` where any of its addresses is an inner one that
    the settings do not name, ``OSError`` where it has none."""
    told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in told]
    named = host.lower() in settings.webhook_inner()
    if not addresses or not all(named or is_outer(one) or _allowed(one) for one in addresses):
        raise NoticeRefused(_INNER.fill(host=host), _ALLOW)
    return addresses[0]


def is_outer(address: Address) -> bool:
    """Does an address lie in the public network, and hides none that does not?"""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_outer(address.ipv4_mapped)
        if any(address in network for network in _ODD):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _allowed(address: Address) -> bool:
    networks = [item for item in settings.webhook_inner() if item[0].isdigit() or ":" in item]
    for item in networks:
        try:
            network = ipaddress.ip_network(item)
        except ValueError:  # the name of a host
            continue
        if address in network:
            return True
    return False
